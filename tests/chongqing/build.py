"""Builds the installation in steps; killed, it goes on with the step, the county or the town where it was."""
from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from datetime import UTC, date, datetime
from multiprocessing import get_context
from pathlib import Path

import msgspec
import psycopg

from hub.progress import say
from tests.chongqing import pattern, places, stencil
from tests.chongqing.installation import BUILDING, PATTERN, Installation, State
from tests.chongqing.places import Town
from tests.chongqing.progress import bar

OPENED = datetime(2022, 1, 4, 2, 0, tzinfo=UTC)
PROCESSES = 2
PASSWORD = "chongqing-demonstration"


def build(place: Installation, seed: int, towns: int) -> State:
    """Everything that is not there yet. The seed, the size and the day of one that was begun stay."""
    state = place.state() or State(seed=seed, towns=towns, as_of=_today())
    place.keep(state)
    with place.server(BUILDING):
        for name, work in STEPS.items():
            if name not in state.done:
                began = time.monotonic()
                work(place, place.state() or state)
                state = place.state() or state
                state.done[name] = round(time.monotonic() - began, 1)
                place.keep(state)
                say(f"{name}: {state.done[name]:.1f} s")
    return state


def _today() -> date:
    return (datetime.now(UTC)).date()


def tell(place: Installation, **told: object) -> None:
    state = place.state()
    assert state is not None
    state.told |= told
    place.keep(state)


# ---------------------------------------------------------------- open
def _prepare(place: Installation, state: State) -> None:
    place.prepare()
    place.prepare(PATTERN)
    place.step("shared", login="migrator")
    place.step("shared", login="migrator", name=PATTERN)


def _open(place: Installation, state: State) -> None:
    place.step("open", login="migrator")


def open_all(state: State) -> None:
    """All counties and towns, by the product's own provisioning."""
    from townships.provisioning import open_county, open_township

    work = [*((open_county, code) for code in _counties(state)), *((open_township, town.code) for town in places.towns(state.seed, state.towns))]
    with bar() as progress:
        for opening, code in progress.track(work, description="Opening counties and towns"):
            opening(code, now=OPENED)


def _counties(state: State) -> list[str]:
    return places.counties_of(places.towns(state.seed, state.towns))


# ---------------------------------------------------------------- the pattern towns, through the commands
def _pattern(place: Installation, state: State) -> None:
    place.step("open-patterns", login="migrator", name=PATTERN)
    place.step("fill-patterns", login="operator", name=PATTERN, TOWNSHIPS_DEMO="1")
    place.step("react", login="worker", name=PATTERN)


def chosen(state: State) -> list[pattern.Pattern]:
    return pattern.patterns([(town.deputies, town.cases) for town in places.towns(state.seed, state.towns)])


def open_patterns(state: State) -> None:
    from townships.provisioning import open_county, open_township

    open_county(pattern.COUNTY, now=OPENED, reason="a pattern")
    for one in chosen(state):
        open_township(one.code, now=OPENED, reason="a pattern")


def fill_patterns(state: State) -> None:
    """As the demonstration's year is filled, and with its sweep of the clock."""
    from hub.demo.filling import fill_plan

    fill_plan(pattern.plan(chosen(state), state.as_of, state.seed), PASSWORD)


def react() -> None:
    """What the missed deadlines start in their own towns, as the workers do it."""
    from bus.runner import Runner
    from bus.streams import current_stream
    from hub import wiring
    from outbox import sequencer

    runner = Runner(wiring.consumer("reactor"), current_stream())
    while sequencer.place_all() or runner.lag():
        runner.step(timeout=0)


# ---------------------------------------------------------------- stencils
class Cut(msgspec.Struct, frozen=True):
    pattern: stencil.Own
    stencil: stencil.Stencil


def _cut(place: Installation, state: State) -> None:
    cuts = {}
    with psycopg.connect(place.admin_of(PATTERN)) as database:
        for one in chosen(state):
            cuts[one.key] = _cut_one(database, stencil.own(state.seed, schema=f"t{one.code}", county=f"c{pattern.COUNTY}", code=one.code, name=one.name))
        county = stencil.own(state.seed, schema=f"c{pattern.COUNTY}", county=f"c{pattern.COUNTY}", code=pattern.COUNTY, name="样板县")
        cuts["county"] = _cut_one(database, county)
    (place.var / "stencils").write_bytes(msgspec.msgpack.encode(cuts))


def _cut_one(database: psycopg.Connection, whole: stencil.Own) -> Cut:
    return Cut(whole, stencil.cut(database, whole))


# ---------------------------------------------------------------- load
def _load(place: Installation, state: State) -> None:
    """Town by town, each in one transaction, on two connections."""
    waiting = list(_empty(place, state))
    pool = ProcessPoolExecutor(PROCESSES, get_context("spawn"), _begin_loading, (place.admin_of(), str(place.var), state.seed))
    with bar() as progress, pool:
        task = progress.add_task("Loading towns", total=len(waiting))
        for done in as_completed([pool.submit(_load_one, own, key) for own, key in waiting]):
            done.result()
            progress.advance(task)
    with psycopg.connect(place.admin_of(), autocommit=True) as database:
        database.execute("ANALYZE")


def _empty(place: Installation, state: State) -> Iterator[tuple[stencil.Own, str]]:
    """The towns and counties in which nobody is anything yet."""
    with psycopg.connect(place.admin_of()) as database:
        filled = {row[0] for row in database.execute("SELECT DISTINCT tenant FROM people_membership")}
        names = dict(database.execute("SELECT schema_name, name FROM townships_tenant").fetchall())
    for code in _counties(state):
        if f"c{code}" not in filled:
            yield stencil.own(state.seed, schema=f"c{code}", county=f"c{code}", code=code, name=names[f"c{code}"]), "county"
    for number, town in enumerate(places.towns(state.seed, state.towns)):
        if f"t{town.code}" not in filled:
            yield stencil.own(state.seed, schema=f"t{town.code}", county=f"c{town.county}", code=town.code, name=town.name), _recipe(town, number)


def _recipe(town: Town, number: int) -> str:
    return f"{town.deputies}-{town.cases}-{pattern.MANNERS[number % len(pattern.MANNERS)]}"


LOADER: dict[str, object] = {}


def _begin_loading(url: str, var: str, seed: int) -> None:
    LOADER["database"] = psycopg.connect(url, autocommit=True)
    LOADER["cuts"] = msgspec.msgpack.decode((Path(var) / "stencils").read_bytes(), type=dict[str, Cut])


def _load_one(own: stencil.Own, key: str) -> int:
    database, cuts = LOADER["database"], LOADER["cuts"]
    assert isinstance(database, psycopg.Connection)
    cut: Cut = cuts[key]  # type: ignore[index]
    with database.transaction():
        return stencil.press(database, cut.stencil, cut.pattern, own)


# ---------------------------------------------------------------- places, views, search: the product's own work
def _place(place: Installation, state: State) -> None:
    place.step("place", login="worker")


def place_all() -> None:
    """By the product's sequencer."""
    from outbox import sequencer

    with bar() as progress:
        task = progress.add_task("Placing facts", total=sequencer.count_waiting())
        while done := sequencer.place(5000):
            progress.advance(task, done)


def _project(place: Installation, state: State) -> None:
    place.step("project", login="worker")


def project_all() -> None:
    """The counties' views by the product's projector, from the log's facts and nothing else."""
    from bus.runner import Runner
    from bus.streams import current_stream
    from hub import wiring

    runner = Runner(wiring.consumer("projector"), current_stream())
    with bar() as progress:
        task = progress.add_task("Projecting facts", total=runner.lag())
        begin = left = runner.lag()
        while left:
            runner.step(timeout=0)
            left = runner.lag()
            progress.update(task, completed=begin - left)


def _search(place: Installation, state: State) -> None:
    place.step("search", login="worker")


def rebuild_search() -> None:
    """By the product's rebuild, from the towns' tables. The indexer goes on from here; so does the reactor, whose effects the patterns hold."""
    from django.db import transaction
    from django.utils import timezone

    from bus import positions
    from bus.postgres import LogStream
    from hub import rebuilding, wiring
    from outbox.log import head

    with bar() as progress:
        task = progress.add_task("Filling search", total=places.CASES)
        rebuilding.search(lambda done: progress.update(task, completed=done))
    for name in ("indexer", "reactor"):
        consumer = wiring.consumer(name).name
        if positions.stored(consumer, LogStream.NAME).get(0) != head():
            with transaction.atomic():
                positions.take(consumer, LogStream.NAME, {0: positions.START}, timezone.now())
                positions.move(consumer, LogStream.NAME, {0: head()}, timezone.now())


def _settle(place: Installation, state: State) -> None:
    """Statistics and free space as they are after an hour; and how much there is."""
    place.settle()
    with psycopg.connect(place.admin_of(), autocommit=True) as database:
        found = database.execute(
            "SELECT pg_database_size(current_database()), (SELECT count(*) FROM outbox_fact), (SELECT count(*) FROM countysearch_document)"
        )
        size, facts, documents = found.fetchone() or (0, 0, 0)
    tell(place, full_bytes=size, facts=facts, documents=documents)


STEPS: dict[str, Callable[[Installation, State], None]] = {
    "prepare": _prepare, "open": _open, "pattern": _pattern, "cut": _cut, "load": _load, "place": _place, "project": _project,
    "search": _search, "settle": _settle,
}  # fmt: skip
