"""Natural days for the demonstration: nobody hands over a suggestion on a Sunday or on National Day.

Only for choosing dates that look real. What is lawful is decided by the rulebook's calendar when the commands run.
"""

import random
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

SHANGHAI = ZoneInfo("Asia/Shanghai")
OPENS, CLOSES = time(8, 30), time(17, 30)
OPEN_MINUTES = 9 * 60
SATURDAY = 5


def workday_from(day: date) -> date:
    """This day, or the next one on which offices work (make-up Saturdays are left out: a plan needs no extra days)."""
    while day.weekday() >= SATURDAY or day in _holidays(day.year):
        day += timedelta(days=1)
    return day


def workday_before(day: date) -> date:
    """The last day before this one on which offices work."""
    day -= timedelta(days=1)
    while day.weekday() >= SATURDAY or day in _holidays(day.year):
        day -= timedelta(days=1)
    return day


def workdays_after(day: date, number: int) -> date:
    """The workday that many workdays later; of 0 the day itself, or the next workday."""
    day = workday_from(day)
    for _ in range(number):
        day = workday_from(day + timedelta(days=1))
    return day


def moment_on(day: date, rng: random.Random) -> datetime:
    """Some minute of this day's office hours, Asia/Shanghai."""
    return datetime.combine(day, OPENS, SHANGHAI) + timedelta(minutes=rng.randrange(OPEN_MINUTES - 60))


def moment_after(earlier: datetime, day: date, rng: random.Random) -> datetime:
    """Some minute of this day later than `earlier`; the next workday when this day's office hours are over."""
    chosen = max(moment_on(workday_from(day), rng), earlier + timedelta(minutes=rng.randint(12, 50)))
    if chosen.time() <= CLOSES:
        return chosen
    return datetime.combine(workday_from(chosen.date() + timedelta(days=1)), OPENS, SHANGHAI)


@lru_cache(maxsize=16)
def _holidays(year: int) -> holidays.HolidayBase:
    return holidays.country_holidays("CN", years=year, expand=False)
