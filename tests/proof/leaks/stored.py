"""What is kept and sent without anybody asking: facts, the county's views, search documents, log lines; and the wall of the database around shared rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import psycopg
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from tests.proof.leaks.callers import CSRF, FOREIGN, STRANGERS, sign_in
from tests.proof.leaks.doors import ask, of_urls
from tests.proof.leaks.marks import Home, Untold, marks_in, sees
from tests.proof.leaks.matrix import Finding, Matrix
from tests.proof.leaks.world import COUNTY, MISFILED, NEIGHBOUR, OTHER_COUNTY, STRANGER, VICTIM, login_of
from townships.context import tenant_context
from townships.models import Tenant

#: Answered at every host, before a congress is known.
MACHINES: Final = frozenset({"/healthz", "/readyz", "/metrics"})
#: What no fact may carry, not even one that stays in its town.
NEVER: Final = frozenset({"nobody", "own", "self", "telephone", "office"})
#: Shared tables without rows of congresses: the calendar, the workers' own, what everybody may know.
COMMON: Final = frozenset({
    "townships_tenant", "townships_domain", "townships_designation", "outbox_pending", "outbox_placed", "outbox_head", "bus_position", "bus_parked",
    "reactors_inbox", "deadlines_announcedyear", "countysearch_index", "django_content_type", "auth_permission", "auth_group", "auth_group_permissions",
    "django_session",
})  # fmt: skip
#: Tables whose rows say otherwise than by a column `tenant` whose they are.
BY: Final[Mapping[str, str]] = {
    "people_person": "id NOT IN (SELECT person_id FROM people_membership WHERE tenant = '{tenant}')",
    "countysearch_document": "county <> '{county}'", "countysearch_frequency": "county <> '{county}'", "countysearch_measure": "county <> '{county}'",
}  # fmt: skip


def told(matrix: Matrix) -> Iterator[Finding]:
    """Facts, views and documents, read by the administrator from whom no wall hides anything."""
    with psycopg.connect(matrix.own.admin_url()) as server:
        for tenant, audience, kind, text in server.execute("SELECT tenant, audience, type, envelope FROM outbox_fact"):
            for mark in marks_in(text):
                homes = [home for home in matrix.marks.get(mark, ()) if home.tenant == tenant]
                if not any(_may_be_told(home, audience) for home in homes):
                    yield Finding(f"a fact of {tenant} for the {audience}", kind, f"tells {mark}: {matrix.whence(mark)}")
        for county in (COUNTY, OTHER_COUNTY):
            yield from _views(matrix, server, county)
        yield from _documents(matrix, server)


def _may_be_told(home: Home, audience: str) -> bool:
    found = sees(home)
    return found.county or found.stream if audience == "county" else found.town not in NEVER


def _views(matrix: Matrix, server: psycopg.Connection[Any], county: str) -> Iterator[Finding]:
    for model in apps.get_app_config("countyviews").get_models():
        rows = server.execute(f"SELECT v.tenant, v::text FROM {county}.{model._meta.db_table} v").fetchall()  # type: ignore[call-overload]
        if not rows:
            yield Finding(county, model._meta.db_table, "is empty: nothing was tried")
        for tenant, text in rows:
            for mark in marks_in(text):
                homes = [home for home in matrix.marks.get(mark, ()) if matrix.found[home.tenant].county == county]
                if not any(home.tenant == tenant and sees(home).county for home in homes):
                    yield Finding(f"the view of {county}", model._meta.db_table, f"holds {mark}: {matrix.whence(mark)}")


def _documents(matrix: Matrix, server: psycopg.Connection[Any]) -> Iterator[Finding]:
    for tenant, county, text in server.execute("SELECT tenant, county, d::text FROM countysearch_document d WHERE source->>'title' <> %s", [MISFILED.title]):
        for mark in marks_in(text):
            homes = [home for home in matrix.marks.get(mark, ()) if home.tenant == tenant and matrix.found[tenant].county == county]
            if not any(sees(home).search for home in homes):
                yield Finding(f"a search document of {tenant}", "countysearch_document", f"holds {mark}: {matrix.whence(mark)}")


def logged(matrix: Matrix, lines: list[str]) -> Iterator[Finding]:
    """No line of the log holds anybody's words or secrets, whatever was asked."""
    for line in lines:
        for mark in sorted(marks_in(line) | {secret for secret in matrix.secrets if secret in line}):
            yield Finding("the log", line[:120], f"holds {mark}: {matrix.whence(mark)}")


# ---------------------------------------------------------------- the second wall, table by table
def shared_tables() -> list[str]:
    """Every table of `public` that holds rows of congresses. Raises Untold for one of which nobody has said whose its rows are."""
    labels = {name.rpartition(".")[2] for name in settings.SHARED_APPS}
    tables = [model._meta for label in sorted(labels) for model in apps.get_app_config(label).get_models(include_auto_created=True)]
    for meta in tables:
        if meta.db_table not in COMMON and meta.db_table not in BY and "tenant" not in {field.column for field in meta.concrete_fields}:
            raise Untold(f"{meta.db_table} is shared: say in tests/proof/leaks/stored.py BY whose its rows are, or COMMON")
    return [meta.db_table for meta in tables if meta.db_table not in COMMON]


def wall(matrix: Matrix, tables: list[str] | None = None) -> Iterator[Finding]:
    """From inside the victim's town nobody else's rows are read, changed, taken away or made."""
    tenant = Tenant.objects.get(schema_name=VICTIM)
    for table in tables or shared_tables():
        others = BY.get(table, "tenant <> '{tenant}'").format(tenant=VICTIM, county=COUNTY)
        with psycopg.connect(matrix.own.admin_url()) as server:
            there = server.execute(f"SELECT count(*) FROM {table} WHERE {others}").fetchone()[0]  # type: ignore[call-overload,index]
        if not there:
            yield Finding(VICTIM, table, "no other has a row there: nothing was tried")
        for verb, statement in _tries(table, others):
            rows = _done(tenant, statement)
            if rows:
                yield Finding(VICTIM, table, f"{verb} {rows} rows of others")


def _tries(table: str, others: str) -> Iterator[tuple[str, str]]:
    yield "reads", f"SELECT 1 FROM {table} WHERE {others}"
    yield "takes away", f"DELETE FROM {table} WHERE {others}"
    if others.startswith("tenant"):
        yield "takes over", f"UPDATE {table} SET tenant = '{VICTIM}' WHERE {others}"
        yield "gives away", f"UPDATE {table} SET tenant = '{NEIGHBOUR}'"


def _done(tenant: Tenant, statement: str) -> int:
    """How many rows it reached; what the database refuses reached none."""
    try:
        with tenant_context(tenant), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
            reached = cursor.rowcount
            transaction.set_rollback(True)
            return reached
    except DatabaseError:
        return 0


# ---------------------------------------------------------------- sign-in, and the doors that belong to no congress
def signing_in(matrix: Matrix) -> Iterator[Finding]:
    """The right password at the wrong door is answered as a name that nobody has."""
    victim = matrix.found[VICTIM].host
    for schema in (NEIGHBOUR, STRANGER, OTHER_COUNTY, COUNTY):
        for part in ("chair", "deputy", "unit"):
            login = login_of(matrix.found, schema, part)
            got, nobody = (sign_in(victim, name) for name in (login, f"nobody-{part}"))
            if got[2] or (got[0], _same(got[1], login)) != (nobody[0], _same(nobody[1], f"nobody-{part}")):
                yield Finding(f"{part} of {schema}", "/sign-in", f"at another's door: {got[0]}, {nobody[0]} for nobody")
    if not sign_in(victim, login_of(matrix.found, VICTIM, "deputy"))[2]:
        yield Finding("deputy", "/sign-in", "does not get in at the own door: nothing was tried")


def _same(page: str, login: str) -> str:
    return CSRF.sub("", page.replace(login, ""))


def nowhere(matrix: Matrix) -> Iterator[Finding]:
    """The front door, hosts that are nobody's, and the pages for machines: none of them knows anything of a congress."""
    known = matrix.marks.keys() | matrix.secrets
    for door in of_urls("hub.urls.front"):
        for caller in (STRANGERS, *FOREIGN):
            for host in ("localhost", "elsewhere.example", matrix.found[VICTIM].host) if door.path in MACHINES else ("localhost", "elsewhere.example"):
                answer = matrix.send(caller, ask(door, lambda slot: "", matrix.choose), at=host, headers={"X-Forwarded-Host": matrix.found[VICTIM].host})
                for mark in sorted(answer.shown(matrix.secrets) & known):
                    yield Finding(f"{caller.name} at {host}", door.name, f"shows {mark}: {matrix.whence(mark)}")
                if host == "elsewhere.example" and door.path not in MACHINES and answer.status != 404:
                    yield Finding(f"{caller.name} at {host}", door.name, f"a host of nobody's was answered {answer.status}")
