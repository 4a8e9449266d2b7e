"""From the log to Kafka: in order, at least once. Sent means that the broker's answer came back for every message."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.utils import timezone
from kafka import KafkaProducer

from bus import positions
from bus.kafka import GREETING_MS, KafkaStream, away
from bus.postgres import Row, read
from bus.stream import StreamAway

NAME = "relay"

LOCK = """
SELECT CASE
    WHEN EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid() AND objid = 7201 AND classid = 7201) THEN 'held'
    WHEN pg_try_advisory_lock(7201, 7201) THEN 'taken'
END
"""


class Relay:
    """One at a time: a session lock of the database keeps a second one waiting until the first is gone.

    While the broker answers for one batch the next is read; the position never goes beyond what the broker has answered for.
    """

    def __init__(self, stream: KafkaStream) -> None:
        self.stream = stream
        self.at: int | None = None
        self._ahead: list[Row] = []
        self._producer: KafkaProducer | None = None

    def step(self, limit: int = 1000) -> int:
        """Sends the next facts and keeps the position; how many positions it moved. Raises `StreamAway`.

        While there is nothing to send it does not matter who has the lock; but a cluster that was replaced wants all of it.
        """
        self.stream.name()
        if self.at is not None and not self._waiting(limit):
            return 0
        lock = self._lock()
        if lock != "held":
            self.again()
        try:
            return self._carry(limit) if lock else 0
        except Exception:
            self.again()
            raise

    def _carry(self, limit: int) -> int:
        begin, rows = self._position(), self._waiting(limit)
        if not rows:
            return 0
        end = rows[-1][0]
        with away():
            answers = self._send(rows)
            self._ahead = read(end, limit)
            self._answered(answers)
        self._keep(begin, end)
        return end - max(0, begin)

    def _waiting(self, limit: int) -> list[Row]:
        self._ahead = self._ahead or read(max(0, self._position()), limit)
        return self._ahead

    def _lock(self) -> str | None:
        """`held` since an earlier step, just `taken`, or None: another relay has it."""
        with connection.cursor() as cursor:
            cursor.execute(LOCK)
            return cursor.fetchone()[0]  # type: ignore[no-any-return]

    def again(self) -> None:
        """What is remembered between two steps holds only while the lock was ours all the time: ask the database anew."""
        self.at, self._ahead = None, []

    def _position(self) -> int:
        if self.at is None:
            self.at = positions.stored(NAME, self.stream.name()).get(0, positions.START)
        return self.at

    def _send(self, rows: Sequence[Row]) -> list[Any]:
        producer, topic = self._kafka(), self.stream.topic
        return [producer.send(topic, key=tenant.encode(), value=body) for _, tenant, audience, body in rows if audience == "county"]

    def _answered(self, answers: Sequence[Any]) -> None:
        """A message without an answer makes the whole batch unsent: it goes again, by a new producer."""
        self._kafka().flush(timeout=30)
        for answer in answers:
            if not answer.succeeded():
                self.close()
                raise StreamAway(str(answer.exception or "no answer"))

    def _keep(self, begin: int, end: int) -> None:
        positions.swap(NAME, self.stream.name(), begin, end, timezone.now())
        self.at = end

    def _kafka(self) -> KafkaProducer:
        if self._producer is None:
            self._producer = KafkaProducer(
                bootstrap_servers=self.stream.servers, acks="all", enable_idempotence=True, linger_ms=5, batch_size=256 * 1024,
                compression_type=None, max_block_ms=10_000, delivery_timeout_ms=20_000, request_timeout_ms=10_000, bootstrap_timeout_ms=GREETING_MS,
            )  # fmt: skip
        return self._producer

    def close(self) -> None:
        self.again()
        producer, self._producer = self._producer, None
        if producer is not None:
            producer.close(timeout=5)

    def lag(self) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT position FROM outbox_head")
            return cursor.fetchone()[0] - max(0, positions.stored(NAME, self.stream.name()).get(0, 0))
