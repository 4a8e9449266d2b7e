"""The figures of a congress with the records behind them, and everything that it has published."""
from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

import msgspec

import roster.queries
from motions import figures
from motions.events import CaseFacts
from motions.facts import facts_of, subject_of
from motions.figures import Chosen, Dated, DatedReply, Figure
from motions.models import Assignment, Case, Reply
from motions.queries.lists import cases_listed
from people.actor import OFFICE, Actor
from townships.paging import Page, Slice, slice_of
from townships.published import Published

BATCH: Final = 500
DAYS: Final = ("kind", "submitted_on", "handed_over_on", "replied_on", "concluded_on")


class FigureFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Whose cases of a period are counted: all that are given must hold. Both days of the period belong to it; they are days of the submission."""

    since: date
    until: date
    unit_id: UUID | None = None
    leader: str = ""
    category: str = ""
    group_id: UUID | None = None


def figures_of(
    *, viewer: Actor, since: date, until: date, today: date, unit_id: UUID | None = None, leader: str = "", category: str = "", group_id: UUID | None = None
) -> figures.Figures:
    """The congress's figures for the cases submitted in a period. For the office. At most seven queries."""
    chosen = FigureFilter(since=since, until=until, unit_id=unit_id, leader=leader, category=category, group_id=group_id)
    told, narrowed = _counted(viewer, chosen)
    return figures.figures(told, since=since, until=until, today=today, chosen=narrowed)


def figure_records(*, viewer: Actor, figure: Figure, chosen: FigureFilter, today: date, page: Page = Page()) -> Slice[dict[str, Any]]:
    """The records behind a figure, of the latest cases first: `case` (a row as in `cases`), `about` whose part it is, `days`. For the office.

    As many as the figure says. At most ten queries.
    """
    told, narrowed = _counted(viewer, chosen)
    counted = sorted(figures.choose(told, narrowed), key=lambda case: (case.submitted_on, case.id), reverse=True)
    found: Slice[Any] = slice_of(figures.behind(counted, figure, today=today), page)
    rows = cases_listed(viewer=viewer, case_ids=[record.case_id for record in found.rows], today=today)
    return msgspec.structs.replace(found, rows=[{"case": rows[one.case_id], "about": one.about, "days": one.days} for one in found.rows])


def months_of(*, viewer: Actor, since: date, until: date) -> list[figures.Month]:
    """What happened in each month of a period. For the office. Two queries."""
    viewer.require(*OFFICE, scope="read")
    found = Case.objects.filter(submitted_on__lte=until).exclude(concluded_on__lt=since)
    replies: dict[UUID, list[DatedReply]] = {}
    for case_id, *days in Reply.objects.filter(assignment__case__in=found).values_list("assignment__case_id", "replied_on", "due_on"):
        replies.setdefault(case_id, []).append(DatedReply(*days))
    return figures.by_month((_dated(row, replies) for row in found.values("id", *DAYS)), since=since, until=until)


def _dated(row: dict[str, Any], replies: Mapping[UUID, Sequence[DatedReply]]) -> Dated:
    return msgspec.convert({**row, "replies": replies.get(row["id"], ())}, Dated)


def units_of(*, viewer: Actor, since: date, until: date, today: date) -> list[dict[str, Any]]:
    """The units that were handed something in a period: `id`, `name`, `leader`, `figures`; the latest first that are late. For the office. Eight queries."""
    viewer.require(*OFFICE, scope="read")
    told = facts_of(list(Case.objects.filter(submitted_on__range=(since, until))))
    found = figures.by_unit(told, since=since, until=until, today=today)
    named = roster.queries.units(found)
    return [{"id": unit, "name": named[unit].name, "leader": named[unit].leader, "figures": counts} for unit, counts in found.items()]


def leaders(*, viewer: Actor) -> list[str]:
    """The responsible leaders that cases name, for filters. For the office. One query."""
    viewer.require(*OFFICE, scope="read")
    return list(Assignment.objects.exclude(leader="").order_by("leader").values_list("leader", flat=True).distinct())


def _counted(viewer: Actor, chosen: FigureFilter) -> tuple[list[CaseFacts], Chosen]:
    viewer.require(*OFFICE, scope="read")
    told = facts_of(list(Case.objects.filter(submitted_on__range=(chosen.since, chosen.until))))
    members = roster.queries.group_members(viewer=viewer, group_id=chosen.group_id) if chosen.group_id else None
    narrowed = Chosen(
        since=chosen.since, until=chosen.until, unit_id=chosen.unit_id, leader=chosen.leader, category=chosen.category, deputy_ids=members
    )  # fmt: skip
    return told, narrowed


def published() -> Iterator[Published]:
    """Every case of this congress as its last event told it, oldest first. Seven queries for each five hundred."""
    after = UUID(int=0)
    while batch := list(Case.objects.filter(pk__gt=after).order_by("id")[:BATCH]):
        for found, facts in zip(batch, facts_of(batch), strict=True):
            yield Published(subject_of(found.pk), found.version, facts)
        after = batch[-1].pk
