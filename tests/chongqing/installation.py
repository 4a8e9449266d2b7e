"""An installation of its own under var/chongqing: the product's engine with its own durable settings, and steps as processes with one login each."""
from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, LiteralString
from urllib.parse import urlsplit, urlunsplit

import msgspec
import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parents[2]
NAME, PATTERN = "townships", "pattern"
#: Only while it is built: fewer checkpoints. Every commit is as durable as ever.
BUILDING = {"max_wal_size": "4GB", "checkpoint_timeout": "15min"}


class State(msgspec.Struct, kw_only=True):
    """What was begun and how far it came: beside the database, written whole after each step."""

    seed: int
    towns: int
    as_of: date
    done: dict[str, float] = {}
    """Step → seconds; of an interrupted one those of its last run."""
    told: dict[str, Any] = {}


class Installation:
    def __init__(self, var: Path) -> None:
        self.var = var.resolve()
        self.file = self.var / "build.json"
        self.admin = ""

    # ------------------------------------------------------------ what is known
    def state(self) -> State | None:
        return msgspec.json.decode(self.file.read_bytes(), type=State) if self.file.exists() else None

    def keep(self, state: State) -> None:
        self.var.mkdir(parents=True, exist_ok=True)
        fresh = self.file.with_suffix(".new")
        fresh.write_bytes(msgspec.json.format(msgspec.json.encode(state), indent=1))
        fresh.replace(self.file)

    # ------------------------------------------------------------ the server
    @contextmanager
    def server(self, settings: Mapping[str, str] | None = None) -> Iterator[None]:
        """Started for the block, and stopped with it: what is measured later is measured on a server that began anew."""
        from hub.engines import postgres

        os.environ.pop("DATABASE_URL", None)
        engine = postgres.ensure(self.var, settings=settings)
        self.admin = engine.url
        try:
            yield
        finally:
            engine.stop()

    def prepare(self, name: str = NAME) -> None:
        """Roles, passwords and an empty database."""
        from hub import install, logins

        install.prepare(self.admin, name, logins.keep(self.admin, NAME, self.var))

    def fresh(self, name: str = NAME) -> None:
        """A new database with the shared tables and nothing in them."""
        self.drop(name)
        self.prepare(name)
        self.step("shared", login="migrator", name=name)

    def copy(self, name: str, to: str) -> None:
        """A copy of a database in which nobody works."""
        self.drop(to)
        self._administer("CREATE DATABASE {} TEMPLATE {} OWNER townships_migrator STRATEGY file_copy", to, name)

    def drop(self, name: str) -> None:
        self._administer("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def _administer(self, statement: LiteralString, *names: str) -> None:
        with psycopg.connect(self.admin, autocommit=True) as server:
            server.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def settle(self, name: str = NAME) -> None:
        """What autovacuum would do within the hour."""
        with psycopg.connect(self.admin_of(name), autocommit=True) as database:
            database.execute("VACUUM (ANALYZE)")
            database.execute("CHECKPOINT")

    def postmaster(self) -> int:
        """The server's first process."""
        return int((self.var / "postgres" / "data" / "postmaster.pid").read_text().split()[0])

    def admin_of(self, name: str = NAME) -> str:
        return _on(self.admin, name)

    def url(self, login: str, name: str = NAME) -> str:
        from hub.logins import url_for

        return _on(url_for(login, self.var), name)

    def env(self, login: str, name: str = NAME) -> dict[str, str]:
        """For a process of the product, or of ours, that works with one login."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith("DATABASE_URL")}
        own = {"TOWNSHIPS_VAR": str(self.var), "TOWNSHIPS_PROCESS": "chongqing", "CHONGQING_ADMIN": self.admin}
        return {**kept, **own, "DATABASE_URL": self.url(login, name), "DJANGO_SETTINGS_MODULE": "hub.settings"}

    # ------------------------------------------------------------ processes
    def step(self, *words: str, login: str, name: str = NAME, **more: str) -> None:
        """One of our steps as a process of its own. Raises CalledProcessError."""
        subprocess.run(self.command(*words), cwd=ROOT, env={**self.env(login, name), **more}, check=True)

    def ask(self, *words: str, login: str, name: str = NAME, **more: str) -> Any:
        """As `step`, with the answer of the step."""
        told = subprocess.run(self.command(*words), cwd=ROOT, env={**self.env(login, name), **more}, check=True, stdout=subprocess.PIPE)
        return msgspec.json.decode(told.stdout.splitlines()[-1])

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "tests.chongqing", "step", *words, "--var", str(self.var)]


def _on(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
