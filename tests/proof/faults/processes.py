"""What the harness starts, kills, pauses and starts again: one small wish list of processes, kept alive as a supervisor of production would."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, Protocol

import psutil

from hub.processes import Child, Process, signal_group
from tests.support.live import ROOTS

ROOT: Final = Path(__file__).resolve().parents[3]
PAUSE: Final = 0.3  # seconds until what died is started again


class Started(Protocol):
    pid: int

    def alive(self) -> bool: ...

    def signal(self, number: int) -> None:
        """To the process and all that belong to it."""


class Group:
    """A process that leads a session of its own, known by its pidfd, so that a number given out again is never signalled."""

    def __init__(self, pid: int) -> None:
        self.pid, self.fd = pid, os.pidfd_open(pid)

    def alive(self) -> bool:
        return not select.select([self.fd], [], [], 0)[0]

    def signal(self, number: int) -> None:
        if self.alive():
            with suppress(ProcessLookupError):
                os.killpg(self.pid, number)

    def __del__(self) -> None:
        os.close(self.fd)


class Tree:
    """An engine: its children lead groups of their own (PostgreSQL's do), so all that descend from it are signalled."""

    def __init__(self, child: Child) -> None:
        self.child = child

    @property
    def pid(self) -> int:
        return self.child.started.pid if self.child.started else 0

    def alive(self) -> bool:
        return self.child.alive()

    def signal(self, number: int) -> None:
        """SIGTERM is the engine's own polite signal to the one on top, who sees to the others."""
        if number == signal.SIGTERM:
            signal_group(self.pid, self.child.process.stop)
            return
        with suppress(psutil.NoSuchProcess):
            top = psutil.Process(self.pid)
            for one in [top, *top.children(recursive=True)]:
                with suppress(psutil.NoSuchProcess):
                    one.send_signal(number)
        if number == signal.SIGKILL and self.child.started:
            self.child.started.wait()


class Wanted:
    """A process that shall run. `finished` says that it has ended because it was done; while `away` is set, nobody starts it again."""

    def __init__(self, name: str, start: Callable[[], Started], finished: Callable[[], bool] = lambda: False) -> None:
        self.name, self.start, self.finished = name, start, finished
        self.now: Started | None = None
        self.again_at: float | None = None
        self.deaths = 0
        self.paused = self.away = False

    def begin(self) -> None:
        self.now, self.again_at, self.paused = self.start(), None, False

    def look(self) -> None:
        """Starts it again a moment after it died."""
        if self.now is not None and not self.now.alive():
            self.now, self.again_at = None, time.monotonic() + PAUSE
            self.deaths += 1
        if self.again_at is not None and time.monotonic() >= self.again_at and not self.away and not self.finished():
            self.begin()

    def signal(self, number: int) -> None:
        if self.now is not None:
            self.now.signal(number)
            self.paused = number == signal.SIGSTOP


def stop_all(ones: Sequence[Wanted], seconds: float = 15) -> None:
    """Politely, all together; then not."""
    running = [one.now for one in ones if one.now is not None]
    for number in (signal.SIGCONT, signal.SIGTERM):
        for one in running:
            one.signal(number)
    until = time.monotonic() + seconds
    while any(one.alive() for one in running) and time.monotonic() < until:
        time.sleep(0.02)
    for one in running:
        one.signal(signal.SIGKILL)


def spawn(words: Sequence[str], env: Mapping[str, str], log: Path) -> Started:
    """A Python process of its own."""
    with log.open("ab") as out:
        known = {**os.environ, "PYTHONPATH": os.pathsep.join([*ROOTS, str(ROOT)]), **env}
        done = subprocess.Popen(
            [sys.executable, *words], cwd=ROOT, env=known, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, start_new_session=True
        )
    return Spawned(done)


class Spawned(Group):
    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        super().__init__(process.pid)
        self.process = process

    def alive(self) -> bool:
        return self.process.poll() is None


class Nursery:
    """Asks nursery.py for worker processes."""

    def __init__(self, env: Mapping[str, str], log: Path) -> None:
        known = {**os.environ, "PYTHONPATH": os.pathsep.join([*ROOTS, str(ROOT)]), **env}
        with log.open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.proof.faults.nursery"], cwd=ROOT, env=known, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=out, text=True
            )

    def start(self, words: Sequence[str], env: Mapping[str, str], log: Path) -> Started:
        pipe_in, pipe_out = self.process.stdin, self.process.stdout
        assert pipe_in is not None
        assert pipe_out is not None
        pipe_in.write(json.dumps({"words": list(words), "env": dict(env), "log": str(log)}) + "\n")
        pipe_in.flush()
        return Group(int(pipe_out.readline()))

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


class Engine:
    """PostgreSQL, Kafka or Elasticsearch of the harness's own: started once, killed and started again like the rest."""

    def __init__(self) -> None:
        self.child: Child | None = None
        self.wanted: Wanted | None = None

    def starter(self, var: Path) -> Callable[[Process], Child]:
        """What the engines' `ensure` starts their process with."""

        def start(process: Process) -> Child:
            self.child = Child(var, process)
            self.child.start()
            self.child.wait_ready()
            self.wanted = Wanted(process.name, self._again)
            self.wanted.now = Tree(self.child)
            return self.child

        return start

    def _again(self) -> Started:
        assert self.child is not None
        self.child.start()
        return Tree(self.child)

    def settle(self, seconds: float = 120) -> None:
        """Runs and answers, whatever the run before has left of it."""
        assert self.wanted is not None
        assert self.child is not None
        until = time.monotonic() + seconds
        self.wanted.away = False
        self.wanted.signal(signal.SIGCONT)
        while not (self.child.alive() and self.child.process.is_ready()):
            self.wanted.look()
            if time.monotonic() > until:
                raise TimeoutError(f"{self.wanted.name} does not come back: {self.child.cause()}")
            time.sleep(0.1)

    def stop(self) -> None:
        if self.child is not None:
            self.child.stop()
