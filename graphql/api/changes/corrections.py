"""A wrong entry put right."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import graphene

import motions.commands as commands
from api.changes.cases import ByChannel, CaseChange, SeenCase
from api.context import Call
from api.relay import own_id
from api.types.corrections import Correctable
from motions import events


class Correct(CaseChange):
    """What was entered wrongly is put right, with the reason and the consent of all whom it concerns. By the clerk.

    The old value stays in what happened; days are counted again, states and figures follow.
    """

    class Input(SeenCase, ByChannel):
        what = Correctable(required=True)
        about = graphene.UUID(description="The record, as `correctables` names it; the case itself when not given.")
        correction = graphene.String(required=True, description="The true value: a day as 2026-03-02, a unit's id, a word in small letters.")
        note = graphene.String(required=True)
        deputy_ids = graphene.List(graphene.NonNull(graphene.ID), description="The deputies who agreed.")
        unit_ids = graphene.List(graphene.NonNull(graphene.ID), description="The units that agreed.")

    ids = {"case_id": "Case", "deputy_ids": "Deputy", "unit_ids": "Unit"}
    command = staticmethod(commands.correct)

    @classmethod
    def arguments(cls, call: Call, input: Mapping[str, Any]) -> dict[str, Any]:
        given = super().arguments(call, input)
        if given["what"] == events.Correctable.UNIT:
            given["correction"] = str(own_id(given["correction"], "Unit", call.actor.tenant, "correction"))
        return given


class CorrectionsMutation(graphene.ObjectType):
    correct = Correct.Field(required=True)
