"""Measures the installation. Each measurement is kept when it is done: interrupted, the bench goes on with the next one."""
from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import msgspec

from hub.progress import say
from tests.chongqing import openings, serving, standing, upgrading
from tests.chongqing.installation import Installation, State

Measure = Callable[[Installation, State], dict[str, Any]]
MEASURES: dict[str, Measure] = {
    "disk": standing.measure_disk,
    "sample": standing.measure_sample,
    "clock": standing.measure_clock,
    "pages": serving.measure_pages,
    "memory": serving.measure_memory,
    "hundred": upgrading.measure_hundred,
    "upgrade": upgrading.measure_all,
    "opening": openings.measure,
}


class Measured(msgspec.Struct, kw_only=True):
    """`load` is the machine's load average when it began: what it had to do besides."""

    at: datetime
    load: float
    seconds: float
    told: dict[str, Any]


class Bench(msgspec.Struct, kw_only=True):
    cores: int
    python: str
    towns: int
    as_of: str
    built: dict[str, float]
    measured: dict[str, Measured] = {}


def bench(place: Installation, again: list[str]) -> Bench:
    """What is not measured yet, and what is asked for again; all of them where the installation was built anew."""
    state = place.state()
    if state is None or "settle" not in state.done:
        raise SystemExit("Nothing is built yet: make chongqing")
    told = _known(place, state)
    with place.server():
        for name, measure in MEASURES.items():
            if name not in told.measured or name in again:
                told.measured[name] = _measure(name, measure, place, state)
                _file(place).write_bytes(msgspec.json.format(msgspec.json.encode(told), indent=1))
    return told


def _known(place: Installation, state: State) -> Bench:
    fresh = Bench(cores=os.cpu_count() or 1, python=platform.python_version(), towns=state.towns, as_of=str(state.as_of), built=state.done)
    if not _file(place).exists():
        return fresh
    kept = msgspec.json.decode(_file(place).read_bytes(), type=Bench)
    return kept if kept.built == fresh.built else fresh


def _measure(name: str, measure: Measure, place: Installation, state: State) -> Measured:
    load, at, begun = os.getloadavg()[0], datetime.now(UTC), time.perf_counter()
    told = measure(place, state)
    seconds = round(time.perf_counter() - begun, 1)
    say(f"{name}: {seconds:.1f} s")
    return Measured(at=at, load=round(load, 1), seconds=seconds, told=told)


def _file(place: Installation) -> Any:
    return place.var / "measured.json"
