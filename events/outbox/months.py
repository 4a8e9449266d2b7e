"""The log in months: a month has a range of ids and with it a table of its own, made ahead, and dropped whole when the setting says so.

The turn of a month is one step of the sequence that numbers the facts. Late is harmless: facts go on into the month before. There is no
default partition that could fill unseen: without its table a fact is refused, and the command with it.
"""
from __future__ import annotations

from datetime import date
from typing import Final

from django.db import connection

AHEAD: Final = 3
MONTHS: Final = """
SELECT to_date(right(inhrelid::regclass::text, 7), 'YYYY_MM') FROM pg_inherits WHERE inhparent = 'outbox_fact'::regclass ORDER BY 1
"""
LAST: Final = """
SELECT coalesce(max(position), 0) FROM outbox_placed
WHERE fact_id >= outbox_first_id(%s::date) AND fact_id < outbox_first_id((%s::date + interval '1 month')::date)
"""


def keep() -> list[date]:
    """Turns to the month of the database's clock, and makes the tables that are missing for it and those ahead; which it made."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT outbox_keep_months(%s::int)", [AHEAD])
        return [row[0] for row in cursor.fetchall()]


def months() -> list[date]:
    """The first day of each month that has a table, in order."""
    with connection.cursor() as cursor:
        cursor.execute(MONTHS)
        return [row[0] for row in cursor.fetchall()]


def last_position(month: date) -> int:
    """The place of the month's last fact; 0 where it has none."""
    with connection.cursor() as cursor:
        cursor.execute(LAST, [month, month])
        return cursor.fetchone()[0]


def drop(month: date) -> None:
    """Removes a month's facts and their places for ever. Raises OperationalError while somebody holds the table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT outbox_drop_month(%s::date)", [month])
