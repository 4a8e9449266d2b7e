"""The figures of a period. Every count opens: behind it are the ids of its records."""
from __future__ import annotations

from collections.abc import Collection
from typing import Any

import graphene
import msgspec

from api import relay
from motions.figures import Figures as Counted


class Share(graphene.ObjectType):
    """A part of a base: counts before rates."""

    of = graphene.Int(required=True)
    base = graphene.Int(required=True)
    rate = graphene.Float(description="Null where there is nothing to compare with.")


class Records(graphene.ObjectType):
    """A count, and what was counted."""

    count = graphene.Int(required=True)
    ids = graphene.List(graphene.NonNull(graphene.ID), required=True)


class Ratings(graphene.ObjectType):
    """One axis of judgement; no feedback is no part of it."""

    satisfied = graphene.Int(required=True)
    basically = graphene.Int(required=True)
    dissatisfied = graphene.Int(required=True)
    rated = graphene.Int(required=True)
    content = graphene.Field(Share, required=True, description="Satisfied and basically satisfied together.")


class Days(graphene.ObjectType):
    """Days from the first hand-over to the first reply."""

    count = graphene.Int(required=True)
    median = graphene.Float()
    p90 = graphene.Int()


class Figures(graphene.ObjectType):
    """Suggestions submitted in the period, as they stand today; motions that went a motion's way apart."""

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
    feedback = graphene.Field(Share, required=True)
    attitude = graphene.Field(Ratings, required=True)
    result = graphene.Field(Ratings, required=True)
    on_time = graphene.Field(Share, required=True, description="Replies in time; open late ones are in the base.")
    days_to_reply = graphene.Field(Days, required=True)


def figures_row(counted: Counted, kind: str, tenant: str) -> dict[str, Any]:
    """The figures with the records as global ids of that kind."""
    told = msgspec.structs.asdict(counted)
    return {name: _records(value, kind, tenant) if isinstance(value, tuple | dict) else value for name, value in told.items()}


def _records(ids: Collection[Any], kind: str, tenant: str) -> dict[str, Any]:
    return {"count": len(ids), "ids": [relay.encode(kind, tenant, one) for one in ids]}
