"""A supervision's whole life through the commands: rows and facts after every step, and on denial neither."""
from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
import pytest
from django.test.utils import CaptureQueriesContext
from tests.support.congress import Congress, at

from deadlines.queries import deadlines
from outbox.models import Fact
from oversight import commands, queries
from oversight.events import OWING, Form, Occasion, State
from oversight.facts import facts_of
from oversight.models import Participant, Round, Supervision
from oversight.rules import Step
from people.actor import Actor, Role, system
from townships.context import tenant_context
from townships.errors import Invalid, NotAllowed, NotFound, Refused, RuleBroken, Stale, message
from townships.ids import new_id
from townships.paging import Page

PLANNED, WENT, SENT, DUE = date(2026, 3, 2), date(2026, 3, 10), date(2026, 3, 12), date(2026, 4, 30)
REPORTED, VISITED, CLOSED = date(2026, 4, 20), date(2026, 5, 12), date(2026, 5, 13)


class Oversight(Congress):
    """The congress at its supervisions."""

    def plan(self, actor: Actor | None = None, **more: Any) -> UUID:
        told = {"topic": "汉江沿岸垃圾治理", "field": "生态环境", "form": "inspection", "stage": "during", "planned_on": WENT, **more}
        return self.do(commands.plan_supervision, actor or self.clerk, PLANNED, **told).id

    def on(self, supervision_id: UUID, command: Callable[..., Any], actor: Actor, day: date, **given: Any) -> Any:
        given = {"seen": self.row(supervision_id).version, **given}
        return self.do(command, actor, day, supervision_id=supervision_id, **given)

    def to(self, state: State, **more: Any) -> UUID:
        """A supervision brought to a state."""
        supervision_id = self.plan(**more)
        steps: dict[State, tuple[Any, Actor, date, dict[str, Any]]] = {
            State.CARRIED_OUT: (commands.carry_out, self.clerk, WENT, {"deputy_ids": self.deputies[:2], "names": ["县水利局老周"], "findings": "三处倾倒点。"}),
            State.OPINION_SENT: (commands.send_opinion, self.chair, SENT, {"unit_id": self.units[0], "opinion": "限期清运。", "due_on": DUE}),
            State.RECTIFIED: (commands.report_rectification, self.unit(), REPORTED, {"rectification": "已清运并设桶。"}),
            State.LOOKED_BACK: (commands.look_back, self.clerk, VISITED, {"deputy_ids": self.deputies[:1], "effect": "岸边干净。", "effective": True}),
            State.CLOSED: (commands.close, self.chair, CLOSED, {}),
        }
        for reached, (command, actor, day, given) in steps.items():
            if self.row(supervision_id).state == state:
                break
            self.on(supervision_id, command, actor, day, **given)
            assert self.row(supervision_id).state == reached
        return supervision_id

    @staticmethod
    def row(supervision_id: UUID) -> Supervision:
        return Supervision.objects.get(pk=supervision_id)

    def facts(self, supervision_id: UUID) -> Any:
        return facts_of([self.row(supervision_id)])[0]


@pytest.fixture
def congress(town: Any) -> Oversight:
    return Oversight(town)


def told(supervision_id: UUID) -> list[str]:
    types = Fact.objects.filter(subject=f"supervision/{supervision_id}").order_by("version").values_list("type", flat=True)
    return [name.rpartition(".")[2] for name in types]


def everything() -> tuple[Any, ...]:
    """All that a refused command must leave as it was."""
    tables = (Supervision, Participant, Round)
    return (*(sorted(map(str, table.objects.values_list())) for table in tables), Fact.objects.count())


def refused(code: str, error: type[Refused], act: Callable[[], Any]) -> Refused:
    """The refusal, after which nothing is written, and which has words."""
    before = everything()
    with pytest.raises(error) as caught:
        act()
    assert everything() == before
    assert caught.value.code == code
    assert message(caught.value) != code
    return caught.value


# ---------------------------------------------------------------- the life
def test_a_supervision_goes_from_its_plan_to_its_end(congress: Oversight) -> None:
    supervision_id = congress.to(State.CLOSED)

    facts = congress.facts(supervision_id)
    assert told(supervision_id) == ["planned", "carried_out", "opinion_sent", "rectification_reported", "looked_back", "closed"]
    assert (facts.carried_out_on, facts.opinion_on, facts.opinion_due_on) == (WENT, SENT, DUE)
    assert (facts.rectified_on, facts.looked_back_on, facts.closed_on) == (REPORTED, VISITED, CLOSED)
    assert [(p.name, p.deputy_id is None, p.occasion) for p in facts.participants] == [
        ("张三", False, Occasion.WENT), ("李四", False, Occasion.WENT), ("县水利局老周", True, Occasion.WENT), ("张三", False, Occasion.LOOKED_BACK),
    ]  # fmt: skip
    (entry,) = deadlines(viewer=congress.clerk, subjects=[f"supervision/{supervision_id}"])[f"supervision/{supervision_id}"]
    assert (entry.due_on, entry.met_on) == (DUE, REPORTED)


def test_the_last_fact_is_what_the_rows_tell(congress: Oversight) -> None:
    supervision_id = congress.to(State.LOOKED_BACK)

    (published,) = queries.published()
    fact = Fact.objects.filter(subject=f"supervision/{supervision_id}").latest("version")
    assert (published.subject, published.version) == (fact.subject, fact.version)
    assert msgspec.json.decode(msgspec.json.encode(published.facts)) == fact.envelope["data"]["supervision"]


def test_what_does_not_hold_is_reopened_with_a_new_day_and_keeps_the_first_round(congress: Oversight) -> None:
    supervision_id = congress.to(State.LOOKED_BACK)
    congress.on(supervision_id, commands.reopen, congress.chair, CLOSED, note="又有倾倒。", due_on=date(2026, 6, 30))

    facts = congress.facts(supervision_id)
    assert (facts.state, facts.reopened, facts.opinion_due_on, facts.due_on) == (State.REOPENED, 1, date(2026, 6, 30), date(2026, 6, 30))
    assert (facts.rectification, facts.effect) == ("", "")

    congress.on(supervision_id, commands.report_rectification, congress.unit(), date(2026, 6, 1), rectification="装了监控。")
    rounds = Round.objects.filter(supervision_id=supervision_id).order_by("number")
    assert list(rounds.values_list("number", "rectification")) == [(1, "已清运并设桶。"), (2, "装了监控。")]


def test_a_closed_one_may_be_reopened(congress: Oversight) -> None:
    supervision_id = congress.to(State.CLOSED)
    congress.on(supervision_id, commands.reopen, congress.chair, date(2026, 6, 1), note="又有倾倒。")

    assert (congress.row(supervision_id).state, congress.row(supervision_id).closed_on) == (State.REOPENED, None)
    assert congress.facts(supervision_id).opinion_due_on == date(2026, 9, 1)


def test_without_a_day_of_its_own_the_opinion_is_due_by_the_rule(congress: Oversight) -> None:
    supervision_id = congress.to(State.CARRIED_OUT)
    congress.on(supervision_id, commands.send_opinion, congress.chair, SENT, unit_id=congress.units[0], opinion="限期清运。")

    assert congress.facts(supervision_id).opinion_due_on == date(2026, 6, 12)


def test_the_clerk_enters_a_report_on_paper_under_its_true_date(congress: Oversight) -> None:
    supervision_id = congress.to(State.OPINION_SENT)
    told_so = {"rectification": "已清运。", "channel": "paper", "now": at(date(2026, 6, 1))}
    congress.on(supervision_id, commands.report_rectification, congress.clerk, REPORTED, **told_so)

    fact = Fact.objects.filter(subject=f"supervision/{supervision_id}").latest("version").envelope
    assert (fact["data"]["channel"], fact["time"][:10], fact["recordedtime"][:10]) == ("paper", "2026-04-20", "2026-06-01")
    assert congress.facts(supervision_id).rectified_on == REPORTED


def test_a_day_that_the_ledger_counted_again_moves_with_it_once(congress: Oversight, town: Any) -> None:
    supervision_id = congress.to(State.OPINION_SENT)
    clock = system(town.schema_name, town.county_schema, town.type, "clock")
    for _ in range(2):
        told_so = {"supervision_id": supervision_id, "round": 1, "due_on": date(2026, 5, 6)}
        congress.do(commands.follow_deadline, clock, date(2026, 4, 1), **told_so)

    assert congress.row(supervision_id).due_on == date(2026, 5, 6)
    assert told(supervision_id).count("due_date_moved") == 1


def test_money_is_told_in_fen_as_planned_and_as_spent(congress: Oversight) -> None:
    refused("required", Invalid, lambda: congress.plan(form="special_funds"))
    refused("bad_amount", Invalid, lambda: congress.plan(form="special_funds", planned_fen=-1))
    supervision_id = congress.plan(form="special_funds", planned_fen=35_000_000)
    spent = {"deputy_ids": congress.deputies[:1], "findings": "按计划支出。", "executed_fen": 34_900_000}
    congress.on(supervision_id, commands.carry_out, congress.clerk, WENT, **spent)

    assert (congress.facts(supervision_id).planned_fen, congress.facts(supervision_id).executed_fen) == (35_000_000, 34_900_000)


# ---------------------------------------------------------------- forms and the law
@pytest.mark.parametrize(("form", "article"), [("specific_investigation", "第二十二条"), ("filing_review", "第三十六条")])
def test_a_power_of_the_county_is_refused_in_a_township_with_the_article(congress: Oversight, form: str, article: str) -> None:
    broken = refused("not_at_this_level", RuleBroken, lambda: congress.plan(form=form))

    assert article in (broken.source or "")
    told_so = {choice.form: choice.blocked for choice in queries.forms(viewer=congress.clerk, on=PLANNED)}
    assert told_so[Form(form)] is not None
    assert told_so[Form.INSPECTION] is None


def test_the_county_may_investigate_and_review(county: Any) -> None:
    congress = Oversight(county)

    for form in ("specific_investigation", "filing_review"):
        assert congress.row(congress.plan(form=form)).form == form


def test_an_inquiry_happens_while_the_congress_sits(congress: Oversight) -> None:
    supervision_id = congress.plan(form="inquiry")
    told_so = {"deputy_ids": congress.deputies[:1], "findings": "已答复。"}
    out = refused("in_session_only", RuleBroken, lambda: congress.on(supervision_id, commands.carry_out, congress.clerk, WENT, **told_so))
    assert "第十九条" in (out.source or "")

    planned = {"topic": "环境询问", "form": "inquiry", "stage": "during", "planned_on": date(2026, 2, 27)}
    in_session = congress.do(commands.plan_supervision, congress.clerk, date(2026, 2, 20), **planned).id
    congress.on(in_session, commands.carry_out, congress.clerk, date(2026, 2, 27), **told_so)
    assert congress.row(in_session).state == State.CARRIED_OUT


def test_a_questioning_needs_ten_signers(town: Any) -> None:
    congress = Oversight(town, deputies=10)
    broken = refused("too_few_to_question", RuleBroken, lambda: congress.plan(form="questioning", signer_ids=congress.deputies[:9]))
    assert (broken.params["missing"], "第二十四条" in (broken.source or "")) == (1, True)
    refused("same_deputy_twice", RuleBroken, lambda: congress.plan(form="questioning", signer_ids=congress.deputies[:9] + congress.deputies[:1]))

    supervision_id = congress.plan(form="questioning", signer_ids=congress.deputies)
    assert {p.occasion for p in congress.facts(supervision_id).participants} == {Occasion.SIGNED}


# ---------------------------------------------------------------- refusals
GIVEN: dict[Step, tuple[Callable[..., Any], State, dict[str, Any]]] = {
    Step.CARRY_OUT: (commands.carry_out, State.PLANNED, {"names": ["老周"], "findings": "查了。"}),
    Step.SEND_OPINION: (commands.send_opinion, State.CARRIED_OUT, {"opinion": "清运。", "unit_id": None}),
    Step.REPORT_RECTIFICATION: (commands.report_rectification, State.OPINION_SENT, {"rectification": "清了。", "channel": "paper"}),
    Step.LOOK_BACK: (commands.look_back, State.RECTIFIED, {"effect": "干净。", "effective": True}),
    Step.CLOSE: (commands.close, State.LOOKED_BACK, {}),
    Step.REOPEN: (commands.reopen, State.LOOKED_BACK, {"note": "反弹。"}),
}
LATE = date(2026, 7, 1)


def given_for(congress: Oversight, step: Step) -> tuple[Callable[..., Any], State, dict[str, Any]]:
    command, state, given = GIVEN[step]
    return command, state, {**given, **({"unit_id": congress.units[0]} if "unit_id" in given else {})}


@pytest.mark.parametrize("step", list(GIVEN))
def test_every_step_is_refused_to_who_may_not_take_it(congress: Oversight, step: Step) -> None:
    command, state, given = given_for(congress, step)
    supervision_id = congress.to(state)

    for actor in (congress.deputy(), congress.unit(1), congress.person()):
        refused("not_allowed", NotAllowed, lambda actor=actor: congress.on(supervision_id, command, actor, LATE, **given))


@pytest.mark.parametrize("step", list(GIVEN))
def test_every_step_is_refused_in_the_wrong_state(congress: Oversight, step: Step) -> None:
    command, state, given = given_for(congress, step)
    wrong = congress.to(State.PLANNED if state is not State.PLANNED else State.CARRIED_OUT)

    refused("wrong_state", RuleBroken, lambda: congress.on(wrong, command, congress.clerk, LATE, **given))


@pytest.mark.parametrize("step", list(GIVEN))
def test_every_step_is_refused_before_the_one_that_it_follows_and_in_the_future(congress: Oversight, step: Step) -> None:
    command, state, given = given_for(congress, step)
    supervision_id = congress.to(state)

    early = {"now": at(LATE), **given}
    refused("out_of_order", RuleBroken, lambda: congress.on(supervision_id, command, congress.clerk, date(2026, 3, 1), **early))
    refused("in_the_future", Invalid, lambda: congress.on(supervision_id, command, congress.clerk, LATE, now=at(date(2026, 6, 1)), **given))


@pytest.mark.parametrize("step", list(GIVEN))
def test_every_step_is_refused_on_a_stale_view_that_is_told_what_changed(congress: Oversight, step: Step) -> None:
    command, state, given = given_for(congress, step)
    supervision_id = congress.to(state)

    stale = refused("stale", Stale, lambda: congress.on(supervision_id, command, congress.clerk, LATE, seen=0, **given))
    assert "办公室" in message(stale)


@pytest.mark.parametrize("step", list(GIVEN))
def test_every_step_is_refused_for_an_unknown_supervision_and_for_another_towns(congress: Oversight, neighbour: Any, step: Step) -> None:
    command, state, given = given_for(congress, step)
    with tenant_context(neighbour):
        theirs = Oversight(neighbour).to(state)

    for supervision_id in (new_id(), theirs):
        told_so = {"supervision_id": supervision_id, "seen": 1, **given}
        refused("unknown", NotFound, lambda told_so=told_so: congress.do(command, congress.clerk, LATE, **told_so))


@pytest.mark.parametrize(
    ("change", "code", "error"),
    [
        ({"topic": " "}, "required", Invalid),
        ({"topic": "题" * 101}, "too_long", Invalid),
        ({"topic": "垃\x00圾"}, "control_characters", Invalid),
        ({"form": "raid"}, "bad_value", Invalid),
        ({"stage": "never"}, "bad_value", Invalid),
        ({"planned_on": date(2026, 3, 1)}, "out_of_order", RuleBroken),
    ],
)
def test_a_bad_plan_is_refused(congress: Oversight, change: dict[str, Any], code: str, error: type[Refused]) -> None:
    out = refused(code, error, lambda: congress.plan(**change))

    assert out.field is not None


def test_planning_is_for_the_office(congress: Oversight) -> None:
    for actor in (congress.deputy(), congress.unit()):
        refused("not_allowed", NotAllowed, lambda actor=actor: congress.plan(actor))


def test_nobody_goes_who_may_not_go(congress: Oversight) -> None:
    supervision_id = congress.plan()
    ended = congress.deputies[5]
    from roster import commands as roster
    from roster.models import Deputy

    seen = Deputy.objects.get(pk=ended).version
    congress.do(roster.end_mandate, congress.clerk, date(2026, 3, 3), deputy_id=ended, seen=seen, why="resigned", ended_on=date(2026, 3, 3))

    def go(**given: Any) -> Any:
        return congress.on(supervision_id, commands.carry_out, congress.clerk, WENT, findings="查了。", **given)

    assert refused("mandate_ended", RuleBroken, lambda: go(deputy_ids=[ended])).params["name"] == "孙八"
    refused("unknown", NotFound, lambda: go(deputy_ids=[new_id()]))
    refused("same_deputy_twice", RuleBroken, lambda: go(deputy_ids=congress.deputies[:1] * 2))
    refused("required", Invalid, lambda: go())


def test_an_opinion_goes_to_an_open_unit_of_this_town_and_names_a_day_to_come(congress: Oversight) -> None:
    from roster import commands as roster
    from roster.models import Unit

    supervision_id, closed = congress.to(State.CARRIED_OUT), congress.units[3]
    congress.do(roster.close_unit, congress.clerk, WENT, unit_id=closed, seen=Unit.objects.get(pk=closed).version)

    def send(**given: Any) -> Any:
        return congress.on(supervision_id, commands.send_opinion, congress.chair, SENT, **{"opinion": "清运。", **given})

    refused("unit_closed", RuleBroken, lambda: send(unit_id=closed))
    refused("unknown", NotFound, lambda: send(unit_id=new_id()))
    refused("due_before_start", Invalid, lambda: send(unit_id=congress.units[0], due_on=WENT))
    refused("required", Invalid, lambda: send(unit_id=congress.units[0], opinion=""))


def test_a_report_names_how_it_came_when_it_was_not_the_unit_itself(congress: Oversight) -> None:
    supervision_id = congress.to(State.OPINION_SENT)
    command, told_so = commands.report_rectification, {"rectification": "清了。"}

    refused("channel_needed", RuleBroken, lambda: congress.on(supervision_id, command, congress.clerk, REPORTED, **told_so))
    refused("own_step_in_app", RuleBroken, lambda: congress.on(supervision_id, command, congress.unit(), REPORTED, channel="paper", **told_so))


# ---------------------------------------------------------------- what is seen
def test_everybody_sees_what_is_theirs(congress: Oversight) -> None:
    congress.to(State.PLANNED, topic="在办")
    congress.to(State.OPINION_SENT, topic="在办且不公开", public=False)
    congress.to(State.CLOSED, topic="已结")
    viewers = {
        "office": congress.clerk, "deputy who went": congress.deputy(0), "deputy": congress.deputy(4),
        "unit": congress.unit(0), "other unit": congress.unit(1), "anybody": congress.person(),
    }  # fmt: skip

    seen = {name: len(queries.supervisions(viewer=viewer, today=LATE).rows) for name, viewer in viewers.items()}
    assert seen == {"office": 3, "deputy who went": 3, "deputy": 2, "unit": 2, "other unit": 1, "anybody": 1}


def test_a_desk_shows_what_waits_the_longest_overdue_first(congress: Oversight) -> None:
    sent, planned = congress.to(State.OPINION_SENT), congress.to(State.PLANNED)
    congress.to(State.CLOSED)

    assert [(row["id"], row["duties"][0].step, row["overdue"]) for row in queries.desk(viewer=congress.clerk, today=LATE)] == [
        (planned, Step.CARRY_OUT, True)
    ]
    assert [(row["id"], row["overdue"]) for row in queries.desk(viewer=congress.unit(), today=DUE)] == [(sent, False)]
    assert queries.desk(viewer=congress.unit(1), today=LATE) == []


@pytest.mark.parametrize("state", list(State))
def test_the_next_steps_are_those_that_the_commands_take(congress: Oversight, state: State) -> None:
    supervision_id = congress.to(State.CLOSED if state is State.REOPENED else state)
    if state is State.REOPENED:
        congress.on(supervision_id, commands.reopen, congress.chair, CLOSED, note="反弹。")
    shown = queries.supervision(viewer=congress.clerk, supervision_id=supervision_id, today=LATE)
    assert shown is not None
    offered = {step.step for step in shown["next_steps"]}

    assert offered == {step for step, (_, start, _) in GIVEN.items() if start is state or {start, state} <= OWING} | (
        {Step.REOPEN} if state is State.CLOSED else set()
    ) | ({Step.REPORT_RECTIFICATION} if state is State.REOPENED else set())


def test_the_timeline_is_its_facts_with_words(congress: Oversight) -> None:
    supervision_id = congress.to(State.CLOSED)

    lines = queries.timeline(viewer=congress.clerk, supervision_id=supervision_id)
    assert [str(line["words"]) for line in lines][:2] == ["列入计划", "已开展"]
    assert queries.timeline(viewer=congress.person(Role.DEPUTY), supervision_id=supervision_id) == []


def test_a_page_costs_the_same_whatever_it_shows(congress: Oversight, django_assert_num_queries: Any) -> None:
    from django.db import connection

    counts = []
    for _ in range(2):
        for _ in range(3):
            congress.plan()
        with CaptureQueriesContext(connection, ) as caught:
            queries.supervisions(viewer=congress.clerk, today=LATE, page=Page(first=100))
            queries.desk(viewer=congress.clerk, today=LATE)
        counts.append(len(caught))
    assert counts[0] == counts[1]
