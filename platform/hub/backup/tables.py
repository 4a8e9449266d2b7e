"""What belongs to a congress: every table of its schema, and its rows in every shared table that has a tenant column. A new table joins by itself."""
from __future__ import annotations

from typing import Final

import msgspec
from django.db import connection

from hub.backup.file import Table

#: Made again from what is carried (search, the views' parking), or nobody's record: who is signed in signs in again.
LEFT: Final = frozenset({"countysearch_document", "bus_parked", "django_session"})
#: Nobody may take these away, not even a restore or a close: entries are added to them.
ONLY_ADDED: Final = frozenset({"audit_entry"})
PEOPLE: Final = "people_person"

COLUMNS: Final = """
SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum),
    array(SELECT k.attname::text FROM pg_index i JOIN pg_attribute k ON k.attrelid = c.oid AND k.attnum = ANY(i.indkey)
          WHERE i.indrelid = c.oid AND i.indisprimary ORDER BY array_position(i.indkey::int[], k.attnum::int))
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relnamespace = to_regnamespace(%s) AND c.relkind IN ('r', 'p') AND NOT c.relispartition GROUP BY c.oid, c.relname ORDER BY c.relname
"""
IDENTITY: Final = """
SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attidentity <> ''
WHERE c.relnamespace = 'public'::regnamespace AND NOT c.relispartition
"""
UUIDS: Final = """
SELECT c.relname || '.' || a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace IN (to_regnamespace(%s), 'public'::regnamespace) AND a.atttypid = 'uuid'::regtype AND a.attnum > 0
"""
#: Ids that are the tenant's own although they are no primary key.
MORE_KEYS: Final = {"outbox_fact": ["event_id"]}


class Carried(msgspec.Struct, frozen=True):
    """A table and the statement that gives its rows of the tenant in force, in a fixed order. Run as the tenant's role: the wall gives no others."""

    table: Table
    rows: str


def own(schema: str) -> list[Carried]:
    uuids = _uuids(schema)
    found: list[Carried] = []
    for name, columns, key in _columns(schema):
        if name not in LEFT:
            keys = [column for column in key if f"{name}.{column}" in uuids]
            table = Table(table=name, shared=False, columns=columns, keys=keys)
            found.append(Carried(table, f'SELECT {_list(columns)} FROM "{schema}"."{name}" ORDER BY {_list(key or columns)}'))
    return found


def shared(schema: str) -> list[Carried]:
    """People first: memberships refer to them. A number that the table itself gives is not carried, rows are in its order."""
    numbers, uuids = _identities(), _uuids(schema)
    found: list[Carried] = []
    for name, columns, key in _columns("public"):
        if name == PEOPLE:
            condition = f"id IN (SELECT person_id FROM public.people_membership WHERE tenant = '{schema}')"
            table = Table(table=name, shared=True, columns=columns, keys=[])
            found.insert(0, Carried(table, f"SELECT {_list(columns)} FROM public.{name} WHERE {condition} ORDER BY id"))
        elif "tenant" in columns and name not in LEFT:
            kept = [column for column in columns if (name, column) not in numbers]
            keys = [column for column in [*key, *MORE_KEYS.get(name, [])] if f"{name}.{column}" in uuids]
            table = Table(table=name, shared=True, columns=kept, keys=keys)
            found.append(Carried(table, f"SELECT {_list(kept)} FROM public.{name} WHERE tenant = '{schema}' ORDER BY {_list(key)}"))
    return found


def sequences(schema: str) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = %s::name AND last_value IS NOT NULL", [schema])
        return dict(cursor.fetchall())


def _columns(schema: str) -> list[tuple[str, list[str], list[str]]]:
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS, [f'"{schema}"'])
        return cursor.fetchall()


def _identities() -> set[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(IDENTITY)
        return set(cursor.fetchall())


def _uuids(schema: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(UUIDS, [f'"{schema}"'])
        return {row[0] for row in cursor.fetchall()}


def _list(columns: list[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)
