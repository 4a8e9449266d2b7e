"""A motion from the agenda to the report: deliberated, voted on by all, resolved, carried out by a day, reported back; and taken back only with consent."""
from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from tests.integration.test_motions_life import last_fact, told
from tests.integration.test_motions_refusals import adopted, ask, asked_back, carried_out, charged, deliberated, filed, listed, refused
from tests.support.congress import Congress
from tests.support.graphql_api import data, gid, stranger

from deadlines.clock import sweep
from deadlines.queries import deadlines
from motions import commands, queries
from motions.events import AssignmentState, Outcome, Part, State
from motions.rules import Step
from people.actor import Actor
from roster import commands as roster
from townships.errors import Invalid, NotAllowed, RuleBroken

FILED, VOTED, CHARGED, DONE = date(2026, 2, 26), date(2026, 2, 27), date(2026, 3, 2), date(2026, 6, 1)


@pytest.fixture
def congress(town: Any) -> Congress:
    return Congress(town)


def offered(congress: Congress, case_id: UUID, viewer: Actor, today: date = CHARGED) -> dict[Step, str]:
    """Step → the code of the rule in its way."""
    shown = queries.case(viewer=viewer, case_id=case_id, today=today)
    assert shown is not None
    return {one.step: one.blocked.code if one.blocked else "" for one in shown["next_steps"]}


def duties(viewer: Actor, today: date = CHARGED) -> list[Step]:
    return [duty.step for row in queries.desk(viewer=viewer, today=today) for duty in row["duties"]]


# ---------------------------------------------------------------- the way of it
def test_from_the_agenda_to_the_report_with_every_step_a_fact(congress: Congress) -> None:
    case_id = carried_out(congress)
    assert duties(congress.clerk, DONE) == [Step.REPORT_BACK]
    ask(congress, "report_back", case_id)

    facts = congress.facts(case_id)
    assert told(case_id) == ["filed", "listed", "deliberated", "decided", "unit_charged", "resolution_carried_out", "resolution_reported"]
    assert (facts.state, facts.outcome, facts.due_on) == (State.REPORTED, Outcome.ADOPTED, None)
    assert (facts.debated_on, facts.decided_on, facts.carried_out_on, facts.reported_on) == (VOTED, VOTED, DONE, date(2026, 7, 1))
    (part,) = facts.assignments
    assert (part.kind, part.state, part.due_on, part.carried_out_on) == (Part.CHARGED, AssignmentState.CARRIED_OUT, date(2026, 12, 1), DONE)
    assert facts.report == "各项任务已完成。"
    assert "垃圾已清运" not in str(last_fact(case_id))


def test_who_is_charged_has_it_on_the_desk_signs_for_it_and_tells_how_far_it_is(congress: Congress) -> None:
    case_id, unit = charged(congress), congress.unit()
    assert duties(unit) == [Step.SIGN_FOR, Step.CARRY_OUT_RESOLUTION]
    assert queries.phones(viewer=unit, case_ids=[case_id]) == {}  # nobody of them gave one
    congress.part_step(case_id, commands.sign_for, unit, CHARGED)
    congress.part_step(case_id, commands.note_progress, unit, CHARGED, note="已制定方案。")
    (part,) = congress.facts(case_id).assignments
    assert (congress.case(case_id).state, part.state, part.progress_on) == (State.EXECUTING, AssignmentState.SIGNED, CHARGED)
    assert queries.case(viewer=congress.unit(1), case_id=case_id, today=CHARGED)["whole"] is False  # type: ignore[index]


def test_its_day_is_watched_and_missed_once(congress: Congress) -> None:
    case_id, late = charged(congress), date(2026, 12, 5)
    assert (congress.facts(case_id).due_on, queries.desk(viewer=congress.unit(), today=late)[0]["overdue"]) == (date(2026, 12, 1), True)
    (entry,) = [one for one in deadlines(viewer=congress.clerk, subjects=[f"case/{case_id}"])[f"case/{case_id}"] if one.kind == "resolution"]
    assert (entry.due_on, entry.met_on) == (date(2026, 12, 1), None)
    from tests.support.congress import at

    sweep(now=at(late))
    congress.part_step(case_id, commands.carry_out_resolution, congress.unit(), late, note="已落实。")
    (entry,) = [one for one in deadlines(viewer=congress.clerk, subjects=[f"case/{case_id}"])[f"case/{case_id}"] if one.kind == "resolution"]
    assert (entry.met_on, entry.missed_on is not None) == (late, True)


def test_several_units_are_charged_and_the_last_one_brings_the_end(congress: Congress) -> None:
    case_id = charged(congress)
    ask(congress, "charge_unit", case_id, day=CHARGED, unit_id=congress.units[1], due_on=date(2026, 9, 1), leader="李所长")
    assert [part.leader for part in congress.facts(case_id).assignments] == ["农站长", "李所长"]
    congress.part_step(case_id, commands.carry_out_resolution, congress.unit(), DONE, note="已落实。")
    assert (congress.case(case_id).state, congress.facts(case_id).due_on) == (State.EXECUTING, date(2026, 9, 1))
    congress.part_step(case_id, commands.carry_out_resolution, congress.clerk, DONE, 1, note="已落实。", channel="paper")
    assert congress.case(case_id).state == State.CARRIED_OUT
    refused("wrong_state", RuleBroken, lambda: congress.part_step(case_id, commands.carry_out_resolution, congress.unit(), DONE, note="再次。"))


def test_everybody_may_read_the_resolution_and_what_came_of_it(congress: Congress) -> None:
    case_id = carried_out(congress)
    ask(congress, "report_back", case_id)
    asked = "query ($id: ID!) { publicCase(id: $id) { stateLabel resolution report assignments { unitName leader carriedOutOn } timeline { words } } }"
    shown = data(stranger(congress.tenant), asked, "zh-hans", id=gid("Case", congress.tenant, case_id))["publicCase"]
    assert (shown["stateLabel"], shown["resolution"], shown["report"]) == ("已向大会报告", "关于汉江保护的决议", "各项任务已完成。")
    assert (shown["assignments"], shown["timeline"]) == ([{"unitName": "农业综合服务站", "leader": "", "carriedOutOn": "2026-06-01"}], [])


# ---------------------------------------------------------------- the order of things
def test_nothing_is_voted_on_that_was_not_deliberated_on(congress: Congress) -> None:
    case_id = listed(congress)
    refused("wrong_state", RuleBroken, lambda: ask(congress, "decide_motion", case_id))
    assert Step.DELIBERATE_MOTION in offered(congress, case_id, congress.clerk)
    assert refused("required", Invalid, lambda: ask(congress, "deliberate_motion", case_id, note=" ")).field == "note"


def test_only_what_was_adopted_is_carried_out(congress: Congress) -> None:
    case_id = deliberated(congress)
    ask(congress, "decide_motion", case_id, day=VOTED, votes_for=3)
    assert congress.facts(case_id).outcome is Outcome.NOT_ADOPTED
    for name in ("write_resolution", "charge_unit"):
        assert "第二十五条" in (refused("not_adopted", RuleBroken, lambda name=name: ask(congress, name, case_id)).source or "")
    assert offered(congress, case_id, congress.clerk) == {}
    assert duties(congress.clerk) == []


def test_first_the_text_then_the_charge(congress: Congress) -> None:
    case_id = deliberated(congress)
    ask(congress, "decide_motion", case_id, day=VOTED)
    assert offered(congress, case_id, congress.clerk) == {Step.WRITE_RESOLUTION: "", Step.CHARGE_UNIT: "no_resolution"}
    refused("no_resolution", RuleBroken, lambda: ask(congress, "charge_unit", case_id, day=CHARGED))
    ask(congress, "write_resolution", case_id, day=VOTED)
    assert duties(congress.clerk) == [Step.CHARGE_UNIT]
    ask(congress, "charge_unit", case_id, day=CHARGED)
    refused("wrong_state", RuleBroken, lambda: ask(congress, "write_resolution", case_id))


def test_a_charge_is_for_an_open_unit_once_and_for_a_day_to_come(congress: Congress) -> None:
    case_id = adopted(congress)
    assert refused("charged_for_the_past", RuleBroken, lambda: ask(congress, "charge_unit", case_id, day=CHARGED, due_on=CHARGED)).field == "due_on"
    congress.do(roster.close_unit, congress.clerk, CHARGED, unit_id=congress.units[2], seen=1)
    refused("unit_closed", RuleBroken, lambda: ask(congress, "charge_unit", case_id, unit_id=congress.units[2]))
    ask(congress, "charge_unit", case_id, day=CHARGED)
    refused("same_unit_twice", RuleBroken, lambda: ask(congress, "charge_unit", case_id))
    for stranger_ in (congress.unit(1), congress.deputy(), congress.chair):
        refused("not_allowed", NotAllowed, lambda by=stranger_: congress.part_step(case_id, commands.carry_out_resolution, by, DONE, note="好了。"))


# ---------------------------------------------------------------- the committees of a county
def test_a_countys_committee_gives_its_opinion_and_a_town_has_none(congress: Congress, county: Any) -> None:
    big = Congress(county, deputies=12)
    told_ = {"title": "议案", "grounds": "案据。", "proposal": "方案。", "proposer_ids": big.deputies[:10], "channel": "paper"}
    case_id = big.do(commands.file_motion, big.clerk, FILED, **told_).id
    assert Step.GIVE_COMMITTEE_OPINION in offered(big, case_id, big.clerk)
    opinion = {"committee": "农业与农村委员会", "note": "建议列入议程。"}
    big.step(case_id, commands.give_committee_opinion, big.clerk, FILED, **opinion)
    ask(big, "list_motion", case_id, day=FILED)
    big.step(case_id, commands.give_committee_opinion, big.clerk, VOTED, **opinion | {"note": "建议通过。"})
    said = [(one["told"]["committee"], one["told"]["note"]) for one in queries.timeline(viewer=big.deputy(), case_id=case_id) if "committee" in one["told"]]
    assert said == [("农业与农村委员会", "建议列入议程。"), ("农业与农村委员会", "建议通过。")]
    assert "建议通过" not in str(last_fact(case_id))


def test_a_town_has_no_committees(congress: Congress) -> None:
    case_id = filed(congress)
    opinion = {"committee": "农业委员会", "note": "建议列入。"}
    broken = refused("no_committees", RuleBroken, lambda: congress.step(case_id, commands.give_committee_opinion, congress.clerk, FILED, **opinion))
    assert "第三十三条" in (broken.source or "")
    assert Step.GIVE_COMMITTEE_OPINION not in offered(congress, case_id, congress.clerk)


# ---------------------------------------------------------------- taken back
def test_a_listed_motion_is_taken_back_with_the_presidiums_consent(congress: Congress) -> None:
    case_id = listed(congress)
    refused("wrong_state", RuleBroken, lambda: congress.step(case_id, commands.withdraw, congress.clerk, VOTED, note="撤回。", channel="paper"))
    for by, channel in ((congress.deputy(), "app"), (congress.clerk, "phone")):
        given = {"note": "另有办法。", "channel": channel}
        refused("withdrawn_by_all", RuleBroken, lambda by=by, given=given: congress.step(case_id, commands.ask_withdrawal, by, VOTED, **given))
    congress.step(case_id, commands.ask_withdrawal, congress.clerk, VOTED, note="另有办法。", channel="paper")
    refused("withdrawal_asked_already", RuleBroken, lambda: congress.step(case_id, commands.ask_withdrawal, congress.clerk, VOTED, note="再", channel="paper"))
    assert duties(congress.chair) == [Step.AGREE_WITHDRAWAL]
    ask(congress, "decide_withdrawal", case_id, day=VOTED, agreed=True)

    facts = congress.facts(case_id)
    assert (facts.state, facts.withdrawn_on, facts.withdrawal_asked_on, told(case_id)[-2:]) == (State.WITHDRAWN, VOTED, None, ["withdrawal_asked", "withdrawn"])
    assert offered(congress, case_id, congress.clerk) == {}


def test_where_the_presidium_does_not_agree_it_goes_on_and_nobody_votes_before(congress: Congress) -> None:
    case_id = asked_back(congress)
    ask(congress, "deliberate_motion", case_id, day=VOTED)
    refused("withdrawal_waits", RuleBroken, lambda: ask(congress, "decide_motion", case_id, day=VOTED))
    refused("not_allowed", NotAllowed, lambda: ask(congress, "decide_withdrawal", case_id, congress.clerk))
    ask(congress, "decide_withdrawal", case_id, day=VOTED, agreed=False)
    refused("withdrawal_not_asked", RuleBroken, lambda: ask(congress, "decide_withdrawal", case_id, agreed=True))
    ask(congress, "decide_motion", case_id, day=VOTED)
    assert congress.facts(case_id).outcome is Outcome.ADOPTED
