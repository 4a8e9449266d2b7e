"""Indexes and the alias: filled, flipped and dropped under search, without one failed request."""
from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from tests.integration.search.corpus import STAFF, XUNYANG, document, fact, inside, look, subject_of, written

from countysearch import indexer
from countysearch.documents import Document
from countysearch.elastic import ElasticEngine
from countysearch.engine import DocumentRefused, EngineFailed, IndexGone, Query, SearchEngine
from countysearch.models import Measure
from countysearch.postgres import PostgresEngine
from countysearch.search import search
from hub import work


def test_before_the_first_index_there_is_nothing_and_no_error(engine, committed):
    assert (look(engine, "公路").total, look(engine).rows) == (0, [])
    with committed.login("operator"):
        assert (engine.current(), engine.indexes(), engine.versions(XUNYANG)) == (None, [], [])


def test_an_index_is_seen_only_when_the_alias_points_to_it(filled, committed):
    fresh = f"{filled.alias}-fresh"
    with committed.login("worker"):
        filled.create(fresh)
        filled.create(fresh)
        filled.write(fresh, [document(99, title="公路在新索引")])
        filled.refresh()
    assert look(filled, "新索引").total == 0
    with committed.login("worker"):
        filled.flip(fresh)
        filled.flip(fresh)
        assert filled.current() == fresh
        assert len(filled.indexes()) == 2
    assert look(filled).total == 1


def test_a_dropped_index_takes_no_more_and_does_not_come_back(filled, committed):
    with committed.login("worker"):
        filled.create(f"{filled.alias}-old")
        filled.drop(f"{filled.alias}-old")
        filled.drop(f"{filled.alias}-old")
        with pytest.raises(IndexGone):
            filled.write(f"{filled.alias}-old", [document(1)])
        with pytest.raises(IndexGone):
            filled.flip(f"{filled.alias}-old")
        assert filled.indexes() == [filled.current()]


def test_a_rebuild_under_search_and_writing_fails_no_request_and_loses_nothing(filled, committed, fill):
    """Three threads search, the alias flips three times, facts go on arriving."""
    stop, failures, searched, started = threading.Event(), [], [], threading.Barrier(4)
    watch = [threading.Thread(target=_keep_searching, args=(filled, stop, failures, searched, started)) for _ in range(3)]
    for thread in watch:
        thread.start()
    started.wait(30)
    with committed.login("worker"):
        for number in range(3):
            indexer.rebuild(lambda number=number: _with_arrivals(filled, number, searched), engine=filled)
        assert len(filled.indexes()) == 1
        filled.refresh()
    stop.set()
    for thread in watch:
        thread.join(30)
    assert failures == []
    assert set(searched) == {2}
    assert look(filled, "后到").total == 3


def _keep_searching(
    engine: SearchEngine, stop: threading.Event, failures: list[str], searched: list[int], started: threading.Barrier
) -> None:
    try:
        with inside(XUNYANG):
            search(viewer=STAFF, words="公路", engine=engine)
            started.wait(30)
            while not stop.is_set():
                searched.append(search(viewer=STAFF, words="公路", engine=engine).total)
    except Exception as failed:
        failures.append(repr(failed))
    finally:
        connection.close()


def _with_arrivals(engine: SearchEngine, number: int, searched: list[int]) -> Iterator[Document]:
    """What the towns hold, and in the middle of reading it a fact that is not among it, and ten more searches."""
    held = [*written(), *(_arrival(earlier) for earlier in range(number))]
    yield from held[:10]
    arrived = _arrival(number)
    indexer.apply([fact(arrived.subject, 1, {"title": arrived.title, "text": "", "state": "registered", "public": True})], engine)
    _see_ten_more(searched)
    yield from held[10:]


def _see_ten_more(searched: list[int]) -> None:
    enough, until = len(searched) + 10, time.monotonic() + 60
    while len(searched) < enough:
        assert time.monotonic() < until, "nobody searches any more"
        time.sleep(0.01)


def _arrival(number: int) -> Document:
    return document(1000 + number, title=f"后到的建议{number}", state="registered")


def test_a_failed_filling_leaves_the_old_index_as_it_was(filled, committed):
    def broken() -> Iterator[Document]:
        yield document(1, version=9, title="半途")
        raise OSError("the disk is full")

    with committed.login("worker"):
        with pytest.raises(OSError, match="disk is full"):
            indexer.rebuild(broken, engine=filled)
        assert filled.indexes() == [filled.current()]
    assert look(filled, "半途").total == 0
    assert look(filled).total == 25


def test_two_rebuilds_at_once_are_refused(filled, committed):
    refused: list[BaseException] = []

    def second() -> None:
        try:
            indexer.rebuild(lambda: iter(()), engine=filled)
        except indexer.RebuildRuns as runs:
            refused.append(runs)
        finally:
            connection.close()

    def documents() -> Iterator[Document]:
        thread = threading.Thread(target=second)
        thread.start()
        thread.join(30)
        yield from written()

    told: list[int] = []
    with committed.login("worker"):
        indexer.rebuild(documents, told.append, filled)
    assert len(refused) == 1
    assert told == [len(written())]
    assert look(filled).total == 25


# ---------------------------------------------------------------- a cluster that is away, or that says no
@pytest.fixture
def away() -> Iterator[ElasticEngine]:
    """Nobody listens on port 9."""
    engine = ElasticEngine("http://127.0.0.1:9")
    yield engine
    engine.client.close()


@pytest.mark.parametrize("ask", ["current", "indexes", "refresh"])
def test_a_cluster_that_is_away_is_told_from_a_bad_document(away, ask):
    with pytest.raises(EngineFailed):
        getattr(away, ask)()


def test_nothing_is_lost_silently_while_the_cluster_is_away(away, committed):
    arrived = fact(subject_of("case", 1), 1, {"title": "公路", "state": "registered"})
    with committed.login("worker"), pytest.raises(EngineFailed):
        indexer.apply([arrived], away)
    with pytest.raises(EngineFailed):
        away.write("countysearch-first", written())
    with pytest.raises(EngineFailed):
        look(away, "公路")


@pytest.mark.real_engines
def test_a_document_that_the_cluster_will_never_take_is_no_outage(elasticsearch_url):
    engine = ElasticEngine(elasticsearch_url, f"countysearch-test{uuid4().hex[:8]}")
    index = indexer.begin(engine)
    with pytest.raises(DocumentRefused):
        engine.write(index, [document(1, category="长" * 20_000), document(2)])
    engine.refresh()
    assert engine.find(Query(county=XUNYANG, public_only=False)).total == 1
    engine.drop(index)
    engine.client.close()


def test_search_counts_once_a_night_and_waits_while_it_must(committed, monkeypatch):
    first = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)
    with committed.login("worker"):
        assert not indexer.measure()
        PostgresEngine().write(indexer.begin(PostgresEngine()), written())
        role = work.Indexing()
        counted = []
        for hours in (0, 17, 18):  # 09:00, 02:00 and 03:00 in Shanghai
            monkeypatch.setattr(work.timezone, "now", lambda hours=hours: first + timedelta(hours=hours))
            Measure.objects.all().delete()
            role.step()
            counted.append(Measure.objects.exists())
        role.close()
    assert counted == [True, False, True]


def test_a_cluster_that_was_replaced_by_an_empty_one_is_filled_by_the_indexer_that_runs(filled, committed, monkeypatch):
    """Not by what comes next alone: the towns are asked."""
    told = written()
    monkeypatch.setattr(work, "current_engine", lambda: filled)
    monkeypatch.setattr(work.rebuilding, "search", lambda: indexer.rebuild(lambda: told, engine=filled))
    with committed.login("worker"):
        role = work.Indexing()
        role.step()
        for index in filled.indexes():
            filled.drop(index)
        role.step()
        filled.refresh()
        role.close()
    assert look(filled).total == 25
