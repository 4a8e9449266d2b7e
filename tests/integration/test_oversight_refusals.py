"""What a supervision's commands refuse: on denial neither rows nor facts, and words that name field and rule."""
from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from tests.support.congress import at
from tests.support.oversight import CLOSED, LATE, PLANNED, REPORTED, SENT, WENT, Oversight, refused

from outbox.command import Receipt
from oversight import commands
from oversight.events import Occasion, State
from oversight.rules import Step
from people.actor import anonymous
from roster import commands as roster
from roster.models import Deputy, Unit
from townships.context import tenant_context
from townships.errors import Conflict, Invalid, NotAllowed, NotFound, Refused, RuleBroken, Stale, message
from townships.ids import new_id

#: Each step with the state that it starts from and what it is given; where a unit is needed, the congress's first is filled in.
GIVEN: dict[Step, tuple[Callable[..., Receipt], State, dict[str, Any]]] = {
    Step.CARRY_OUT: (commands.carry_out, State.PLANNED, {"names": ["老周"], "findings": "查了。"}),
    Step.SEND_OPINION: (commands.send_opinion, State.CARRIED_OUT, {"opinion": "清运。", "unit_id": None}),
    Step.REPORT_RECTIFICATION: (commands.report_rectification, State.OPINION_SENT, {"rectification": "清了。", "channel": "paper"}),
    Step.LOOK_BACK: (commands.look_back, State.RECTIFIED, {"names": ["老周"], "effect": "干净。", "effectiveness": "effective"}),
    Step.CLOSE: (commands.close, State.LOOKED_BACK, {"note": "办结。"}),
    Step.REOPEN: (commands.reopen, State.LOOKED_BACK, {"note": "反弹。"}),
}
every_step = pytest.mark.parametrize("step", list(GIVEN))


@pytest.fixture
def congress(town: Any) -> Oversight:
    return Oversight(town)


def given_for(congress: Oversight, step: Step) -> tuple[Callable[..., Receipt], State, dict[str, Any]]:
    command, state, given = GIVEN[step]
    return command, state, {**given, **({"unit_id": congress.units[0]} if "unit_id" in given else {})}


# ---------------------------------------------------------------- every step alike
@every_step
def test_every_step_is_refused_to_who_may_not_take_it(congress: Oversight, town: Any, step: Step) -> None:
    command, state, given = given_for(congress, step)
    supervision_id = congress.to(state)

    for actor in (congress.deputy(), congress.unit(1)):
        refused("not_allowed", NotAllowed, lambda actor=actor: congress.on(supervision_id, command, actor, LATE, **given))
    nobody = anonymous(town.schema_name, town.county_schema, town.type)
    refused("sign_in_required", NotAllowed, lambda: congress.on(supervision_id, command, nobody, LATE, **given))


@every_step
def test_every_step_is_refused_in_the_wrong_state(congress: Oversight, step: Step) -> None:
    command, state, given = given_for(congress, step)
    wrong = congress.to(State.PLANNED if state is not State.PLANNED else State.CARRIED_OUT)

    broken = refused("wrong_state", RuleBroken, lambda: congress.on(wrong, command, congress.clerk, LATE, **given))
    assert broken.field == "supervision_id"


@every_step
def test_every_step_is_refused_before_the_one_that_it_follows_and_in_the_future(congress: Oversight, step: Step) -> None:
    command, state, given = given_for(congress, step)
    supervision_id = congress.to(state)

    early = {"now": at(LATE), **given}
    refused("out_of_order", RuleBroken, lambda: congress.on(supervision_id, command, congress.clerk, date(2026, 3, 1), **early))
    refused("in_the_future", Invalid, lambda: congress.on(supervision_id, command, congress.clerk, LATE, now=at(date(2026, 6, 1)), **given))


@every_step
def test_every_step_is_refused_on_a_stale_view_that_is_told_what_changed(congress: Oversight, step: Step) -> None:
    command, state, given = given_for(congress, step)
    supervision_id = congress.to(state)

    stale = refused("stale", Stale, lambda: congress.on(supervision_id, command, congress.clerk, LATE, seen=0, **given))
    assert "办公室" in message(stale)


def test_what_changed_is_not_told_to_a_unit_that_was_sent_nothing(congress: Oversight) -> None:
    supervision_id, report = congress.to(State.OPINION_SENT), commands.report_rectification
    refused("not_allowed", NotAllowed, lambda: congress.on(supervision_id, report, congress.unit(1), LATE, seen=0, rectification="已清运。"))


@every_step
def test_every_step_is_refused_for_an_unknown_supervision_and_for_another_towns(congress: Oversight, neighbour: Any, step: Step) -> None:
    command, state, given = given_for(congress, step)
    with tenant_context(neighbour):
        theirs = Oversight(neighbour).to(state)

    for supervision_id in (new_id(), theirs):
        asked = {"supervision_id": supervision_id, "seen": 1, **given}
        refused("unknown", NotFound, lambda asked=asked: congress.do(command, congress.clerk, LATE, **asked))


@pytest.mark.parametrize(
    ("step", "field"),
    [
        (Step.CARRY_OUT, "findings"), (Step.SEND_OPINION, "opinion"), (Step.REPORT_RECTIFICATION, "rectification"), (Step.LOOK_BACK, "effect"),
        (Step.CLOSE, "note"), (Step.REOPEN, "note"),
    ],
)  # fmt: skip
def test_every_text_is_held_to_its_limit_and_to_what_can_be_printed(congress: Oversight, step: Step, field: str) -> None:
    command, state, given = given_for(congress, step)
    supervision_id = congress.to(state)

    for text, code in (("字" * 5001, "too_long"), ("字\x07", "control_characters")):
        asked = {**given, field: text}
        out = refused(code, Invalid, lambda asked=asked: congress.on(supervision_id, command, congress.clerk, LATE, **asked))
        assert out.field == field


@pytest.mark.parametrize(
    ("step", "field"),
    [
        (Step.CARRY_OUT, "findings"), (Step.SEND_OPINION, "opinion"), (Step.REPORT_RECTIFICATION, "rectification"), (Step.LOOK_BACK, "effect"),
        (Step.REOPEN, "note"),
    ],
)  # fmt: skip
def test_no_step_goes_without_its_text(congress: Oversight, step: Step, field: str) -> None:
    command, state, given = given_for(congress, step)
    supervision_id = congress.to(state)

    out = refused("required", Invalid, lambda: congress.on(supervision_id, command, congress.clerk, LATE, **{**given, field: "  "}))
    assert out.field == field


def test_a_command_id_that_came_with_other_content_is_refused(congress: Oversight) -> None:
    supervision_id, command_id = congress.to(State.LOOKED_BACK), new_id()
    given = {"supervision_id": supervision_id, "seen": 5, "command_id": command_id}
    congress.do(commands.close, congress.chair, CLOSED, note="办结。", **given)

    refused("command_id_reused", Conflict, lambda: congress.do(commands.close, congress.chair, CLOSED, note="不办结。", **given))


# ---------------------------------------------------------------- the plan, and the law of its form
@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"topic": " "}, "required", "topic"),
        ({"topic": "题" * 101}, "too_long", "topic"),
        ({"topic": "垃\x00圾"}, "control_characters", "topic"),
        ({"notice": "查" * 201}, "too_long", "notice"),
        ({"form": "raid"}, "bad_value", "form"),
        ({"stage": "never"}, "bad_value", "stage"),
        ({"planned_on": date(2026, 3, 1)}, "out_of_order", "planned_on"),
        ({"planned_fen": -1}, "bad_amount", "planned_fen"),
        ({"executed_fen": 10**15}, "bad_amount", "executed_fen"),
        ({"unit_id": new_id()}, "unknown", "unit_id"),
    ],
)
def test_a_bad_plan_is_refused(congress: Oversight, change: dict[str, Any], code: str, field: str) -> None:
    assert refused(code, Refused, lambda: congress.plan(**change)).field == field


def test_planning_is_for_the_office(congress: Oversight) -> None:
    for actor in (congress.deputy(), congress.unit()):
        refused("not_allowed", NotAllowed, lambda actor=actor: congress.plan(actor))


@pytest.mark.parametrize(("form", "article"), [("specific_investigation", "代表法 第二十二条"), ("filing_review", "地方组织法 第三十六条")])
def test_a_power_of_the_county_is_refused_in_a_township_with_the_article(congress: Oversight, form: str, article: str) -> None:
    broken = refused("not_at_this_level", RuleBroken, lambda: congress.plan(form=form))

    assert (broken.field, (broken.source or "").replace(" ", "")) == ("form", article.replace(" ", ""))


def test_the_county_may_investigate_and_review(county: Any) -> None:
    congress = Oversight(county)

    for form in ("specific_investigation", "filing_review"):
        assert congress.row(congress.plan(form=form)).form == form


def test_a_township_inquires_only_while_its_congress_sits(congress: Oversight) -> None:
    supervision_id = congress.plan(form="inquiry")
    went = {"deputy_ids": congress.deputies[:1], "findings": "已答复。"}
    out = refused("in_session_only", RuleBroken, lambda: congress.on(supervision_id, commands.carry_out, congress.clerk, WENT, **went))
    assert "第十九条" in (out.source or "")

    planned = {"topic": "环境询问", "form": "inquiry", "stage": "during", "planned_on": date(2026, 2, 27)}
    in_session = congress.do(commands.plan_supervision, congress.clerk, date(2026, 2, 20), **planned).id
    congress.on(in_session, commands.carry_out, congress.clerk, date(2026, 2, 27), **went)
    assert congress.row(in_session).state == State.CARRIED_OUT


def test_a_countys_standing_committee_inquires_between_sessions_too(county: Any) -> None:
    congress = Oversight(county)

    assert congress.row(congress.to(State.CARRIED_OUT, form="inquiry")).state == State.CARRIED_OUT


def test_a_questioning_needs_ten_signers(town: Any) -> None:
    congress = Oversight(town, deputies=10)
    broken = refused("too_few_to_question", RuleBroken, lambda: congress.plan(form="questioning", signer_ids=congress.deputies[:9]))
    assert (broken.params["missing"], "第二十四条" in (broken.source or "")) == (1, True)
    refused("same_deputy_twice", RuleBroken, lambda: congress.plan(form="questioning", signer_ids=congress.deputies[:9] + congress.deputies[:1]))

    supervision_id = congress.plan(form="questioning", signer_ids=congress.deputies)
    assert {p.occasion for p in congress.facts(supervision_id).participants} == {Occasion.SIGNED}


# ---------------------------------------------------------------- who goes, and to whom it goes
@pytest.mark.parametrize(("command", "state"), [(commands.carry_out, State.PLANNED), (commands.look_back, State.RECTIFIED)])
def test_nobody_goes_who_may_not_go(congress: Oversight, neighbour: Any, command: Callable[..., Receipt], state: State) -> None:
    with tenant_context(neighbour):
        theirs = Oversight(neighbour).deputies[0]
    supervision_id, ended = congress.to(state), congress.deputies[5]
    congress.do(roster.end_mandate, congress.clerk, date(2026, 3, 3), deputy_id=ended, seen=Deputy.objects.get(pk=ended).version, why="resigned")
    texts = {"findings": "查了。"} if command is commands.carry_out else {"effect": "好。", "effectiveness": "partly"}

    def go(**given: Any) -> Any:
        return congress.on(supervision_id, command, congress.clerk, LATE, **texts, **given)

    assert refused("mandate_ended", RuleBroken, lambda: go(deputy_ids=[ended])).params["name"] == "孙八"
    for unknown in (new_id(), theirs):
        refused("unknown", NotFound, lambda unknown=unknown: go(deputy_ids=[unknown]))
    refused("same_deputy_twice", RuleBroken, lambda: go(deputy_ids=congress.deputies[:1] * 2))
    refused("required", Invalid, go)
    refused("required", Invalid, lambda: go(names=[" "]))
    refused("too_long", Invalid, lambda: go(names=["周" * 201]))


def test_an_opinion_goes_to_an_open_unit_of_this_town_and_names_a_day_to_come(congress: Oversight, neighbour: Any) -> None:
    with tenant_context(neighbour):
        theirs = Oversight(neighbour).units[0]
    supervision_id, closed = congress.to(State.CARRIED_OUT), _close(congress, congress.units[3], WENT)

    def send(**given: Any) -> Any:
        return congress.on(supervision_id, commands.send_opinion, congress.chair, SENT, **{"opinion": "清运。", **given})

    refused("unit_closed", RuleBroken, lambda: send(unit_id=closed))
    for unknown in (new_id(), theirs):
        refused("unknown", NotFound, lambda unknown=unknown: send(unit_id=unknown))
    assert refused("due_before_start", Invalid, lambda: send(unit_id=congress.units[0], due_on=WENT)).field == "due_on"
    assert refused("required", Invalid, lambda: send()).field == "unit_id"


def _close(congress: Oversight, unit_id: UUID, day: date) -> UUID:
    congress.do(roster.close_unit, congress.clerk, day, unit_id=unit_id, seen=Unit.objects.get(pk=unit_id).version)
    return unit_id


def test_what_a_closed_unit_had_to_do_is_reopened_only_for_another(congress: Oversight) -> None:
    supervision_id = congress.to(State.LOOKED_BACK)
    _close(congress, congress.units[0], CLOSED)

    def reopen(**given: Any) -> Any:
        return congress.on(supervision_id, commands.reopen, congress.chair, CLOSED, note="反弹。", **given)

    refused("unit_closed", RuleBroken, reopen)
    refused("due_before_start", Invalid, lambda: reopen(unit_id=congress.units[1], due_on=SENT))
    reopen(unit_id=congress.units[1])
    assert congress.facts(supervision_id).unit_name == "派出所"


def test_no_plan_is_made_for_a_closed_unit(congress: Oversight) -> None:
    closed = _close(congress, congress.units[3], PLANNED)

    refused("unit_closed", RuleBroken, lambda: congress.plan(unit_id=closed))


# ---------------------------------------------------------------- reports and ends
def test_a_report_names_how_it_came_when_it_was_not_the_unit_itself(congress: Oversight) -> None:
    supervision_id = congress.to(State.OPINION_SENT)
    command, given = commands.report_rectification, {"rectification": "清了。"}

    refused("channel_needed", RuleBroken, lambda: congress.on(supervision_id, command, congress.clerk, REPORTED, **given))
    refused("own_step_in_app", RuleBroken, lambda: congress.on(supervision_id, command, congress.unit(), REPORTED, channel="paper", **given))
    refused("bad_value", Invalid, lambda: congress.on(supervision_id, command, congress.clerk, REPORTED, channel="pigeon", **given))
    refused("bad_amount", Invalid, lambda: congress.on(supervision_id, command, congress.unit(), REPORTED, executed_fen=-5, **given))


def test_an_effect_is_one_of_three(congress: Oversight) -> None:
    supervision_id = congress.to(State.RECTIFIED)
    given = {"names": ["老周"], "effect": "好。", "effectiveness": "splendid"}

    assert refused("bad_value", Invalid, lambda: congress.on(supervision_id, commands.look_back, congress.clerk, LATE, **given)).field == "effectiveness"


def test_an_end_without_an_opinion_says_why_and_cannot_be_reopened(congress: Oversight) -> None:
    supervision_id = congress.to(State.CARRIED_OUT, unit_id=congress.units[0])
    refused("required", Invalid, lambda: congress.on(supervision_id, commands.close, congress.chair, SENT))

    congress.on(supervision_id, commands.close, congress.chair, SENT, note="未发现问题。")
    refused("wrong_state", RuleBroken, lambda: congress.on(supervision_id, commands.reopen, congress.chair, CLOSED, note="反弹。"))


def test_only_the_ledger_moves_a_day(congress: Oversight) -> None:
    supervision_id = congress.to(State.OPINION_SENT)
    moved = {"supervision_id": supervision_id, "kind": "rectification", "about": supervision_id, "round": 1, "due_on": date(2026, 5, 6)}

    for actor in (congress.clerk, congress.chair, congress.unit()):
        refused("not_allowed", NotAllowed, lambda actor=actor: congress.do(commands.follow_deadline, actor, SENT, **moved))
