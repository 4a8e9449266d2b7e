"""The database knows the tenant: what code forgets, the wall remembers. Each trial has its control, as owner, that succeeds."""
from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, ClassVar

import psycopg
import pytest
from django.db import ProgrammingError, connection, transaction
from django_tenants.utils import tenant_context

from hub import work
from outbox.events import Event
from outbox.models import Fact
from outbox.record import OutsideTransaction, record
from townships.context import NoTenant, current_tenant
from townships.models import Tenant

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


class Noted(Event):
    type: ClassVar[str] = "townships.tests.thing.noted"
    word: str = ""


def _note(actor: Any, subject: str = "thing/1", version: int = 1) -> None:
    record(Noted(word="x"), subject=subject, version=version, actor=actor, at=NOW, now=NOW)


@pytest.fixture
def two_towns(committed: Any, acting: Any) -> tuple[Tenant, Tenant]:
    """Gouyuan and its neighbour, one fact and one session key each."""
    towns = [Tenant.objects.get(schema_name=name) for name in ("t610981117", "t610981101")]
    for town in towns:
        with tenant_context(town), transaction.atomic(), connection.cursor() as cursor:
            _note(acting(town, "clerk"))
            cursor.execute("INSERT INTO django_session (session_key, session_data, expire_date) VALUES (%s, 'x', now())", [town.schema_name])
    return towns[0], towns[1]


def _owner(committed: Any, statement: str) -> list[Any]:
    with psycopg.connect(committed.admin_url()) as own:
        return own.execute(statement).fetchall()  # type: ignore[call-overload]


def _run(statement: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def test_a_forgotten_tenant_raises_on_tenant_tables_and_shared_ones(committed: Any, two_towns: Any) -> None:
    connection.set_schema_to_public()

    with pytest.raises(ProgrammingError, match="permission denied"):
        Fact.objects.count()
    with pytest.raises(ProgrammingError, match="permission denied"):
        _run("SELECT count(*) FROM t610981117.django_session")

    assert _owner(committed, "SELECT count(*) FROM outbox_fact") == [(2,)]
    assert _owner(committed, "SELECT count(*) FROM t610981117.django_session") == [(1,)]


def test_another_towns_schema_by_raw_sql_raises(committed: Any, two_towns: Any) -> None:
    with tenant_context(two_towns[0]), pytest.raises(ProgrammingError, match="permission denied for schema"):
        _run("SELECT * FROM t610981101.django_session")
    assert len(_owner(committed, "SELECT * FROM t610981101.django_session")) == 1


def test_another_towns_rows_in_a_shared_table_are_not_there_and_cannot_be_made(committed: Any, two_towns: Any) -> None:
    with tenant_context(two_towns[0]):
        assert set(Fact.objects.values_list("tenant", flat=True)) == {"t610981117"}
        with pytest.raises(ProgrammingError, match="row-level security"):
            _run(
                "INSERT INTO outbox_handledcommand (tenant, command_id, content, handled)"
                " VALUES ('t610981101', '00000000-0000-7000-8000-000000000001', '', now())"
            )
        with pytest.raises(ProgrammingError, match="permission denied"):
            _run("UPDATE outbox_fact SET tenant = 't610981101'")
    assert _owner(committed, "SELECT count(DISTINCT tenant) FROM outbox_fact") == [(2,)]


def test_one_statement_cannot_become_another_town(committed: Any, two_towns: Any) -> None:
    with tenant_context(two_towns[0]), pytest.raises(ProgrammingError, match="permission denied for function set_config"):
        _run("SELECT set_config('role', 't610981101', false)")
    assert _owner(committed, "SELECT set_config('role', 't610981101', false)") == [("t610981101",)]


def test_an_injected_condition_cannot_either_and_could_if_the_function_were_granted(committed: Any, two_towns: Any) -> None:
    becomes = "SELECT session_key FROM django_session WHERE session_key = '' OR set_config('role', 't610981101', false) <> ''"
    for statement in (becomes, "UPDATE pg_settings SET setting = 't610981101' WHERE name = 'search_path'"):
        with tenant_context(two_towns[0]), pytest.raises(ProgrammingError, match="permission denied for function set_config"):
            _run(statement)

    with psycopg.connect(committed.admin_url(), autocommit=True) as server:
        server.execute("GRANT EXECUTE ON FUNCTION pg_catalog.set_config(text, text, boolean) TO PUBLIC")
    with tenant_context(two_towns[0]):
        _run(becomes)
        assert connection.connection.execute("SELECT current_user::text").fetchone() == ("t610981101",)


def test_a_wrong_join_an_injected_union_and_sql_in_a_function_read_nothing(committed: Any, two_towns: Any) -> None:
    for statement in (
        "SELECT session_key FROM t610981117.django_session UNION SELECT session_key FROM t610981101.django_session",
        "SELECT a.session_key FROM t610981117.django_session a JOIN t610981101.django_session b ON true",
        "SELECT word FROM ts_stat('SELECT to_tsvector(session_key) FROM t610981101.django_session')",
        "SELECT (SELECT max(session_key) FROM t610981101.django_session) FROM t610981117.django_session",
    ):
        with tenant_context(two_towns[0]), pytest.raises(ProgrammingError, match="permission denied for schema t610981101"):
            _run(statement)
        assert _owner(committed, statement)


def test_the_path_of_another_town_finds_no_table_and_does_not_fall_through_to_the_shared_schema(committed: Any, two_towns: Any) -> None:
    with tenant_context(two_towns[0]):
        for path, told in (("t610981101", "does not exist"), ("t610981101, public", "permission denied for table django_session")):
            own = _raw()
            own.execute(f"SET search_path = {path}")  # type: ignore[call-overload]
            with pytest.raises(psycopg.errors.ProgrammingError, match=told):
                own.execute("SELECT * FROM django_session")
    with psycopg.connect(committed.admin_url()) as owner:
        owner.execute("SET search_path = t610981101")
        assert owner.execute("SELECT session_key FROM django_session").fetchall() == [("t610981101",)]


def _raw() -> psycopg.Connection[Any]:
    """The connection itself, past the hook that enters the tenant before every statement of Django's."""
    _run("SELECT 1")
    return connection.connection  # type: ignore[no-any-return]


def test_without_its_role_the_login_may_nothing(committed: Any, two_towns: Any) -> None:
    with tenant_context(two_towns[0]):
        own = _raw()
        for statement in ("RESET ROLE", "DISCARD ALL"):
            own.execute(statement)  # type: ignore[call-overload]
            for table in ("t610981117.django_session", "t610981101.django_session", "public.outbox_fact", "public.people_person"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    own.execute(f"SELECT * FROM {table}")  # type: ignore[call-overload]
    assert len(_owner(committed, "SELECT * FROM t610981101.django_session")) == 1


def test_another_towns_numbers_cannot_be_drawn(committed: Any, two_towns: Any) -> None:
    draw = "SELECT nextval('t610981101.motions_rating_id_seq')"
    with tenant_context(two_towns[0]), pytest.raises(ProgrammingError, match="permission denied"):
        _run(draw)
    assert _owner(committed, draw) == [(1,)]


def test_stacked_statements_with_parameters_are_refused(committed: Any, two_towns: Any) -> None:
    def stack() -> None:
        with tenant_context(two_towns[0]), connection.cursor() as cursor:
            cursor.execute("SELECT %s::text; SET ROLE t610981101", ["x"])

    with pytest.raises(ProgrammingError, match="multiple commands"):
        stack()
    with committed.login("web"), _bound_by_the_client():
        stack()
        assert connection.connection.execute("SELECT current_user::text").fetchone() == ("t610981101",)


@contextmanager
def _bound_by_the_client() -> Iterator[None]:
    """As Django does it by default: values are written into the text of the statement."""
    connection.settings_dict["OPTIONS"]["server_side_binding"] = False
    connection.close()
    yield
    connection.close()


def test_what_is_not_held_a_whole_statement_of_an_attackers_own_becomes_another_town(committed: Any, two_towns: Any) -> None:
    """docs/security.md says so: the login is a member of every town's role. The next statement of ours takes the right role again."""
    for statement in ("SELECT 1; SET ROLE t610981101", "DO $$ BEGIN EXECUTE 'SET ROLE t610981101'; END $$"):
        with tenant_context(two_towns[0]):
            _run(statement)
            own = connection.connection
            assert own.execute("SELECT session_key FROM t610981101.django_session").fetchall() == [("t610981101",)]
            assert _run("SELECT current_user::text") == [("t610981117",)]


def test_a_tenant_without_role_is_an_error_and_never_the_tenant_before(committed: Any, two_towns: Any) -> None:
    with tenant_context(two_towns[0]):
        assert Fact.objects.count() == 1
        with tenant_context(Tenant(schema_name="t999999999", type="township")), pytest.raises(Exception, match="does not exist"):
            Fact.objects.count()
        assert Fact.objects.count() == 1


def test_the_workers_login_reads_all_facts_and_no_towns_tables(committed: Any, two_towns: Any) -> None:
    with committed.login("worker"):
        assert Fact.objects.count() == 2
        assert len(_run("SELECT envelope FROM outbox_fact")) == 2
        for own in ("actorname", "private"):
            with pytest.raises(ProgrammingError, match="permission denied for table outbox_fact"):
                _run(f"SELECT {own} FROM outbox_fact")
        with pytest.raises(ProgrammingError, match="permission denied for schema"):
            _run("SELECT * FROM t610981117.django_session")


def test_two_towns_in_threads_never_mix(committed: Any, two_towns: Any) -> None:
    begin = threading.Barrier(4)

    def look(town: Tenant) -> set[str]:
        begin.wait()
        seen = set()
        for _ in range(40):
            with tenant_context(town):
                seen |= set(Fact.objects.values_list("tenant", flat=True)) | {_run("SELECT current_user::text")[0][0]}
        connection.close()
        return seen

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(look, [*two_towns, *two_towns]))
    assert answers == [{"t610981117"}, {"t610981101"}] * 2


def test_a_new_thread_starts_outside_of_any_town(committed: Any, two_towns: Any) -> None:
    def look() -> str:
        try:
            return current_tenant().schema_name
        except NoTenant as none:
            return type(none).__name__
        finally:
            connection.close()

    with tenant_context(two_towns[0]), ThreadPoolExecutor(1) as pool:
        assert pool.submit(look).result() == "NoTenant"


def test_after_an_exception_and_after_a_savepoint_the_tenant_in_force_is_the_one_entered(committed: Any, two_towns: Any) -> None:
    gouyuan, neighbour = two_towns
    with tenant_context(gouyuan):
        with pytest.raises(ZeroDivisionError), transaction.atomic(), tenant_context(neighbour):
            assert Fact.objects.get().tenant == "t610981101"
            raise ZeroDivisionError
        assert Fact.objects.get().tenant == "t610981117"

        with transaction.atomic():
            with pytest.raises(ProgrammingError), transaction.atomic(), tenant_context(neighbour):
                _run("SELECT * FROM nowhere")
            assert Fact.objects.get().tenant == "t610981117"


def test_a_fact_needs_a_transaction_and_a_town(committed: Any, two_towns: Any, acting: Any) -> None:
    actor = acting(two_towns[0], "clerk")
    with tenant_context(two_towns[0]), pytest.raises(OutsideTransaction):
        _note(actor, version=2)
    with transaction.atomic(), pytest.raises(NoTenant):
        _note(actor, version=2)


def test_a_fact_goes_with_its_transaction(committed: Any, two_towns: Any, acting: Any) -> None:
    with tenant_context(two_towns[0]):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            _note(acting(two_towns[0], "clerk"), version=2)
            raise ZeroDivisionError
        assert Fact.objects.count() == 1


# ---------------------------------------------------------------- what a server process remembers
@contextmanager
def _pooled() -> Iterator[None]:
    """As the web works: a connection comes from a pool and goes back to it."""
    usual = connection.settings_dict
    connection.close()
    connection.settings_dict = {**usual, "OPTIONS": {**usual["OPTIONS"], "pool": {"min_size": 1, "max_size": 1}}}
    try:
        yield
    finally:
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]
        connection.settings_dict = usual


def _visit(*towns: Tenant) -> int:
    """The server process that answered, in the last of them."""
    for town in towns:
        with tenant_context(town):
            [(backend,)] = _run("SELECT pg_backend_pid()")
    connection.set_schema_to_public()
    connection.close()
    return int(backend)


def test_a_pooled_connection_that_was_in_many_towns_gives_way_to_a_new_one(two_towns: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("townships.wall.base.MOST_TENANTS", 2)
    with _pooled():
        first = _visit(two_towns[0])
        assert [_visit(two_towns[0]) for _ in range(3)] == [first] * 3
        assert _visit(*two_towns) == first
        third = Tenant.objects.get(schema_name="t500101109")
        assert _visit(third) == first
        assert _visit(third) != first


def test_a_role_that_works_in_many_towns_gets_a_new_connection_between_two_steps(
    committed: Any, two_towns: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("townships.wall.base.MOST_TENANTS", 1)
    role = Wanderer(two_towns)
    monkeypatch.setattr(work, "ROLES", {"clock": lambda: role})
    stop = threading.Event()
    with committed.login("worker"):
        [worker] = work.work(["clock"], stop)
        try:
            assert role.over.wait(60)
        finally:
            stop.set()
            worker.join(60)
    assert len(set(role.backends)) == 2


class Wanderer:
    """Goes into both towns in its first step, and into one in each of two later ones."""

    idle = 0.0

    def __init__(self, towns: Any) -> None:
        self.ways, self.backends, self.over = [towns, towns[:1], towns[:1]], list[int](), threading.Event()

    def step(self) -> int:
        for town in self.ways.pop(0) if self.ways else ():
            with tenant_context(town):
                self.backends += [backend for (backend,) in _run("SELECT pg_backend_pid()")]
        if not self.ways:
            self.over.set()
        return 0

    def lag(self) -> int:
        return 0

    def close(self) -> None:
        pass
