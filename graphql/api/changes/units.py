"""The verbs of the units that have a case in hand. A step that the office enters for them says by which `channel` it came."""
from __future__ import annotations

import graphene

import motions.commands as commands
from api.changes.cases import ByChannel, CaseChange, SeenAssignment
from api.types import cases as words


class SignFor(CaseChange):
    """The unit has it in hand. By the unit, or by the clerk on behalf."""

    class Input(SeenAssignment, ByChannel):
        pass

    ids = {"assignment_id": "Assignment"}
    command = staticmethod(commands.sign_for)


class ApplyForRelief(CaseChange):
    """The unit asks to be relieved, with its reason, within its time. By the unit, or by the clerk on behalf."""

    class Input(SeenAssignment, ByChannel):
        note = graphene.String(required=True)

    ids = {"assignment_id": "Assignment"}
    command = staticmethod(commands.apply_for_relief)


class DecideRelief(CaseChange):
    """Agreed, and the part goes to another unit; or refused, and it goes on. By the chair or a vice-chair."""

    class Input(SeenAssignment):
        agreed = graphene.Boolean(required=True)
        note = graphene.String(required=True)
        unit_id = graphene.ID(description="Who takes the part over, when it is agreed.")
        leader = graphene.String()
        person = graphene.String()

    ids = {"assignment_id": "Assignment", "unit_id": "Unit"}
    command = staticmethod(commands.decide_relief)


class Assist(CaseChange):
    """An assisting unit's opinion, for the lead unit. By the unit, or by the clerk on behalf."""

    class Input(SeenAssignment, ByChannel):
        opinion = graphene.String(required=True)

    ids = {"assignment_id": "Assignment"}
    command = staticmethod(commands.assist)


class ContactDeputy(CaseChange):
    """The unit heard these proposers, and its note of it, which stays in the town. By the unit, or by the clerk on behalf."""

    class Input(SeenAssignment, ByChannel):
        deputy_ids = graphene.List(graphene.NonNull(graphene.ID), required=True)
        method = graphene.String(required=True, description="On site, by telephone, at a meeting: whichever it was.")
        note = graphene.String(required=True)
        three_party = graphene.Boolean(description="The congress office took part; false when not given.")
        present = graphene.String(description="Who was there.")
        signed_by = graphene.String(description="Who signed the note, where it was on paper.")

    ids = {"assignment_id": "Assignment", "deputy_ids": "Deputy"}
    command = staticmethod(commands.contact_deputy)


class NoteProgress(CaseChange):
    """How far it is, for the deputies and the office. By the unit, or by the clerk on behalf."""

    class Input(SeenAssignment, ByChannel):
        note = graphene.String(required=True)

    ids = {"assignment_id": "Assignment"}
    command = staticmethod(commands.note_progress)


class ApplyForExtension(CaseChange):
    """The unit asks for more time, never beyond what the law gives. By the unit, or by the clerk on behalf."""

    class Input(SeenAssignment, ByChannel):
        due_on = graphene.Date(description="The longest that the law gives, when not given.")
        note = graphene.String(required=True)

    ids = {"assignment_id": "Assignment"}
    command = staticmethod(commands.apply_for_extension)


class DecideExtension(CaseChange):
    """More time is granted, never beyond what the law gives; or refused. By the chair or a vice-chair."""

    class Input(SeenAssignment):
        granted = graphene.Boolean(required=True)
        due_on = graphene.Date(description="The day asked for, when not given.")
        note = graphene.String(required=True)

    ids = {"assignment_id": "Assignment"}
    command = staticmethod(commands.decide_extension)


class Letter(ByChannel):
    """What a reply says."""

    number = graphene.String(required=True)
    meaning = words.Meaning(required=True)
    text = graphene.String(required=True)
    contact = graphene.String(description="Whom to ask about it; stays in the town.")


class DraftReply(CaseChange):
    """A reply written for the unit's leader to sign off. By the unit, or by the clerk on behalf."""

    class Input(SeenAssignment, Letter):
        pass

    ids = {"assignment_id": "Assignment"}
    command = staticmethod(commands.draft_reply)


class SeenDraft:
    """A draft, as it was seen."""

    draft_id = graphene.ID(required=True)
    seen = graphene.Int(required=True, description="The version of the draft that the user saw.")


class SendBackDraft(CaseChange):
    """To be written again, with the reason. By the unit's leader, or by the clerk on behalf."""

    class Input(SeenDraft, ByChannel):
        note = graphene.String(required=True)

    ids = {"draft_id": "Draft"}
    command = staticmethod(commands.send_back_draft)


class SignOff(CaseChange):
    """The draft is the unit's answer. By the unit's leader, or by the clerk on behalf, who says whose signature it bears."""

    class Input(SeenDraft, ByChannel):
        signed_off_by = graphene.String(description="On behalf only: the leader who signed.")

    ids = {"draft_id": "Draft"}
    command = staticmethod(commands.sign_off)


class ReplyToCase(CaseChange):
    """The answer of a unit that answers, signed off. By the unit (its leader, where that one signs in), or by the clerk on behalf."""

    class Input(SeenAssignment, Letter):
        signed_off_by = graphene.String(required=True)

    ids = {"assignment_id": "Assignment"}
    command = staticmethod(commands.reply)


class UnitsMutation(graphene.ObjectType):
    sign_for = SignFor.Field(required=True)
    apply_for_relief = ApplyForRelief.Field(required=True)
    decide_relief = DecideRelief.Field(required=True)
    assist = Assist.Field(required=True)
    contact_deputy = ContactDeputy.Field(required=True)
    note_progress = NoteProgress.Field(required=True)
    apply_for_extension = ApplyForExtension.Field(required=True)
    decide_extension = DecideExtension.Field(required=True)
    draft_reply = DraftReply.Field(required=True)
    send_back_draft = SendBackDraft.Field(required=True)
    sign_off = SignOff.Field(required=True)
    reply_to_case = ReplyToCase.Field(required=True)
