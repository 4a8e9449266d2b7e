"""Search in PostgreSQL: field-tagged lexemes under GIN, BM25 over the hits, one statement a search (measured: docs/benchmarks.md)."""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

import msgspec
from django.db import connection, transaction

from countysearch.documents import FIELDS, Document
from countysearch.engine import BOOSTS, FACETS, KEPT, RARE, Filters, Hit, Hits, IndexGone, Likeness, Query, Version, rarity, telling
from countysearch.tokens import Word, normal, run, token_texts

TAGS: Final[Mapping[str, str]] = {"title": "t", "text": "x", "reply": "r", "outcome": "o"}
WHOSE: Final = "@"  # tags the tenant and the county: a word that stands in every document costs no more than the documents of those who are asked
MOST_RANKED: Final = 16  # tokens of a query that count for the order; all of them count for the hits

COLUMNS: Final[Mapping[str, str]] = {
    "id": "text", "tenant": "text", "county": "text", "version": "bigint", "gone": "boolean", "public": "boolean", "kind": "text",
    "state": "text", "category": "text", "opened_on": "date", "source": "jsonb", "lexemes": "text",
    "title": "text", "text": "text", "reply": "text", "outcome": "text",
}  # fmt: skip
STORED: Final = [name for name in COLUMNS if name != "lexemes"]
WRITE: Final = f"""
INSERT INTO countysearch_document (index_id, tokens, {", ".join(STORED)})
SELECT %(index)s::text, array_to_tsvector(string_to_array(d.lexemes, ' ')), {", ".join(f"d.{name}" for name in STORED)}
FROM unnest({", ".join(f"%({name})s::{kind}[]" for name, kind in COLUMNS.items())}) AS d({", ".join(COLUMNS)})
ON CONFLICT (index_id, id) DO UPDATE SET tokens = excluded.tokens, {", ".join(f"{name} = excluded.{name}" for name in STORED)}
WHERE excluded.version > countysearch_document.version
"""

FIND: Final = """
WITH current AS MATERIALIZED (SELECT name FROM countysearch_index WHERE current),
weights AS MATERIALIZED (
    SELECT * FROM unnest(%(tokens)s::text[], %(title)s::float8[], %(text)s::float8[], %(reply)s::float8[], %(outcome)s::float8[])
        AS w(token, title, text, reply, outcome)
),
hits AS MATERIALIZED (
    SELECT d.row, d.id, d.state, d.kind, d.tenant, d.category, {score} AS score
    FROM (
        SELECT d.row, d.id, d.state, d.kind, d.tenant, d.category,
               d.title || '' AS t, d.text || '' AS x, d.reply || '' AS r, d.outcome || '' AS o
        FROM {source} WHERE {conditions} OFFSET 0
    ) d
),
page AS (
    SELECT d.source, h.score, h.id FROM hits h JOIN countysearch_document d ON d.row = h.row
    WHERE %(after_id)s::text IS NULL OR (h.score, h.id) < (%(after_score)s::float8, %(after_id)s::text)
    ORDER BY h.score DESC, h.id DESC LIMIT %(limit)s::int
),
facets AS (
    SELECT CASE WHEN grouping(state) = 0 THEN 'state' WHEN grouping(kind) = 0 THEN 'kind' WHEN grouping(tenant) = 0 THEN 'tenant'
                WHEN grouping(category) = 0 THEN 'category' ELSE 'total' END AS facet,
           coalesce(state, kind, tenant, category, '') AS value, count(*) AS documents
    FROM hits GROUP BY GROUPING SETS ((), (state), (kind), (tenant), (category))
)
SELECT (SELECT coalesce(json_agg(json_build_object('document', source, 'score', score) ORDER BY score DESC, id DESC), '[]')
        FROM page)::text,
       (SELECT json_agg(json_build_array(facet, value, documents)) FROM facets)::text
"""
EVERYTHING: Final = "countysearch_document d"
MATCHES: Final = """countysearch_matches((SELECT name FROM current), %(county)s::text, %(wanted)s::tsquery) m
        JOIN countysearch_document d ON d.row = m"""
SCORE: Final = """(
    SELECT sum(greatest(
        w.title * countysearch_weight(d.t, w.token, %(title_average)s::float8),
        w.text * countysearch_weight(d.x, w.token, %(text_average)s::float8),
        w.reply * countysearch_weight(d.r, w.token, %(reply_average)s::float8),
        w.outcome * countysearch_weight(d.o, w.token, %(outcome_average)s::float8)))
    FROM weights w
)"""
VERSIONS: Final = """
SELECT id, tenant, source->>'subject', (source->>'incarnation')::bigint, (source->>'version')::bigint
FROM countysearch_document
WHERE index_id = (SELECT name FROM countysearch_index WHERE current) AND county = %s::text AND id > %s::text AND NOT gone
ORDER BY id LIMIT %s::int
"""
#: Each telling pair is looked up by itself: the tokens' index gives its rows, their weights are added up, and only the best are read.
LIKE: Final = """
WITH current AS MATERIALIZED (SELECT name FROM countysearch_index WHERE current),
shared AS MATERIALIZED (
    SELECT m.row, sum(w.weight) AS score, count(*) AS pairs
    FROM unnest(%(wanted)s::text[], %(weights)s::float8[]) AS w(wanted, weight)
    CROSS JOIN LATERAL countysearch_matches((SELECT name FROM current), %(county)s::text, w.wanted::tsquery) AS m(row)
    GROUP BY m.row HAVING count(*) >= %(least)s::int
)
SELECT (SELECT coalesce(json_agg(json_build_object('document', source, 'score', score) ORDER BY score DESC, id DESC), '[]') FROM (
    SELECT d.source, s.score, d.id FROM shared s JOIN countysearch_document d ON d.row = s.row
    WHERE {conditions} AND d.id <> %(without)s::text
    ORDER BY s.score DESC, d.id DESC LIMIT %(limit)s::int
) best)::text
"""
ONE: Final = """
SELECT source::text FROM countysearch_document
WHERE index_id = (SELECT name FROM countysearch_index WHERE current) AND county = %s::text AND id = %s::text AND NOT gone
"""
COUNT: Final = """
INSERT INTO countysearch_frequency (county, lexeme, documents)
SELECT %(county)s::text, word, ndoc FROM ts_stat(format(
    'SELECT tokens FROM countysearch_document WHERE index_id = %%L AND county = %%L AND NOT gone', %(index)s::text, %(county)s::text))
WHERE ndoc >= %(rare)s::int
"""
MEASURE: Final = """
INSERT INTO countysearch_measure (county, documents, title, text, reply, outcome)
SELECT county, count(*), avg(length(title)), avg(length(text)), avg(length(reply)), avg(length(outcome))
FROM countysearch_document WHERE index_id = %s::text AND NOT gone GROUP BY county
"""

UNMEASURED: Final = (1, 16.0, 120.0, 80.0, 20.0)  # until `measure` ran: no token is rarer than another, fields are as long as usual

Rows = list[tuple[Any, ...]]


class PostgresEngine:
    """Needs the worker's login for writing; a search runs in the tenant's own role."""

    name = "postgres"
    alias = "countysearch"

    def create(self, index: str) -> None:
        _run("INSERT INTO countysearch_index (name, current) VALUES (%s::text, false) ON CONFLICT DO NOTHING", [index])

    def write(self, index: str, documents: Sequence[Document]) -> None:
        rows = [_row(document) for document in _newest(documents)]
        with transaction.atomic():
            _hold(index)
            _run(WRITE, {"index": index} | {name: [row[name] for row in rows] for name in COLUMNS})

    def flip(self, index: str) -> None:
        with transaction.atomic():
            _run("LOCK TABLE countysearch_index IN SHARE ROW EXCLUSIVE MODE")
            _hold(index)
            _run("UPDATE countysearch_index SET current = false WHERE current AND name <> %s::text", [index])
            _run("UPDATE countysearch_index SET current = true WHERE name = %s::text", [index])

    def drop(self, index: str) -> None:
        with transaction.atomic():
            _run("SELECT FROM countysearch_index WHERE name = %s::text FOR UPDATE", [index])
            _run("DELETE FROM countysearch_document WHERE index_id = %s::text", [index])
            _run("DELETE FROM countysearch_index WHERE name = %s::text", [index])

    def current(self) -> str | None:
        return next((name for (name,) in _rows("SELECT name FROM countysearch_index WHERE current")), None)

    def indexes(self) -> list[str]:
        return [name for (name,) in _rows("SELECT name FROM countysearch_index ORDER BY name")]

    def find(self, query: Query) -> Hits:
        with _searching():
            ((page, facets),) = _rows(_statement(query), _arguments(query))
        rows = msgspec.json.decode(page, type=list[Hit])
        return _hits(rows, msgspec.json.decode(facets), query.first)

    def like(self, likeness: Likeness) -> list[Hit]:
        told = telling(likeness, _counted(likeness), _measure(likeness.county)[0])
        given = {
            "county": likeness.county, "without": likeness.without, "limit": likeness.first, "least": told.least, **_filtered(likeness.filters),
            "wanted": [f"{_quoted('t' + pair)} | {_quoted('x' + pair)}" for pair in told.weights], "weights": list(told.weights.values()),
        }  # fmt: skip
        with _searching():
            ((found,),) = _rows(LIKE.format(conditions=" AND ".join(_conditions(likeness))), given)
        return msgspec.json.decode(found, type=list[Hit])

    def one(self, county: str, id: str) -> Document | None:
        found = _rows(ONE, [county, id])
        return msgspec.json.decode(found[0][0], type=Document) if found else None

    def versions(self, county: str, after: str = "", limit: int = 1000) -> list[Version]:
        return [Version(*row) for row in _rows(VERSIONS, [county, after, limit])]

    def measure(self) -> None:
        index = self.current()
        with transaction.atomic():
            _run("DELETE FROM countysearch_frequency")
            _run("DELETE FROM countysearch_measure")
            _run(MEASURE, [index])
            for (county,) in _rows("SELECT county FROM countysearch_measure ORDER BY county"):
                _run(COUNT, {"index": index, "county": county, "rare": RARE})

    def refresh(self) -> None:
        """What is committed is found."""


def _newest(documents: Iterable[Document]) -> list[Document]:
    """One document a subject, in the one order in which all writers lock them."""
    newest: dict[str, Document] = {}
    for document in documents:
        if document.id not in newest or document.external_version > newest[document.id].external_version:
            newest[document.id] = document
    return [newest[key] for key in sorted(newest)]


def _row(document: Document) -> dict[str, Any]:
    lexemes = {TAGS[field] + token for field in FIELDS for token in token_texts(getattr(document, field))}
    lexemes |= {WHOSE + document.tenant, WHOSE + document.county}
    return {
        **{name: getattr(document, name) for name in KEPT},
        "version": document.external_version,
        "source": msgspec.json.encode(document).decode(),
        "lexemes": " ".join(sorted(lexemes)),
        **{field: normal(getattr(document, field)) for field in FIELDS},
    }


def _hold(index: str) -> None:
    """Keeps the index from being dropped until the transaction ends."""
    if not _rows("SELECT 1 FROM countysearch_index WHERE name = %s::text FOR KEY SHARE", [index]):
        raise IndexGone(index)


@contextmanager
def _searching() -> Iterator[None]:
    """The planner does not cost detoasting, and 64 kB of memory make the bitmaps lossy."""
    with transaction.atomic():
        _run("SET LOCAL enable_seqscan = off; SET LOCAL work_mem = '64MB'")
        yield


def _statement(query: Query) -> str:
    source, score = (MATCHES, SCORE) if query.words else (EVERYTHING, "0::float8")
    return FIND.format(source=source, score=score, conditions=" AND ".join(_conditions(query)))


def _conditions(query: Query | Likeness) -> list[str]:
    conditions = ["d.index_id = (SELECT name FROM current)", "d.county = %(county)s::text", "NOT d.gone"]
    conditions += ["d.public"] if query.public_only else []
    conditions += [f"d.{name} = ANY(%({name}_filter)s::text[])" for name in FACETS if getattr(query.filters, name)]
    conditions += ["d.opened_on >= %(opened_from)s::date"] if query.filters.opened_from else []
    return conditions + (["d.opened_on <= %(opened_to)s::date"] if query.filters.opened_to else [])


def _arguments(query: Query) -> dict[str, Any]:
    return {
        "county": query.county,
        "wanted": " & ".join([_whose(query), *map(_wanted, query.words)]),
        "limit": query.first + 1,
        "after_score": query.after and query.after.score,
        "after_id": query.after and query.after.id,
        **_filtered(query.filters),
        **_ranking(query),
    }


def _whose(query: Query) -> str:
    return "(" + " | ".join(_quoted(WHOSE + name) for name in query.filters.tenant or [query.county]) + ")"


def _quoted(lexeme: str) -> str:
    """As a tsquery reads it, whatever somebody asked for by way of a town."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def _wanted(word: Word) -> str:
    """All tokens of a word in one field, whichever."""
    fields = ("(" + " & ".join(f"'{tag}{token}'" for token in word) + ")" for tag in TAGS.values())
    return "(" + " | ".join(fields) + ")"


def _filtered(filters: Filters) -> dict[str, Any]:
    lists = {f"{name}_filter": list(getattr(filters, name)) for name in FACETS}
    return {**lists, "opened_from": filters.opened_from, "opened_to": filters.opened_to}


def _ranking(query: Query) -> dict[str, Any]:
    """What BM25 needs to know: how rare each token is in each field, and how long the fields are."""
    ranked = list(dict.fromkeys(token for word in query.words for token in word))[:MOST_RANKED]
    total, *averages = _measure(query.county)
    found = _frequencies(query.county, [tag + token for tag in TAGS.values() for token in ranked])
    weights = {
        field: [BOOSTS[field] * rarity(total, found.get(TAGS[field] + token, 1)) for token in ranked] for field in FIELDS
    }
    lengths = {f"{field}_average": max(average, 1.0) for field, average in zip(FIELDS, averages, strict=True)}
    return {"tokens": [run(token) for token in ranked], **weights, **lengths}


def _counted(likeness: Likeness) -> dict[str, int]:
    """Pair → in how many documents it stands, in whichever field it stands more often."""
    counted = _frequencies(likeness.county, [tag + pair for tag in "tx" for pair in likeness.pairs])
    return {pair: most for pair in likeness.pairs if (most := max(counted.get("t" + pair, 0), counted.get("x" + pair, 0)))}


def _measure(county: str) -> tuple[float, ...]:
    found = _rows("SELECT documents, title, text, reply, outcome FROM countysearch_measure WHERE county = %s::text", [county])
    return found[0] if found else UNMEASURED


def _frequencies(county: str, lexemes: Sequence[str]) -> dict[str, int]:
    statement = "SELECT lexeme, documents FROM countysearch_frequency WHERE county = %s::text AND lexeme = ANY(%s::text[])"
    return dict(_rows(statement, [county, list(lexemes)])) if lexemes else {}


def _hits(rows: Sequence[Hit], counted: Iterable[tuple[str, str, int]], first: int) -> Hits:
    facets: dict[str, dict[str, int]] = {name: {} for name in (*FACETS, "total")}
    for facet, value, documents in counted:
        facets[facet][value] = documents
    total = facets.pop("total").get("", 0)
    return Hits(rows=rows[:first], more=len(rows) > first, total=total, facets=facets)


def _run(statement: str, arguments: Any = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, arguments)


def _rows(statement: str, arguments: Any = None) -> Rows:
    with connection.cursor() as cursor:
        cursor.execute(statement, arguments)
        return cursor.fetchall()
