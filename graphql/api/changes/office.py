"""How the congress's own office is reached."""
from __future__ import annotations

from typing import Any

import graphene

from api.changes.common import Change
from api.context import Call
from api.types.office import Office
from outbox.command import Receipt
from roster import commands, queries


class SetOffice(Change):
    """The telephone that stands on every deputy's page, with address and hours where they are told."""

    class Input:
        phone = graphene.String(required=True)
        address = graphene.String()
        hours = graphene.String()

    office = graphene.Field(Office)
    command = staticmethod(commands.set_office)

    @classmethod
    def answer(cls, call: Call, receipt: Receipt) -> dict[str, Any]:
        return {"office": queries.office(viewer=call.actor)}


class OfficeMutation(graphene.ObjectType):
    set_office = SetOffice.Field(required=True)
