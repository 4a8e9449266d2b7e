"""From the log to Kafka: in order, at least once. Sent means that the broker's answer came back for every message."""
from __future__ import annotations

from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from kafka import KafkaProducer

from bus import positions
from bus.kafka import GREETING_MS, KafkaStream, away
from bus.postgres import read
from bus.stream import Batch, StreamAway

NAME = "relay"

LOCK = """
SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid() AND objid = 7201 AND classid = 7201)
    OR pg_try_advisory_lock(7201, 7201)
"""


class Relay:
    """One at a time: a session lock of the database keeps a second one waiting until the first is gone."""

    def __init__(self, stream: KafkaStream) -> None:
        self.stream = stream
        self._producer: KafkaProducer | None = None

    def step(self, limit: int = 1000) -> int:
        """Sends the next facts and keeps the position; how many positions it moved. Raises `StreamAway`."""
        if not self._first():
            return 0
        name = self.stream.name()
        begin = positions.stored(NAME, name).get(0, positions.START)
        after = max(0, begin)
        rows = read(after, limit)
        if not rows:
            return 0
        self._send([(tenant, body) for _, tenant, audience, body in rows if audience == "county"])
        self._keep(name, Batch((), {0: begin}, {0: rows[-1][0]}))
        return rows[-1][0] - after

    def _first(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(LOCK)
            return bool(cursor.fetchone()[0])

    def _send(self, rows: list[tuple[str, str]]) -> None:
        with away():
            producer = self._kafka()
            waiting = [producer.send(self.stream.topic, key=tenant.encode(), value=body.encode()) for tenant, body in rows]
            producer.flush(timeout=30)
            for answer in waiting:
                self._told(answer)

    def _told(self, answer: Any) -> None:
        """A message without an answer makes the whole batch unsent: it goes again, by a new producer."""
        if not answer.succeeded():
            self.close()
            raise StreamAway(str(answer.exception or "no answer"))

    def _keep(self, name: str, batch: Batch) -> None:
        with transaction.atomic():
            positions.take(NAME, name, batch.begins, timezone.now())
            positions.move(NAME, name, batch.ends, timezone.now())

    def _kafka(self) -> KafkaProducer:
        if self._producer is None:
            self._producer = KafkaProducer(
                bootstrap_servers=self.stream.servers, acks="all", enable_idempotence=True, linger_ms=5, batch_size=256 * 1024,
                compression_type=None, max_block_ms=10_000, delivery_timeout_ms=20_000, request_timeout_ms=10_000, bootstrap_timeout_ms=GREETING_MS,
            )  # fmt: skip
        return self._producer

    def close(self) -> None:
        producer, self._producer = self._producer, None
        if producer is not None:
            producer.close(timeout=5)

    def lag(self) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT position FROM outbox_head")
            return cursor.fetchone()[0] - max(0, positions.stored(NAME, self.stream.name()).get(0, 0))
