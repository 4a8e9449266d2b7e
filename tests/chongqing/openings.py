"""What opening costs: all of Chongqing in a new installation; then, turn by turn, the next town there and the tenth town of a small
installation; then the same schema there by django-tenants' clone_schema.

Each side has a server of its own, for a cluster knows the roles of all its databases.
"""
from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from hub.progress import say
from tests.chongqing import places
from tests.chongqing.installation import ROOT, Installation, State
from tests.chongqing.progress import bar

NOW = datetime(2022, 1, 4, 2, 0, tzinfo=UTC)
SPARE = "500199"
BEFORE_THE_TENTH = 9
ROUNDS = 9


def measure(place: Installation, state: State) -> dict[str, Any]:
    small, large = (Installation(place.var / name) for name in ("tenth", "opening"))
    for one in (small, large):
        shutil.rmtree(one.var, ignore_errors=True)
        one.keep(state)
    try:
        with small.server(), large.server():
            for one in (small, large):
                one.fresh()
            small.step("open-spare", str(BEFORE_THE_TENTH), login="migrator")
            told = large.ask("open-timed", login="migrator")
            for one in (small, large):
                one.settle()
            return told | _by_turns(small, large)
    finally:
        for one in (small, large):
            shutil.rmtree(one.var, ignore_errors=True)


def _by_turns(small: Installation, large: Installation) -> dict[str, Any]:
    """Whoever opens empties the caches of the other connections of its server, so the clones come after the turns. The first of each warms up."""
    codes = [f"{SPARE}{800 + number}" for number in range(ROUNDS + 1)]
    took: dict[str, list[float]] = {"tenth": [], "next": [], "clone": []}
    with opener(small, "opener") as tenth, opener(large, "opener") as next_:
        for number, code in enumerate(codes):
            for name, ask in [("tenth", tenth), ("next", next_)][:: 1 if number % 2 else -1]:
                took[name].append(ask(code))
    with opener(large, "cloner") as clone:
        took["clone"] = [clone(code) for code in codes]
    took = {name: values[1:] for name, values in took.items()}
    ratio = statistics.median(after / before for after, before in zip(took["next"], took["tenth"], strict=True))
    faster = statistics.median(took["clone"]) / statistics.median(took["next"])
    return {f"{name}_ms": [round(value, 1) for value in values] for name, values in took.items()} | {
        "next_to_tenth": round(ratio, 2), "clone_to_next": round(faster, 1),
    }  # fmt: skip


@contextmanager
def opener(place: Installation, kind: str) -> Iterator[Any]:
    """A process with one connection that opens what it is told and answers with the milliseconds."""
    process = subprocess.Popen(place.command(kind), cwd=ROOT, env=place.env("migrator"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    said, answers = process.stdin, process.stdout
    assert said is not None
    assert answers is not None

    def ask(code: str) -> float:
        said.write(f"{code}\n")
        said.flush()
        return float(answers.readline())

    try:
        yield ask
    finally:
        said.close()
        process.wait(30)


# ---------------------------------------------------------------- as the migrator, in processes of their own
def open_timed(state: State) -> dict[str, Any]:
    """All counties and towns, by the product's own provisioning."""
    from townships.provisioning import open_county, open_township

    found = places.towns(state.seed, state.towns)
    work = [*((open_county, code) for code in places.counties_of(found)), *((open_township, town.code) for town in found)]
    took = []
    begun = time.perf_counter()
    with bar() as progress:
        for opening, code in progress.track(work, description="Opening counties and towns"):
            at = time.perf_counter()
            opening(code, now=NOW)
            took.append(round((time.perf_counter() - at) * 1000, 1))
    seconds = round(time.perf_counter() - begun, 1)
    say(f"{len(work)} congresses opened in {seconds} s")
    open_county(SPARE, now=NOW, reason="measured")
    return {"congresses": len(work), "seconds": seconds, "last_ms": took[-ROUNDS:], "median_ms": round(statistics.median(took), 1), "empty_bytes": _size()}


def _size() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def open_spare(number: str) -> None:
    from townships.provisioning import open_county, open_township

    open_county(SPARE, now=NOW, reason="measured")
    for one in range(int(number)):
        open_township(f"{SPARE}{700 + one}", now=NOW, reason="measured")


def opens() -> None:
    from townships.provisioning import open_township

    _answer(lambda code: open_township(code, now=NOW, reason="measured"))


def clones() -> None:
    """What django-tenants does with `TENANT_CREATION_FAKES_MIGRATIONS`: the schema alone, without row, hosts, role and rights."""
    from django.db import connection
    from django_tenants.clone import CloneSchema

    from townships.models import Tenant

    base = Tenant.objects.filter(type="township").earliest("schema_name").schema_name
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    _answer(lambda code: CloneSchema().clone_schema(base, f"x{code}"))


def _answer(work: Any) -> None:
    for line in sys.stdin:
        begun = time.perf_counter()
        work(line.strip())
        print((time.perf_counter() - begun) * 1000, flush=True)
