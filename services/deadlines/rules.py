"""What may be done with a deadline, and what an announced year must look like. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Final

from deadlines.events import DeadlineFacts
from rulebook.events import Rest, YearPlan
from townships.errors import Invalid, RuleBroken

#: 全国年节及纪念日放假办法: the holidays with a fixed date, (month, day).
STATUTORY: Final = ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))
STATUTES: Final = "全国年节及纪念日放假办法"


def may_move(deadline: DeadlineFacts, due_on: date) -> None:
    if deadline.met_on is not None or deadline.lifted_on is not None:
        raise RuleBroken("deadline_closed", field="due_on")
    if due_on <= deadline.due_on:
        raise RuleBroken("deadline_not_longer", field="due_on", due_on=deadline.due_on.isoformat())


def is_late(deadline: DeadlineFacts, day: date) -> bool:
    """Something done on the day comes after the due day has ended, and nobody has said so yet."""
    return deadline.missed_on is None and day > deadline.due_on


def disproves(deadline: DeadlineFacts, day: date) -> bool:
    """A true date within the time, entered later, takes a recorded miss back."""
    return deadline.missed_on is not None and day <= deadline.due_on


def missed_on(deadline: DeadlineFacts, due_on: date, ended_on: date | None, today: date) -> date | None:
    """The miss of an entry that was put right: of one that is ended by its end; of one that runs only where it was known before."""
    late = (ended_on or today) > due_on and (ended_on is not None or deadline.missed_on is not None)
    return due_on + timedelta(days=1) if late else None


def year_plan(year: int, source: str, off_days: Mapping[date, Rest], work_days: Collection[date]) -> YearPlan:
    """The year as announced. `Invalid` names the day that cannot be."""
    first, last = date(year - 1, 12, 26), date(year, 12, 31)
    for day in sorted({*off_days, *work_days}):
        if not first <= day <= last:
            raise Invalid("day_outside_year", "off_days" if day in off_days else "work_days", day=day.isoformat(), year=year)
    for day in sorted(work_days):
        if day.weekday() < 5:
            raise Invalid("make_up_day_not_weekend", "work_days", day=day.isoformat())
        if day in off_days:
            raise Invalid("day_off_and_worked", "work_days", day=day.isoformat())
    _has_statutory_days(year, off_days)
    return YearPlan(year=year, source=source, off=dict(off_days), work=frozenset(work_days))


def _has_statutory_days(year: int, off_days: Collection[date]) -> None:
    for month, day in STATUTORY:
        holiday = date(year, month, day)
        if holiday not in off_days and holiday.weekday() < 5:
            raise Invalid("statutory_day_missing", "off_days", source=STATUTES, day=holiday.isoformat())
