"""The stream on one machine: the log itself, read by position. One partition; only what the county may see."""
from __future__ import annotations

import time
from typing import Final

from django.db import connection
from psycopg.abc import Buffer
from psycopg.adapt import Loader

from bus import positions
from bus.stream import Batch, Message

POLL: Final = 0.04
#: position, tenant, audience, envelope
Row = tuple[int, str, str, bytes]
#: What comes next: places and ids from to, so that the facts are looked for in their month's table only.
NEXT = """
SELECT min(position), max(position), min(fact_id), max(fact_id)
FROM (SELECT position, fact_id FROM outbox_placed WHERE position > %s::bigint ORDER BY position LIMIT %s::bigint) AS next
"""
READ = """
SELECT p.position, f.tenant, f.audience, f.envelope FROM outbox_placed p JOIN outbox_fact f ON f.id = p.fact_id
WHERE p.position >= %s::bigint AND p.position <= %s::bigint AND f.id >= %s::bigint AND f.id <= %s::bigint ORDER BY p.position
"""


class AsItStands(Loader):
    """Text is handed on and not looked at: an envelope need not become a string on its way."""

    def load(self, data: Buffer) -> bytes:
        return bytes(data)


def read(after: int, limit: int) -> list[Row]:
    """The facts after a position. The log begins where its oldest month that is kept does."""
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [after, limit])
        bounds = cursor.fetchone()
        if bounds[0] is None:
            return []
        cursor.adapters.register_loader("text", AsItStands)
        cursor.execute(READ, bounds)
        return cursor.fetchall()


class LogSubscription:
    def __init__(self, consumer: str) -> None:
        self.consumer = consumer
        self.at: int | None = None

    def poll(self, limit: int, timeout: float) -> Batch:
        until = time.monotonic() + timeout
        while not (rows := self._read(limit)):
            if time.monotonic() >= until:
                return Batch()
            time.sleep(POLL)
        begin, self.at = self._position(), rows[-1][0]
        messages = [Message(0, position, tenant, body) for position, tenant, audience, body in rows if audience == "county"]
        return Batch(messages, {0: begin}, {0: self.at})

    def stored(self, batch: Batch) -> None:
        pass

    def again(self) -> None:
        self.at = None

    def lag(self) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT position FROM outbox_head")
            return max(0, cursor.fetchone()[0] - max(0, positions.stored(self.consumer, LogStream.NAME).get(0, 0)))

    def close(self) -> None:
        pass

    def _position(self) -> int:
        if self.at is None:
            self.at = positions.stored(self.consumer, LogStream.NAME).get(0, positions.START)
        return self.at

    def _read(self, limit: int) -> list[Row]:
        return read(max(0, self._position()), limit)


class LogStream:
    NAME: Final = "log"

    def name(self) -> str:
        return self.NAME

    def subscribe(self, consumer: str) -> LogSubscription:
        return LogSubscription(consumer)
