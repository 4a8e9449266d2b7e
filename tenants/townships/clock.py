"""Time as the law counts it: days in Asia/Shanghai."""
from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def local_date(moment: datetime) -> date:
    """The day of an aware moment in Asia/Shanghai."""
    return moment.astimezone(SHANGHAI).date()


def moment_of(day: date, now: datetime) -> datetime:
    """When something truly happened, of which only the day is known: this moment if it is today, else that day's noon."""
    return now if day == local_date(now) else datetime.combine(day, time(12), SHANGHAI)


def start_of(day: date) -> datetime:
    return datetime.combine(day, time(0), SHANGHAI)
