"""Make views and search again from the towns' own tables, and compare the three."""
from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from itertools import islice
from typing import Final, TypeVar

import msgspec
from django.db import connection, transaction
from django.utils import timezone

import countysearch.indexer
from countysearch.documents import Document, document_of
from countysearch.engines import current_engine
from countyviews.models import RosterView, TownView, View
from countyviews.project import project
from countyviews.tables import TABLES
from hub.wiring import PUBLISHERS
from outbox.events import Audience, Envelope, source_of
from townships.context import names_of, tenant_context
from townships.models import Tenant
from townships.published import Published

BATCH: Final = 500
SEARCHED: Final = ("case/", "supervision/")
Progress = Callable[[int, int], None]
Row = TypeVar("Row")


class Rebuilt(msgspec.Struct, frozen=True):
    towns: int
    written: int
    removed: int


class Drift(msgspec.Struct, frozen=True):
    """A subject of which two places say different things."""

    tenant: str
    subject: str
    where: str
    town_has: int | None
    there: int | None

    def __str__(self) -> str:
        return f"{self.tenant} {self.subject}: version {self.town_has} in the town, {self.there} in {self.where}"


# ---------------------------------------------------------------- rebuild
def views(county: str = "", progress: Progress = lambda done, of: None) -> Rebuilt:
    """Upserts what the towns have, then deletes what no town has any more. Facts that arrive meanwhile are newer and win."""
    towns = congresses(county)
    written = removed = 0
    for done, town in enumerate(towns, 1):
        here = _write_views(town)
        written += len(here)
        removed += _remove_unseen(town, here)
        progress(done, len(towns))
    removed += sum(_remove_strangers(schema) for schema in sorted({town.county_schema for town in towns}))
    return Rebuilt(len(towns), written, removed)


def retell(town: Tenant, gone: Collection[str]) -> None:
    """Views and search of one congress as its tables are now, in its present incarnation. `gone`: subjects that others may still come to hear of."""
    names, seen = names_of([town.schema_name]), _write_views(town)
    _remove_unseen(town, seen)
    for batch in _batches(published(town)):
        documents = (document_of(envelope(town, one), names) for one in batch)
        countysearch.indexer.put([document for document in documents if document is not None])
    _forget(town, {*gone, *_in_search(town)} - seen)


def remove(town: Tenant, subjects: Collection[str]) -> None:
    """All that the county's views and search have of a congress, and of these subjects that they may still come to hear of."""
    if town.schema_name != town.county_schema:
        _remove_views(town)
    _forget(town, {*subjects, *_in_search(town)})


def _forget(town: Tenant, subjects: Collection[str]) -> None:
    """Tombstones in search: a fact from before this incarnation brings none of them back."""
    searched = (subject for subject in sorted(subjects) if subject.startswith(SEARCHED))
    for batch in _batches(searched):
        countysearch.indexer.put([_tombstone(town, subject) for subject in batch])


def _remove_strangers(county: str) -> int:
    """Rows of congresses that the county does not have, or not any more."""
    with transaction.atomic(), tenant_context(Tenant.objects.get(schema_name=county)):
        own = Tenant.objects.filter(county_schema=county, closed_at=None).values("schema_name")
        TownView.objects.exclude(tenant__in=own).delete()
        return sum(model._default_manager.exclude(tenant__in=own).delete()[0] for model in _models())


def _remove_views(town: Tenant) -> None:
    with transaction.atomic(), tenant_context(_county_of(town)):
        for model in _models():
            model._default_manager.filter(tenant=town.schema_name).delete()
        TownView.objects.filter(tenant=town.schema_name).delete()


def _tombstone(town: Tenant, subject: str) -> Document:
    return Document(tenant=town.schema_name, subject=subject, county=town.county_schema, incarnation=town.incarnation, version=0, gone=True)


def _write_views(town: Tenant) -> set[str]:
    """The subjects that the congress has."""
    seen: set[str] = set()
    for batch in _batches(published(town)):
        seen |= {one.subject for one in batch}
        with transaction.atomic(), tenant_context(_county_of(town)):
            project([envelope(town, one) for one in batch])
    return seen


def search(progress: Callable[[int], None] = lambda done: None) -> str:
    """A new index, filled and turned to. Returns its name."""
    return countysearch.indexer.rebuild(documents, progress)


def documents() -> Iterator[Document]:
    names = dict(Tenant.objects.values_list("schema_name", "name"))
    for town in congresses(""):
        for one in published(town):
            document = document_of(envelope(town, one), names)
            if document is not None:
                yield document


def published(town: Tenant) -> Iterator[Published]:
    """All that a congress has published, read in its own context a batch at a time."""
    for publisher in PUBLISHERS:
        with tenant_context(town):
            found = list(publisher())
        yield from found


def envelope(town: Tenant, one: Published) -> Envelope:
    """The state of a subject as if its last fact came again. It enters no log; it only feeds what reads facts."""
    kind, now = one.subject.partition("/")[0], timezone.now().isoformat()
    return Envelope(
        id=f"rebuilt-{one.subject}", source=source_of(town.schema_name), type=f"townships.rebuilt.{kind}.told", subject=one.subject, time=now,
        dataschema="", recordedtime=now, incarnation=town.incarnation, version=one.version, county=town.county_schema, audience=Audience.COUNTY,
        actorrole="system", data={TABLES[kind].data: msgspec.to_builtins(one.facts)},
    )  # fmt: skip


def congresses(county: str) -> list[Tenant]:
    found = Tenant.objects.filter(closed_at=None).exclude(applied={}).order_by("county_schema", "schema_name")
    return list(found.filter(county_schema=county) if county else found)


def _county_of(town: Tenant) -> Tenant:
    return Tenant.objects.get(schema_name=town.county_schema)


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def _models() -> list[type[View]]:
    return list(dict.fromkeys(table.model for table in TABLES.values()))


def _remove_unseen(town: Tenant, seen: set[str]) -> int:
    """Rows of subjects that the town does not have. The town is asked again about them: the view has what was committed after the first reading."""
    if not (unseen := _in_views(town).keys() - seen):
        return 0
    gone = unseen - {one.subject for one in published(town)}
    ids = {subject.partition("/")[2] for subject in gone}
    with transaction.atomic(), tenant_context(_county_of(town)):
        return sum(model._default_manager.filter(tenant=town.schema_name, pk__in=ids).delete()[0] for model in _models())


# ---------------------------------------------------------------- compare
def drift(county: str = "") -> Iterator[tuple[int, Drift | None]]:
    """(subjects compared so far, a difference or None), town by town. Facts still on their way show as differences: let the workers catch up first."""
    compared = 0
    for town in congresses(county):
        here = {one.subject: one.version for one in published(town)}
        compared += len(here)
        yield compared, None
        for where, there in (("views", _in_views(town)), ("search", _in_search(town))):
            wanted = here if where == "views" else {subject: version for subject, version in here.items() if subject.startswith(SEARCHED)}
            for subject in sorted(wanted.keys() | there.keys()):
                if wanted.get(subject) != there.get(subject):
                    yield compared, Drift(town.schema_name, subject, where, wanted.get(subject), there.get(subject))


def _in_views(town: Tenant) -> dict[str, int]:
    found: dict[str, int] = {}
    with tenant_context(_county_of(town)):
        for kind, table in TABLES.items():
            rows = table.model._default_manager.filter(tenant=town.schema_name, **({"kind": kind} if table.model is RosterView else {}))
            found |= {f"{kind}/{key}": version for key, version in rows.values_list("id", "version")}
    return found


def _in_search(town: Tenant) -> dict[str, int]:
    found: dict[str, int] = {}
    after = ""
    connection.set_schema_to_public()  # type: ignore[attr-defined]
    while rows := current_engine().versions(town.county_schema, after):
        found |= {row.subject: row.version for row in rows if row.tenant == town.schema_name}
        after = rows[-1].mark
    return found

