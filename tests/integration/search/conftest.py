"""Each engine in turn, empty or filled with the corpus."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from tests.integration.search.corpus import written

from countysearch import indexer
from countysearch.documents import Document
from countysearch.elastic import ElasticEngine
from countysearch.engine import SearchEngine
from countysearch.postgres import PostgresEngine


@pytest.fixture(params=["postgres", pytest.param("elasticsearch", marks=pytest.mark.real_engines)])
def engine(request: pytest.FixtureRequest, committed: Any) -> Iterator[SearchEngine]:
    if request.param == "postgres":
        yield PostgresEngine()
        return
    found = ElasticEngine(request.getfixturevalue("elasticsearch_url"), f"countysearch-test{uuid4().hex[:8]}")
    yield found
    for index in found.indexes():
        found.drop(index)
    found.client.close()


@pytest.fixture
def fill(engine: SearchEngine, committed: Any) -> Callable[..., str]:
    """Writes documents into the current index, as the worker does, and returns its name."""

    def write(*documents: Document) -> str:
        with committed.login("worker"):
            index = engine.current() or indexer.begin(engine)
            engine.write(index, documents)
            engine.refresh()
        return index

    return write


@pytest.fixture
def filled(fill: Callable[..., str], engine: SearchEngine) -> SearchEngine:
    fill(*written())
    return engine


@pytest.fixture
def stored(committed: Any) -> PostgresEngine:
    engine = PostgresEngine()
    with committed.login("worker"):
        engine.write(indexer.begin(engine), written())
        engine.measure()
    return engine
