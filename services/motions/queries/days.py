"""Days that a step would give, said before somebody consents to it."""
from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Final
from uuid import UUID

import deadlines.queries
import roster.queries
from deadlines.queries import Start
from motions.facts import sitting
from motions.models import Assignment, Case
from motions.queries.seen import visible
from people.actor import Actor
from rulebook.queries import Session

REPLY: Final = "reply_months"
LONGEST: Final = "reply_extended_months"


def due_if_handed_over(*, viewer: Actor, case_id: UUID, on: date) -> date | None:
    """The day by which units would have to reply if the case were handed over on a day."""
    return dues_if_handed_over(viewer=viewer, case_ids=[case_id], on=on).get(case_id)


def dues_if_handed_over(*, viewer: Actor, case_ids: Collection[UUID], on: date) -> dict[UUID, date]:
    """As `due_if_handed_over`, for many. Four queries."""
    starts = {case_id: Start(on, *raised) for case_id, raised in _raised(viewer, case_ids).items()}
    days = deadlines.queries.latest_days(viewer=viewer, rule_key=REPLY, starts=set(starts.values()))
    return {case_id: days[start] for case_id, start in starts.items()}


def latest_replies(*, viewer: Actor, case_ids: Collection[UUID]) -> dict[UUID, date]:
    """Assignment → the last day to which the law lets its time be extended (代表法 第五十一条). Five queries."""
    raised = _raised(viewer, case_ids)
    parts = Assignment.objects.filter(case_id__in=raised, handed_over_on__isnull=False).values_list("id", "case_id", "handed_over_on")
    starts = {part: Start(on, *raised[case_id]) for part, case_id, on in parts if on}
    days = deadlines.queries.latest_days(viewer=viewer, rule_key=LONGEST, starts=set(starts.values()))
    return {part: days[start] for part, start in starts.items()}


def _raised(viewer: Actor, case_ids: Collection[UUID]) -> dict[UUID, tuple[Session, date | None]]:
    """In session or out of it, and the day on which that session closed."""
    sessions = roster.queries.sessions()
    return {
        case.pk: (sitting(case), next((one.closes_on for one in sessions if one.sits_on(case.submitted_on)), None))
        for case in Case.objects.filter(visible(viewer), pk__in=case_ids)
    }
