"""A sample that anybody can draw again: the same numbers and the same seed give the same cases. Pure."""
from __future__ import annotations

from collections.abc import Collection
from hashlib import sha256

from motions.events import CaseFacts, PromiseState
from townships.errors import Invalid, RuleBroken


def draw(numbers: Collection[str], size: int | None, seed: str) -> list[str]:
    """The numbers whose SHA-256 of `seed:number` comes first; None draws all. Whoever has the list and the seed can check it by hand."""
    ordered = sorted(numbers, key=lambda number: (sha256(f"{seed}:{number}".encode()).hexdigest(), number))
    return ordered if size is None else ordered[:size]


def check_sample(size: int | None, of: int) -> None:
    if of == 0:
        raise RuleBroken("nothing_to_look_back_at", field="until")
    if size is not None and not 1 <= size <= of:
        raise Invalid("sample_does_not_fit", "size", most=of)


def needs_new_promise(facts: CaseFacts) -> bool:
    """Said to be solved, and it is not there: no promise can be followed again, so one is made."""
    return not any(one.state in (PromiseState.KEPT, PromiseState.FOLLOWING) for one in facts.promises)
