"""Units by cases: what each was handed and how it answered."""
from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

from motions.events import CaseFacts
from motions.figures.behind import Figure, behind
from motions.figures.chosen import Chosen, choose
from motions.figures.counted import Share

#: The columns of the board of units.
OF_UNIT: Final = (
    Figure.HANDED_OVER, Figure.REPLIED, Figure.LATE, Figure.OVERDUE, Figure.CONTACTED, Figure.RESULT_DISSATISFIED, Figure.PRESSED, Figure.KEY,
)  # fmt: skip


def by_unit(cases: Sequence[CaseFacts], *, since: date, until: date, today: date) -> dict[UUID, dict[Figure, Share]]:
    """Unit → its figures, those with most that is late first."""
    units = {part.unit_id: None for case in cases for part in case.assignments if part.handed_over_on}
    found = {unit: _of(choose(cases, Chosen(since=since, until=until, unit_id=unit)), today) for unit in units}
    return dict(sorted(found.items(), key=lambda row: (-row[1][Figure.LATE].of, -row[1][Figure.HANDED_OVER].of, row[0])))


def _of(cases: Sequence[CaseFacts], today: date) -> dict[Figure, Share]:
    return {figure: Share(len(behind(cases, figure, today=today)), len(behind(cases, figure, today=today, base=True))) for figure in OF_UNIT}
