"""From a command's commit to the county's view and to a search hit, at 50 facts a second, with the real worker process."""
from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from typing import Any

import msgspec
from django.db import connection, transaction
from django_tenants.utils import tenant_context

from countysearch.engines import current_engine
from countyviews.models import CaseView
from motions.events import CaseSubmitted
from outbox.record import record
from people.actor import system
from people.channel import Channel
from tests.bench.pairs import percentile
from tests.bench.world import NOW, TOWNS, case
from tests.conftest import ROOT, ROOTS
from townships.models import Tenant

ROLES = ("sequencer", "relay", "projector", "indexer", "reactor", "clock")


class Latency(msgspec.Struct, frozen=True):
    """Seconds from commit until it could be read."""

    engines: str
    facts: int
    board: list[float]
    found: list[float]

    def lines(self) -> list[str]:
        return [
            f"| commit → {what} ({self.engines}, {self.facts} facts) | {percentile(told, 0.5) * 1000:.0f} ms | {percentile(told, 0.95) * 1000:.0f} ms"
            f" | {percentile(told, 0.99) * 1000:.0f} ms | p99 ≤ 1 s |"
            for what, told in (("county board", self.board), ("search hit", self.found))
        ]


def run(committed: Any, engines: str, env: dict[str, str], seconds: int = 60, rate: int = 50) -> Latency:
    told = {"DATABASE_URL": committed.url("worker"), "TOWNSHIPS_PROCESS": "worker", "PYTHONPATH": os.pathsep.join(ROOTS), **env}
    log = open(os.devnull, "w")  # noqa: SIM115
    worker = subprocess.Popen([sys.executable, "-m", "hub", "work", *ROLES], env={**os.environ, **told}, cwd=ROOT, stderr=log, stdout=log)
    try:
        return _measure(committed, engines, seconds, rate)
    finally:
        worker.terminate()
        worker.wait(30)


def _measure(committed: Any, engines: str, seconds: int, rate: int) -> Latency:
    written: dict[str, float] = {}
    _wait_for_first(committed, written)
    watchers = [Watch(look) for look in (_on_board, _in_search)]
    with committed.login("worker"):  # a thread keeps the login under which it first looked
        for watcher in watchers:
            watcher.start()
            watcher.looked.wait(30)
    _write(written, seconds, rate)
    end = time.monotonic() + 60
    while time.monotonic() < end and any(written.keys() - watcher.seen.keys() for watcher in watchers):
        time.sleep(0.05)
    for watcher in watchers:
        watcher.stop.set()
        watcher.join()
    assert not any(written.keys() - watcher.seen.keys() for watcher in watchers), "not everything arrived"
    board, found = ([watcher.seen[key] - at for key, at in written.items()] for watcher in watchers)
    return Latency(engines, len(written), board, found)


def _write(written: dict[str, float], seconds: int, rate: int) -> None:
    towns = list(Tenant.objects.filter(schema_name__in=TOWNS))
    begun = time.monotonic()
    for number in range(seconds * rate):
        time.sleep(max(0.0, begun + number / rate - time.monotonic()))
        _one(towns[number % len(towns)], number, written)


def _one(town: Tenant, number: int, written: dict[str, float]) -> None:
    told, actor = case(number), system(town.schema_name, town.county_schema, town.type, "bench")
    with tenant_context(town), transaction.atomic():
        record(CaseSubmitted(case=told, channel=Channel.APP), subject=f"case/{told.id}", version=1, actor=actor, at=NOW, now=NOW)
    written[str(told.id)] = time.monotonic()


def _wait_for_first(committed: Any, written: dict[str, float]) -> None:
    """The worker is up when a first fact has gone all the way; it is not counted."""
    first: dict[str, float] = {}
    _one(Tenant.objects.get(schema_name=TOWNS[0]), 0, first)
    end = time.monotonic() + 90
    with committed.login("worker"):
        while not (_on_board() >= first.keys() and _in_search() >= first.keys()):
            assert time.monotonic() < end, "the worker did not start"
            time.sleep(0.1)


class Watch(threading.Thread):
    """Looks all the time what can be read, and when it could first."""

    def __init__(self, look: Any) -> None:
        super().__init__(daemon=True)
        self.look, self.looked, self.stop, self.seen = look, threading.Event(), threading.Event(), dict[str, float]()

    def run(self) -> None:
        try:
            while not self.stop.is_set():
                there, now = self.look(), time.monotonic()
                for key in there - self.seen.keys():
                    self.seen[key] = now
                self.looked.set()
                self.stop.wait(0.02)
        finally:
            connection.close()


def _on_board() -> set[str]:
    with tenant_context(Tenant.objects.get(schema_name="c610981")):
        return {str(key) for key in CaseView.objects.values_list("id", flat=True)}


def _in_search() -> set[str]:
    found: set[str] = set()
    after = ""
    while rows := current_engine().versions("c610981", after):
        found |= {row.subject.partition("/")[2] for row in rows}
        after = rows[-1].mark
    return found
