"""The real web and the real workers as processes of their own, on a committed database: what a browser talks to."""

from __future__ import annotations

import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from hub import deployment
from hub.processes import Process

ROOT = Path(__file__).resolve().parents[2]
ROOTS = [str(ROOT / name) for name in ("platform", "tenants", "services", "events", "graphql")]


class Live:
    """Where the pages answer: `live.at("610981117", "/cases")` is that town's page, `live.at("", "/")` the front door. `pids` by process name."""

    def __init__(self, port: int, log: Path, pids: Mapping[str, int]) -> None:
        self.port, self.log, self.pids = port, log, pids

    def at(self, host: str, path: str = "/") -> str:
        return f"http://{host + '.' if host else ''}localhost:{self.port}{path}"


@contextmanager
def live(url: Callable[[str], str], var: Path) -> Iterator[Live]:
    """Starts both and waits until they answer; stops them at the end. `url` is the database address of a login."""
    port, health = free_port(), free_port()
    log = var / f"live-{port}.log"
    common = {"TOWNSHIPS_DEMO": "1", "TOWNSHIPS_SECRET_KEY": "x" * 50, "TOWNSHIPS_PORT": str(port), "TOWNSHIPS_VAR": str(var)}
    wanted = [deployment.local(entry, host="127.0.0.1", port=port, health=health, threads=4) for entry in deployment.entries()]
    started = [start(one, {**common, **one.env, "DATABASE_URL": url(one.name), "TOWNSHIPS_PROCESS": one.name}, log) for one in wanted]
    try:
        wait_until(lambda: answers(f"http://127.0.0.1:{port}/healthz", started), 60, log)
        yield Live(port, log, {one.name: process.pid for one, process in zip(wanted, started, strict=True)})
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait(15)


def start(process: Process, env: Mapping[str, str], log: Path) -> subprocess.Popen[bytes]:
    with log.open("ab") as out:
        known = {**os.environ, "PYTHONPATH": os.pathsep.join([*ROOTS, str(ROOT)]), **env}
        return subprocess.Popen(process.command, cwd=ROOT, env=known, stdout=out, stderr=subprocess.STDOUT)


def answers(url: str, started: list[subprocess.Popen[bytes]]) -> bool:
    if any(process.poll() is not None for process in started):
        raise RuntimeError("a process ended by itself")
    try:
        with urllib.request.urlopen(url, timeout=2):
            return True
    except (OSError, urllib.error.HTTPError):
        return False


def wait_until(holds: Callable[[], bool], seconds: float, log: Path | None = None) -> None:
    """Raises, with the end of the log, when it does not hold in time."""
    until = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > until:
            raise TimeoutError(log.read_text(errors="replace")[-4000:] if log else "it does not hold")
        time.sleep(0.1)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
