"""The verbs of a motion on the agenda, and of what the congress resolved."""
from __future__ import annotations

import graphene

import motions.commands as commands
from api.changes.cases import ByChannel, CaseChange, SeenAssignment, SeenCase


class GiveCommitteeOpinion(CaseChange):
    """A committee of the county's congress has looked at the motion."""

    class Input(SeenCase):
        committee = graphene.String(required=True)
        note = graphene.String(required=True, description="What it says; it stays in the congress.")

    ids = {"case_id": "Case"}
    command = staticmethod(commands.give_committee_opinion)


class DeliberateMotion(CaseChange):
    """The session deliberated on it."""

    class Input(SeenCase):
        note = graphene.String(required=True, description="The record; it stays in the congress.")

    ids = {"case_id": "Case"}
    command = staticmethod(commands.deliberate_motion)


class AskWithdrawal(CaseChange):
    """Its movers ask the presidium to let them take it back from the agenda. By a mover, or by the clerk on behalf."""

    class Input(SeenCase, ByChannel):
        note = graphene.String(required=True)

    ids = {"case_id": "Case"}
    command = staticmethod(commands.ask_withdrawal)


class DecideWithdrawal(CaseChange):
    """The presidium agrees, or does not. By the chair or a vice-chair."""

    class Input(SeenCase):
        agreed = graphene.Boolean(required=True)
        note = graphene.String(required=True)

    ids = {"case_id": "Case"}
    command = staticmethod(commands.decide_withdrawal)


class WriteResolution(CaseChange):
    """The text of what was adopted."""

    class Input(SeenCase):
        resolution = graphene.String(required=True)

    ids = {"case_id": "Case"}
    command = staticmethod(commands.write_resolution)


class ChargeUnit(CaseChange):
    """This unit carries the resolution out, by that day."""

    class Input(SeenCase):
        unit_id = graphene.ID(required=True)
        due_on = graphene.Date(required=True)
        leader = graphene.String(description="The responsible leader; the unit's own when not given.")
        person = graphene.String(description="The responsible person.")
        note = graphene.String(description="What exactly it is to do.")

    ids = {"case_id": "Case", "unit_id": "Unit"}
    command = staticmethod(commands.charge_unit)


class CarryOutResolution(CaseChange):
    """The unit has done its part. By that unit, or by the clerk on behalf."""

    class Input(SeenAssignment, ByChannel):
        note = graphene.String(required=True, description="What there is to see.")

    ids = {"assignment_id": "Assignment"}
    command = staticmethod(commands.carry_out_resolution)


class ReportBack(CaseChange):
    """The congress heard what came of its resolution."""

    class Input(SeenCase):
        report = graphene.String(required=True)

    ids = {"case_id": "Case"}
    command = staticmethod(commands.report_back)


class ResolutionMutation(graphene.ObjectType):
    give_committee_opinion = GiveCommitteeOpinion.Field(required=True)
    deliberate_motion = DeliberateMotion.Field(required=True)
    ask_withdrawal = AskWithdrawal.Field(required=True)
    decide_withdrawal = DecideWithdrawal.Field(required=True)
    write_resolution = WriteResolution.Field(required=True)
    charge_unit = ChargeUnit.Field(required=True)
    carry_out_resolution = CarryOutResolution.Field(required=True)
    report_back = ReportBack.Field(required=True)
