"""Who sees which supervision, what waits for whom, and that a page costs the same whatever it shows."""
from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.support.oversight import DUE, LATE, PLANNED, WENT, Oversight
from tests.support.roster import statements

from oversight import queries
from oversight.events import Form, State
from oversight.queries import Order, SupervisionFilter
from oversight.rules import Step
from people.actor import Role, anonymous
from townships.context import tenant_context
from townships.paging import Page

#: What the clerk may do in each state; the unit may report where it must.
OFFERED: dict[State, set[Step]] = {
    State.PLANNED: {Step.CARRY_OUT},
    State.CARRIED_OUT: {Step.SEND_OPINION, Step.CLOSE},
    State.OPINION_SENT: {Step.REPORT_RECTIFICATION},
    State.RECTIFIED: {Step.LOOK_BACK},
    State.LOOKED_BACK: {Step.CLOSE, Step.REOPEN},
    State.REOPENED: {Step.REPORT_RECTIFICATION},
    State.CLOSED: {Step.REOPEN},
}


@pytest.fixture
def congress(town: Any) -> Oversight:
    return Oversight(town)


def topics(viewer: Any, today: date = LATE, order: Order = Order.NEWEST, **chosen: Any) -> list[str]:
    found = queries.supervisions(viewer=viewer, today=today, chosen=SupervisionFilter(**chosen), order=order)
    return [row["topic"] for row in found.rows]


def test_everybody_sees_what_is_theirs(congress: Oversight, town: Any) -> None:
    congress.to(State.PLANNED, topic="待查", unit_id=congress.units[0], public=False)
    congress.to(State.PLANNED, topic="在办")
    congress.to(State.OPINION_SENT, topic="在办且不公开", public=False)
    congress.to(State.CLOSED, topic="已结")
    congress.to(State.CLOSED, topic="已结且不公开", public=False)
    viewers = {
        "office": congress.clerk, "deputy who went": congress.deputy(0), "deputy": congress.deputy(4), "unit": congress.unit(0),
        "other unit": congress.unit(1), "anybody": anonymous(town.schema_name, town.county_schema, town.type),
    }  # fmt: skip

    assert {name: set(topics(viewer)) for name, viewer in viewers.items()} == {
        "office": {"待查", "在办", "在办且不公开", "已结", "已结且不公开"},
        "deputy who went": {"在办", "在办且不公开", "已结", "已结且不公开"},
        "deputy": {"在办", "已结"},
        "unit": {"在办且不公开", "已结", "已结且不公开"},
        "other unit": {"已结"},
        "anybody": {"已结"},
    }


def test_what_one_may_not_know_of_is_not_there(congress: Oversight, neighbour: Any) -> None:
    secret = congress.to(State.CARRIED_OUT, public=False)
    with tenant_context(neighbour):
        theirs = Oversight(neighbour).to(State.CLOSED)

    assert queries.supervision(viewer=congress.deputy(4), supervision_id=secret, today=LATE) is None
    assert queries.timeline(viewer=congress.deputy(4), supervision_id=secret) == []
    assert queries.supervision(viewer=congress.clerk, supervision_id=theirs, today=LATE) is None


def test_a_list_is_filtered_and_ordered(congress: Oversight) -> None:
    congress.to(State.OPINION_SENT, topic="饮水", form="survey", stage="before")
    congress.to(State.PLANNED, topic="道路", planned_on=date(2026, 8, 1))
    congress.to(State.CLOSED, topic="垃圾")

    assert topics(congress.clerk) == ["道路", "垃圾", "饮水"]
    assert topics(congress.clerk, order=Order.DUE) == ["饮水", "道路", "垃圾"]
    assert topics(congress.clerk, overdue=True) == ["饮水"]
    assert topics(congress.clerk, overdue=False) == ["道路", "垃圾"]
    assert topics(congress.clerk, states=(State.CLOSED, State.PLANNED)) == ["道路", "垃圾"]
    assert topics(congress.clerk, form=Form.SURVEY) == ["饮水"]
    assert topics(congress.clerk, unit_id=congress.units[0], text="限期") == ["垃圾", "饮水"]


def test_a_desk_shows_what_waits_the_longest_overdue_first(congress: Oversight) -> None:
    sent, planned, seen = congress.to(State.OPINION_SENT), congress.to(State.PLANNED), congress.to(State.LOOKED_BACK)
    congress.to(State.CLOSED)

    def desk(viewer: Any) -> list[Any]:
        return [(row["id"], [duty.step for duty in row["duties"]], row["overdue"]) for row in queries.desk(viewer=viewer, today=LATE)]

    assert desk(congress.clerk) == [(planned, [Step.CARRY_OUT], True), (seen, [Step.CLOSE], False)]
    assert desk(congress.chair) == [(seen, [Step.CLOSE], False)]
    assert desk(congress.person(Role.CLERK, Role.CHAIR)) == desk(congress.clerk)
    assert desk(congress.unit()) == [(sent, [Step.REPORT_RECTIFICATION], True)]
    assert desk(congress.unit(1)) == desk(congress.deputy()) == []
    assert not queries.desk(viewer=congress.unit(), today=DUE)[0]["overdue"]


@pytest.mark.parametrize("state", list(State))
def test_the_next_steps_are_those_that_the_commands_take(congress: Oversight, state: State) -> None:
    supervision_id = congress.to(state)

    def offered(viewer: Any) -> set[Step]:
        shown = queries.supervision(viewer=viewer, supervision_id=supervision_id, today=LATE)
        return {step.step for step in shown["next_steps"]} if shown else set()

    assert offered(congress.clerk) == OFFERED[state]
    assert offered(congress.chair) == OFFERED[state] - {Step.REPORT_RECTIFICATION}
    assert offered(congress.unit()) == OFFERED[state] & {Step.REPORT_RECTIFICATION}
    assert offered(congress.deputy()) == set()


def test_a_supervision_is_shown_with_all_its_rounds(congress: Oversight) -> None:
    supervision_id = congress.to(State.REOPENED)
    shown = queries.supervision(viewer=congress.clerk, supervision_id=supervision_id, today=LATE)

    assert shown is not None
    assert [(one["number"], one["rectification"], one["effectiveness"]) for one in shown["rounds"]] == [(1, "已清运并设桶。", "effective"), (2, "", None)]
    assert (shown["whole"], shown["facts"].reopened, shown["overdue"]) == (True, 1, False)


def test_the_timeline_is_its_facts_with_words_for_those_whose_it_is(congress: Oversight) -> None:
    supervision_id = congress.to(State.CLOSED)

    lines = queries.timeline(viewer=congress.clerk, supervision_id=supervision_id)
    assert [str(line["words"]) for line in lines] == ["列入计划", "开展监督", "发出审议意见", "报告整改情况", "回头看", "办结"]
    assert [line["told"] for line in lines][3::2] == [{"channel": "app"}, {"note": "办结。"}]
    assert len(queries.timeline(viewer=congress.unit(), supervision_id=supervision_id)) == 6
    assert queries.timeline(viewer=congress.person(Role.DEPUTY), supervision_id=supervision_id) == []


def test_the_forms_say_which_of_them_this_congress_may_not_use(congress: Oversight, county: Any) -> None:
    def blocked(viewer: Any) -> set[Form]:
        return {choice.form for choice in queries.forms(viewer=viewer, on=PLANNED) if choice.blocked}

    here, there = congress.clerk, Oversight(county).clerk
    assert blocked(here) == {Form.SPECIFIC_INVESTIGATION, Form.FILING_REVIEW}
    assert blocked(there) == set()


def test_a_page_costs_the_same_whatever_it_shows(congress: Oversight) -> None:
    counts = []
    for _ in range(2):
        congress.to(State.REOPENED)
        for _ in range(3):
            congress.plan(planned_on=WENT)
        with statements() as sent:
            queries.supervisions(viewer=congress.clerk, today=LATE, page=Page(first=100))
            queries.desk(viewer=congress.clerk, today=LATE)
            list(queries.published())
        counts.append(len(sent))
    assert counts[0] == counts[1] == 6
