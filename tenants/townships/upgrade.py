"""Bring all tenants to the current migrations: in batches, each a transaction; a kill costs one batch. Runs as the migrator."""
from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec
from django.db import OperationalError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import QuerySet
from psycopg.errors import LockNotAvailable

from townships.models import Tenant
from townships.schema import as_text, recording, target

BATCH = 50
PATIENCE: Final = "500ms"
"""For a table. Less than the server's deadlock_timeout of a second: where a request and the upgrade wait for each other, the upgrade gives way."""
PAUSE, TRIES = 0.2, 100

Way = tuple[tuple[str, str, str], ...]
Recorded = dict[Way, str]


class Behind(msgspec.Struct, frozen=True):
    schema: str
    name: str
    app: str
    has: str
    wants: str


def behind() -> list[Behind]:
    """Which tenants lack which migrations. Two queries, whatever their number: what each schema says of itself, read in one statement."""
    tenants = {tenant.schema_name: tenant for tenant in _open_tenants()}
    found = []
    for schema, applied in _applied(list(tenants)):
        wanted = target(tenants[schema].type)
        found += [
            Behind(schema, tenants[schema].name, app, applied.get(app, ""), name) for app, name in wanted.items() if applied.get(app, "") != name
        ]
    return found


def upgrade(progress: Callable[[int, int], None] = lambda done, of: None) -> int:
    """Migrates those that are behind; returns how many. A tenant is wholly there or wholly as before."""
    waiting = sorted({row.schema for row in behind()})
    recorded: Recorded = {}
    for start in range(0, len(waiting), BATCH):
        batch = waiting[start : start + BATCH]
        _upgrade_politely(batch, recorded)
        progress(start + len(batch), len(waiting))
    return len(waiting)


def upgrade_one(tenant: Tenant) -> None:
    _upgrade_politely([tenant.schema_name], {})


def _open_tenants() -> QuerySet[Tenant]:
    return Tenant.objects.filter(closed_at=None).exclude(applied={}).order_by("schema_name")


def _applied(schemas: Sequence[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """(schema, {app: last migration}); a schema that is gone has none."""
    standing = _standing(schemas)
    for start in range(0, len(schemas), 500):
        part = [schema for schema in schemas[start : start + 500] if schema in standing]
        rows = _last_migrations(part) if part else {}
        yield from ((schema, rows.get(schema, {})) for schema in schemas[start : start + 500])


def _standing(schemas: Sequence[str]) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname = ANY(%s)", [list(schemas)])
        return {row[0] for row in cursor.fetchall()}


def _last_migrations(schemas: Sequence[str]) -> dict[str, dict[str, str]]:
    one = """SELECT '{0}', app, max(name) FROM "{0}".django_migrations GROUP BY app"""
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(one.format(schema) for schema in schemas))
        found: dict[str, dict[str, str]] = {}
        for schema, app, name in cursor.fetchall():
            found.setdefault(schema, {})[app] = name
        return found


def _upgrade_politely(batch: Sequence[str], recorded: Recorded) -> None:
    """People go first: where a table is not to be had at once, the whole batch lets go and comes again. Raises OperationalError in the end."""
    for left in reversed(range(TRIES)):
        try:
            _upgrade_batch(batch, recorded)
        except OperationalError as error:
            _count_from_nothing()
            if not left or not isinstance(error.__cause__, LockNotAvailable):
                raise
            time.sleep(PAUSE)
        else:
            return


def _count_from_nothing() -> None:
    """A new connection. A migration whose last statements fail leaves open what Django counts of transactions: nothing after it would be committed."""
    connection.close()
    connection.connect()


def _upgrade_batch(batch: Sequence[str], recorded: Recorded) -> None:
    """The statements are recorded once for each starting point, and replayed on its like in one round trip each."""
    tenants = {tenant.schema_name: tenant for tenant in _open_tenants().filter(schema_name__in=batch)}
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
        alike: dict[Way, list[Tenant]] = {}
        for schema, applied in _applied(list(tenants)):
            alike.setdefault(_way(tenants[schema], applied), []).append(tenants[schema])
        for way, those in alike.items():
            if way not in recorded:
                recorded[way] = _migrate(those.pop(0))
            with connection.cursor() as cursor:
                for tenant in those:
                    _replay(cursor, tenant, recorded[way])
        for kind in {tenant.type for tenant in tenants.values()}:
            _open_tenants().filter(schema_name__in=batch, type=kind).update(applied=target(kind))


def _way(tenant: Tenant, applied: Mapping[str, str]) -> Way:
    """From which migrations to which: congresses that go the same way need the same statements, counties and towns alike."""
    return tuple(sorted((app, applied.get(app, ""), name) for app, name in target(tenant.type).items() if applied.get(app, "") != name))


def _migrate(tenant: Tenant) -> str:
    connection.set_tenant(tenant)
    try:
        with recording() as statements:
            executor = MigrationExecutor(connection)
            executor.migrate(executor.loader.graph.leaf_nodes())
    finally:
        connection.set_schema_to_public()
    return as_text(statements)


def _replay(cursor: Any, tenant: Tenant, statements: str) -> None:
    cursor.execute(f'SET LOCAL search_path = "{tenant.schema_name}", public; {statements} SET LOCAL search_path = public')
