"""Where a consumer stands in a stream: written in the transaction of the effect, by compare and swap."""
from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.db import connection

from bus.models import Position

START: Final = -1
TAKE = """
SELECT "offset" FROM bus_position WHERE consumer = %s::varchar AND stream = %s::varchar AND "partition" = %s::int FOR UPDATE
"""
MAKE = """
INSERT INTO bus_position (consumer, stream, "partition", "offset", moved) VALUES (%s::varchar, %s::varchar, %s::int, %s::bigint, %s::timestamptz)
ON CONFLICT (consumer, stream, "partition") DO NOTHING
"""


class Moved(RuntimeError):
    """Another consumer of the same name has been here: what we hold is its work, not ours."""


def stored(consumer: str, stream: str) -> dict[int, int]:
    """Partition → last offset whose effect is in this database."""
    return dict(Position.objects.filter(consumer=consumer, stream=stream).values_list("partition", "offset"))


def take(consumer: str, stream: str, begins: Mapping[int, int], now: datetime) -> None:
    """Locks the positions until the transaction ends; raises `Moved` unless they are where the batch began."""
    with connection.cursor() as cursor:
        for partition, begin in sorted(begins.items()):
            cursor.execute(MAKE, [consumer, stream, partition, START, now])
            cursor.execute(TAKE, [consumer, stream, partition])
            if cursor.fetchone()[0] != begin:
                raise Moved(f"{consumer} {stream}[{partition}]")


def move(consumer: str, stream: str, ends: Mapping[int, int], now: datetime) -> None:
    for partition, end in ends.items():
        Position.objects.filter(consumer=consumer, stream=stream, partition=partition).update(offset=end, moved=now)


def swap(consumer: str, stream: str, begin: int, end: int, now: datetime) -> None:
    """Moves the position of a stream's only partition in one statement; raises `Moved` unless it is where the batch began."""
    if Position.objects.filter(consumer=consumer, stream=stream, partition=0, offset=begin).update(offset=end, moved=now):
        return
    if begin != START or not _made(consumer, stream, end, now):
        raise Moved(f"{consumer} {stream}[0]")


def _made(consumer: str, stream: str, end: int, now: datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(MAKE, [consumer, stream, 0, end, now])
        return bool(cursor.rowcount)
