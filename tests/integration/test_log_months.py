"""The log in months: facts go where their month is, a reader does not notice the turn, and a month is dropped only when nobody needs it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection
from django.utils import timezone
from django_tenants.utils import tenant_context
from tests.support.recording import note

from bus import positions
from bus.postgres import LogStream, read
from hub import retention, wiring
from hub.status import status
from outbox import months, sequencer
from outbox.log import history
from outbox.models import Fact
from townships.models import Tenant

GOUYUAN, NEIGHBOUR = "t610981117", "t610981101"
THIS = datetime.now(UTC).date().replace(day=1)


@pytest.fixture
def town(committed: Any) -> Tenant:
    return Tenant.objects.get(schema_name=GOUYUAN)


def _later(count: int) -> date:
    month = THIS.month - 1 + count
    return date(THIS.year + month // 12, month % 12 + 1, 1)


def _turn_to(committed: Any, month: date) -> None:
    with psycopg.connect(committed.url("worker"), autocommit=True) as worker:
        worker.execute("SELECT outbox_keep_months(1, %s)", [month])


def _tables(committed: Any) -> dict[str, int]:
    """Month's table → how many facts it holds; those with any."""
    with psycopg.connect(committed.admin_url()) as owner:
        return dict(owner.execute("SELECT tableoid::regclass::text, count(*) FROM outbox_fact GROUP BY 1 ORDER BY 1").fetchall())


def _name(month: date) -> str:
    return f"outbox_fact_{month:%Y_%m}"


def test_this_month_and_the_three_ahead_have_tables_and_keeping_again_makes_none(committed: Any) -> None:
    with committed.login("worker"):
        assert months.months() == [_later(count) for count in range(4)]
        assert months.keep() == []


def test_after_the_turn_facts_go_to_the_new_month_in_one_unbroken_order(committed: Any, town: Tenant) -> None:
    note(town, "thing/1", 1)
    _turn_to(committed, _later(1))
    note(town, "thing/1", 2)
    _turn_to(committed, THIS)  # a clock that is behind turns nothing back
    note(town, "thing/1", 3)
    assert _tables(committed) == {_name(THIS): 1, _name(_later(1)): 2}
    with committed.login("worker"):
        sequencer.place_all()
        assert [row[0] for row in read(0, 10)] == [1, 2, 3]
    with tenant_context(town):
        assert [fact.version for fact in history(GOUYUAN, ["thing/1"])] == [1, 2, 3]


def test_a_fact_whose_month_has_no_table_is_refused(committed: Any, town: Tenant) -> None:
    """Nothing is caught by a table for the rest; the control is the fact before."""
    note(town, "thing/1", 1)
    with psycopg.connect(committed.admin_url(), autocommit=True) as owner:
        owner.execute("SELECT setval('outbox_fact_id_seq', outbox_first_id('2091-01-01'))")
    with pytest.raises(DatabaseError, match="no partition"):
        note(town, "thing/1", 2)
    connection.set_schema_to_public()
    assert sum(_tables(committed).values()) == 1


def test_a_version_is_told_once_and_an_event_is_one(committed: Any, town: Tenant) -> None:
    note(town, "thing/1", 1)
    with pytest.raises(DatabaseError, match="tenant_subject_incarnation_version"):
        note(town, "thing/1", 1)


def test_a_months_table_has_the_same_wall_as_the_log(committed: Any, town: Tenant) -> None:
    note(town, "thing/1", 1)
    note(Tenant.objects.get(schema_name=NEIGHBOUR), "thing/1", 1)
    with tenant_context(town):
        assert list(Fact.objects.values_list("tenant", flat=True)) == [GOUYUAN]
        for asked in ("SELECT count(*) FROM public.{}", "DELETE FROM public.{}"):
            with pytest.raises(DatabaseError, match="permission denied"), connection.cursor() as cursor:
                cursor.execute(asked.format(_name(THIS)))
    with psycopg.connect(committed.admin_url()) as owner:
        walled = "SELECT relname FROM pg_class WHERE relname LIKE 'outbox_fact_2%' AND relkind = 'r' AND NOT (relrowsecurity AND relforcerowsecurity)"
        assert owner.execute(walled).fetchall() == []


def test_a_town_and_the_web_cannot_make_or_drop_a_month(committed: Any, town: Tenant) -> None:
    for asked in ("SELECT outbox_keep_months(9)", "SELECT outbox_drop_month(current_date)"):
        with tenant_context(town), pytest.raises(DatabaseError, match="permission denied"), connection.cursor() as cursor:
            cursor.execute(asked)


# ---------------------------------------------------------------- dropping
@pytest.fixture
def three_months(committed: Any, town: Tenant, settings: Any) -> Any:
    """A fact in each of three months, placed; two whole months are kept. Today is in the fourth."""
    settings.LOG_MONTHS = 2
    for count in range(4):
        _turn_to(committed, _later(count))
        if count < 3:
            note(town, f"thing/{count}", 1)
    with committed.login("worker"):
        sequencer.place_all()
        yield committed


def _all_have_read(to: int) -> None:
    for reader in ("projector", wiring.Indexer().name, "reactor", "notifier"):
        begun = positions.stored(reader, LogStream.NAME).get(0, positions.START)
        positions.take(reader, LogStream.NAME, {0: begun}, timezone.now())
        positions.move(reader, LogStream.NAME, {0: to}, timezone.now())


def test_a_month_is_dropped_when_it_is_old_and_everyone_has_read_it(three_months: Any, town: Tenant) -> None:
    _all_have_read(3)
    assert retention.trim(_later(3)) == [THIS]
    assert _tables(three_months) == {_name(_later(1)): 1, _name(_later(2)): 1}
    assert [row[0] for row in read(0, 10)] == [2, 3], "who reads from the beginning begins where the log does"
    assert retention.trim(_later(3)) == []
    with three_months.login("web"), tenant_context(town):
        assert history(GOUYUAN, ["thing/0"]) == []


def test_a_month_stays_while_one_reader_has_not_passed_it(three_months: Any) -> None:
    _all_have_read(3)
    positions.move("reactor", LogStream.NAME, {0: 0}, timezone.now())
    assert retention.trim(_later(3)) == []
    assert len(_tables(three_months)) == 3


def test_a_month_stays_while_a_fact_of_it_has_no_place(three_months: Any) -> None:
    _all_have_read(3)
    with psycopg.connect(three_months.admin_url(), autocommit=True) as owner:
        owner.execute("INSERT INTO outbox_pending SELECT min(id) FROM outbox_fact")
    with pytest.raises(DatabaseError, match="wait for their place"):
        retention.trim(_later(3))
    assert len(_tables(three_months)) == 3
    assert [row[0] for row in read(0, 10)] == [1, 2, 3]


def test_a_month_that_somebody_is_reading_stays_until_tomorrow(three_months: Any) -> None:
    _all_have_read(3)
    with psycopg.connect(three_months.url("worker")) as reading:
        reading.execute("SELECT count(*) FROM outbox_fact").fetchall()
        assert retention.trim(_later(3)) == []
    assert retention.trim(_later(3)) == [THIS]


def test_without_the_setting_nothing_is_dropped(three_months: Any, settings: Any) -> None:
    settings.LOG_MONTHS = 0
    _all_have_read(3)
    assert retention.trim(_later(120)) == []


def test_the_month_that_is_written_to_cannot_be_dropped(three_months: Any) -> None:
    with pytest.raises(DatabaseError, match="still written to"):
        months.drop(_later(3))


def test_an_operator_is_told_when_the_log_has_no_table_for_next_month(committed: Any) -> None:
    with committed.login("operator"):
        assert not status().ends
    with psycopg.connect(committed.admin_url(), autocommit=True) as owner:
        for count in (1, 2, 3):
            owner.execute(f"DROP TABLE {_name(_later(count))}")  # type: ignore[call-overload]
    with committed.login("operator"):
        assert status().ends
        assert not status().well
