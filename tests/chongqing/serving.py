"""The running web and workers on the full installation: their memory after every town was visited, and how long pages take."""
from __future__ import annotations

import random
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any
from urllib.parse import quote

import psutil

from tests.chongqing import visits
from tests.chongqing.installation import Installation, State
from tests.chongqing.progress import bar
from tests.support.live import Live, live

VISITORS, ROUNDS = 3, 3
WORDS = ("饮水", "道路硬化", "路灯", "垃圾", "医保 村卫生室", "建议", "")
BOARDS, DESKS = 8, 120


# ---------------------------------------------------------------- memory
def measure_memory(place: Installation, state: State) -> dict[str, Any]:
    keys = list(visits.keys(place).values())
    with live(place.url, place.var) as running:
        for key in keys[:3]:
            visits.desk(running, key)
        before = _memory(place, running)
        refused = _visit_all(running, keys)
        return {"visits": len(keys) * ROUNDS, "refused": refused, "before": before, "after": _memory(place, running)}


def _visit_all(running: Live, keys: list[visits.Key]) -> int:
    """Every congress three times, by three at once: its desk, its cases, its desk. How many got no page."""
    refused = 0
    with bar() as progress, ThreadPoolExecutor(VISITORS) as people:
        task = progress.add_task("Visiting every town", total=len(keys) * ROUNDS)
        for number in range(ROUNDS):
            ask = visits.cases if number % 2 else visits.desk
            for told in people.map(lambda key, ask=ask: _patiently(ask, running, key), random.Random(number).sample(keys, len(keys))):  # type: ignore[misc]
                refused += told.status != 200
                progress.advance(task)
    return refused


def _patiently(ask: Any, running: Live, key: visits.Key) -> visits.Told:
    while (told := ask(running, key)).status == visits.TURNED_AWAY:
        time.sleep(2)
    return told  # type: ignore[no-any-return]


def _memory(place: Installation, running: Live) -> dict[str, Any]:
    """Megabytes, each page counted once (PSS): web and worker with their children; the database's backends by login, and all of the server."""
    own = {name: round(sum(_pss(one) for one in _family(pid))) for name, pid in running.pids.items()}
    server = _family(place.postmaster())
    backends: dict[str, list[int]] = {}
    for one in server[1:]:
        words = " ".join(one.cmdline()).split()
        if len(words) > 2 and words[1].startswith("townships_"):
            backends.setdefault(words[1].removeprefix("townships_"), []).append(round(one.memory_full_info().uss / 1e6))
    return own | {"backends": {login: sorted(found) for login, found in backends.items()}, "server": round(sum(map(_pss, server)))}


def _family(pid: int) -> list[psutil.Process]:
    first = psutil.Process(pid)
    return [first, *first.children(recursive=True)]


def _pss(process: psutil.Process) -> float:
    try:
        return float(process.memory_full_info().pss) / 1e6
    except psutil.Error:
        return 0.0


# ---------------------------------------------------------------- pages
def measure_pages(place: Installation, state: State) -> dict[str, Any]:
    """One person at a time; what counts is the time inside the application, as the web's own log tells it."""
    keys = visits.keys(place)
    counties = [key for code, key in keys.items() if len(code) == 6]
    towns = random.Random(state.seed).sample([key for code, key in keys.items() if len(code) == 9], min(DESKS, state.towns))
    asked = {
        "board": [(key, "/board") for key in counties for _ in range(BOARDS)],
        "search": [(key, f"/search?q={quote(words)}") for words in WORDS for key in counties],
        "town_search": [(key, f"/search?q={quote(words)}") for key, words in zip(towns, WORDS * len(towns), strict=False)],
        "desk": [(key, "/desk") for key in towns], "cases": [(key, "/cases") for key in towns],
    }  # fmt: skip
    with live(place.url, place.var) as running:
        for key in counties[:5] * 2:
            for path in ("/board", "/search?q=", "/desk", "/cases"):
                visits.page(running, key, path)
        return {name: _timed(running, work, name) for name, work in asked.items()}


def _timed(running: Live, work: list[tuple[visits.Key, str]], name: str) -> dict[str, Any]:
    since = running.log.stat().st_size
    with bar() as progress:
        told = [_patiently(partial(visits.page, path=path), running, key) for key, path in progress.track(work, description=f"Asking: {name}")]
    assert all(one.status == 200 for one in told), [one for one in told if one.status != 200][:3]
    found = sorted(value for values in visits.served(running, since).values() for value in values)
    return {"pages": len(found), "median_ms": statistics.median(found), "p95_ms": found[int(len(found) * 0.95)], "most_ms": found[-1]}
