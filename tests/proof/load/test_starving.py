"""Clients that mean no good, or have a bad line: whatever they hold, it is nothing that another client needs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from tests.proof.load.clients import Answer, Line, line
from tests.proof.load.conftest import THREADS, Place

HUNDRED = 100
FEW = 3 * THREADS  # answers that others may get between one's question and its answer: a round or two of all places
SLOW = [f"127.0.3.{number}" for number in range(1, 2 * THREADS + 1)]
SCRIPT = "/static/django_htmx/htmx-4.min.js"


@asynccontextmanager
async def opened(place: Place, of: list[str], first: bytes = b"") -> AsyncIterator[list[Line]]:
    """A connection of each address that has said so much and no more."""
    lines = [await Line.open(place.port, one) for one in of]
    for one in lines:
        one.writer.write(first)
    try:
        yield lines
    finally:
        for one in lines:
            one.close()


def half(place: Place) -> bytes:
    """A request whose body begins."""
    return place.asker.read()[:-60]


async def trickle(one: Line) -> Answer:
    """A byte now and then, until there is an answer."""

    async def more() -> None:
        while True:
            await one.say(b" ")
            await asyncio.sleep(1)

    talking = asyncio.create_task(more())
    try:
        return await one.ask(b"")
    finally:
        talking.cancel()


async def served(place: Place, times: int) -> list[int]:
    async with line(place.port, "127.0.2.1") as other:
        return [(await other.ask(place.asker.read())).status for _ in range(times)]


# ---------------------------------------------------------------- slow senders and half-open connections
def test_who_trickles_and_who_says_nothing_hold_nobody_up_and_are_sent_away(place: Place) -> None:
    async def story() -> None:
        silent, headless = [SLOW[0]] * 500, [SLOW[1]] * 500
        async with (
            opened(place, SLOW, half(place)) as slow,
            opened(place, silent) as nothing,
            opened(place, headless, b"GET / HTTP/1.1\r\nHost: a\r\n") as begun,
        ):
            tricklers = [asyncio.create_task(trickle(one)) for one in slow]
            assert await served(place, 10) == [200] * 10
            assert not any(one.done() for one in tricklers), "served before, not after them"
            assert {answer.status for answer in await asyncio.gather(*tricklers)} == {408}
            for one in [*nothing, *begun]:
                await asyncio.wait_for(one.reader.read(), 60)

    asyncio.run(story())


def test_without_the_gateway_as_many_who_trickle_as_there_are_threads_stop_all(bare: Place) -> None:
    """The control."""

    async def story() -> None:
        async with opened(bare, SLOW, half(bare)) as slow:
            tricklers = [asyncio.create_task(trickle(one)) for one in slow]
            await asyncio.sleep(1)
            other = asyncio.create_task(served(bare, 1))
            await asyncio.wait([other], timeout=5)
            assert not other.done()
            for one in tricklers:
                one.cancel()
        await asyncio.wait_for(other, 60)  # and as soon as they are gone, it is served

    asyncio.run(story())


# ---------------------------------------------------------------- a hundred at once
async def passed_by(place: Place, crowd: Callable[[Callable[[int], None]], Awaitable[None]]) -> int:
    """How many of the crowd were served between another's question and its answer. `crowd` tells the status of each answer."""
    statuses: list[int] = []
    coming = asyncio.ensure_future(crowd(statuses.append))
    async with line(place.port, "127.0.2.1") as other:
        while not statuses:
            await asyncio.sleep(0)
        before = statuses.count(200)
        assert (await other.ask(place.asker.read())).status == 200
        between = statuses.count(200) - before
    await coming
    assert len(statuses) == HUNDRED
    return between


def at_once(place: Place) -> Callable[[Callable[[int], None]], Awaitable[None]]:
    """A hundred connections of one address, each with one query."""

    async def crowd(answered: Callable[[int], None]) -> None:
        async with opened(place, ["127.0.3.9"] * HUNDRED) as lines:

            async def ask(one: Line) -> None:
                answered((await one.ask(place.asker.read())).status)

            await asyncio.gather(*(ask(one) for one in lines))

    return crowd


def in_one_socket(place: Place) -> Callable[[Callable[[int], None]], Awaitable[None]]:
    """A hundred queries sent before the first answer is read."""

    async def crowd(answered: Callable[[int], None]) -> None:
        async with line(place.port, "127.0.3.9") as one:
            await one.say(place.asker.read() * HUNDRED)
            for _ in range(HUNDRED):
                answered((await one.answer())[0])

    return crowd


def test_a_hundred_queries_at_once_of_one_address_let_another_pass(place: Place) -> None:
    assert asyncio.run(passed_by(place, at_once(place))) <= FEW


def test_a_hundred_queries_in_one_socket_let_another_pass_and_are_all_answered(place: Place) -> None:
    assert asyncio.run(passed_by(place, in_one_socket(place))) <= FEW


def test_without_admission_another_waits_for_the_whole_hundred(bare: Place) -> None:
    """The control."""
    assert asyncio.run(passed_by(bare, at_once(bare))) > 2 * FEW


# ---------------------------------------------------------------- slow readers
def test_who_does_not_read_holds_no_place_and_little_memory_and_is_given_up(place: Place) -> None:
    async def story() -> None:
        before = place.memory()
        async with opened(place, ["127.0.3.9"] * 50) as lines:
            for one in lines:
                one.writer.transport.pause_reading()  # type: ignore[attr-defined]
                one.writer.write(place.asker.get(SCRIPT) * HUNDRED)
            assert await served(place, 10) == [200] * 10
            assert place.connections("127.0.3.9") == len(lines)
            while place.connections("127.0.3.9"):
                await asyncio.sleep(0.5)
            assert place.memory() < before + 64

    asyncio.run(asyncio.wait_for(story(), 150))
