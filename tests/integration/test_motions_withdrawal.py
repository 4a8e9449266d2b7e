"""The deputies take back what they raised: as long as the rules of the place let them, and after the hand-over shown as such."""
from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.integration.test_motions_life import last_fact, told
from tests.integration.test_motions_refusals import filed, refused
from tests.support.congress import Congress

from deadlines.queries import deadlines
from motions import commands, queries
from motions.events import AssignmentState, State
from motions.figures import figures
from rulebook import commands as rulebook
from townships.errors import Invalid, NotAllowed, RuleBroken
from townships.ids import new_id

DAY = date(2026, 3, 16)
NOTE = {"note": "已经自行解决。"}


@pytest.fixture
def congress(town: Any) -> Congress:
    return Congress(town)


def withdraw(congress: Congress, case_id: Any, by: Any = None, day: date = DAY, **more: Any) -> Any:
    return congress.step(case_id, commands.withdraw, by or congress.deputy(), day, **NOTE | more)


def test_before_the_hand_over_it_simply_ends(congress: Congress) -> None:
    submitted, registered = congress.suggest(), congress.registered()
    for case_id in (submitted, registered):
        withdraw(congress, case_id)

    facts = congress.facts(registered)
    assert (facts.state, facts.withdrawn_on, facts.due_on, facts.number) == (State.WITHDRAWN, DAY, None, "十九届闭会第1号")
    assert congress.facts(submitted).number == ""
    assert (told(registered)[-1], last_fact(registered)["data"]["after_handover"]) == ("withdrawn", False)
    shown = queries.case(viewer=congress.clerk, case_id=registered, today=DAY)
    assert shown is not None
    assert shown["next_steps"] == []


def test_after_the_hand_over_it_shows_as_such_and_its_units_owe_nothing_more(congress: Congress) -> None:
    case_id = congress.in_hand(("lead", "assisting"))
    withdraw(congress, case_id)

    facts = congress.facts(case_id)
    assert (facts.state, facts.handed_over_on, last_fact(case_id)["data"]["after_handover"]) == (State.WITHDRAWN, date(2026, 3, 5), True)
    assert {part.state for part in facts.assignments} == {AssignmentState.ENDED}
    ledger = deadlines(viewer=congress.clerk, subjects=[f"case/{case_id}"])[f"case/{case_id}"]
    assert all(entry.met_on or entry.lifted_on for entry in ledger)
    assert queries.desk(viewer=congress.unit(), today=date(2026, 9, 1)) == []
    assert queries.phones(viewer=congress.unit(), case_ids=[case_id]) == {}
    counted = figures([facts], since=date(2026, 1, 1), until=date(2026, 12, 31), today=date(2026, 12, 31))
    assert (len(counted.filed), counted.overdue, counted.late_handed_over) == (1, (), {})


def test_what_several_raised_all_of_them_withdraw_on_paper(congress: Congress) -> None:
    case_id = congress.in_hand(proposers=2)
    refused("withdrawn_by_all", RuleBroken, lambda: withdraw(congress, case_id))
    refused("withdrawn_by_all", RuleBroken, lambda: withdraw(congress, case_id, congress.clerk, channel="phone"))
    withdraw(congress, case_id, congress.clerk, channel="paper")
    assert congress.case(case_id).state == State.WITHDRAWN


def test_a_motion_is_withdrawn_before_it_is_listed(congress: Congress) -> None:
    case_id = filed(congress)
    withdraw(congress, case_id, congress.clerk, date(2026, 2, 27), channel="paper")
    assert (congress.case(case_id).state, congress.facts(case_id).number) == (State.WITHDRAWN, "十九届三次会议议案第1号")


def test_where_the_rule_ends_it_at_the_hand_over_nobody_withdraws_later(congress: Congress) -> None:
    adopted = {"rule_id": new_id(), "key": "withdrawal_until", "value": "handover", "source": "镇人大办法第九条", "valid_from": date(2026, 1, 1)}
    congress.do(rulebook.adopt_rule, congress.clerk, date(2026, 2, 1), **adopted)
    approved, handed = congress.approved(), congress.in_hand()

    withdraw(congress, approved)
    broken = refused("withdrawal_over", RuleBroken, lambda: withdraw(congress, handed))
    assert broken.source == "镇人大办法第九条"


def test_a_withdrawal_is_its_proposers_own_in_words_and_before_the_reply(congress: Congress) -> None:
    case_id, answered = congress.in_hand(), congress.delivered()
    for stranger in (congress.deputy(1), congress.unit(), congress.chair):
        refused("not_allowed", NotAllowed, lambda by=stranger: withdraw(congress, case_id, by))
    refused("channel_needed", RuleBroken, lambda: withdraw(congress, case_id, congress.clerk))
    refused("required", Invalid, lambda: withdraw(congress, case_id, note=" "))
    refused("out_of_order", RuleBroken, lambda: withdraw(congress, case_id, day=date(2026, 3, 4)))
    refused("wrong_state", RuleBroken, lambda: withdraw(congress, answered, day=date(2026, 4, 3)))
    withdraw(congress, case_id)
    refused("wrong_state", RuleBroken, lambda: withdraw(congress, case_id))
