"""Give each committed fact its place (measured in the project's recipe for an ordered log; sequences alone lose facts that commit late).

The lock is a statement of its own: the stamping statement after it then sees what the sequencer before has done.
"""
from __future__ import annotations

from typing import Final

from django.db import connection, transaction

LOCK: Final = "SELECT position FROM outbox_head FOR UPDATE"
PLACE: Final = """
WITH b AS (SELECT fact_id FROM outbox_pending ORDER BY fact_id LIMIT %s::int),
     d AS (DELETE FROM outbox_pending USING b WHERE outbox_pending.fact_id = b.fact_id RETURNING outbox_pending.fact_id),
     i AS (INSERT INTO outbox_placed (position, fact_id) SELECT %s::bigint + row_number() OVER (ORDER BY fact_id), fact_id FROM d RETURNING 1)
UPDATE outbox_head SET position = position + c.n FROM (SELECT count(*) AS n FROM i) c WHERE c.n > 0 RETURNING c.n
"""


def waiting() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM outbox_pending)")
        return cursor.fetchone()[0]


def count_waiting() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM outbox_pending")
        return cursor.fetchone()[0]


def place(limit: int = 1000) -> int:
    """Places the facts that wait, at most `limit`; returns how many. Any number of sequencers may run; one works at a time."""
    if not waiting():
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(LOCK)
        position = cursor.fetchone()[0]
        cursor.execute(PLACE, [limit, position])
        row = cursor.fetchone()
        return row[0] if row else 0


def place_all(limit: int = 1000) -> int:
    done = 0
    while placed := place(limit):
        done += placed
    return done
