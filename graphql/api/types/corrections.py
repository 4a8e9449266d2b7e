"""What of a case can be put right."""
from __future__ import annotations

from typing import Any

import graphene

import motions.queries as queries
from api import relay
from api.types.common import chosen, enum_of, label, own
from motions import events

Correctable = enum_of(events.Correctable, "Correctable", "What was entered wrongly.")
CorrectionForm = enum_of(events.CorrectionForm, "CorrectionForm", "How a value is written.")


class Concerned(graphene.ObjectType):
    """A deputy or a unit whose consent a correction takes."""

    id = graphene.ID(required=True, description="Global id of the Deputy or the Unit.")
    name = graphene.String(required=True)


class CorrectableValue(graphene.ObjectType):
    """A value that stands there and can be put right."""

    what = graphene.Field(Correctable, required=True)
    what_label = label("what", chosen(events.Correctable))
    about = graphene.UUID(description="The record that holds it; null: the case itself.")
    label = graphene.String(required=True, description="Whose record it is.")
    form = graphene.Field(CorrectionForm, required=True)
    value = graphene.String(required=True)
    shown = graphene.String(required=True, description="The value in words.")
    limit = graphene.Int(required=True, description="Characters.")
    needed = graphene.Boolean(required=True, description="It cannot be left empty.")
    deputies = graphene.List(graphene.NonNull(Concerned), required=True, description="Whose consent it takes.")
    units = graphene.List(graphene.NonNull(Concerned), required=True, description="Whose consent it takes.")

    @staticmethod
    def resolve_deputies(row: Any, info: Any) -> list[dict[str, Any]]:
        return _concerned(row["deputies"], "Deputy", info)

    @staticmethod
    def resolve_units(row: Any, info: Any) -> list[dict[str, Any]]:
        return _concerned(row["units"], "Unit", info)


def _concerned(found: Any, kind: str, info: Any) -> list[dict[str, Any]]:
    return [{"id": relay.encode(kind, info.context.actor.tenant, one), "name": name} for one, name in found.items()]


class CorrectionsQuery(graphene.ObjectType):
    correctables = graphene.List(
        graphene.NonNull(CorrectableValue), required=True, case_id=graphene.ID(required=True), description="All that can be put right of a case. For the clerk."
    )  # fmt: skip

    @staticmethod
    def resolve_correctables(root: Any, info: Any, case_id: str) -> list[dict[str, Any]]:
        return queries.correctables(viewer=info.context.actor, case_id=own(info, case_id, "Case", "case_id"))
