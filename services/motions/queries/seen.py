"""Who may know of which case, and what every row of one tells."""
from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db.models import Q, QuerySet

from motions.events import UNREGISTERED, AssignmentState, CaseFacts, Satisfaction, State
from motions.models import Assignment, Case, Proposer, Rating
from people.actor import Actor, Role

#: What everybody may know of, where it is public: it came to an end, or to a vote.
ENDED: Final = (State.CONCLUDED, State.DECIDED, State.EXECUTING, State.CARRIED_OUT, State.REPORTED, State.REFERRED)
ROW: Final = (
    "id", "version", "kind", "number", "title", "category", "state", "state_since", "outcome", "public", "channel", "term", "session",
    "round", "submitted_on", "entered_on", "registered_on", "handed_over_on", "replied_on", "concluded_on", "decided_on", "due_on",
)  # fmt: skip
PROPOSER: Final = ("deputy_id", "name", "order")
UNIT: Final = ("id", "unit_id", "unit_name", "kind", "state", "due_on")


def visible(viewer: Actor) -> Q:
    """The office all; a deputy the own ones and the public ones; a unit what was handed to it; everybody what is public and ended."""
    if viewer.office or viewer.has(Role.SYSTEM):
        return Q()
    seen = Q(public=True, state__in=ENDED)
    if viewer.deputy_ids:
        seen |= Q(public=True) & ~Q(state__in=UNREGISTERED)
        seen |= Q(pk__in=Proposer.objects.filter(deputy_id__in=viewer.deputy_ids).values("case_id"))
    if viewer.unit_ids:
        seen |= Q(pk__in=handed_to(viewer.unit_ids).values("case_id"))
    return seen


def handed_to(unit_ids: Collection[UUID]) -> QuerySet[Assignment]:
    return Assignment.objects.filter(unit_id__in=unit_ids).exclude(state=AssignmentState.PROPOSED)


def disliked() -> QuerySet[Rating]:
    """Every dissatisfied rating, of whichever round: a second handling does not unsay the first rating."""
    return Rating.objects.filter(Q(attitude=Satisfaction.DISSATISFIED) | Q(result=Satisfaction.DISSATISFIED))


def is_overdue(due_on: date | None, today: date) -> bool:
    """A day is missed when it has ended."""
    return due_on is not None and due_on < today


def is_whole(viewer: Actor, facts: CaseFacts) -> bool:
    own = viewer.deputy_ids.intersection(p.deputy_id for p in facts.proposers)
    return viewer.office or viewer.has(Role.SYSTEM) or bool(own or viewer.unit_ids.intersection(a.unit_id for a in facts.assignments))


def row_of(case: Case, facts: CaseFacts, today: date) -> dict[str, Any]:
    return {name: getattr(facts, name, None) for name in ROW} | {
        "version": case.version,
        "overdue": is_overdue(facts.due_on, today),
        "proposers": [{name: getattr(proposer, name) for name in PROPOSER} for proposer in facts.proposers],
        "units": [{name: getattr(assignment, name) for name in UNIT} for assignment in facts.assignments],
    }


def own_subjects(*, viewer: Actor, most: int = 1000) -> dict[str, tuple[str, str]]:
    """The open cases that this viewer sees whole as one's own: subject → number and title. The newest; one query."""
    own = Q(pk__in=Proposer.objects.filter(deputy_id__in=viewer.deputy_ids).values("case_id")) | Q(pk__in=handed_to(viewer.unit_ids).values("case_id"))
    rows = Case.objects.filter(own).exclude(state__in=[*ENDED, State.WITHDRAWN, *UNREGISTERED]).order_by("-id")
    return {f"case/{id}": (number, title) for id, number, title in rows.values_list("id", "number", "title")[:most]}


def titles(*, viewer: Actor, ids: Collection[UUID]) -> dict[UUID, tuple[str, str]]:
    """Number and title of those of these cases that the viewer may know of. One query, none without ids."""
    rows = Case.objects.filter(visible(viewer), pk__in=ids) if ids else Case.objects.none()
    return {id: (number, title) for id, number, title in rows.values_list("id", "number", "title")}
