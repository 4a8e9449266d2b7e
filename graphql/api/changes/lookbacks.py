"""Going back to look: plan it, and tell what a visit found."""
from __future__ import annotations

from typing import Any

import graphene

import motions.commands as commands
from api.changes.cases import CaseChange
from api.changes.common import Change
from api.context import Call
from api.types.lookbacks import LookBack, look_back
from api.types.promises import Fulfilment
from api.types.supervisions import Fen
from outbox.command import Receipt


class PlanLookBack(Change):
    """All that was replied to in a period, or a sample. By the office or the presidium."""

    class Input:
        title = graphene.String(required=True)
        since = graphene.Date(required=True, description="Replied to on that day or later.")
        until = graphene.Date(required=True)
        size = graphene.Int(description="How many are drawn; all when not given.")
        seed = graphene.String(description="Made when not given; shown with the plan.")

    command = staticmethod(commands.plan_look_back)
    look_back = graphene.Field(LookBack)

    @classmethod
    def answer(cls, call: Call, receipt: Receipt) -> dict[str, Any]:
        return {"look_back": look_back(call, receipt.id)}


class ReturnVisit(CaseChange):
    """Who went and what they found. Not there, it goes back to following. By the office or the presidium."""

    class Input:
        visit_id = graphene.ID(required=True)
        seen = graphene.Int(required=True, description="The version of the case that the user saw.")
        visitors = graphene.String(required=True)
        findings = graphene.String(required=True)
        fulfilment = Fulfilment(required=True)
        amount_fen = Fen(description="What was spent, in fen.")
        due_on = graphene.Date(description="Not carried out, and nothing promised so far: by when it is to be.")
        measure = graphene.String(description="What is to be done by then; the case's title when not given.")

    ids = {"visit_id": "LookBackVisit"}
    command = staticmethod(commands.return_visit)


class LookBacksMutation(graphene.ObjectType):
    plan_look_back = PlanLookBack.Field(required=True)
    return_visit = ReturnVisit.Field(required=True)
