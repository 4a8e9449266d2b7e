"""Three times what the machine can do: who is turned away knows it at once, who was served was served once, and afterwards all is as before."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable

from tests.proof.load.conftest import Place
from tests.proof.load.flood import Flooding


def test_a_flood_is_turned_away_and_what_was_confirmed_is_there_once_and_nothing_else(
    place: Place, bare: Place, length: Callable[[float, float], float], chance: random.Random
) -> None:
    handled, submitted = place.handled(), place.submitted()
    flood = asyncio.run(Flooding(place, bare, length(15, 60), chance).run())
    print(flood.told())
    assert not flood.complaints(), flood.told()
    assert flood.statuses[503], "it was no flood"
    assert place.handled() - handled == flood.confirmed
    assert sorted(place.submitted()) == sorted([*submitted, *flood.confirmed])


def test_without_admission_the_same_flood_is_not_borne(bare: Place, chance: random.Random) -> None:
    """The control: what waits grows as long as the flood lasts, and nobody is told."""
    flood = asyncio.run(Flooding(bare, None, 8, chance).run())
    print(flood.told())
    assert not flood.statuses[503]
    assert any("a queue grows" in words for words in flood.complaints()), flood.told()
