"""Bring all tenants to the current migrations: in batches, each a transaction; a kill costs one batch. Runs as the migrator."""
from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import QuerySet

from townships.models import Tenant
from townships.schema import as_text, recording, target

BATCH = 50


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
    done = 0
    for start in range(0, len(waiting), BATCH):
        batch = list(_open_tenants().filter(schema_name__in=waiting[start : start + BATCH]))
        _upgrade_batch(batch)
        done += len(batch)
        progress(done, len(waiting))
    return done


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


def _upgrade_batch(batch: Sequence[Tenant]) -> None:
    """The statements are recorded on the first of each type and of each starting point, and replayed on its like in one round trip each."""
    with transaction.atomic():
        replay: dict[Any, str] = {}
        for tenant in batch:
            [(_, applied)] = _applied([tenant.schema_name])
            key = (tenant.type, tuple(sorted(applied.items())))
            if key in replay:
                _replay(tenant, replay[key])
            else:
                replay[key] = _migrate(tenant)
            Tenant.objects.filter(pk=tenant.pk).update(applied=target(tenant.type))


def _migrate(tenant: Tenant) -> str:
    connection.set_tenant(tenant)
    try:
        with recording() as statements:
            executor = MigrationExecutor(connection)
            executor.migrate(executor.loader.graph.leaf_nodes())
    finally:
        connection.set_schema_to_public()
    return as_text(statements)


def _replay(tenant: Tenant, statements: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f'SET LOCAL search_path = "{tenant.schema_name}", public; {statements} SET LOCAL search_path = public')
    connection.set_schema_to_public()

