"""The facts of the ledger. Each entry is its own subject, deadline/<uuid>, so that the clock never waits for a case."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import ClassVar, Final
from uuid import UUID

import msgspec

from outbox.events import Event


class Kind(StrEnum):
    HANDOVER = "handover"
    REPLY = "reply"
    ASSISTING_OPINION = "assisting_opinion"
    RELIEF_WINDOW = "relief_window"
    RATING = "rating"
    REWORK = "rework"
    OPINION = "opinion"
    RECTIFICATION = "rectification"
    PROMISE = "promise"
    RESOLUTION = "resolution"


#: A right that lapses when its day has ended: nobody is late, and nothing stays open.
WINDOWS: Final = frozenset({Kind.RELIEF_WINDOW, Kind.RATING})
SOON_DAYS: Final = 7


class DeadlineFacts(msgspec.Struct, frozen=True, kw_only=True):
    """The whole public state of an entry. `met_on` and `missed_on` are independent: a late act leaves both."""

    id: UUID
    subject: str
    about: UUID
    kind: Kind
    round: int = 1
    starts_on: date
    due_on: date
    provisional: bool = False
    met_on: date | None = None
    missed_on: date | None = None
    lifted_on: date | None = None


class State(StrEnum):
    OPEN = "open"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    MISSED = "missed"
    MET = "met"
    MET_LATE = "met_late"
    LIFTED = "lifted"


class Standing(msgspec.Struct, frozen=True):
    """How an entry stands on a day. `days_left` is negative once it is overdue, and None when nothing is due any more."""

    state: State
    days_left: int | None = None


def standing(deadline: DeadlineFacts, today: date) -> Standing:
    """Town and county read the same: lifted, met (late or in time), over, overdue, due soon, open. Pure."""
    if deadline.lifted_on is not None:
        return Standing(State.LIFTED)
    if deadline.met_on is not None:
        return Standing(State.MET if deadline.met_on <= deadline.due_on else State.MET_LATE)
    left = (deadline.due_on - today).days
    if left < 0:
        return Standing(State.MISSED) if deadline.kind in WINDOWS else Standing(State.OVERDUE, left)
    return Standing(State.DUE_SOON if left <= SOON_DAYS else State.OPEN, left)


class MoveReason(StrEnum):
    EXTENDED = "extended"
    CALENDAR = "calendar"


class DeadlineSet(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "townships.deadlines.deadline.set"
    deadline: DeadlineFacts


class DeadlineMoved(Event, frozen=True, kw_only=True):
    """More time was decided, or a year's holidays were announced."""

    type: ClassVar[str] = "townships.deadlines.deadline.moved"
    deadline: DeadlineFacts
    before: date
    reason: MoveReason


class DeadlineMet(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "townships.deadlines.deadline.met"
    deadline: DeadlineFacts


class DeadlineMissed(Event, frozen=True, kw_only=True):
    """Its time is the start of the day after the due day, whenever it was found."""

    type: ClassVar[str] = "townships.deadlines.deadline.missed"
    deadline: DeadlineFacts


class DeadlineLifted(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "townships.deadlines.deadline.lifted"
    deadline: DeadlineFacts


class DeadlineCorrected(Event, frozen=True, kw_only=True):
    """What it rests on was entered wrongly: its start, its day, or the day of the act. `before` is the day on which it was due until then."""

    type: ClassVar[str] = "townships.deadlines.deadline.corrected"
    deadline: DeadlineFacts
    before: date
