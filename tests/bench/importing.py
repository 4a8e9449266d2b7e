"""Old cases from a workbook: read and checked cell by cell, kept for a preview, consented to, taken in by batches with a fact of each."""
from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import imports.queries
from imports import commands
from imports.events import State
from tests.bench.pairs import Size, Timed, seconds
from tests.support.congress import Congress, at
from tests.support.workbook import old, xlsx
from townships.context import tenant_context
from townships.models import Tenant

DAY = date(2026, 3, 6)


def run(committed: Any, size: Size) -> Timed:
    """Once: the time of all of it as the office waits for it."""
    town = Tenant.objects.get(schema_name="t610981117")
    with tenant_context(town):
        congress = Congress(town)
        book = xlsx([old(number) for number in range(1, size.facts + 1)])
        return Timed(f"import of {size.facts:,} rows", [seconds(lambda: _taken_in(congress, book))], 60)


def _taken_in(congress: Congress, book: bytes) -> None:
    rows = commands.read_sheet(actor=congress.clerk, now=at(DAY), kind="cases", name="台账.xlsx", data=book)
    done = congress.do(commands.keep_sheet, congress.clerk, DAY, kind="cases", name="台账.xlsx", rows=rows)
    done = congress.do(commands.consent, congress.clerk, DAY, import_id=done.id, seen=done.version)
    while _state(congress, done.id) is State.RUNNING:
        done = congress.do(commands.import_rows, congress.clerk, DAY, import_id=done.id, seen=done.version, most=commands.MOST)
    assert _state(congress, done.id) is State.DONE


def _state(congress: Congress, import_id: UUID) -> State:
    told = imports.queries.sheet(viewer=congress.clerk, import_id=import_id)
    assert told is not None
    return State(told["state"])
