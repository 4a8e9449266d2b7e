"""A worker outlives whatever its role raises; a process whose worker is gone ends, so that it is started again."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError

from bus.stream import StreamAway
from countysearch.engine import EngineFailed
from hub import work

ROOT = Path(__file__).resolve().parents[2]


class Shaky:
    """Fails with each error in turn, then works and says so."""

    idle = 60.0

    def __init__(self, errors: list[Exception], worked: threading.Event) -> None:
        self.errors, self.worked = errors, worked

    def step(self) -> int:
        if self.errors:
            raise self.errors.pop(0)
        self.worked.set()
        return 0

    def lag(self) -> int:
        return 0

    def close(self) -> None:
        pass


@pytest.mark.parametrize("error", [OperationalError("gone"), InterfaceError("closed"), StreamAway("no broker"), EngineFailed("no engine"), ValueError("ours")])
def test_a_worker_goes_on_after_what_its_role_raises(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    worked, stop = threading.Event(), threading.Event()
    role = Shaky([error], worked)
    monkeypatch.setattr(work, "ROLES", {"clock": lambda: role})
    [worker] = work.work(["clock"], stop)
    try:
        assert worked.wait(60), "the worker did not try again"
        assert worker.is_alive()
    finally:
        stop.set()
        worker.join(60)
    assert worker.away == ""


def test_a_process_whose_worker_is_gone_ends(tmp_path: Path) -> None:
    """A thread that dies for a reason of its own must not leave a process behind that does nothing and looks alive."""
    script = (
        "import sys; from hub import cli; cli.begin('worker'); from hub import work; work.Worker.run = lambda self: None;"
        "sys.argv = ['townships', 'work', 'clock']; cli.main()"
    )
    env: dict[str, Any] = {**os.environ, "DATABASE_URL": "postgresql://townships_worker@127.0.0.1:1/none", "TOWNSHIPS_PROCESS": "worker"}
    roots = os.pathsep.join(str(ROOT / name) for name in ("platform", "tenants", "services", "events", "graphql"))
    ended = subprocess.run([sys.executable, "-c", script], env={**env, "PYTHONPATH": roots}, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert ended.returncode == 1
    assert "clock ended by itself" in ended.stderr
