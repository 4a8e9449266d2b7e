"""A file that is not whole, or does not fit, is refused before anything changes, with the reason."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection
from tests.proof.restore.conftest import everything, put, take
from tests.support.recording import note

from hub.backup import file
from hub.backup.file import Header
from people.actor import system
from people.commands import enrol, grant
from townships.context import tenant_context
from townships.errors import Refused, message
from townships.models import Tenant

GOUYUAN, NEIGHBOUR = "t610981117", "t610981101"


@pytest.fixture
def saved(committed: Any, tmp_path: Path) -> Iterator[Path]:
    """Gouyuan with a person and a fact, in a file; afterwards there is one fact more."""
    tenant = Tenant.objects.get(schema_name=GOUYUAN)
    _person(tenant, "clerk.gouyuan")
    note(tenant, "thing/1", 1)
    connection.set_schema_to_public()
    path = take(committed, GOUYUAN, tmp_path / "gouyuan")
    note(tenant, "thing/1", 2)
    connection.set_schema_to_public()
    before = _all(committed)
    yield path
    assert _all(committed) == before, "a refusal changes nothing"


def _person(tenant: Tenant, login: str) -> None:
    from datetime import date

    from people.actor import Role

    with tenant_context(tenant):
        office = system(tenant.schema_name, tenant.county_schema, tenant.type, "tests")
        person = enrol(actor=office, login=login, name="张敏", password=None)
        grant(actor=office, tenant=tenant.schema_name, person_id=person, role=Role.CLERK, valid_from=date(2026, 1, 1))
    connection.set_schema_to_public()


def _all(place: Any) -> Any:
    with psycopg.connect(place.admin_url()) as owner:
        tenants = owner.execute("SELECT t::text FROM townships_tenant t ORDER BY 1").fetchall()
        people = owner.execute("SELECT t::text FROM people_person t ORDER BY 1").fetchall()
        schemas = owner.execute("SELECT nspname FROM pg_namespace WHERE nspname ~ '^[tc][0-9]' ORDER BY 1").fetchall()
    return tenants, people, schemas, everything(place, GOUYUAN), everything(place, NEIGHBOUR)


def _refused(place: Any, path: Path, code: str = "") -> str:
    with pytest.raises(Refused) as refused:
        put(place, path, code)
    assert message(refused.value) != refused.value.code, "every refusal has its words"
    return refused.value.code


def test_the_file_itself_is_good(committed: Any, saved: Path) -> None:
    """The control of all that follows."""
    assert file.verified(saved).schema == GOUYUAN


@pytest.mark.parametrize("part", [0.999, 0.9, 0.5, 0.05])
def test_a_truncated_file_is_refused(committed: Any, saved: Path, part: float) -> None:
    whole = saved.read_bytes()
    saved.write_bytes(whole[: int(len(whole) * part)])
    assert _refused(committed, saved) == "backup_damaged"


@pytest.mark.parametrize("place", [0.02, 0.3, 0.6, 0.95, 0.999])
def test_a_file_with_one_other_bit_is_refused(committed: Any, saved: Path, place: float) -> None:
    altered = bytearray(saved.read_bytes())
    altered[int(len(altered) * place)] ^= 1
    saved.write_bytes(altered)
    assert _refused(committed, saved) == "backup_damaged"


def test_a_file_with_something_behind_it_is_refused(committed: Any, saved: Path) -> None:
    saved.write_bytes(saved.read_bytes() + b"\n")
    assert _refused(committed, saved) == "backup_damaged"


def test_a_file_of_a_newer_format_is_refused(committed: Any, saved: Path) -> None:
    saved.write_bytes(saved.read_bytes().replace(file.NAME + b"2\n", file.NAME + b"3\n", 1))
    assert _refused(committed, saved) == "backup_newer"


def test_what_is_no_backup_is_refused(committed: Any, saved: Path, tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(b"PK\x03\x04 something else")
    assert _refused(committed, tmp_path / "other") == "backup_unknown"
    assert _refused(committed, tmp_path / "nowhere") == "backup_missing"


def _with_header(path: Path, **other: Any) -> Path:
    """The same rows under another header, whole again."""
    header = file.verified(path)
    changed = Header(**{**{name: getattr(header, name) for name in header.__struct_fields__}, **other})
    new = path.with_suffix(".other")
    with file.writing(new, changed) as writer:
        for table, rows in file.tables(path):
            writer.table(table, rows)
    return new


def test_a_backup_of_newer_tables_is_refused_and_names_them(committed: Any, saved: Path) -> None:
    newer = _with_header(saved, applied={**file.verified(saved).applied, "motions": "0099_later"})
    with pytest.raises(Refused) as refused:
        put(committed, newer)
    assert refused.value.params == {"migrations": "motions 0099_later"}
    assert _refused(committed, _with_header(saved, applied={**file.verified(saved).applied, "weather": "0001_initial"})) == "backup_of_newer_schema"


def test_a_backup_of_another_kind_of_congress_is_refused(committed: Any, saved: Path) -> None:
    assert _refused(committed, _with_header(saved, schema="c610981")) == "backup_of_other_kind"


@pytest.mark.parametrize("code", ["610981", "61098110", "abcdefghi", "610981101; DROP"])
def test_a_code_that_is_none_of_its_kind_is_refused(committed: Any, saved: Path, code: str) -> None:
    assert _refused(committed, saved, code) == "bad_code"


def test_a_county_that_is_not_open_is_named(committed: Any, saved: Path) -> None:
    assert _refused(committed, saved, "510101001") == "county_not_open"


def test_a_host_that_belongs_to_another_congress_is_not_taken(committed: Any, saved: Path) -> None:
    other = _with_header(saved, schema="t610981199", code="610981199", hosts=[("610981101.localhost", True, False)])
    assert _refused(committed, other) == "host_taken"


def test_a_sign_in_name_of_somebody_else_is_not_taken(committed: Any, saved: Path) -> None:
    """Another installation gave the same name to somebody else."""
    rows = [(table, list(rows)) for table, rows in file.tables(saved)]
    other = saved.with_suffix(".other")
    with file.writing(other, file.verified(saved)) as writer:
        for table, found in rows:
            if table.table in ("people_person", "people_membership"):
                place = table.columns.index("id" if table.table == "people_person" else "person_id")
                found = [_put(row, place, b"01a21300-0000-7000-8000-000000000001") for row in found]
            writer.table(table, iter(found))
    with pytest.raises(Refused) as refused:
        put(committed, other)
    assert (refused.value.code, refused.value.params) == ("logins_taken", {"logins": "clerk.gouyuan"})


def _put(row: bytes, place: int, value: bytes) -> bytes:
    values = row.rstrip(b"\n").split(b"\t")
    values[place] = value
    return b"\t".join(values) + b"\n"


def test_a_backup_of_older_tables_is_restored_and_upgraded(committed: Any, tmp_path: Path) -> None:
    """Made before the congress had supervisions."""
    with committed.login("migrator"), connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(oid::regclass::text, ', ') FROM pg_class WHERE oid::regclass::text LIKE 't610981117.oversight\\_%' AND relkind = 'r'")
        [(theirs,)] = cursor.fetchall()
        cursor.execute(f"DROP TABLE {theirs}; DELETE FROM t610981117.django_migrations WHERE app = 'oversight'")
        tenant = Tenant.objects.get(schema_name=GOUYUAN)
        tenant.applied = {app: last for app, last in tenant.applied.items() if app != "oversight"}
        tenant.save()
    path = take(committed, GOUYUAN, tmp_path / "old")
    restored = put(committed, path)
    with psycopg.connect(committed.admin_url()) as owner:
        assert [owner.execute("SELECT to_regclass(%s) IS NOT NULL", [name]).fetchone() for name in theirs.split(", ")] == [(True,)] * len(theirs.split(", "))
    assert Tenant.objects.get(pk=restored.pk).applied["oversight"]
