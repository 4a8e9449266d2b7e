"""What must be true when everything has come to rest, looked at from outside: plain SQL as the administrator, a plain Kafka consumer, plain HTTP to search.

Each check yields one line for every difference that it finds, with what differs named.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, Final
from urllib.request import Request, urlopen

import msgspec
import psycopg

from tests.proof.faults.build import Town
from tests.proof.faults.journal import Answer, Ask, all_of

Difference = Iterator[str]
FACTS: Final = """
SELECT f.id, f.event_id::text, f.tenant, f.county, f.subject, f.incarnation, f.version, f.type, f.audience, f.envelope::json, p.position
FROM outbox_fact f LEFT JOIN outbox_placed p ON p.fact_id = f.id ORDER BY p.position NULLS LAST, f.id
"""
#: The county's table of each kind of subject, the town's own, and the columns that both have.
CASE: Final = ("version", "kind", "state", "number", "title", "category", "channel", "public", "submitted_on", "handed_over_on", "replied_on", "concluded_on")
DEADLINE: Final = ("version", "kind", "due_on", "met_on", "missed_on", "lifted_on")
ROSTER: Final = {"term": "term", "session": "session", "deputy": "deputy", "unit": "unit", "village": "village"}


class Fact(msgspec.Struct, frozen=True):
    row: int
    id: str
    tenant: str
    county: str
    subject: str
    incarnation: int
    version: int
    type: str
    audience: str
    envelope: dict[str, Any]
    position: int | None

    @property
    def key(self) -> tuple[str, str, int]:
        return self.tenant, self.subject, self.incarnation


class Evidence:
    """What is looked at: the database of a run, its writers' journals, what the recorder wrote, and the engines' addresses. `without` are left out."""

    def __init__(
        self, database: psycopg.Connection[Any], folder: Path, towns: list[Town], *, bootstrap: str = "", topic: str = "", search: str = "",
        without: Collection[str] = (),
    ) -> None:
        self.database, self.folder, self.towns = database, folder, towns
        self.bootstrap, self.topic, self.search, self.without = bootstrap, topic, search, without

    def rows(self, statement: str, *given: Any) -> list[tuple[Any, ...]]:
        return self.database.execute(statement, given).fetchall()  # type: ignore[call-overload,no-any-return]

    @cached_property
    def log(self) -> list[Fact]:
        return [Fact(*row) for row in self.rows(FACTS)]

    @cached_property
    def facts(self) -> list[Fact]:
        return [fact for fact in self.log if fact.subject not in self.without]

    @cached_property
    def journal(self) -> tuple[dict[str, Ask], dict[str, Answer]]:
        return all_of(self.folder)

    @cached_property
    def recorded(self) -> list[tuple[str, str, str, int, int]]:
        """(event, tenant, subject, incarnation, version), as it came."""
        file = self.folder / "recorded.jsonl"
        told = [tuple(json.loads(line)) for line in file.read_text().splitlines()] if file.exists() else []
        return [row for row in told if row[2] not in self.without]  # type: ignore[misc]

    @cached_property
    def in_kafka(self) -> list[dict[str, Any]]:
        """Every message of the topic, each partition from its first to its last."""
        from kafka import KafkaConsumer, TopicPartition

        client = KafkaConsumer(bootstrap_servers=self.bootstrap.split(","), enable_auto_commit=False, auto_offset_reset="earliest")
        parts = [TopicPartition(self.topic, number) for number in client.partitions_for_topic(self.topic) or ()]
        client.assign(parts)
        ends, read = client.end_offsets(parts), []
        while any(client.position(part) < ends[part] for part in parts):
            for records in client.poll(timeout_ms=500).values():
                read += [told for record in records if (told := _decoded(record.value)) and told["subject"] not in self.without]
        client.close()
        return read

    @cached_property
    def documents(self) -> dict[tuple[str, str], dict[str, Any]]:
        """What search holds in the index it searches: (tenant, subject) → document."""
        found = self._elastic() if self.search else self._documents()
        return {(told["tenant"], told["subject"]): told for told in found if told["subject"] not in self.without}

    def _documents(self) -> list[dict[str, Any]]:
        return [row[0] for row in self.rows(DOCUMENTS)]

    def _elastic(self) -> list[dict[str, Any]]:
        asked = json.dumps({"size": 10_000, "query": {"match_all": {}}}).encode()
        urlopen(Request(f"{self.search}/countysearch/_refresh", method="POST"), timeout=30).close()
        request = Request(f"{self.search}/countysearch/_search", asked, {"Content-Type": "application/json"})
        with urlopen(request, timeout=30) as answer:
            found = json.load(answer)["hits"]["hits"]
        return [source if isinstance(source := hit["_source"]["source"], dict) else json.loads(source) for hit in found]


DOCUMENTS: Final = "SELECT d.source FROM countysearch_document d JOIN countysearch_index i ON i.name = d.index_id AND i.current"


# ---------------------------------------------------------------- the log
def every_fact_is_in_the_log_once(seen: Evidence) -> Difference:
    placed = [fact.position for fact in seen.log if fact.position is not None]
    yield from (f"fact {fact.id} ({fact.tenant} {fact.subject} {fact.version}) has no position" for fact in seen.log if fact.position is None)
    yield from (f"fact {row} has {times} positions" for row, times in Counter(fact.row for fact in seen.log).items() if times > 1)
    [(head,)] = seen.rows("SELECT position FROM outbox_head")
    missing = sorted(set(range(1, head + 1)) - set(placed))
    if missing or len(placed) != head:
        yield f"positions are not 1..{head}: {len(placed)} are given, missing {missing[:10]}"
    yield from (f"fact {row} waits for its place for ever" for (row,) in seen.rows("SELECT fact_id FROM outbox_pending"))
    yield from (f"position {number} is of no fact" for (number,) in seen.rows(ORPHANS))


ORPHANS: Final = "SELECT position FROM outbox_placed p WHERE NOT EXISTS (SELECT FROM outbox_fact f WHERE f.id = p.fact_id)"


def versions_are_counted_without_a_gap(seen: Evidence) -> Difference:
    """In the order of positions each subject goes 1, 2, 3, …: nothing is lost, doubled or turned round; and its row says the last."""
    counted: dict[tuple[str, str, int], int] = defaultdict(int)
    for fact in seen.facts:
        counted[fact.key] += 1
        if fact.version != counted[fact.key]:
            yield f"{fact.tenant} {fact.subject}: version {fact.version} stands where {counted[fact.key]} belongs"
            counted[fact.key] = fact.version
    for town in seen.towns:
        for kind, statement in _own_versions(town).items():
            for id, version in seen.rows(statement):
                if counted[town.schema, f"{kind}/{id}", 1] != version:
                    yield f"{town.schema} {kind}/{id}: its row says version {version}, its facts {counted[town.schema, f'{kind}/{id}', 1]}"


def _own_versions(town: Town) -> dict[str, str]:
    own = {"case": f"{town.schema}.motions_case", **{kind: f"{town.schema}.roster_{table}" for kind, table in ROSTER.items()}}
    ledger = f"SELECT id, version FROM public.deadlines_deadline WHERE tenant = '{town.schema}'"
    return {kind: f"SELECT id, version FROM {table}" for kind, table in own.items()} | {"deadline": ledger}


# ---------------------------------------------------------------- the stream
def every_fact_is_in_kafka(seen: Evidence) -> Difference:
    """At least once; nothing that is not in the log, and nothing of the towns' own."""
    if not seen.bootstrap:
        return
    sent = Counter(message["id"] for message in seen.in_kafka)
    wanted = {fact.id for fact in seen.facts if fact.audience == "county"}
    yield from (f"fact {id} is not in Kafka" for id in sorted(wanted - sent.keys()))
    yield from (f"Kafka has {id}, which is no fact for the county" for id in sorted(sent.keys() - wanted))
    yield from _out_of_order("Kafka", [(m["id"], m["source"].rpartition("/")[2], m["subject"], m["incarnation"], m["version"]) for m in seen.in_kafka])


def a_reader_saw_each_subject_in_order(seen: Evidence) -> Difference:
    """After dropping the ids it has seen."""
    wanted = {fact.id for fact in seen.facts if fact.audience == "county"}
    had = {event for event, *_ in seen.recorded}
    yield from (f"the recording consumer never saw {id}" for id in sorted(wanted - had))
    yield from (f"the recording consumer saw {id}, which is no fact" for id in sorted(had - wanted))
    yield from _out_of_order("the recording consumer", seen.recorded)


def _out_of_order(who: str, told: list[tuple[str, str, str, int, int]]) -> Difference:
    known: set[str] = set()
    last: dict[tuple[str, str], tuple[int, int]] = {}
    for event, tenant, subject, incarnation, version in told:
        if event in known:
            continue
        known.add(event)
        if (incarnation, version) <= last.get((tenant, subject), (0, 0)):
            yield f"{who} saw {tenant} {subject} {version} after {last[tenant, subject][1]}"
        last[tenant, subject] = (incarnation, version)


# ---------------------------------------------------------------- views and search
def the_views_equal_the_towns(seen: Evidence) -> Difference:
    """Column by column with the towns' own tables, and the whole public state with what each subject's last fact told."""
    for town in seen.towns:
        own = f"SELECT id, {', '.join(CASE)} FROM {town.schema}.motions_case"
        view = f"SELECT id, {', '.join(CASE)} FROM {town.county}.countyviews_caseview WHERE tenant = '{town.schema}'"
        yield from _compared("case", seen, town, CASE, own, view)
        own = f"SELECT id, {', '.join(DEADLINE)} FROM public.deadlines_deadline WHERE tenant = '{town.schema}'"
        view = f"SELECT id, {', '.join(DEADLINE)} FROM {town.county}.countyviews_deadlineview WHERE tenant = '{town.schema}'"
        yield from _compared("deadline", seen, town, DEADLINE, own, view)
    yield from _last_told(seen)


def _compared(kind: str, seen: Evidence, town: Town, names: tuple[str, ...], own: str, view: str) -> Difference:
    what = f"{town.schema} {kind}"
    here, there = ({row[0]: row[1:] for row in seen.rows(asked) if f"{kind}/{row[0]}" not in seen.without} for asked in (own, view))
    for id in sorted(here.keys() | there.keys()):
        if here.get(id) is None or there.get(id) is None:
            yield f"{what} {id}: {'only in the view' if id in there else 'not in the view'}"
        for name, one, other in zip(names, here.get(id, ()), there.get(id, ()), strict=False):
            if one != other:
                yield f"{what} {id}: {name} is {one!r} in the town, {other!r} in the view"


def _last_told(seen: Evidence) -> Difference:
    last = {(fact.tenant, fact.subject): fact for fact in seen.facts if fact.audience == "county"}
    views = _views(seen)
    yield from (f"{tenant} {subject}: not in the view" for tenant, subject in sorted(last.keys() - views.keys()))
    yield from (f"{tenant} {subject}: only in the view" for tenant, subject in sorted(views.keys() - last.keys()))
    for key in sorted(last.keys() & views.keys()):
        told = (last[key].incarnation, last[key].version, last[key].envelope["data"][key[1].partition("/")[0]])
        if views[key] != told:
            yield f"{' '.join(key)}: the view has {_short(views[key])}, its last fact told {_short(told)}"


def _views(seen: Evidence) -> dict[tuple[str, str], tuple[int, int, Any]]:
    found = {}
    for county in sorted({town.county for town in seen.towns}):
        for table, kind in (("caseview", "'case'"), ("supervisionview", "'supervision'"), ("deadlineview", "'deadline'"), ("rosterview", "kind")):
            for name, id, tenant, *rest in seen.rows(f"SELECT {kind}, id, tenant, incarnation, version, facts FROM {county}.countyviews_{table}"):
                if f"{name}/{id}" not in seen.without:
                    found[tenant, f"{name}/{id}"] = tuple(rest)
    return found  # type: ignore[return-value]


def search_equals_the_views(seen: Evidence) -> Difference:
    shown = {key: told for key, told in _views(seen).items() if key[1].startswith(("case/", "supervision/"))}
    yield from (f"{' '.join(key)}: not in search" for key in sorted(shown.keys() - seen.documents.keys()))
    yield from (f"{' '.join(key)}: only in search" for key in sorted(seen.documents.keys() - shown.keys()))
    for key in sorted(shown.keys() & seen.documents.keys()):
        incarnation, version, facts = shown[key]
        told = seen.documents[key]
        pairs = {"incarnation": incarnation, "version": version, **{name: facts.get(name) or "" for name in ("title", "state", "number")}}
        for name, wanted in pairs.items():
            if (told.get(name) or "") != wanted and not (name == "title" and key[1].startswith("supervision/")):
                yield f"{' '.join(key)}: {name} is {wanted!r} in the view, {told.get(name)!r} in search"


# ---------------------------------------------------------------- the clock and the writers
def each_missed_deadline_is_told_once(seen: Evidence) -> Difference:
    told = Counter((fact.tenant, fact.subject) for fact in seen.facts if fact.type == "townships.deadlines.deadline.missed")
    missed = {(tenant, f"deadline/{id}") for tenant, id in seen.rows("SELECT tenant, id FROM deadlines_deadline WHERE missed_on IS NOT NULL")}
    yield from (f"{' '.join(key)}: its miss was recorded {times} times" for key, times in sorted(told.items()) if times > 1)
    yield from (f"{' '.join(key)}: missed, but no fact says so" for key in sorted(missed - told.keys()))
    excused = {(tenant, f"deadline/{id}") for tenant, id in seen.rows(EXCUSED)}
    yield from (f"{' '.join(key)}: a fact says missed, the ledger does not" for key in sorted(told.keys() - missed - excused))
    yield from (f"{tenant} deadline/{id}: overdue, and nobody has noticed" for tenant, id in seen.rows(UNNOTICED))


#: Done in time, entered late: the miss was recorded and taken back.
EXCUSED: Final = "SELECT tenant, id FROM deadlines_deadline WHERE missed_on IS NULL AND met_on <= due_on"
UNNOTICED: Final = """
SELECT tenant, id FROM deadlines_deadline
WHERE due_on < (now() AT TIME ZONE 'Asia/Shanghai')::date AND met_on IS NULL AND missed_on IS NULL AND lifted_on IS NULL
"""


def nothing_of_what_was_rolled_back_is_anywhere(seen: Evidence) -> Difference:
    asks, answers = seen.journal
    gone = {ask.id for ask in asks.values() if ask.undone} | {one.id for one in answers.values() if one.outcome == "refused"}
    kept = {str(id) for (id,) in seen.rows("SELECT command_id FROM outbox_handledcommand")}
    yield from (f"command {id} was rolled back or refused, and is remembered as done" for id in sorted(gone & kept))
    marks = {"撤销" + ask.id for ask in asks.values() if ask.undone}
    for where, text in _texts(seen):
        yield from (f"{mark} was rolled back and stands in {where}" for mark in marks if mark in text)


def _texts(seen: Evidence) -> Iterator[tuple[str, str]]:
    yield from (("the log", json.dumps(fact.envelope["data"], ensure_ascii=False)) for fact in seen.facts if fact.subject.startswith("case/"))
    for town in seen.towns:
        yield from ((town.schema, title) for (title,) in seen.rows(f"SELECT title FROM {town.schema}.motions_case"))
        yield from ((town.county, title) for (title,) in seen.rows(f"SELECT title FROM {town.county}.countyviews_caseview"))
    yield from (("search", str(document.get("title"))) for document in seen.documents.values())
    if seen.bootstrap:
        yield from (("Kafka", json.dumps(message["data"], ensure_ascii=False)) for message in seen.in_kafka)


def whatever_was_acknowledged_is_there(seen: Evidence) -> Difference:
    """With the receipt that was given, once; and nobody got an answer that is none."""
    asks, answers = seen.journal
    kept = {str(id): (tenant, receipt) for id, tenant, receipt in seen.rows("SELECT command_id, tenant, receipt FROM outbox_handledcommand")}
    facts = {(fact.tenant, fact.subject, fact.version) for fact in seen.facts}
    owners: dict[tuple[str, str, int], str] = {}
    for answer in answers.values():
        if answer.outcome == "broke":
            yield f"command {answer.id} ({asks[answer.id].step}) failed: {answer.why.strip().splitlines()[-1]}"
        for subject, version in set(answer.receipts):
            tenant = seen.towns[asks[answer.id].town].schema
            yield from _acknowledged(answer.id, tenant, subject, version, kept, facts)
            if version and (other := owners.setdefault((tenant, subject, version), answer.id)) != answer.id:
                yield f"{tenant} {subject} {version} was given to two commands: {other} and {answer.id}"
    yield from (f"command {id} never got an answer" for id, ask in asks.items() if id not in answers and not ask.undone)


def _acknowledged(id: str, tenant: str, subject: str, version: int, kept: dict[str, Any], facts: set[tuple[str, str, int]]) -> Difference:
    if id not in kept:
        yield f"command {id} was acknowledged ({tenant} {subject} {version}) and is not remembered"
        return
    remembered = (f"case/{kept[id][1]['id']}", kept[id][1]["version"])
    if remembered != (subject, version or remembered[1]):
        yield f"command {id} was answered {subject} {version}, remembered is {remembered}"
    if (tenant, *remembered) not in facts:
        yield f"command {id} was acknowledged, but {tenant} {' '.join(map(str, remembered))} is no fact"


def no_consumer_laid_anything_aside(seen: Evidence) -> Difference:
    yield from (f"{consumer} parked {tenant} {subject}: {error}" for consumer, tenant, subject, error in seen.rows(PARKED))


PARKED: Final = "SELECT consumer, tenant, subject, error FROM bus_parked"


def no_town_is_half_upgraded(seen: Evidence) -> Difference:
    """A schema has the sessions' table if and only if it says that it has."""
    for (schema,) in seen.rows("SELECT schema_name FROM townships_tenant WHERE schema_name <> 'public'"):
        [(says,)] = seen.rows(f"SELECT count(*) FROM {schema}.django_migrations WHERE app = 'sessions'")
        [(has,)] = seen.rows(f"SELECT count(*) FROM pg_class WHERE relnamespace = '{schema}'::regnamespace AND relname = 'django_session'")
        if (says, has) != (1, 1):
            yield f"{schema}: {says} migrations of sessions are noted, {has} tables are there"


CHECKS: Final[tuple[Callable[[Evidence], Difference], ...]] = (
    every_fact_is_in_the_log_once,
    versions_are_counted_without_a_gap,
    every_fact_is_in_kafka,
    a_reader_saw_each_subject_in_order,
    the_views_equal_the_towns,
    search_equals_the_views,
    each_missed_deadline_is_told_once,
    nothing_of_what_was_rolled_back_is_anywhere,
    whatever_was_acknowledged_is_there,
    no_consumer_laid_anything_aside,
    no_town_is_half_upgraded,
)


def differences(seen: Evidence) -> list[str]:
    return [f"{check.__name__}: {line}" for check in CHECKS for line in check(seen)]


def _decoded(body: bytes) -> dict[str, Any]:
    """Nothing where it is no fact at all."""
    try:
        return msgspec.json.decode(body, type=dict[str, Any])
    except msgspec.DecodeError:
        return {}


def _short(told: Any) -> str:
    text = json.dumps(told, ensure_ascii=False, default=str)
    return text if len(text) < 400 else text[:400] + "…"
