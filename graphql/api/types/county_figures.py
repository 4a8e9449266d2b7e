"""The county's figures: of all its congresses or one, the records behind each, and the months."""
from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import graphene

import countyviews.figures as queries
from api import relay
from api.paging import Connected
from api.types.common import each, own, today
from api.types.county_rows import case_row, known, ledger
from api.types.figures import FigureKey, Figures, Month, figures_row
from api.types.town_figures import check_period
from countyviews.figures import FigureFilter
from townships.errors import Invalid
from townships.paging import Page, Slice
from townships.text import checked

#: Ids of a town's records at the county: they name a filter's choice and are no nodes.
IDS: Final = {"unit_id": "TownUnit", "group_id": "TownGroup", "moved_by": "TownGroup"}


def narrowed() -> dict[str, Any]:
    """What narrows a figure. Made anew each time: graphene takes an argument once."""
    return {
        "since": graphene.Date(required=True), "until": graphene.Date(required=True), "town": graphene.String(description="A town's key; all when not given."),
        "unit_id": graphene.ID(), "leader": graphene.String(), "category": graphene.String(),
        "group_id": graphene.ID(description="A deputy group of the town."),
        "moved_by": graphene.ID(description="With a town: count also what this group of county deputies raised at the county's own congress."),
    }  # fmt: skip


class TownChoice(graphene.ObjectType):
    """A unit or a deputy group of a congress, to narrow figures to."""

    id = graphene.ID(required=True)
    name = graphene.String(required=True)


class FigureChoices(graphene.ObjectType):
    """What a congress's figures can be narrowed to."""

    units = graphene.List(graphene.NonNull(TownChoice), required=True)
    groups = graphene.List(graphene.NonNull(TownChoice), required=True)
    leaders = graphene.List(graphene.NonNull(graphene.String), required=True)
    categories = graphene.List(graphene.NonNull(graphene.String), required=True)


class TownFigureRecord(graphene.ObjectType):
    """One record behind a figure: a case, and where its parts are counted the unit or deputy whose part it is."""

    case = graphene.Field("api.types.county.TownCase", required=True)
    about = graphene.String(required=True)
    days = graphene.Int(description="Where the figure counts days.")


class CountyFigures:
    """The fields of `County` that count; the names of its towns are their row."""

    figures = graphene.Field(Figures, required=True, **narrowed(), description="Of the cases submitted in the period; both days belong to it.")
    figure_records = Connected(TownFigureRecord, figure=FigureKey(required=True), **narrowed(), description="What a figure counted, the latest case first.")
    months = graphene.List(
        graphene.NonNull(Month), required=True, since=graphene.Date(required=True), until=graphene.Date(required=True), town=graphene.String(),
    )  # fmt: skip
    figure_choices = graphene.Field(FigureChoices, required=True, town=graphene.String(description="The county's own congress when not given."))

    @staticmethod
    def resolve_figures(names: Mapping[str, str], info: Any, **asked: Any) -> dict[str, Any]:
        viewer = info.context.actor
        return figures_row(queries.figures_of(viewer=viewer, chosen=chosen_by(names, info, asked), today=today(info)), "TownCase", viewer.tenant)

    @staticmethod
    def resolve_figure_records(names: Mapping[str, str], info: Any, page: Page, figure: Any, **asked: Any) -> Slice[dict[str, Any]]:
        chosen = chosen_by(names, info, asked)
        found = queries.figure_records(viewer=info.context.actor, figure=figure, chosen=chosen, today=today(info), page=page)
        entries = ledger(info.context, [row["case"]["id"] for row in found.rows])
        return each(found, lambda row: {**row, "case": case_row(row["case"], names, entries)})

    @staticmethod
    def resolve_months(names: Mapping[str, str], info: Any, since: date, until: date, town: str | None = None) -> list[Any]:
        check_period(since, until)
        return queries.months_of(viewer=info.context.actor, since=since, until=until, town=known(names, town))

    @staticmethod
    def resolve_figure_choices(names: Mapping[str, str], info: Any, town: str | None = None) -> dict[str, Any]:
        viewer = info.context.actor
        found = queries.offers(viewer=viewer, town=known(names, town))
        ids = {"units": "TownUnit", "groups": "TownGroup"}
        named = {
            name: [{"id": relay.encode(kind, viewer.tenant, row["id"]), "name": row["name"]} for row in getattr(found, name)] for name, kind in ids.items()
        }  # fmt: skip
        return {**named, "leaders": found.leaders, "categories": found.categories}


def chosen_by(names: Mapping[str, str], info: Any, asked: Mapping[str, Any]) -> FigureFilter:
    check_period(asked["since"], asked["until"])
    if asked.get("moved_by") and not asked.get("town"):
        raise Invalid("required", "town")
    given: dict[str, Any] = {name: own(info, asked.get(name), kind, name) for name, kind in IDS.items()}
    given |= {name: checked(asked.get(name) or "", name) for name in ("leader", "category")}
    return FigureFilter(since=asked["since"], until=asked["until"], town=known(names, asked.get("town")), **given)
