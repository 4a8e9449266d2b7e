"""The relay against a bare producer, and the projection in batches against one fact at a time."""
from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.db import transaction
from kafka import KafkaProducer

from bus.kafka import KafkaStream
from bus.models import Position
from bus.postgres import read
from bus.relay import Relay
from countyviews.models import CaseView
from countyviews.project import Projector
from outbox import sequencer
from tests.bench.pairs import Pair, measure
from tests.bench.world import envelopes, facts
from townships.context import tenant_context, tenant_named

ROWS = 5000


def relay(committed: Any, servers: str) -> list[Pair]:
    """Both read nothing more than they must: the bare producer has the same rows in memory already."""
    from hub.engines.kafka import ensure_topic

    facts(committed, ROWS)
    with committed.login("worker"):
        sequencer.place_all()
        rows = [(tenant.encode(), body.encode()) for _, tenant, audience, body in read(0, ROWS) if audience == "county"]
        stream = KafkaStream(servers, ensure_topic(servers, f"bench-{uuid4().hex[:6]}"))
        relaying = Relay(stream)

        def ours() -> float:
            Position.objects.filter(consumer="relay").delete()
            relaying.again()
            begun = time.perf_counter()
            sent = 0
            while sent < ROWS:
                sent += relaying.step()
            return time.perf_counter() - begun

        bare = KafkaProducer(bootstrap_servers=servers.split(","), acks="all", enable_idempotence=True, linger_ms=5, batch_size=256 * 1024)

        def other() -> float:
            begun = time.perf_counter()
            for start in range(0, len(rows), 1000):
                answers = [bare.send(stream.topic, key=key, value=value) for key, value in rows[start : start + 1000]]
                bare.flush()
                assert all(answer.succeeded() for answer in answers)
            return time.perf_counter() - begun

        told = measure(f"relay {len(rows)} facts", ours, other, against="bare kafka-python producer, same rows in memory", goal="≥ 0.80")
        relaying.close()
        bare.close()
        return [told]


def projection(committed: Any) -> list[Pair]:
    batch = envelopes(500)
    projector = Projector()

    def clean() -> None:
        with tenant_context(tenant_named("c610981")):
            CaseView.objects.all().delete()

    def timed(work: Callable[[], None]) -> Callable[[], float]:
        def run() -> float:
            clean()
            begun = time.perf_counter()
            work()
            return time.perf_counter() - begun

        return run

    def together() -> None:
        with transaction.atomic():
            projector.apply(batch)

    def one_by_one() -> None:
        for fact in batch:
            with transaction.atomic():
                projector.apply([fact])

    with committed.login("worker"):
        return [measure("project 500 facts", timed(together), timed(one_by_one), against="one row a transaction", goal="≥ 5")]
