"""Broker and search are gone while an hour's facts are recorded; and a broker that comes back empty."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import psutil
import pytest

from tests.proof.faults.checks import every_fact_is_in_kafka
from tests.proof.faults.poison import tell
from tests.proof.faults.run import CONSUMERS, Outcome, Run
from tests.proof.faults.schedule import Attack

#: All of Chongqing records some 700,000 facts a year in 2,000 working hours: 350 an hour. This is a hundred times as much.
HOUR: Final = 35_000
#: For nobody in this release: it passes through log, relay and stream, and every consumer goes over it.
PASSING: Final = "townships.rulebook.rule.adopted"
HEAVY: Final = 1_000  # Chinese characters of each
#: Megabytes by which a worker may have grown when all is carried; the hour's facts are more than a hundred.
GROWTH: Final = 60

pytestmark = pytest.mark.real_engines


def test_broker_and_search_away(attack: Callable[..., Outcome], seed: int) -> None:
    wanted = Attack(seed=seed, engines="real", asks=120, pause=0.05, doubled=(), story="away")
    outcome = attack(wanted, hour)
    assert not outcome.differences, outcome.told()
    assert outcome.measured["MB by which the largest worker grew"] < GROWTH, outcome.measured


def hour(run: Run) -> None:
    """Both are killed and stay away while the writers go on; all come back to a log that is far ahead."""
    run.without.add("rule/passing")
    run.until("every consumer has begun", lambda: run.begun() >= {"relay", *CONSUMERS})
    with _watched(run) as grown:
        for name in ("kafka", "elasticsearch"):
            run.wanted[name].away = True
            run.wanted[name].signal(signal.SIGKILL)
        begun = _head(run)
        _record_an_hour(run)
        run.until("commands are answered all the while", run.written, 600)
        run.until("all are placed", lambda: _head(run) - begun >= HOUR, 600)
        run.measured["facts recorded meanwhile"] = _head(run) - begun
        for name in ("kafka", "elasticsearch"):
            run.wanted[name].away = False
        came_back = time.monotonic()
        run.until("all is carried", lambda: not run.waiting(), 600)
    run.measured["seconds to catch up"] = round(time.monotonic() - came_back, 1)
    run.measured["MB by which the largest worker grew"] = round(max(grown.values()), 1)


def _record_an_hour(run: Run) -> None:
    with run.world.admin_on(run.name) as database:
        [(told,)] = database.execute("SELECT envelope::json FROM outbox_fact ORDER BY id LIMIT 1").fetchall()
        passing = {**told, "type": PASSING, "subject": "rule/passing", "version": 1, "data": {"rule": "字" * HEAVY}, "audience": "county"}
        for thousand in range(HOUR // 1000):
            tell(database, {**passing, "version": 1 + thousand * 1000}, 1000)


def _head(run: Run) -> int:
    with run.world.admin_on(run.name) as database:
        return int(database.execute("SELECT position FROM outbox_head").fetchall()[0][0])


@contextmanager
def _watched(run: Run) -> Iterator[dict[str, float]]:
    """By how many megabytes each worker has grown at most, looked at ten times a second."""
    stop, first, grown = threading.Event(), dict[int, float](), dict[str, float]()

    def look() -> None:
        while not stop.wait(0.1):
            for name in run.workers():
                if (one := run.wanted[name].now) is not None and (size := _megabytes(one.pid)):
                    grown[name] = max(grown.get(name, 0.0), size - first.setdefault(one.pid, size))

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield grown
    finally:
        stop.set()
        watcher.join()


def _megabytes(pid: int) -> float:
    try:
        return float(psutil.Process(pid).memory_info().rss) / 2**20
    except psutil.NoSuchProcess:
        return 0.0


def test_new_empty_cluster(attack: Callable[..., Outcome], seed: int) -> None:
    outcome = attack(Attack(seed=seed, engines="real", asks=8, doubled=(), story="new_empty_cluster"), replaced)
    assert not outcome.differences, outcome.told()


def replaced(run: Run) -> None:
    """The broker is stopped, its data are deleted, another cluster is formatted in its place. Nobody tells the workers, and nothing new is recorded."""
    run.until("the writers", run.written)
    run.until("all is carried", lambda: not run.waiting())
    run.wanted["kafka"].away = True
    old = run.world.cluster
    run.world.replace_kafka(run.topic)
    assert run.world.kafka.wanted is not None
    run.wanted["kafka"] = run.world.kafka.wanted
    assert run.world.cluster != old
    run.until("the new cluster is filled, and everyone stands in it", lambda: not run.waiting())
    with run.world.admin_on(run.name) as database:
        assert list(every_fact_is_in_kafka(run.evidence(database))) == []
