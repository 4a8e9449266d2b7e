"""What the installation holds and how large it is; the clock when nothing is due; the sample on which rows and facts are compared."""
from __future__ import annotations

import random
import statistics
import time
from datetime import timedelta
from typing import Any

import msgspec
import psycopg

from tests.chongqing.installation import Installation, State
from tests.chongqing.progress import bar

SWEEPS, COUNTIES = 60, 3


# ---------------------------------------------------------------- disk
def measure_disk(place: Installation, state: State) -> dict[str, Any]:
    with psycopg.connect(place.admin_of()) as database:
        shared: dict[str, int] = dict(database.execute(SHARED).fetchall())
        towns, counties = (dict(database.execute(SCHEMAS, [kind]).fetchall()) for kind in ("t%", "c%"))
        found = database.execute(COUNTS).fetchone() or ()
        whole = database.execute("SELECT pg_database_size(current_database())").fetchone() or (0,)
    counted = dict(zip(("towns", "counties", "people", "facts", "deadlines", "documents"), found, strict=True))
    return counted | _of_towns(place, list(towns)) | {
        "bytes": whole[0], "town_bytes": round(statistics.mean(towns.values())), "county_bytes": round(statistics.mean(counties.values())),
        "shared": dict(sorted(shared.items(), key=lambda one: -one[1])[:8]),
    }  # fmt: skip


def _of_towns(place: Installation, schemas: list[str]) -> dict[str, int]:
    """Deputies and cases, counted in every town."""
    told = {"deputies": 0, "cases": 0}
    with psycopg.connect(place.admin_of(), autocommit=True) as database:
        for schema in schemas:
            row = database.execute(f"SELECT (SELECT count(*) FROM {schema}.roster_deputy), (SELECT count(*) FROM {schema}.motions_case)").fetchone()  # type: ignore[call-overload]
            told = {name: told[name] + count for name, count in zip(told, row or (0, 0), strict=True)}
    return told


SHARED = "SELECT relname, pg_total_relation_size(oid) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
SCHEMAS = """
SELECT n.nspname, sum(pg_total_relation_size(c.oid))::bigint FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN townships_tenant t ON t.schema_name = n.nspname WHERE c.relkind = 'r' AND n.nspname LIKE %s GROUP BY n.nspname
"""
COUNTS = """
SELECT (SELECT count(*) FROM townships_tenant WHERE type = 'township'), (SELECT count(*) FROM townships_tenant WHERE type = 'county'),
    (SELECT count(*) FROM people_person), (SELECT count(*) FROM outbox_fact), (SELECT count(*) FROM deadlines_deadline),
    (SELECT count(*) FROM countysearch_document)
"""


# ---------------------------------------------------------------- the clock
def measure_clock(place: Installation, state: State) -> dict[str, Any]:
    return place.ask("time-clock", login="worker")  # type: ignore[no-any-return]


def time_clock(state: State) -> dict[str, Any]:
    """Milliseconds of all that the law's clock does in one turn, at noon of the day as of which everything was swept."""
    from hub import wiring
    from townships.clock import start_of

    noon = start_of(state.as_of) + timedelta(hours=12)
    found = wiring.sweep(noon)
    while found:
        found = wiring.sweep(noon)
    took = []
    for _ in range(SWEEPS):
        begun = time.perf_counter()
        assert wiring.sweep(noon) == 0
        took.append((time.perf_counter() - begun) * 1000)
    took.sort()
    return {"sweeps": SWEEPS, "median_ms": round(statistics.median(took), 2), "p95_ms": round(took[int(SWEEPS * 0.95)], 2)}


# ---------------------------------------------------------------- rows and facts
def measure_sample(place: Installation, state: State) -> dict[str, Any]:
    """`townships reconcile` on some counties; there also every fact in the views, which came from the log, against the town's rows."""
    return place.ask("compare", login="worker")  # type: ignore[no-any-return]


def compare(state: State) -> dict[str, Any]:
    from hub import rebuilding
    from townships.models import Tenant

    known = Tenant.objects.filter(type="township").order_by("county_schema").values_list("county_schema", flat=True).distinct()
    chosen = random.Random(state.seed).sample(list(known), min(COUNTIES, len(known)))
    told: dict[str, Any] = {"counties": chosen, "towns": 0, "subjects": 0, "drifts": 0, "differing": 0}
    with bar() as progress:
        for county in progress.track(chosen, description="Comparing towns with their facts"):
            towns = rebuilding.congresses(county)
            for done, drift in rebuilding.drift(county):
                told["drifts"] += drift is not None
                compared = done
            told["subjects"] += compared
            told["towns"] += len(towns)
            told["differing"] += sum(map(_differing, towns))
    return told


def _differing(town: Any) -> int:
    """Subjects of which the town's rows tell other public facts than its last event, which the view holds."""
    from countyviews.tables import TABLES
    from hub import rebuilding
    from townships.context import tenant_context, tenant_named

    here = {one.subject.partition("/")[2]: msgspec.json.encode(one.facts) for one in rebuilding.published(town)}
    with tenant_context(tenant_named(town.county_schema)):
        found = [table.model._default_manager.filter(tenant=town.schema_name).values_list("id", "facts") for table in set(TABLES.values())]
        there = {str(key): facts for rows in found for key, facts in rows}
    return sum(there.get(key) != msgspec.json.decode(facts) for key, facts in here.items())
