"""The event path: work, replay, rebuild, compare, and the written forms of all events."""
from __future__ import annotations

import os
import signal
import threading
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from hub.cli import app, begin, fail


@app.command()
def work(roles: list[str]) -> None:
    """Run background roles as threads of this process: sequencer, relay, projector, indexer, reactor, notifier, messenger, clock."""
    begin("worker", noted=False)
    from hub import health
    from hub.work import ROLES
    from hub.work import work as start

    if unknown := set(roles) - set(ROLES):
        fail(f"No such role: {', '.join(sorted(unknown))}. There are {', '.join(ROLES)}.")
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    workers = start(roles, stop)
    if port := int(os.environ.get("TOWNSHIPS_HEALTH_PORT", "0")):
        health.serve(port, workers)
    while not stop.wait(0.5):
        if dead := [worker.name for worker in workers if not worker.is_alive()]:
            fail(f"{', '.join(dead)} ended by itself; whoever started this process starts it again.")
    for worker in workers:
        worker.join(10)


@app.command()
def clock(at: Annotated[datetime, typer.Option(help="The day to sweep for, as 2027-03-01; nothing later is looked at.")]) -> None:
    """Sweep the law's clock once as if it were that day: for tests and demonstrations."""
    begin("worker")
    from deadlines.clock import sweep_all
    from townships.clock import start_of

    print(f"{sweep_all(now=start_of(at.date()) + timedelta(hours=12))} deadlines recorded as missed by {at.date()}")


@app.command()
def replay(
    consumer: Annotated[str, typer.Argument(help="projector, indexer or reactor")],
    discard: Annotated[bool, typer.Option("--discard", help="Throw away what cannot be read even now.")] = False,
) -> None:
    """Try the parked facts of a consumer again, in order; those that still fail stay."""
    begin("worker")
    from bus import parking
    from bus.models import Parked
    from hub import wiring

    whose = wiring.consumer(consumer)
    done = parking.replay(whose)
    if discard:
        print(f"{parking.discard(whose)} that cannot be read were thrown away")
    left = Parked.objects.filter(consumer=whose.name).count()
    print(f"{done} went through, {left} are still parked")
    raise typer.Exit(1 if left else 0)


rebuild = typer.Typer(help="Make what the county reads again, while traffic goes on.", no_args_is_help=True)
app.add_typer(rebuild, name="rebuild")


@rebuild.command("views")
def rebuild_views(county: Annotated[str, typer.Option(help="Only this county's (schema name).")] = "") -> None:
    """The counties' views, from the towns' own tables."""
    begin("worker")
    from rich.progress import Progress

    from hub import rebuilding

    with Progress(transient=True) as bar:
        task = bar.add_task("Rebuilding views", total=None)
        told = rebuilding.views(county, lambda done, of: bar.update(task, completed=done, total=of))
    print(f"{told.written} rows written or left as newer, {told.removed} removed, {told.towns} congresses")


@rebuild.command("search")
def rebuild_search() -> None:
    """A new index from the log's latest facts, then the alias turns to it; no search fails meanwhile."""
    begin("worker")
    from rich.progress import Progress

    from hub import rebuilding

    with Progress(transient=True) as bar:
        task = bar.add_task("Rebuilding search", total=None)
        index = rebuilding.search(lambda done: bar.update(task, completed=done))
    print(f"searching in {index}")


@app.command()
def reconcile(county: Annotated[str, typer.Option(help="Only this county's (schema name).")] = "") -> None:
    """Compare the towns' tables with the county's views and with search; names every difference; exit 0 only without any."""
    begin("worker")
    from hub import rebuilding

    done, drifts = 0, 0
    for compared, drift in rebuilding.drift(county):
        done = compared
        if drift:
            drifts += 1
            print(drift)
    print(f"{done} subjects compared, {drifts} differ")
    raise typer.Exit(1 if drifts else 0)


events = typer.Typer(help="The facts that are published.", no_args_is_help=True)
app.add_typer(events, name="events")


@events.command("schema")
def events_schema(folder: Annotated[Path, typer.Option(help="Where to write.")] = Path("docs/events")) -> None:
    """Write JSON Schema and AsyncAPI of all event types."""
    begin("web", noted=False)
    from hub.eventdocs import write

    print(f"{write(folder)} types in {folder}")


calendar = typer.Typer(help="Which days are holidays, as announced.", no_args_is_help=True)
app.add_typer(calendar, name="calendar")


@calendar.command("announce")
def announce(year: int, file: Path, source: Annotated[str, typer.Option(help="The notice that says so.")]) -> None:
    """Enter the State Council's arrangement for a year: a TOML file with off_days and work_days. Provisional dates are counted again by the clock."""
    begin("operator")
    from hub.announcing import announce_from

    announce_from(year, file, source)
    print(f"{year} is announced; the clock counts the provisional dates again")
