"""Search: the shared index of a thousand towns against an index of one town alone; many documents in a request against one."""
from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from itertools import cycle, islice
from typing import Any
from uuid import UUID, uuid4

import psycopg
from django.db import connection

from countysearch.documents import Document
from countysearch.elastic import ElasticEngine
from countysearch.engine import Filters, SearchEngine
from countysearch.postgres import PostgresEngine
from countysearch.search import search
from countysearch.similar import similar
from hub.demo.content import Matter, bank
from people.actor import Actor, Role
from tests.bench.pairs import Pair, Size, Timed, measure, timed
from tests.bench.world import NOW
from tests.conftest import Committed
from townships.context import tenant_context, tenant_named
from townships.ids import new_id
from townships.models import Tenant

COUNTY, TOWN = "c610981", "t610981117"
VILLAGES = ("羊山村", "老庄村", "大岭村", "王家坪村", "石门村", "双河村", "青泥村")
#: In every document, in many, in some, in one, in none; one word and two; no word at all.
WORDS = ("建议", "公路", "群众", "拐枣", "卫生室 村医", "路灯 安装", "航天发动机", "")
OF_A_COUNTY = 40
"""Towns; the others are those of other counties in the same index."""
BATCH = 500


def on_postgres(committed: Any, size: Size) -> list[Pair | Timed]:
    with beside(committed) as alone:
        return compared("PostgreSQL", Looking(committed, PostgresEngine(), size), Looking(alone, PostgresEngine(), size), size)


def on_elasticsearch(committed: Any, url: str, size: Size) -> list[Pair | Timed]:
    many, one = (Looking(committed, ElasticEngine(url, f"bench-{what}-{uuid4().hex[:6]}"), size) for what in ("all", "one"))
    told = compared("Elasticsearch", many, one, size)
    for engine in (many.engine, one.engine):
        for index in engine.indexes():
            engine.drop(index)
    return told


def compared(name: str, many: Looking, one: Looking, size: Size) -> list[Pair | Timed]:
    many.fill(size.towns)
    one.fill(1)
    for words in WORDS:
        assert many.found(words) == one.found(words), words
    what, against = f"search for a town among {size.towns}, {len(WORDS)} searches ({name})", "an index of the town alone"
    told = [
        measure(what, many.ask, one.ask, against=against, goal="≥ 0.83", runs=size.pairs * 2 + 1), alike(name, many, size), bulk(name, many, size)
    ]  # fmt: skip
    for looking in (many, one):
        looking.close()
    return told


def alike(name: str, many: Looking, size: Size) -> Timed:
    """What stands beside a draft: earlier cases of the county that are like it, a draft after another."""
    drafts = cycle(bank())
    known(many)

    def ask() -> float:
        return many.similar(next(drafts))

    told = f"similar cases, {size.towns * size.cases} documents ({name})"
    return timed(told, ask, goal=0.150, runs=len(bank()) if size.pairs > 1 else 2)


def known(many: Looking) -> None:
    """The neighbours are towns of the county: a hit of one that is not does not leave the search."""
    own = [schema for schema, county, _place in places(many.size.towns) if county == COUNTY and schema != TOWN]
    told = {"type": "township", "county_schema": COUNTY, "opened_at": NOW}
    with many.committed.login("migrator"):
        Tenant.objects.bulk_create([Tenant(schema_name=schema, code=schema, name=schema, **told) for schema in own])


def bulk(name: str, many: Looking, size: Size) -> Pair:
    """Into the index that is there, as new documents."""

    def fresh() -> list[Document]:
        return documents(TOWN, COUNTY, 0, size.documents)

    def one_by_one(engine: SearchEngine, index: str, found: list[Document]) -> None:
        for document in found:
            engine.write(index, [document])

    def together() -> float:
        return many.writing(lambda engine, index, found: engine.write(index, found), fresh())

    def apart() -> float:
        return many.writing(one_by_one, fresh())

    told = f"index {size.documents} documents ({name})"
    return measure(told, together, apart, against="one document a request", goal="≥ 20", runs=size.pairs)


# ---------------------------------------------------------------- an index, and somebody who looks into it
class Looking:
    """An engine over a database of its own, asked in a thread of its own: both sides keep their session from search to search."""

    def __init__(self, committed: Any, engine: SearchEngine, size: Size) -> None:
        self.committed, self.engine, self.size = committed, engine, size
        self.thread = ThreadPoolExecutor(1)

    def fill(self, towns: int) -> None:
        with self.committed.login("worker"):
            index = f"{self.engine.alias}-bench"
            self.engine.create(index)
            self.engine.flip(index)
            FILLED[self.engine.name](self, index, towns)
            self.engine.refresh()
            self.engine.measure()
        with self.committed.login("web"):
            self.found("")  # the thread's session begins here

    def found(self, words: str) -> Any:
        told = self.thread.submit(self._search, words).result()
        return told.total, len(told.rows), told.facets

    def ask(self) -> None:
        self.thread.submit(lambda: [self._search(words) for words in WORDS]).result()

    def similar(self, draft: Matter) -> float:
        """Seconds that it took."""
        return self.thread.submit(self._similar, draft).result()

    def close(self) -> None:
        self.thread.submit(lambda: connection.close()).result()  # the thread's own
        self.thread.shutdown()

    def _search(self, words: str) -> Any:
        with tenant_context(tenant_named(COUNTY)):
            return search(viewer=OFFICE, words=words, filters=Filters(tenant=(TOWN,)), engine=self.engine)

    def _similar(self, draft: Matter) -> float:
        title, text = (told.format(village=VILLAGES[0], town="构元镇") for told in (draft.title, draft.what))
        with tenant_context(tenant_named(COUNTY)):
            begun = time.perf_counter()
            found = similar(viewer=OFFICE, title=title, text=text, engine=self.engine)
            took = time.perf_counter() - begun
        assert found or self.size.pairs == 1, title
        return took

    def writing(self, write: Callable[[SearchEngine, str, list[Document]], None], found: list[Document]) -> float:
        with self.committed.login("worker"):
            index = self.engine.current()
            assert index is not None
            begun = time.perf_counter()
            write(self.engine, index, found)
            return time.perf_counter() - begun


OFFICE = Actor(
    tenant=COUNTY, county=COUNTY, level="county", person_id=UUID(int=1), name="张敏", roles=frozenset({Role.CLERK}), deputy_ids=frozenset(),
    unit_ids=frozenset(),
)  # fmt: skip


@contextmanager
def beside(committed: Any) -> Iterator[Committed]:
    """Another database like the test's own."""
    own = Committed(committed.cluster, f"{committed.name}_alone")
    committed.cluster.execute(f"CREATE DATABASE {own.name} TEMPLATE townships_template OWNER townships_migrator")
    yield own
    committed.cluster.execute(f"DROP DATABASE {own.name} WITH (FORCE)")


def places(towns: int) -> Iterator[tuple[str, str, int]]:
    """Schema, county and number of every town, the one that is asked about first."""
    yield TOWN, COUNTY, 0
    for number in range(1, towns):
        yield f"x{number:04}", COUNTY if number < OF_A_COUNTY else f"y{number // OF_A_COUNTY:04}", number


def _one_by_one(looking: Looking, index: str, towns: int) -> None:
    every = (document for place in places(towns) for document in documents(*place, looking.size.cases))
    while batch := list(islice(every, BATCH)):
        looking.engine.write(index, batch)


def _by_copies(looking: Looking, index: str, towns: int) -> None:
    """The documents of the first town are written as the product does, those of the others are copies of all the texts."""
    looking.engine.write(index, documents(TOWN, COUNTY, 0, looking.size.cases))
    looking.engine.write(index, documents("model", COUNTY, 0, 7 * len(bank())))
    with psycopg.connect(looking.committed.admin_url(), autocommit=True) as admin:
        admin.execute("DROP INDEX documents_by_token")
        for town, county, number in islice(places(towns), 1, None):
            told = {"town": town, "county": county, "start": number * 7 % (6 * len(bank())), "cases": looking.size.cases}
            admin.execute(COPY, told)
        admin.execute("DELETE FROM countysearch_document WHERE tenant = 'model'")
        admin.execute("CREATE INDEX documents_by_token ON countysearch_document USING gin (tokens) WITH (fastupdate = off)")
        admin.execute("VACUUM ANALYZE")


COPIED = "index_id, version, gone, public, kind, state, category, opened_on, title, text, reply, outcome"
COPY = f"""
INSERT INTO countysearch_document (id, tenant, county, source, tokens, {COPIED})
SELECT own || ':case:' || %(town)s::text, %(town)s::text, %(county)s::text,
    source || jsonb_build_object('tenant', %(town)s::text, 'county', %(county)s::text, 'subject', 'case/' || own),
    array_to_tsvector(array_remove(array_remove(tsvector_to_array(tokens), '@model'), '@{COUNTY}')
        || ARRAY['@' || %(town)s::text, '@' || %(county)s::text]), {COPIED}
FROM (
    SELECT gen_random_uuid()::text AS own, * FROM countysearch_document WHERE tenant = 'model' ORDER BY row OFFSET %(start)s LIMIT %(cases)s
) model
"""
FILLED: dict[str, Callable[[Looking, str, int], None]] = {"postgres": _by_copies, "elasticsearch": _one_by_one}


def documents(town: str, county: str, place: int, count: int) -> list[Document]:
    """The demonstration's matters, with villages put in."""
    return [_document(town, county, bank()[number % len(bank())], VILLAGES[number % len(VILLAGES)]) for number in range(7 * place, 7 * place + count)]


def _document(town: str, county: str, matter: Matter, village: str) -> Document:
    title, where, what, how = (text.format(village=village, town="构元镇") for text in (matter.title, matter.where, matter.what, matter.how))
    return Document(
        tenant=town, subject=f"case/{new_id()}", incarnation=1, version=1, county=county, public=True, tenant_name=town, kind="case", state="concluded",
        category=matter.category, number="第1号", title=title, text="\n".join((where, what, how)), reply=matter.reply, opened_on=date(2026, 3, 2),
    )  # fmt: skip
