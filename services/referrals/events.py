"""What travels between a township and its county: a town's case upward, a county's case down to a town government's desk.

A subject belongs to the congress that publishes it: `referral/<case>` and `task/<assignment>` to the town, `matter/<case>`, `desk/<unit>` and
`answer/<fact>` to the county. No name of a deputy of the town is in them, for a proposer may be confidential.
"""
from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Final
from uuid import UUID

import msgspec
from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from motions.events import AssignmentState, Meaning, Outcome, Part, State
from outbox.events import Event


class Way(TextChoices):
    """How a town's case comes up."""

    TAKEN_UP = "taken_up", pgettext_lazy("way upward", "taken up by a county deputy")
    REPORTED = "reported", pgettext_lazy("way upward", "reported upward by the unit")
    PASSED_THROUGH = "passed_through", pgettext_lazy("way upward", "passed through by the town congress")


class MatterState(TextChoices):
    """Where a town's case stands at the county before it is a case there."""

    WAITING = "waiting", pgettext_lazy("matter from a town", "waiting to be taken up")
    TAKEN_UP = "taken_up", pgettext_lazy("matter from a town", "taken up")
    DECLINED = "declined", pgettext_lazy("matter from a town", "not taken up")


class Sent(TextChoices):
    """What a town's government has sent for a task, of which the county has not been heard yet."""

    NOTHING = "", ""
    SIGNED = "signed", pgettext_lazy("task", "signed for, on its way to the county")
    REPLIED = "replied", pgettext_lazy("task", "reply on its way to the county")


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """What a matter is about, as the congress that tells it has it."""

    number: str
    title: str
    where: str = ""
    text: str = ""
    proposal: str = ""
    category: str = ""
    public: bool = True


class ReferralFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A town's case on its way up; `county_…` is what came back. `id` is the town's case."""

    id: UUID
    way: Way
    deputy: str = ""
    referred_on: date
    sheet: Sheet
    county_case_id: UUID | None = None
    county_number: str = ""
    county_state: State | None = None
    county_outcome: Outcome | None = None
    county_since: date | None = None
    declined_on: date | None = None
    reason: str = ""


class MatterFacts(msgspec.Struct, frozen=True, kw_only=True):
    """The same as the county has it; `case_id` is the county's own case that it became."""

    id: UUID
    town: str
    number: str = ""
    title: str = ""
    state: MatterState
    way: Way
    deputy: str = ""
    referred_on: date
    case_id: UUID | None = None
    declined_on: date | None = None
    reason: str = ""


class DeskFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A unit of the county that is the government of a town."""

    unit_id: UUID
    town: str


class TaskFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A county's case on a town government's desk; `id` is the county's assignment, `state` as the county said last."""

    id: UUID
    county_case_id: UUID
    unit_id: UUID
    sheet: Sheet
    kind: Part
    state: AssignmentState
    handed_over_on: date | None = None
    due_on: date | None = None
    sent: Sent = Sent.NOTHING


class AnswerFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What a town's government sent and the county could not take, with the rule's code."""

    id: UUID
    assignment_id: UUID
    town: str
    code: str


# ---------------------------------------------------------------- the town: its case upward
class ReferralEvent(Event, frozen=True, kw_only=True):
    words: ClassVar[Any]
    referral: ReferralFacts


class ReferralSent(ReferralEvent, frozen=True, kw_only=True):
    type = "townships.referrals.referral.sent"
    words = pgettext_lazy("timeline", "sent to the county")


class ReferralFollowed(ReferralEvent, frozen=True, kw_only=True):
    type = "townships.referrals.referral.followed"
    words = pgettext_lazy("timeline", "the county's case went on")


# ---------------------------------------------------------------- the county: what came from a town
class MatterEvent(Event, frozen=True, kw_only=True):
    words: ClassVar[Any]
    matter: MatterFacts


class MatterReceived(MatterEvent, frozen=True, kw_only=True):
    type = "townships.referrals.matter.received"
    words = pgettext_lazy("timeline", "came from a town")


class MatterTakenUp(MatterEvent, frozen=True, kw_only=True):
    type = "townships.referrals.matter.taken_up"
    words = pgettext_lazy("timeline", "taken up as a case of the county")


class MatterDeclined(MatterEvent, frozen=True, kw_only=True):
    type = "townships.referrals.matter.declined"
    words = pgettext_lazy("timeline", "not taken up")


class DeskConnected(Event, frozen=True, kw_only=True):
    type = "townships.referrals.desk.connected"
    words: ClassVar[Any] = pgettext_lazy("timeline", "connected with a town's government")
    desk: DeskFacts


class AnswerRefused(Event, frozen=True, kw_only=True):
    type = "townships.referrals.answer.refused"
    words: ClassVar[Any] = pgettext_lazy("timeline", "the county could not take it")
    answer: AnswerFacts


# ---------------------------------------------------------------- the town: a county's case on its desk
class TaskEvent(Event, frozen=True, kw_only=True):
    words: ClassVar[Any]
    task: TaskFacts


class TaskReceived(TaskEvent, frozen=True, kw_only=True):
    type = "townships.referrals.task.received"
    words = pgettext_lazy("timeline", "came from the county")


class TaskFollowed(TaskEvent, frozen=True, kw_only=True):
    type = "townships.referrals.task.followed"
    words = pgettext_lazy("timeline", "the county's case went on")


class TaskSigned(TaskEvent, frozen=True, kw_only=True):
    type = "townships.referrals.task.signed"
    words = pgettext_lazy("timeline", "signed for")


class TaskReplied(TaskEvent, frozen=True, kw_only=True):
    type = "townships.referrals.task.replied"
    words = pgettext_lazy("timeline", "replied to the county")
    number: str
    meaning: Meaning
    text: str
    signed_off_by: str


class TaskRefused(TaskEvent, frozen=True, kw_only=True):
    type = "townships.referrals.task.refused"
    words = pgettext_lazy("timeline", "the county could not take it")
    code: str


#: The town's government owes the county something.
OWING: Final = frozenset({AssignmentState.HANDED_OVER, AssignmentState.SIGNED, AssignmentState.REWORK})
