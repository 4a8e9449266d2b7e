"""From facts to rows: a batch in a few statements, each row guarded by (incarnation, version)."""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import groupby
from typing import Any
from uuid import UUID

import msgspec
from django.db import connection

from countyviews.models import TownView, View
from countyviews.tables import TABLES, Table
from outbox.events import Envelope
from townships.context import tenant_context, tenant_named


class Projector:
    """The consumer that keeps every county's views; it enters the county of each fact."""

    name = "projector"
    in_transaction = True
    away: tuple[type[Exception], ...] = ()

    def wants(self, event_type: str) -> bool:
        parts = event_type.split(".")
        return len(parts) == 4 and parts[2] in TABLES

    def apply(self, facts: Sequence[Envelope]) -> None:
        for county, of_county in groupby(sorted(facts, key=_county), key=_county):
            with tenant_context(tenant_named(county)):
                project(list(of_county))


def _county(fact: Envelope) -> str:
    return fact.county


def project(facts: Sequence[Envelope]) -> None:
    """Writes facts of one county into its views, in whatever order they come. The county must be entered; in a transaction."""
    rows: dict[type[View], dict[UUID, dict[str, Any]]] = {}
    for fact in facts:
        table = TABLES[fact.subject.partition("/")[0]]
        row = _row(fact, table)
        kept = rows.setdefault(table.model, {}).get(row["id"])
        if kept is None or (row["incarnation"], row["version"]) > (kept["incarnation"], kept["version"]):
            rows[table.model][row["id"]] = row
    for model, found in rows.items():
        upsert(model, found.values())
    _note_towns(facts)


def _row(fact: Envelope, table: Table) -> dict[str, Any]:
    public = fact.data[table.data]
    return {
        "id": fact.subject.partition("/")[2], "tenant": fact.tenant, "incarnation": fact.incarnation, "version": fact.version,
        "recorded": fact.recordedtime, "facts": public, **table.columns(public),
    }  # fmt: skip


def upsert(model: type[View], rows: Iterable[dict[str, Any]]) -> None:
    """One statement for all the rows of a table; an older version changes nothing."""
    with connection.cursor() as cursor:
        cursor.execute(_statement(model), [msgspec.json.encode(list(rows)).decode()])


@cache
def _statement(model: type[View]) -> str:
    table = model._meta.db_table
    columns = [field.column for field in model._meta.concrete_fields]
    types = ", ".join(f'"{field.column}" {field.db_type(connection)}' for field in model._meta.concrete_fields)
    names = ", ".join(f'"{column}"' for column in columns)
    fresh = ", ".join(f'"{column}" = excluded."{column}"' for column in columns if column != "id")
    return (
        f"INSERT INTO {table} ({names}) SELECT {names} FROM jsonb_to_recordset(%s::jsonb) AS r({types})"
        f" ON CONFLICT (id) DO UPDATE SET {fresh} WHERE (excluded.incarnation, excluded.version) > ({table}.incarnation, {table}.version)"
    )


def _note_towns(facts: Sequence[Envelope]) -> None:
    """All times in one statement, which keeps the latest of each town."""
    heard = [{"tenant": fact.tenant, "recorded": fact.recordedtime, "happened": fact.time} for fact in facts]
    with connection.cursor() as cursor:
        cursor.execute(NOTE, [msgspec.json.encode(heard).decode()])


NOTE = f"""
INSERT INTO {TownView._meta.db_table} (tenant, last_recorded, last_fact)
SELECT tenant, max(recorded), max(happened)
FROM jsonb_to_recordset(%s::jsonb) AS r(tenant varchar, recorded timestamptz, happened timestamptz) GROUP BY tenant
ON CONFLICT (tenant) DO UPDATE SET last_recorded = GREATEST(excluded.last_recorded, {TownView._meta.db_table}.last_recorded),
    last_fact = GREATEST(excluded.last_fact, {TownView._meta.db_table}.last_fact)
"""
