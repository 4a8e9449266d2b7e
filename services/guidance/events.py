"""What this room publishes: the county's calls, and the life of a reminder letter 工作提示函 from the county to a town and back.

A letter is one subject in two congresses: the county writes and checks it, the town answers. Each fact carries the letter whole; what the county's
facts say of it the town takes over, and the other way round. Names and telephones of the county's own book never travel.
"""
from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import UUID

import msgspec
from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from outbox.events import Audience, Event


class LetterState(TextChoices):
    SENT = "sent", pgettext_lazy("letter state", "waits for the answer")
    ANSWERED = "answered", pgettext_lazy("letter state", "answered, to be checked")
    SETTLED = "settled", pgettext_lazy("letter state", "settled")


class Post(TextChoices):
    """Whom to ring in a town."""

    CHAIR = "chair", pgettext_lazy("post", "Chair")
    CLERK = "clerk", pgettext_lazy("post", "Congress office")
    OTHER = "other", pgettext_lazy("post", "Somebody else")


class LetterFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A letter as both congresses know it. `check_on` is the day on which the county looks again; `checked_on` when it last did.

    `case_ids` are the town's cases that it is about.
    """

    id: UUID
    town: str
    state: LetterState
    number: str
    subject: str
    text: str
    case_ids: tuple[UUID, ...] = ()
    sent_on: date
    answer_by: date
    check_on: date
    answer: str = ""
    answered_on: date | None = None
    checked_on: date | None = None


class CallFacts(msgspec.Struct, frozen=True, kw_only=True):
    """That the county's office rang a town, about a case or in general. What was said stays in the county."""

    id: UUID
    town: str
    case_id: UUID | None
    called_on: date


class EntryFacts(msgspec.Struct, frozen=True, kw_only=True):
    """That the county keeps somebody of a town in its book."""

    id: UUID
    town: str
    post: Post


class LetterEvent(Event, frozen=True, kw_only=True):
    letter: LetterFacts


class LetterSent(LetterEvent, frozen=True, kw_only=True):
    """By the county. The town receives it."""

    type: ClassVar[str] = "townships.guidance.letter.sent"


class LetterReceived(LetterEvent, frozen=True, kw_only=True):
    """In the town: it is here, or what the county found when it looked again."""

    type: ClassVar[str] = "townships.guidance.letter.received"
    audience: ClassVar[Audience] = Audience.TOWN


class LetterAnswered(LetterEvent, frozen=True, kw_only=True):
    """By the town. The county receives it."""

    type: ClassVar[str] = "townships.guidance.letter.answered"


class AnswerReceived(LetterEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "townships.guidance.letter.answer_received"
    audience: ClassVar[Audience] = Audience.TOWN


class LetterChecked(LetterEvent, frozen=True, kw_only=True):
    """The county looked again: settled, or to be looked at once more on `check_on`."""

    type: ClassVar[str] = "townships.guidance.letter.checked"
    note: str = ""


class CallNoted(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "townships.guidance.call.noted"
    audience: ClassVar[Audience] = Audience.TOWN
    call: CallFacts
    note: str = ""


class EntryKept(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "townships.guidance.entry.kept"
    audience: ClassVar[Audience] = Audience.TOWN
    entry: EntryFacts
