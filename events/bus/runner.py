"""Carry one consumer along a stream: batches, effect and position together, parking, patience when something is away."""
from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from typing import Final

import msgspec
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone

from bus import metrics, parking, positions
from bus.consumer import Consumer, concerns, effect
from bus.stream import Batch, Message, Stream, Subscription
from outbox.events import Envelope, read
from outbox.trace import tracing
from townships.context import incarnations

log = logging.getLogger(__name__)
TRIES: Final = 3
PASSING: Final = (OperationalError, InterfaceError)


class Runner:
    def __init__(self, consumer: Consumer, stream: Stream) -> None:
        self.consumer, self.stream = consumer, stream
        self._later: tuple[type[Exception], ...] = (*consumer.away, *PASSING)
        self._subscription: Subscription | None = None

    def step(self, limit: int = 500, timeout: float = 0.5) -> int:
        """One batch; how many messages. Raises what says 'away' (StreamAway, the consumer's own): nothing is lost, step again later."""
        subscription = self._open()
        batch = subscription.poll(limit, timeout)
        if not batch:
            self._resume()
            return 0
        try:
            self._effect(batch)
        except BaseException as error:
            subscription.again()
            if isinstance(error, positions.Moved):
                return 0
            raise
        subscription.stored(batch)
        return len(batch.messages)

    def lag(self) -> int:
        return self._open().lag()

    def close(self) -> None:
        if self._subscription is not None:
            self._subscription.close()
            self._subscription = None

    # ---------------------------------------------------------------- one batch
    def _open(self) -> Subscription:
        if self._subscription is None:
            self._subscription = self.stream.subscribe(self.consumer.name)
        return self._subscription

    def _effect(self, batch: Batch) -> None:
        now = timezone.now()
        if not self.consumer.in_transaction:
            self._handle(batch.messages, now)
        with transaction.atomic():
            positions.take(self.consumer.name, self.stream.name(), batch.begins, now)
            if self.consumer.in_transaction:
                self._handle(batch.messages, now)
            positions.move(self.consumer.name, self.stream.name(), batch.ends, now)

    def _handle(self, messages: Sequence[Message], now: datetime) -> None:
        known = _not_undone([(message, fact) for message in messages if (fact := self._decoded(message, now)) and self._wanted(fact)])
        behind = parking.parked_subjects(self.consumer.name, {(fact.tenant, fact.subject) for _, fact in known})
        for message, fact in known:
            if (fact.tenant, fact.subject) in behind:
                self._park(message, fact, "", now)
        free = [(message, fact) for message, fact in known if (fact.tenant, fact.subject) not in behind]
        if free and not self._together([fact for _, fact in free]):
            self._one_by_one(free, now)

    def _decoded(self, message: Message, now: datetime) -> Envelope | None:
        if not message.body:
            return None  # the tombstone of a tenant that was closed: it concerns who keeps the stream, not its facts
        try:
            return read(message.body)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            place = f"{message.partition}/{message.offset}"
            log.error("a message cannot be read", extra={"consumer": self.consumer.name, "place": place, "why": str(error)})
            parking.park(
                self.consumer.name, tenant=message.key.replace("\0", "")[:63], subject=f"{parking.UNREADABLE}{place}", event_id=place, body=message.body,
                error=parking.describe(error), now=now,
            )  # fmt: skip
            metrics.PARKED.labels(self.consumer.name).inc()
            return None

    def _wanted(self, fact: Envelope) -> bool:
        if concerns(self.consumer, fact.type):
            return True
        metrics.SKIPPED.labels(self.consumer.name, fact.type).inc()
        return False

    def _together(self, facts: Sequence[Envelope]) -> bool:
        """The whole batch at once; False when something in it fails, so that each is tried on its own."""
        try:
            with self._whole(), tracing(facts[-1].traceparent):
                effect(self.consumer, facts)
        except self._later:
            raise
        except Exception:
            log.warning("a batch failed, going on one by one", exc_info=True, extra={"consumer": self.consumer.name, "facts": len(facts)})
            return False
        self._count(facts)
        return True

    def _one_by_one(self, pairs: Sequence[tuple[Message, Envelope]], now: datetime) -> None:
        failed: set[tuple[str, str]] = set()
        for message, fact in pairs:
            if (fact.tenant, fact.subject) in failed:
                self._park(message, fact, "", now)
            elif error := self._tried(fact):
                failed.add((fact.tenant, fact.subject))
                self._park(message, fact, error, now)

    def _tried(self, fact: Envelope) -> str:
        error = ""
        for _ in range(TRIES):
            try:
                with self._whole(), tracing(fact.traceparent):
                    effect(self.consumer, [fact])
            except self._later:
                raise
            except Exception as raised:
                error = parking.describe(raised)
            else:
                self._count([fact])
                return ""
        return error

    def _park(self, message: Message, fact: Envelope, error: str, now: datetime) -> None:
        told = {"consumer": self.consumer.name, "tenant": fact.tenant, "subject": fact.subject, "fact": fact.id, "why": error or "waits behind another"}
        log.error("a fact is parked", extra=told)
        parking.park(self.consumer.name, tenant=fact.tenant, subject=fact.subject, event_id=fact.id, body=message.body, error=error, now=now)
        metrics.PARKED.labels(self.consumer.name).inc()

    def _count(self, facts: Sequence[Envelope]) -> None:
        metrics.APPLIED.labels(self.consumer.name).inc(len(facts))
        now, delay = timezone.now(), metrics.DELAY.labels(self.consumer.name)
        for fact in facts:
            delay.observe(max(0.0, (now - datetime.fromisoformat(fact.recordedtime)).total_seconds()))

    def _resume(self) -> None:
        """Messages that only waited and whose first is cured go on by themselves."""
        parking.replay(self.consumer, only_waiting=True)

    def _whole(self) -> AbstractContextManager[object]:
        """All of an effect in our database or nothing; an effect elsewhere holds no transaction open meanwhile."""
        return transaction.atomic() if self.consumer.in_transaction else nullcontext()


def _not_undone(pairs: Sequence[tuple[Message, Envelope]]) -> Sequence[tuple[Message, Envelope]]:
    """Without what a tenant told before it was restored or closed: that no longer holds. One query."""
    current = incarnations({fact.tenant for _, fact in pairs}) if pairs else {}
    return [(message, fact) for message, fact in pairs if fact.incarnation >= current.get(fact.tenant, 0)]
