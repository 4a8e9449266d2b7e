"""The county's figures: of all its towns or one, by the same code as a town's own, from what the towns sent."""
from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final
from uuid import UUID

import msgspec
from django.db.models import F, Func, QuerySet, TextField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from countyviews.board import require_county
from countyviews.models import CaseView, RosterView
from countyviews.queries import cases_named
from motions import figures
from motions.events import CaseFacts, Kind
from motions.figures import Chosen, Figure
from people.actor import Actor
from townships.paging import Page, Slice, slice_of

#: What the months count by, beside the replies.
DAYS: Final = ("submitted_on", "handed_over_on", "replied_on", "concluded_on")


class FigureFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Whose cases of a period are counted: all that are given must hold. `group_id`, `unit_id` and `leader` are a town's own.

    `moved_by` is a group of the county's deputies: the cases that its members raised at the county's own congress are counted too.
    """

    since: date
    until: date
    town: str | None = None
    unit_id: UUID | None = None
    leader: str = ""
    category: str = ""
    group_id: UUID | None = None
    moved_by: UUID | None = None


class Offers(msgspec.Struct, frozen=True, kw_only=True):
    """What the figures of a town can be narrowed to."""

    units: list[dict[str, Any]]
    groups: list[dict[str, Any]]
    leaders: list[str]
    categories: list[str]


def figures_of(*, viewer: Actor, chosen: FigureFilter, today: date) -> figures.Figures:
    """The figures of the cases that are meant. At most four queries."""
    counted = _counted(viewer, chosen)
    return figures.figures(counted, since=chosen.since, until=chosen.until, today=today)


def compared(*, viewer: Actor, since: date, until: date, today: date, towns: Iterable[str]) -> dict[str, figures.Figures]:
    """Each of these congresses with its figures. One query."""
    require_county(viewer)
    told: dict[str, list[CaseFacts]] = {town: [] for town in towns}
    for town, facts in _decoded(CaseView.objects.filter(submitted_on__range=(since, until), tenant__in=told)):
        told[town].append(facts)
    return {town: figures.figures(cases, since=since, until=until, today=today) for town, cases in told.items()}


def figure_records(*, viewer: Actor, figure: Figure, chosen: FigureFilter, today: date, page: Page = Page()) -> Slice[dict[str, Any]]:
    """The records behind a figure, of the latest cases first: `case` (a row as `cases_named` has it), `about` whose part it is, `days`.

    As many as the figure says. At most five queries.
    """
    counted = sorted(_counted(viewer, chosen), key=lambda case: (case.submitted_on, case.id), reverse=True)
    found: Slice[Any] = slice_of(figures.behind(counted, figure, today=today), page)
    rows = cases_named(viewer=viewer, case_ids={record.case_id for record in found.rows}, today=today)
    return msgspec.structs.replace(found, rows=[{"case": rows[one.case_id], "about": one.about, "days": one.days} for one in found.rows])


def months_of(*, viewer: Actor, since: date, until: date, town: str | None = None) -> list[figures.Month]:
    """What happened in each month of a period, in one town or in all and the county's own congress. One query."""
    require_county(viewer)
    rows = _of_town(CaseView.objects.filter(submitted_on__lte=until).exclude(concluded_on__lt=since), town)
    read = msgspec.json.Decoder(tuple[figures.DatedReply, ...]).decode
    dated = rows.values_list("kind", *DAYS, Cast(KeyTextTransform("replies", "facts"), TextField())).iterator(2000)
    cases = (figures.Dated(**dict(zip(DAYS, days, strict=True)), kind=Kind(kind), replies=read(replies or "[]")) for kind, *days, replies in dated)
    return figures.by_month(cases, since=since, until=until)


def offers(*, viewer: Actor, town: str | None) -> Offers:
    """What there is to choose from: units, groups and leaders of one town, fields of all. Three queries; two without a town."""
    require_county(viewer)
    rows = RosterView.objects.filter(tenant=town or viewer.tenant, kind__in=["unit", "group"]).order_by("name", "id").values("id", "kind", "name")
    of_kind: dict[str, list[dict[str, Any]]] = {"unit": [], "group": []}
    for row in rows:
        of_kind[row["kind"]].append(dict(row))
    categories = _of_town(CaseView.objects.exclude(category=""), town).order_by("category").values_list("category", flat=True).distinct()
    named = CaseView.objects.filter(tenant=town or viewer.tenant).annotate(leader=Func(F("leaders"), function="unnest"))
    leaders = named.order_by("leader").values_list("leader", flat=True).distinct()
    return Offers(units=of_kind["unit"], groups=of_kind["group"], categories=list(categories), leaders=list(leaders))


def _counted(viewer: Actor, chosen: FigureFilter) -> list[CaseFacts]:
    require_county(viewer)
    period = CaseView.objects.filter(submitted_on__range=(chosen.since, chosen.until))
    members = _members(chosen.group_id) if chosen.group_id else None
    narrowed = Chosen(
        since=chosen.since, until=chosen.until, unit_id=chosen.unit_id, leader=chosen.leader, category=chosen.category, deputy_ids=members
    )  # fmt: skip
    counted = figures.choose((facts for _town, facts in _decoded(_of_town(period, chosen.town))), narrowed)
    return counted + _moved(viewer, period, chosen)


def _moved(viewer: Actor, period: QuerySet[CaseView], chosen: FigureFilter) -> list[CaseFacts]:
    """At the county's own congress; without a town, or with that one, they are among the others already."""
    if chosen.moved_by is None or chosen.town in (None, viewer.tenant):
        return []
    group = Chosen(since=chosen.since, until=chosen.until, category=chosen.category, deputy_ids=_members(chosen.moved_by))
    return figures.choose((facts for _town, facts in _decoded(period.filter(tenant=viewer.tenant))), group)


def _members(group_id: UUID) -> frozenset[UUID]:
    found = RosterView.objects.filter(pk=group_id, kind="group").values_list("facts", flat=True).first()
    return frozenset(UUID(one) for one in found["member_ids"]) if found else frozenset()


def _of_town(rows: QuerySet[CaseView], town: str | None) -> QuerySet[CaseView]:
    return rows.filter(tenant=town) if town else rows


def _decoded(rows: QuerySet[CaseView]) -> Iterable[tuple[str, CaseFacts]]:
    read = msgspec.json.Decoder(CaseFacts).decode
    return ((town, read(told)) for town, told in _told(rows))


def _told(rows: QuerySet[CaseView]) -> Iterable[tuple[str, str]]:
    """Town and facts, oldest first; read as text, because that is a third of the time."""
    return rows.order_by("id").values_list("tenant", Cast("facts", TextField())).iterator(2000)
