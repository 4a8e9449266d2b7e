"""From a command in a town to the county's board and to search; the same facts twice, late and turned round end the same."""
from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
from django_tenants.utils import tenant_context
from tests.support.house import House, settle

import countysearch.search
import countyviews.queries
import motions.commands
from bus.postgres import LogStream, read
from bus.runner import Runner
from countyviews.board import Voice
from countyviews.models import CaseView, DeadlineView, RosterView, TownView
from hub import rebuilding, wiring
from motions.commands import Handling
from outbox import sequencer
from outbox.events import Envelope
from people.actor import Actor
from townships.clock import local_date
from townships.models import Tenant

NOW = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
TODAY = local_date(NOW)
RAISED = {"text": "管道冬天冻裂，三十户吃水靠挑。", "channel": "paper"}
REPLY = {"number": "构政函〔2026〕3号", "meaning": "solved", "text": "已更换管道。", "signed_off_by": "孙志强"}
VIEWS = (CaseView, DeadlineView, RosterView, TownView)


class County:
    """A town that works and a county that looks on."""

    def __init__(self, committed: Any) -> None:
        self.committed = committed
        self.town, self.county = (Tenant.objects.get(schema_name=name) for name in ("t610981117", "c610981"))
        with tenant_context(self.town):
            self.house: House = settle(self.town, "gouyuan", NOW)

    def do(self, role: str, command: Callable[..., Any], days_ago: float, **given: Any) -> Any:
        with tenant_context(self.town):
            return self.house.do(role, command, at=NOW - timedelta(days=days_ago), **given)

    def case(self, title: str = "羊山村三组饮水管道破损", public: bool = True) -> tuple[UUID, UUID]:
        """A suggestion in a unit's hands since 120 days: late for 30. Case and assignment."""
        deputy, unit = next(iter(self.house.deputies.values())), next(iter(self.house.units.values()))
        raised = self.do("clerk", motions.commands.submit_suggestion, 130, proposer_ids=[deputy], title=title, public=public, **RAISED)
        self.do("clerk", motions.commands.register, 129, case_id=raised.id, seen=1)
        self.do("clerk", motions.commands.propose_handling, 128, case_id=raised.id, seen=2, parts=[Handling(unit_id=unit, part="sole")])
        self.do("chair", motions.commands.approve_handling, 127, case_id=raised.id, seen=3)
        self.do("clerk", motions.commands.hand_over, 126, case_id=raised.id, seen=4, occasion="meeting")
        with tenant_context(self.town):
            from motions.models import Assignment

            return raised.id, Assignment.objects.get(case_id=raised.id).pk

    def carry(self) -> None:
        """The workers' part, once through."""
        with self.committed.login("worker"):
            sequencer.place_all()
            for name in ("projector", "indexer", "reactor"):
                runner = Runner(wiring.consumer(name), LogStream())
                while runner.step(200, 0.05):
                    pass
                runner.close()
            sequencer.place_all()

    def officer(self) -> Actor:
        from people.actor import Role
        from townships.ids import new_id

        return Actor(tenant="c610981", county="c610981", level="county", person_id=new_id(), name="县人大", roles=frozenset({Role.CLERK}))

    def views(self) -> dict[str, list[Any]]:
        with tenant_context(self.county):
            return {model.__name__: sorted(map(repr, model.objects.values_list())) for model in VIEWS}

    def facts(self) -> list[Envelope]:
        with self.committed.login("worker"):
            return [msgspec.json.decode(body, type=Envelope) for _, _, audience, body in read(0, 100_000) if audience == "county"]


@pytest.fixture
def world(committed: Any) -> Iterator[County]:
    yield County(committed)


def test_a_case_is_on_the_countys_board_and_found_by_search(world: County) -> None:
    case_id, _ = world.case()
    world.carry()

    with tenant_context(world.county):
        board = countyviews.queries.board(viewer=world.officer(), since=TODAY - timedelta(days=365), today=TODAY)
        listed = countyviews.queries.cases(viewer=world.officer(), chosen=countyviews.queries.CaseFilter(overdue=True), today=TODAY)
        late = countyviews.queries.late(viewer=world.officer(), today=TODAY)
    row = next(row for row in board.towns if row.tenant == "t610981117")
    assert (row.cases, row.stages["in_hand"], row.overdue, row.on_paper) == (1, 1, 1, 1)
    assert row.longest_overdue > 20
    assert row.voice is Voice.SILENT, "its only case was raised before the last session"
    assert row.chair == list(world.house.deputies)[1]
    assert board.towns[0] is row, "what is overdue stands on top"
    assert next(row for row in board.towns if row.tenant == "t610981101").voice is Voice.NO_DATA
    assert [found["id"] for found in listed.rows] == [case_id]
    assert [found["about_id"] for found in late.rows] == [case_id]

    with tenant_context(world.county):
        hits = countysearch.search.search(viewer=world.officer(), words="饮水 管道")
    assert [hit.document.subject for hit in hits.rows] == [f"case/{case_id}"]


def test_twice_late_and_turned_round_ends_the_same(world: County) -> None:
    case_id, assignment = world.case()
    deputy = next(iter(world.house.deputies.values()))
    world.do("unit", motions.commands.reply, 20, assignment_id=assignment, seen=5, **REPLY)
    world.do("clerk", motions.commands.deliver, 19, case_id=case_id, seen=6, deputy_ids=[deputy], channel="paper")
    world.do("deputy", motions.commands.rate, 0, case_id=case_id, seen=7, deputy_id=deputy, attitude="satisfied", result="basically")
    world.carry()
    told, facts = world.views(), world.facts()
    assert len(facts) > 30

    with world.committed.login("worker"):
        for turn in range(4):
            again = list(facts) + facts[: len(facts) // 2]
            random.Random(turn).shuffle(again)
            projector, indexer = wiring.consumer("projector"), wiring.consumer("indexer")
            for fact in again if turn == 0 else [None]:
                projector.apply([fact] if fact else again)
            indexer.apply(list(reversed(facts)))
    assert world.views() == told

    with world.committed.login("worker"):
        for model in VIEWS:
            with tenant_context(world.county):
                model.objects.all().delete()
        wiring.consumer("projector").apply(list(reversed(facts)))
    assert world.views() == told


def test_a_deadline_missed_is_recorded_once_and_a_rating_not_given_in_time_concludes(world: County) -> None:
    case_id, assignment = world.case()
    deputy = next(iter(world.house.deputies.values()))
    world.do("unit", motions.commands.reply, 60, assignment_id=assignment, seen=5, **REPLY)
    world.do("clerk", motions.commands.deliver, 59, case_id=case_id, seen=6, deputy_ids=[deputy], channel="paper")
    with world.committed.login("worker"):
        assert sum(wiring.sweep(NOW) for _ in range(3)) >= 1
    for _ in range(3):
        world.carry()

    names = [fact.type for fact in world.facts()]
    assert names.count("townships.motions.case.no_feedback_recorded") == 1
    assert names.count("townships.motions.case.concluded") == 1
    with tenant_context(world.county):
        row = countyviews.queries.case(viewer=world.officer(), case_id=case_id, today=TODAY)
    assert (row["facts"].state, row["facts"].proposers[0].no_feedback, row["overdue"]) == ("concluded", True, False)


def test_a_rebuild_leaves_what_a_slow_command_committed_while_the_town_was_read(world: County, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its fact says a time before the rebuild began, and the first reading does not have it."""
    real, late = rebuilding.published, list[UUID]()

    def published(town: Tenant) -> Iterator[Any]:
        yield from real(town)
        if town.schema_name == "t610981117" and not late:
            with world.committed.login("web"):
                late.append(world.case()[0])
                world.carry()

    monkeypatch.setattr(rebuilding, "published", published)
    with world.committed.login("worker"):
        told = rebuilding.views()

    assert told.removed == 0
    with tenant_context(world.county):
        assert CaseView.objects.filter(pk=late[0]).exists()


def test_rebuild_and_reconcile_agree_with_what_the_facts_made(world: County) -> None:
    case_id, _ = world.case()
    world.carry()
    told = world.views()
    with world.committed.login("worker"):
        assert [drift for _, drift in rebuilding.drift() if drift] == []
        with tenant_context(world.county):
            CaseView.objects.all().delete()
            DeadlineView.objects.update(version=99)
        missing = [drift for _, drift in rebuilding.drift() if drift]
        assert {(one.subject, one.where, one.there) for one in missing if one.subject.startswith("case/")} == {(f"case/{case_id}", "views", None)}
        assert any(one.there == 99 for one in missing)

        with tenant_context(world.county):
            DeadlineView.objects.update(version=0)
        rebuilding.views()
        rebuilding.search()
        assert [drift for _, drift in rebuilding.drift() if drift] == []
    now = world.views()
    assert [_content(row) for row in now["CaseView"]] == [_content(row) for row in told["CaseView"]]


def _content(row: str) -> str:
    return row.partition("{")[2]


def test_no_private_word_leaves_the_town(world: County) -> None:
    """Telephones, sign-in names and notes are marked where they are kept; no fact for the county holds a mark."""
    world.case()
    with tenant_context(world.town):
        from people.models import Person
        from roster.models import Deputy, Unit

        marks = {value for model, field in ((Deputy, "phone"), (Unit, "phone"), (Unit, "contact")) for value in model.objects.values_list(field, flat=True)}
        marks |= {str(value) for row in Person.objects.values_list("login", "id") for value in row}
    marks.discard("")
    told = [msgspec.json.encode(fact.data).decode() for fact in world.facts()]
    assert len(marks) > 8
    assert not [(mark, text[:80]) for mark in marks for text in told if mark in text]
