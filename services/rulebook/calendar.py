"""The working calendar: rest days, make-up workdays, and which years are announced. Pure but for the library's data.

The State Council's office announces a year at a time, usually in November of the year before. A year that is not announced is an estimate
(statutory holidays and weekends, no make-up days), and every date that rests on it is provisional.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from typing import Final

import holidays

from rulebook.book import announced
from rulebook.shapes import Rest, Skipped, YearPlan

DAY: Final = timedelta(days=1)
NAMES: Final[Mapping[str, Rest]] = {
    "休息日": Rest.SWAPPED, "元旦": Rest.NEW_YEAR, "农历除夕": Rest.SPRING_FESTIVAL, "春节": Rest.SPRING_FESTIVAL, "清明节": Rest.QINGMING,
    "劳动节": Rest.LABOUR_DAY, "端午节": Rest.DRAGON_BOAT, "中秋节": Rest.MID_AUTUMN, "国庆节": Rest.NATIONAL_DAY,
}  # fmt: skip


class Calendar:
    """Workdays, over the years that are announced (`plans`) and an estimate for every other."""

    def __init__(self, plans: Iterable[YearPlan]) -> None:
        self.plans = {plan.year: plan for plan in plans}

    def rest(self, day: date) -> Rest | None:
        """Why the day is no workday; None for a workday. A plan of the next year speaks before this year's about its last days."""
        for plan in self._plans_of(day):
            if day in plan.work:
                return None
            if day in plan.off:
                return plan.off[day]
        return Rest.WEEKEND if day.weekday() >= 5 else None

    def is_workday(self, day: date) -> bool:
        return self.rest(day) is None

    def provisional(self, day: date) -> bool:
        """Not announced yet. The New Year holiday may reach back into December's last days: those wait for the next year as well."""
        needed = {day.year, day.year + 1} if _reached_from_next_year(day) else {day.year}
        return not needed <= self.plans.keys()

    def next_workday(self, day: date) -> date:
        """The day itself when it is worked, else the next one that is."""
        while not self.is_workday(day):
            day += DAY
        return day

    def add_workdays(self, day: date, count: int) -> date:
        """The `count`th workday after the day, which itself does not count."""
        while count:
            day += DAY
            count -= self.is_workday(day)
        return day

    def skipped(self, first: date, last: date) -> tuple[Skipped, ...]:
        """The rest days from the first to the last day, both included, with the reason of each."""
        reasons = ((day, self.rest(day)) for day in days(first, last))
        return tuple(Skipped(day, reason) for day, reason in reasons if reason is not None)

    def _plans_of(self, day: date) -> Iterator[YearPlan]:
        if _reached_from_next_year(day) and day.year + 1 in self.plans:
            yield self.plans[day.year + 1]
        yield self.plans.get(day.year) or library_plan(day.year)


def days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += DAY


def announced_plans() -> list[YearPlan]:
    """The years that the pinned library carries as announced."""
    known = announced()
    return [library_plan(year) for year in range(known.first, known.last + 1)]


@cache
def library_plan(year: int) -> YearPlan:
    """The library's year: the arrangement where it was announced, else the statutory holidays alone."""
    found = holidays.country_holidays("CN", years=(year, year + 1), language="zh_CN")
    off = {day: _reason(name) for day, name in found.items() if day.year == year}
    work = frozenset(day for day in found.weekend_workdays if day.year == year)  # type: ignore[attr-defined]
    return YearPlan(year=year, source=announced().source.get(year, ""), off=off, work=work)


def _reason(name: str) -> Rest:
    return next((rest for word, rest in NAMES.items() if name.startswith(word)), Rest.OTHER)


def _reached_from_next_year(day: date) -> bool:
    return day.month == 12 and day.day >= 26
