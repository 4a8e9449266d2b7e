"""The measured numbers as docs/scale.json and as the table of docs/scale.md, each beside its goal."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

import msgspec

from tests.chongqing.bench import Bench

BEGIN, END = "<!-- measured: written by `make bench-chongqing` -->", "<!-- /measured -->"


class Row(msgspec.Struct, frozen=True):
    """`held` is None where there is no goal."""

    what: str
    measured: str
    goal: str = ""
    held: bool | None = None

    def line(self) -> str:
        return f"| {self.what} | {self.measured} | {self.goal} | {'' if self.held is None else 'yes' if self.held else '**no**'} |"


def write(told: Bench, docs: Path) -> None:
    rows = list(_rows(told))
    (docs / "scale.json").write_bytes(msgspec.json.format(msgspec.json.encode({"bench": told, "rows": rows}), indent=1) + b"\n")
    page = docs / "scale.md"
    text = page.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    page.write_text(f"{before}{BEGIN}\n{_table(told, rows)}\n{END}{rest.split(END)[1]}", encoding="utf-8")
    for row in rows:
        print(row.line())


def _table(told: Bench, rows: list[Row]) -> str:
    dates = sorted({f"{one.at:%Y-%m-%d}" for one in told.measured.values()})
    loads = sorted(one.load for one in told.measured.values())
    return "\n".join([
        f"Measured {' and '.join(dates)} on {told.cores} cores, Python {told.python}, the embedded PostgreSQL with its shipped settings (64 MB of shared",
        f"buffers); {told.towns} towns as of {told.as_of}. The machine's load when the measurements began was {loads[0]}–{loads[-1]}.", "",
        "| what | measured | goal | held |", "|---|---|---|---|", *(row.line() for row in rows),
    ])  # fmt: skip


def _rows(told: Bench) -> Iterator[Row]:
    parts: dict[str, Callable[[dict[str, Any]], Iterator[Row]]] = {
        "disk": lambda disk: _disk(disk, told.built), "opening": _opening, "memory": _memory, "pages": _pages, "hundred": _hundred,
        "upgrade": _upgrade,
        "clock": _clock, "sample": _sample,
    }  # fmt: skip
    for name, rows in parts.items():
        if name in told.measured:
            yield from rows(told.measured[name].told)


def _clock(clock: dict[str, Any]) -> Iterator[Row]:
    turn = f"median {clock['median_ms']} ms, p95 {clock['p95_ms']} ms"
    yield Row("the law's clock, nothing due, one turn over all towns", turn, "< 50 ms", clock["p95_ms"] < 50)


def _sample(sample: dict[str, Any]) -> Iterator[Row]:
    compared = f"{sample['subjects']:,} subjects of {sample['towns']} congresses: {sample['drifts']} differ in version, {sample['differing']} in content"
    agreed = sample["drifts"] == sample["differing"] == 0
    yield Row(f"`townships reconcile` on {len(sample['counties'])} counties, views made from the log's facts alone", compared, "0", agreed)


def _disk(disk: dict[str, Any], built: dict[str, float]) -> Iterator[Row]:
    held = f"{disk['towns']} towns of {disk['counties']} counties, {disk['deputies']:,} deputies, {disk['cases']:,} cases, {disk['facts']:,} facts"
    own = f"a town's own tables {disk['town_bytes'] / 1e6:.1f} MB, a county's {disk['county_bytes'] / 1e6:.1f} MB"
    yield Row("in it", held)
    yield Row("disk", f"{disk['bytes'] / 1e9:.2f} GB; {own}")
    yield Row("  of it the largest shared tables", ", ".join(f"{name} {size / 1e9:.2f} GB" for name, size in list(disk["shared"].items())[:3]))
    for name, words in (("load", "pressing all towns"), ("place", "placing the facts"), ("project", "projecting them"), ("search", "filling search")):
        rate = disk["documents"] / built[name] if name == "search" else disk["facts"] / built[name]
        yield Row(f"building: {words}", f"{built[name]:.0f} s, {rate:,.0f} {'documents' if name == 'search' else 'facts'} a second")


def _opening(told: dict[str, Any]) -> Iterator[Row]:
    seconds, ratio, faster = told["seconds"], told["next_to_tenth"], told["clone_to_next"]
    tenth, later, clone = (f"{median(told[name]):.0f} ms" for name in ("tenth_ms", "next_ms", "clone_ms"))
    yield Row(f"opening all {told['congresses']} congresses", f"{seconds:.0f} s, median {told['median_ms']} ms", "< 300 s", seconds < 300)
    yield Row("  disk of an empty one", f"{told['empty_bytes'] / told['congresses'] / 1e6:.2f} MB")
    yield Row("opening one more after all, against the tenth", f"{later} against {tenth}: {ratio} ×", "≤ 1.3 ×", ratio <= 1.3)
    yield Row("  against django-tenants' clone_schema there", f"{clone}: {faster} ×", "≥ 10 ×", faster >= 10)


PAGES = {"board": "county board", "search": "county search", "town_search": "search in a town", "desk": "a town's desk", "cases": "a town's cases"}


def _memory(memory: dict[str, Any]) -> Iterator[Row]:
    before, after = memory["before"], memory["after"]
    own = after["backends"].get("web", [0])
    server = f"{len(own)}, of {own[0]}–{own[-1]} MB each; the whole server {after['server']} MB (before {before['server']})"
    visited = f"web after {memory['visits']:,} visits to all congresses (PSS)"
    yield Row(visited, f"{after['web']} MB (before {before['web']})", "≤ 300 MB", after["web"] <= 300)
    yield Row("  worker with all roles", f"{after['worker']} MB (before {before['worker']})")
    yield Row("  the web's database backends", server)


def _pages(pages: dict[str, Any]) -> Iterator[Row]:
    for name, what in PAGES.items():
        one = pages[name]
        goal = ("< 100 ms", one["p95_ms"] < 100) if name in ("board", "search") else ("", None)
        yield Row(f"{what}, time in the web, {one['pages']} pages", f"median {one['median_ms']:.0f} ms, p95 {one['p95_ms']:.0f} ms", *goal)


def _hundred(hundred: dict[str, Any]) -> Iterator[Row]:
    towns = hundred["towns"]
    check, other = median(hundred["check_ms"]), median(hundred["check_other_ms"]) / 1000
    ratio, times = hundred["check_ratio"], hundred["additive_ratio"]
    yield Row(f"`upgrade --check` of {towns} towns, against migrate_schemas", f"{check:.1f} ms, {other:.1f} s: {ratio} ×", "≥ 500 ×", ratio >= 500)
    ours, theirs = median(hundred["additive_s"]), median(hundred["additive_other_s"])
    yield Row(f"a column more in these {towns} towns, against migrate_schemas", f"{ours:.2f} s, {theirs:.1f} s: {times} ×", "≥ 100 ×", times >= 100)


def _upgrade(whole: dict[str, Any]) -> Iterator[Row]:
    what = f"a column more in all {whole['tenants']} congresses, killed after {whole['killed_after']} and gone on with"
    yield Row(what, f"{whole['seconds']} s, {whole['done']} done, none half")
    slow = f"{whole['slowest_ms']} ms (usually {whole['usual_ms']})"
    meanwhile = f"{whole['requests_during']} during, {whole['failed']} of {whole['requests']} failed, {whole['turned_away']} turned away, slowest {slow}"
    yield Row("  pages and commands meanwhile", meanwhile, "0 failed", whole["failed"] == 0)
