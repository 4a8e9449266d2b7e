"""One installation for each worker of a test run; a Kafka and an Elasticsearch of its own for those tests that may kill them."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from hub.engines import EngineError
from tests.conftest import ROOT, leave_out
from tests.proof.faults.run import Outcome, Run
from tests.proof.faults.schedule import Attack
from tests.proof.faults.world import World

KEPT = ROOT / "var" / "proof" / "faults"
ENGINES = ("embedded", "real")
SAMPLE = {"embedded": 2, "real": 1}
FULL = 20


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A killed engine takes a while to come back, and a control may take twenty runs."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.timeout(1500))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "turn" in metafunc.fixturenames:
        wanted = [name for name in ENGINES if metafunc.config.option.engines in ("", name)]
        cases = [pytest.param(name, turn, id=f"{name}-{turn}", marks=marks(name)) for name in wanted for turn in range(_turns(metafunc.config, name))]
        metafunc.parametrize("engines, turn", cases)


def each_engine() -> list[object]:
    return [pytest.param(name, id=name, marks=marks(name)) for name in ENGINES]


def marks(engines: str) -> list[pytest.MarkDecorator]:
    return [pytest.mark.real_engines] if engines == "real" else []


def _turns(config: pytest.Config, engines: str) -> int:
    return int(config.option.runs or (FULL if config.option.full else SAMPLE[engines]))


@pytest.fixture(scope="session")
def world() -> Iterator[World]:
    found = World(Path(tempfile.mkdtemp(prefix="townships-faults-")))
    yield found
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
    told = {"kind": kind, **msgspec.to_builtins(outcome), "when": time.strftime("%Y-%m-%d", time.gmtime())}
    (folder / f"{name}.json").write_text(json.dumps(told, ensure_ascii=False, indent=1))

