"""Facts become documents. Writing twice, late or out of order ends the same, so a batch may simply be given again."""
from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Final

from django.db import connection

from countysearch.documents import Document, document_of
from countysearch.engine import IndexGone, SearchEngine
from countysearch.engines import current_engine
from outbox.events import Envelope
from townships.ids import new_id
from townships.models import Tenant

BATCH: Final = 500
REBUILDING: Final = 4_610_981_041  # advisory lock: one rebuild at a time, for it drops what another left behind

log = logging.getLogger(__name__)


class RebuildRuns(Exception):
    """Another rebuild is at work."""


def apply(batch: Sequence[Envelope], engine: SearchEngine | None = None) -> int:
    """Writes what the facts leave behind to every index that is there; tells how many documents.

    An index that is being filled gets them too: whatever the log had before it was made is in the filling, all later facts come this way.
    """
    documents = documents_from(batch)
    put(documents, engine)
    return len(documents)


def put(documents: Sequence[Document], engine: SearchEngine | None = None) -> None:
    """Writes documents to every index that is there."""
    engine = engine or current_engine()
    if documents:
        for index in engine.indexes() or [begin(engine)]:
            _write(engine, index, documents)


def documents_from(batch: Sequence[Envelope]) -> list[Document]:
    """One SQL statement whatever the facts."""
    names = dict(Tenant.objects.filter(schema_name__in={fact.tenant for fact in batch}).values_list("schema_name", "name"))
    documents = (document_of(fact, names) for fact in batch)
    return [document for document in documents if document is not None]


def begin(engine: SearchEngine) -> str:
    """The first index of an installation. However many begin at once, it is the same one."""
    first = f"{engine.alias}-first"
    engine.create(first)
    engine.flip(first)
    return first


def rebuild(
    documents: Callable[[], Iterable[Document]], progress: Callable[[int], None] = lambda done: None, engine: SearchEngine | None = None
) -> str:
    """Fills a new index and points the alias to it; searches go on meanwhile, in the old one, and none fails. Returns the index's name.

    `documents` is called when the new index is there: it must read what is committed then. `progress` is told how many are written.
    Raises RebuildRuns. A failed filling leaves the old index as it was.
    """
    engine = engine or current_engine()
    with _alone():
        _drop_all_but(engine, engine.current() or begin(engine))
        index = f"{engine.alias}-{new_id().hex}"
        engine.create(index)
        try:
            _fill(engine, index, documents(), progress)
        except BaseException:
            engine.drop(index)
            raise
        engine.flip(index)
        _drop_all_but(engine, index)
        engine.measure()
    return index


def _write(engine: SearchEngine, index: str, documents: Sequence[Document]) -> None:
    try:
        engine.write(index, documents)
    except IndexGone:
        if index in engine.indexes():
            raise
        log.info("index %s was dropped while it was written to", index)


def measure() -> bool:
    """Counts again what the order of hits needs. False where that must wait: there is no index yet, or a rebuild runs, which counts at its end."""
    engine = current_engine()
    if engine.current() is None:
        return False
    try:
        with _alone():
            engine.measure()
    except RebuildRuns:
        return False
    return True


@contextmanager
def _alone() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s::bigint)", [REBUILDING])
        if not cursor.fetchone()[0]:
            raise RebuildRuns
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s::bigint)", [REBUILDING])


def _fill(engine: SearchEngine, index: str, documents: Iterable[Document], progress: Callable[[int], None]) -> None:
    done, source = 0, iter(documents)
    while batch := list(islice(source, BATCH)):
        engine.write(index, batch)
        done += len(batch)
        progress(done)
    engine.refresh()


def _drop_all_but(engine: SearchEngine, kept: str) -> None:
    for index in engine.indexes():
        if index != kept:
            engine.drop(index)
