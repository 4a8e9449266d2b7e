"""Kill it anywhere: nothing is lost, nothing is doubled, nothing is turned round, and everything comes to rest by itself."""

from __future__ import annotations

import random
from collections.abc import Callable

import msgspec
import pytest

from tests.proof.faults.controls import CONTROLS
from tests.proof.faults.points import POINTS
from tests.proof.faults.run import Outcome
from tests.proof.faults.schedule import Attack, randomly

ATTEMPTS = 20


def test_crash_points(point: str, engines: str, attack: Callable[[Attack], Outcome], seed: int) -> None:
    nth = random.Random(f"{seed} {point}").randint(1, POINTS[point].most)
    outcome = attack(Attack(seed=seed, engines=engines, point=point, nth=nth, web=POINTS[point].process == "web"))
    assert not outcome.differences, outcome.told()


def test_random_schedules(engines: str, turn: int, attack: Callable[[Attack], Outcome], seed: int) -> None:
    outcome = attack(randomly(seed + turn, engines))
    assert not outcome.differences, outcome.told()


@pytest.mark.parametrize("control", CONTROLS)
def test_controls(control: str, attack: Callable[[Attack], Outcome], seed: int) -> None:
    """A product with the mistake must be found out; a harness that does not see it sees nothing."""
    for attempt in range(ATTEMPTS):
        if attack(msgspec.structs.replace(CONTROLS[control].attack(seed + attempt), control=control)).differences:
            return
    pytest.fail(f"{ATTEMPTS} runs did not notice: {control}")
