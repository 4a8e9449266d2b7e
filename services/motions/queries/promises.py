"""The ledger of what replies promised, over years and terms."""
from __future__ import annotations

from datetime import date
from typing import Any, Final
from uuid import UUID

import msgspec
from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import F, Q, QuerySet

from motions.events import PROMISING, AssignmentState, Fulfilment, PromiseState
from motions.facts import OF_PROMISE
from motions.models import Assignment, Promise, Proposer
from people.actor import Actor
from townships.paging import Page, Slice, keyset


class PromiseFilter(msgspec.Struct, frozen=True, kw_only=True):
    """All that are given must hold; days are those promised for. `text` stands in the measure, the title or the number."""

    states: tuple[PromiseState, ...] = ()
    late: bool | None = None
    unit_id: UUID | None = None
    leader: str = ""
    term: int | None = None
    since: date | None = None
    until: date | None = None
    not_done: bool | None = None
    text: str = ""


CASE: Final = {"case_number": F("case__number"), "title": F("case__title"), "term": F("case__term")}


def promises(*, viewer: Actor, today: date, chosen: PromiseFilter = PromiseFilter(), page: Page = Page()) -> Slice[dict[str, Any]]:
    """Rows of `PromiseFacts` with the case's `case_id`, `case_number`, `title`, `term`, and `note`: by the day promised for.

    The office sees all, a unit its own, a deputy those of the own cases. One query; one more for the total.
    """
    said = ArrayAgg("ratings__fulfilment", filter=Q(ratings__round=F("round")), order_by="ratings__id", default=[])
    rows = _filtered(Promise.objects.filter(_seen(viewer)), chosen, today)
    told = rows.values(*OF_PROMISE, "case_id", "note", unit_name=F("assignment__unit_name"), said=said, **CASE)
    return keyset(told, page, ["due_on", "id"])


def unpromised(*, viewer: Actor, page: Page = Page()) -> Slice[dict[str, Any]]:
    """Replies that put off to a later day and of which the ledger has no promise, the oldest first: `id` (assignment), `unit_name`,
    `replied_on`, `leader` and the case as in `promises`. One query; one more for the total.
    """
    put_off = Assignment.objects.filter(_seen(viewer, part=""), state=AssignmentState.REPLIED, promises=None)
    rows = put_off.filter(replies__round=F("round"), replies__meaning__in=sorted(PROMISING))
    return keyset(rows.values("id", "case_id", "unit_name", "leader", "replied_on", **CASE), page, ["replied_on", "id"])


def _seen(viewer: Actor, part: str = "assignment__") -> Q:
    if viewer.office:
        return Q()
    own = Proposer.objects.filter(deputy_id__in=viewer.deputy_ids).values("case_id")
    return Q(**{f"{part}unit_id__in": viewer.unit_ids}) | Q(case_id__in=own)


def _filtered(rows: QuerySet[Promise], chosen: PromiseFilter, today: date) -> QuerySet[Promise]:
    plain = {"state__in": chosen.states or None, "assignment__unit_id": chosen.unit_id, "case__term": chosen.term}
    days = {"due_on__gte": chosen.since, "due_on__lte": chosen.until}
    rows = rows.filter(**{name: value for name, value in (plain | days).items() if value is not None})
    late = Q(state=PromiseState.FOLLOWING, due_on__lt=today)
    for wanted, holds in ((chosen.late, late), (chosen.not_done, Q(round__gt=1) | Q(pk__in=_said_not_done()))):
        if wanted is not None:
            rows = rows.filter(holds if wanted else ~holds)
    if leader := chosen.leader.strip():
        rows = rows.filter(leader__icontains=leader)
    if word := chosen.text.strip():
        rows = rows.filter(Q(measure__icontains=word) | Q(case__title__icontains=word) | Q(case__number__icontains=word))
    return rows


def _said_not_done() -> QuerySet[Any]:
    """Said at any time: a later visit does not unsay it."""
    return Promise.objects.filter(ratings__fulfilment=Fulfilment.NOT_DONE).values("pk")
