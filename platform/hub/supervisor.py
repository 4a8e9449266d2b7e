"""Runs the processes of one machine together: in order, each ready before the next, until Ctrl-C.

    with Supervisor(var) as machine:
        database = postgres.ensure(var, start=machine.start)
        machine.start(Process("web", …, ready="http://…/readyz"))
        machine.watch()

What dies is started again; what dies again and again ends the run. Leaving the block stops everything in reverse order.
Killed with SIGKILL it leaves nothing behind either: every child hangs on a leash (leash.py).
"""

import fcntl
import os
import signal
import time
from collections import deque
from pathlib import Path
from types import FrameType, TracebackType
from typing import IO, Self

from hub import leash
from hub.engines import EngineError
from hub.engines.machine import plain_errors
from hub.processes import Child, Process
from hub.progress import say

RESTARTS_A_MINUTE = 5
FIRST_PAUSE = 0.5  # seconds before the first restart; doubled for every further one within the minute
LOOK = 0.2  # seconds between two looks at the children
FOLLOW = "TOWNSHIPS_FOLLOW_PARENT"  # set by the Makefile: when make is killed, the run ends too


class Stopped(KeyboardInterrupt):
    """Ctrl-C or SIGTERM: leave, stopping what was started. Not an Exception, so that nothing swallows it."""


class Supervisor:
    """Owns everything that runs on one `var` folder; there is one at a time."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.watched: list[Watched] = []
        self._lock: IO[str] | None = None

    def __enter__(self) -> Self:
        with plain_errors(self.var):
            self._lock = hold(self.var)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _stop)
        if os.environ.get(FOLLOW):
            leash.die_with(os.getppid(), signal.SIGTERM)
        return self

    def start(self, process: Process) -> Child:
        """Starts a process and returns when it is ready. Raises EngineError when it does not get there."""
        child = Child(self.var, process)
        self.watched.append(Watched(child))
        child.start()
        child.wait_ready()
        return child

    def watch(self) -> None:
        """Keeps everything running until the run is stopped (Stopped) or something dies too often (EngineError)."""
        while True:
            for one in self.watched:
                one.look(time.monotonic())
            time.sleep(LOOK)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        for one in reversed(self.watched):
            one.child.stop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL if number != signal.SIGINT else signal.default_int_handler)
        if self._lock:
            self._lock.close()


def _stop(number: int, frame: FrameType | None) -> None:
    raise Stopped(signal.Signals(number).name)


def hold(var: Path) -> IO[str]:
    """Takes the folder for this run. The lock dies with its holder, so a pid file left by a killed run is no obstacle."""
    var.mkdir(parents=True, exist_ok=True)
    file = (var / "townships.pid").open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise EngineError(f"Townships runs already on {var} (process {holder(var)}); stop that run first. 已在运行。") from None
    file.truncate(0)
    file.write(f"{os.getpid()}\n")
    file.flush()
    return file


def holder(var: Path) -> str:
    return (var / "townships.pid").read_text().strip() or "unknown"


class Watched:
    """A child with its recent deaths."""

    def __init__(self, child: Child) -> None:
        self.child = child
        self.deaths: deque[float] = deque()
        self.again_at: float | None = None

    def look(self, now: float) -> None:
        """Notices a death and starts the child again when its pause is over."""
        if self.again_at is None and not self.child.alive():
            self._died(now)
        if self.again_at is not None and now >= self.again_at:
            self.again_at = None
            self.child.start()

    def _died(self, now: float) -> None:
        name = self.child.process.name
        self.deaths.append(now)
        while self.deaths[0] < now - 60:
            self.deaths.popleft()
        why = self.child.cause()
        self.child.stop()
        if len(self.deaths) > RESTARTS_A_MINUTE:
            raise EngineError(f"{name} died {len(self.deaths)} times within a minute: {why}. See {self.child.log}.")
        pause = FIRST_PAUSE * 2 ** (len(self.deaths) - 1)
        self.again_at = now + pause
        say(f"{name} died ({why}); it is started again in {pause:.1f} s.")
