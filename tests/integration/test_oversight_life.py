"""A supervision's whole life through the commands: rows and facts after every step, and what follows by itself."""
from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import msgspec
import pytest
from tests.support.congress import at
from tests.support.oversight import CLOSED, DUE, REPORTED, SENT, VISITED, WENT, Oversight

from deadlines.events import DeadlineFacts
from deadlines.queries import deadlines
from outbox.models import Fact
from oversight import commands, queries
from oversight.events import Effectiveness, Occasion, State
from oversight.models import Round
from people.actor import system
from townships.ids import new_id


@pytest.fixture
def congress(town: Any) -> Oversight:
    return Oversight(town)


def told(supervision_id: UUID) -> list[str]:
    """The last words of the types of a supervision's facts, oldest first."""
    types = Fact.objects.filter(subject=f"supervision/{supervision_id}").order_by("version").values_list("type", flat=True)
    return [name.rpartition(".")[2] for name in types]


def last_fact(supervision_id: UUID) -> dict[str, Any]:
    return msgspec.json.decode(Fact.objects.filter(subject=f"supervision/{supervision_id}").latest("version").envelope)


def ledger(congress: Oversight, supervision_id: UUID) -> list[DeadlineFacts]:
    subject = f"supervision/{supervision_id}"
    return deadlines(viewer=congress.clerk, subjects=[subject])[subject]


def test_a_supervision_goes_from_its_plan_to_its_end(congress: Oversight) -> None:
    supervision_id = congress.to(State.CLOSED)

    facts = congress.facts(supervision_id)
    assert told(supervision_id) == ["planned", "carried_out", "opinion_sent", "rectification_reported", "looked_back", "closed"]
    assert (facts.carried_out_on, facts.opinion_on, facts.opinion_due_on) == (WENT, SENT, DUE)
    assert (facts.rectified_on, facts.looked_back_on, facts.closed_on) == (REPORTED, VISITED, CLOSED)
    assert (facts.state, facts.effectiveness, facts.closed_note, facts.due_on) == (State.CLOSED, Effectiveness.EFFECTIVE, "办结。", None)
    assert [(p.name, p.deputy_id is None, p.occasion) for p in facts.participants] == [
        ("张三", False, Occasion.WENT), ("李四", False, Occasion.WENT), ("县水利局老周", True, Occasion.WENT), ("张三", False, Occasion.LOOKED_BACK),
    ]  # fmt: skip
    (entry,) = ledger(congress, supervision_id)
    assert (entry.kind, entry.due_on, entry.met_on, entry.missed_on) == ("rectification", DUE, REPORTED, None)


@pytest.mark.parametrize("state", list(State))
def test_every_fact_carries_the_supervision_as_the_rows_stand(congress: Oversight, state: State) -> None:
    supervision_id = congress.to(state)

    (published,) = queries.published()
    fact = last_fact(supervision_id)
    assert (published.subject, published.version) == (fact["subject"], fact["version"])
    assert msgspec.json.decode(msgspec.json.encode(published.facts)) == fact["data"]["supervision"]
    assert fact["data"]["supervision"]["state"] == state


def test_a_plan_names_its_unit_and_the_opinion_goes_there(congress: Oversight) -> None:
    supervision_id = congress.to(State.CARRIED_OUT, unit_id=congress.units[1], notice="实地查看并走访群众。", public=False)
    congress.on(supervision_id, commands.send_opinion, congress.chair, SENT, opinion="限期清运。")

    facts = congress.facts(supervision_id)
    assert (facts.unit_id, facts.unit_name) == (congress.units[1], "派出所")
    assert (facts.notice, facts.public, facts.planned_on) == ("实地查看并走访群众。", False, WENT)


def test_what_found_nothing_amiss_is_closed_without_an_opinion(congress: Oversight) -> None:
    supervision_id = congress.to(State.CARRIED_OUT, unit_id=congress.units[0])
    congress.on(supervision_id, commands.close, congress.chair, SENT, note="未发现问题。")

    facts = congress.facts(supervision_id)
    assert (facts.state, facts.closed_on, facts.closed_note, facts.opinion_on) == (State.CLOSED, SENT, "未发现问题。", None)
    assert told(supervision_id) == ["planned", "carried_out", "closed"]
    assert ledger(congress, supervision_id) == []


def test_what_does_not_hold_is_reopened_with_a_new_day_and_keeps_the_first_round(congress: Oversight) -> None:
    supervision_id = congress.to(State.LOOKED_BACK)
    congress.on(supervision_id, commands.reopen, congress.chair, CLOSED, note="又有倾倒。", due_on=date(2026, 6, 30))

    facts = congress.facts(supervision_id)
    assert (facts.state, facts.reopened, facts.opinion_due_on, facts.due_on) == (State.REOPENED, 1, date(2026, 6, 30), date(2026, 6, 30))
    assert (facts.rectification, facts.rectified_on, facts.effect, facts.effectiveness) == ("", None, "", None)

    congress.on(supervision_id, commands.report_rectification, congress.unit(), date(2026, 7, 1), rectification="装了监控。")
    rounds = Round.objects.filter(supervision_id=supervision_id).order_by("number")
    assert list(rounds.values_list("number", "rectification", "effectiveness")) == [(1, "已清运并设桶。", "effective"), (2, "装了监控。", None)]
    assert [(entry.round, entry.met_on, entry.missed_on) for entry in ledger(congress, supervision_id)] == [
        (1, REPORTED, None), (2, date(2026, 7, 1), date(2026, 7, 1)),
    ]  # fmt: skip


def test_a_closed_one_may_be_reopened_for_the_unit_that_has_the_work_now(congress: Oversight) -> None:
    supervision_id = congress.to(State.CLOSED)
    congress.on(supervision_id, commands.reopen, congress.chair, date(2026, 6, 1), note="又有倾倒。", unit_id=congress.units[2])

    facts = congress.facts(supervision_id)
    assert (facts.state, facts.closed_on, facts.closed_note, facts.unit_name) == (State.REOPENED, None, "", "自然资源所")
    assert facts.opinion_due_on == date(2026, 9, 1)


def test_without_a_day_of_its_own_the_opinion_is_due_by_the_rule(congress: Oversight) -> None:
    supervision_id = congress.to(State.CARRIED_OUT)
    congress.on(supervision_id, commands.send_opinion, congress.chair, SENT, unit_id=congress.units[0], opinion="限期清运。")

    assert congress.facts(supervision_id).opinion_due_on == date(2026, 6, 12)


def test_the_clerk_enters_a_report_on_paper_under_its_true_date(congress: Oversight) -> None:
    supervision_id = congress.to(State.OPINION_SENT)
    given = {"rectification": "已清运。", "channel": "paper", "now": at(date(2026, 6, 1))}
    congress.on(supervision_id, commands.report_rectification, congress.clerk, REPORTED, **given)

    fact = last_fact(supervision_id)
    assert (fact["data"]["channel"], fact["time"][:10], fact["recordedtime"][:10]) == ("paper", "2026-04-20", "2026-06-01")
    assert congress.facts(supervision_id).rectified_on == REPORTED


def test_a_late_report_records_the_miss_itself(congress: Oversight) -> None:
    supervision_id = congress.to(State.OPINION_SENT)
    congress.on(supervision_id, commands.report_rectification, congress.unit(), date(2026, 5, 6), rectification="已清运。")

    (entry,) = ledger(congress, supervision_id)
    assert (entry.met_on, entry.missed_on) == (date(2026, 5, 6), date(2026, 5, 1))


def test_a_day_that_the_ledger_counted_again_moves_with_it_once(congress: Oversight, town: Any) -> None:
    supervision_id = congress.to(State.OPINION_SENT)
    clock = system(town.schema_name, town.county_schema, town.type, "clock")
    moved = {"supervision_id": supervision_id, "kind": "rectification", "about": supervision_id, "round": 1, "due_on": date(2026, 5, 6)}
    for _ in range(2):
        congress.do(commands.follow_deadline, clock, date(2026, 4, 1), **moved)

    assert (congress.row(supervision_id).due_on, congress.facts(supervision_id).opinion_due_on) == (date(2026, 5, 6), date(2026, 5, 6))
    assert told(supervision_id).count("due_date_moved") == 1


@pytest.mark.parametrize(("state", "round"), [(State.RECTIFIED, 1), (State.REOPENED, 1), (State.OPINION_SENT, 2)])
def test_a_day_of_a_round_that_is_over_or_not_begun_moves_nothing(congress: Oversight, town: Any, state: State, round: int) -> None:
    supervision_id = congress.to(state)
    clock = system(town.schema_name, town.county_schema, town.type, "clock")
    before = congress.facts(supervision_id)
    moved = {"supervision_id": supervision_id, "kind": "rectification", "about": supervision_id, "round": round, "due_on": date(2026, 9, 9)}
    congress.do(commands.follow_deadline, clock, date(2026, 6, 1), **moved)

    assert congress.facts(supervision_id) == before


def test_money_is_told_in_fen_as_planned_and_as_spent_so_far(congress: Oversight) -> None:
    supervision_id = congress.plan(form="special_funds", planned_fen=35_000_000, executed_fen=0)
    went = {"deputy_ids": congress.deputies[:1], "findings": "按计划支出。"}
    congress.on(supervision_id, commands.carry_out, congress.clerk, WENT, **went, executed_fen=20_000_000)
    congress.on(supervision_id, commands.send_opinion, congress.chair, SENT, unit_id=congress.units[0], opinion="加快支出。")
    assert (congress.facts(supervision_id).planned_fen, congress.facts(supervision_id).executed_fen) == (35_000_000, 20_000_000)

    congress.on(supervision_id, commands.report_rectification, congress.unit(), REPORTED, rectification="已支出。", executed_fen=34_900_000)
    assert congress.facts(supervision_id).executed_fen == 34_900_000


def test_the_same_command_twice_is_done_once(congress: Oversight) -> None:
    supervision_id = congress.to(State.LOOKED_BACK)
    given = {"supervision_id": supervision_id, "seen": 5, "command_id": new_id(), "note": "又有倾倒。"}
    first, second = (congress.do(commands.reopen, congress.chair, CLOSED, **given) for _ in range(2))

    assert first == second
    assert told(supervision_id).count("reopened") == 1
    assert Round.objects.filter(supervision_id=supervision_id).count() == 2
