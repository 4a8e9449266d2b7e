"""The log as a stream: one small interface, two adapters (`postgres`, `kafka`) under one contract suite.

A stream has a name (which log it is: positions are kept under it) and gives subscriptions. A subscription gives batches in the order of each
partition, starting where this database says the consumer stands; it may give a message again, and never skips one.
"""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import msgspec


class Message(msgspec.Struct, frozen=True):
    partition: int
    offset: int
    key: str
    body: bytes


class Batch(msgspec.Struct, frozen=True):
    """Messages, and for each partition: where it began (the position stored before) and where it ends."""

    messages: Sequence[Message] = ()
    begins: Mapping[int, int] = {}
    ends: Mapping[int, int] = {}

    def __bool__(self) -> bool:
        return bool(self.ends)


class StreamAway(ConnectionError):
    """The stream cannot be reached now; try again later. Nothing is lost meanwhile."""


class Subscription(Protocol):
    def poll(self, limit: int, timeout: float) -> Batch:
        """The next messages, waiting at most `timeout` seconds; empty when there are none. Raises `StreamAway`."""

    def stored(self, batch: Batch) -> None:
        """The batch's effect and position are in the database."""

    def again(self) -> None:
        """Forget what was polled and start again from the stored positions."""

    def lag(self) -> int:
        """How many messages wait behind the stored positions."""

    def close(self) -> None: ...


class Stream(Protocol):
    def name(self) -> str:
        """Which log this is. Raises `StreamAway`."""

    def subscribe(self, consumer: str) -> Subscription: ...
