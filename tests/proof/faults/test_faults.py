"""Kill it anywhere: nothing is lost, nothing is doubled, nothing is turned round, and everything comes to rest by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.proof.faults.conftest import marks
from tests.proof.faults.controls import CONTROLS
from tests.proof.faults.points import POINTS
from tests.proof.faults.run import Outcome
from tests.proof.faults.schedule import Attack, randomly

ATTEMPTS = 20
CRASHES = [pytest.param(name, engines, id=f"{engines}-{name}", marks=marks(engines)) for name, point in POINTS.items() for engines in point.engines]


@pytest.mark.parametrize("point, engines", CRASHES)
def test_crash_points(point: str, engines: str, attack: Callable[[Attack], Outcome], seeds: Iterator[int]) -> None:
    seed = next(seeds)
    outcome = attack(Attack(seed=seed, engines=engines, point=point, nth=1 + seed % POINTS[point].most, web=POINTS[point].process == "web"))
    assert not outcome.differences, outcome.told()


def test_random_schedules(engines: str, turn: int, attack: Callable[[Attack], Outcome], seeds: Iterator[int]) -> None:
    outcome = attack(randomly(next(seeds), engines))
    assert not outcome.differences, outcome.told()


@pytest.mark.parametrize("control", CONTROLS)
def test_controls(control: str, attack: Callable[[Attack], Outcome], seeds: Iterator[int]) -> None:
    """A product with the mistake must be found out; a harness that does not see it sees nothing."""
    for _ in range(ATTEMPTS):
        wanted = CONTROLS[control].attack(next(seeds))
        if attack(Attack(**{name: getattr(wanted, name) for name in wanted.__struct_fields__} | {"control": control})).differences:
            return
    pytest.fail(f"{ATTEMPTS} runs did not notice: {control}")
