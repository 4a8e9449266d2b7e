"""The verbs of a supervision, in the order of its life."""
from __future__ import annotations

from typing import Any

import graphene

import oversight.commands as commands
from api.changes.common import Change
from api.context import Call
from api.types.cases import Channel
from api.types.oversight import Supervision, supervision
from api.types.supervisions import Effectiveness, Fen, SupervisionForm, SupervisionStage
from outbox.command import Receipt


class SupervisionChange(Change):
    """The supervision after its step, as the actor may see it."""

    class Meta:
        abstract = True

    supervision = graphene.Field(Supervision)

    @classmethod
    def answer(cls, call: Call, receipt: Receipt) -> dict[str, Any]:
        return {"supervision": supervision(call, receipt.id)}


class SeenSupervision:
    """A supervision, as it was seen."""

    supervision_id = graphene.ID(required=True)
    seen = graphene.Int(required=True, description="The version that the user saw.")


class Visitors:
    """Who went: deputies of this congress, and others by name."""

    deputy_ids = graphene.List(graphene.NonNull(graphene.ID))
    names = graphene.List(graphene.NonNull(graphene.String))


class PlanSupervision(SupervisionChange):
    """A supervision of a topic, on a day to come, in a form that is lawful at this level; a questioning with its signers."""

    class Input:
        topic = graphene.String(required=True)
        form = SupervisionForm(required=True)
        stage = SupervisionStage(required=True)
        planned_on = graphene.Date(required=True)
        field = graphene.String()
        notice = graphene.String()
        public = graphene.Boolean(description="True when not given.")
        unit_id = graphene.ID()
        planned_fen = Fen()
        executed_fen = Fen()
        signer_ids = graphene.List(graphene.NonNull(graphene.ID))

    ids = {"unit_id": "Unit", "signer_ids": "Deputy"}
    command = staticmethod(commands.plan_supervision)


class CarryOut(SupervisionChange):
    """Who went, and what was found."""

    class Input(SeenSupervision, Visitors):
        findings = graphene.String(required=True)
        executed_fen = Fen()

    ids = {"supervision_id": "Supervision", "deputy_ids": "Deputy"}
    command = staticmethod(commands.carry_out)


class SendOpinion(SupervisionChange):
    """The congress's opinion to the unit that must act on it, by the day that it names, or else by the rule's."""

    class Input(SeenSupervision):
        opinion = graphene.String(required=True)
        unit_id = graphene.ID(description="The plan's unit when not given.")
        due_on = graphene.Date()

    ids = {"supervision_id": "Supervision", "unit_id": "Unit"}
    command = staticmethod(commands.send_opinion)


class ReportRectification(SupervisionChange):
    """What the unit did about the opinion. By the unit, or by the clerk on behalf."""

    class Input(SeenSupervision):
        rectification = graphene.String(required=True)
        executed_fen = Fen()
        channel = Channel(description="APP when not given: the own step of who acts.")

    ids = {"supervision_id": "Supervision"}
    command = staticmethod(commands.report_rectification)


class LookBack(SupervisionChange):
    """The return visit: who went, what was seen, and whether it holds."""

    class Input(SeenSupervision, Visitors):
        effect = graphene.String(required=True)
        effectiveness = Effectiveness(required=True)

    ids = {"supervision_id": "Supervision", "deputy_ids": "Deputy"}
    command = staticmethod(commands.look_back)


class CloseSupervision(SupervisionChange):
    """It holds, and the supervision ends; or nothing was amiss, which the note says."""

    class Input(SeenSupervision):
        note = graphene.String()

    ids = {"supervision_id": "Supervision"}
    command = staticmethod(commands.close)


class ReopenSupervision(SupervisionChange):
    """It does not hold: the unit puts it right again, by a new day."""

    class Input(SeenSupervision):
        note = graphene.String(required=True)
        due_on = graphene.Date()
        unit_id = graphene.ID(description="Who has the work now, when it is another.")

    ids = {"supervision_id": "Supervision", "unit_id": "Unit"}
    command = staticmethod(commands.reopen)


class OversightMutation(graphene.ObjectType):
    plan_supervision = PlanSupervision.Field(required=True)
    carry_out = CarryOut.Field(required=True)
    send_opinion = SendOpinion.Field(required=True)
    report_rectification = ReportRectification.Field(required=True)
    look_back = LookBack.Field(required=True)
    close_supervision = CloseSupervision.Field(required=True)
    reopen_supervision = ReopenSupervision.Field(required=True)
