"""Where the rooms are joined: which consumers there are, what the clock does, what one service's fact starts in another."""
from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec
from django.conf import settings
from django.utils import timezone

import audit.commands
import countysearch.indexer
import deadlines.clock
import deadlines.queries
import motions.commands
import motions.queries
import oversight.commands
import oversight.queries
import roster.queries
from bus import positions
from bus.consumer import Consumer
from bus.postgres import LogStream
from bus.streams import current_stream
from countysearch.engine import EngineFailed
from countysearch.engines import current_engine
from countyviews.project import Projector
from deadlines.events import DeadlineFacts, DeadlineMissed, DeadlineMoved, Kind
from outbox import receipts
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
    away: tuple[type[Exception], ...] = AWAY

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
        return event_type in REACTIONS

    def apply(self, facts: Sequence[Envelope]) -> None:
        for fact in facts:
            with tenant_context(tenant_named(fact.tenant, fact.incarnation)):
                REACTIONS[fact.type](_as_command(fact), msgspec.convert(fact.data["deadline"], DeadlineFacts))


def _as_command(fact: Envelope) -> dict[str, Any]:
    """What every command takes, when a fact is what gives it."""
    here = current_tenant()
    actor = system(here.schema_name, here.county_schema, here.type, "clock")
    command_id = uuid5(NAMESPACE_URL, f"reactor/{fact.id}")
    return {"actor": actor, "now": timezone.now(), "at": datetime.fromisoformat(fact.time), "command_id": command_id}


def _deadline_missed(given: dict[str, Any], deadline: DeadlineFacts) -> None:
    kind, _, subject_id = deadline.subject.partition("/")
    if kind == "case" and deadline.kind is Kind.RATING:
        motions.commands.record_no_feedback(**given, case_id=UUID(subject_id), about=deadline.about)


def _deadline_moved(given: dict[str, Any], deadline: DeadlineFacts) -> None:
    kind, _, subject_id = deadline.subject.partition("/")
    moved: dict[str, Any] = {"kind": deadline.kind, "about": deadline.about, "round": deadline.round, "due_on": deadline.due_on}
    if kind == "case":
        motions.commands.follow_deadline(**given, case_id=UUID(subject_id), **moved)
    elif kind == "supervision":
        oversight.commands.follow_deadline(**given, supervision_id=UUID(subject_id), **moved)


REACTIONS: Final[Mapping[str, Callable[[dict[str, Any], DeadlineFacts], None]]] = {
    DeadlineMissed.type: _deadline_missed,
    DeadlineMoved.type: _deadline_moved,
}


def consumer(name: str) -> Consumer:
    kinds: dict[str, Callable[[], Consumer]] = {"projector": Projector, "indexer": Indexer, "reactor": Reactor}
    return kinds[name]()


def passed() -> int:
    """The last position of the log that everyone who reads it has behind him; on Kafka only the relay reads it. Raises `StreamAway`."""
    stream = current_stream().name()
    readers = ["projector", Indexer().name, "reactor"] if stream == LogStream.NAME else ["relay"]
    return min(positions.stored(reader, stream).get(0, 0) for reader in readers)


def sweep(now: datetime) -> int:
    """All that the law's clock does at this moment; how much it was."""
    kept = timedelta(days=settings.AUDIT_DAYS)
    done = deadlines.clock.sweep(now=now) + deadlines.clock.retime_announced(now=now)
    return done + audit.commands.purge(now=now, keep=kept) + receipts.forget(now=now)
