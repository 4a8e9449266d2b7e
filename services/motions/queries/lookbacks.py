"""Plans to go back and look, the list that each was drawn from, and what the visits found."""
from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q

from motions import rules
from motions.models import LookBack, LookBackVisit
from people.actor import OFFICE, Actor
from townships.paging import Page, Slice, keyset

PLAN = ("id", "title", "since", "until", "size", "seed", "planned_on")


def look_backs(*, viewer: Actor, page: Page = Page()) -> Slice[dict[str, Any]]:
    """The plans, the latest first: `id`, `title`, `since`, `until`, `size`, `seed`, `planned_on`; `of`, `drawn` and `visited` cases.

    For the office. One query; one more for the total.
    """
    viewer.require(*OFFICE, scope="read")
    visits = {"of": Count("visits"), "drawn": Count("visits", filter=Q(visits__drawn=True)), "visited": Count("visits__visited_on")}
    return keyset(LookBack.objects.annotate(**visits).values(*PLAN, *visits), page, ["-planned_on", "-id"])


def look_back(*, viewer: Actor, look_back_id: UUID) -> dict[str, Any] | None:
    """A plan with its `visits` as they were drawn, `frame` (every number that it was drawn from, in order) and `again`: drawn once more from
    the same list and seed, it gives the same. For the office. Two queries.
    """
    viewer.require(*OFFICE, scope="read")
    plan = LookBack.objects.filter(pk=look_back_id).values(*PLAN).first()
    if plan is None:
        return None
    case = {"title": F("case__title"), "outcome": F("case__outcome"), "version": F("case__version")}
    told = ("id", "case_id", "number", "drawn", "visited_on", "visitors", "findings", "fulfilment", "amount_fen")
    rows = {row["number"]: row for row in LookBackVisit.objects.filter(plan_id=look_back_id).values(*told, **case)}
    again = rules.draw(rows, plan["size"], plan["seed"])
    visits = [rows[number] for number in again]
    return {**plan, "frame": sorted(rows), "visits": visits, "again": {row["number"] for row in rows.values() if row["drawn"]} == set(again)}
