"""What an upgrade costs: looking whether one is needed, and an additive one, beside django-tenants' migrate_schemas; then of all towns at
once, killed half-way and gone on with, while people read and write."""
from __future__ import annotations

import random
import signal
import statistics
import subprocess
import threading
import time
from typing import Any

import psycopg
from psycopg import sql

from hub.progress import say
from tests.chongqing import places, visits
from tests.chongqing.installation import NAME, ROOT, Installation, State
from tests.chongqing.openings import NOW
from tests.chongqing.progress import bar
from tests.support.live import live, wait_until

HUNDRED, COPY = "hundred", "upgraded"
TOWNS = 100
LATER = {"DJANGO_SETTINGS_MODULE": "tests.chongqing.later.settings"}
APP, TABLE, COLUMN = "motions", "motions_case", "margin_note"
CHECKS, ROUNDS = 7, 3
READERS, PAUSE = 2, 0.05
USUAL = 40
"""Visits before the upgrade begins, and again after it has ended."""


# ---------------------------------------------------------------- a hundred towns, beside migrate_schemas
def measure_hundred(place: Installation, state: State) -> dict[str, Any]:
    place.fresh(HUNDRED)
    try:
        place.step("open-first", str(TOWNS), login="migrator", name=HUNDRED)
        check = place.ask("time-check", login="migrator", name=HUNDRED)
        ours, other = _additive(place)
        return {
            "towns": min(TOWNS, state.towns), "check_ms": check["ours"], "check_other_ms": check["other"],
            "check_ratio": round(statistics.median(check["other"]) / statistics.median(check["ours"])),
            "additive_s": ours, "additive_other_s": other, "additive_ratio": round(statistics.median(other) / statistics.median(ours)),
        }  # fmt: skip
    finally:
        place.drop(HUNDRED)


def _additive(place: Installation) -> tuple[list[float], list[float]]:
    took: dict[str, list[float]] = {"upgrade-later": [], "migrate-later": []}
    for number in range(ROUNDS):
        for which in list(took)[:: 1 if number % 2 else -1]:
            place.copy(HUNDRED, COPY)
            took[which].append(place.ask(which, login="migrator", name=COPY, **LATER))
            place.drop(COPY)
    return took["upgrade-later"], took["migrate-later"]


def open_first(state: State, number: str) -> None:
    from townships.provisioning import open_county, open_township

    found = places.towns(state.seed, state.towns)[: int(number)]
    for code in places.counties_of(found):
        open_county(code, now=NOW)
    for town in found:
        open_township(town.code, now=NOW)


def time_check() -> dict[str, list[float]]:
    """Milliseconds, with nothing to do, in one process by turns."""
    from townships.upgrade import behind

    took: dict[str, list[float]] = {"ours": [], "other": []}
    sides = {"ours": behind, "other": _migrate_schemas}
    assert behind() == []
    for number in range(CHECKS):
        for name in list(sides)[:: 1 if number % 2 else -1]:
            took[name].append(round(seconds(sides[name]) * 1000, 1))
    return took


def upgrade_later() -> float:
    from townships.upgrade import behind, upgrade

    took = round(seconds(upgrade), 3)
    assert behind() == []
    return took


def migrate_later() -> float:
    from townships.upgrade import behind

    took = round(seconds(_migrate_schemas), 3)
    assert behind() == []
    return took


def _migrate_schemas() -> None:
    from django.core.management import call_command

    call_command("migrate_schemas", tenant=True, interactive=False, verbosity=0)


def seconds(work: Any) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


# ---------------------------------------------------------------- all of them, under traffic
def measure_all(place: Installation, state: State) -> dict[str, Any]:
    keys = visits.keys(place)
    place.copy(NAME, COPY)
    try:
        with live(lambda login: place.url(login, COPY), place.var) as running:
            traffic = Traffic(running, keys, state.seed)
            with traffic:
                traffic.wait_for(USUAL)
                before = len(traffic.told)
                killed = _killed_half_way(place)
                half = _standing(place)
                at = time.perf_counter()
                place.step("upgrade-said", login="migrator", name=COPY, **LATER)
                rest = time.perf_counter() - at
                during = len(traffic.told) - before
                traffic.wait_for(USUAL)
            whole = _standing(place)
    finally:
        place.drop(COPY)
    assert not half["torn"] + whole["torn"], "a tenant was left between two versions"
    failed = [told for told in traffic.told if told.status not in (200, visits.TURNED_AWAY)]
    return {
        "tenants": whole["of"], "killed_after": half["done"], "done": whole["done"], "seconds": round(killed + rest, 2),
        "requests": len(traffic.told), "requests_during": during, "failed": len(failed), "failures": [str(one) for one in failed[:5]],
        "turned_away": sum(told.status == visits.TURNED_AWAY for told in traffic.told),
        "slowest_ms": round(max((told.seconds for told in traffic.told[before : before + during]), default=0.0) * 1000),
        "usual_ms": round(statistics.median(told.seconds for told in traffic.told[:before]) * 1000),
    }  # fmt: skip


class Traffic:
    """People who read their desks and cases and enter suggestions, each in some town, as long as the block lasts."""

    def __init__(self, running: Any, keys: dict[str, visits.Key], seed: int) -> None:
        self.running, self.keys = running, [key for key in keys.values() if key.deputy]
        self.told: list[visits.Told] = []
        self._stop = threading.Event()
        self._people = [threading.Thread(target=self._come_and_go, args=(random.Random(f"{seed}/{one}"),)) for one in range(READERS)]

    def __enter__(self) -> None:
        for one in self._people:
            one.start()

    def __exit__(self, *error: object) -> None:
        self._stop.set()
        for one in self._people:
            one.join()

    def wait_for(self, visits_more: int) -> None:
        wanted = len(self.told) + visits_more
        wait_until(lambda: len(self.told) >= wanted, 600)

    def _come_and_go(self, rng: random.Random) -> None:
        while not self._stop.wait(PAUSE):
            key = rng.choice(self.keys)
            ask = rng.choice((visits.desk, visits.cases, visits.enter))
            self.told.append(ask(self.running, key))


def _killed_half_way(place: Installation) -> float:
    """Begins the upgrade as a process and kills it once half of the tenants are through. Seconds."""
    begun = time.perf_counter()
    process = subprocess.Popen(place.command("upgrade-said"), cwd=ROOT, env={**place.env("migrator", COPY), **LATER}, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    for line in process.stdout:
        done, _, of = line.strip().partition(" ")
        if of.isdigit() and int(done) * 2 >= int(of):
            process.send_signal(signal.SIGKILL)
            break
    process.wait()
    return time.perf_counter() - begun


def upgrade_said() -> None:
    """The product's upgrade, which tells on its output how far it is."""
    from townships.upgrade import upgrade

    with bar() as progress:
        task = progress.add_task("Upgrading", total=None)

        def told(done: int, of: int) -> None:
            print(done, of, flush=True)
            progress.update(task, completed=done, total=of)

        say(f"{upgrade(told)} upgraded")


def _standing(place: Installation) -> dict[str, Any]:
    """Of the tenants: how many have the column; which have it without the record of it, or the other way round."""
    with psycopg.connect(place.admin_of(COPY)) as database:
        rows = database.execute(STANDING, [TABLE, COLUMN, APP]).fetchall()
        told = {schema: _recorded(database, schema) for schema, _, _ in rows}
    torn = [schema for schema, column, applied in rows if len({column, applied, told[schema]}) > 1]
    return {"of": len(rows), "done": sum(column for _, column, _ in rows), "torn": torn}


def _recorded(database: psycopg.Connection, schema: str) -> bool:
    found = sql.SQL("SELECT EXISTS (SELECT FROM {}.django_migrations WHERE app = %s AND name LIKE '9000%%')").format(sql.Identifier(schema))
    return bool((database.execute(found, [APP]).fetchone() or (False,))[0])


STANDING = """
SELECT t.schema_name, EXISTS (SELECT FROM information_schema.columns c WHERE c.table_schema = t.schema_name AND c.table_name = %s AND c.column_name = %s),
    t.applied ->> %s LIKE '9000%%'
FROM townships_tenant t WHERE t.schema_name <> 'public'
"""
