"""What is seen of the cases, by whom, at what cost; and numbers when many register at the same time."""
from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.support.congress import Congress

from motions import commands, queries
from motions.events import State
from motions.models import Case
from motions.queries import CaseFilter, Order
from motions.rules import Step
from people.actor import Role, anonymous
from townships.context import tenant_context
from townships.errors import NotAllowed, RuleBroken
from townships.models import Tenant
from townships.paging import Page

TODAY = date(2026, 4, 1)
LATE = date(2026, 7, 1)


@pytest.fixture
def congress(town: Any) -> Congress:
    return Congress(town)


def ids(found: Any) -> set[UUID]:
    return {row["id"] for row in (found if isinstance(found, list) else found.rows)}


# ---------------------------------------------------------------- who sees what
def test_everybody_sees_what_is_theirs_and_what_is_public(congress: Congress) -> None:
    fresh, hidden, handed = congress.suggest(), congress.in_hand(public=False), congress.in_hand(proposers=2)
    ended = congress.delivered()
    congress.rate(ended, date(2026, 4, 8))
    proposed = congress.approved()
    stranger = anonymous(congress.tenant.schema_name, congress.tenant.county_schema, congress.tenant.type)

    def seen(viewer: Any) -> set[UUID]:
        return ids(queries.cases(viewer=viewer, today=TODAY))

    assert seen(congress.clerk) == seen(congress.deputy(0)) == {fresh, hidden, handed, ended, proposed}
    assert seen(congress.deputy(1)) == {handed, ended, proposed}
    assert seen(congress.unit(0)) == {hidden, handed, ended}
    assert seen(congress.unit(1)) == seen(stranger) == {ended}


def test_another_towns_case_is_not_known_here(congress: Congress, neighbour: Any) -> None:
    with tenant_context(neighbour):
        theirs = Congress(neighbour).suggest()

    assert queries.case(viewer=congress.clerk, case_id=theirs, today=TODAY) is None
    assert queries.timeline(viewer=congress.clerk, case_id=theirs) == []
    assert queries.due_if_handed_over(viewer=congress.clerk, case_id=theirs, on=TODAY) is None


def test_an_outsider_sees_the_answer_but_not_who_was_satisfied(congress: Congress) -> None:
    case_id = congress.delivered()
    congress.rate(case_id, date(2026, 4, 8), comment="办得好。")
    inside = queries.case(viewer=congress.deputy(0), case_id=case_id, today=TODAY)
    outside = queries.case(viewer=congress.deputy(3), case_id=case_id, today=TODAY)
    assert inside is not None
    assert outside is not None

    assert (inside["whole"], inside["papers"]["ratings"][0]["comment"]) == (True, "办得好。")
    assert (outside["whole"], outside["papers"], outside["next_steps"]) == (False, {}, [])
    assert outside["facts"].replies == inside["facts"].replies
    assert [p.result for p in outside["facts"].proposers] == [None]
    assert [a.leader for a in outside["facts"].assignments] == [""]
    assert queries.timeline(viewer=congress.deputy(3), case_id=case_id) == []


# ---------------------------------------------------------------- lists
def test_filters_hold_together(congress: Congress) -> None:
    road, water = congress.in_hand(category="交通"), congress.in_hand(category="水利", proposers=2, title="修渠")
    congress.suggest()

    def found(**chosen: Any) -> set[UUID]:
        return ids(queries.cases(viewer=congress.clerk, today=LATE, chosen=CaseFilter(**chosen)))

    assert found(category="交通") == {road}
    assert found(states=(State.IN_HAND,), deputy_id=congress.deputies[1]) == {water}
    assert found(unit_id=congress.units[0]) == found(overdue=True) == {road, water}
    assert found(unit_id=congress.units[1]) == set()
    assert len(found(overdue=False)) == 1
    assert found(text="修渠") == {water}
    assert found(text="十九届闭会第1号") == {road}
    assert found(session_id=congress.session) == set()
    assert found(due_until=date(2026, 6, 5), since=date(2026, 3, 2), until=date(2026, 3, 2)) == {road, water}
    assert found(since=date(2026, 3, 3)) == set()
    assert queries.categories(viewer=congress.clerk) == ["交通", "水利"]


def test_what_came_on_paper_and_what_disappointed_can_be_found(congress: Congress) -> None:
    told = {"title": "路", "text": "路不好走。", "proposer_ids": congress.deputies[:1], "channel": "paper"}
    paper = congress.do(commands.submit_suggestion, congress.clerk, date(2026, 3, 2), **told).id
    disliked = congress.delivered()
    congress.rate(disliked, date(2026, 4, 8), result="dissatisfied")

    def found(**chosen: Any) -> set[UUID]:
        return ids(queries.cases(viewer=congress.clerk, today=LATE, chosen=CaseFilter(**chosen)))

    assert (found(on_paper=True), found(on_paper=False)) == ({paper}, {disliked})
    assert (found(dissatisfied=True), found(dissatisfied=False)) == ({disliked}, {paper})


@pytest.mark.parametrize("order", list(Order))
def test_pages_follow_each_other_without_gap_or_double(congress: Congress, order: Order) -> None:
    everything = [congress.in_hand(), *(congress.suggest() for _ in range(4))]
    seen: list[UUID] = []
    after = None
    for _ in range(3):
        found = queries.cases(viewer=congress.clerk, today=TODAY, order=order, page=Page(first=2, after=after))
        seen += [row["id"] for row in found.rows]
        after = found.cursors[-1]

    assert sorted(seen) == sorted(everything)
    assert found.total() == 5
    assert (seen[0] == everything[0]) == (order is Order.DUE)


def test_a_page_costs_the_same_whatever_it_shows(congress: Congress) -> None:
    counts = []
    for _ in range(2):
        for _ in range(3):
            congress.in_hand(("lead", "assisting"), proposers=2)
        with CaptureQueriesContext(connection) as lists:
            queries.cases(viewer=congress.clerk, today=TODAY, page=Page(first=100))
        with CaptureQueriesContext(connection) as desks:
            queries.desk(viewer=congress.unit(), today=TODAY)
        with CaptureQueriesContext(connection) as rebuilt:
            list(queries.published())
        counts.append([sum(query["sql"].startswith("SELECT") for query in caught) for caught in (lists, desks, rebuilt)])

    assert counts == [[3, 9, 8], [3, 9, 8]]


def test_a_row_has_its_parties(congress: Congress) -> None:
    congress.in_hand(("lead", "assisting"), proposers=2)

    (row,) = queries.cases(viewer=congress.clerk, today=LATE).rows
    assert [proposer["name"] for proposer in row["proposers"]] == ["张三", "李四"]
    assert [(unit["unit_name"], unit["kind"]) for unit in row["units"]] == [("农业综合服务站", "lead"), ("派出所", "assisting")]
    assert (row["overdue"], row["due_on"]) == (True, date(2026, 5, 6))


# ---------------------------------------------------------------- what needs me
def test_each_desk_shows_what_waits_for_its_owner_the_longest_overdue_first(congress: Congress) -> None:
    fresh, late, proposed = congress.suggest(), congress.in_hand(), congress.registered()
    congress.step(
        proposed, commands.propose_handling, congress.clerk, date(2026, 3, 9),
        parts=[commands.Handling(unit_id=congress.units[0], part="sole")],
    )  # fmt: skip
    rated = congress.delivered()

    def desk(viewer: Any, today: date = LATE) -> list[tuple[UUID, list[Step]]]:
        return [(row["id"], [step.step for step in row["duties"]]) for row in queries.desk(viewer=viewer, today=today)]

    assert desk(congress.clerk) == [(fresh, [Step.REGISTER])]
    assert desk(congress.chair) == [(proposed, [Step.APPROVE_HANDLING])]
    assert desk(congress.unit()) == [(late, [Step.SIGN_FOR, Step.REPLY])]
    assert desk(congress.deputy()) == [(rated, [Step.RATE])]
    assert desk(congress.deputy(1)) == desk(congress.unit(1)) == []
    (row,) = queries.desk(viewer=congress.unit(), today=LATE)
    assert (row["overdue"], row["due_on"]) == (True, date(2026, 6, 5))


def test_relief_and_rework_wait_for_the_chair(tenants: Any) -> None:
    with tenant_context(tenants("t500101109")):
        congress = Congress(tenants("t500101109"))
        asked, disliked = congress.in_hand(), congress.delivered()
        congress.part_step(asked, commands.apply_for_relief, congress.unit(), date(2026, 3, 9), note="不是我站职责。")
        congress.rate(disliked, date(2026, 4, 8), result="dissatisfied")

        found = {row["id"]: [step.step for step in row["duties"]] for row in queries.desk(viewer=congress.chair, today=LATE)}
        assert found == {asked: [Step.AGREE_RELIEF], disliked: [Step.ORDER_REWORK]}


def test_a_step_that_a_rule_blocks_is_shown_with_the_rule(congress: Congress) -> None:
    case_id = congress.in_hand()

    def blocked(today: date) -> dict[Step, RuleBroken | None]:
        shown = queries.case(viewer=congress.unit(), case_id=case_id, today=today)
        assert shown is not None
        return {step.step: step.blocked for step in shown["next_steps"]}

    writes = (Step.CONTACT_DEPUTY, Step.NOTE_PROGRESS, Step.APPLY_FOR_EXTENSION, Step.REPLY)
    assert blocked(date(2026, 3, 9)) == dict.fromkeys((Step.SIGN_FOR, Step.APPLY_FOR_RELIEF, *writes))
    for step, code in ((Step.APPLY_FOR_RELIEF, "relief_window_over"), (Step.APPLY_FOR_EXTENSION, "reply_time_over")):
        broken = blocked(LATE)[step]
        assert broken is not None
        assert broken.code == code


def test_the_timeline_is_the_cases_facts_with_author_true_and_recorded_time(congress: Congress) -> None:
    case_id = congress.registered()

    lines = queries.timeline(viewer=congress.clerk, case_id=case_id)
    assert [str(line["words"]) for line in lines] == ["提出建议", "登记编号"]
    assert (lines[1]["name"], lines[1]["at"][:10], lines[1]["recorded"][:10]) == ("办公室", "2026-03-03", "2026-03-03")
    assert lines[0]["told"] == {"channel": "app"}


def test_the_consequence_of_handing_over_is_said_before_it_is_done(congress: Congress) -> None:
    case_id = congress.approved()
    promised = queries.due_if_handed_over(viewer=congress.clerk, case_id=case_id, on=date(2026, 3, 5))
    congress.step(case_id, commands.hand_over, congress.clerk, date(2026, 3, 5), occasion="slip")

    assert congress.facts(case_id).assignments[0].due_on == promised


def test_figures_are_for_the_office_and_open_to_their_records(congress: Congress) -> None:
    concluded, late = congress.delivered(), congress.in_hand()
    congress.rate(concluded, date(2026, 4, 8))
    period = {"since": date(2026, 1, 1), "until": date(2026, 12, 31), "today": LATE}

    figures = queries.figures_of(viewer=congress.clerk, **period)
    assert set(figures.filed) == {concluded, late}
    assert (figures.concluded, figures.overdue) == ((concluded,), (late,))
    assert (figures.on_time.of, figures.on_time.base) == (1, 2)
    with pytest.raises(NotAllowed):
        queries.figures_of(viewer=congress.person(Role.DEPUTY), **period)


# ---------------------------------------------------------------- many at the same time
def test_numbers_have_no_gap_when_many_register_at_once_and_one_fails(committed: Any) -> None:
    town = Tenant.objects.get(schema_name="t610981117")
    with tenant_context(town):
        congress = Congress(town)
        waiting = [congress.suggest() for _ in range(8)]
    together = Barrier(len(waiting))

    def register(index: int) -> None:
        try:
            with tenant_context(town):
                together.wait(30)
                with transaction.atomic():
                    congress.step(waiting[index], commands.register, congress.clerk, date(2026, 3, 3))
                    transaction.set_rollback(index == 3)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(waiting)) as pool:
        list(pool.map(register, range(len(waiting))))

    with tenant_context(town):
        serials = Case.objects.exclude(serial=None).order_by("serial").values_list("serial", flat=True)
        assert list(serials) == list(range(1, 8))
        assert Case.objects.get(pk=waiting[3]).state == State.SUBMITTED
