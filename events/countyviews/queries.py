"""What the county asks of its towns: lists behind every number of the board. Every function answers members of the county's office only."""
from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from django.db.models import Exists, OuterRef, Q, QuerySet

from countyviews.board import STAGES, Board, TooGood, TownRow, Voice, board, require_county
from countyviews.models import CaseView, DeadlineView, SupervisionView
from deadlines.events import WINDOWS, DeadlineFacts
from motions.events import CaseFacts
from oversight.events import SupervisionFacts
from people.actor import Actor
from people.channel import Channel
from townships.errors import NotFound
from townships.models import Tenant
from townships.paging import Page, Slice, keyset

__all__ = [
    "STAGES", "Board", "CaseFilter", "TooGood", "TownRow", "Voice", "board", "case", "cases", "cases_named",
    "deadlines_of", "late", "promising", "supervision", "supervisions", "supervisions_named", "towns",
]  # fmt: skip


class CaseFilter(msgspec.Struct, frozen=True, kw_only=True):
    """All that are given must hold. `stage` is a column of the board."""

    town: str | None = None
    stage: str | None = None
    state: str | None = None
    kind: str | None = None
    category: str | None = None
    overdue: bool | None = None
    on_paper: bool | None = None
    dissatisfied: bool | None = None
    since: date | None = None
    until: date | None = None


def towns(*, viewer: Actor) -> dict[str, str]:
    """Schema → name of the county's congresses, its own among them."""
    require_county(viewer)
    return dict(Tenant.objects.filter(county_schema=viewer.tenant, closed_at=None).order_by("code").values_list("schema_name", "name"))


def cases(*, viewer: Actor, chosen: CaseFilter = CaseFilter(), page: Page = Page(), today: date) -> Slice[dict[str, Any]]:
    """The towns' cases, the latest first: tenant, facts (`CaseFacts`), version, overdue. One query; one more for the total."""
    require_county(viewer)
    rows = _filtered(CaseView.objects.annotate(overdue=Exists(_open_late(today).filter(about_id=OuterRef("id")))), chosen)
    found = keyset(rows.values("id", "tenant", "facts", "version", "overdue", "submitted_on"), page, ["-submitted_on", "-id"])
    return msgspec.structs.replace(found, rows=[{**row, "facts": msgspec.convert(row["facts"], CaseFacts)} for row in found.rows])


def promising(*, viewer: Actor, today: date, town: str | None = None, late: bool = False, page: Page = Page()) -> Slice[dict[str, Any]]:
    """The towns' cases with a promise that is followed, by the next day promised for; rows as in `cases`. One query; one more for the total."""
    require_county(viewer)
    rows = CaseView.objects.filter(promise_due_on__isnull=False).annotate(overdue=Exists(_open_late(today).filter(about_id=OuterRef("id"))))
    rows = rows.filter(**{name: value for name, value in (("tenant", town), ("promise_due_on__lt", today if late else None)) if value})
    found = keyset(rows.values("id", "tenant", "facts", "version", "overdue", "submitted_on", "promise_due_on"), page, ["promise_due_on", "id"])
    return msgspec.structs.replace(found, rows=[{**row, "facts": msgspec.convert(row["facts"], CaseFacts)} for row in found.rows])


def case(*, viewer: Actor, case_id: UUID, today: date) -> dict[str, Any]:
    """One case of a town as the county knows it."""
    found = cases_named(viewer=viewer, case_ids=[case_id], today=today)
    if not found:
        raise NotFound("case_id")
    return found[case_id]


def cases_named(*, viewer: Actor, case_ids: Collection[UUID], today: date) -> dict[UUID, dict[str, Any]]:
    """Those of these cases that the county knows. One query."""
    require_county(viewer)
    rows = CaseView.objects.filter(pk__in=case_ids).annotate(overdue=Exists(_open_late(today).filter(about_id=OuterRef("id"))))
    shown = rows.values("id", "tenant", "facts", "version", "overdue", "submitted_on")
    return {row["id"]: {**row, "facts": msgspec.convert(row["facts"], CaseFacts)} for row in shown}


def supervision(*, viewer: Actor, supervision_id: UUID) -> dict[str, Any]:
    """One supervision of a town as the county knows it."""
    found = supervisions_named(viewer=viewer, supervision_ids=[supervision_id])
    if not found:
        raise NotFound("supervision_id")
    return found[supervision_id]


def supervisions_named(*, viewer: Actor, supervision_ids: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    """Those of these supervisions that the county knows. One query."""
    require_county(viewer)
    rows = SupervisionView.objects.filter(pk__in=supervision_ids).values("id", "tenant", "facts", "version", "planned_on")
    return {row["id"]: {**row, "facts": msgspec.convert(row["facts"], SupervisionFacts)} for row in rows}


def supervisions(*, viewer: Actor, town: str | None = None, state: str | None = None, page: Page = Page()) -> Slice[dict[str, Any]]:
    require_county(viewer)
    rows = SupervisionView.objects.filter(**{name: value for name, value in (("tenant", town), ("state", state)) if value})
    found = keyset(rows.values("id", "tenant", "facts", "version", "planned_on"), page, ["-planned_on", "-id"])
    return msgspec.structs.replace(found, rows=[{**row, "facts": msgspec.convert(row["facts"], SupervisionFacts)} for row in found.rows])


def late(*, viewer: Actor, today: date, town: str | None = None, missed: bool = False, page: Page = Page()) -> Slice[dict[str, Any]]:
    """What is late in the towns, the longest first; with `missed` everything that ever was, done since or not."""
    require_county(viewer)
    rows = DeadlineView.objects.exclude(kind__in=WINDOWS).exclude(missed_on=None) if missed else _open_late(today)
    rows = rows.filter(tenant=town) if town else rows
    found = keyset(rows.values("id", "tenant", "about_id", "about_kind", "facts", "due_on"), page, ["due_on", "id"])
    return msgspec.structs.replace(found, rows=[{**row, "facts": msgspec.convert(row["facts"], DeadlineFacts)} for row in found.rows])


def deadlines_of(*, viewer: Actor, subject_ids: list[UUID]) -> dict[UUID, list[DeadlineFacts]]:
    """The ledger entries of some subjects. One query."""
    require_county(viewer)
    found: dict[UUID, list[DeadlineFacts]] = {one: [] for one in subject_ids}
    for about, facts in DeadlineView.objects.filter(about_id__in=subject_ids).order_by("id").values_list("about_id", "facts"):
        found[about].append(msgspec.convert(facts, DeadlineFacts))
    return found


def _open_late(today: date) -> QuerySet[DeadlineView]:
    return DeadlineView.objects.filter(met_on=None, lifted_on=None, due_on__lt=today).exclude(kind__in=WINDOWS)


def _filtered(rows: QuerySet[Any], chosen: CaseFilter) -> QuerySet[Any]:
    plain = {"tenant": chosen.town, "state": chosen.state, "kind": chosen.kind, "category": chosen.category, "overdue": chosen.overdue}
    span = {"submitted_on__gte": chosen.since, "submitted_on__lte": chosen.until}
    rows = rows.filter(**{name: value for name, value in (plain | span).items() if value is not None})
    if chosen.stage is not None:
        rows = rows.filter(state__in=STAGES.get(chosen.stage, ()))
    if chosen.on_paper is not None:
        app = Q(channel=Channel.APP)
        rows = rows.filter(~app if chosen.on_paper else app)
    if chosen.dissatisfied:
        rows = rows.filter(dissatisfied=True)
    return rows
