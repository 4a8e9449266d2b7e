"""A period month by month."""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

import msgspec

from motions.events import CaseFacts, Kind


class Month(msgspec.Struct, frozen=True, kw_only=True):
    """What happened in one month: suggestions raised, handed over, replied and concluded in it, whenever they were raised; and replies in and out of time."""

    first: date
    filed: int = 0
    handed_over: int = 0
    replied: int = 0
    concluded: int = 0
    in_time: int = 0
    late: int = 0


class DatedReply(msgspec.Struct, frozen=True, gc=False):
    replied_on: date
    due_on: date


class Dated(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What the months count of a case. `CaseFacts` as JSON are read as this in a fraction of the time."""

    kind: Kind
    submitted_on: date
    handed_over_on: date | None = None
    replied_on: date | None = None
    concluded_on: date | None = None
    replies: tuple[DatedReply, ...] = ()


def by_month(cases: Iterable[CaseFacts | Dated], *, since: date, until: date) -> list[Month]:
    """Every month of the period, the first in which `since` lies, with or without anything in it."""
    counted: dict[date, dict[str, int]] = {month: {} for month in _months(since, until)}
    for case in cases:
        for name, on in _happened(case):
            month = counted.get(on.replace(day=1))
            if month is not None:
                month[name] = month.get(name, 0) + 1
    return [Month(first=first, **told) for first, told in counted.items()]


def _months(since: date, until: date) -> Iterator[date]:
    first = since.replace(day=1)
    while first <= until:
        yield first
        first = (first + timedelta(days=31)).replace(day=1)


def _happened(case: CaseFacts | Dated) -> Iterator[tuple[str, date]]:
    if case.kind is not Kind.SUGGESTION:
        return
    days = {"filed": case.submitted_on, "handed_over": case.handed_over_on, "replied": case.replied_on, "concluded": case.concluded_on}
    yield from ((name, on) for name, on in days.items() if on is not None)
    yield from (("in_time" if reply.replied_on <= reply.due_on else "late", reply.replied_on) for reply in case.replies)
