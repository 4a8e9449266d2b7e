"""What happened to a case, one type for each thing that can."""
from __future__ import annotations

from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django.utils.translation import pgettext_lazy

from attachments.events import Kind as FileKind
from motions.events.facts import CaseFacts, DraftFacts, HandOverFacts
from motions.events.values import Conclusion, Occasion, Purpose, Reason, Satisfaction
from outbox.events import Audience, Event
from people.channel import Channel


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
    note: str = ""


class CaseResubmitted(ByChannel, frozen=True, kw_only=True):
    type = "townships.motions.case.resubmitted"
    words = pgettext_lazy("timeline", "completed and submitted again")


class CaseNotAccepted(CaseEvent, frozen=True, kw_only=True):
    type = "townships.motions.case.not_accepted"
    words = pgettext_lazy("timeline", "not accepted")
    reason: Reason
    note: str = ""


class CaseMerged(CaseEvent, frozen=True, kw_only=True):
    """The case ends here; its proposers stand under the other one."""

    type = "townships.motions.case.merged"
    words = pgettext_lazy("timeline", "merged with another")
    into_number: str
    note: str = ""


class ProposersJoined(CaseEvent, frozen=True, kw_only=True):
    """Another suggestion about the same matter was merged into this one."""

    type = "townships.motions.case.proposers_joined"
    words = pgettext_lazy("timeline", "another suggestion merged into it")
    merged_id: UUID
    deputy_ids: tuple[UUID, ...]


class CaseSplit(CaseEvent, frozen=True, kw_only=True):
    """One matter a sheet: this case keeps the first, the others are cases of their own."""

    type = "townships.motions.case.split"
    words = pgettext_lazy("timeline", "split, one matter a sheet")
    split_ids: tuple[UUID, ...]
    note: str = ""


class CaseSplitOff(CaseEvent, frozen=True, kw_only=True):
    type = "townships.motions.case.split_off"
    words = pgettext_lazy("timeline", "split off, one matter a sheet")
    note: str = ""


class CaseCited(CaseEvent, frozen=True, kw_only=True):
    """An earlier case of the county stands beside this one: which, and what became of it."""

    type = "townships.motions.case.cited"
    words = pgettext_lazy("timeline", "an earlier case cited")
    cited_id: UUID
    cited_town: str
    cited: str


class CitationRemoved(CaseEvent, frozen=True, kw_only=True):
    type = "townships.motions.case.citation_removed"
    words = pgettext_lazy("timeline", "an earlier case cited no more")
    cited_id: UUID
    cited_town: str
    cited: str


class CaseRegistered(CaseEvent, frozen=True, kw_only=True):
    type = "townships.motions.case.registered"
    words = pgettext_lazy("timeline", "registered")


class HandlingProposed(CaseEvent, frozen=True, kw_only=True):
    type = "townships.motions.case.handling_proposed"
    words = pgettext_lazy("timeline", "handling proposed")


class HandlingReturned(CaseEvent, frozen=True, kw_only=True):
    type = "townships.motions.case.handling_returned"
    words = pgettext_lazy("timeline", "proposed handling returned")
    note: str = ""


class HandlingApproved(CaseEvent, frozen=True, kw_only=True):
    type = "townships.motions.case.handling_approved"
    words = pgettext_lazy("timeline", "handling approved")


class CaseHandedOver(CaseEvent, frozen=True, kw_only=True):
    type = "townships.motions.case.handed_over"
    words = pgettext_lazy("timeline", "handed over")
    occasion: Occasion
    meeting_id: UUID | None = None


class AssignmentSigned(ByChannel, frozen=True, kw_only=True):
    type = "townships.motions.case.signed_for"
    words = pgettext_lazy("timeline", "signed for")
    assignment_id: UUID


class ReliefApplied(ByChannel, frozen=True, kw_only=True):
    type = "townships.motions.case.relief_applied"
    words = pgettext_lazy("timeline", "applied to be relieved")
    assignment_id: UUID
    note: str = ""


class ReliefAgreed(CaseEvent, frozen=True, kw_only=True):
    type = "townships.motions.case.relief_agreed"
    words = pgettext_lazy("timeline", "relieved and handed to another unit")
    assignment_id: UUID
    successor_id: UUID
    note: str = ""


class ReliefRefused(CaseEvent, frozen=True, kw_only=True):
    type = "townships.motions.case.relief_refused"
    words = pgettext_lazy("timeline", "relief refused")
    assignment_id: UUID
    note: str = ""


class OpinionGiven(ByChannel, frozen=True, kw_only=True):
    """The opinion itself goes to the lead unit and stays in the town."""

    type = "townships.motions.case.opinion_given"
    words = pgettext_lazy("timeline", "opinion given to the lead unit")
    assignment_id: UUID


class DeputyContacted(ByChannel, frozen=True, kw_only=True):
    """What was said, and how they spoke, stays in the town."""

    type = "townships.motions.case.deputy_contacted"
    words = pgettext_lazy("timeline", "spoke with the deputy")
    assignment_id: UUID
    deputy_ids: tuple[UUID, ...]
    method: str = ""
    three_party: bool = False
    private = CaseEvent.private | {"method"}


class ProgressNoted(ByChannel, frozen=True, kw_only=True):
    type = "townships.motions.case.progress_noted"
    words = pgettext_lazy("timeline", "told how far it is")
    assignment_id: UUID
    note: str = ""


class UnitPressed(CaseEvent, frozen=True, kw_only=True):
    """督办: the congress presses a unit of its own case for its answer."""

    type = "townships.motions.case.pressed"
    words = pgettext_lazy("timeline", "the unit was pressed for its answer")
    assignment_id: UUID
    note: str = ""


class KeyNamed(CaseEvent, frozen=True, kw_only=True):
    """重点建议: a leader of the congress follows it."""

    type = "townships.motions.case.named_key"
    words = pgettext_lazy("timeline", "named a key suggestion")
    note: str = ""


class ExtensionApplied(ByChannel, frozen=True, kw_only=True):
    type = "townships.motions.case.extension_applied"
    words = pgettext_lazy("timeline", "applied for more time")
    assignment_id: UUID
    due_on: date
    note: str = ""


class ExtensionGranted(CaseEvent, frozen=True, kw_only=True):
    """The decision of 代表法 第五十一条 that the matter is broad or difficult; `due_on` is within what that gives."""

    type = "townships.motions.case.extension_granted"
    words = pgettext_lazy("timeline", "more time given")
    assignment_id: UUID
    due_on: date
    note: str = ""


class ExtensionRefused(CaseEvent, frozen=True, kw_only=True):
    type = "townships.motions.case.extension_refused"
    words = pgettext_lazy("timeline", "more time refused")
    assignment_id: UUID
    note: str = ""


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
    comment: str = ""


class CallAsked(ByChannel, frozen=True, kw_only=True):
    type = "townships.motions.case.call_asked"
    words = pgettext_lazy("timeline", "asked to be rung up")
    deputy_id: UUID


class CallNoted(CaseEvent, frozen=True, kw_only=True):
    """The office rang, and no rating came of it."""

    type = "townships.motions.case.call_noted"
    words = pgettext_lazy("timeline", "rung up, without a rating")
    deputy_id: UUID
    note: str = ""


class RatingReminded(ByChannel, frozen=True, kw_only=True):
    """`channel` is how they were reminded."""

    type = "townships.motions.case.rating_reminded"
    words = pgettext_lazy("timeline", "reminded to rate")
    deputy_ids: tuple[UUID, ...]


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
    note: str = ""


class DeliberationOpened(CaseEvent, frozen=True, kw_only=True):
    """The second answer did not satisfy either: it goes the way of the four meetings to the presidium."""

    type = "townships.motions.case.deliberation_opened"
    words = pgettext_lazy("timeline", "placed on the agenda of the four meetings")


class StageHeld(CaseEvent, frozen=True, kw_only=True):
    type = "townships.motions.case.stage_held"
    words = pgettext_lazy("timeline", "meeting held")
    stage: str


class DeliberationConcluded(CaseEvent, frozen=True, kw_only=True):
    """`source` is the article that gives this choice."""

    type = "townships.motions.case.deliberation_concluded"
    words = pgettext_lazy("timeline", "the presidium has concluded")
    conclusion: Conclusion
    source: str
    note: str = ""


class CaseReferred(CaseEvent, frozen=True, kw_only=True):
    """Above this congress's power: it ends here and goes on at the county."""

    type = "townships.motions.case.referred"
    words = pgettext_lazy("timeline", "reported upward")
    note: str = ""


class CaseWithdrawn(ByChannel, frozen=True, kw_only=True):
    type = "townships.motions.case.withdrawn"
    words = pgettext_lazy("timeline", "withdrawn by its deputies")
    after_handover: bool
    note: str = ""


class CaseImported(CaseEvent, frozen=True, kw_only=True):
    """An old case, whole as the office's register has it."""

    type = "townships.motions.case.imported"
    words = pgettext_lazy("timeline", "taken in from the office's register")


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
    note: str = ""


class MotionDecided(CaseEvent, frozen=True, kw_only=True):
    type = "townships.motions.case.decided"
    words = pgettext_lazy("timeline", "decided")


class FileAttached(CaseEvent, frozen=True, kw_only=True):
    """That there is one, and what it is for. The file itself and its name stay in the town."""

    type = "townships.motions.case.file_attached"
    words = pgettext_lazy("timeline", "file added")
    attachment_id: UUID
    purpose: Purpose
    kind: FileKind


class FileRemoved(CaseEvent, frozen=True, kw_only=True):
    type = "townships.motions.case.file_removed"
    words = pgettext_lazy("timeline", "file taken away")
    attachment_id: UUID
    note: str = ""


# ---------------------------------------------------------------- what the county does not hear
class DraftEvent(Event, frozen=True, kw_only=True):
    """A draft's own life, inside the town."""

    audience: ClassVar[Audience] = Audience.TOWN
    words: ClassVar[Any]
    written: DraftFacts
    assignment_id: UUID


class DraftWritten(DraftEvent, frozen=True, kw_only=True):
    type = "townships.motions.draft.written"
    words = pgettext_lazy("timeline", "reply drafted")
    channel: Channel


class DraftSentBack(DraftEvent, frozen=True, kw_only=True):
    type = "townships.motions.draft.sent_back"
    words = pgettext_lazy("timeline", "draft sent back by the leader")
    channel: Channel
    note: str = ""


class DraftSignedOff(DraftEvent, frozen=True, kw_only=True):
    type = "townships.motions.draft.signed_off"
    words = pgettext_lazy("timeline", "draft signed off by the leader")
    channel: Channel


class HandOverHeld(Event, frozen=True, kw_only=True):
    type = "townships.motions.handover.held"
    audience: ClassVar[Audience] = Audience.TOWN
    held: HandOverFacts
