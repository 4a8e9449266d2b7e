"""Earlier cases beside a case: cited, and cited no more."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import graphene

from api.changes.cases import CaseChange, SeenCase
from api.context import Call
from api.types.similar import case_id
from countysearch.similar import one
from motions import commands
from townships.context import names_of
from townships.errors import NotFound


class EarlierCase(graphene.InputObjectType):
    """An ended case as `similarCases` shows it."""

    town = graphene.String(required=True)
    case_id = graphene.UUID(required=True)


class Cite(CaseChange):
    """An earlier case stands beside this one, as it ended. By the clerk."""

    class Input(SeenCase):
        cited = EarlierCase(required=True)

    ids = {"case_id": "Case"}
    command = staticmethod(commands.cite)

    @classmethod
    def arguments(cls, call: Call, input: Mapping[str, Any]) -> dict[str, Any]:
        given = super().arguments(call, input)
        return {**given, "cited": _cited(call, given["cited"])}


def _cited(call: Call, asked: Mapping[str, Any]) -> commands.Cited:
    """What search shows the actor of it, not what somebody says of it."""
    found = one(viewer=call.actor, tenant=asked["town"], case_id=asked["case_id"])
    if found is None:
        raise NotFound("cited")
    document = found.document
    names = names_of([document.tenant])
    return commands.Cited(
        town=document.tenant, town_name=names.get(document.tenant, document.tenant_name), cited_id=case_id(found), number=document.number,
        title=document.title, outcome=found.outcome, concluded_on=document.concluded_on,
    )  # fmt: skip


class Uncite(CaseChange):
    """It does not stand beside the case any more. By the clerk."""

    class Input:
        citation_id = graphene.ID(required=True)
        seen = graphene.Int(required=True, description="The version of the case that the user saw.")

    ids = {"citation_id": "Citation"}
    command = staticmethod(commands.uncite)


class CitingMutation(graphene.ObjectType):
    cite = Cite.Field(required=True)
    uncite = Uncite.Field(required=True)
