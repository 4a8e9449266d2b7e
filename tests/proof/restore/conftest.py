"""Installations to take congresses out of and to put them into, and all that a congress has, told by plain SQL."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

import psycopg
import pytest

from tests.conftest import ROOT, ROOTS, Committed
from tests.support.house import House, settle

GOUYUAN, NEIGHBOUR, COUNTY = "t610981117", "t610981101", "c610981"
NOW: Final = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
SHARED: Final = """
SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant'
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname NOT IN ('countysearch_document', 'bus_parked')
"""
Rows = dict[str, list[str]]


@pytest.fixture
def elsewhere(cluster: Any, committed: Committed) -> Iterator[Committed]:
    """A second installation without any congress."""
    name = f"else_{uuid4().hex[:12]}"
    cluster.execute(f"CREATE DATABASE {name} TEMPLATE townships_template OWNER townships_migrator")
    other = Committed(cluster, name)
    with psycopg.connect(other.admin_url(), autocommit=True) as owner:
        for (schema,) in owner.execute("SELECT schema_name FROM townships_tenant").fetchall():
            owner.execute(f"DROP SCHEMA {schema} CASCADE")
        owner.execute("TRUNCATE townships_tenant CASCADE")
    yield other
    cluster.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def townships(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """A command of the product in a process of its own, on an installation. `faults` as in tests.proof.faults.wrapped."""

    def run(place: Committed, *words: str, ok: bool = True, **env: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(command(*words, wrapped="FAULTS" in env), cwd=ROOT, env=surroundings(place, tmp_path, **env), capture_output=True, text=True)
        assert not ok or done.returncode == 0, done.stdout + done.stderr
        return done

    return run


def command(*words: str, wrapped: bool = False) -> list[str]:
    return [sys.executable, "-m", "tests.proof.faults.wrapped" if wrapped else "hub", *words]


def surroundings(place: Committed, var: Path, **env: str) -> dict[str, str]:
    urls = {f"DATABASE_URL_{login.upper()}": place.url(login) for login in ("migrator", "web", "worker", "operator")}
    clean = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "TOWNSHIPS_PROCESS")}
    return {**clean, "PYTHONPATH": os.pathsep.join([*ROOTS, str(ROOT)]), "TOWNSHIPS_VAR": str(var), "TOWNSHIPS_DEMO": "1", **urls, **env}


def take(place: Committed, schema: str, file: Path) -> Path:
    from hub.backup.taking import backup
    from townships.models import Tenant

    with place.login("operator"):
        backup(Tenant.objects.get(schema_name=schema), file)
    return file


def put(place: Committed, file: Path, code: str = "") -> Any:
    """The tenant that the file became."""
    from hub.backup import restoring

    with place.login("migrator"):
        return restoring.restore(restoring.read(file, code))


# ---------------------------------------------------------------- what a congress does
def settled(schema: str, cases: int = 4) -> House:
    """A congress with people and some cases on their way, through the commands. As the web."""
    from townships.context import tenant_context
    from townships.models import Tenant

    tenant = Tenant.objects.get(schema_name=schema)
    with tenant_context(tenant):
        house = settle(tenant, tenant.code, NOW)
        for number in range(cases):
            raise_case(house, f"第{number}件：硬化樊坡村通组路\t“三公里”\\的建议", further=number % 3 + 1)
    return house


def raise_case(house: House, title: str, further: int = 1) -> UUID:
    """Filed; registered; handling proposed."""
    from motions import commands as motions

    case = house.do("deputy", motions.submit_suggestion, title=title.replace("\t", " "), text=title, proposer_ids=[next(iter(house.deputies.values()))]).id
    if further > 1:
        house.do("clerk", motions.register, case_id=case, seen=1)
    if further > 2:
        parts = [motions.Handling(unit_id=next(iter(house.units.values())), part="sole")]
        house.do("clerk", motions.propose_handling, case_id=case, seen=2, parts=parts)
        house.do("chair", motions.approve_handling, case_id=case, seen=3)
        house.do("clerk", motions.hand_over, case_id=case, seen=4, occasion="meeting")
    return case


def catch_up(place: Committed) -> int:
    """The workers' work until nothing is left; answers how many facts the projector was given."""
    from bus.runner import Runner
    from bus.streams import current_stream
    from hub import wiring
    from outbox import sequencer

    given = 0
    with place.login("worker"):
        for name in ("projector", "indexer", "reactor"):
            sequencer.place_all()
            runner = Runner(wiring.consumer(name), current_stream())
            while done := runner.step(timeout=0) or runner.lag():
                given += done if name == "projector" else 0
    return given


def drifts(place: Committed) -> list[str]:
    from hub import rebuilding

    with place.login("worker"):
        return [str(drift) for _, drift in rebuilding.drift() if drift]


# ---------------------------------------------------------------- what a congress has
def everything(place: Committed, schema: str) -> Rows:
    """Each table → its rows as text, sorted: all of the schema but sessions, and the rows in the shared tables but the number of a fact."""
    with psycopg.connect(place.admin_url(), options="-c timezone=UTC") as owner:
        own = owner.execute("SELECT relname FROM pg_class WHERE relnamespace = %s::regnamespace AND relkind = 'r'", [schema]).fetchall()
        told = {name: _rows(owner, f"SELECT t::text FROM {schema}.{name} t") for (name,) in own if name != "django_session"}
        for (name,) in owner.execute(SHARED).fetchall():
            row = "(to_jsonb(t) - 'id')::text" if name == "outbox_fact" else "t::text"
            told[name] = _rows(owner, f"SELECT {row} FROM {name} t WHERE tenant = '{schema}'")
        member = f"SELECT person_id FROM people_membership WHERE tenant = '{schema}'"
        told["people_person"] = _rows(owner, f"SELECT t::text FROM people_person t WHERE id IN ({member})")
    return told


def _rows(owner: psycopg.Connection[Any], statement: str) -> list[str]:
    return sorted(row[0] for row in owner.execute(statement).fetchall())  # type: ignore[call-overload]


def ids_of(place: Committed, schema: str) -> set[str]:
    """Every primary key that is a UUID, and the ids of facts and commands."""
    found: set[str] = set()
    with psycopg.connect(place.admin_url()) as owner:
        keys = owner.execute(
            "SELECT c.oid::regclass::text, a.attname FROM pg_class c JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary"
            " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY(i.indkey) AND a.atttypid = 'uuid'::regtype WHERE c.relnamespace = %s::regnamespace",
            [schema],
        ).fetchall()
        shared = [("people_membership", "id"), ("deadlines_deadline", "id"), ("outbox_fact", "event_id"), ("outbox_handledcommand", "command_id")]
        for table, column in keys:
            found |= {str(row[0]) for row in owner.execute(f"SELECT {column} FROM {table}").fetchall()}
        for table, column in shared:
            found |= {str(row[0]) for row in owner.execute(f"SELECT {column} FROM {table} WHERE tenant = '{schema}'").fetchall()}
    return found


def with_ids(rows: Rows, own: set[str], mask: int, names: dict[str, str]) -> Rows:
    """The rows as they are with other ids and names."""

    def other(found: re.Match[str]) -> str:
        return str(UUID(int=UUID(found[0]).int ^ mask)) if found[0] in own else found[0]

    def put(row: str) -> str:
        row = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", other, row)
        for old, new in names.items():
            row = row.replace(old, new)
        return row

    return {table: sorted(put(row) for row in found) for table, found in rows.items()}
