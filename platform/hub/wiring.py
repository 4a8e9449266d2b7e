"""Where the rooms are joined: which consumers there are, what the clock does, what one service's fact starts in another."""
from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils import timezone

import countysearch.indexer
import deadlines.clock
import deadlines.queries
import motions.commands
import motions.queries
import oversight.queries
import roster.queries
from bus.consumer import Consumer
from countysearch.engine import EngineFailed
from countysearch.engines import current_engine
from countyviews.project import Projector
from deadlines.events import DeadlineMissed, Kind
from outbox.events import Envelope
from people.actor import system
from townships.context import current_tenant, tenant_context, tenant_named
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
    away = AWAY

    def __init__(self) -> None:
        self.name = f"indexer:{current_engine().name}"

    def wants(self, event_type: str) -> bool:
        return event_type.startswith(("townships.motions.case.", "townships.oversight.supervision."))

    def apply(self, facts: Sequence[Envelope]) -> None:
        countysearch.indexer.apply(facts)


class Reactor:
    """Effects of a fact in its own town. The command id made from the event's id is its inbox: twice is once."""

    name = "reactor"
    in_transaction = True
    away: tuple[type[Exception], ...] = ()

    def wants(self, event_type: str) -> bool:
        return event_type == DeadlineMissed.type

    def apply(self, facts: Sequence[Envelope]) -> None:
        for fact in facts:
            if fact.data["deadline"]["kind"] == Kind.RATING:
                self._no_feedback(fact)

    def _no_feedback(self, fact: Envelope) -> None:
        with tenant_context(tenant_named(fact.tenant)):
            deadline, here = fact.data["deadline"], current_tenant()
            motions.commands.record_no_feedback(
                actor=system(here.schema_name, here.county_schema, here.type, "clock"), now=timezone.now(), at=datetime.fromisoformat(fact.time),
                command_id=uuid5(NAMESPACE_URL, f"{self.name}/{fact.id}"), case_id=UUID(deadline["subject"].partition("/")[2]), about=UUID(deadline["about"]),
            )  # fmt: skip


def consumer(name: str) -> Consumer:
    return {"projector": Projector, "indexer": Indexer, "reactor": Reactor}[name]()


def sweep(now: datetime) -> int:
    """All that the law's clock does at this moment; how much it was."""
    return deadlines.clock.sweep(now=now) + deadlines.clock.retime_announced(now=now)
