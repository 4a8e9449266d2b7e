"""A draft on which deputies sign together 联名, and its invitations: a subject of its own, of which nothing leaves the town."""
from __future__ import annotations

from datetime import date
from typing import Any, ClassVar
from uuid import UUID

import msgspec
from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from motions.events.values import Kind
from outbox.events import Audience, Event
from people.channel import Channel


class CosigningState(TextChoices):
    OPEN = "open", pgettext_lazy("co-signing", "being written")
    SENT = "sent", pgettext_lazy("co-signing", "submitted")
    DROPPED = "dropped", pgettext_lazy("co-signing", "given up")


class Answer(TextChoices):
    """What an invited deputy has said."""

    WAITING = "waiting", pgettext_lazy("invitation", "not answered yet")
    CONFIRMED = "confirmed", pgettext_lazy("invitation", "signs too")
    DECLINED = "declined", pgettext_lazy("invitation", "does not sign")


class InvitationFacts(msgspec.Struct, frozen=True, kw_only=True):
    """`order` is the place among the signers; 1 is the initiator, who is not invited."""

    deputy_id: UUID
    name: str
    order: int
    answer: Answer
    invited_on: date
    answered_on: date | None = None
    channel: Channel | None = None


class CosigningFacts(msgspec.Struct, frozen=True, kw_only=True):
    """How the draft stands; what it says beside its title is for who is asked to sign. `revision` counts its texts: a signature is to one of them."""

    id: UUID
    kind: Kind
    state: CosigningState
    title: str
    revision: int
    opened_on: date
    initiator_id: UUID
    initiator_name: str
    case_id: UUID | None = None
    invitations: tuple[InvitationFacts, ...] = ()


class CosigningEvent(Event, frozen=True, kw_only=True):
    audience: ClassVar[Audience] = Audience.TOWN
    words: ClassVar[Any]
    cosigning: CosigningFacts


class CosigningOpened(CosigningEvent, frozen=True, kw_only=True):
    type = "townships.motions.cosigning.opened"
    words = pgettext_lazy("timeline", "drafted, to be signed together")
    channel: Channel


class CosigningChanged(CosigningEvent, frozen=True, kw_only=True):
    """The text is another one; who had signed the one before is asked again."""

    type = "townships.motions.cosigning.changed"
    words = pgettext_lazy("timeline", "draft changed")
    channel: Channel


class DeputiesInvited(CosigningEvent, frozen=True, kw_only=True):
    type = "townships.motions.cosigning.invited"
    words = pgettext_lazy("timeline", "asked to sign too")
    channel: Channel
    deputy_ids: tuple[UUID, ...]


class InvitationConfirmed(CosigningEvent, frozen=True, kw_only=True):
    type = "townships.motions.cosigning.confirmed"
    words = pgettext_lazy("timeline", "signed too")
    channel: Channel
    deputy_id: UUID


class InvitationDeclined(CosigningEvent, frozen=True, kw_only=True):
    type = "townships.motions.cosigning.declined"
    words = pgettext_lazy("timeline", "did not sign")
    channel: Channel
    deputy_id: UUID
    note: str = ""


class CosigningSent(CosigningEvent, frozen=True, kw_only=True):
    """Submitted with those who had confirmed; the other invitations are over."""

    type = "townships.motions.cosigning.sent"
    words = pgettext_lazy("timeline", "submitted with its signers")
    channel: Channel


class CosigningDropped(CosigningEvent, frozen=True, kw_only=True):
    type = "townships.motions.cosigning.dropped"
    words = pgettext_lazy("timeline", "draft given up")
    channel: Channel
