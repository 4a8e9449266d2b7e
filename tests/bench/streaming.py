"""The relay against a bare producer; the projection against one fact a transaction and against a bare upsert of the same rows."""
from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import msgspec
from django.db import connection, transaction
from kafka import KafkaProducer

from bus.kafka import KafkaStream
from bus.models import Position
from bus.postgres import read
from bus.relay import Relay
from countyviews.models import CaseView
from countyviews.project import Projector
from countyviews.tables import TABLES
from outbox import sequencer
from outbox.events import Envelope
from tests.bench.pairs import Pair, Size, measure
from tests.bench.world import envelopes, facts
from townships.context import tenant_context, tenant_named

BATCH = 1000


def relay(committed: Any, servers: str, size: Size) -> list[Pair]:
    from hub.engines.kafka import ensure_topic

    facts(committed, size.facts)
    with committed.login("worker"):
        sequencer.place_all()
        rows = [(tenant.encode(), body) for _, tenant, audience, body in read(0, size.facts) if audience == "county"]
        stream = KafkaStream(servers, ensure_topic(servers, f"bench-{uuid4().hex[:6]}"))
        relaying = Relay(stream)

        def ours() -> float:
            Position.objects.filter(consumer="relay").delete()
            relaying.again()
            begun = time.perf_counter()
            sent = 0
            while sent < size.facts:
                sent += relaying.step(BATCH)
            return time.perf_counter() - begun

        bare = KafkaProducer(bootstrap_servers=servers.split(","), acks="all", enable_idempotence=True, linger_ms=5, batch_size=256 * 1024)

        def other() -> float:
            begun = time.perf_counter()
            for start in range(0, len(rows), BATCH):
                answers = [bare.send(stream.topic, key=key, value=value) for key, value in rows[start : start + BATCH]]
                bare.flush()
                assert all(answer.succeeded() for answer in answers)
            return time.perf_counter() - begun

        told = measure(f"relay, {len(rows)} facts", ours, other, against="bare kafka-python producer", goal="≥ 0.80", runs=size.pairs)
        relaying.close()
        bare.close()
        return [told]


def projection(committed: Any, size: Size) -> list[Pair]:
    batch = envelopes(min(size.facts, 500))
    projector = Projector()
    bare = Bare(batch)

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
        together()
        ours = bare.shown()
        clean()
        bare()
        assert bare.shown() == ours
        name = f"project {len(batch)} facts"
        return [
            measure(name, timed(together), timed(one_by_one), against="one row a transaction", goal="≥ 10", runs=size.pairs),
            measure(name, timed(together), timed(bare), against="bare multi-row upsert", goal="≥ 0.85", runs=size.pairs * 2 + 1),
        ]


class Bare:
    """One `INSERT … VALUES (…), (…) … ON CONFLICT` with every value ready in memory."""

    def __init__(self, facts: list[Envelope]) -> None:
        self.columns = [field.column for field in CaseView._meta.concrete_fields]
        self.types = [str(field.db_type(connection)) for field in CaseView._meta.concrete_fields]
        self.values = [value for fact in facts for value in self._row(fact)]
        row = "(" + ", ".join(f"%s::{kind}" for kind in self.types) + ")"
        fresh = ", ".join(f"{column} = excluded.{column}" for column in self.columns if column != "id")
        self.statement = (
            f"INSERT INTO countyviews_caseview ({', '.join(self.columns)}) VALUES {', '.join([row] * len(facts))} ON CONFLICT (id) DO UPDATE SET {fresh}"
            " WHERE (excluded.incarnation, excluded.version) > (countyviews_caseview.incarnation, countyviews_caseview.version)"
        )

    def _row(self, fact: Envelope) -> list[Any]:
        case = fact.data["case"]
        known = {
            "id": case["id"], "tenant": fact.tenant, "incarnation": fact.incarnation, "version": fact.version, "recorded": fact.recordedtime,
            "facts": msgspec.json.encode(case).decode(), **TABLES["case"].columns(case),
        }  # fmt: skip
        return [known[column] for column in self.columns]

    def __call__(self) -> None:
        with tenant_context(tenant_named("c610981")), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(self.statement, self.values)

    def shown(self) -> list[Any]:
        with tenant_context(tenant_named("c610981")):
            return list(CaseView.objects.order_by("id").values())
