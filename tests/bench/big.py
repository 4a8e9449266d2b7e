"""Big worlds: a few cases that commands made, multiplied in SQL. Every constraint of the product's tables holds for the copies as for the models.

A copy has ids of its own, derived from the model's, a number of its own, and other days; a column that joins later is copied as it stands.
"""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import msgspec
import psycopg

from tests.support.congress import Congress

MODELS: Final = 20
TIMES: Final = 200
"""So many cases come of the models each time that they are multiplied: what is over sixteen times as often as what is open."""


class Sort(msgspec.Struct, frozen=True):
    """Which cases, how many copies of each a time, and over how many days before the models' own the copies' days lie."""

    where: str
    often: int
    days: int


SORTS: Final = (Sort("state = 'concluded'", 16, 5 * 365), Sort("state <> 'concluded'", 1, 150))


def models(congress: Congress) -> None:
    """Twelve cases that are over, eight that wait at one desk or another."""
    congress.suggest(title="更换饮水管道的建议")
    congress.registered(title="增加校车班次的建议")
    congress.approved(title="整修灌溉渠道的建议", proposers=3)
    for title in ("修建河堤的建议", "安装路灯的建议", "改造旱厕的建议"):
        congress.in_hand(("lead", "assisting"), title=title, proposers=3)
    congress.delivered(title="增设垃圾池的建议", proposers=2)
    for number in range(13):  # the last is handled again
        case_id = congress.delivered(title=f"硬化第{number + 1}条通组路的建议")
        congress.rate(case_id, date(2026, 4, 8), result="dissatisfied" if number == 12 else "satisfied")


# ---------------------------------------------------------------- a town
#: The tables that hang on the cases by foreign keys, however far: each with its columns, and of ids the table that they are of.
TABLES: Final = """
WITH RECURSIVE hanging AS (
    SELECT 'motions_case'::regclass::oid AS oid
    UNION SELECT k.conrelid FROM pg_constraint k JOIN hanging h ON k.confrelid = h.oid WHERE k.contype = 'f'
), ids AS (
    SELECT k.conrelid AS oid, k.conkey[1] AS attnum, k.confrelid::regclass::text AS parent
    FROM pg_constraint k JOIN hanging h ON k.confrelid = h.oid WHERE k.contype = 'f'
    UNION ALL SELECT k.conrelid, k.conkey[1], '' FROM pg_constraint k JOIN hanging h ON k.conrelid = h.oid WHERE k.contype = 'p'
)
SELECT c.oid::regclass::text, json_agg(json_build_object(
    'name', quote_ident(a.attname), 'type', format_type(a.atttypid, NULL), 'of', ids.parent, 'needed', a.attnotnull) ORDER BY a.attnum)
FROM hanging JOIN pg_class c USING (oid) JOIN pg_attribute a ON a.attrelid = c.oid LEFT JOIN ids ON ids.oid = c.oid AND ids.attnum = a.attnum
WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attidentity = '' GROUP BY c.oid
"""
Columns = Sequence[Mapping[str, Any]]


def cases(admin: psycopg.Connection[Any], tenant: str, times: int, until: date) -> None:
    """Makes the models of a town, which must hold nothing else, to `TIMES` × `times` cases with their entries in the ledger; the last days are `until`."""
    with admin.transaction():
        admin.execute(f"SET LOCAL search_path TO {tenant}, public")  # type: ignore[call-overload]
        assert admin.execute("SELECT count(*) FROM motions_case").fetchone() == (MODELS,)
        ahead = _ahead(admin, "motions_case", until)
        tables: dict[str, Columns] = dict(admin.execute(TABLES).fetchall())
        ledger = _columns(admin, "deadlines_deadline")
        for sort in SORTS:
            copies, days = sort.often * times - 1, f"{ahead} - mod(n * 37, {sort.days})"
            chosen = {table: _which(table, tables, sort.where) for table in tables}
            for table, columns in tables.items():
                _multiply(admin, table, {one["name"]: _value(one, days) for one in columns}, chosen[table], copies)
            about = f"m.tenant = '{tenant}' AND m.about IN (SELECT id FROM motions_case WHERE {chosen['motions_case']})"
            _multiply(admin, "deadlines_deadline", {name: _of_ledger(name, kind, days) for name, kind in ledger.items()}, about, copies)
    admin.execute("VACUUM ANALYZE")


def _ahead(admin: psycopg.Connection[Any], table: str, until: date) -> int:
    """Days from the last of the models to `until`."""
    last = admin.execute(f"SELECT max(greatest(submitted_on, replied_on, concluded_on)) FROM {table}").fetchone()  # type: ignore[call-overload]
    assert last is not None
    return (until - last[0]).days  # type: ignore[no-any-return]


def _which(table: str, tables: Mapping[str, Columns], where: str) -> str:
    """The models' rows that hang on the cases that are meant."""
    if table == "motions_case":
        return where
    up = max((one for one in tables[table] if one["of"] and one["of"] != table), key=lambda one: one["needed"])
    return f"{up['name']} IN (SELECT id FROM {up['of']} WHERE {_which(up['of'], tables, where)})"


def _multiply(admin: psycopg.Connection[Any], table: str, values: Mapping[str, str], where: str, copies: int) -> None:
    copied = f"SELECT {', '.join(values.values())} FROM {table} m, generate_series(1, {copies}) n WHERE {where}"
    admin.execute(f"INSERT INTO {table} ({', '.join(values)}) {copied}")  # type: ignore[call-overload]


def _value(column: Mapping[str, Any], days: str) -> str:
    name = column["name"]
    if column["of"] is not None and column["type"] == "uuid":
        return f"md5(m.{name}::text || n)::uuid"
    return f"m.{name} + {days}" if column["type"] == "date" else NUMBERED.get(name, f"m.{name}")


#: What is there once in a congress.
NUMBERED: Final = {"serial": "m.serial + 1000 * n", "number": "CASE WHEN m.number = '' THEN '' ELSE m.number || '·' || n END"}


def _of_ledger(name: str, kind: str, days: str) -> str:
    if kind == "uuid":
        return f"md5(m.{name}::text || n)::uuid"
    return "'case/' || md5(m.about::text || n)::uuid" if name == "subject" else f"m.{name} + {days}" if kind == "date" else f"m.{name}"


def _columns(admin: psycopg.Connection[Any], table: str) -> dict[str, str]:
    """Column → type."""
    found = admin.execute(
        "SELECT quote_ident(attname), format_type(atttypid, NULL) FROM pg_attribute"
        " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attidentity = ''", [table]
    )  # fmt: skip
    return dict(found.fetchall())


# ---------------------------------------------------------------- a county
OF_CASES: Final = {"caseview": "m.{}", "deadlineview": "m.about_id IN (SELECT id FROM countyviews_caseview m WHERE m.tenant = '{}' AND m.{})"}


def county(admin: psycopg.Connection[Any], schema: str, model: str, towns: Sequence[str], times: int, until: date) -> None:
    """What the county knows of one town's models, as that of each of these towns: `TIMES` × `times` cases each, its roster once."""
    with admin.transaction():
        admin.execute(f"SET LOCAL search_path TO {schema}, public")  # type: ignore[call-overload]
        ahead = _ahead(admin, "countyviews_caseview", until)
        for view in ("caseview", "deadlineview"):
            for sort in SORTS:
                where = OF_CASES[view].format(*([sort.where] if view == "caseview" else [model, sort.where]))
                days = f"{ahead} - mod(n * 37 + place::int * 11, {sort.days})"
                _spread(admin, view, towns, f"m.tenant = '{model}' AND {where}", sort.often * times, days)
        _spread(admin, "rosterview", towns, f"m.tenant = '{model}'", 1, "0")
        admin.execute(
            "INSERT INTO countyviews_townview (tenant, last_fact, last_recorded) SELECT town, last_fact, last_recorded"
            " FROM countyviews_townview, unnest(%s::text[]) town WHERE tenant = %s ON CONFLICT DO NOTHING", [list(towns), model]
        )  # fmt: skip
    admin.execute("VACUUM ANALYZE")


def _spread(admin: psycopg.Connection[Any], view: str, towns: Sequence[str], where: str, copies: int, days: str) -> None:
    of_all = "unnest(%s::text[]) WITH ORDINALITY AS t(town, place)"
    values = {name: _of_view(view, name, kind, days) for name, kind in _columns(admin, f"countyviews_{view}").items()}
    copied = f"SELECT {', '.join(values.values())} FROM countyviews_{view} m, {of_all}, generate_series(1, {copies}) n WHERE {where}"
    admin.execute(f"INSERT INTO countyviews_{view} ({', '.join(values)}) {copied}", [list(towns)])  # type: ignore[call-overload]


def _of_view(view: str, name: str, kind: str, days: str) -> str:
    """A town's roster is there once, and its cases' deputies are in it."""
    own, once = "md5({} || town || n)::uuid", "md5({} || town)::uuid"
    named = (once if view == "rosterview" else own).format("m.id::text")
    special = {
        "tenant": "town", "id": named, "facts": f"m.facts || jsonb_build_object('id', {named})", "about_id": own.format("m.about_id::text"),
        "deputy_ids": f"(SELECT array_agg({once.format('one::text')}) FROM unnest(m.deputy_ids) one)",
    }  # fmt: skip
    return special.get(name) or (f"m.{name} + {days}" if kind == "date" and view != "rosterview" else f"m.{name}")
