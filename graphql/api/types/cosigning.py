"""Drafts that deputies sign together: for who writes them, who is asked to sign, and the clerk."""
from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, get_type_hints
from uuid import UUID

import graphene

import motions.queries as queries
import people.channel
from api import relay
from api.context import Call
from api.paging import Connected
from api.types.cases import CaseKind, Channel
from api.types.common import chosen, enum_of, label, own, reference
from api.types.history import StepFields
from motions import events
from townships.paging import Page, Slice

Step = get_type_hints(queries.CosigningNext)["step"]
CosigningStepKind = enum_of(Step, "CosigningStep", "A step with a draft that deputies sign together.")
CosigningState = enum_of(events.CosigningState, "CosigningState", "Where such a draft stands.")
InvitationAnswer = enum_of(events.Answer, "InvitationAnswer", "What an invited deputy has said.")
MUTATIONS: Mapping[Any, str] = {
    Step.CONFIRM: "answerInvitation", Step.DECLINE: "answerInvitation", Step.INVITE: "inviteToCosign", Step.CHANGE: "changeCosigning",
    Step.SEND: "sendCosigning", Step.SEND_AS_SUGGESTION: "sendCosigning", Step.DROP: "dropCosigning",
}  # fmt: skip


class Invitation(graphene.ObjectType):
    """A deputy who was asked to sign too."""

    deputy_id = reference("Deputy", "deputy_id", required=True)
    name = graphene.String(required=True)
    order = graphene.Int(required=True, description="The place among the signers; the initiator is the first.")
    answer = graphene.Field(InvitationAnswer, required=True)
    answer_label = label("answer", chosen(events.Answer))
    invited_on = graphene.Date(required=True)
    answered_on = graphene.Date()
    channel = graphene.Field(Channel, description="How the answer came.")
    channel_label = label("channel", chosen(people.channel.Channel))


class CosigningNextStep(StepFields, graphene.ObjectType):
    """A step that this person may take now, or may not and why."""

    step = graphene.Field(CosigningStepKind, required=True)
    deputy_id = reference("Deputy", "deputy_id")

    @staticmethod
    def resolve_mutation(offer: Any, info: Any) -> str:
        return MUTATIONS[offer.step]


class CosigningFields:
    """What a list shows of a draft that deputies sign together."""

    version = graphene.Int(required=True, description="To be given as `seen` to the initiator's next step.")
    revision = graphene.Int(required=True, description="Counts its texts: to be given with an answer, which is to this text.")
    kind = graphene.Field(CaseKind, required=True)
    kind_label = label("kind", chosen(events.Kind))
    state = graphene.Field(CosigningState, required=True)
    state_label = label("state", chosen(events.CosigningState))
    title = graphene.String(required=True)
    opened_on = graphene.Date(required=True)
    initiator_id = reference("Deputy", "initiator_id", required=True)
    initiator_name = graphene.String(required=True)
    case_id = reference("Case", "case_id")
    lapses_at = graphene.DateTime(description="A motion's invitations end with the session's cut-off.")
    invitations = graphene.List(graphene.NonNull(Invitation), required=True, description="In the order of the signers.")


class CosigningSummary(CosigningFields, graphene.ObjectType):
    """A draft that deputies sign together, as lists show it."""

    id = reference("Cosigning", "id", required=True)


class Cosigning(CosigningFields, graphene.ObjectType):
    """A suggestion or motion that one deputy writes and others sign too. Nothing of it leaves the town before it is sent."""

    class Meta:
        interfaces = (relay.Node,)

    text = graphene.String(required=True)
    where = graphene.String(required=True)
    grounds = graphene.String(required=True, description="A motion's grounds.")
    proposal = graphene.String(required=True)
    category = graphene.String(required=True)
    public = graphene.Boolean(required=True)
    lapsed = graphene.Boolean(required=True, description="The cut-off is over.")
    signed = graphene.Int(required=True, description="How many would stand under it if it were sent now.")
    least = graphene.Int(required=True, description="The legal number of a motion's signers.")
    next_steps = graphene.List(graphene.NonNull(CosigningNextStep), required=True)


class CosigningQuery(graphene.ObjectType):
    cosignings = Connected(
        CosigningSummary, open_only=graphene.Boolean(), description="Those that the viewer writes or is asked to sign; the clerk's: all. The latest first."
    )
    cosigning = graphene.Field(Cosigning, id=graphene.ID(required=True))
    invitations = graphene.List(graphene.NonNull(CosigningSummary), required=True, description="What waits for the viewer's own answer.")

    @staticmethod
    def resolve_cosignings(root: Any, info: Any, page: Page, open_only: bool | None = None) -> Slice[dict[str, Any]]:
        return queries.cosignings(viewer=info.context.actor, now=info.context.now, open_only=bool(open_only), page=page)

    @staticmethod
    def resolve_cosigning(root: Any, info: Any, id: str) -> dict[str, Any] | None:
        return cosigning(info.context, own(info, id, "Cosigning", "id"))

    @staticmethod
    def resolve_invitations(root: Any, info: Any) -> list[dict[str, Any]]:
        return queries.invited(viewer=info.context.actor, now=info.context.now)


@relay.loads("Cosigning")
def cosignings(call: Call, ids: Collection[UUID]) -> Mapping[UUID, dict[str, Any]]:
    return queries.cosignings_named(viewer=call.actor, ids=ids, now=call.now)


def cosigning(call: Call, id: UUID) -> dict[str, Any] | None:
    return cosignings(call, [id]).get(id)
