"""What a deputy did for the voters, and which deputies could do with help."""
from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, Final
from uuid import UUID

import msgspec
from django.db.models import Count, F, Q

import roster.queries
from motions.models import Proposer, Rating
from people.actor import Actor, Role
from townships.paging import Page, Slice, keyset

OF_CASE: Final = ("number", "title", "kind", "state", "outcome", "submitted_on", "category")


def duty_record(*, viewer: Actor, deputy_id: UUID) -> list[dict[str, Any]] | None:
    """The mandates of that deputy's person, the newest first, each with what was `led`, `cosigned` and `rated` in it; None where there is none to see.

    For the deputy, and for the office. Three queries.
    """
    mandates = roster.queries.mandates_of(viewer=viewer, deputy_id=deputy_id)
    counted = {row["deputy_id"]: row for row in _counted([one["id"] for one in mandates])} if mandates else {}
    nothing = {"led": 0, "cosigned": 0, "rated": 0}
    return [{**one, **nothing, **counted.get(one["id"], {})} for one in mandates] or None


def _counted(deputies: Collection[UUID]) -> list[dict[str, Any]]:
    rated = Count("id", filter=Q(ratings__rated_on__isnull=False), distinct=True)
    led, cosigned = Count("id", filter=Q(order=1), distinct=True), Count("id", filter=Q(order__gt=1), distinct=True)
    found: Any = Proposer.objects.filter(deputy_id__in=deputies).values("deputy_id").annotate(led=led, cosigned=cosigned, rated=rated).order_by("deputy_id")
    return list(found)


def duty_entries(*, viewer: Actor, mandates: Collection[UUID], page: Page) -> Slice[dict[str, Any]]:
    """What was raised and co-signed under these mandates, which `duty_record` has shown the viewer, the newest first, with the last rating of each.

    Rows: case_id, order (1 led), deputy_id, OF_CASE; rated_on, attitude, result, no_feedback. Two queries, one more for the total.
    """
    of_case = {name: F(f"case__{name}") for name in OF_CASE}
    found = Proposer.objects.filter(deputy_id__in=mandates).values("id", "case_id", "order", "deputy_id", **of_case)
    page_of = keyset(found, page, ("-submitted_on", "-id"))
    return msgspec.structs.replace(page_of, rows=_with_ratings(page_of.rows))


def _with_ratings(rows: Any) -> list[dict[str, Any]]:
    said = ("rated_on", "attitude", "result", "no_feedback")
    given = Rating.objects.filter(proposer_id__in=[row["id"] for row in rows]).order_by("round").values("proposer_id", *said)
    last: dict[UUID, dict[str, Any]] = {one["proposer_id"]: {name: one[name] for name in said} for one in given}
    return [{**row, **last.get(row["id"], {**dict.fromkeys(said), "no_feedback": False})} for row in rows]


def deputies_to_help(*, viewer: Actor, today: date, page: Page) -> Slice[dict[str, Any]]:
    """Deputies in office who have raised and co-signed nothing this term, by surname. For the clerk alone, who rings them or enters for them. Three queries."""
    viewer.require(Role.CLERK, scope="read")
    term = roster.queries.term_on(today)
    if term is None:
        return roster.queries.deputy_list(viewer=viewer, page=page, serving_on=today)
    heard = Proposer.objects.filter(case__submitted_on__gte=term.opens_on).values_list("deputy_id", flat=True).distinct()
    return roster.queries.deputy_list(viewer=viewer, page=page, serving_on=today, without=list(heard))
