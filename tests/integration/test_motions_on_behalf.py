"""Paper is never zero: every step of a deputy or a unit can be entered by the office, with channel and true date."""
from __future__ import annotations

import inspect
from datetime import date, timedelta
from typing import Any

import pytest
from tests.support.congress import Congress, at

from motions import commands
from motions.rules import STEPS, Step
from outbox.models import Fact
from people.actor import Role
from townships.errors import Invalid, RuleBroken

#: Steps whose command is not named as they are.
NAMES = {Step.SUBMIT: "submit_suggestion"}
#: Whoever holds a file shows it in the own name.
FILES = {Step.ATTACH_FILE, Step.REMOVE_FILE}
OF_OTHERS = sorted(step for step, table in STEPS.items() if table.by & {Role.UNIT, Role.UNIT_LEADER, Role.DEPUTY} and step not in FILES)
DAY = date(2026, 5, 11)


@pytest.mark.parametrize("step", OF_OTHERS)
def test_every_step_of_a_deputy_or_a_unit_can_be_entered_on_behalf(step: Step) -> None:
    assert Role.CLERK in STEPS[step].by
    assert {"channel", "at"} <= set(inspect.signature(getattr(commands, NAMES.get(step, step.value))).parameters)


def given(congress: Congress) -> dict[str, tuple[Any, dict[str, Any]]]:
    """Steps that stand open of cases in several states, as the clerk enters them from paper."""
    in_hand, replied = congress.in_hand(), congress.delivered()
    part = {"assignment_id": congress.facts(in_hand).assignments[0].id, "seen": congress.case(in_hand).version}
    case = {"case_id": replied, "seen": congress.case(replied).version, "deputy_id": congress.deputies[0]}
    letter = {"number": "1号", "meaning": "solved", "text": "办了。", "signed_off_by": "站长"}
    return {
        "sign_for": (commands.sign_for, part), "note_progress": (commands.note_progress, {**part, "note": "已测量。"}),
        "apply_for_extension": (commands.apply_for_extension, {**part, "note": "范围广。"}), "reply": (commands.reply, {**part, **letter}),
        "contact_deputy": (commands.contact_deputy, {**part, "deputy_ids": congress.deputies[:1], "method": "走访", "note": "听取意见。"}),
        "rate": (commands.rate, {**case, "attitude": "satisfied", "result": "satisfied"}), "ask_for_call": (commands.ask_for_call, case),
    }  # fmt: skip


@pytest.mark.parametrize("step", ["sign_for", "note_progress", "apply_for_extension", "reply", "contact_deputy", "rate", "ask_for_call"])
def test_a_true_date_before_the_term_or_in_the_future_is_refused_and_the_true_one_is_kept(town: Any, step: str) -> None:
    congress = Congress(town)
    command, told = given(congress)[step]
    before = Fact.objects.count()
    for wrong in (date(2021, 12, 31), DAY + timedelta(days=1)):
        with pytest.raises((Invalid, RuleBroken)) as refused:
            congress.do(command, congress.clerk, DAY, at=at(wrong), channel="paper", **told)
        assert refused.value.code in ("out_of_order", "in_the_future"), refused.value
    assert Fact.objects.count() == before
    congress.do(command, congress.clerk, DAY, at=at(date(2026, 4, 6)), channel="paper", **told)
    assert '"time":"2026-04-06' in Fact.objects.latest("id").envelope.replace(" ", "")


def test_what_the_office_enters_names_how_it_came(town: Any) -> None:
    congress = Congress(town)
    command, told = given(congress)["sign_for"]
    with pytest.raises((Invalid, RuleBroken)) as refused:
        congress.do(command, congress.clerk, DAY, **told)
    assert refused.value.code == "channel_needed"
