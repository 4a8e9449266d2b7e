"""Two ways of the same work, measured in turn within one run: A B B A …; the medians and the ratio of each pair are what counts."""
from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

import msgspec


class Pair(msgspec.Struct, frozen=True):
    """Seconds of each run of ours and of the other; `ratio` is other ÷ ours: how many times as fast we are."""

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

    def line(self) -> str:
        ours, other, low, high = statistics.median(self.ours), statistics.median(self.other), min(self.ratios), max(self.ratios)
        return f"| {self.name} | {self.against} | {ours * 1000:.1f} ms | {other * 1000:.1f} ms | {self.ratio:.2f} ({low:.2f}–{high:.2f}) | {self.goal} |"


def measure(name: str, ours: Callable[[], Any], other: Callable[[], Any], *, against: str, goal: str, runs: int = 7) -> Pair:
    """One warm-up of each, then `runs` pairs, the order changing with every pair."""
    ours(), other()
    told: dict[int, list[float]] = {0: [], 1: []}
    for turn in range(runs):
        for which in (0, 1) if turn % 2 == 0 else (1, 0):
            told[which].append(seconds((ours, other)[which]))
    return Pair(name, told[0], told[1], against, goal)


def seconds(work: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    told = work()
    return told if isinstance(told, float) else time.perf_counter() - begun


def percentile(values: list[float], part: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]
