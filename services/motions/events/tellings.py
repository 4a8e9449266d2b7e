"""What a deputy told by voice or photo, until it is a suggestion in words. All of it stays in the town."""
from __future__ import annotations

from datetime import date
from typing import Any, ClassVar
from uuid import UUID

import msgspec
from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from outbox.events import Audience, Event
from people.channel import Channel


class TellingState(TextChoices):
    TOLD = "told", pgettext_lazy("telling", "told, to be typed out")
    TYPED = "typed", pgettext_lazy("telling", "typed out, waits for the deputy's yes")
    AGREED = "agreed", pgettext_lazy("telling", "is a suggestion now")
    DROPPED = "dropped", pgettext_lazy("telling", "given up")


class TellingFacts(msgspec.Struct, frozen=True, kw_only=True):
    """How it stands. What was said and what was typed are read in the town."""

    id: UUID
    deputy_id: UUID
    state: TellingState
    told_on: date
    case_id: UUID | None = None


class TellingEvent(Event, frozen=True, kw_only=True):
    audience: ClassVar[Audience] = Audience.TOWN
    words: ClassVar[Any]
    telling: TellingFacts


class TellingTold(TellingEvent, frozen=True, kw_only=True):
    type = "townships.motions.telling.told"
    words = pgettext_lazy("timeline", "told by voice or photo")


class TellingTyped(TellingEvent, frozen=True, kw_only=True):
    type = "townships.motions.telling.typed_out"
    words = pgettext_lazy("timeline", "typed out, to be read back to the deputy")


class TellingDisputed(TellingEvent, frozen=True, kw_only=True):
    type = "townships.motions.telling.disputed"
    words = pgettext_lazy("timeline", "read back: not meant so")
    channel: Channel
    note: str = ""


class TellingAgreed(TellingEvent, frozen=True, kw_only=True):
    type = "townships.motions.telling.agreed"
    words = pgettext_lazy("timeline", "read back: the deputy says yes")
    channel: Channel


class TellingDropped(TellingEvent, frozen=True, kw_only=True):
    type = "townships.motions.telling.dropped"
    words = pgettext_lazy("timeline", "given up")
    note: str = ""
