"""What waits for a person."""
from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from motions.events import PROMISING, AssignmentState, CaseFacts, Outcome, PromiseState, State
from motions.facts import facts_of
from motions.models import Assignment, Case, Promise, Proposer, Rating
from motions.queries.papers import beside_of
from motions.queries.seen import disliked, is_overdue, row_of
from motions.steps import CHASED, REMINDED, Beside, duties
from people.actor import ASSIGNERS, Actor, Role

MOST_ON_DESK: Final = 100
FOR_CLERK: Final = (
    State.SUBMITTED, State.REGISTERED, State.APPROVED, State.ANSWERED, State.DELIBERATION, State.FILED, State.LISTED, State.DELIBERATED,
    State.CARRIED_OUT,
)  # fmt: skip


def desk(*, viewer: Actor, today: date) -> list[dict[str, Any]]:
    """What waits for this person, the longest overdue first: rows as in `cases`, with `duties` and the `due_on` of the most urgent of them.

    At most a hundred cases; nine queries.
    """
    waiting = _waiting(viewer, today)
    if waiting is None:
        return []
    found = list(Case.objects.filter(waiting).order_by(Coalesce("due_on", Value(date.max)), "state_since", "id")[:MOST_ON_DESK])
    told = facts_of(found)
    beside = beside_of(viewer, told)
    rows = [_on_desk(case, facts, viewer, today, beside) for case, facts in zip(found, told, strict=True)]
    return sorted((row for row in rows if row["duties"]), key=lambda row: (row["due_on"] or date.max, row["state_since"], row["id"]))


def _on_desk(case: Case, facts: CaseFacts, viewer: Actor, today: date, beside: Beside) -> dict[str, Any]:
    steps = duties(facts, viewer, today, beside)
    due_on = min((step.due_on for step in steps if step.due_on), default=None)
    return row_of(case, facts, today) | {"duties": steps, "due_on": due_on, "overdue": is_overdue(due_on, today)}


def _to_promise(viewer: Actor) -> QuerySet[Assignment]:
    """Parts whose reply puts off to a later day, and of which the ledger has no promise."""
    put_off = Assignment.objects.filter(unit_id__in=viewer.unit_ids, state=AssignmentState.REPLIED, promises=None)
    return put_off.filter(replies__round=F("round"), replies__meaning__in=sorted(PROMISING))


def _to_keep(viewer: Actor, today: date) -> QuerySet[Promise]:
    return Promise.objects.filter(assignment__unit_id__in=viewer.unit_ids, state=PromiseState.FOLLOWING, due_on__lte=today + CHASED)


def _waiting(viewer: Actor, today: date) -> Q | None:
    """Which cases can have a duty for the viewer at all; `duties` then says which do."""
    to_decide = disliked().filter(round=1).values("proposer__case_id")
    owing = (AssignmentState.HANDED_OVER, AssignmentState.SIGNED, AssignmentState.REWORK)
    to_hear = Rating.objects.filter(rated_on=None, no_feedback=False)
    to_hear = to_hear.filter(Q(call_asked_on__isnull=False) | Q(reminded_on=None, due_on__range=(today, today + REMINDED)))
    of: Mapping[Role, Q] = {
        Role.CLERK: Q(state__in=FOR_CLERK) | Q(state=State.DECIDED, outcome=Outcome.ADOPTED)
        | Q(pk__in=to_hear.values("proposer__case_id")),
        **dict.fromkeys(
            ASSIGNERS,
            Q(state=State.PROPOSED)
            | Q(pk__in=Assignment.objects.filter(Q(state=AssignmentState.RELIEF_ASKED) | Q(extension_asked_on__isnull=False)).values("case_id"))
            | Q(state=State.REPLIED, pk__in=to_decide)
            | Q(withdrawal_asked_on__isnull=False),
        ),
        Role.UNIT: Q(pk__in=Assignment.objects.filter(unit_id__in=viewer.unit_ids, state__in=owing).values("case_id"))
        | Q(pk__in=_to_promise(viewer).values("case_id")) | Q(pk__in=_to_keep(viewer, today).values("case_id")),
        Role.DEPUTY: Q(pk__in=Proposer.objects.filter(deputy_id__in=viewer.deputy_ids).values("case_id"))
        & (Q(state__in=[State.SENT_BACK, State.ANSWERED, State.REPLIED]) | Q(pk__in=Promise.objects.filter(state=PromiseState.KEPT).values("case_id"))),
    }
    parts = [of[role] for role in viewer.roles if role in of]
    return Q(*parts, _connector=Q.OR) if parts else None
