"""Receipts of commands are kept as long as somebody may send the same command again."""
from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import connection

KEPT: Final = timedelta(days=30)
BATCH: Final = 1000
FORGET: Final = """
DELETE FROM outbox_handledcommand WHERE (tenant, command_id) IN (
    SELECT tenant, command_id FROM outbox_handledcommand WHERE handled < %s::timestamptz ORDER BY handled LIMIT %s::int
)
"""


def forget(*, now: datetime) -> int:
    """Takes away at most BATCH receipts of all tenants that are older than KEPT; how many. The worker's login."""
    with connection.cursor() as cursor:
        cursor.execute(FORGET, [now - KEPT, BATCH])
        return int(cursor.rowcount)
