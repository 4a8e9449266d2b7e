"""What all changes of a case share."""
from __future__ import annotations

from typing import Any

import graphene

from api.changes.common import Change
from api.context import Call
from api.types import cases as words
from api.types.motions import Case, case
from outbox.command import Receipt


class CaseChange(Change):
    """The case after its step, as the actor may see it."""

    class Meta:
        abstract = True

    case = graphene.Field(Case)

    @classmethod
    def answer(cls, call: Call, receipt: Receipt) -> dict[str, Any]:
        return {"case": case(call, receipt.id)}


class SeenCase:
    """A case, as it was seen."""

    case_id = graphene.ID(required=True)
    seen = graphene.Int(required=True, description="The version that the user saw.")


class SeenAssignment:
    """A unit's part of a case; the version is the case's."""

    assignment_id = graphene.ID(required=True)
    seen = graphene.Int(required=True, description="The version of the case that the user saw.")


class ByChannel:
    """How the step reached the office."""

    channel = words.Channel(description="APP when not given: the own step of who acts.")
