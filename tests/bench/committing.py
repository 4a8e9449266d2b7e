"""What the outbox costs a command: the same commands with their facts and a sequencer at work, and without either."""
from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

import psycopg

import deadlines.ledger
import motions.commands
import motions.commands.common
import roster.commands.common
from tests.bench.pairs import Pair, Size, measure
from tests.bench.world import NOW
from tests.conftest import ROOT, ROOTS
from tests.support.house import House, settle
from townships.context import tenant_context
from townships.ids import new_id
from townships.models import Tenant

RECORDING = (motions.commands.common, roster.commands.common, deadlines.ledger)


def run(committed: Any, size: Size) -> list[Pair]:
    town = Tenant.objects.get(schema_name="t610981117")
    with tenant_context(town), sequencing(committed) as placing:
        house = settle(town, "gouyuan", NOW)
        work = Commands(house, size.commands)

        def ours() -> float:
            return work()

        def other() -> float:
            placing.rest()
            with without_facts():
                told = work()
            placing.go_on()
            return told

        name = f"{2 * size.commands} commands: suggestions submitted and registered"
        return [measure(name, ours, other, against="the same without outbox and sequencer", goal="≥ 0.90", runs=size.pairs * 2 + 1)]


class Commands:
    def __init__(self, house: House, count: int) -> None:
        self.house, self.clerk, self.count = house, house.actor("clerk"), count
        self.proposers = list(house.deputies.values())[:3]

    def __call__(self) -> float:
        begun = time.perf_counter()
        for number in range(self.count):
            case_id = self._do(
                motions.commands.submit_suggestion, proposer_ids=self.proposers, title=f"关于第{number}件事的建议", text="请办理。" * 50, channel="paper",
            ).id  # fmt: skip
            self._do(motions.commands.register, case_id=case_id, seen=1)
        return time.perf_counter() - begun

    def _do(self, command: Any, **given: Any) -> Any:
        return command(actor=self.clerk, now=NOW, at=NOW, command_id=new_id(), **given)


@contextmanager
def without_facts() -> Iterator[None]:
    """Nothing is made, encoded or written; all else of a command stays."""
    with ExitStack() as all_of_them:
        for module in RECORDING:
            all_of_them.enter_context(patch.object(module, "record", lambda *_, **__: None))
        yield


class Placing:
    def __init__(self, process: subprocess.Popen[bytes], database: str) -> None:
        self.process, self.database = process, database

    def rest(self) -> None:
        """Stops when all that was committed has its place: nothing of our side's work falls into the other's time."""
        with psycopg.connect(self.database, autocommit=True) as look:
            while look.execute("SELECT EXISTS (SELECT FROM outbox_pending)").fetchone() != (False,):
                time.sleep(0.02)
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self.process.send_signal(signal.SIGCONT)


@contextmanager
def sequencing(committed: Any) -> Iterator[Placing]:
    """A worker process of its own, as in production."""
    env = {"DATABASE_URL": committed.url("worker"), "TOWNSHIPS_PROCESS": "worker", "PYTHONPATH": os.pathsep.join(ROOTS)}
    process = subprocess.Popen(
        [sys.executable, "-m", "hub", "work", "sequencer"], env={**os.environ, **env}, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield Placing(process, committed.admin_url())
    finally:
        process.send_signal(signal.SIGCONT)
        process.terminate()
        process.wait(30)
