"""`make bench`: every ratio is measured side by side in one run; the tables go to docs/benchmarks.md. Nothing here fails for being slow."""
from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.test import override_settings

from tests.bench import api, latency, opening, pages, streaming
from tests.bench.pairs import Pair
from tests.conftest import ROOT

pytestmark = pytest.mark.skipif("TOWNSHIPS_BENCH" not in os.environ, reason="make bench runs these")
SECONDS = int(os.environ.get("TOWNSHIPS_BENCH_SECONDS", "60"))
TOLD: dict[str, list[Any]] = {"pairs": [], "latency": []}


WEB = [
    "## How the web's baselines were made fair", "",
    "- **Lists**: every side answers one whole request as the office's clerk, from the same tables, with the same values (compared before",
    "  measuring). The hand-written view makes three queries of just the columns that it shows; it checks no permission, pages nothing, makes no",
    "  global ids, cursors or enums. graphene-django's model types are its manual's: the row with a goal has them with ordered `Prefetch` and",
    "  `only` (4 queries), the one without a goal as they come (202). Its view parses and validates each request, as it ships; ours remembers",
    "  the documents that it found good, as it ships.",
    "- **A stored document**: both sides check the viewer and coerce the variables; execution is on neither side.",
    "- **Pages**: the console's own view with its one question to GraphQL replaced by rows shaped by hand. The same number of SQL statements, the",
    "  same template, and the same HTML but for tokens and command ids (both compared before measuring).",
]  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def table() -> Iterator[None]:
    yield
    _write(ROOT / "docs")


@pytest.mark.timeout(1200)
def test_opening(committed: Any) -> None:
    TOLD["pairs"] += opening.run(committed)


@pytest.mark.timeout(1200)
@pytest.mark.real_engines
def test_relay(committed: Any, kafka_servers: str) -> None:
    TOLD["pairs"] += streaming.relay(committed, kafka_servers)


@pytest.mark.timeout(1200)
def test_projection(committed: Any) -> None:
    TOLD["pairs"] += streaming.projection(committed)


@pytest.mark.timeout(1200)
def test_api(committed: Any) -> None:
    TOLD["pairs"] += api.run(committed)


@pytest.mark.timeout(1200)
def test_pages(committed: Any) -> None:
    TOLD["pairs"] += pages.run(committed)


@pytest.mark.timeout(1200)
def test_latency_on_the_embedded_engines(committed: Any) -> None:
    TOLD["latency"].append(latency.run(committed, "embedded", {}, SECONDS))


@pytest.mark.timeout(1200)
@pytest.mark.real_engines
def test_latency_on_the_real_engines(committed: Any, kafka_servers: str, elasticsearch_url: str) -> None:
    from hub.engines.kafka import ensure_topic

    env = {"KAFKA_BOOTSTRAP_SERVERS": kafka_servers, "TOWNSHIPS_TOPIC": ensure_topic(kafka_servers), "ELASTICSEARCH_URL": elasticsearch_url}
    with override_settings(SEARCH_ENGINE="elasticsearch", ELASTICSEARCH_URL=elasticsearch_url):
        TOLD["latency"].append(latency.run(committed, "Kafka and Elasticsearch", env, SECONDS))


def _write(folder: Path) -> None:
    pairs: list[Pair] = TOLD["pairs"]
    lines = [
        "# Benchmarks", "",
        f"Written by `make bench` on {datetime.now(UTC):%Y-%m-%d}: {os.cpu_count()} cores, Python {platform.python_version()}. Both sides of a row run in",
        "turn within one process (A B B A …, a warm-up first); the ratio is the median of the pairs, with the least and the greatest behind it.", "",
        "| what | against | ours | other | other ÷ ours | goal |", "|---|---|---|---|---|---|",
        *(pair.line() for pair in pairs), "",
        *WEB, "",
        "## From commit to where it is read", "",
        "50 facts a second from two towns, written by one process, carried by the worker process with all roles, watched by polling every 20 ms.", "",
        "| what | p50 | p95 | p99 | goal |", "|---|---|---|---|---|",
        *(line for one in TOLD["latency"] for line in one.lines()), "",
    ]  # fmt: skip
    (folder / "benchmarks.md").write_text("\n".join(lines), encoding="utf-8")
    kept = json.loads(msgspec.json.encode(TOLD))
    (folder / "benchmarks.json").write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
