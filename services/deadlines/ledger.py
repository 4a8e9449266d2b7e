"""How a row of the ledger is read, locked, changed and told: what commands and clock share."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import msgspec

from deadlines import rules
from deadlines.events import DeadlineFacts, DeadlineMissed, Kind
from deadlines.models import Deadline
from outbox.events import Event
from outbox.record import record
from people.actor import Actor
from rulebook.queries import Basis, DueDate
from townships.clock import start_of


def facts_of(entry: Deadline) -> DeadlineFacts:
    return DeadlineFacts(
        id=entry.pk, subject=entry.subject, about=entry.about, kind=Kind(entry.kind), round=entry.round, starts_on=entry.starts_on,
        due_on=entry.due_on, provisional=entry.provisional, met_on=entry.met_on, missed_on=entry.missed_on, lifted_on=entry.lifted_on,
    )  # fmt: skip


def as_due_date(entry: Deadline) -> DueDate:
    return DueDate(due_on=entry.due_on, provisional=entry.provisional, basis=msgspec.convert(entry.basis, Basis))


def change(entry: Deadline, event: type[Event], *, actor: Actor, at: datetime, now: datetime, told: Any = None, **values: Any) -> None:
    """Writes the values to a locked entry and records the fact, under the entry's next version. `told` goes into the fact besides."""
    for name, value in values.items():
        setattr(entry, name, value)
    entry.version += 1
    entry.save(update_fields=[*values, "version"])
    publish(entry, event, actor=actor, at=at, now=now, **(told or {}))


def publish(entry: Deadline, event: type[Event], *, actor: Actor, at: datetime, now: datetime, **told: Any) -> None:
    fact = event(deadline=facts_of(entry), **told)  # type: ignore[call-arg]
    record(fact, subject=f"deadline/{entry.pk}", version=entry.version, actor=actor, at=at, now=now)


def retime(entry: Deadline, due: DueDate) -> dict[str, Any]:
    """The values that make an entry due on another day."""
    return {"due_on": due.due_on, "provisional": due.provisional, "basis": msgspec.to_builtins(due.basis)}


def miss(entry: Deadline, *, actor: Actor, now: datetime) -> None:
    """Records the miss, dated to the day after the due day."""
    after = entry.due_on + timedelta(days=1)
    change(entry, DeadlineMissed, actor=actor, at=start_of(after), now=now, missed_on=after)


def settle(entry: Deadline, day: date, *, actor: Actor, now: datetime) -> None:
    """Before something late is written down: the miss itself, if the clock has not been here."""
    if rules.is_late(facts_of(entry), day):
        miss(entry, actor=actor, now=now)
