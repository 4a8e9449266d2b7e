"""What of the notices is a fact: what somebody chose, and that the office rang a deputy up. Both stay in the town.

A notice itself is none: what it tells is one already.
"""
from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import UUID

import msgspec
from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from outbox.events import Audience, Event


class Kind(TextChoices):
    """What a notice is about; `words.SENTENCES` says it."""

    CAME_IN = "came_in", pgettext_lazy("notice", "came in")
    SENT_BACK = "sent_back", pgettext_lazy("notice", "sent back")
    NOT_ACCEPTED = "not_accepted", pgettext_lazy("notice", "not accepted")
    MERGED = "merged", pgettext_lazy("notice", "merged")
    REGISTERED = "registered", pgettext_lazy("notice", "registered")
    TO_APPROVE = "to_approve", pgettext_lazy("notice", "to be approved")
    HANDED_OVER = "handed_over", pgettext_lazy("notice", "handed over")
    ASKS = "asks", pgettext_lazy("notice", "a unit asks")
    DECIDED = "decided", pgettext_lazy("notice", "decided about an application")
    REPLIED = "replied", pgettext_lazy("notice", "replied")
    TO_RATE = "to_rate", pgettext_lazy("notice", "to be rated")
    AGAIN = "again", pgettext_lazy("notice", "handled again")
    WITHDRAWN = "withdrawn", pgettext_lazy("notice", "withdrawn")
    UPWARD = "upward", pgettext_lazy("notice", "reported upward")
    FROM_BELOW = "from_below", pgettext_lazy("notice", "from a town")
    FROM_ABOVE = "from_above", pgettext_lazy("notice", "from the county")
    RING = "ring", pgettext_lazy("notice", "please ring")
    CONCLUDED = "concluded", pgettext_lazy("notice", "concluded")
    DUE = "due", pgettext_lazy("notice", "due")
    OVERDUE = "overdue", pgettext_lazy("notice", "overdue")
    MONTHLY = "monthly", pgettext_lazy("notice", "where it stands")


class Rhythm(TextChoices):
    AT_ONCE = "at_once", pgettext_lazy("e-mail", "at once")
    DAILY = "daily", pgettext_lazy("e-mail", "once a day")
    NEVER = "never", pgettext_lazy("e-mail", "no e-mail")


class Channel(TextChoices):
    MAIL = "mail", pgettext_lazy("message", "e-mail")
    DIGEST = "digest", pgettext_lazy("message", "daily e-mail")
    WEBHOOK = "webhook", pgettext_lazy("message", "webhook")


class MessageState(TextChoices):
    WAITING = "waiting", pgettext_lazy("message", "waiting")
    SENT = "sent", pgettext_lazy("message", "sent")
    GIVEN_UP = "given_up", pgettext_lazy("message", "given up")


class Outcome(TextChoices):
    """What came of ringing a deputy up."""

    TOLD = "told", pgettext_lazy("call", "told")
    RANG = "rang", pgettext_lazy("call", "rang, nobody there")


class ChoiceFacts(msgspec.Struct, frozen=True, kw_only=True):
    rhythm: Rhythm
    webhook: bool


class FeedFacts(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    is_open: bool


class CallFacts(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    deputy_id: UUID
    outcome: Outcome
    on: date
    matters: int


class ChoiceMade(Event, frozen=True, kw_only=True):
    type = "townships.notices.choice.made"
    audience: ClassVar[Audience] = Audience.TOWN
    choice: ChoiceFacts


class FeedChanged(Event, frozen=True, kw_only=True):
    type = "townships.notices.feed.changed"
    audience: ClassVar[Audience] = Audience.TOWN
    feed: FeedFacts


class CallMade(Event, frozen=True, kw_only=True):
    type = "townships.notices.call.made"
    audience: ClassVar[Audience] = Audience.TOWN
    call: CallFacts
    note: str = ""
