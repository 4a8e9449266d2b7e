"""What the commands share: lock, keep under the next version, record."""
from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import Any, TypeVar
from uuid import NAMESPACE_OID, UUID, uuid5

from django.db.models import Model

from outbox.command import Receipt
from outbox.events import Event
from outbox.record import record
from people.actor import Actor
from townships.errors import Invalid, NotFound, Stale

Row = TypeVar("Row", bound=Model)
Choice = TypeVar("Choice", bound=Enum)


def choice(of: type[Choice], value: str, field: str) -> Choice:
    try:
        return of(value)
    except ValueError:
        raise Invalid("bad_value", field) from None


def lock(of: type[Row], id: UUID, field: str, seen: int | None = None) -> Row:
    """The row, locked until the command ends. Raises `Stale` unless it is as it was seen."""
    row = of._default_manager.select_for_update().filter(pk=id).first()
    if row is None:
        raise NotFound(field)
    if seen is not None and seen != row.version:  # type: ignore[attr-defined]
        raise Stale("")
    return row


def publish(row: Any, event: Event, *, subject: str, actor: Actor, at: datetime, now: datetime) -> Receipt:
    """Keeps the row under its next version and records the fact. `row.version` is counted up by who made the event."""
    row.save(force_insert=row.version == 1)
    record(event, subject=f"{subject}/{row.pk}", version=row.version, actor=actor, at=at, now=now)
    return Receipt(row.pk, row.version, getattr(row, "number", ""))


def derived(command_id: UUID, what: str) -> UUID:
    """The id of a command that is part of another one."""
    return uuid5(NAMESPACE_OID, f"{command_id}/{what}")
