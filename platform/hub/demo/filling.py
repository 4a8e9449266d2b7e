"""Fills the demonstration year through the commands, each congress in one transaction.

So the law's clock, which runs meanwhile, sees a congress with its whole year or not at all: an answer of last spring is never found missing
because its line was not written yet. And an interrupted filling goes on with the congresses that are not there.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path

import msgspec
from django.conf import settings
from django.db import connection, connections, transaction
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from deadlines.clock import sweep_all
from hub.demo.desk import Desk
from hub.demo.enrol import cards, enrolment_works, is_enrolled
from hub.demo.marker import Marker, SignInCard
from hub.demo.plan import year_plan
from hub.demo.seats import roster_works
from hub.demo.shapes import CountyPlan
from hub.demo.steps import year_works
from hub.demo.together import draft_works
from hub.engines import EngineError
from hub.engines.machine import secret
from hub.leash import die_with
from hub.progress import console, say
from townships.clock import start_of
from townships.context import tenant_context
from townships.models import Tenant

Works = list[Callable[[], object]]
TITLE = "Filling the demonstration year 填充演示年度"
PASSWORD = "TOWNSHIPS_DEMO_PASSWORD"
MOST_PROCESSES, PREPARED_AFTER = 4, 2


def fill_open_congresses(marker: Marker, var: Path) -> Marker:
    """The year of the marker's day and seed. Answers the marker of a finished demonstration."""
    password = os.environ.get(PASSWORD) or secret(var, "demo_password")[:12]
    return msgspec.structs.replace(marker, done=True, sign_ins=fill_plan(year_plan(marker.as_of, marker.seed), password))


def fill_plan(plan: CountyPlan, password: str) -> tuple[SignInCard, ...]:
    """People first, then every open congress of the plan that is not filled; last the clock, so that what is overdue shows as missed."""
    began, tenants = time.monotonic(), _open_tenants(plan)
    with _progress() as progress:
        task = progress.add_task(TITLE, total=None)
        done = _enrol(plan, password)
        desks = {desk.congress.code: desk for desk in _empty_desks(plan, tenants)}
        progress.update(task, completed=done, total=done + sum(len(_works(desk)) for desk in desks.values()))
        for pieces in _fill_side_by_side(desks):
            progress.advance(task, pieces)
            done += pieces
    sweep_all(now=start_of(plan.as_of))
    say(f"{TITLE}: {done} steps 步, {time.monotonic() - began:.1f} s")
    return tuple(cards(plan, tenants))


def _open_tenants(plan: CountyPlan) -> dict[str, Tenant]:
    """By division code."""
    codes = [congress.code for congress in (plan.county, *plan.towns)]
    tenants = {tenant.code: tenant for tenant in Tenant.objects.filter(code__in=codes)}
    if plan.county.code not in tenants:
        raise EngineError(f"Open the demonstration's county first: townships open-county {plan.county.code} --all. 请先开通演示县。")
    return tenants


def _progress() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console, transient=True)


def _enrol(plan: CountyPlan, password: str) -> int:
    return 0 if is_enrolled(plan) else _together(enrolment_works(plan, password))


def _together(works: Works) -> int:
    """In one transaction. Answers how many pieces that were."""
    with transaction.atomic():
        for work in works:
            work()
    return len(works)


def _empty_desks(plan: CountyPlan, tenants: dict[str, Tenant]) -> Iterator[Desk]:
    for congress in (plan.county, *plan.towns):
        if tenant := tenants.get(congress.code):
            desk = Desk(congress, tenant, plan)
            with tenant_context(tenant):
                filled = desk.is_filled()
            if not filled:
                yield desk


def _works(desk: Desk) -> Works:
    return [*roster_works(desk), *year_works(desk), *draft_works(desk)]


# ---------------------------------------------------------------- several congresses at a time
DESKS: dict[str, Desk] = {}


def _fill_side_by_side(desks: dict[str, Desk]) -> Iterator[int]:
    """The largest first. Each time one is filled, how many pieces of work it was."""
    connections.close_all()
    processes = min(MOST_PROCESSES, os.cpu_count() or 1)
    with ProcessPoolExecutor(processes, get_context("fork"), _sit_down, (os.getpid(), desks)) as pool:
        try:
            largest_first = sorted(desks, key=lambda code: -len(_works(desks[code])))
            for filled in as_completed([pool.submit(_fill, code) for code in largest_first]):
                yield filled.result()
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _sit_down(parent: int, desks: dict[str, Desk]) -> None:
    """A process that ends with its parent. It runs the same few statements over and over, all of them ours: they are prepared, and role and
    path are set once for each congress."""
    die_with(parent, signal.SIGTERM)
    DESKS.update(desks)
    settings.TENANT_LIMIT_SET_CALLS = True
    connection.settings_dict["OPTIONS"] = connection.settings_dict["OPTIONS"] | {"prepare_threshold": PREPARED_AFTER}


def _fill(code: str) -> int:
    desk = DESKS[code]
    with tenant_context(desk.tenant):
        return _together(_works(desk))
