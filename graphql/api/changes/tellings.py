"""A photo or a voice note is enough: told, typed out, read back, agreed."""
from __future__ import annotations

from typing import Any

import graphene

from api import relay
from api.changes.cases import ByChannel, CaseChange
from api.changes.common import Change
from api.context import Call
from api.types.tellings import Telling
from motions import commands
from outbox.command import Receipt


class TellingChange(Change):
    """What was told after its step, as the actor may see it."""

    class Meta:
        abstract = True

    telling = graphene.Field(Telling)

    @classmethod
    def answer(cls, call: Call, receipt: Receipt) -> dict[str, Any]:
        return {"telling": relay.row(call, "Telling", receipt.id)}


class SeenTelling:
    """Something told, as it was seen."""

    telling_id = graphene.ID(required=True)
    seen = graphene.Int(required=True, description="The version that the user saw.")


class Tell(TellingChange):
    """One to five photos or voice notes that were sent to /files. By the deputy."""

    class Input:
        deputy_id = graphene.ID(required=True)
        file_ids = graphene.List(graphene.NonNull(graphene.ID), required=True)
        line = graphene.String()
        public = graphene.Boolean(description="Seen by voters; true when not given.")

    ids = {"deputy_id": "Deputy", "file_ids": "File"}
    command = staticmethod(commands.tell)


class TypeOut(TellingChange):
    """What was told, in words, to be read back. By the clerk."""

    class Input(SeenTelling):
        title = graphene.String(required=True)
        text = graphene.String(required=True)
        where = graphene.String()
        proposal = graphene.String()
        category = graphene.String()

    ids = {"telling_id": "Telling"}
    command = staticmethod(commands.type_out)


class AgreeTelling(CaseChange):
    """The deputy says yes: it is a suggestion that waits for intake. By that deputy, or by the clerk on behalf."""

    class Input(SeenTelling, ByChannel):
        pass

    ids = {"telling_id": "Telling"}
    command = staticmethod(commands.agree_telling)


class DisputeTelling(TellingChange):
    """Not meant so: to be typed out again. By that deputy, or by the clerk on behalf."""

    class Input(SeenTelling, ByChannel):
        note = graphene.String(required=True)

    ids = {"telling_id": "Telling"}
    command = staticmethod(commands.dispute_telling)


class DropTelling(TellingChange):
    """Given up. By the deputy or the clerk."""

    class Input(SeenTelling):
        note = graphene.String(required=True)

    ids = {"telling_id": "Telling"}
    command = staticmethod(commands.drop_telling)


class TellingsMutation(graphene.ObjectType):
    tell = Tell.Field(required=True)
    type_out = TypeOut.Field(required=True)
    agree_telling = AgreeTelling.Field(required=True)
    dispute_telling = DisputeTelling.Field(required=True)
    drop_telling = DropTelling.Field(required=True)
