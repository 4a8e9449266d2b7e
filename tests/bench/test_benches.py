"""`make bench`: every ratio is measured side by side in one run; the tables go to docs/benchmarks.md. Nothing here fails for being slow.

In `make test` the same benches run as small as they can, so that they go on working; nothing is written then.
"""
from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.test import override_settings

from tests.bench import api, committing, importing, latency, opening, pages, searching, sized, streaming, thousand
from tests.bench.fair import FAIR, REASONS
from tests.bench.pairs import FULL, SMALL, Pair, Timed
from tests.conftest import ROOT

MEASURED = "TOWNSHIPS_BENCH" in os.environ
SIZE = FULL if MEASURED else SMALL
SECONDS = int(os.environ.get("TOWNSHIPS_BENCH_SECONDS", "60"))
TOLD: dict[str, list[Any]] = {"pairs": [], "timed": [], "latency": []}
only_measured = pytest.mark.skipif(not MEASURED, reason="make bench runs these")
pytestmark = pytest.mark.timeout(1200)


def tell(rows: Iterable[Pair | Timed]) -> None:
    for row in rows:
        TOLD["timed" if isinstance(row, Timed) else "pairs"].append(row)


@pytest.fixture(scope="module", autouse=True)
def table() -> Iterator[None]:
    yield
    if MEASURED:
        _write(ROOT / "docs")


def test_opening(committed: Any) -> None:
    TOLD["pairs"] += opening.run(committed, SIZE)


@pytest.mark.real_engines
def test_relay(committed: Any, kafka_servers: str) -> None:
    TOLD["pairs"] += streaming.relay(committed, kafka_servers, SIZE)


def test_projection(committed: Any) -> None:
    TOLD["pairs"] += streaming.projection(committed, SIZE)


@pytest.mark.real_engines
def test_a_thousand_towns(committed: Any, kafka_servers: str) -> None:
    TOLD["pairs"] += thousand.run(committed, kafka_servers, SIZE)


def test_api(committed: Any) -> None:
    TOLD["pairs"] += api.run(committed, SIZE)


def test_search_on_postgres(committed: Any) -> None:
    tell(searching.on_postgres(committed, SIZE))


@pytest.mark.real_engines
def test_search_on_elasticsearch(committed: Any, elasticsearch_url: str) -> None:
    tell(searching.on_elasticsearch(committed, elasticsearch_url, SIZE))


def test_commands(committed: Any) -> None:
    TOLD["pairs"] += committing.run(committed, SIZE)


def test_pages(committed: Any) -> None:
    TOLD["pairs"] += pages.run(committed, SIZE)


def test_import(committed: Any) -> None:
    tell([importing.run(committed, SIZE)])


def test_pages_and_papers_at_size(committed: Any) -> None:
    tell(sized.run(committed, SIZE))


@only_measured
def test_latency_on_the_embedded_engines(committed: Any) -> None:
    TOLD["latency"].append(latency.run(committed, "embedded", {}, SECONDS))


@only_measured
@pytest.mark.real_engines
def test_latency_on_the_real_engines(committed: Any, kafka_servers: str, elasticsearch_url: str) -> None:
    from hub.engines.kafka import ensure_topic

    env = {"KAFKA_BOOTSTRAP_SERVERS": kafka_servers, "TOWNSHIPS_TOPIC": ensure_topic(kafka_servers), "ELASTICSEARCH_URL": elasticsearch_url}
    with override_settings(SEARCH_ENGINE="elasticsearch", ELASTICSEARCH_URL=elasticsearch_url):
        TOLD["latency"].append(latency.run(committed, "Kafka and Elasticsearch", env, SECONDS))


def _write(folder: Path) -> None:
    pairs: list[Pair] = TOLD["pairs"]
    missed = [f"- **{pair.name}**, against {pair.against}: {_reason(pair)}" for pair in pairs if not pair.reached]
    lines = [
        "# Benchmarks", "",
        f"Written by `make bench` on {datetime.now(UTC):%Y-%m-%d}: {os.cpu_count()} cores, Python {platform.python_version()}. Both sides of a row run in",
        "turn within one process (A B B A …, a warm-up first); the ratio is the median of the pairs, with the least and the greatest behind it. The",
        f"machine's load was {os.getloadavg()[2]:.0f}: where it is far above the number of cores, times are those of a machine that others use as well.", "",
        "| what | against | ours | other | other ÷ ours | goal | reached |", "|---|---|---|---|---|---|---|",
        *(pair.line() for pair in pairs), "",
        *(["## What misses its goal, and why", "", *missed, ""] if missed else []),
        "## In seconds", "", "| what | p50 | p95 | goal for the p95 | reached |", "|---|---|---|---|---|", *(one.line() for one in TOLD["timed"]), "",
        "## How the baselines were made fair", "", *FAIR, "",
        "## From commit to where it is read", "",
        "50 facts a second from two towns, written by one process, carried by the worker process with all roles, watched by polling every 20 ms.", "",
        "| what | p50 | p95 | p99 | goal |", "|---|---|---|---|---|",
        *(line for one in TOLD["latency"] for line in one.lines()), "",
    ]  # fmt: skip
    (folder / "benchmarks.md").write_text("\n".join(lines), encoding="utf-8")
    (folder / "benchmarks.json").write_text("[\n" + ",\n".join(map(_kept, [*pairs, *TOLD["timed"], *TOLD["latency"]])) + "\n]\n", encoding="utf-8")


def _kept(row: msgspec.Struct) -> str:
    """A row of a table in one line; seconds to the microsecond."""
    told = msgspec.structs.asdict(row)
    return json.dumps({name: [round(one, 6) for one in value] if isinstance(value, list) else value for name, value in told.items()}, ensure_ascii=False)


def _reason(pair: Pair) -> str:
    return next((why for name, why in REASONS.items() if pair.name.startswith(name)), "not so in other runs; see the spread")
