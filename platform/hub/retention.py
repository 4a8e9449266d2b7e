"""What is older than the installation keeps is dropped, a month of the log at a time."""
from __future__ import annotations

import logging
from datetime import date

from django.conf import settings
from django.db import OperationalError, transaction

from bus.stream import StreamAway
from hub import wiring
from outbox import months

log = logging.getLogger(__name__)


def trim(today: date) -> list[date]:
    """Drops the months before the last `LOG_MONTHS` whole ones that every reader of the log has passed; which they were.

    Views and search are made again from the towns' own tables, so that no county needs a dropped month. What waits stays until tomorrow.
    """
    dropped: list[date] = []
    try:
        for month in _old(today):
            if months.last_position(month) > wiring.passed():
                break
            with transaction.atomic():
                months.drop(month)
            dropped.append(month)
    except (OperationalError, StreamAway) as waits:
        log.warning("a month of the log could not be dropped today", extra={"why": str(waits)})
    return dropped


def _old(today: date) -> list[date]:
    if not settings.LOG_MONTHS:
        return []
    return [month for month in months.months() if _between(month, today) > settings.LOG_MONTHS]


def _between(month: date, today: date) -> int:
    return (today.year - month.year) * 12 + today.month - month.month
