"""Where the rooms are joined: which consumers there are and what the clock does. What a fact starts elsewhere stands in `reactions`."""
from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings

import audit.commands
import countysearch.indexer
import deadlines.clock
import deadlines.queries
import motions.queries
import oversight.queries
import roster.queries
from bus import positions
from bus.consumer import Consumer
from bus.postgres import LogStream
from bus.streams import current_stream
from countysearch.engine import EngineFailed
from countysearch.engines import current_engine
from countyviews.project import Projector
from hub import notifying, reactions
from outbox import receipts
from outbox.events import Envelope
from townships.published import Published

AWAY: Final = (EngineFailed,)
#: Services whose subjects the county sees; each tells all it has published, from its own tables.
PUBLISHERS: Final[Sequence[Callable[[], Iterator[Published]]]] = (
    roster.queries.published,
    motions.queries.published,
    oversight.queries.published,
    deadlines.queries.published,
)


class Indexer:
    """The consumer that keeps the search documents; each engine has positions of its own."""

    in_transaction = False
    away: tuple[type[Exception], ...] = AWAY

    def __init__(self) -> None:
        self.name = f"indexer:{current_engine().name}"

    def wants(self, event_type: str) -> bool:
        return event_type.startswith(("townships.motions.case.", "townships.oversight.supervision."))

    def apply(self, facts: Sequence[Envelope]) -> None:
        countysearch.indexer.apply(facts)


def consumer(name: str) -> Consumer:
    kinds: dict[str, Callable[[], Consumer]] = {"projector": Projector, "indexer": Indexer, "reactor": reactions.reactor, "notifier": notifying.notifier}
    return kinds[name]()


def passed() -> int:
    """The last position of the log that everyone who reads it has behind him; on Kafka only the relay reads it. Raises `StreamAway`."""
    stream = current_stream().name()
    readers = ["projector", Indexer().name, "reactor", "notifier"] if stream == LogStream.NAME else ["relay"]
    return min(positions.stored(reader, stream).get(0, 0) for reader in readers)


def sweep(now: datetime) -> int:
    """All that the law's clock does at this moment; how much it was."""
    kept = timedelta(days=settings.AUDIT_DAYS)
    done = deadlines.clock.sweep(now=now) + deadlines.clock.retime_announced(now=now)
    return done + audit.commands.purge(now=now, keep=kept) + receipts.forget(now=now)
