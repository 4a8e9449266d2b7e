"""The verbs of a case, in the order of its life. A step that the office enters for a deputy or a unit says by which `channel` it came."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import graphene

import motions.commands as commands
from api.changes.cases import ByChannel, CaseChange, SeenCase
from api.changes.common import Change
from api.context import Call
from api.relay import own_id
from api.types import cases as words
from api.types import motions as types
from api.types.handover import HandOverMeeting, handover
from outbox.command import Receipt


class Matter(ByChannel):
    """What a suggestion says."""

    title = graphene.String(required=True)
    text = graphene.String(required=True)
    where = graphene.String()
    proposal = graphene.String()
    category = graphene.String()
    public = graphene.Boolean(description="Seen by voters; true when not given.")


# ---------------------------------------------------------------- intake
class SubmitSuggestion(CaseChange):
    """A suggestion of one or more deputies, the first leading. By that deputy, or by the clerk on behalf."""

    class Input(Matter):
        proposer_ids = graphene.List(graphene.NonNull(graphene.ID), required=True)

    ids = {"proposer_ids": "Deputy"}
    command = staticmethod(commands.submit_suggestion)


class SendBack(CaseChange):
    """Back to its proposers to complete, with the reason."""

    class Input(SeenCase):
        reason = words.IntakeReason(required=True)
        note = graphene.String(required=True)

    ids = {"case_id": "Case"}
    command = staticmethod(commands.send_back)


class Resubmit(CaseChange):
    """Completed, and handed in again whole. By one of its proposers, or by the clerk on behalf."""

    class Input(SeenCase, Matter):
        pass

    ids = {"case_id": "Case"}
    command = staticmethod(commands.resubmit)


class NotAccept(CaseChange):
    """Refused at intake, for a reason that the rules of this place know."""

    class Input(SeenCase):
        reason = words.IntakeReason(required=True)
        note = graphene.String(required=True)

    ids = {"case_id": "Case"}
    command = staticmethod(commands.not_accept)


class Merge(CaseChange):
    """It asks for what a registered suggestion asks for: its proposers join that one, and are told."""

    class Input(SeenCase):
        into_number = graphene.String(required=True, description="The number of the other.")
        note = graphene.String(required=True)

    ids = {"case_id": "Case"}
    command = staticmethod(commands.merge)


class Sheet(graphene.InputObjectType):
    """One matter of several that stood on one sheet."""

    title = graphene.String(required=True)
    text = graphene.String(required=True)
    where = graphene.String()
    proposal = graphene.String()
    category = graphene.String()


class Split(CaseChange):
    """One matter a sheet: the case keeps the first, each other becomes a case of the same proposers, who are told."""

    class Input(SeenCase):
        sheets = graphene.List(graphene.NonNull(Sheet), required=True)
        note = graphene.String(required=True)

    ids = {"case_id": "Case"}
    command = staticmethod(commands.split)

    @classmethod
    def arguments(cls, call: Call, input: Mapping[str, Any]) -> dict[str, Any]:
        given = super().arguments(call, input)
        sheets = [{name: value for name, value in sheet.items() if value is not None} for sheet in given["sheets"]]
        return {**given, "sheets": [commands.Sheet(**sheet) for sheet in sheets]}


class RegisterCase(CaseChange):
    """Gives the case its number, and starts the clock of the hand-over."""

    Input = SeenCase

    ids = {"case_id": "Case"}
    command = staticmethod(commands.register)


# ---------------------------------------------------------------- handling
class HandlingPart(graphene.InputObjectType):
    """One unit's part, as proposed."""

    unit_id = graphene.ID(required=True)
    part = words.Part(required=True)
    leader = graphene.String(description="The responsible leader; the unit's own when not given.")
    person = graphene.String(description="The responsible person.")


class ProposeHandling(CaseChange):
    """Which units are to handle it, and how they share it."""

    class Input(SeenCase):
        parts = graphene.List(graphene.NonNull(HandlingPart), required=True)

    ids = {"case_id": "Case"}
    command = staticmethod(commands.propose_handling)

    @classmethod
    def arguments(cls, call: Call, input: Mapping[str, Any]) -> dict[str, Any]:
        given = super().arguments(call, input)
        return {**given, "parts": [_handling(call, part) for part in given["parts"]]}


def _handling(call: Call, part: Mapping[str, Any]) -> commands.Handling:
    unit_id = own_id(part["unit_id"], "Unit", call.actor.tenant, "parts")
    return commands.Handling(unit_id=unit_id, part=part["part"], leader=part.get("leader") or "", person=part.get("person") or "")


class ReturnProposal(CaseChange):
    """The proposed handling goes back to the clerk, with the reason. By the chair or a vice-chair."""

    class Input(SeenCase):
        note = graphene.String(required=True)

    ids = {"case_id": "Case"}
    command = staticmethod(commands.return_proposal)


class ApproveHandling(CaseChange):
    """The proposed handling is agreed. By the chair or a vice-chair."""

    Input = SeenCase

    ids = {"case_id": "Case"}
    command = staticmethod(commands.approve_handling)


class ApprovedCase(graphene.InputObjectType):
    """A case that is to be handed over, as it was seen."""

    case_id = graphene.ID(required=True)
    seen = graphene.Int(required=True)


class HandOverMany(Change):
    """A hand-over meeting: all these approved cases go to their units on its day, which `at` says; or none does."""

    class Input:
        cases = graphene.List(graphene.NonNull(ApprovedCase), required=True)
        place = graphene.String(required=True)
        note = graphene.String(required=True, description="The meeting's record.")
        present = graphene.String(description="Who was there.")

    hand_over = graphene.Field(HandOverMeeting)
    command = staticmethod(commands.hand_over_many)

    @classmethod
    def arguments(cls, call: Call, input: Mapping[str, Any]) -> dict[str, Any]:
        given = super().arguments(call, input)
        return {**given, "cases": [_approved(call, one) for one in given["cases"]]}

    @classmethod
    def answer(cls, call: Call, receipt: Receipt) -> dict[str, Any]:
        return {"hand_over": handover(call, receipt.id)}


def _approved(call: Call, one: Mapping[str, Any]) -> commands.SeenCase:
    return commands.SeenCase(case_id=own_id(one["case_id"], "Case", call.actor.tenant, "cases"), seen=one["seen"])


class HandOver(CaseChange):
    """To the units. `at` is the day of the meeting or of the slip, from which each unit's clock runs."""

    class Input(SeenCase):
        occasion = words.Occasion(required=True)

    ids = {"case_id": "Case"}
    command = staticmethod(commands.hand_over)


# ---------------------------------------------------------------- back to the deputies
class Deliver(CaseChange):
    """The replies reach these proposers. By the clerk, a unit that replied, or a proposer who confirms the receipt."""

    class Input(SeenCase, ByChannel):
        deputy_ids = graphene.List(graphene.NonNull(graphene.ID), description="All who wait for them, when not given.")

    ids = {"case_id": "Case", "deputy_ids": "Deputy"}
    command = staticmethod(commands.deliver)


class Rate(CaseChange):
    """One proposer's judgement of attitude and of result, apart. By that proposer, or by the clerk on behalf."""

    class Input(SeenCase, ByChannel):
        deputy_id = graphene.ID(required=True)
        attitude = words.Satisfaction(required=True)
        result = words.Satisfaction(required=True)
        comment = graphene.String()

    ids = {"case_id": "Case", "deputy_id": "Deputy"}
    command = staticmethod(commands.rate)


class AskForCall(CaseChange):
    """"Please ring me": the rating is said on the telephone. By that proposer, or by the clerk on behalf."""

    class Input(SeenCase, ByChannel):
        deputy_id = graphene.ID(required=True)

    ids = {"case_id": "Case", "deputy_id": "Deputy"}
    command = staticmethod(commands.ask_for_call)


class NoteCall(CaseChange):
    """The office rang and no rating came of it."""

    class Input(SeenCase):
        deputy_id = graphene.ID(required=True)
        note = graphene.String(required=True)

    ids = {"case_id": "Case", "deputy_id": "Deputy"}
    command = staticmethod(commands.note_call)


class Remind(CaseChange):
    """These proposers were told that their time to rate runs out."""

    class Input(SeenCase):
        deputy_ids = graphene.List(graphene.NonNull(graphene.ID), description="All who have not rated, when not given.")
        channel = words.Channel(description="How they were told; by telephone when not given.")

    ids = {"case_id": "Case", "deputy_ids": "Deputy"}
    command = staticmethod(commands.remind)


class OrderRework(CaseChange):
    """The units that answered handle it a second time. By the chair or a vice-chair."""

    class Input(SeenCase):
        note = graphene.String(required=True)

    ids = {"case_id": "Case"}
    command = staticmethod(commands.order_rework)


class DeclineRework(CaseChange):
    """It stays at the first reply, with the reason told. By the chair or a vice-chair."""

    class Input(SeenCase):
        note = graphene.String(required=True)

    ids = {"case_id": "Case"}
    command = staticmethod(commands.decline_rework)


class HoldStage(CaseChange):
    """The next of the meetings on the way to the presidium was held, and what it said."""

    class Input(SeenCase):
        note = graphene.String(required=True)

    ids = {"case_id": "Case"}
    command = staticmethod(commands.hold_stage)


class ConcludeDeliberation(CaseChange):
    """The presidium has chosen what the law lets it do."""

    class Input(SeenCase):
        conclusion = words.Conclusion(required=True)
        note = graphene.String(required=True)

    ids = {"case_id": "Case"}
    command = staticmethod(commands.conclude_deliberation)


class Withdraw(CaseChange):
    """Taken back in writing, as long as the rules of this place let it. By its proposer, or by the clerk from paper."""

    class Input(SeenCase, ByChannel):
        note = graphene.String(required=True)

    ids = {"case_id": "Case"}
    command = staticmethod(commands.withdraw)


# ---------------------------------------------------------------- motions
class FileMotion(CaseChange):
    """A motion signed by as many deputies as the law asks, before the session's cut-off. By the leading deputy, or by the clerk on behalf."""

    class Input(ByChannel):
        proposer_ids = graphene.List(graphene.NonNull(graphene.ID), required=True)
        title = graphene.String(required=True)
        grounds = graphene.String(required=True)
        proposal = graphene.String(required=True)
        category = graphene.String()

    ids = {"proposer_ids": "Deputy"}
    command = staticmethod(commands.file_motion)


class ListMotion(CaseChange):
    """Placed on the session's agenda."""

    Input = SeenCase

    ids = {"case_id": "Case"}
    command = staticmethod(commands.list_motion)


class HandleAsSuggestion(CaseChange):
    """Not listed: it goes a suggestion's way, and its movers are told why."""

    class Input(SeenCase):
        note = graphene.String(required=True)

    ids = {"case_id": "Case"}
    command = staticmethod(commands.handle_as_suggestion)


class DecideMotion(CaseChange):
    """The vote. Adopted by more than half of all deputies in office that day, present or not."""

    class Input(SeenCase):
        votes_for = graphene.Int(required=True)
        votes_against = graphene.Int(required=True)
        votes_abstained = graphene.Int(required=True)
        resolution = graphene.String()

    ids = {"case_id": "Case"}
    command = staticmethod(commands.decide_motion)


# ---------------------------------------------------------------- files
class AttachFile(CaseChange):
    """A file that was sent to /files is put to the case. By those whose case it is, each for what is theirs to show."""

    class Input(SeenCase):
        file_id = graphene.ID(required=True)
        purpose = types.FilePurpose(required=True)
        caption = graphene.String()

    ids = {"case_id": "Case", "file_id": "File"}
    command = staticmethod(commands.attach_file)


class RemoveFile(CaseChange):
    """Shown no more. By who put it there, or by the clerk."""

    class Input:
        attachment_id = graphene.ID(required=True)
        seen = graphene.Int(required=True, description="The version of the case that the user saw.")
        note = graphene.String(required=True)

    ids = {"attachment_id": "CaseFile"}
    command = staticmethod(commands.remove_file)


class MotionsMutation(graphene.ObjectType):
    submit_suggestion = SubmitSuggestion.Field(required=True)
    send_back = SendBack.Field(required=True)
    resubmit = Resubmit.Field(required=True)
    not_accept = NotAccept.Field(required=True)
    merge = Merge.Field(required=True)
    split = Split.Field(required=True)
    register_case = RegisterCase.Field(required=True)
    propose_handling = ProposeHandling.Field(required=True)
    return_proposal = ReturnProposal.Field(required=True)
    approve_handling = ApproveHandling.Field(required=True)
    hand_over_many = HandOverMany.Field(required=True)
    hand_over = HandOver.Field(required=True)
    deliver = Deliver.Field(required=True)
    rate = Rate.Field(required=True)
    ask_for_call = AskForCall.Field(required=True)
    note_call = NoteCall.Field(required=True)
    remind = Remind.Field(required=True)
    order_rework = OrderRework.Field(required=True)
    decline_rework = DeclineRework.Field(required=True)
    hold_stage = HoldStage.Field(required=True)
    conclude_deliberation = ConcludeDeliberation.Field(required=True)
    withdraw = Withdraw.Field(required=True)
    file_motion = FileMotion.Field(required=True)
    list_motion = ListMotion.Field(required=True)
    handle_as_suggestion = HandleAsSuggestion.Field(required=True)
    decide_motion = DecideMotion.Field(required=True)
    attach_file = AttachFile.Field(required=True)
    remove_file = RemoveFile.Field(required=True)
