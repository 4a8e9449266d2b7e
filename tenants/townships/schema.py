"""The tenant schema that this code can serve, and the rendered DDL of the one that it makes."""
from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, Final

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django_tenants.postgresql_backend.base import FakeTenant

from townships.ids import new_id

READS: Final = ("SELECT", "SHOW", "WITH", "SAVEPOINT", "RELEASE", "SET ")


class _Rendered(Exception):
    """Leaves the scratch transaction, so that nothing of it stays."""


@cache
def target(tenant_type: str) -> dict[str, str]:
    """App → its last migration, for the apps of this type of tenant."""
    labels = {apps.get_app_config(name.rpartition(".")[2]).label for name in settings.TENANT_TYPES[tenant_type]["APPS"]}
    leaves = MigrationLoader(None).graph.leaf_nodes()
    return {app: name for app, name in leaves if app in labels}


def serves(tenant_type: str, applied: Mapping[str, str]) -> bool:
    """Whether this code can work on a schema with these migrations. Migrations expand first: each app states in `SERVES_FROM` the oldest it reads."""
    return all(applied.get(app, "") >= least for app, least in _least(tenant_type).items())


@cache
def _least(tenant_type: str) -> dict[str, str]:
    return {app: getattr(apps.get_app_config(app), "SERVES_FROM", last) for app, last in target(tenant_type).items()}


@cache
def rendered(tenant_type: str) -> str:
    """The DDL of a whole tenant schema as one text without schema names: what Django's own migrations execute, recorded once in a scratch schema."""
    return rendered_at(tenant_type, None)


def rendered_at(tenant_type: str, applied: Mapping[str, str] | None) -> str:
    """The DDL of a schema with just these migrations (app → its last); all of them with None."""
    try:
        with transaction.atomic():
            statements = _migrate_scratch(tenant_type, applied)
            raise _Rendered
    except _Rendered:
        connection.set_schema_to_public()
    return as_text(statements)


def _migrate_scratch(tenant_type: str, applied: Mapping[str, str] | None) -> list[str]:
    scratch = f"rendering_{new_id().hex}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {scratch}")
    connection.set_tenant(FakeTenant(scratch, tenant_type))
    with recording() as statements:
        executor = MigrationExecutor(connection)
        executor.recorder.ensure_schema()
        executor.migrate(executor.loader.graph.leaf_nodes() if applied is None else list(applied.items()))
    return statements


@contextmanager
def recording() -> Iterator[list[str]]:
    """Notes every statement that changes something while it runs, with its parameters written in."""
    statements: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.lstrip().upper().startswith(READS) and not many:
            statements.append(connection.ops.compose_sql(sql, params) if params else sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield statements


def as_text(statements: Sequence[str]) -> str:
    return "".join(f"{statement.strip().rstrip(';')};\n" for statement in statements)
