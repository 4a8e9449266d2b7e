"""One process of this machine: how it is started, how it is known again, when it is ready, how it stops.

Every process leads a session of its own (Ctrl-C at the terminal reaches only the one who started it), hangs on a leash
(leash.py) and writes to var/log/<name>.log; var/run/<name>.pid tells later runs whose process it is.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import psutil

from hub import leash
from hub.engines import EngineError
from hub.engines.machine import CALLER, Account, plain_errors, write
from hub.progress import waiting

POLL = 0.05  # seconds between two looks at a process
LOG_LIMIT = 10 * 1024 * 1024  # bytes; a longer log is put aside as <name>.log.1 at the next start
CAUSES = {
    "No space left on device": "the disk is full 磁盘已满",
    "Disk quota exceeded": "the disk quota is used up 磁盘配额已用完",
    "Address already in use": "its port is in use 端口已被占用",
    "Permission denied": "it may not read or write its files 没有权限",
    "UnsupportedClassVersionError": "this Java is too old: apt-get install openjdk-17-jre-headless 需要 Java 17",
    "Cannot allocate memory": "there is not enough memory 内存不足",
    "There is insufficient memory": "there is not enough memory 内存不足",
}


@dataclass(frozen=True)
class Process:
    """What to run. `ready` is a function, or a URL that answers 2xx, asked until `seconds` have passed."""

    name: str
    command: tuple[str, ...]
    title: str = ""
    env: Mapping[str, str] = field(default_factory=dict)
    cwd: Path | None = None
    account: Account = CALLER
    ready: Callable[[], bool] | str | None = None
    seconds: float = 60
    stop: signal.Signals = signal.SIGTERM
    grace: float = 10
    """Seconds between the polite signal and SIGKILL."""

    def is_ready(self) -> bool:
        match self.ready:
            case None:
                return True
            case str(url):
                return answers(url)
            case probe:
                return probe()


def answers(url: str) -> bool:
    """Whether the URL answers 2xx within two seconds."""
    try:
        with urllib.request.urlopen(url, timeout=2):
            return True
    except (OSError, urllib.error.HTTPError):
        return False


class Handle(Protocol):
    """A running process, ours or somebody else's."""

    def stop(self) -> None: ...


class Attached:
    """A process that another run started and will stop."""

    def stop(self) -> None:
        return None


Starter = Callable[[Process], Handle]


class Child:
    """A process that this one started. Start it from the main thread: the leash is tied to the thread that forks."""

    def __init__(self, var: Path, process: Process) -> None:
        self.process, self.var = process, var
        self.log = var / "log" / f"{process.name}.log"
        self.started: subprocess.Popen[bytes] | None = None
        self._log_from = 0

    def start(self) -> None:
        with plain_errors(self.var):
            self._open_log()
            with self.log.open("ab") as log:
                self.started = subprocess.Popen(
                    leashed(self.process.command, self.process.stop, self.process.account),
                    env={**os.environ, **self.process.env},
                    cwd=self.process.cwd,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
            note_pid(self.var, self.process.name, self.started.pid)

    def _open_log(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".log.1"))
        self._log_from = self.log.stat().st_size if self.log.exists() else 0

    def alive(self) -> bool:
        return self.started is not None and self.started.poll() is None

    def wait_ready(self) -> None:
        """Returns when the process is ready. Stops it and raises EngineError when it dies or takes too long."""
        deadline = time.monotonic() + self.process.seconds
        with waiting(self.process.title or self.process.name):
            while not self.process.is_ready():
                if not self.alive() or time.monotonic() > deadline:
                    raise EngineError(self._failure())
                time.sleep(POLL)
        if not self.alive():
            raise EngineError(self._failure())

    def _failure(self) -> str:
        what = f"was not ready after {self.process.seconds:.0f} s" if self.alive() else "stopped"
        self.stop()
        return f"{self.process.title or self.process.name} {what}: {self.cause()}. See {self.log}."

    def cause(self) -> str:
        """Why it fell, in words, from what it wrote to its log since it was started."""
        with suppress(FileNotFoundError), self.log.open("rb") as log:
            log.seek(self._log_from)
            return cause(log.read().decode(errors="replace"))
        return "it wrote no log"

    def stop(self) -> None:
        """Asks politely, kills what is left of its process group after the grace, and forgets it."""
        if self.started is None:
            return
        if self.alive():
            signal_group(self.started.pid, self.process.stop)
            with suppress(subprocess.TimeoutExpired):
                self.started.wait(self.process.grace)
        signal_group(self.started.pid, signal.SIGKILL)
        self.started.wait()
        pid_file(self.var, self.process.name).unlink(missing_ok=True)


def leashed(command: Sequence[str], number: int = signal.SIGTERM, account: Account = CALLER) -> list[str]:
    """The command that runs `command` as `account` and gets `number` when this thread's process is gone (leash.py)."""
    program, *arguments = command
    tied = (os.getpid(), int(number), account.uid, account.gid)
    return [sys.executable, "-IS", leash.__file__, *map(str, tied), shutil.which(program) or program, *arguments]


def cause(log: str) -> str:
    """The known cause named in a log, or its last line that says something went wrong, or its last line."""
    if known := known_cause(log):
        return known
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    wrong = [line for line in lines if any(word in line for word in ("FATAL", "ERROR", "Error", "Exception"))]
    return (wrong or lines or ["it said nothing"])[-1][:300].rstrip(".")


def known_cause(log: str) -> str:
    """What CAUSES knows of a log; empty when it knows nothing."""
    return next((words for needle, words in CAUSES.items() if needle in log), "")


def signal_group(pid: int, number: int) -> None:
    """Signals the process that leads a group and all others in it; none left is well too."""
    with suppress(ProcessLookupError):
        os.killpg(pid, number)


def start(var: Path, process: Process) -> Child:
    """Starts a process and returns when it is ready."""
    child = Child(var, process)
    child.start()
    child.wait_ready()
    return child


def attach_or_start(var: Path, process: Process, starter: Starter | None) -> Handle:
    """The engine of `var`: the one that runs already, else a new one.

    A `starter` (the supervisor) must own what it starts, so it refuses an engine that belongs to another living run. An
    engine whose run was killed is already stopping on its leash: its end is waited for.
    """
    running = find(var, process.name)
    if running is not None and orphaned(var, process.name):
        outlive(running, process.grace)
        running = None
    if running is None:
        return starter(process) if starter else start(var, process)
    if starter is not None:
        raise EngineError(f"{process.title or process.name} in {var} is in use by process {owner(var, process.name)}; stop that first.")
    wait_for(process)
    return Attached()


def wait_for(process: Process) -> None:
    deadline = time.monotonic() + process.seconds
    while not process.is_ready():
        if time.monotonic() > deadline:
            raise EngineError(f"{process.title or process.name} runs but was not ready after {process.seconds:.0f} s.")
        time.sleep(POLL)


def outlive(running: psutil.Process, seconds: float) -> None:
    """Waits for the end of a process of ours that nobody owns any more, and kills it when it lingers."""
    with suppress(psutil.TimeoutExpired):
        running.wait(seconds)
    if running.is_running():
        signal_group(running.pid, signal.SIGKILL)
        running.wait(seconds)


def pid_file(var: Path, name: str) -> Path:
    return var / "run" / f"{name}.pid"


def note_pid(var: Path, name: str, pid: int) -> None:
    """Writes who runs and who started it; with their birth times, for a number alone is given out again."""
    path = pid_file(var, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    with suppress(psutil.NoSuchProcess):
        write(path, json.dumps({"self": identity(pid), "owner": identity(os.getpid())}))


def identity(pid: int) -> tuple[int, float]:
    return pid, psutil.Process(pid).create_time()


def find(var: Path, name: str) -> psutil.Process | None:
    """The living process that was noted under this name; None when it is gone or its number now means another."""
    return living(noted(var, name).get("self"))


def owner(var: Path, name: str) -> int:
    return int(noted(var, name)["owner"][0])


def orphaned(var: Path, name: str) -> bool:
    """Whether the one who started it is dead."""
    return living(noted(var, name).get("owner")) is None


def noted(var: Path, name: str) -> dict[str, list[float]]:
    with suppress(FileNotFoundError, json.JSONDecodeError):
        note = json.loads(pid_file(var, name).read_text())
        return note if isinstance(note, dict) else {}
    return {}


def living(who: list[float] | None) -> psutil.Process | None:
    if not who:
        return None
    with suppress(psutil.NoSuchProcess):
        process = psutil.Process(int(who[0]))
        if abs(process.create_time() - who[1]) < 0.1 and process.status() != psutil.STATUS_ZOMBIE:
            return process
    return None
