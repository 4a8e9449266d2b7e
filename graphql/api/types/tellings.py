"""What deputies told by voice or photo, until it is a suggestion in words."""
from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

import graphene

import motions.queries as queries
from api import relay
from api.context import Call
from api.paging import Connected
from api.types.common import chosen, enum_of, label, reference
from api.types.motions import File
from motions import events
from townships.paging import Page, Slice

TellingState = enum_of(events.TellingState, "TellingState", "Where something told stands.")


class Telling(graphene.ObjectType):
    """A photo or a voice note of a deputy's, and the words that were made of it."""

    class Meta:
        interfaces = (relay.Node,)

    version = graphene.Int(required=True, description="To be given as `seen` to the next step.")
    state = graphene.Field(TellingState, required=True)
    state_label = label("state", chosen(events.TellingState))
    deputy_id = reference("Deputy", "deputy_id", required=True)
    deputy_name = graphene.String(required=True)
    line = graphene.String(required=True)
    public = graphene.Boolean(required=True)
    told_on = graphene.Date(required=True)
    files = graphene.List(graphene.NonNull(File), required=True)
    title = graphene.String(required=True)
    where = graphene.String(required=True)
    text = graphene.String(required=True)
    proposal = graphene.String(required=True)
    category = graphene.String(required=True)
    typed_by = graphene.String(required=True)
    note = graphene.String(required=True, description="Why it was not meant so, or was given up.")
    case_id = reference("Case", "case_id")
    steps = graphene.List(graphene.NonNull(graphene.String), required=True, description="The mutations that are open to the viewer.")

    @staticmethod
    def resolve_steps(row: Any, info: Any) -> list[str]:
        return [step.value for step in row["steps"]]


@relay.loads("Telling")
def rows(call: Call, ids: Collection[UUID]) -> Mapping[UUID, Any]:
    return queries.tellings_named(viewer=call.actor, ids=ids)


class TellingsQuery(graphene.ObjectType):
    tellings = Connected(Telling, open_only=graphene.Boolean(), description="For the deputy and the office, the latest first.")
    telling = graphene.Field(Telling, id=graphene.ID(required=True))

    @staticmethod
    def resolve_tellings(root: Any, info: Any, page: Page, open_only: bool = False) -> Slice[Any]:
        return queries.tellings(viewer=info.context.actor, open_only=bool(open_only), page=page)

    @staticmethod
    def resolve_telling(root: Any, info: Any, id: str) -> Any:
        return relay.row(info.context, "Telling", relay.own_id(id, "Telling", info.context.actor.tenant))
