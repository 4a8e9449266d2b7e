"""Writes what the runs kept (var/proof/faults/results) as the tables of docs/reliability.md: `python -m tests.proof.faults.report`."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, Final

from tests.conftest import ROOT
from tests.proof.faults.points import POINTS

RESULTS: Final = ROOT / "var" / "proof" / "faults" / "results"
PAGE: Final = ROOT / "docs" / "reliability.md"
BEGIN, END = "<!-- as run: python -m tests.proof.faults.report -->", "<!-- end -->"
Result = dict[str, Any]


def main() -> None:
    found = [json.loads(file.read_text()) for file in sorted(RESULTS.glob("*.json"))]
    head, _, rest = PAGE.read_text().partition(BEGIN)
    tables = "\n\n".join("\n".join(part) for part in (_points(found), _random(found), _controls(found), _stories(found)))
    PAGE.write_text(f"{head}{BEGIN}\n\n{tables}\n\n{END}{rest.partition(END)[2]}")


def _of(found: Iterable[Result], kind: str) -> list[Result]:
    return [one for one in found if one["kind"] == kind]


def _points(found: list[Result]) -> Iterator[str]:
    yield "### Crash points"
    yield "Each cell: the pass at which it died, seed, facts of the run, differences found."
    yield "| point | who dies | embedded | real |\n|---|---|---|---|"
    done = {(one["attack"]["engines"], one["attack"]["point"]): one for one in sorted(_of(found, "test_crash_points"), key=lambda one: one["when"])}
    for name, point in POINTS.items():
        cells = [_cell(done.get((engines, name))) if engines in point.engines else "–" for engines in ("embedded", "real")]
        yield f"| `{name}` | {point.process} | {' | '.join(cells)} |"


def _cell(one: Result | None) -> str:
    if one is None:
        return "not run"
    return f"{one['attack']['nth']}., seed {one['attack']['seed']}, {one['facts']}, **{len(one['differences'])}**"


def _random(found: list[Result]) -> Iterator[str]:
    yield "### Random schedules"
    yield "| engines | runs | seeds | faults (kill, pause, restart) | deaths | facts | runs with a difference |\n|---|---|---|---|---|---|---|"
    runs = sorted(_of(found, "test_random_schedules"), key=lambda one: (one["attack"]["engines"], one["attack"]["seed"]))
    for engines, group in groupby(runs, key=lambda one: one["attack"]["engines"]):
        these = list(group)
        actions = Counter(fault["action"] for one in these for fault in one["attack"]["faults"])
        deaths = sum((Counter(one["deaths"]) for one in these), Counter[str]())
        told = ", ".join(f"{name} {times}" for name, times in sorted(deaths.items()))
        failed = [one["attack"]["seed"] for one in these if one["differences"]]
        yield (
            f"| {engines} | {len(these)} | {_ranges([one['attack']['seed'] for one in these])} | {actions['kill']}, {actions['pause']}, {actions['restart']} |"
            f" {told} | {sum(one['facts'] for one in these)} | {len(failed)}{f' ({_ranges(failed)})' if failed else ''} |"
        )


def _ranges(numbers: list[int]) -> str:
    """1, 2, 3, 7 → 1–3, 7."""
    groups = [[number for _, number in group] for _, group in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])]
    return ", ".join(str(group[0]) if len(group) == 1 else f"{group[0]}–{group[-1]}" for group in groups)


def _controls(found: list[Result]) -> Iterator[str]:
    yield "### Controls"
    yield "| mistake made on purpose | caught in run | first seen by |\n|---|---|---|"
    runs = sorted(_of(found, "test_controls"), key=lambda one: (one["attack"]["control"], one["attack"]["seed"]))
    for control, group in groupby(runs, key=lambda one: one["attack"]["control"]):
        these = list(group)
        caught = next((number for number, one in enumerate(these, 1) if one["differences"]), 0)
        by = these[caught - 1]["differences"][0].partition(":")[0].replace("_", " ") if caught else "not caught"
        yield f"| {control} | {caught or '–'} (seed {these[caught - 1]['attack']['seed']}) | {by} |"


def _stories(found: list[Result]) -> Iterator[str]:
    yield "### Poison, rebuilds, absence"
    yield "| story | engines | measured | differences |\n|---|---|---|---|"
    for one in sorted((one for one in found if one["attack"].get("story")), key=lambda one: (one["attack"]["story"], one["attack"]["engines"])):
        measured = "; ".join(f"{name} {value:g}" for name, value in one["measured"].items())
        yield f"| {one['attack']['story'].replace('_', ' ')} | {one['attack']['engines']} | {measured or '–'} | **{len(one['differences'])}** |"


if __name__ == "__main__":
    main()
