"""A case as facts tell it: what its own congress and the county read alike."""
from __future__ import annotations

import graphene

import people.channel
from api.types.common import chosen, enum_of, label
from motions import events

CaseKind = enum_of(events.Kind, "CaseKind", "A motion or a suggestion.")
CaseState = enum_of(events.State, "CaseState", "Where a case stands.")
Channel = enum_of(people.channel.Channel, "Channel", "How a step reached the office; all but APP were entered on behalf of somebody.")
IntakeReason = enum_of(events.Reason, "IntakeReason", "Why the intake may refuse.")
Part = enum_of(events.Part, "Part", "What a unit does in a case.")
AssignmentState = enum_of(events.AssignmentState, "AssignmentState", "Where a unit's part stands.")
Meaning = enum_of(events.Meaning, "Meaning", "What a reply comes to.")
Outcome = enum_of(events.Outcome, "Outcome", "How a case came out.")
Satisfaction = enum_of(events.Satisfaction, "Satisfaction", "What a proposer thinks of it.")
DraftState = enum_of(events.DraftState, "DraftState", "Where the draft of a reply stands.")
Conclusion = enum_of(events.Conclusion, "Conclusion", "What the presidium can do about a case that did not satisfy twice.")
Occasion = enum_of(events.Occasion, "Occasion", "What makes the hand-over true.")


class ProposerFields:
    """One who raised the case, with the receipt and the rating of the round of handling that runs."""

    name = graphene.String(required=True, description="The name under which it was raised.")
    order = graphene.Int(required=True, description="1 leads.")
    delivered_on = graphene.Date()
    rating_due_on = graphene.Date()
    rated_on = graphene.Date()
    attitude = graphene.Field(Satisfaction)
    attitude_label = label("attitude", chosen(events.Satisfaction))
    result = graphene.Field(Satisfaction)
    result_label = label("result", chosen(events.Satisfaction))
    no_feedback = graphene.Boolean(required=True)
    reminded_on = graphene.Date()
    call_asked_on = graphene.Date(description="Waits to be rung up and to say it then.")


class AssignmentFields:
    """One unit's part of a case."""

    unit_name = graphene.String(required=True)
    kind = graphene.Field(Part, required=True)
    kind_label = label("kind", chosen(events.Part))
    state = graphene.Field(AssignmentState, required=True)
    state_label = label("state", chosen(events.AssignmentState))
    leader = graphene.String(required=True, description="The responsible leader.")
    person = graphene.String(required=True, description="The responsible person.")
    first_handed_over_on = graphene.Date(description="Before any unit was relieved of this part.")
    handed_over_on = graphene.Date()
    relief_until = graphene.Date(description="The last day to apply to be relieved.")
    signed_on = graphene.Date()
    replied_on = graphene.Date()
    due_on = graphene.Date()
    round = graphene.Int(required=True)
    contacted_on = graphene.Date(description="The last day on which the unit spoke with a proposer.")
    progress_on = graphene.Date(description="The last day on which it told how far it is.")
    pressed_on = graphene.Date(description="The last day on which the congress pressed it.")
    pressed = graphene.Int(required=True, description="How often it was pressed.")
    extension_asked_on = graphene.Date(description="While an application for more time waits.")
    extension_until = graphene.Date(description="The day asked for.")
    extended_on = graphene.Date(description="When more time was given.")
    first_due_on = graphene.Date(description="What was due before more time was given.")
    carried_out_on = graphene.Date(description="Of a unit charged with a resolution.")


class ReplyFields:
    """One answer of one unit."""

    unit_name = graphene.String(required=True)
    number = graphene.String(required=True)
    meaning = graphene.Field(Meaning, required=True)
    meaning_label = label("meaning", chosen(events.Meaning))
    letter = graphene.String(required=True, description="The local letter of the meaning.")
    text = graphene.String(required=True)
    signed_off_by = graphene.String(required=True)
    in_name_of = graphene.String(required=True, description="Who speaks: the unit, or the government that it belongs to.")
    replied_on = graphene.Date(required=True)
    due_on = graphene.Date(required=True)
    round = graphene.Int(required=True)


class CaseStage(graphene.ObjectType):
    """A meeting on the way to the presidium."""

    order = graphene.Int(required=True)
    name = graphene.String(required=True)
    held_on = graphene.Date(description="Null while it is to come.")


class SummaryFields:
    """What a list shows of a case; days are those on which it truly happened, except `enteredOn`."""

    version = graphene.Int(required=True, description="To be given as `seen` to the next step.")
    kind = graphene.Field(CaseKind, required=True)
    kind_label = label("kind", chosen(events.Kind))
    number = graphene.String(required=True, description="Empty until it is registered.")
    title = graphene.String(required=True)
    category = graphene.String(required=True)
    state = graphene.Field(CaseState, required=True)
    state_label = label("state", chosen(events.State))
    state_since = graphene.Date(required=True)
    outcome = graphene.Field(Outcome)
    outcome_label = label("outcome", chosen(events.Outcome))
    public = graphene.Boolean(required=True)
    channel = graphene.Field(Channel, required=True)
    channel_label = label("channel", chosen(people.channel.Channel))
    term = graphene.Int()
    session = graphene.Int(description="0 is out of session.")
    round = graphene.Int(required=True, description="2 is the handling after a dissatisfied rating.")
    submitted_on = graphene.Date(required=True)
    entered_on = graphene.Date(required=True)
    registered_on = graphene.Date()
    handed_over_on = graphene.Date()
    replied_on = graphene.Date()
    concluded_on = graphene.Date()
    decided_on = graphene.Date()
    due_on = graphene.Date(description="The next day by which the office or a unit must act.")
    overdue = graphene.Boolean(required=True)


class CaseFields(SummaryFields):
    """The whole public state of a case."""

    where = graphene.String(required=True)
    text = graphene.String(required=True)
    grounds = graphene.String(required=True, description="A motion's grounds.")
    proposal = graphene.String(required=True)
    former_number = graphene.String(required=True, description="Of the motion that is handled as this suggestion.")
    serial = graphene.Int()
    proposed_on = graphene.Date()
    approved_on = graphene.Date()
    handover_due_on = graphene.Date()
    key_on = graphene.Date(description="When it was named a key suggestion.")
    key_led_by = graphene.String(required=True, description="The leader of the congress who follows a key suggestion.")
    carried_out_on = graphene.Date(description="When the last of what was answered or promised was there.")
    listed_on = graphene.Date()
    debated_on = graphene.Date(description="When the session deliberated on the motion.")
    withdrawal_asked_on = graphene.Date(description="Its movers wait for the presidium's answer.")
    reported_on = graphene.Date(description="When the congress heard what came of its resolution.")
    rework_declined_on = graphene.Date()
    withdrawn_on = graphene.Date(description="With `handedOverOn`, it was withdrawn after the hand-over.")
    deliberated_on = graphene.Date(description="When the presidium concluded.")
    conclusion = graphene.Field(Conclusion)
    conclusion_label = label("conclusion", chosen(events.Conclusion))
    stages = graphene.List(graphene.NonNull(CaseStage), required=True, description="The meetings on the way to the presidium, after a second dissatisfaction.")
    votes_for = graphene.Int()
    votes_against = graphene.Int()
    votes_abstained = graphene.Int()
    all_deputies = graphene.Int()
    resolution = graphene.String(required=True)
    report = graphene.String(required=True, description="What the congress heard of it.")
