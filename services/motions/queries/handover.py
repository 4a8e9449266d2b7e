"""Hand-over meetings, and the list that offices use: what was handed to whom, and by when it is due."""
from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import Count

import roster.queries
from motions.events import Part
from motions.models import Assignment, Case, HandOver, Proposer
from people.actor import OFFICE, Actor
from townships.paging import Page, Slice, keyset


def handovers(*, viewer: Actor, page: Page = Page()) -> Slice[dict[str, Any]]:
    """The meetings, the latest first: `id`, `held_on`, `place`, `count` of cases. For the office. One query."""
    viewer.require(*OFFICE, scope="read")
    return keyset(HandOver.objects.annotate(count=Count("cases")).values("id", "held_on", "place", "count"), page, ["-held_on", "-id"])


def handover(*, viewer: Actor, handover_id: UUID) -> dict[str, Any] | None:
    """A meeting with its record and its `cases`: id, number, title, deputies (name, phone), units (name, kind, leader, person, due_on).

    For the office. Five queries.
    """
    viewer.require(*OFFICE, scope="read")
    found = HandOver.objects.filter(pk=handover_id).values("id", "held_on", "place", "present", "note").first()
    if found is None:
        return None
    cases = list(Case.objects.filter(handed_over_at=handover_id).order_by("term", "session", "serial").values("id", "number", "title"))
    ids = [case["id"] for case in cases]
    deputies, units = _deputies(ids), _units(ids)
    return {**found, "cases": [{**case, "deputies": deputies.get(case["id"], []), "units": units.get(case["id"], [])} for case in cases]}


def _deputies(case_ids: Collection[UUID]) -> dict[UUID, list[dict[str, str]]]:
    rows = list(Proposer.objects.filter(case_id__in=case_ids).order_by("order").values_list("case_id", "deputy_id", "name"))
    phones = roster.queries.phones([deputy_id for _, deputy_id, _ in rows]) if rows else {}
    return _grouped([(case_id, {"name": name, "phone": phones.get(deputy_id, "")}) for case_id, deputy_id, name in rows])


def _units(case_ids: Collection[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    """As they were handed over: those to whom a relieved part went later are no part of the meeting."""
    rows = Assignment.objects.filter(case_id__in=case_ids, handed_over_on__isnull=False).order_by("order")
    told = rows.values_list("case_id", "unit_name", "kind", "leader", "person", "due_on", "handed_over_on", "first_handed_over_on")
    return _grouped([
        (case_id, {"name": name, "kind": Part(kind), "leader": leader, "person": person, "due_on": due_on})
        for case_id, name, kind, leader, person, due_on, on, first in told if on == first
    ])  # fmt: skip


def _grouped(rows: Collection[tuple[UUID, Any]]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = {}
    for case_id, row in rows:
        found.setdefault(case_id, []).append(row)
    return found
