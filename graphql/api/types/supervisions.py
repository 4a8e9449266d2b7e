"""A supervision as facts tell it: what its own congress and the county read alike."""
from __future__ import annotations

from typing import Any

import graphene
from django.utils.translation import gettext as _
from graphql import GraphQLError, IntValueNode, ValueNode

from api.types.common import chosen, enum_of, label
from oversight import events

SupervisionForm = enum_of(events.Form, "SupervisionForm", "How a congress supervises.")
SupervisionStage = enum_of(events.Stage, "SupervisionStage", "Where the work stands that is supervised.")
SupervisionState = enum_of(events.State, "SupervisionState", "Where a supervision stands.")
Effectiveness = enum_of(events.Effectiveness, "Effectiveness", "Whether what was put right holds, seen on the spot.")
Participation = enum_of(events.Occasion, "Participation", "What somebody took part in.")


class Fen(graphene.Scalar):
    """An amount of money in fen, a hundredth of a yuan: a whole number that may be larger than an Int."""

    @staticmethod
    def serialize(value: int) -> int:
        return value

    @staticmethod
    def parse_value(value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise GraphQLError(_("An amount is a whole number of fen."))
        return value

    @classmethod
    def parse_literal(cls, node: ValueNode, _variables: Any = None) -> int:
        return cls.parse_value(int(node.value) if isinstance(node, IntValueNode) else None)


class SupervisionSummaryFields:
    """What a list shows of a supervision; days are those on which it truly happened."""

    version = graphene.Int(required=True, description="To be given as `seen` to the next step.")
    topic = graphene.String(required=True)
    field = graphene.String(required=True)
    form = graphene.Field(SupervisionForm, required=True)
    form_label = label("form", chosen(events.Form))
    stage = graphene.Field(SupervisionStage, required=True)
    stage_label = label("stage", chosen(events.Stage))
    state = graphene.Field(SupervisionState, required=True)
    state_label = label("state", chosen(events.State))
    state_since = graphene.Date(required=True)
    public = graphene.Boolean(required=True)
    planned_on = graphene.Date(required=True)
    planned_fen = Fen()
    executed_fen = Fen()
    carried_out_on = graphene.Date()
    opinion_on = graphene.Date()
    unit_name = graphene.String(required=True)
    closed_on = graphene.Date()
    due_on = graphene.Date(description="The next day by which the office or the unit must act.")


class SupervisionFields(SupervisionSummaryFields):
    """The whole public state of a supervision; from the opinion's due day on it tells of the round that runs."""

    notice = graphene.String(required=True, description="What was announced with the plan.")
    findings = graphene.String(required=True)
    opinion = graphene.String(required=True)
    opinion_due_on = graphene.Date()
    rectification = graphene.String(required=True)
    rectified_on = graphene.Date()
    effect = graphene.String(required=True)
    effectiveness = graphene.Field(Effectiveness)
    effectiveness_label = label("effectiveness", chosen(events.Effectiveness))
    looked_back_on = graphene.Date()
    closed_note = graphene.String(required=True)
    reopened = graphene.Int(required=True, description="How often.")


class ParticipantFields:
    """Who signed, went, or went back to look."""

    name = graphene.String(required=True)
    occasion = graphene.Field(Participation, required=True)
    occasion_label = label("occasion", chosen(events.Occasion))
