"""What happens to a motion on the agenda, and to what the congress resolved."""
from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils.translation import pgettext_lazy

from motions.events.happened import ByChannel, CaseEvent


class CommitteeOpinionGiven(CaseEvent, frozen=True, kw_only=True):
    """A committee of the county's congress has looked at the motion. What it says stays in the congress until the presidium publishes it."""

    type = "townships.motions.case.committee_opinion_given"
    words = pgettext_lazy("timeline", "opinion of a committee")
    committee: str
    note: str = ""


class MotionDeliberated(CaseEvent, frozen=True, kw_only=True):
    type = "townships.motions.case.deliberated"
    words = pgettext_lazy("timeline", "deliberated on")
    note: str = ""


class WithdrawalAsked(ByChannel, frozen=True, kw_only=True):
    """On the agenda it is taken back only with the presidium's consent."""

    type = "townships.motions.case.withdrawal_asked"
    words = pgettext_lazy("timeline", "its movers ask to take it back")
    note: str = ""


class WithdrawalRefused(CaseEvent, frozen=True, kw_only=True):
    type = "townships.motions.case.withdrawal_refused"
    words = pgettext_lazy("timeline", "the presidium does not agree to its being taken back")
    note: str = ""


class ResolutionWritten(CaseEvent, frozen=True, kw_only=True):
    type = "townships.motions.case.resolution_written"
    words = pgettext_lazy("timeline", "text of the resolution")


class UnitCharged(CaseEvent, frozen=True, kw_only=True):
    type = "townships.motions.case.unit_charged"
    words = pgettext_lazy("timeline", "charged with carrying out the resolution")
    assignment_id: UUID
    due_on: date
    note: str = ""


class ResolutionCarriedOut(ByChannel, frozen=True, kw_only=True):
    type = "townships.motions.case.resolution_carried_out"
    words = pgettext_lazy("timeline", "carried out its part of the resolution")
    assignment_id: UUID
    note: str = ""


class ResolutionReported(CaseEvent, frozen=True, kw_only=True):
    """The congress has heard what came of its resolution."""

    type = "townships.motions.case.resolution_reported"
    words = pgettext_lazy("timeline", "reported back to the congress")
