"""An installation of the harness's own: PostgreSQL that may be killed, a template with twelve towns, and for the real engines a Kafka and an Elasticsearch."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

import msgspec
import psycopg
from elasticsearch import Elasticsearch
from kafka import KafkaConsumer, TopicPartition

from hub import install, logins
from hub.engines import elasticsearch, kafka, postgres
from tests.proof.faults.build import People
from tests.proof.faults.processes import ROOT, Engine
from tests.support.live import ROOTS

TEMPLATE: Final = "faults_template"
#: A killed process loses nothing that it has written; only the machine's own end would need fsync. Commits wait for their WAL as in production.
SETTINGS: Final = {"fsync": "off", "synchronous_commit": "on", "max_connections": "120", "shared_buffers": "128MB"}


class World:
    def __init__(self, var: Path) -> None:
        self.var = var
        self.postgres, self.kafka, self.elasticsearch = Engine(), Engine(), Engine()
        self.bootstrap = self.search = self.cluster = ""

    def start(self) -> None:
        """PostgreSQL and the template."""
        self.admin = postgres.ensure(self.var, start=self.postgres.starter(self.var), settings=SETTINGS).url
        install.prepare(self.admin, TEMPLATE, logins.keep(self.admin, TEMPLATE, self.var))
        self._build("open")
        self._build("operator")
        self._build("people", str(self.var / "people.json"))
        self.people = msgspec.json.decode((self.var / "people.json").read_bytes(), type=People)
        self.towns = self.people.towns

    def start_real(self) -> None:
        """Raises EngineError where they are not to be had."""
        if not self.bootstrap:
            self.start_kafka()
        if not self.search:
            self.search = elasticsearch.ensure(self.var, start=self.elasticsearch.starter(self.var)).url

    def start_kafka(self) -> None:
        self.bootstrap = kafka.ensure(self.var, start=self.kafka.starter(self.var)).bootstrap
        self.cluster = kafka.cluster(self.bootstrap) or ""

    def replace_kafka(self, topic: str) -> None:
        """By a new, empty cluster at the same address."""
        self.kafka.stop()
        shutil.rmtree(self.var / "kafka" / "data")
        self.start_kafka()
        self.fresh_topic(topic)

    def stop(self) -> None:
        for engine in (self.kafka, self.elasticsearch, self.postgres):
            engine.stop()
        shutil.rmtree(self.var, ignore_errors=True)

    def _build(self, *words: str) -> None:
        built = subprocess.run(
            [sys.executable, "-m", "tests.proof.faults.build", *words], cwd=ROOT, capture_output=True, text=True, env=surroundings(self.env(TEMPLATE))
        )
        if built.returncode:
            raise RuntimeError(f"the template of the fault harness could not be built:\n{built.stderr[-5000:]}")

    def env(self, database: str) -> dict[str, str]:
        """Where the processes of an installation on this database find it."""
        told = {f"DATABASE_URL_{login.upper()}": _on(logins.url_for(login, self.var), database) for login in logins.LOGINS}
        return {**told, "TOWNSHIPS_VAR": str(self.var), "TOWNSHIPS_DEMO": "1", "TOWNSHIPS_SECRET_KEY": "x" * 50}

    def create(self, database: str) -> None:
        self.execute(f"CREATE DATABASE {database} TEMPLATE {TEMPLATE} OWNER townships_migrator STRATEGY file_copy")

    def drop(self, database: str) -> None:
        self.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")

    def execute(self, statement: str) -> None:
        with psycopg.connect(self.admin, autocommit=True) as server:
            server.execute(statement)  # type: ignore[call-overload]

    def admin_on(self, database: str) -> psycopg.Connection[Any]:
        """As the administrator, whom no wall holds."""
        return psycopg.connect(_on(self.admin, database), autocommit=True, options="-c timezone=UTC")


    # ---------------------------------------------------------------- the engines
    def engines(self) -> dict[str, Engine]:
        return {"postgres": self.postgres, "kafka": self.kafka, "elasticsearch": self.elasticsearch}

    def settle(self, engines: str) -> None:
        """All that a run needs answers again; search is empty."""
        self.postgres.settle()
        if engines == "real":
            self.kafka.settle()
            self.elasticsearch.settle()
            with closing(Elasticsearch(self.search)) as client:
                client.indices.delete(index=",".join(client.indices.get(index="countysearch-*", features="aliases").body) or "none", ignore_unavailable=True)

    def fresh_topic(self, name: str) -> str:
        return kafka.ensure_topic(self.bootstrap, name)

    def last_offsets(self, topic: str) -> dict[int, int]:
        """Partition → offset of its last message, those that have any. Empty partitions stand at -1."""
        with closing(KafkaConsumer(bootstrap_servers=self.bootstrap.split(","))) as client:
            parts = [TopicPartition(topic, number) for number in client.partitions_for_topic(topic) or ()]
            return {part.partition: end - 1 for part, end in client.end_offsets(parts).items() if end}


def surroundings(env: Mapping[str, str]) -> dict[str, str]:
    """The environment of a Python process of ours."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join([*ROOTS, str(ROOT)]), **env}


def _on(url: str, database: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))
