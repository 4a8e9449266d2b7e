"""One installation for each worker of a test run; a Kafka and an Elasticsearch of its own for those tests that may kill them."""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from hub.engines import EngineError
from tests.conftest import ROOT, leave_out
from tests.proof.faults.points import POINTS
from tests.proof.faults.run import Outcome, Run
from tests.proof.faults.schedule import Attack
from tests.proof.faults.world import World
from tests.support.template import folder

KEPT = ROOT / "var" / "proof" / "faults"
ENGINES = ("embedded", "real")
SAMPLE = {"embedded": 2, "real": 1}
FULL = 20
SPEAKING = ("relay", "projector", "indexer", "recorder")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A killed engine takes a while to come back, and a control may take twenty runs."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.timeout(1500))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A sample takes each crash point and each story once, and on the real engines those of the processes that speak to them; all else takes all."""
    asked, full, names = metafunc.config.option.engines, metafunc.config.option.full, metafunc.fixturenames
    wanted = [asked] if asked else list(ENGINES)
    if "turn" in names:
        turns = {name: range(int(metafunc.config.option.runs or (FULL if full else SAMPLE[name]))) for name in wanted}
        metafunc.parametrize("engines, turn", [pytest.param(name, turn, id=f"{name}-{turn}", marks=marks(name)) for name in wanted for turn in turns[name]])
    elif "point" in names:
        pairs = [(name, engines) for name, point in POINTS.items() for engines in point.engines if engines in wanted]
        taken = [(name, engines) for name, engines in pairs if full or asked or engines == "embedded" or POINTS[name].process in SPEAKING]
        metafunc.parametrize("point, engines", [pytest.param(*pair, id=f"{pair[1]}-{pair[0]}", marks=marks(pair[1])) for pair in taken])
    elif "engines" in names:
        taken = wanted if full or asked else ["embedded"]
        metafunc.parametrize("engines", [pytest.param(name, id=name, marks=marks(name)) for name in taken])


def marks(engines: str) -> list[pytest.MarkDecorator]:
    return [pytest.mark.real_engines] if engines == "real" else []


@pytest.fixture(scope="session")
def world() -> Iterator[World]:
    """What Maven brings is kept beside the checkout."""
    os.environ.setdefault("TOWNSHIPS_ENGINES", str(ROOT / "var" / "engines"))
    found = World(Path(tempfile.mkdtemp(prefix="townships-faults-", dir=folder())))
    try:
        found.start()
        yield found
    finally:
        found.stop()


@pytest.fixture
def attack(request: pytest.FixtureRequest, world: World, seed: int) -> Callable[..., Outcome]:
    """Runs one attack; its outcome is kept for the table of docs/reliability.md (`python -m tests.proof.faults.report`)."""

    def attacked(wanted: Attack, story: Callable[[Run], None] | None = None) -> Outcome:
        if request.config.option.engines not in ("", wanted.engines):
            pytest.skip(f"only {request.config.option.engines} was asked for")
        if wanted.engines == "real":
            try:
                world.start_real()
            except EngineError as error:
                leave_out(request, "kafka", str(error))
        name = request.node.name.translate(str.maketrans(" []", "---"))
        outcome = Run(world, wanted, KEPT / "runs" / f"{seed}-{name}-{wanted.seed}-{int(time.time())}").go(story)
        _keep(request.node.originalname, f"{name}-{wanted.seed}", outcome)
        return outcome

    return attacked


def _keep(kind: str, name: str, outcome: Outcome) -> None:
    folder = KEPT / "results"
    folder.mkdir(parents=True, exist_ok=True)
    told = {"kind": kind, **msgspec.to_builtins(outcome), "when": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())}
    (folder / f"{name}.json").write_text(json.dumps(told, ensure_ascii=False, indent=1))

