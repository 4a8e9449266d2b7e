"""What is done to whom and when: made from the seed alone, so that the same seed makes the same attack."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Final, Literal

import msgspec

ROLES: Final = ("sequencer", "projector", "indexer", "reactor", "notifier", "messenger", "clock", "recorder")
TWICE: Final = ("sequencer-2", "projector-2", "clock-2")
Action = Literal["kill", "pause", "restart"]


class Fault(msgspec.Struct, frozen=True, order=True):
    """At so many seconds after the first ask. `length` is how long a pause lasts."""

    at: float
    action: Action
    target: str
    length: float = 0.0

    def __str__(self) -> str:
        return f"{self.at:5.1f} s  {self.action} {self.target}" + (f" for {self.length:.1f} s" if self.length else "")


class Attack(msgspec.Struct, frozen=True, kw_only=True):
    """One run: its traffic, its faults, the crash point or the control, and the operator's commands under the traffic."""

    seed: int
    engines: str = "embedded"
    asks: int = 25
    pause: float = 0.12
    faults: tuple[Fault, ...] = ()
    point: str = ""
    nth: int = 1
    control: str = ""
    story: str = ""
    operations: tuple[tuple[str, ...], ...] = ()
    doubled: tuple[str, ...] = ("clock-2",)
    web: bool = True


def randomly(seed: int, engines: str) -> Attack:
    """A random schedule: everything may be killed, paused and restarted, engines included; roles may run twice; views and search are made anew meanwhile."""
    chance = random.Random(f"schedule {engines} {seed}")
    doubled = tuple(name for name in TWICE if chance.random() < 0.6)
    targets = [*ROLES, *doubled, "web", "writers-0", "writers-1", *(["relay"] if engines == "real" else [])]
    faults = [_fault(chance, targets, 12.0) for _ in range(14)]
    faults += [_fault(chance, [name], 11.0) for name in _engines(chance, engines)]
    operations = chance.choice(((), (("rebuild", "views"),), (("rebuild", "search"),), (("rebuild", "views"), ("rebuild", "search"))))
    return Attack(seed=seed, engines=engines, asks=70, faults=tuple(sorted(faults)), doubled=doubled, operations=operations)


def _fault(chance: random.Random, targets: Sequence[str], seconds: float) -> Fault:
    action: Action = chance.choices(("kill", "pause", "restart"), (5, 3, 2))[0]
    length = round(chance.uniform(0.3, 2.5), 2) if action == "pause" else 0.0
    return Fault(round(chance.uniform(0.2, seconds), 2), action, chance.choice(targets), length)


def _engines(chance: random.Random, engines: str) -> list[str]:
    """At least one of them is hit."""
    names = ["postgres"] if engines == "embedded" else ["postgres", "kafka", "elasticsearch"]
    return chance.sample(names, chance.randint(1, len(names)))
