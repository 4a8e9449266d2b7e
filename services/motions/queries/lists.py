"""Lists of cases."""
from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

import msgspec
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Coalesce

from motions.events import Kind, State
from motions.models import Assignment, Case, Proposer
from motions.queries.seen import PROPOSER, ROW, UNIT, disliked, is_overdue, visible
from people.actor import Actor
from people.channel import Channel
from townships.paging import Page, Slice, keyset

#: Something is still to be done about it.
OPEN: Final = tuple(
    state for state in State if state not in (State.NOT_ACCEPTED, State.MERGED, State.CONCLUDED, State.WITHDRAWN, State.REFERRED, State.DECIDED)
)


class Order(StrEnum):
    NEWEST = "newest"
    DUE = "due"


class CaseFilter(msgspec.Struct, frozen=True, kw_only=True):
    """All that are given must hold; days are of the submission. `text` stands in the title, the number, the matter or the grounds."""

    states: tuple[State, ...] = ()
    kind: Kind | None = None
    category: str | None = None
    unit_id: UUID | None = None
    deputy_id: UUID | None = None
    session_id: UUID | None = None
    overdue: bool | None = None
    due_until: date | None = None
    since: date | None = None
    until: date | None = None
    on_paper: bool | None = None
    dissatisfied: bool | None = None
    text: str = ""


def cases(
    *, viewer: Actor, today: date, chosen: CaseFilter = CaseFilter(), order: Order = Order.NEWEST, page: Page = Page()
) -> Slice[dict[str, Any]]:
    """Rows of `ROW`, `overdue`, `proposers` (of `PROPOSER`) and `units` (of `UNIT`). Three queries; one more for the total."""
    rows = _filtered(Case.objects.filter(visible(viewer)), chosen, today, viewer).values(*ROW)
    if order is Order.NEWEST:
        found = keyset(rows, page, ["-submitted_on", "-id"])
    else:
        found = keyset(rows.annotate(due_order=Coalesce("due_on", Value(date.max))), page, ["due_order", "id"])
    return msgspec.structs.replace(found, rows=_with_parties(found.rows, viewer, today))


def cases_listed(*, viewer: Actor, case_ids: Collection[UUID], today: date) -> dict[UUID, dict[str, Any]]:
    """Those of these cases that there are for this viewer, as `cases` lists them. Three queries."""
    rows = Case.objects.filter(visible(viewer), pk__in=set(case_ids)).values(*ROW)
    return {row["id"]: row for row in _with_parties(rows, viewer, today)}


def _filtered(rows: QuerySet[Case], chosen: CaseFilter, today: date, viewer: Actor) -> QuerySet[Case]:
    """A stranger does not find out who raised what, neither by a name nor by asking for a deputy's cases."""
    plain = {"kind": chosen.kind, "category": chosen.category, "meets_id": chosen.session_id, "state__in": chosen.states or None}
    days = {"due_on__lte": chosen.due_until, "submitted_on__gte": chosen.since, "submitted_on__lte": chosen.until}
    rows = rows.filter(**{name: value for name, value in (plain | days).items() if value is not None})
    if chosen.unit_id:
        rows = rows.filter(pk__in=Assignment.objects.filter(unit_id=chosen.unit_id).values("case_id"))
    if chosen.deputy_id and viewer.anonymous:
        return rows.none()
    if chosen.deputy_id:
        rows = rows.filter(pk__in=Proposer.objects.filter(deputy_id=chosen.deputy_id).values("case_id"))
    for wanted, holds in (
        (chosen.overdue, Q(due_on__isnull=False, due_on__lt=today)),
        (chosen.on_paper, ~Q(channel=Channel.APP)),
        (chosen.dissatisfied, Q(pk__in=disliked().values("proposer__case_id"))),
    ):
        if wanted is not None:
            rows = rows.filter(holds if wanted else ~holds)
    if word := chosen.text.strip():
        rows = rows.filter(Q(title__icontains=word) | Q(number__icontains=word) | Q(text__icontains=word) | Q(grounds__icontains=word))
    return rows


def _with_parties(rows: Iterable[dict[str, Any]], viewer: Actor, today: date) -> list[dict[str, Any]]:
    shown = {row["id"]: row for row in rows}
    for row in shown.values():
        row |= {"overdue": is_overdue(row["due_on"], today), "proposers": [], "units": []}
    for proposer in () if viewer.anonymous else Proposer.objects.filter(case_id__in=shown).order_by("order").values("case_id", *PROPOSER):
        shown[proposer.pop("case_id")]["proposers"].append(proposer)
    for unit in Assignment.objects.filter(case_id__in=shown).order_by("order").values("case_id", *UNIT):
        shown[unit.pop("case_id")]["units"].append(unit)
    return list(shown.values())


def categories(*, viewer: Actor) -> list[str]:
    """The categories in use, for filters and for filling in. One query."""
    found = Case.objects.filter(visible(viewer)).exclude(category="")
    return list(found.order_by("category").values_list("category", flat=True).distinct())
