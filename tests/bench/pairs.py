"""Two ways of the same work, measured in turn within one run: A B B A …; the medians and the ratio of each pair are what counts."""
from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any, Final

import msgspec


class Size(msgspec.Struct, frozen=True, kw_only=True):
    """How much is measured: `FULL` for the table, `SMALL` where a test run only sees to it that the benches still work."""

    pairs: int
    facts: int
    rows: int
    towns: int
    cases: int
    commands: int
    documents: int
    times: int
    """How often a big town's models are multiplied; a county's towns have three tenths of it (`big.TIMES`)."""


FULL: Final = Size(pairs=7, facts=5000, rows=100, towns=1000, cases=60, commands=40, documents=500, times=50)
SMALL: Final = Size(pairs=1, facts=20, rows=5, towns=3, cases=4, commands=2, documents=5, times=1)


class Pair(msgspec.Struct, frozen=True):
    """Seconds of each run of ours and of the other; `ratio` is other ÷ ours: how many times as fast we are. `goal` is its least, "" for none."""

    name: str
    ours: list[float]
    other: list[float]
    against: str
    goal: str

    @property
    def ratios(self) -> list[float]:
        return [other / ours for ours, other in zip(self.ours, self.other, strict=True)]

    @property
    def ratio(self) -> float:
        return statistics.median(self.ratios)

    @property
    def reached(self) -> bool:
        return not self.goal or self.ratio >= float(self.goal.removeprefix("≥ ").split()[0])

    def line(self) -> str:
        told = [self.name, self.against, _short(statistics.median(self.ours)), _short(statistics.median(self.other))]
        spread = f"{_figure(self.ratio)} ({_figure(min(self.ratios))}–{_figure(max(self.ratios))})"
        return f"| {' | '.join(told)} | {spread} | {self.goal} | {'' if not self.goal else 'yes' if self.reached else '**no**'} |"


class Timed(msgspec.Struct, frozen=True):
    """Seconds of each run, where a number of seconds is the goal: the p95's greatest, 0 for none."""

    name: str
    seconds: list[float]
    goal: float

    @property
    def reached(self) -> bool:
        return not self.goal or percentile(self.seconds, 0.95) <= self.goal

    def line(self) -> str:
        told = [self.name, *(_short(percentile(self.seconds, part)) for part in (0.5, 0.95))]
        return f"| {' | '.join(told)} | {f'≤ {_short(self.goal)}' if self.goal else ''} | {'' if not self.goal else 'yes' if self.reached else '**no**'} |"


def _short(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms" if seconds >= 0.001 else f"{seconds * 1_000_000:.0f} µs"


def _figure(ratio: float) -> str:
    return f"{ratio:.2f}" if ratio < 20 else f"{ratio:,.0f}"


def measure(name: str, ours: Callable[[], Any], other: Callable[[], Any], *, against: str, goal: str, runs: int) -> Pair:
    """One warm-up of each, then `runs` pairs, the order changing with every pair."""
    ours(), other()
    told: dict[int, list[float]] = {0: [], 1: []}
    for turn in range(runs):
        for which in (0, 1) if turn % 2 == 0 else (1, 0):
            told[which].append(seconds((ours, other)[which]))
    return Pair(name, told[0], told[1], against, goal)


def seconds(work: Callable[[], Any]) -> float:
    """A work that answers a float has measured itself: it leaves out what it must prepare."""
    begun = time.perf_counter()
    told = work()
    return told if isinstance(told, float) else time.perf_counter() - begun


def timed(name: str, work: Callable[[], Any], *, goal: float, runs: int) -> Timed:
    """One warm-up, then `runs` times."""
    work()
    return Timed(name, [seconds(work) for _ in range(runs)], goal)


def percentile(values: list[float], part: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]
