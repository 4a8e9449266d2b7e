"""What a person does with the own notices: choose how to hear, and have read."""
from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from notices import rules
from notices.events import ChoiceFacts, ChoiceMade, Rhythm
from notices.models import Choice, Notice
from outbox.command import Receipt, command
from outbox.record import record
from people.actor import Actor
from townships.errors import Invalid, NotAllowed, NotFound
from townships.ids import new_id
from townships.paging import MOST

SECRET_BYTES: Final = 32


@command
def choose_notices(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, email: str = "", rhythm: str = Rhythm.NEVER, webhook: str = ""
) -> Receipt:
    """How this person wants to hear besides the inbox: e-mail at once or once a day, a signed webhook. Anybody, for himself.

    A new webhook gets a new secret. Publishes choice.made, which stays in the town and names no address.
    """
    person = person_of(actor)
    try:
        pace = Rhythm(rhythm)
    except ValueError:
        raise Invalid("bad_value", "rhythm") from None
    rules.check_choice(_email(email), pace, mail=settings.MAIL)
    if webhook:
        rules.check_webhook(webhook, settings.WEBHOOKS_INSIDE)
    found = Choice.objects.select_for_update().filter(tenant=actor.tenant, person_id=person).first()
    choice = found or Choice(id=new_id(), tenant=actor.tenant, person_id=person)
    if webhook != choice.webhook:
        choice.secret = secrets.token_urlsafe(SECRET_BYTES) if webhook else ""
    choice.email, choice.rhythm, choice.webhook, choice.version = email, pace, webhook, choice.version + 1
    choice.save()
    facts = ChoiceFacts(rhythm=pace, webhook=bool(webhook))
    record(ChoiceMade(choice=facts), subject=f"choice/{choice.pk}", version=choice.version, actor=actor, at=at, now=now)
    return Receipt(choice.pk, choice.version)


@command
def read_notices(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, notice_ids: Sequence[UUID] | None = None
) -> Receipt:
    """These of the own notices are read; without ids all of them. Anybody, for himself. No fact: nobody else's business."""
    person = person_of(actor)
    if notice_ids is not None and len(notice_ids) > MOST:
        raise Invalid("page_too_large", "notice_ids", most=MOST)
    mine = Notice.objects.filter(tenant=actor.tenant, addressee=person)
    if notice_ids is not None:
        mine = mine.filter(pk__in=notice_ids)
        if mine.count() != len(set(notice_ids)):
            raise NotFound("notice_ids")
    return Receipt(person, mine.filter(read=None).update(read=now))


def person_of(actor: Actor) -> UUID:
    """Anybody who is somebody here; a token that may only read changes nothing."""
    if actor.anonymous or actor.person_id is None:
        raise NotAllowed("sign_in_required")
    if not actor.may("write"):
        raise NotAllowed()
    return actor.person_id


def _email(address: str) -> str:
    if address:
        try:
            validate_email(address)
        except ValidationError:
            raise Invalid("bad_email", "email") from None
    return address
