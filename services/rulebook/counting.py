"""From a start and a rule to the day something is due, with everything that made it that day.

First day excluded; months and years end on the same day of the later month or on its last; past a rest day to the next workday
(民法典 第二百零一至二百零三条: applying it here is our reading). Workdays are counted one by one. Pure.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Final

import msgspec

from rulebook.calendar import DAY, Calendar
from rulebook.shapes import Basis, DueDate, Extension, InForce, Rule, Skipped, Starts, Unit
from townships.errors import Invalid, RuleBroken

PERIODS: Final = frozenset({Unit.MONTHS, Unit.YEARS, Unit.DAYS, Unit.WORKDAYS})


def due_date(starts_on: date, in_force: InForce, calendar: Calendar, *, session_closed_on: date | None = None) -> DueDate:
    """The last day of the period.

    A rule that counts from the session's close uses `session_closed_on`, and where that is not known the start itself. The day is never
    later than the nation's own limit counted from the start.
    """
    rule = in_force.rule
    start = session_closed_on if session_closed_on and rule.starts is Starts.SESSION_CLOSE else starts_on
    raw, due = _count(start, rule, calendar)
    limit = _count(starts_on, in_force.limit, calendar) if in_force.limit else (raw, due)
    limited = limit[1] < due
    raw, due = limit if limited else (raw, due)
    counted = (starts_on, in_force.limit or rule) if limited else (start, rule)
    basis = Basis(
        in_force=in_force, starts_on=starts_on, counted_from=start, raw_on=raw,
        skipped=_skipped(*counted, raw, due, calendar), limited_by=in_force.limit if limited else None,
    )  # fmt: skip
    return DueDate(due_on=due, provisional=_provisional(*counted, raw, due, calendar), basis=basis)


def chosen_date(due_on: date, starts_on: date, *, longest: DueDate | None = None) -> DueDate:
    """A day that a person chose: not before the start, and within the longest that the law gives. `RuleBroken`, `Invalid`."""
    if due_on < starts_on:
        raise Invalid("due_before_start", "due_on", start=starts_on.isoformat())
    if longest is None:
        return DueDate(due_on=due_on, provisional=False, basis=Basis(starts_on=starts_on, counted_from=starts_on, chosen_on=due_on))
    if due_on > longest.due_on:
        raise RuleBroken("beyond_limit", field="due_on", source=_source(longest.basis), limit=longest.due_on.isoformat())
    return DueDate(due_on=due_on, provisional=False, basis=msgspec.structs.replace(longest.basis, chosen_on=due_on))


def extended(before: DueDate, after: DueDate, decided_on: date) -> DueDate:
    """The same deadline with more time: the old day and the decision stay in view."""
    step = Extension(decided_on=decided_on, before=before.due_on, after=after.due_on, source=_source(after.basis))
    basis = msgspec.structs.replace(after.basis, extensions=(*before.basis.extensions, step))
    return msgspec.structs.replace(after, basis=basis)


def recounted(basis: Basis, calendar: Calendar) -> DueDate | None:
    """The same count on a newer calendar; None where a person chose the day and no calendar can move it."""
    if basis.chosen_on is not None or basis.in_force is None:
        return None
    again = due_date(basis.starts_on, basis.in_force, calendar, session_closed_on=basis.counted_from)
    return msgspec.structs.replace(again, basis=msgspec.structs.replace(again.basis, extensions=basis.extensions))


def add_months(day: date, count: int) -> date:
    """The same day `count` months later, or that month's last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _count(start: date, rule: Rule, calendar: Calendar) -> tuple[date, date]:
    """(the day the count ends on, the workday on which it is due)"""
    if rule.unit not in PERIODS:
        raise ValueError(f"{rule.key} is not a period: {rule.unit}")
    count = int(rule.value)
    if rule.unit is Unit.WORKDAYS:
        due = calendar.add_workdays(start, count)
        return due, due
    if rule.unit is Unit.DAYS:
        raw = start + timedelta(days=count)
    else:
        raw = add_months(start, count * 12 if rule.unit is Unit.YEARS else count)
    return raw, calendar.next_workday(raw)


def _skipped(start: date, rule: Rule, raw: date, due: date, calendar: Calendar) -> tuple[Skipped, ...]:
    return calendar.skipped(*_looked_at(start, rule, raw, due))


def _provisional(start: date, rule: Rule, raw: date, due: date, calendar: Calendar) -> bool:
    first, last = _looked_at(start, rule, raw, due)
    return calendar.provisional(first) or calendar.provisional(last)


def _looked_at(start: date, rule: Rule, raw: date, due: date) -> tuple[date, date]:
    """The days whose rest or work decides the result: all of them for workdays, else only the end."""
    return (start + DAY, due) if rule.unit is Unit.WORKDAYS else (raw, due)


def _source(basis: Basis) -> str:
    rule = basis.limited_by or (basis.in_force.rule if basis.in_force else None)
    return rule.source if rule else ""
