"""Which numbers are given."""
from __future__ import annotations

from motions.models import Case
from people.actor import OFFICE, Actor


def numbers_in_use(*, viewer: Actor) -> tuple[set[str], set[tuple[int, int, int]]]:
    """The numbers as they are written, and as term, session and serial. For the office. One query."""
    viewer.require(*OFFICE, scope="read")
    rows = list(Case.objects.exclude(serial=None).values_list("number", "term", "session", "serial"))
    return {row[0] for row in rows}, {(row[1] or 0, row[2] or 0, row[3] or 0) for row in rows}
