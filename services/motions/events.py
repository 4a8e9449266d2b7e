"""What this room publishes: the life of a case, a motion 议案 or a suggestion 建议.

Every fact carries the case whole, as `CaseFacts`: who reads the last one knows the case. Telephones and the opinions between units are no
part of it.
"""
from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Final
from uuid import UUID

import msgspec
from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from outbox.events import Event
from people.channel import Channel


class Kind(TextChoices):
    SUGGESTION = "suggestion", pgettext_lazy("case kind", "suggestion")
    MOTION = "motion", pgettext_lazy("case kind", "motion")


class State(TextChoices):
    """From the hand-over to the conclusion nobody sets it: the assignments and the proposers say it (`rules.state_of`)."""

    SUBMITTED = "submitted", pgettext_lazy("case state", "waiting for intake")
    SENT_BACK = "sent_back", pgettext_lazy("case state", "sent back to complete")
    NOT_ACCEPTED = "not_accepted", pgettext_lazy("case state", "not accepted")
    REGISTERED = "registered", pgettext_lazy("case state", "registered")
    PROPOSED = "proposed", pgettext_lazy("case state", "handling proposed")
    APPROVED = "approved", pgettext_lazy("case state", "handling approved")
    IN_HAND = "in_hand", pgettext_lazy("case state", "in hand")
    REWORK = "rework", pgettext_lazy("case state", "being handled again")
    ANSWERED = "answered", pgettext_lazy("case state", "answered, to be delivered")
    REPLIED = "replied", pgettext_lazy("case state", "replied")
    CONCLUDED = "concluded", pgettext_lazy("case state", "concluded")
    FILED = "filed", pgettext_lazy("case state", "filed")
    LISTED = "listed", pgettext_lazy("case state", "on the agenda")
    DECIDED = "decided", pgettext_lazy("case state", "decided")


class Reason(TextChoices):
    """Why the intake may refuse; the rulebook says whether that means not accepted or sent back."""

    OWN_AFFAIRS = "own_affairs", pgettext_lazy("intake reason", "own or relatives' affairs")
    PETITION = "petition", pgettext_lazy("intake reason", "a petition passed on")
    COURT_CASE = "court_case", pgettext_lazy("intake reason", "a matter before a court")
    BIDDING = "bidding", pgettext_lazy("intake reason", "bidding or contracts")
    SEVERAL_MATTERS = "several_matters", pgettext_lazy("intake reason", "several matters on one sheet")
    INCOMPLETE = "incomplete", pgettext_lazy("intake reason", "not complete")


class Part(TextChoices):
    """What a unit does in a case: answer alone, answer for all, help the one that answers, or answer for its own share."""

    SOLE = "sole", pgettext_lazy("assignment", "alone")
    LEAD = "lead", pgettext_lazy("assignment", "lead")
    ASSISTING = "assisting", pgettext_lazy("assignment", "assisting")
    SEPARATE = "separate", pgettext_lazy("assignment", "separately")


class AssignmentState(TextChoices):
    PROPOSED = "proposed", pgettext_lazy("assignment state", "proposed")
    HANDED_OVER = "handed_over", pgettext_lazy("assignment state", "handed over")
    SIGNED = "signed", pgettext_lazy("assignment state", "signed for")
    RELIEF_ASKED = "relief_asked", pgettext_lazy("assignment state", "asks to be relieved")
    RELIEVED = "relieved", pgettext_lazy("assignment state", "relieved")
    REPLIED = "replied", pgettext_lazy("assignment state", "replied")
    REWORK = "rework", pgettext_lazy("assignment state", "handling again")
    OPINION_GIVEN = "opinion_given", pgettext_lazy("assignment state", "opinion given")
    LAPSED = "lapsed", pgettext_lazy("assignment state", "answered without its opinion")


#: The unit owes something: an answer, an opinion.
OWING: Final = frozenset({AssignmentState.HANDED_OVER, AssignmentState.SIGNED, AssignmentState.RELIEF_ASKED, AssignmentState.REWORK})
#: Not let in, or not yet: nobody but the office and its proposers knows of it.
UNREGISTERED: Final = frozenset({State.SUBMITTED, State.SENT_BACK, State.NOT_ACCEPTED})


class Meaning(TextChoices):
    """What a reply comes to, from most done to least; the letter that goes with it is local."""

    SOLVED = "solved", pgettext_lazy("meaning", "solved")
    UNDER_WAY = "under_way", pgettext_lazy("meaning", "under way")
    PLANNED = "planned", pgettext_lazy("meaning", "planned")
    EXPLAINED = "explained", pgettext_lazy("meaning", "explained")
    REFERRED = "referred", pgettext_lazy("meaning", "referred upward")


class Outcome(TextChoices):
    """How a case came out: a suggestion by what its replies mean, a motion by its vote."""

    SOLVED = "solved", pgettext_lazy("meaning", "solved")
    UNDER_WAY = "under_way", pgettext_lazy("meaning", "under way")
    PLANNED = "planned", pgettext_lazy("meaning", "planned")
    EXPLAINED = "explained", pgettext_lazy("meaning", "explained")
    REFERRED = "referred", pgettext_lazy("meaning", "referred upward")
    ADOPTED = "adopted", pgettext_lazy("outcome", "adopted")
    NOT_ADOPTED = "not_adopted", pgettext_lazy("outcome", "not adopted")


class Satisfaction(TextChoices):
    SATISFIED = "satisfied", pgettext_lazy("rating", "satisfied")
    BASICALLY = "basically", pgettext_lazy("rating", "basically satisfied")
    DISSATISFIED = "dissatisfied", pgettext_lazy("rating", "dissatisfied")


class Occasion(TextChoices):
    MEETING = "meeting", pgettext_lazy("hand-over", "at a meeting")
    SLIP = "slip", pgettext_lazy("hand-over", "by slip")


class ProposerFacts(msgspec.Struct, frozen=True, kw_only=True):
    """One proposer, with the receipt and the rating of the round of handling that runs. `order` 1 leads."""

    deputy_id: UUID
    name: str
    order: int
    delivered_on: date | None = None
    rating_due_on: date | None = None
    rated_on: date | None = None
    attitude: Satisfaction | None = None
    result: Satisfaction | None = None
    no_feedback: bool = False

    @property
    def answered(self) -> bool:
        return self.rated_on is not None or self.no_feedback


class AssignmentFacts(msgspec.Struct, frozen=True, kw_only=True):
    """One unit's part. `first_handed_over_on` is the case's first hand-over of this part, before any relief; `round` 2 is the rework."""

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


class ReplyFacts(msgspec.Struct, frozen=True, kw_only=True):
    """One answer of one unit; `due_on` is the day it was due."""

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


class CaseFacts(msgspec.Struct, frozen=True, kw_only=True):
    """The public state of a case. Days are the days in Asia/Shanghai on which it truly happened, except `entered_on`.

    A suggestion has `where`, `text` (what is the matter) and `proposal` (what is wished); a motion has its subject 案由 in `title`,
    `grounds` 案据 and `proposal` 方案, and keeps its `former_number` when it is handled as a suggestion. `session` 0 is out of session.
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
    replied_on: date | None = None
    concluded_on: date | None = None
    listed_on: date | None = None
    decided_on: date | None = None
    due_on: date | None = None
    round: int = 1
    rework_declined_on: date | None = None
    votes_for: int | None = None
    votes_against: int | None = None
    votes_abstained: int | None = None
    all_deputies: int | None = None
    resolution: str = ""
    proposers: tuple[ProposerFacts, ...] = ()
    assignments: tuple[AssignmentFacts, ...] = ()
    replies: tuple[ReplyFacts, ...] = ()


# ---------------------------------------------------------------- what happened to it
class CaseEvent(Event, frozen=True, kw_only=True):
    """`words` is how the timeline says it."""

    words: ClassVar[Any]
    case: CaseFacts


class ByChannel(CaseEvent, frozen=True, kw_only=True):
    """A step of a deputy or a unit, which the office may have entered on their behalf."""

    channel: Channel


class CaseSubmitted(ByChannel, frozen=True, kw_only=True):
    type = "townships.motions.case.submitted"
    words = pgettext_lazy("timeline", "suggestion submitted")


class CaseSentBack(CaseEvent, frozen=True, kw_only=True):
    type = "townships.motions.case.sent_back"
    words = pgettext_lazy("timeline", "sent back to complete")
    reason: Reason
    note: str


class CaseResubmitted(ByChannel, frozen=True, kw_only=True):
    type = "townships.motions.case.resubmitted"
    words = pgettext_lazy("timeline", "completed and submitted again")


class CaseNotAccepted(CaseEvent, frozen=True, kw_only=True):
    type = "townships.motions.case.not_accepted"
    words = pgettext_lazy("timeline", "not accepted")
    reason: Reason
    note: str


class CaseRegistered(CaseEvent, frozen=True, kw_only=True):
    type = "townships.motions.case.registered"
    words = pgettext_lazy("timeline", "registered")


class HandlingProposed(CaseEvent, frozen=True, kw_only=True):
    type = "townships.motions.case.handling_proposed"
    words = pgettext_lazy("timeline", "handling proposed")


class HandlingReturned(CaseEvent, frozen=True, kw_only=True):
    type = "townships.motions.case.handling_returned"
    words = pgettext_lazy("timeline", "proposed handling returned")
    note: str


class HandlingApproved(CaseEvent, frozen=True, kw_only=True):
    type = "townships.motions.case.handling_approved"
    words = pgettext_lazy("timeline", "handling approved")


class CaseHandedOver(CaseEvent, frozen=True, kw_only=True):
    type = "townships.motions.case.handed_over"
    words = pgettext_lazy("timeline", "handed over")
    occasion: Occasion


class AssignmentSigned(ByChannel, frozen=True, kw_only=True):
    type = "townships.motions.case.signed_for"
    words = pgettext_lazy("timeline", "signed for")
    assignment_id: UUID


class ReliefApplied(ByChannel, frozen=True, kw_only=True):
    type = "townships.motions.case.relief_applied"
    words = pgettext_lazy("timeline", "applied to be relieved")
    assignment_id: UUID
    note: str


class ReliefAgreed(CaseEvent, frozen=True, kw_only=True):
    type = "townships.motions.case.relief_agreed"
    words = pgettext_lazy("timeline", "relieved and handed to another unit")
    assignment_id: UUID
    successor_id: UUID
    note: str


class ReliefRefused(CaseEvent, frozen=True, kw_only=True):
    type = "townships.motions.case.relief_refused"
    words = pgettext_lazy("timeline", "relief refused")
    assignment_id: UUID
    note: str


class OpinionGiven(ByChannel, frozen=True, kw_only=True):
    """The opinion itself goes to the lead unit and stays in the town."""

    type = "townships.motions.case.opinion_given"
    words = pgettext_lazy("timeline", "opinion given to the lead unit")
    assignment_id: UUID


class UnitReplied(ByChannel, frozen=True, kw_only=True):
    type = "townships.motions.case.replied"
    words = pgettext_lazy("timeline", "replied")
    assignment_id: UUID
    reply_id: UUID


class ReplyDelivered(ByChannel, frozen=True, kw_only=True):
    type = "townships.motions.case.delivered"
    words = pgettext_lazy("timeline", "reply delivered")
    deputy_ids: tuple[UUID, ...]


class CaseRated(ByChannel, frozen=True, kw_only=True):
    type = "townships.motions.case.rated"
    words = pgettext_lazy("timeline", "rated")
    deputy_id: UUID
    attitude: Satisfaction
    result: Satisfaction
    comment: str


class NoFeedbackRecorded(CaseEvent, frozen=True, kw_only=True):
    type = "townships.motions.case.no_feedback_recorded"
    words = pgettext_lazy("timeline", "not rated in time")
    deputy_id: UUID


class ReworkOrdered(CaseEvent, frozen=True, kw_only=True):
    type = "townships.motions.case.rework_ordered"
    words = pgettext_lazy("timeline", "to be handled again")
    automatic: bool
    note: str = ""


class ReworkDeclined(CaseEvent, frozen=True, kw_only=True):
    type = "townships.motions.case.rework_declined"
    words = pgettext_lazy("timeline", "not to be handled again")
    note: str


class CaseConcluded(CaseEvent, frozen=True, kw_only=True):
    type = "townships.motions.case.concluded"
    words = pgettext_lazy("timeline", "concluded")


class DueDateMoved(CaseEvent, frozen=True, kw_only=True):
    """The ledger counted a day again, mostly because a year's holidays were announced."""

    type = "townships.motions.case.due_date_moved"
    words = pgettext_lazy("timeline", "due date moved")
    due_on: date


class MotionFiled(ByChannel, frozen=True, kw_only=True):
    type = "townships.motions.case.filed"
    words = pgettext_lazy("timeline", "motion filed")


class MotionListed(CaseEvent, frozen=True, kw_only=True):
    type = "townships.motions.case.listed"
    words = pgettext_lazy("timeline", "placed on the agenda")


class HandledAsSuggestion(CaseEvent, frozen=True, kw_only=True):
    type = "townships.motions.case.handled_as_suggestion"
    words = pgettext_lazy("timeline", "to be handled as a suggestion")
    note: str


class MotionDecided(CaseEvent, frozen=True, kw_only=True):
    type = "townships.motions.case.decided"
    words = pgettext_lazy("timeline", "decided")
