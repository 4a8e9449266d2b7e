"""Who may work now: places, shares, lines, turns, and that no place is ever lost."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress

import pytest

from hub.admission import Lane, Room, TurnedAway


class Visits:
    """Requests at a lane: `come` starts one, which stays until `done` says so. `order` is who began to work, in order."""

    def __init__(self, lane: Lane) -> None:
        self.lane, self.order = lane, list[str]()
        self.tasks: dict[str, asyncio.Task[None]] = {}
        self.ends: dict[str, asyncio.Event] = {}

    async def come(self, *names: str) -> None:
        """`a1`, `a2` … are requests of the address `a`."""
        for name in names:
            self.ends[name] = asyncio.Event()
            self.tasks[name] = asyncio.create_task(self._visit(name))
            await calm()

    async def done(self, name: str) -> None:
        self.ends[name].set()
        await self.tasks[name]
        await calm()

    async def gone(self, name: str) -> None:
        self.tasks[name].cancel()
        with suppress(asyncio.CancelledError):
            await self.tasks[name]
        await calm()

    async def everything(self) -> None:
        for end in self.ends.values():
            end.set()
        await asyncio.gather(*self.tasks.values(), return_exceptions=True)

    def turned_away(self) -> list[str]:
        return [
            name for name, task in self.tasks.items() if task.done() and not task.cancelled() and isinstance(task.exception(), TurnedAway)
        ]

    async def _visit(self, name: str) -> None:
        async with self.lane.place(name[0]):
            self.order.append(name)
            await self.ends[name].wait()


async def calm() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def visiting(lane: Lane, story: Callable[[Visits], Awaitable[None]]) -> Visits:
    async def told() -> Visits:
        visits = Visits(lane)
        await story(visits)
        await visits.everything()
        return visits

    visits = asyncio.run(told())
    assert (lane.working.total(), lane.waiting, lane.lines) == (0, 0, {})
    return visits


def test_as_many_work_as_there_are_places_and_one_address_takes_its_share_only() -> None:
    async def story(visits: Visits) -> None:
        await visits.come("a1", "a2", "a3", "a4", "b1", "b2")
        assert visits.order == ["a1", "a2", "a3", "b1"]
        assert (visits.lane.working["a"], visits.lane.waiting) == (3, 2)

    visiting(Lane(places=4, share=3, most=10), story)


def test_addresses_take_turns_so_that_a_hundred_requests_of_one_delay_anothers_by_one() -> None:
    async def story(visits: Visits) -> None:
        await visits.come("a0", *[f"a{number}" for number in range(1, 101)], "b1", "c1")
        for name in ("a0", "a1", "b1", "c1"):
            await visits.done(name)
        assert visits.order == ["a0", "a1", "b1", "c1", "a2"]

    visiting(Lane(places=1, share=1, most=200), story)


def test_when_the_lines_are_full_the_longest_gives_way_at_once() -> None:
    async def story(visits: Visits) -> None:
        await visits.come("a0", "a1", "a2", "a3", "b1")
        assert visits.turned_away() == ["a3"]
        await visits.come("a4")
        assert visits.turned_away() == ["a3", "a4"], "one more of the longest line is the one that gives way"
        await visits.come("c1")
        assert visits.turned_away() == ["a2", "a3", "a4"]
        await visits.come("d1")
        assert visits.turned_away() == ["a2", "a3", "a4", "d1"], "nobody waits with more than one: the newcomer is told so"

    visiting(Lane(places=1, share=1, most=3), story)


def test_nobody_waits_longer_than_the_patience() -> None:
    async def story(visits: Visits) -> None:
        await visits.come("a0", "b1")
        with pytest.raises(TurnedAway) as turned:
            await visits.tasks["b1"]
        assert turned.value.status == 503

    assert visiting(Lane(places=1, share=1, most=3, patience=0.01), story).order == ["a0"]


def test_who_gave_up_waiting_is_passed_over_and_takes_no_place() -> None:
    async def story(visits: Visits) -> None:
        await visits.come("a0", "b1", "c1")
        await visits.gone("b1")
        await visits.done("a0")
        assert visits.order == ["a0", "c1"]

    visiting(Lane(places=1, share=1, most=5), story)


def test_who_gives_up_in_the_moment_of_being_called_passes_the_place_on() -> None:
    async def story(visits: Visits) -> None:
        await visits.come("a0", "b1", "c1", "d1")
        visits.ends["a0"].set()
        visits.tasks["b1"].cancel()  # before anybody could notice: it is still in line when its turn comes
        await visits.tasks["a0"]
        await calm()
        assert visits.order == ["a0", "c1"]
        visits.ends["c1"].set()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        visits.tasks["d1"].cancel()  # called, and not yet come
        await calm()

    visiting(Lane(places=1, share=1, most=5), story)


@pytest.mark.parametrize("seed", range(20))
def test_whatever_happens_no_place_is_lost_and_none_is_made(seed: int) -> None:
    chance = random.Random(seed)

    async def story(visits: Visits) -> None:
        for number in range(200):
            await visits.come(f"{chance.choice('abcdef')}{number}")
            working = [name for name in visits.order if not visits.tasks[name].done()]
            assert len(working) <= 4
            assert all(sum(name[0] == who for name in working) <= 3 for who in "abcdef")
            for name in chance.sample(list(visits.tasks), k=min(len(visits.tasks), 2)):
                if not visits.tasks[name].done() and chance.random() < 0.5:
                    await (visits.gone(name) if chance.random() < 0.3 or name not in visits.order else visits.done(name))

    visiting(Lane(places=4, share=3, most=8), story)


def test_a_room_holds_so_much_together_and_so_much_of_one_and_gets_it_back() -> None:
    room = Room(size=100, share=60)
    with room.keeping("a") as first:
        first.add(50)
        with room.keeping("a") as second, pytest.raises(TurnedAway) as turned:
            second.add(11)
        assert turned.value.status == 503
        with room.keeping("b") as other:
            other.add(50)
            with pytest.raises(TurnedAway):
                first.add(1)
        first.add(10)
    assert room.kept.total() == 0
