"""What a consumer is: a name, what it does with a batch of facts, and which failures mean 'try again later'."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from outbox.events import Envelope


class Consumer(Protocol):
    """`apply` may get a fact again, late or after a newer one, and must end the same."""

    name: str
    in_transaction: bool
    """Whether the effect is in our database (one transaction with the position) or elsewhere (position after the effect)."""
    away: tuple[type[Exception], ...]
    """Failures of the outside: the batch is tried again later, nothing is parked."""

    def wants(self, event_type: str) -> bool: ...

    def apply(self, facts: Sequence[Envelope]) -> None: ...
