"""Views and search are made anew under write traffic: nobody who reads gets an error, nothing, or what is older than a minute."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final
from uuid import uuid4

import pytest

from tests.proof.faults.build import Office, Town
from tests.proof.faults.run import Outcome, Run
from tests.proof.faults.schedule import Attack
from tests.proof.faults.traffic import CHANGE, Away, _global, ask, patiently

OLDEST: Final = 60.0  # seconds
LOOKED: Final = """query ($town: String!) {
  county { board { towns { key cases } } cases(filter: {town: $town}, first: 100) { nodes { title } } }
  search(words: "金丝雀", first: 1) { totalCount }
}"""


def test_rebuilds_under_traffic(engines: str, attack: Callable[..., Outcome], seed: int, request: pytest.FixtureRequest) -> None:
    seconds = 75.0 if request.config.option.full else 15.0
    outcome = attack(Attack(seed=seed, engines=engines, asks=60, pause=0.3, doubled=(), story="rebuilds"), lambda run: story(run, seconds))
    assert not outcome.differences, outcome.told()
    assert outcome.measured["reads"] >= 20, outcome.measured
    assert outcome.measured["oldest read, seconds"] < OLDEST, outcome.measured


def story(run: Run, seconds: float) -> None:
    """For so long, and at least twice each, views and search are rebuilt while canaries are written and a county's office looks."""
    town = run.world.towns[-1]
    office = next(one for one in run.world.people.counties if one.schema == town.county)
    run.until("the web answers", lambda: _answers(run, office))
    canaries = Canaries(run.port, town)
    canaries.write()
    looking = Looking(run.port, office, canaries)
    run.until("the first canary is seen", looking.sees_one)
    threads = [threading.Thread(target=work, daemon=True) for work in (canaries.go_on, looking.go_on, looking.go_on)]
    for thread in threads:
        thread.start()
    begun, made = time.monotonic(), 0
    while time.monotonic() - begun < seconds or made < 2:
        for what in ("views", "search"):
            status, told = run.operate("rebuild", what)
            assert status == 0, told
        made += 1
    oldest = looking.oldest
    _who_looks_would_see_it(run, looking)
    canaries.stop.set()
    for thread in threads:
        thread.join()
    run.until("the writers", run.written)
    run.measured |= {"rebuilds of each": made, "canaries": len(canaries.told), "reads": looking.reads, "oldest read, seconds": round(oldest, 2)}
    assert not canaries.failed, canaries.failed[:3]
    assert not looking.failed, looking.failed[:3]


def _who_looks_would_see_it(run: Run, looking: Looking) -> None:
    """The control: while the projector sleeps, what is read grows old."""
    run.wanted["projector"].signal(signal.SIGSTOP)
    try:
        run.until("who looks sees that it is old", lambda: looking.oldest > 2)
    finally:
        run.wanted["projector"].signal(signal.SIGCONT)


def _answers(run: Run, office: Office) -> bool:
    try:
        return bool(ask(run.port, office.host, office.token, "{ county { towns { key } } }", {}))
    except Away:
        return False


class Canaries:
    """Suggestions with numbers in their titles; `told[n]` is when the n-th was acknowledged."""

    def __init__(self, port: int, town: Town) -> None:
        self.port, self.town, self.stop = port, town, threading.Event()
        self.told: list[float] = []
        self.failed: list[str] = []

    def write(self) -> None:
        given = {"commandId": str(uuid4()), "at": datetime.now(UTC).date().isoformat(), "title": f"金丝雀第{len(self.told):05}号",
                 "text": "路灯不亮。", "proposerIds": [_global("Deputy", self.town, self.town.deputy)]}  # fmt: skip
        document = CHANGE % ("SubmitSuggestion", "submitSuggestion")
        told = patiently(lambda: ask(self.port, self.town.host, self.town.tokens["deputy"], document, {"input": given}))
        if errors := told["submitSuggestion"]["errors"]:
            self.failed.append(str(errors))
        self.told.append(time.monotonic())

    def go_on(self) -> None:
        while not self.stop.wait(0.5):
            self.write()


class Looking:
    """A county's office with the board, a town's list and search open. `oldest`: the longest that something acknowledged was not to be seen, in seconds."""

    def __init__(self, port: int, office: Office, canaries: Canaries) -> None:
        self.port, self.office, self.canaries = port, office, canaries
        self.reads, self.oldest = 0, 0.0
        self.failed: list[str] = []

    def sees_one(self) -> bool:
        return all(self._seen(self._read()))

    def go_on(self) -> None:
        while not self.canaries.stop.is_set():
            self.look()

    def look(self) -> None:
        begun = time.monotonic()
        try:
            found = self._read()
        except Exception as error:
            self.failed.append(f"{type(error).__name__}: {error}")
            return
        self.reads += 1
        if not all(self._seen(found)) or not found["county"]["board"]["towns"]:
            self.failed.append(f"empty: {found}")
        for seen in self._seen(found):
            unseen = self.canaries.told[seen : seen + 1]
            self.oldest = max([self.oldest, *(begun - told for told in unseen)])

    def _read(self) -> Any:
        return ask(self.port, self.office.host, self.office.token, LOOKED, {"town": self.canaries.town.schema}, 30)

    def _seen(self, found: Any) -> tuple[int, int]:
        """How many canaries the list and search show."""
        numbers = [int(node["title"][4:9]) + 1 for node in found["county"]["cases"]["nodes"] if node["title"].startswith("金丝雀第")]
        return max(numbers, default=0), found["search"]["totalCount"]
