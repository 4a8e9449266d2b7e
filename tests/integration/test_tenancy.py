"""Opening, upgrading and the door."""
from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connection, transaction
from django.test import Client
from django_tenants.utils import tenant_context

from townships import schema, upgrade
from townships.errors import NotFound, RuleBroken
from townships.models import Designation, Domain, Tenant, TenantType
from townships.provisioning import open_county, open_township

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


@pytest.fixture
def as_migrator(committed: Any) -> Iterator[Any]:
    with committed.login("migrator"):
        yield committed


def _schemas() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname ~ '^[ct][0-9]'")
        return {row[0] for row in cursor.fetchall()}


# ---------------------------------------------------------------- opening
def test_a_town_is_opened_once_and_the_second_time_nothing_changes(as_migrator: Any) -> None:
    town, made = open_township("610981102", now=NOW, hosts=["guankou.localhost"])
    again, made_again = open_township("610981102", now=NOW)

    assert (town.schema_name, town.name, made) == ("t610981102", "关口镇", True)
    assert (again.pk, made_again) == (town.pk, False)
    assert {domain.domain for domain in town.domains.all()} == {"610981102.localhost", "guankou.localhost"}
    assert Designation.objects.get(tenant=town).level == "town"
    assert "t610981102" in _schemas()


def test_the_opened_town_has_exactly_what_migrations_make(as_migrator: Any) -> None:
    open_township("610981102", now=NOW)
    assert upgrade.behind() == []
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS, ["t610981102"])
        rendered = cursor.fetchall()
        cursor.execute("CREATE SCHEMA by_migrations")
    from django.db.migrations.executor import MigrationExecutor
    from django_tenants.postgresql_backend.base import FakeTenant

    connection.set_tenant(FakeTenant("by_migrations", "township"))
    executor = MigrationExecutor(connection)
    executor.recorder.ensure_schema()
    executor.migrate(executor.loader.graph.leaf_nodes())
    connection.set_schema_to_public()
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS, ["by_migrations"])
        assert _unnamed(cursor.fetchall(), "by_migrations") == _unnamed(rendered, "t610981102")
    assert len(rendered) > 40


def test_opening_reads_through_nothing_that_grows_with_the_number_of_congresses(as_migrator: Any) -> None:
    schema.rendered(TenantType.TOWNSHIP)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(READ_THROUGH, [GROWING])
        before = cursor.fetchall()
        open_township("610981102", now=NOW)
        cursor.execute(READ_THROUGH, [GROWING])
        assert cursor.fetchall() == before


GROWING = ["pg_class", "pg_attribute", "pg_index", "pg_constraint", "pg_depend", "pg_attrdef", "pg_trigger", "pg_sequence", "pg_type"]
READ_THROUGH = "SELECT name, pg_stat_get_xact_numscans(name::regclass) FROM unnest(%s::text[]) AS name"


def test_a_towns_own_role_has_its_rights_on_every_table_and_counter_of_the_town_and_no_others(as_migrator: Any) -> None:
    open_township("610981102", now=NOW)
    with connection.cursor() as cursor:
        cursor.execute(RIGHTS, ["t610981102", "t610981102", "t610981102"])
        own = cursor.fetchall()
        cursor.execute(RIGHTS, ["t610981102", "t610981102", "t610981117"])
        others = cursor.fetchall()
    assert len(own) > 30
    assert {rights for _, rights in own} == {"SELECT INSERT UPDATE DELETE", "USAGE SELECT"}
    assert {rights for _, rights in others} == {""}


RIGHTS = """
SELECT c.relname, concat_ws(' ', VARIADIC CASE c.relkind
    WHEN 'r' THEN ARRAY(SELECT p FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) p
        WHERE has_table_privilege(%s, c.oid, p))
    ELSE ARRAY(SELECT p FROM unnest(ARRAY['USAGE', 'SELECT', 'UPDATE']) p WHERE has_sequence_privilege(%s, c.oid, p)) END)
FROM pg_class c WHERE c.relnamespace = %s::regnamespace AND c.relkind IN ('r', 'S')
"""


def _unnamed(rows: list[Any], name: str) -> str:
    return repr(rows).replace(f"{name}.", "")


COLUMNS = """
SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
    (SELECT array_agg(pg_get_constraintdef(k.oid) ORDER BY k.conname) FROM pg_constraint k WHERE k.conrelid = c.oid AND a.attnum = ANY(k.conkey)),
    (SELECT count(*) FROM pg_index i WHERE i.indrelid = c.oid)
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 WHERE c.relnamespace = %s::regnamespace AND c.relkind = 'r' ORDER BY 1, a.attname
"""


@pytest.mark.parametrize(
    ("code", "refusal"),
    [("110101001", "no_congress"), ("999999999", "not_in_data"), ("61098110x", "bad_code"), ("610981102; DROP", "bad_code")],
)
def test_what_has_no_congress_or_is_not_in_the_data_is_refused(as_migrator: Any, code: str, refusal: str) -> None:
    before = _schemas()
    with pytest.raises(RuleBroken) as refused:
        open_township(code, now=NOW)
    assert (refused.value.code, refused.value.field) == (refusal, "code")
    assert _schemas() == before
    assert not Tenant.objects.filter(code=code).exists()


def test_with_a_reason_a_code_that_is_not_in_the_data_is_opened(as_migrator: Any) -> None:
    town, made = open_township("610981999", now=NOW, reason="新设镇，民政部门 2026 年批复")
    assert made
    assert town.opened_reason.startswith("新设镇")
    assert Designation.objects.get(tenant=town).level == "other"


def test_a_town_needs_its_county(as_migrator: Any) -> None:
    with pytest.raises(NotFound) as refused:
        open_township("610924100", now=NOW)
    assert refused.value.code == "county_not_open"


def test_a_failure_in_the_middle_leaves_nothing_of_the_tenant(as_migrator: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from townships import provisioning

    monkeypatch.setattr(provisioning, "rights_sql", lambda name: "SELECT 1/0;")
    with pytest.raises(Exception, match="division by zero"):
        open_township("610981102", now=NOW)
    connection.set_schema_to_public()
    assert "t610981102" not in _schemas()
    assert not Tenant.objects.filter(schema_name="t610981102").exists()
    monkeypatch.undo()
    assert open_township("610981102", now=NOW)[1]


def test_a_county_is_its_own_county_and_carries_the_views(as_migrator: Any) -> None:
    county, made = open_county("610924", now=NOW)
    assert made
    assert (county.type, county.county_schema) == ("county", "c610924")
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('c610924.countyviews_caseview'), to_regclass('t610981117.countyviews_caseview')")
        assert [bool(value) for value in cursor.fetchone()] == [True, False]


# ---------------------------------------------------------------- upgrading
def test_upgrade_tells_who_is_behind_in_a_constant_number_of_queries(as_migrator: Any, django_assert_max_num_queries: Any) -> None:
    _forget_a_migration("t610981117")
    with django_assert_max_num_queries(10):  # half of them say which schema
        late = upgrade.behind()
    assert {(row.schema, row.app) for row in late} == {("t610981117", "accounts")}


def test_upgrade_brings_the_late_ones_and_nobody_else_and_a_second_time_does_nothing(as_migrator: Any) -> None:
    for name in ("t610981117", "t610981101", "c610981"):
        _forget_a_migration(name)
    assert upgrade.upgrade() == 3
    assert upgrade.behind() == []
    assert upgrade.upgrade() == 0


def _forget_a_migration(name: str) -> None:
    """As if the schema came from before tokens were there."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT relname FROM pg_class WHERE relnamespace = '{name}'::regnamespace AND relkind = 'r' AND relname LIKE 'accounts%%'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'DROP TABLE "{name}"."{table}" CASCADE')
        cursor.execute(f"DELETE FROM \"{name}\".django_migrations WHERE app = 'accounts'")


def test_a_half_failed_batch_changes_no_tenant_of_it(as_migrator: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("t610981117", "t610981101"):
        _forget_a_migration(name)
    monkeypatch.setattr(upgrade, "_replay", lambda cursor, tenant, statements: (_ for _ in ()).throw(RuntimeError("killed")))
    with pytest.raises(RuntimeError):
        upgrade.upgrade()
    connection.set_schema_to_public()
    assert {row.schema for row in upgrade.behind()} == {"t610981117", "t610981101"}


def test_what_several_congresses_need_is_worked_out_once_whatever_their_kind_and_batch(as_migrator: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("t610981117", "t610981101", "c610981"):
        _forget_a_migration(name)
    worked_out: list[str] = []
    migrate = upgrade._migrate
    monkeypatch.setattr(upgrade, "_migrate", lambda tenant: worked_out.append(tenant.schema_name) or migrate(tenant))
    monkeypatch.setattr(upgrade, "BATCH", 1)

    assert upgrade.upgrade() == 3

    assert len(worked_out) == 1
    assert upgrade.behind() == []
    assert _tables("t610981117") == _tables("t610981101") == _tables("t500101109")
    assert _tables("c610981") == _tables("c500101")


def _tables(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS, [name])
        return _unnamed(cursor.fetchall(), name)


def test_an_upgrade_gives_way_to_who_holds_a_table_and_comes_again(as_migrator: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The new tables refer to those of people: whoever holds one of them is let finish."""
    for name in ("t610981117", "t610981101"):
        _forget_a_migration(name)
    monkeypatch.setattr(upgrade, "PATIENCE", "20ms")
    with psycopg.connect(as_migrator.admin_url()) as somebody:
        somebody.execute("LOCK TABLE people_person IN ACCESS EXCLUSIVE MODE")
        waits: list[float] = []

        def pause(seconds: float) -> None:
            assert {row.schema for row in upgrade.behind()} == {"t610981117", "t610981101"}
            waits.append(seconds)
            if len(waits) == 2:
                somebody.rollback()

        monkeypatch.setattr(upgrade.time, "sleep", pause)
        assert upgrade.upgrade() == 2

        kept = somebody.execute("SELECT count(*) FROM t610981101.django_migrations WHERE app = 'accounts'").fetchone()
        assert kept != (0,), "what the second try did was never committed"
    assert len(waits) == 2
    assert upgrade.behind() == []


def test_an_upgrade_that_never_gets_a_table_ends_with_the_reason(as_migrator: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    _forget_a_migration("t610981117")
    monkeypatch.setattr(upgrade, "PATIENCE", "20ms")
    monkeypatch.setattr(upgrade, "TRIES", 2)
    with psycopg.connect(as_migrator.admin_url()) as somebody:
        somebody.execute("LOCK TABLE people_person IN ACCESS EXCLUSIVE MODE")
        with pytest.raises(OperationalError, match="lock timeout"):
            upgrade.upgrade()
        somebody.rollback()
    connection.set_schema_to_public()
    assert {row.schema for row in upgrade.behind()} == {"t610981117"}


# ---------------------------------------------------------------- the door
@pytest.fixture
def door(committed: Any) -> Client:
    return Client()


def _host(name: str) -> dict[str, str]:
    return {"HTTP_HOST": f"{name}:8000"}


def test_code_and_alias_lead_to_the_same_congress(door: Client) -> None:
    for host in ("610981117.localhost", "gouyuan.localhost", "GouYuan.localhost"):
        answer = door.get("/sign-in", **_host(host))
        assert answer.status_code == 200
        assert "构元镇" in answer.content.decode()


@pytest.mark.parametrize("host", ["nobody.localhost", "610981117.example.org", "610981117", "x..localhost"])
def test_an_unknown_host_is_a_plain_404_in_both_languages(door: Client, host: str) -> None:
    answer = door.get("/", **_host(host))
    text = answer.content.decode()
    assert answer.status_code == 404
    assert "构元" not in text
    assert "Traceback" not in text
    assert any("\u4e00" <= letter <= "\u9fff" for letter in text)
    assert "congress" in text.lower()


def test_an_old_host_redirects_and_keeps_the_path(door: Client, committed: Any) -> None:
    with psycopg.connect(committed.admin_url()) as own:
        own.execute(
            "INSERT INTO townships_domain (domain, is_primary, redirects, tenant_id)"
            " SELECT '610928117.localhost', false, true, id FROM townships_tenant WHERE schema_name = 't610981117'"
        )
    answer = door.get("/cases?state=in_hand", **_host("610928117.localhost"))
    assert (answer.status_code, answer["Location"]) == (301, "http://610981117.localhost:8000/cases?state=in_hand")


def test_a_schema_below_what_the_code_serves_is_refused_at_the_door(door: Client, committed: Any) -> None:
    with psycopg.connect(committed.admin_url()) as own:
        own.execute("""UPDATE townships_tenant SET applied = applied - 'accounts' WHERE schema_name = 't610981117'""")
    answer = door.get("/sign-in", **_host("gouyuan.localhost"))
    assert answer.status_code == 503
    assert "构元镇" in answer.content.decode()
    assert door.get("/sign-in", **_host("610981101.localhost")).status_code == 200


def test_a_missing_schema_is_refused_at_the_door_and_never_read_from_public(door: Client, committed: Any) -> None:
    with psycopg.connect(committed.admin_url()) as own:
        own.execute("DROP SCHEMA t610981117 CASCADE")
    assert door.get("/sign-in", **_host("gouyuan.localhost")).status_code == 503


def test_a_renamed_town_keeps_its_data_and_its_schema(as_migrator: Any) -> None:
    from townships.renaming import rename

    town = Tenant.objects.get(schema_name="t610981117")
    with tenant_context(town), connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_session (session_key, session_data, expire_date) VALUES ('kept', 'x', now())")
    rename("t610981117", code="610981217", name="新构元镇", level="town", parent_code="610981", on=date(2026, 3, 1), reason="民政部批复")

    town.refresh_from_db()
    assert (town.schema_name, town.code, town.name) == ("t610981117", "610981217", "新构元镇")
    assert list(Designation.objects.filter(tenant=town).order_by("valid_from").values_list("code", "valid_to")) == [
        ("610981117", date(2026, 2, 28)), ("610981217", None)
    ]  # fmt: skip
    assert {(d.domain, d.is_primary, d.redirects) for d in Domain.objects.filter(tenant=town)} == {
        ("610981117.localhost", False, True), ("gouyuan.localhost", False, False), ("610981217.localhost", True, False)
    }  # fmt: skip
    with tenant_context(town), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_session")
        assert cursor.fetchone() == (1,)


def test_the_schema_states_what_it_serves() -> None:
    current = schema.target("township")
    assert schema.serves("township", current)
    assert schema.serves("township", {**current, "accounts": "9999_later"})
    assert not schema.serves("township", {app: name for app, name in current.items() if app != "accounts"})
    assert not schema.serves("township", {})
