"""The figures of a period. Every count opens: behind it are its records, and beside it stands its definition."""
from __future__ import annotations

from collections.abc import Collection
from functools import partial
from typing import Any

import graphene
import msgspec

from api import relay
from api.plain import OfRow
from api.types.common import chosen, enum_of
from api.types.common import label as word_of
from motions import figures
from motions.figures import FIGURES, Share
from motions.figures import Figures as Told

FigureKey = enum_of(figures.Figure, "FigureKey", "A figure, by what it counts.")
FigureUnit = enum_of(figures.Counted, "FigureUnit", "What a figure counts one by one.")


class Figure(graphene.ObjectType):
    """One figure with its definition; `figureRecords` of its key lists as many records as `of` says."""

    key = graphene.Field(FigureKey, required=True)
    label = graphene.String(required=True)
    definition = graphene.String(required=True, description="How it is counted, and of what.")
    counted = graphene.Field(FigureUnit, required=True)
    counted_label = word_of("counted", chosen(figures.Counted))
    of = graphene.Int(required=True)
    base = graphene.Int(description="What it is a part of; null where it is a part of nothing.")
    rate = graphene.Float(description="Null where there is nothing to compare with.")


class FigureShare(graphene.ObjectType):
    """A part of a base: counts before rates."""

    class Meta:
        name = "Share"

    of = graphene.Int(required=True)
    base = graphene.Int(required=True)
    rate = graphene.Float(description="Null where there is nothing to compare with.")


class Records(graphene.ObjectType):
    """A count, and what was counted."""

    count = graphene.Int(required=True)
    ids = graphene.List(graphene.NonNull(graphene.ID), required=True, resolver=OfRow(lambda row, _call: [row["id_of"](one) for one in row["records"]]))


class Ratings(graphene.ObjectType):
    """One axis of judgement; no feedback is no part of it."""

    satisfied = graphene.Int(required=True)
    basically = graphene.Int(required=True)
    dissatisfied = graphene.Int(required=True)
    rated = graphene.Int(required=True)
    content = graphene.Field(FigureShare, required=True, description="Satisfied and basically satisfied together.")


class Days(graphene.ObjectType):
    """Days from the first hand-over to the first reply."""

    count = graphene.Int(required=True)
    median = graphene.Float()
    p90 = graphene.Int()


class Month(graphene.ObjectType):
    """What happened to suggestions in one month, whenever they were raised."""

    first = graphene.Date(required=True, description="The first day of the month.")
    filed = graphene.Int(required=True)
    handed_over = graphene.Int(required=True)
    replied = graphene.Int(required=True)
    concluded = graphene.Int(required=True)
    in_time = graphene.Int(required=True, description="Replies by the day that was due.")
    late = graphene.Int(required=True, description="Replies after it.")


class Figures(graphene.ObjectType):
    """Suggestions submitted in the period, as they stand today; motions that went a motion's way apart."""

    all = graphene.List(graphene.NonNull(Figure), required=True, description="Every figure, in the order of a report.")
    motions = graphene.Field(Records, required=True)
    filed = graphene.Field(Records, required=True)
    accepted = graphene.Field(Records, required=True)
    handed_over = graphene.Field(Records, required=True)
    late_handed_over = graphene.Field(Records, required=True)
    replied = graphene.Field(Records, required=True, description="Replied and delivered.")
    concluded = graphene.Field(Records, required=True, description="Rated, or not rated in time, and no rework open.")
    carried_out = graphene.Field(Records, required=True, description="What was promised, or said to be solved, is carried out.")
    reworked = graphene.Field(Records, required=True)
    overdue = graphene.Field(Records, required=True)
    feedback = graphene.Field(FigureShare, required=True)
    attitude = graphene.Field(Ratings, required=True)
    result = graphene.Field(Ratings, required=True)
    on_time = graphene.Field(FigureShare, required=True, description="Replies in time; open late ones are in the base.")
    days_to_reply = graphene.Field(Days, required=True)


def figures_row(counted: Told, kind: str, tenant: str) -> dict[str, Any]:
    """The figures with the records as global ids of that kind."""
    told = msgspec.structs.asdict(counted)
    every = [figure_row(key, share) for key, share in told.pop("counts").items()]
    return {name: _records(value, kind, tenant) if isinstance(value, tuple | dict) else value for name, value in told.items()} | {"all": every}


def figure_row(key: figures.Figure, share: Share) -> dict[str, Any]:
    counting = FIGURES[key]
    whole = {"base": share.base, "rate": share.rate} if counting.base else {"base": None, "rate": None}
    return {"key": key, "label": key.label, "definition": str(counting.definition), "counted": counting.counted, "of": share.of, **whole}


def _records(ids: Collection[Any], kind: str, tenant: str) -> dict[str, Any]:
    """The ids are made where they are asked for: a year has as many for each figure as it has cases."""
    return {"count": len(ids), "records": ids, "id_of": partial(relay.encode, kind, tenant)}
