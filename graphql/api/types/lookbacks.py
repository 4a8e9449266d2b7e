"""Going back to look: plans, the list each was drawn from, and the visits."""
from __future__ import annotations

from typing import Any
from uuid import UUID

import graphene

import motions.queries as queries
from api.context import Call
from api.paging import Connected
from api.types.cases import Outcome
from api.types.common import chosen, label, own, reference
from api.types.promises import Fulfilment
from api.types.supervisions import Fen
from motions import events
from townships.paging import Page, Slice


class PlanFields:
    """A plan to go back and look at what was replied to in a period."""

    id = reference("LookBack", "id", required=True)
    title = graphene.String(required=True)
    since = graphene.Date(required=True)
    until = graphene.Date(required=True)
    size = graphene.Int(description="How many were drawn; null: all.")
    seed = graphene.String(required=True, description="From which the sample was drawn, and can be drawn again.")
    planned_on = graphene.Date(required=True)


class LookBackRow(PlanFields, graphene.ObjectType):
    """A plan as lists show it."""

    of = graphene.Int(required=True, description="How many there were to draw from.")
    drawn = graphene.Int(required=True)
    visited = graphene.Int(required=True)


class LookBackVisit(graphene.ObjectType):
    """One case that was drawn, and its visit once it was made."""

    id = reference("LookBackVisit", "id", required=True)
    case_id = reference("Case", "case_id", required=True)
    version = graphene.Int(required=True, description="Of the case: to be given as `seen`.")
    number = graphene.String(required=True)
    title = graphene.String(required=True)
    outcome = graphene.Field(Outcome)
    outcome_label = label("outcome", chosen(events.Outcome))
    visited_on = graphene.Date()
    visitors = graphene.String(required=True)
    findings = graphene.String(required=True)
    fulfilment = graphene.Field(Fulfilment)
    fulfilment_label = label("fulfilment", chosen(events.Fulfilment))
    amount_fen = Fen(description="What was spent, in fen.")


class LookBack(PlanFields, graphene.ObjectType):
    """A plan with its visits."""

    visits = graphene.List(graphene.NonNull(LookBackVisit), required=True, description="Those that were drawn, in the order of the draw.")
    frame = graphene.List(graphene.NonNull(graphene.String), required=True, description="Every number that it was drawn from.")
    again = graphene.Boolean(required=True, description="Drawn again from the same list and seed, it gives the same.")


class LookBacksQuery(graphene.ObjectType):
    look_backs = Connected(LookBackRow, description="Plans to go back and look, the latest first. For the office.")
    look_back = graphene.Field(LookBack, id=graphene.ID(required=True), description="For the office.")

    @staticmethod
    def resolve_look_backs(root: Any, info: Any, page: Page) -> Slice[dict[str, Any]]:
        return queries.look_backs(viewer=info.context.actor, page=page)

    @staticmethod
    def resolve_look_back(root: Any, info: Any, id: str) -> dict[str, Any] | None:
        return look_back(info.context, own(info, id, "LookBack", "id"))


def look_back(call: Call, id: UUID) -> dict[str, Any] | None:
    return queries.look_back(viewer=call.actor, look_back_id=id)
