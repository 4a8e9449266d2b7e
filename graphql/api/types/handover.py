"""Hand-over meetings, and the list that offices use."""
from __future__ import annotations

from typing import Any
from uuid import UUID

import graphene

import motions.queries as queries
from api.context import Call
from api.paging import Connected
from api.types.cases import Part
from api.types.common import chosen, label, own, reference
from motions import events
from townships.paging import Page, Slice


class HandOverDeputy(graphene.ObjectType):
    """One who raised a case that was handed over."""

    name = graphene.String(required=True)
    phone = graphene.String(required=True)


class HandOverUnit(graphene.ObjectType):
    """One unit's part of a case that was handed over."""

    name = graphene.String(required=True)
    kind = graphene.Field(Part, required=True)
    kind_label = label("kind", chosen(events.Part))
    leader = graphene.String(required=True, description="The responsible leader.")
    person = graphene.String(required=True, description="The responsible person.")
    due_on = graphene.Date()


class HandOverCase(graphene.ObjectType):
    """A line of the list that offices use."""

    case_id = reference("Case", "id", required=True)
    number = graphene.String(required=True)
    title = graphene.String(required=True)
    deputies = graphene.List(graphene.NonNull(HandOverDeputy), required=True)
    units = graphene.List(graphene.NonNull(HandOverUnit), required=True)


class HandOverMeeting(graphene.ObjectType):
    """A hand-over meeting, with its record and its list."""

    id = reference("HandOverMeeting", "id", required=True)
    held_on = graphene.Date(required=True)
    place = graphene.String(required=True)
    present = graphene.String(required=True, description="Who was there.")
    note = graphene.String(required=True, description="The record.")
    cases = graphene.List(graphene.NonNull(HandOverCase), required=True, description="At most a hundred.")


class HandOverRow(graphene.ObjectType):
    """A hand-over meeting as lists show it."""

    id = reference("HandOverMeeting", "id", required=True)
    held_on = graphene.Date(required=True)
    place = graphene.String(required=True)
    count = graphene.Int(required=True, description="How many cases were handed over.")


class HandOverQuery(graphene.ObjectType):
    hand_overs = Connected(HandOverRow, description="Hand-over meetings, the latest first. For the office.")
    hand_over = graphene.Field(HandOverMeeting, id=graphene.ID(required=True), description="For the office.")

    @staticmethod
    def resolve_hand_overs(root: Any, info: Any, page: Page) -> Slice[dict[str, Any]]:
        return queries.handovers(viewer=info.context.actor, page=page)

    @staticmethod
    def resolve_hand_over(root: Any, info: Any, id: str) -> dict[str, Any] | None:
        return handover(info.context, own(info, id, "HandOverMeeting", "id"))


def handover(call: Call, id: UUID) -> dict[str, Any] | None:
    return queries.handover(viewer=call.actor, handover_id=id)
