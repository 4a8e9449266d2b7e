"""The verbs of a draft that deputies sign together."""
from __future__ import annotations

from typing import Any

import graphene

import motions.commands as commands
from api.changes.cases import ByChannel, CaseChange
from api.changes.common import Change
from api.context import Call
from api.types import cases as words
from api.types.cosigning import Cosigning, cosigning
from outbox.command import Receipt


class CosigningChange(Change):
    """The draft after its step."""

    class Meta:
        abstract = True

    cosigning = graphene.Field(Cosigning)

    @classmethod
    def answer(cls, call: Call, receipt: Receipt) -> dict[str, Any]:
        return {"cosigning": cosigning(call, receipt.id)}


class Written(ByChannel):
    """What the draft says: a suggestion has `text`, a motion `grounds` and `proposal`."""

    title = graphene.String(required=True)
    text = graphene.String()
    where = graphene.String()
    grounds = graphene.String()
    proposal = graphene.String()
    category = graphene.String()
    public = graphene.Boolean(description="Seen by voters; true when not given.")


class SeenCosigning(ByChannel):
    """A draft, as it was seen."""

    cosigning_id = graphene.ID(required=True)
    seen = graphene.Int(required=True, description="The version that the user saw.")


class OpenCosigning(CosigningChange):
    """Saves a draft and asks these deputies to sign it. By its initiator, or by the clerk on behalf."""

    class Input(Written):
        kind = words.CaseKind(required=True)
        initiator_id = graphene.ID(required=True)
        deputy_ids = graphene.List(graphene.NonNull(graphene.ID))

    ids = {"initiator_id": "Deputy", "deputy_ids": "Deputy"}
    command = staticmethod(commands.open_cosigning)


class ChangeCosigning(CosigningChange):
    """Written again, whole; who had signed is asked again."""

    class Input(SeenCosigning, Written):
        pass

    ids = {"cosigning_id": "Cosigning"}
    command = staticmethod(commands.change_cosigning)


class DropCosigning(CosigningChange):
    """Given up before it was sent."""

    Input = SeenCosigning

    ids = {"cosigning_id": "Cosigning"}
    command = staticmethod(commands.drop_cosigning)


class InviteToCosign(CosigningChange):
    """These deputies are asked to sign it too."""

    class Input(SeenCosigning):
        deputy_ids = graphene.List(graphene.NonNull(graphene.ID), required=True)

    ids = {"cosigning_id": "Cosigning", "deputy_ids": "Deputy"}
    command = staticmethod(commands.invite_to_cosign)


class AnswerInvitation(CosigningChange):
    """An invited deputy signs too, or does not. By that deputy, or by the clerk on behalf."""

    class Input(ByChannel):
        cosigning_id = graphene.ID(required=True)
        deputy_id = graphene.ID(required=True)
        revision = graphene.Int(required=True, description="The text that the deputy read.")
        confirms = graphene.Boolean(required=True)
        note = graphene.String(description="Why not, for the initiator.")

    ids = {"cosigning_id": "Cosigning", "deputy_id": "Deputy"}
    command = staticmethod(commands.answer_invitation)


class SendCosigning(CaseChange):
    """It becomes a case of all who signed: a motion with the legal number before the cut-off, or else a suggestion."""

    class Input(SeenCosigning):
        as_suggestion = graphene.Boolean(description="A motion's draft goes a suggestion's way.")

    ids = {"cosigning_id": "Cosigning"}
    command = staticmethod(commands.send_cosigning)


class CosigningMutation(graphene.ObjectType):
    open_cosigning = OpenCosigning.Field(required=True)
    change_cosigning = ChangeCosigning.Field(required=True)
    drop_cosigning = DropCosigning.Field(required=True)
    invite_to_cosign = InviteToCosign.Field(required=True)
    answer_invitation = AnswerInvitation.Field(required=True)
    send_cosigning = SendCosigning.Field(required=True)
