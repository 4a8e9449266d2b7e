"""What a consumer is: a name, what it does with a batch of facts, and which failures mean 'try again later'."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from outbox.events import Envelope, event_types


class Consumer(Protocol):
    """`apply` may get a fact again, late or after a newer one, and must end the same."""

    name: str
    in_transaction: bool
    """Whether the effect is in our database (one transaction with the position) or elsewhere (position after the effect)."""
    away: tuple[type[Exception], ...]
    """Failures of the outside: the batch is tried again later, nothing is parked."""

    def wants(self, event_type: str) -> bool: ...

    def apply(self, facts: Sequence[Envelope]) -> None: ...


class UnknownType(Exception):
    """The fact comes from a newer program; it waits until this one knows its type."""


def concerns(consumer: Consumer, event_type: str) -> bool:
    """Whether a fact of this type may be passed over by nobody: the consumer wants it, or this program cannot say what it is."""
    return consumer.wants(event_type) or event_type not in event_types()


def effect(consumer: Consumer, facts: Sequence[Envelope]) -> None:
    """What the facts do. Raises UnknownType before anything is done, and whatever the consumer raises."""
    for fact in facts:
        if not consumer.wants(fact.type) and fact.type not in event_types():
            raise UnknownType(fact.type)
    if wanted := [fact for fact in facts if consumer.wants(fact.type)]:
        consumer.apply(wanted)
