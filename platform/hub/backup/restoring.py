"""Put a congress in from its backup: one transaction, so that it is wholly as it was then, or wholly as before. Runs as the migrator."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import msgspec
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from attachments import storage
from hub import rebuilding
from hub.backup import file, ids, tables
from hub.backup.file import Header, Table
from townships import divisions, upgrade
from townships.clock import local_date
from townships.errors import Conflict, Invalid, NotFound, RuleBroken
from townships.models import Designation, Domain, Tenant, TenantType
from townships.provisioning import LOCK, make_schema
from townships.schema import rendered, rendered_at, target

Progress = Callable[[int, int], None]


class Wanted(msgspec.Struct, frozen=True):
    """What a file becomes here. `code`: of the division data, or the backup's own."""

    path: Path
    header: Header
    schema: str
    county: str
    code: str
    other: bool
    """Whether it becomes another congress than the one that was backed up."""


def read(path: Path, code: str = "", progress: Progress = lambda done, of: None) -> Wanted:
    """Looks at the whole file; refuses what cannot be restored, before anything changes."""
    header = file.verified(path, progress)
    _check_migrations(header)
    if not code or code == header.code:
        return Wanted(path, header, header.schema, header.county, header.code, False)
    county = header.type == TenantType.COUNTY
    if not code.isdecimal() or len(code) not in ((6,) if county else (9, 12)):
        raise RuleBroken("bad_code", field="as")
    return Wanted(path, header, f"{'c' if county else 't'}{code}", f"c{code[:6]}", code, True)


def _check_migrations(header: Header) -> None:
    here = target(header.type)
    newer = sorted(f"{app} {name}" for app, name in header.applied.items() if name > here.get(app, ""))
    if newer:
        raise Invalid("backup_of_newer_schema", "file", migrations=", ".join(newer))


def restore(wanted: Wanted, progress: Progress = lambda done, of: None) -> Tenant:
    """The tenant as the file has it, in its next incarnation; views and search follow. Killed, it is run again.

    The bytes of photos and papers come first, so that no row speaks of any that are not there.
    """
    for sha256, data in file.blobs(wanted.path):
        storage.put(wanted.schema, sha256, data)
    with transaction.atomic():
        tenant, gone = put_in(wanted, progress)
    if tenant.applied != target(tenant.type):
        upgrade.upgrade_one(tenant)
    told(tenant, gone)
    return tenant


def is_in(wanted: Wanted) -> bool:
    """Whether this backup, or something newer, is restored here and at work."""
    return Tenant.objects.filter(schema_name=wanted.schema, closed_at=None, incarnation__gt=wanted.header.incarnation).exists()


def put_in(wanted: Wanted, progress: Progress) -> tuple[Tenant, set[str]]:
    """All rows, in the transaction of the caller. Answers the tenant and the subjects that it had told of until now."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [wanted.schema])
    tenant = _tenant(wanted)
    _make_anew(wanted)
    gone = remove_shared(wanted.schema)
    turn = ids.turned(wanted.path, wanted.header, ids.Names(wanted.schema, wanted.county)) if wanted.other else ids.unchanged
    for table, rows in file.tables(wanted.path, progress):
        _load(wanted.schema, table, (turn(table, row) for row in rows))
    _count_on(wanted)
    return tenant, gone


def told(tenant: Tenant, gone: set[str]) -> None:
    """What reads facts learns the state as it is now; no old fact is sent again."""
    if tenant.type == TenantType.COUNTY:
        rebuilding.views(tenant.schema_name)
    rebuilding.retell(tenant, gone)


def whole(progress: Progress = lambda done, of: None) -> int:
    """Every congress in its next incarnation, views and search as its tables are: the world had seen later facts than this database has."""
    count = Tenant.objects.update(incarnation=F("incarnation") + 1)
    rebuilding.views(progress=progress)
    rebuilding.search()
    return count


# ---------------------------------------------------------------- who it is here
def _tenant(wanted: Wanted) -> Tenant:
    """The tenant's row: here already, or made from the backup. The next incarnation: its facts win over all that were told before."""
    header = wanted.header
    known = Tenant.objects.select_for_update().filter(schema_name=wanted.schema).first()
    if known is None:
        known = _made(wanted)
    elif known.type != header.type:
        raise Conflict("backup_of_other_kind", "file")
    known.incarnation = max(known.incarnation, header.incarnation) + 1
    known.applied, known.closed_at = header.applied, None
    known.save(update_fields=["incarnation", "applied", "closed_at"])
    if not known.domains.exists():
        _answer_at(known, _hosts(wanted))
    return known


def _made(wanted: Wanted) -> Tenant:
    header, now = wanted.header, timezone.now()
    if header.type != TenantType.COUNTY and not Tenant.objects.filter(schema_name=wanted.county, closed_at=None).exists():
        raise NotFound("as" if wanted.other else "file", "county_not_open", county=wanted.county[1:])
    place = divisions.division(wanted.code) if wanted.other else None
    tenant = Tenant.objects.create(
        schema_name=wanted.schema, type=header.type, county_schema=wanted.county, code=wanted.code, name=place.name if place else header.name,
        incarnation=header.incarnation, opened_at=datetime.fromisoformat(header.opened_at), opened_reason=header.opened_reason,
    )  # fmt: skip
    for told in _designations(wanted, tenant.name, local_date(now)):
        Designation.objects.create(tenant=tenant, **told)
    return tenant


def _designations(wanted: Wanted, name: str, today: date) -> list[dict[str, Any]]:
    if not wanted.other:
        return list(wanted.header.designations)
    last: dict[str, Any] = dict(wanted.header.designations[-1])
    return [{**last, "code": wanted.code, "name": name, "parent_code": wanted.code[:6], "valid_from": today, "valid_to": None}]


def _hosts(wanted: Wanted) -> list[tuple[str, bool, bool]]:
    """Hosts under the old installation's own host move under this one's; a congress under another code begins with its own host only."""
    if wanted.other:
        return [(f"{wanted.code}.{settings.FRONT_HOST}", True, False)]
    old, new = f".{wanted.header.front}", f".{settings.FRONT_HOST}"
    return [(host.removesuffix(old) + new if host.endswith(old) else host, first, redirects) for host, first, redirects in wanted.header.hosts]


def _answer_at(tenant: Tenant, hosts: list[tuple[str, bool, bool]]) -> None:
    taken = Domain.objects.filter(domain__in=[host for host, _, _ in hosts]).values_list("domain", flat=True).first()
    if taken:
        raise Conflict("host_taken", "file", host=taken)
    Domain.objects.bulk_create([Domain(tenant=tenant, domain=host, is_primary=first, redirects=redirects) for host, first, redirects in hosts])


# ---------------------------------------------------------------- its rows
def _make_anew(wanted: Wanted) -> None:
    """The schema as of the backup's migrations, empty."""
    header = wanted.header
    ddl = rendered(header.type) if header.applied == target(header.type) else rendered_at(header.type, header.applied)
    drop_schema(wanted.schema)
    make_schema(wanted.schema, ddl)
    own = ", ".join(f'"{wanted.schema}"."{one.table.table}"' for one in tables.own(wanted.schema))
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {own}; SET CONSTRAINTS ALL DEFERRED")


def drop_schema(schema: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f'DROP SCHEMA IF EXISTS "{schema}" CASCADE')


PLACES: Final = "DELETE FROM outbox_placed WHERE fact_id IN (SELECT id FROM outbox_fact WHERE tenant = %s::varchar)"
WAITING: Final = "DELETE FROM outbox_pending WHERE fact_id IN (SELECT id FROM outbox_fact WHERE tenant = %s::varchar)"


def remove_shared(schema: str) -> set[str]:
    """The tenant's rows in the tables of all tenants, with their places in the log. Answers the subjects of its facts. People stay."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT subject FROM outbox_fact WHERE tenant = %s::varchar", [schema])
        subjects = {row[0] for row in cursor.fetchall()}
        cursor.execute(PLACES, [schema])
        cursor.execute(WAITING, [schema])
        for one in tables.shared(schema):
            if one.table.table not in tables.ONLY_ADDED and "tenant" in one.table.columns:
                cursor.execute(f"DELETE FROM public.{one.table.table} WHERE tenant = %s::varchar", [schema])
        cursor.execute("DELETE FROM bus_parked WHERE tenant = %s::varchar", [schema])
    return subjects


def _load(schema: str, table: Table, rows: Iterator[bytes]) -> None:
    """COPY where no policy stands; through a table of this transaction where one does, which COPY does not pass."""
    columns = ", ".join(f'"{column}"' for column in table.columns)
    if not table.shared:
        _copy(f'"{schema}"."{table.table}" ({columns})', rows)
        return
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE incoming ON COMMIT DROP AS SELECT {columns} FROM public.{table.table} WITH NO DATA")
        _copy(f"incoming ({columns})", rows)
        if table.table == tables.PEOPLE:
            _check_people()
        known = "ON CONFLICT DO NOTHING" if table.table in (tables.PEOPLE, *tables.ONLY_ADDED) else ""
        cursor.execute(f"INSERT INTO public.{table.table} ({columns}) SELECT {columns} FROM incoming ORDER BY ctid {known}")
        cursor.execute("DROP TABLE incoming")


def _copy(target: str, rows: Iterator[bytes]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {target} FROM STDIN") as copy:
        for row in rows:
            copy.write(row)


def _check_people() -> None:
    """Whoever is here already stays as here. A sign-in name that belongs to somebody else here cannot be given twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT p.login FROM people_person p JOIN incoming i ON i.login = p.login AND i.id <> p.id ORDER BY 1")
        if found := [login for (login,) in cursor.fetchall()]:
            raise Conflict("logins_taken", "file", logins=", ".join(found))


def _count_on(wanted: Wanted) -> None:
    with connection.cursor() as cursor:
        for name, last in wanted.header.sequences.items():
            cursor.execute("SELECT setval(%s::regclass, %s::bigint)", [f'"{wanted.schema}"."{name}"', last])
