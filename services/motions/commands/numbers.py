"""Numbers without gaps: the row of its series is locked from the number to the end of the transaction."""
from __future__ import annotations

from typing import Final

from django.db import connection

import roster.queries
from motions import rules
from motions.commands.common import kind_of
from motions.models import Case
from townships.errors import RuleBroken

NEXT: Final = """
INSERT INTO motions_series (kind, term, session, last) VALUES (%s::varchar, %s::smallint, %s::smallint, 1)
ON CONFLICT (kind, term, session) DO UPDATE SET last = motions_series.last + 1 RETURNING last
"""


def give_number(case: Case) -> None:
    """届·次·种类·号, in the row of the session in which the case was raised, or of its term out of session."""
    day = case.submitted_on
    session = roster.queries.session_on(day)
    term = roster.queries.term_on(day)
    if term is None:
        raise RuleBroken("no_term", field="at", day=day.isoformat())
    case.meets_id = session.id if session else None
    case.term, case.session = (session.term_number, session.number) if session else (term.number, 0)
    case.serial = _next(case.kind, case.term, case.session)
    case.number = rules.number_of(kind_of(case), case.term, case.session, case.serial)


def _next(kind: str, term: int, session: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [kind, term, session])
        return int(cursor.fetchone()[0])
