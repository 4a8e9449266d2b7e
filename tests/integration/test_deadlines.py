"""The ledger through its functions: rows and facts, one entry one subject, and the clock over all towns."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier
from typing import Any
from uuid import UUID

import msgspec
import psycopg
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from deadlines import clock, commands, ledger, queries
from deadlines.events import Kind, State, standing
from deadlines.models import AnnouncedYear, Deadline
from outbox.models import Fact
from people.actor import Actor, Role, system
from rulebook.queries import Rest, Session, Why
from townships.context import tenant_context
from townships.errors import Invalid, NotAllowed, NotFound, RuleBroken
from townships.ids import new_id
from townships.models import Tenant
from townships.paging import Page

START = date(2026, 3, 2)
DUE = date(2026, 6, 2)
TOWNS = ("t610981117", "t610981101", "t500101109", "c610981")


def at(day: date, hour: int = 2) -> datetime:
    """A moment of that day in Shanghai (10:00 by default)."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


class Case:
    """A case of the tenant in force: one assignment whose deadlines a test sets, moves, meets."""

    def __init__(self, actor: Actor) -> None:
        self.actor, self.about = actor, new_id()
        self.subject = f"case/{new_id()}"

    def told(self, day: date, **more: Any) -> dict[str, Any]:
        kind = more.pop("kind", Kind.REPLY)
        return {"actor": self.actor, "now": at(day), "at": at(day), "subject": self.subject, "about": self.about, "kind": kind, **more}

    def set(self, **more: Any) -> UUID:
        more = {"starts_on": START, "rule_key": None if "due_on" in more else "reply_months", **more}
        with transaction.atomic():
            return commands.set_deadline(**self.told(START, **more))

    def meet(self, day: date, **more: Any) -> None:
        with transaction.atomic():
            commands.meet(**self.told(day, **more))

    def move(self, day: date, **more: Any) -> date:
        with transaction.atomic():
            return commands.move(**self.told(day, **more))

    def lift(self, day: date, **more: Any) -> int:
        told = self.told(day, **more)
        with transaction.atomic():
            return commands.lift(actor=told["actor"], now=told["now"], at=told["at"], subject=self.subject)

    def entry(self, kind: Kind = Kind.REPLY) -> Deadline:
        return Deadline.objects.filter(subject=self.subject, kind=kind).latest("round")


@pytest.fixture
def case(town: Any, acting: Any) -> Case:
    return Case(acting(town, "clerk"))


def told(facts: Any) -> list[tuple[str, int]]:
    return [(fact.type.rpartition(".")[2], fact.version) for fact in facts()]


# ---------------------------------------------------------------- set


def test_a_deadline_is_set_by_the_rule_in_force_and_is_its_own_subject(case: Case, facts: Any) -> None:
    made = case.set()

    entry = case.entry()
    assert (entry.pk, entry.due_on, entry.provisional, entry.version) == (made, DUE, False, 1)
    (fact,) = facts()
    assert (fact.subject, fact.type, fact.audience) == (f"deadline/{made}", "townships.deadlines.deadline.set", "county")
    assert (fact.data["deadline"]["due_on"], fact.data["deadline"]["subject"]) == ("2026-06-02", case.subject)


def test_a_chosen_day_stays_within_the_law_and_beyond_it_nothing_is_written(case: Case, facts: Any) -> None:
    with pytest.raises(RuleBroken) as refused:
        case.set(rule_key="reply_months", due_on=date(2026, 6, 3))
    assert (refused.value.code, refused.value.source) == ("beyond_limit", "代表法 第五十一条")
    assert (Deadline.objects.count(), facts()) == (0, [])
    case.set(rule_key="reply_months", due_on=date(2026, 5, 6))
    assert case.entry().due_on == date(2026, 5, 6)


def test_a_freely_chosen_day_is_not_before_the_start(case: Case) -> None:
    case.set(kind=Kind.RECTIFICATION, due_on=date(2026, 4, 1))
    assert case.entry(Kind.RECTIFICATION).basis["in_force"] is None
    with pytest.raises(Invalid, match="due_before_start"):
        case.set(kind=Kind.OPINION, due_on=date(2026, 3, 1))


def test_what_is_counted_from_the_sessions_close_is_never_due_before_it_starts(case: Case, facts: Any) -> None:
    """Handed over long after the session: late from the first day, and the clock says so once."""
    closed, handed_over = date(2026, 2, 28), date(2026, 7, 1)
    case.set(kind=Kind.HANDOVER, rule_key="handover_months", session=Session.IN_SESSION, session_closed_on=closed, starts_on=handed_over)
    entry = case.entry(Kind.HANDOVER)
    assert (entry.starts_on, entry.due_on < handed_over, entry.basis["starts_on"]) == (closed, True, "2026-07-01")
    case.meet(handed_over, kind=Kind.HANDOVER)
    assert told(facts) == [("set", 1), ("missed", 2), ("met", 3)]


def test_meeting_what_was_never_set_is_the_callers_mistake(case: Case) -> None:
    with pytest.raises(LookupError, match="no deadline"):
        case.meet(DUE)


def test_one_matter_has_one_deadline_of_a_kind_and_round(case: Case) -> None:
    case.set()
    with pytest.raises(Exception, match="deadline_once"):
        case.set()
    case.set(kind=Kind.REWORK, rule_key="rework_months", round=1)
    case.set(kind=Kind.REWORK, rule_key="rework_months", round=2, starts_on=date(2026, 7, 1))
    case.meet(date(2026, 7, 20), kind=Kind.REWORK)
    rounds = Deadline.objects.filter(kind=Kind.REWORK).order_by("round").values_list("round", "met_on")
    assert list(rounds) == [(1, None), (2, date(2026, 7, 20))]


# ---------------------------------------------------------------- meet, move, lift


def test_in_time_is_met_and_the_first_act_counts(case: Case, facts: Any) -> None:
    case.set()
    case.meet(date(2026, 5, 20))
    case.meet(date(2026, 5, 30))
    assert (case.entry().met_on, case.entry().missed_on) == (date(2026, 5, 20), None)
    assert told(facts) == [("set", 1), ("met", 2)]


def test_a_late_act_records_the_miss_itself_dated_to_the_day_after(case: Case, facts: Any) -> None:
    case.set()
    case.meet(date(2026, 6, 10))
    assert (case.entry().met_on, case.entry().missed_on) == (date(2026, 6, 10), date(2026, 6, 3))
    assert told(facts) == [("set", 1), ("missed", 2), ("met", 3)]
    assert facts()[1].time == "2026-06-03T00:00:00+08:00"


def test_paper_from_before_the_due_day_takes_the_miss_back(case: Case, facts: Any) -> None:
    case.set()
    with transaction.atomic():
        ledger.miss(case.entry(), actor=case.actor, now=at(date(2026, 6, 3)))
    case.meet(date(2026, 6, 20), on=date(2026, 6, 1))
    assert (case.entry().met_on, case.entry().missed_on) == (date(2026, 6, 1), None)
    assert standing(ledger.facts_of(case.entry()), date(2026, 7, 1)).state is State.MET
    assert facts()[-1].data["deadline"]["missed_on"] is None


def test_more_time_keeps_the_first_day_in_view_and_never_passes_six_months(case: Case, facts: Any) -> None:
    made = case.set()
    assert case.move(date(2026, 5, 20), rule_key="reply_extended_months", due_on=date(2026, 8, 3)) == date(2026, 8, 3)
    assert case.move(date(2026, 7, 20), rule_key="reply_extended_months") == date(2026, 9, 2)

    answer = queries.why(viewer=case.actor, deadline_id=made)
    assert [(step.before, step.after) for step in answer.basis.extensions] == [
        (DUE, date(2026, 8, 3)),
        (date(2026, 8, 3), date(2026, 9, 2)),
    ]
    with pytest.raises(RuleBroken, match="beyond_limit"):
        case.move(date(2026, 8, 20), rule_key="reply_extended_months", due_on=date(2026, 9, 3))
    assert told(facts) == [("set", 1), ("moved", 2), ("moved", 3)]
    assert (facts()[1].data["before"], facts()[1].data["reason"]) == ("2026-06-02", "extended")


def test_more_time_that_is_less_or_for_something_done_is_refused(case: Case, facts: Any) -> None:
    case.set()
    with pytest.raises(RuleBroken, match="deadline_not_longer"):
        case.move(date(2026, 5, 20), rule_key="reply_extended_months", due_on=date(2026, 5, 25))
    case.meet(date(2026, 5, 21))
    with pytest.raises(RuleBroken, match="deadline_closed"):
        case.move(date(2026, 5, 22), rule_key="reply_extended_months")
    assert told(facts) == [("set", 1), ("met", 2)]


def test_more_time_decided_too_late_leaves_the_miss_standing(case: Case, facts: Any) -> None:
    case.set()
    case.move(date(2026, 6, 10), rule_key="reply_extended_months")
    assert (case.entry().due_on, case.entry().missed_on) == (date(2026, 9, 2), date(2026, 6, 3))
    assert told(facts) == [("set", 1), ("missed", 2), ("moved", 3)]


def test_more_time_decided_in_time_but_entered_late_takes_the_miss_back(case: Case) -> None:
    case.set()
    with transaction.atomic():
        ledger.miss(case.entry(), actor=case.actor, now=at(date(2026, 6, 3)))
    case.move(date(2026, 5, 30), rule_key="reply_extended_months")
    assert (case.entry().due_on, case.entry().missed_on) == (date(2026, 9, 2), None)


def test_lifting_a_subject_closes_what_is_open_and_leaves_the_rest(case: Case, facts: Any) -> None:
    case.set()
    case.set(kind=Kind.RELIEF_WINDOW, rule_key="relief_window_workdays")
    case.meet(date(2026, 3, 4), kind=Kind.RELIEF_WINDOW)
    assert case.lift(date(2026, 4, 1)) == 1
    assert case.lift(date(2026, 4, 2)) == 0
    assert (case.entry().lifted_on, case.entry(Kind.RELIEF_WINDOW).lifted_on) == (date(2026, 4, 1), None)
    case.meet(date(2026, 4, 3))
    assert [name for name, _ in told(facts)] == ["set", "set", "met", "lifted"]


# ---------------------------------------------------------------- queries


def test_why_this_date_answers_with_rule_start_and_skipped_days(case: Case) -> None:
    made = case.set(starts_on=date(2025, 11, 17))
    answer = queries.why(viewer=case.actor, deadline_id=made)
    assert answer.basis.in_force is not None
    assert (answer.basis.in_force.rule.source, answer.basis.in_force.why) == ("代表法 第五十一条", Why.NATION)
    assert (answer.basis.starts_on, answer.basis.raw_on, answer.deadline.due_on) == (
        date(2025, 11, 17),
        date(2026, 2, 17),
        date(2026, 2, 24),
    )
    assert (len(answer.basis.skipped), answer.basis.skipped[0].reason) == (7, Rest.SPRING_FESTIVAL)
    assert "民法典" in answer.counting.source


def test_why_is_for_people_of_this_congress(case: Case, neighbour: Any, acting: Any) -> None:
    made = case.set()
    with tenant_context(neighbour), pytest.raises(NotFound):
        queries.why(viewer=acting(neighbour, "clerk"), deadline_id=made)
    with pytest.raises(NotAllowed, match="sign_in_required"):
        queries.why(viewer=Actor(tenant=case.actor.tenant, county="c610981", level="township"), deadline_id=made)


def test_a_desk_reads_the_longest_overdue_first_page_by_page(case: Case, acting: Any, town: Any) -> None:
    days = [date(2026, 4, 1), date(2026, 3, 20), date(2026, 3, 20), date(2026, 5, 1)]
    for day in days:
        case.about = new_id()
        case.set(kind=Kind.RECTIFICATION, due_on=day)
    case.set(kind=Kind.RELIEF_WINDOW, due_on=date(2026, 3, 10))
    today = date(2026, 3, 25)
    first = queries.due(viewer=case.actor, today=today, page=Page(first=3))
    rest = queries.due(viewer=case.actor, today=today, page=Page(first=3, after=first.cursors[-1]))
    assert [row["due_on"] for row in (*first.rows, *rest.rows)] == sorted(days)
    assert (first.has_next, rest.has_next, first.total()) == (True, False, 4)


def test_only_the_office_reads_all_and_a_unit_what_is_its_own(case: Case, acting: Any, town: Any) -> None:
    case.set()
    unit = acting(town, "unit", unit=new_id())
    with pytest.raises(NotAllowed):
        queries.due(viewer=unit, today=START, page=Page())
    assert [row["about"] for row in queries.due(viewer=unit, today=START, page=Page(), abouts=[case.about]).rows] == [case.about]
    assert list(queries.due(viewer=unit, today=START, page=Page(), abouts=[]).rows) == []


def test_deadlines_of_many_cases_are_one_query(case: Case) -> None:
    subjects = []
    for _ in range(5):
        case.about, case.subject = new_id(), f"case/{new_id()}"
        case.set()
        subjects.append(case.subject)
    with CaptureQueriesContext(connection) as asked:
        found = queries.deadlines(viewer=case.actor, subjects=[*subjects, "case/none"])
    assert [len(found[subject]) for subject in subjects] == [1] * 5
    assert found["case/none"] == []
    assert len([query for query in asked if not query["sql"].startswith("SET ")]) == 1


def test_chongqings_tie_is_told_with_the_date(tenants: Any, acting: Any) -> None:
    tenant = tenants("t500101109")
    with tenant_context(tenant):
        due = queries.preview(viewer=acting(tenant, "clerk"), starts_on=START, rule_key="reply_months", session=Session.IN_SESSION)
    assert due.basis.in_force is not None
    assert (due.due_on, due.basis.in_force.why, len(due.basis.in_force.tied)) == (DUE, Why.TIE_NATION, 2)


def test_what_is_published_again_is_what_the_last_fact_said(case: Case, facts: Any) -> None:
    case.set()
    case.meet(date(2026, 6, 10))
    (told_again,) = queries.published()
    last = facts()[-1]
    assert (told_again.subject, told_again.version) == (last.subject, last.version)
    assert msgspec.to_builtins(told_again.facts) == last.data["deadline"]


# ---------------------------------------------------------------- the wall


def test_a_town_neither_sees_nor_writes_another_towns_deadlines(case: Case, neighbour: Any) -> None:
    made = case.set()
    with tenant_context(neighbour):
        assert not Deadline.objects.filter(pk=made).exists()
        assert Deadline.objects.filter(pk=made).update(due_on=date(2030, 1, 1)) == 0
    assert case.entry().due_on == DUE


# ---------------------------------------------------------------- the clock


@pytest.fixture
def ledger_of_towns(committed: Any) -> dict[str, list[UUID]]:
    """In each of four tenants 25 entries due on 2 June and one due a day later."""
    made: dict[str, list[UUID]] = {}
    for schema in TOWNS:
        tenant = Tenant.objects.get(schema_name=schema)
        with tenant_context(tenant):
            case = Case(system(schema, tenant.county_schema, tenant.type, "test"))
            made[schema] = [_another(case, DUE) for _ in range(25)] + [_another(case, DUE + timedelta(days=1))]
    return made


def _another(case: Case, due_on: date) -> UUID:
    case.about = new_id()
    return case.set(kind=Kind.RECTIFICATION, due_on=due_on)


def _missed(committed: Any) -> Counter[str]:
    """Facts of a miss by subject, as the database's owner reads them."""
    with psycopg.connect(committed.admin_url()) as own:
        rows = own.execute("SELECT subject FROM outbox_fact WHERE type = 'townships.deadlines.deadline.missed'").fetchall()
    return Counter(subject for (subject,) in rows)


def _rows(committed: Any, what: str) -> list[Any]:
    with psycopg.connect(committed.admin_url()) as own:
        return own.execute(f"SELECT {what} FROM deadlines_deadline").fetchall()  # type: ignore[call-overload]


def test_the_clock_records_every_miss_of_every_town_once(committed: Any, ledger_of_towns: Any) -> None:
    with committed.login("worker"):
        assert clock.sweep_all(now=at(DUE, 15)) == 0  # 23:00 in Shanghai: the day has not ended
        assert clock.sweep(now=at(DUE, 16), limit=20) == 80
        assert clock.sweep_all(now=at(DUE, 16)) == 20
        assert clock.sweep_all(now=at(DUE, 16)) == 0

    due = {f"deadline/{entry}" for entries in ledger_of_towns.values() for entry in entries[:25]}
    assert _missed(committed) == Counter(dict.fromkeys(due, 1))
    assert {row for row in _rows(committed, "missed_on, version") if row[0]} == {(date(2026, 6, 3), 2)}


def test_each_miss_stands_in_its_own_town_under_the_day_after(committed: Any, ledger_of_towns: Any) -> None:
    with committed.login("worker"):
        clock.sweep_all(now=at(date(2026, 6, 10)))
    for schema, entries in ledger_of_towns.items():
        with tenant_context(Tenant.objects.get(schema_name=schema)):
            facts = Fact.objects.filter(subject=f"deadline/{entries[0]}", version=2)
            envelope = msgspec.json.decode(facts.get().envelope)
            assert (envelope["source"], envelope["time"]) == (f"/townships/{schema}", "2026-06-03T00:00:00+08:00")
            assert (envelope["actorrole"], envelope["recordedtime"]) == (Role.SYSTEM, at(date(2026, 6, 10)).isoformat())


def test_two_clocks_at_once_record_nothing_twice(committed: Any, ledger_of_towns: Any) -> None:
    start = Barrier(3)

    def run() -> int:
        start.wait()
        try:
            return sum(clock.sweep(now=at(date(2026, 6, 10)), limit=7) for _ in range(12))
        finally:
            connection.close()

    with committed.login("worker"), ThreadPoolExecutor(3) as clocks:
        swept = [clocks.submit(run) for _ in range(3)]
        assert sum(one.result() for one in swept) == 104
    assert set(_missed(committed).values()) == {1}
    assert sum(_missed(committed).values()) == 104


def test_what_a_killed_clock_had_not_committed_the_next_one_does(committed: Any, ledger_of_towns: Any, monkeypatch: Any) -> None:
    calls = []
    honest = ledger.miss

    def dies_at_the_tenth(entry: Deadline, **told: Any) -> None:
        calls.append(entry.pk)
        if len(calls) == 10:
            with psycopg.connect(committed.admin_url(), autocommit=True) as own, connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                own.execute("SELECT pg_terminate_backend(%s)", cursor.fetchone())
        honest(entry, **told)

    monkeypatch.setattr(ledger, "miss", dies_at_the_tenth)
    with committed.login("worker"), pytest.raises(ExceptionGroup):
        clock.sweep(now=at(date(2026, 6, 10)))
    monkeypatch.setattr(ledger, "miss", honest)
    connection.close()
    assert sum(_missed(committed).values()) < 104
    with committed.login("worker"):
        clock.sweep_all(now=at(date(2026, 6, 10)))
    assert set(_missed(committed).values()) == {1}
    assert sum(_missed(committed).values()) == 104


def test_one_town_that_fails_keeps_no_other_waiting(committed: Any, ledger_of_towns: Any, monkeypatch: Any) -> None:
    honest = ledger.miss

    def fails(entry: Deadline, **told: Any) -> None:
        if entry.tenant == "t610981101":
            raise RuntimeError("broken town")
        honest(entry, **told)

    monkeypatch.setattr(ledger, "miss", fails)
    with committed.login("worker"), pytest.raises(ExceptionGroup) as group:
        clock.sweep(now=at(date(2026, 6, 10)))
    assert [error.__notes__ for error in group.value.exceptions] == [["clock in t610981101"]]
    assert sum(_missed(committed).values()) == 78


def test_an_entry_that_a_command_holds_is_left_to_it(committed: Any, ledger_of_towns: Any) -> None:
    held = ledger_of_towns["t610981117"][0]
    with psycopg.connect(committed.admin_url()) as other, committed.login("worker"):
        other.execute("SELECT FROM deadlines_deadline WHERE id = %s FOR UPDATE", [held])
        assert clock.sweep_all(now=at(date(2026, 6, 10))) == 103
        other.rollback()
        assert clock.sweep_all(now=at(date(2026, 6, 10))) == 1


def test_met_missed_and_lifted_entries_are_not_swept(committed: Any) -> None:
    tenant = Tenant.objects.get(schema_name="t610981117")
    with tenant_context(tenant):
        case = Case(system(tenant.schema_name, tenant.county_schema, tenant.type, "test"))
        case.set(kind=Kind.RECTIFICATION, due_on=DUE)
        case.meet(date(2026, 5, 1), kind=Kind.RECTIFICATION)
        case.set(kind=Kind.OPINION, due_on=DUE)
        case.lift(date(2026, 5, 1))
    with committed.login("worker"):
        assert clock.sweep_all(now=at(date(2027, 1, 1))) == 0


# ---------------------------------------------------------------- an announced year

OPERATOR = Actor(tenant="public", county="", level="", person_id=UUID(int=9), name="运维", roles=frozenset({Role.OPERATOR}))
YEAR = {
    "year": 2027, "source": "国办发明电〔2026〕9号", "work_days": [date(2027, 1, 31), date(2027, 2, 20)],
    "off_days": {date(2027, 1, 1): Rest.NEW_YEAR, date(2027, 5, 3): Rest.LABOUR_DAY, date(2027, 10, 1): Rest.NATIONAL_DAY}
    | {date(2027, 2, day): Rest.SPRING_FESTIVAL for day in range(5, 14)},
}  # fmt: skip


def announce(committed: Any, **more: Any) -> bool:
    with committed.login("operator"):
        return commands.announce_year(actor=OPERATOR, now=at(date(2026, 11, 20)), **{**YEAR, **more})


@pytest.fixture
def provisional(committed: Any) -> dict[str, Case]:
    """In two towns a reply that falls into the Spring Festival of 2027, which nobody has announced yet, and a chosen day there."""
    made = {}
    for schema in TOWNS[:2]:
        tenant = Tenant.objects.get(schema_name=schema)
        with tenant_context(tenant):
            case = made[schema] = Case(system(schema, tenant.county_schema, tenant.type, "test"))
            case.set(starts_on=date(2026, 11, 9))
            case.set(kind=Kind.RECTIFICATION, due_on=date(2027, 2, 10))
            assert (case.entry().due_on, case.entry().provisional) == (date(2027, 2, 11), True)
    return made


def test_an_announced_year_moves_what_was_provisional_and_nothing_a_person_chose(committed: Any, provisional: Any) -> None:
    assert announce(committed)
    with committed.login("worker"):
        assert clock.retime_announced(now=at(date(2026, 11, 20))) == 2
        assert clock.retime_announced(now=at(date(2026, 11, 21))) == 0
        assert AnnouncedYear.objects.get().retimed_at == at(date(2026, 11, 20))
    for schema, case in provisional.items():
        with tenant_context(Tenant.objects.get(schema_name=schema)):
            assert (case.entry().due_on, case.entry().provisional) == (date(2027, 2, 15), False)
            assert case.entry(Kind.RECTIFICATION).due_on == date(2027, 2, 10)
            fact = msgspec.json.decode(Fact.objects.filter(subject=f"deadline/{case.entry().pk}", version=2).get().envelope)
            assert (fact["data"]["before"], fact["data"]["reason"]) == ("2027-02-11", "calendar")


def test_retiming_goes_on_after_an_interruption(committed: Any, provisional: Any, monkeypatch: Any) -> None:
    announce(committed)
    honest = clock._retime

    def fails(entry: Deadline, *told: Any) -> bool:
        if entry.tenant == "t610981117":
            raise RuntimeError("killed")
        return honest(entry, *told)

    monkeypatch.setattr(clock, "_retime", fails)
    with committed.login("worker"):
        with pytest.raises(ExceptionGroup):
            clock.retime_announced(now=at(date(2026, 11, 20)))
        monkeypatch.setattr(clock, "_retime", honest)
        assert clock.retime_announced(now=at(date(2026, 11, 21))) == 1
    moved = [version for due_on, version in _rows(committed, "due_on, version") if due_on == date(2027, 2, 15)]
    assert moved == [2, 2]


def test_what_was_counted_on_the_old_calendar_meanwhile_is_found(committed: Any, provisional: Any) -> None:
    announce(committed)
    with committed.login("worker"):
        AnnouncedYear.objects.update(retimed_at=at(date(2026, 11, 20)))
        assert clock.retime_announced(now=at(date(2026, 11, 21))) == 2


def test_a_correction_of_an_announced_year_counts_again(committed: Any, provisional: Any) -> None:
    announce(committed)
    with committed.login("worker"):
        clock.retime_announced(now=at(date(2026, 11, 20)))
    assert not announce(committed)
    longer = {**YEAR["off_days"], date(2027, 2, 15): Rest.SPRING_FESTIVAL}  # type: ignore[dict-item]
    assert announce(committed, off_days=longer)
    with committed.login("worker"):
        assert clock.retime_announced(now=at(date(2026, 11, 22))) == 2
    assert {row[0] for row in _rows(committed, "due_on") if row[0] > date(2027, 2, 12)} == {date(2027, 2, 16)}


def test_a_year_is_announced_by_the_operator_alone_and_a_bad_one_not_at_all(committed: Any) -> None:
    clerk = Actor(tenant="public", county="", level="", person_id=UUID(int=8), roles=frozenset({Role.CLERK}))
    with pytest.raises(NotAllowed):
        commands.announce_year(actor=clerk, now=at(DUE), **YEAR)  # type: ignore[arg-type]
    with pytest.raises(Invalid, match="make_up_day_not_weekend"):
        announce(committed, work_days=[date(2027, 2, 3)])
    with pytest.raises(Invalid, match="required"):
        announce(committed, source=" ")
    assert not AnnouncedYear.objects.exists()


def test_a_town_cannot_announce_a_year_behind_the_operators_back(town: Any, now: datetime) -> None:
    row = {"year": 2027, "source": "x", "off_days": {}, "work_days": [], "recorded_at": now, "recorded_by": "x"}
    with pytest.raises(Exception, match="permission denied"), transaction.atomic():
        AnnouncedYear.objects.create(**row)
