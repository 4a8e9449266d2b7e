"""What the commands wrote in a pattern town, cut so that it can be pressed into any other town by COPY.

A stencil holds every row of the town as COPY text, split at what is the town's own: ids, schema, code, name and the sign on its letters.
Pressing joins the pieces again with another town's. Nothing is computed anew: what a press writes is what the commands wrote.
Left out are the receipts of handled commands: an installation keeps them for 30 days, and their hashes are of the pattern's ids.
"""
from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

import msgspec
import psycopg
from psycopg import sql

OWN_ID = rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
LAST = 12  # hexadecimal digits of an id that differ from town to town: time, version and order of the ids stay
#: table → which of its rows are the town's, in which order
SHARED = {
    "people_person": ("id IN (SELECT person_id FROM people_membership WHERE tenant = %s)", "login"),
    "people_membership": ("tenant = %s", "id"),
    "deadlines_deadline": ("tenant = %s", "id"),
    "outbox_fact": ("tenant = %s", "id"),
}
COUNTED = {"outbox_fact": "id"}
"""Columns that the database gives."""
EMPTY = ("django_migrations", "django_session")


class Own(msgspec.Struct, frozen=True, kw_only=True):
    """What is a town's own. `key` moves its ids apart from all others'."""

    schema: str
    county: str
    code: str
    name: str
    key: int

    @property
    def words(self) -> list[bytes]:
        return [word.encode() for word in (self.schema, self.county, self.code, self.name, f"{self.name[0]}政函")]


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """`pieces` has what is common at even places and, at odd ones, an id of the pattern or the number of one of its words (`Own.words`)."""

    name: str
    columns: tuple[str, ...]
    rows: int
    pieces: tuple[bytes, ...]


class Stencil(msgspec.Struct, frozen=True, kw_only=True):
    own: tuple[Table, ...]
    shared: tuple[Table, ...]


def own(seed: int, *, schema: str, county: str, code: str, name: str) -> Own:
    digest = hashlib.sha256(f"{seed}/{code}".encode()).hexdigest()
    return Own(schema=schema, county=county, code=code, name=name, key=int(digest[:LAST], 16))


# ---------------------------------------------------------------- cut
def cut(database: psycopg.Connection, pattern: Own) -> Stencil:
    """Everything of the pattern town, as the cluster's administrator reads it."""
    splitter = _splitter(pattern)
    return Stencil(
        own=tuple(_cut(database, splitter, name, pattern.schema, "true", "1") for name in _tables(database, pattern.schema)),
        shared=tuple(
            _cut(database, splitter, name, "public", where.replace("%s", f"'{pattern.schema}'"), order)
            for name, (where, order) in SHARED.items()
        ),
    )


def _splitter(pattern: Own) -> re.Pattern[bytes]:
    """Ids before words, for a code might stand in an id; the longest word first; no code inside a longer number."""
    words = sorted(pattern.words, key=len, reverse=True)
    return re.compile(b"(" + OWN_ID + b"|" + b"|".join(map(_bounded, words)) + b")")


def _bounded(word: bytes) -> bytes:
    return rb"(?<![0-9a-f])" + word + rb"(?![0-9])" if word.isalnum() else re.escape(word)


def _tables(database: psycopg.Connection, schema: str) -> Iterator[str]:
    """The town's tables that hold anything, those that others refer to before those that refer."""
    rows = database.execute(REFERRED, [schema]).fetchall()
    waiting = {name: set(needs) - {name} for name, needs in rows if name not in EMPTY}
    while waiting:
        free = sorted(name for name, needs in waiting.items() if not needs & waiting.keys())
        for name in free:
            del waiting[name]
            if database.execute(sql.SQL("SELECT EXISTS (SELECT FROM {})").format(sql.Identifier(schema, name))).fetchone() == (True,):
                yield name


REFERRED = """
SELECT c.relname, coalesce(array_agg(r.relname) FILTER (WHERE r.relname IS NOT NULL), '{}')
FROM pg_class c LEFT JOIN pg_constraint k ON k.conrelid = c.oid AND k.contype = 'f' LEFT JOIN pg_class r ON r.oid = k.confrelid
WHERE c.relnamespace = %s::regnamespace AND c.relkind = 'r' GROUP BY c.relname
"""


def _cut(database: psycopg.Connection, splitter: re.Pattern[bytes], name: str, schema: str, where: str, order: str) -> Table:
    columns = _columns(database, schema, name)
    chosen = sql.SQL("COPY (SELECT {} FROM {} WHERE {} ORDER BY {}) TO STDOUT").format(
        sql.SQL(", ").join(map(sql.Identifier, columns)), sql.Identifier(schema, name), sql.SQL(where), sql.SQL(order)  # type: ignore[arg-type]
    )  # fmt: skip
    with database.cursor().copy(chosen) as rows:
        text = b"".join(bytes(part) for part in rows)
    return Table(name=name, columns=columns, rows=text.count(b"\n"), pieces=tuple(splitter.split(text)))


def _columns(database: psycopg.Connection, schema: str, name: str) -> tuple[str, ...]:
    found = database.execute(COLUMNS, [schema, name])
    return tuple(column for (column,) in found if COUNTED.get(name) != column)


COLUMNS = """
SELECT attname FROM pg_attribute WHERE attrelid = format('%%I.%%I', %s::text, %s::text)::regclass
AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum
"""


# ---------------------------------------------------------------- press
def press(database: psycopg.Connection, stencil: Stencil, pattern: Own, town: Own) -> int:
    """Writes the pattern's rows and facts as the town's, in the transaction of the caller; returns how many facts wait for their place."""
    for table in stencil.shared[:1]:
        _copy(database, table, "public", pattern, town)
    for table in stencil.own:
        _copy(database, table, town.schema, pattern, town)
        _count_on(database, town.schema, table)
    for table in stencil.shared[1:]:
        _copy(database, table, "public", pattern, town)
    placed = database.execute(
        "INSERT INTO outbox_pending (fact_id) SELECT id FROM outbox_fact WHERE tenant = %s ORDER BY id", [town.schema]
    )  # fmt: skip
    return placed.rowcount


def _copy(database: psycopg.Connection, table: Table, schema: str, pattern: Own, town: Own) -> None:
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(schema, table.name), sql.SQL(", ").join(map(sql.Identifier, table.columns))
    )  # fmt: skip
    with database.cursor().copy(statement) as rows:
        rows.write(pressed(table, pattern, town))


def pressed(table: Table, pattern: Own, town: Own) -> bytes:
    """The table's rows as the town's."""
    words = dict(zip(pattern.words, town.words, strict=True))
    apart = pattern.key ^ town.key
    pieces = list(table.pieces)
    fresh = {piece: words.get(piece) or _moved(piece, apart) for piece in set(pieces[1::2])}
    pieces[1::2] = [fresh[piece] for piece in pieces[1::2]]
    return b"".join(pieces)


def _moved(one: bytes, apart: int) -> bytes:
    return one[:-LAST] + b"%012x" % (int(one[-LAST:], 16) ^ apart)


def _count_on(database: psycopg.Connection, schema: str, table: Table) -> None:
    """Lets the table's own counter go on behind what was written."""
    if "id" not in table.columns:
        return
    name = f'"{schema}"."{table.name}"'
    found = database.execute("SELECT pg_get_serial_sequence(%s, 'id')", [name]).fetchone()
    if found and found[0]:
        database.execute(f"SELECT setval('{found[0]}', max(id)) FROM {name}")  # type: ignore[call-overload]
