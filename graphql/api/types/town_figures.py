"""A congress's own figures, the records behind each, and its months."""
from __future__ import annotations

from datetime import date
from typing import Any, Final

import graphene
import msgspec

import motions.queries as queries
from api.paging import Connected
from api.types.common import each, own, reference, today
from api.types.figures import Figure, FigureKey, Figures, Month, figure_row, figures_row
from api.types.motions import CaseSummary, mandates_of, summary_row
from motions.queries import FigureFilter
from townships.errors import Invalid
from townships.paging import Page, Slice
from townships.text import checked


class FigureRecord(graphene.ObjectType):
    """One record behind a figure: a case, and where its parts are counted the unit or deputy whose part it is."""

    case_id = reference("Case", "case_id", required=True)
    case = graphene.Field(CaseSummary, required=True)
    about = graphene.String(required=True)
    days = graphene.Int(description="Where the figure counts days.")


def narrowed() -> dict[str, Any]:
    """What narrows a figure. Made anew each time: graphene takes an argument once."""
    return {
        "since": graphene.Date(required=True), "until": graphene.Date(required=True), "unit_id": graphene.ID(), "leader": graphene.String(),
        "category": graphene.String(), "group_id": graphene.ID(description="A deputy group."),
    }  # fmt: skip


IDS: Final = {"unit_id": "Unit", "group_id": "DeputyGroup"}


class UnitFigures(graphene.ObjectType):
    """How one unit stands; `figureRecords` with its id opens each figure."""

    unit_id = reference("Unit", "id", required=True)
    name = graphene.String(required=True)
    leader = graphene.String(required=True)
    figures = graphene.List(graphene.NonNull(Figure), required=True)


class FiguresQuery(graphene.ObjectType):
    figures = graphene.Field(Figures, **narrowed(), description="Of the cases submitted in the period; both days belong to it. For the office.")
    figure_records = Connected(FigureRecord, figure=FigureKey(required=True), **narrowed(), description="What a figure counted, the latest case first.")
    months = graphene.List(
        graphene.NonNull(Month), required=True, since=graphene.Date(required=True), until=graphene.Date(required=True), description="For the office.",
    )  # fmt: skip
    unit_figures = graphene.List(
        graphene.NonNull(UnitFigures), required=True, since=graphene.Date(required=True), until=graphene.Date(required=True),
        description="Units by cases, those with most that is late first. For the office.",
    )  # fmt: skip
    responsible_leaders = graphene.List(graphene.NonNull(graphene.String), required=True, description="Those whom cases name. For the office.")

    @staticmethod
    def resolve_figures(root: Any, info: Any, **asked: Any) -> dict[str, Any]:
        chosen, viewer = msgspec.structs.asdict(chosen_by(info, asked)), info.context.actor
        return figures_row(queries.figures_of(viewer=viewer, today=today(info), **chosen), "Case", viewer.tenant)

    @staticmethod
    def resolve_figure_records(root: Any, info: Any, page: Page, figure: Any, **asked: Any) -> Slice[dict[str, Any]]:
        chosen = chosen_by(info, asked)
        found = queries.figure_records(viewer=info.context.actor, figure=figure, chosen=chosen, today=today(info), page=page)
        mandates = mandates_of(proposer for row in found.rows for proposer in row["case"]["proposers"])
        return each(found, lambda row: {**row, "case_id": row["case"]["id"], "case": summary_row(row["case"], mandates)})

    @staticmethod
    def resolve_months(root: Any, info: Any, since: date, until: date) -> list[Any]:
        check_period(since, until)
        return queries.months_of(viewer=info.context.actor, since=since, until=until)

    @staticmethod
    def resolve_unit_figures(root: Any, info: Any, since: date, until: date) -> list[dict[str, Any]]:
        check_period(since, until)
        rows = queries.units_of(viewer=info.context.actor, since=since, until=until, today=today(info))
        return [{**row, "figures": [figure_row(key, share) for key, share in row["figures"].items()]} for row in rows]

    @staticmethod
    def resolve_responsible_leaders(root: Any, info: Any) -> list[str]:
        return queries.leaders(viewer=info.context.actor)


def chosen_by(info: Any, asked: dict[str, Any]) -> FigureFilter:
    check_period(asked["since"], asked["until"])
    given: dict[str, Any] = {name: own(info, asked.get(name), kind, name) for name, kind in IDS.items()}
    given |= {name: checked(asked.get(name) or "", name) for name in ("leader", "category")}
    return FigureFilter(since=asked["since"], until=asked["until"], **given)


def check_period(since: date, until: date) -> None:
    """At most ten years: a longer period has months without end."""
    if until < since:
        raise Invalid("bad_value", "until")
    if until.year - since.year > 10:
        raise Invalid("bad_value", "since")
