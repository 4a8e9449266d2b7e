"""The public state of a case: what every fact of it carries.

`gc=False`: there is no circle in plain values, and a county's year is read in half the time when the collector does not look for one.
"""
from __future__ import annotations

from datetime import date
from uuid import UUID

import msgspec

from motions.events.promises import Fulfilment, PromiseFacts
from motions.events.values import AssignmentState, Conclusion, DraftState, Kind, Meaning, Outcome, Part, Satisfaction, State
from people.channel import Channel


class ProposerFacts(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One proposer, with the receipt and the rating of the round of handling that runs. `order` 1 leads.

    `call_asked_on`: wants to be rung up and to say it then; until the office has rung, no time runs out.
    """

    deputy_id: UUID
    name: str
    order: int
    delivered_on: date | None = None
    rating_due_on: date | None = None
    rated_on: date | None = None
    attitude: Satisfaction | None = None
    result: Satisfaction | None = None
    no_feedback: bool = False
    reminded_on: date | None = None
    call_asked_on: date | None = None

    @property
    def answered(self) -> bool:
        return self.rated_on is not None or self.no_feedback


class AssignmentFacts(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One unit's part. `first_handed_over_on` is the case's first hand-over of this part, before any relief; `round` 2 is the rework.

    `contacted_on` and `progress_on` are the last days on which the unit spoke with a proposer, and told how far it is. `extension_asked_on`
    and `extension_until` stand while an application for more time waits; granted, `first_due_on` is the day that was due before.
    """

    id: UUID
    unit_id: UUID
    unit_name: str
    kind: Part
    state: AssignmentState
    leader: str = ""
    person: str = ""
    first_handed_over_on: date | None = None
    handed_over_on: date | None = None
    relief_until: date | None = None
    signed_on: date | None = None
    replied_on: date | None = None
    due_on: date | None = None
    round: int = 1
    contacted_on: date | None = None
    progress_on: date | None = None
    pressed_on: date | None = None
    pressed: int = 0
    extension_asked_on: date | None = None
    extension_until: date | None = None
    extended_on: date | None = None
    first_due_on: date | None = None
    carried_out_on: date | None = None


class ReplyFacts(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One answer of one unit; `due_on` is the day it was due. `in_name_of` is who speaks: the unit itself, or the government that it belongs to."""

    id: UUID
    assignment_id: UUID
    unit_name: str
    number: str
    meaning: Meaning
    letter: str
    text: str
    signed_off_by: str
    replied_on: date
    due_on: date
    round: int = 1
    in_name_of: str = ""


class StageFacts(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A meeting on the way to the presidium; `held_on` None is still to come. What was said there stays in the town."""

    order: int
    name: str
    held_on: date | None = None


class HandOverFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A hand-over meeting and the cases that were handed over there, by their ids."""

    id: UUID
    held_on: date
    place: str
    case_ids: tuple[UUID, ...]


class DraftFacts(msgspec.Struct, frozen=True, kw_only=True):
    """How the draft of a reply stands. What it says is for the unit alone."""

    id: UUID
    case_id: UUID
    assignment_id: UUID
    round: int
    state: DraftState
    written_on: date


class CaseFacts(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The public state of a case. Days are the days in Asia/Shanghai on which it truly happened, except `entered_on`.

    A suggestion has `where`, `text` (what is the matter) and `proposal` (what is wished); a motion has its subject 案由 in `title`,
    `grounds` 案据 and `proposal` 方案, and keeps its `former_number` when it is handled as a suggestion. `session` 0 is out of session.
    `merged_into` is the case that answers for this one too; `split_from` the one with which it stood on one sheet.
    `replied_on` 办复, `concluded_on` 办结 and `carried_out_on` 办成 are three different days; `looked_back` is what the last return visit found.
    `key_on` is the day on which it was named a key suggestion 重点建议, `key_led_by` who of the congress's leaders follows it.
    `state_since` is the day that brought the present state, `due_on` the next day by which the office or a unit must act.
    """

    id: UUID
    kind: Kind
    state: State
    state_since: date
    title: str
    where: str = ""
    text: str = ""
    grounds: str = ""
    proposal: str = ""
    category: str = ""
    public: bool = True
    channel: Channel = Channel.APP
    number: str = ""
    former_number: str = ""
    term: int | None = None
    session: int | None = None
    serial: int | None = None
    outcome: Outcome | None = None
    submitted_on: date
    entered_on: date
    registered_on: date | None = None
    proposed_on: date | None = None
    approved_on: date | None = None
    handover_due_on: date | None = None
    handed_over_on: date | None = None
    key_on: date | None = None
    key_led_by: str = ""
    replied_on: date | None = None
    concluded_on: date | None = None
    carried_out_on: date | None = None
    looked_back_on: date | None = None
    looked_back: Fulfilment | None = None
    listed_on: date | None = None
    debated_on: date | None = None
    withdrawal_asked_on: date | None = None
    decided_on: date | None = None
    reported_on: date | None = None
    due_on: date | None = None
    round: int = 1
    rework_declined_on: date | None = None
    withdrawn_on: date | None = None
    referred_on: date | None = None
    merged_into: UUID | None = None
    split_from: UUID | None = None
    deliberated_on: date | None = None
    conclusion: Conclusion | None = None
    votes_for: int | None = None
    votes_against: int | None = None
    votes_abstained: int | None = None
    all_deputies: int | None = None
    resolution: str = ""
    report: str = ""
    proposers: tuple[ProposerFacts, ...] = ()
    assignments: tuple[AssignmentFacts, ...] = ()
    replies: tuple[ReplyFacts, ...] = ()
    stages: tuple[StageFacts, ...] = ()
    promises: tuple[PromiseFacts, ...] = ()
