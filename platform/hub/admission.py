"""Who may work now. Everything here runs on the web's event loop and holds no thread, no database connection and no lock.

A lane has so many places. Who finds none waits in the line of their own address; addresses take turns, so that one with a hundred requests delays
another's only request by one. When the lines are full together the longest gives way, and at once: it is told to come again (docs/decisions/0004).
"""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Final

PATIENCE: Final = 3.0  # seconds in a line; only work that has stopped altogether makes anybody wait so long
Turn = asyncio.Future[None]


class TurnedAway(Exception):
    """Not now, or not like this: `status` is HTTP's word for why."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def busy() -> TurnedAway:
    return TurnedAway(503)


class Lane:
    """`places` in work together, `share` of them for one address at most, `most` waiting together."""

    def __init__(self, places: int, share: int, most: int, patience: float = PATIENCE) -> None:
        self.places, self.share, self.most, self.patience = places, share, most, patience
        self.working: Counter[str] = Counter()
        self.lines: dict[str, deque[Turn]] = {}
        self.waiting = 0

    @asynccontextmanager
    async def place(self, who: str) -> AsyncIterator[None]:
        """A place for as long as the block runs. Raises `TurnedAway`."""
        await self._enter(who)
        try:
            yield
        finally:
            self._leave(who)

    async def _enter(self, who: str) -> None:
        if who not in self.lines and self.working.total() < self.places and self.working[who] < self.share:
            self.working[who] += 1
            return
        turn = self._line_up(who)
        fuse = asyncio.get_running_loop().call_later(self.patience, self._refuse, who, turn)
        try:
            await turn
        except asyncio.CancelledError:
            self._abandon(who, turn)
            raise
        finally:
            fuse.cancel()

    def _line_up(self, who: str) -> Turn:
        if self.waiting >= self.most:
            longest = max(self.lines, key=lambda one: len(self.lines[one]))
            if len(self.lines[longest]) <= len(self.lines.get(who, ())) + 1:
                raise busy()
            self._refuse(longest, self.lines[longest][-1])
        turn: Turn = asyncio.get_running_loop().create_future()
        self.lines.setdefault(who, deque()).append(turn)
        self.waiting += 1
        return turn

    def _refuse(self, who: str, turn: Turn) -> None:
        if not turn.done():
            self._out_of_line(who, turn)
            turn.set_exception(busy())

    def _abandon(self, who: str, turn: Turn) -> None:
        """Nobody waits for this turn any more; it may have been called in the same moment."""
        if turn in self.lines.get(who, ()):
            self._out_of_line(who, turn)
        elif not turn.cancelled() and turn.exception() is None:
            self._leave(who)

    def _out_of_line(self, who: str, turn: Turn) -> None:
        self.lines[who].remove(turn)
        self.waiting -= 1
        if not self.lines[who]:
            del self.lines[who]

    def _leave(self, who: str) -> None:
        """Calls the next: the first of the address whose turn it is, unless it has gone meanwhile."""
        self.working[who] -= 1
        if not self.working[who]:
            del self.working[who]
        while (following := self._following()) is not None and not self._call(following):
            pass

    def _following(self) -> str | None:
        return next((one for one in self.lines if self.working[one] < self.share), None)

    def _call(self, who: str) -> bool:
        """Whether somebody came. The address goes to the end of the round."""
        turn = self.lines[who][0]
        self._out_of_line(who, turn)
        if who in self.lines:
            self.lines[who] = self.lines.pop(who)
        if turn.done():
            return False
        self.working[who] += 1
        turn.set_result(None)
        return True


class Room:
    """Bytes that all may keep together in memory, and one address at most."""

    def __init__(self, size: int, share: int) -> None:
        self.size, self.share = size, share
        self.kept: Counter[str] = Counter()

    @contextmanager
    def keeping(self, who: str) -> Iterator[Keeping]:
        keeping = Keeping(self, who)
        try:
            yield keeping
        finally:
            self.kept[who] -= keeping.size
            if not self.kept[who]:
                del self.kept[who]


class Keeping:
    """What one request keeps; all of it is given back when its block ends."""

    def __init__(self, room: Room, who: str) -> None:
        self.room, self.who, self.size = room, who, 0

    def add(self, size: int) -> None:
        """Raises `TurnedAway`."""
        kept = self.room.kept
        if kept.total() + size > self.room.size or kept[self.who] + size > self.room.share:
            raise busy()
        kept[self.who] += size
        self.size += size
