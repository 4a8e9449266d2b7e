"""Open a congress: its row, hosts, role and schema in one transaction, or nothing at all. Runs as the migrator."""
from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction

from townships import divisions
from townships.clock import local_date
from townships.errors import NotFound, RuleBroken
from townships.models import Designation, Domain, Tenant, TenantType
from townships.schema import rendered, target

LOCK = "SELECT pg_advisory_xact_lock(hashtext('townships.open'), hashtext(%s::text))"


def open_county(code: str, *, now: datetime, hosts: Sequence[str] = (), reason: str = "") -> tuple[Tenant, bool]:
    """The county of a division code. Returns it and whether it was made now: a second time changes nothing."""
    division = divisions.division(code)
    if division is None or division.level != "county":
        _refuse_unless_reasoned(code, "not_a_county", reason)
    return _open(TenantType.COUNTY, f"c{code}", f"c{code}", division, code, now, hosts, reason)


def open_township(code: str, *, now: datetime, hosts: Sequence[str] = (), reason: str = "") -> tuple[Tenant, bool]:
    """The township of a division code, under its open county."""
    division = divisions.division(code)
    if division is None or not divisions.has_congress(division):
        _refuse_unless_reasoned(code, "not_in_data" if division is None else "no_congress", reason, division)
    county = f"c{code[:6]}"
    if not Tenant.objects.filter(schema_name=county, type=TenantType.COUNTY).exclude(applied={}).exists():
        raise NotFound("code", "county_not_open", county=code[:6])
    return _open(TenantType.TOWNSHIP, f"t{code}", county, division, code, now, hosts, reason)


def _refuse_unless_reasoned(code: str, refusal: str, reason: str, division: divisions.Division | None = None) -> None:
    """Only 乡, 民族乡 and 镇 have a congress of their own (宪法 第九十五条); anything else is opened on an explicit word only."""
    if not code.isdecimal() or len(code) not in (6, 9, 12):
        raise RuleBroken("bad_code", field="code")
    if not reason.strip():
        name = division.name if division else code
        raise RuleBroken(refusal, field="code", source="宪法 第九十五条", name=name)


def _open(
    kind: TenantType, schema: str, county: str, division: divisions.Division | None, code: str, now: datetime, hosts: Sequence[str], reason: str
) -> tuple[Tenant, bool]:
    ddl = rendered(kind)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(LOCK, [schema])
        known = Tenant.objects.filter(schema_name=schema).first()
        if known is not None:
            return known, False
        tenant = Tenant.objects.create(
            schema_name=schema, type=kind, county_schema=county, code=code, name=division.name if division else code,
            applied=target(kind), opened_at=now, opened_reason=reason,
        )  # fmt: skip
        _designate(tenant, division, code, now)
        _answer_at(tenant, [f"{code}.{settings.FRONT_HOST}", *hosts])
        make_schema(schema, ddl)
    return tenant, True


def _designate(tenant: Tenant, division: divisions.Division | None, code: str, now: datetime) -> None:
    Designation.objects.create(
        tenant=tenant, code=code, name=tenant.name, level=division.level if division else "other",
        parent_code=division.parent if division else code[:6], valid_from=local_date(now),
    )  # fmt: skip


def _answer_at(tenant: Tenant, hosts: Sequence[str]) -> None:
    Domain.objects.bulk_create([Domain(tenant=tenant, domain=host, is_primary=not place) for place, host in enumerate(dict.fromkeys(hosts))])


def make_schema(schema: str, ddl: str) -> None:
    """Role, schema, tables and rights in one round trip."""
    with connection.cursor() as cursor:
        cursor.execute(role_sql(schema, connection.pg_version))
        cursor.execute(
            f'CREATE SCHEMA "{schema}"; {rights_sql(schema)} SET LOCAL search_path = "{schema}", public; {ddl}; SET LOCAL search_path = public'
        )
    connection.set_schema_to_public()


def role_sql(schema: str, version: int) -> str:
    """The tenant's own role, which every login may become and none inherits."""
    how = " WITH INHERIT FALSE, SET TRUE" if version >= 160000 else ""
    made = f"""DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{schema}') THEN CREATE ROLE "{schema}" NOLOGIN; END IF; END $$;"""
    return made + f'GRANT tenant_common TO "{schema}"; GRANT "{schema}" TO townships_web, townships_worker, townships_operator{how};'


def rights_sql(schema: str) -> str:
    """Before any table is made: granting on all that are there would read through the tables of all congresses."""
    writes, counts = "SELECT, INSERT, UPDATE, DELETE", "USAGE, SELECT"
    return (
        f'GRANT USAGE ON SCHEMA "{schema}" TO "{schema}";'
        f'ALTER DEFAULT PRIVILEGES IN SCHEMA "{schema}" GRANT {writes} ON TABLES TO "{schema}";'
        f'ALTER DEFAULT PRIVILEGES IN SCHEMA "{schema}" GRANT {counts} ON SEQUENCES TO "{schema}";'
    )
