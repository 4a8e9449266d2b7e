"""The worker's part: claim what is due, send it, say how it went. Runs outside of any tenant, and holds no transaction while the network takes its time.

A sender that dies between sending and saying so leaves the message to the next one, under the same id: who gets it twice can tell.
"""
from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta
from smtplib import SMTPException
from typing import Any, Final

import msgspec
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from notices import rules
from notices.events import Channel, MessageState
from notices.models import Choice, Message, Notice
from notices.outward import Failed, Inner, post
from notices.queries import NOTICE
from notices.words import page_of, text_of
from people.models import Person
from townships.models import Domain, Tenant
from townships.text import LIMITS

BATCH: Final = 20
#: While one sends, nobody else takes it.
LEASE: Final = timedelta(minutes=10)


class Letter(msgspec.Struct, frozen=True):
    """A message with everything that is needed to send it."""

    message: Message
    choice: Choice
    lines: list[dict[str, Any]]
    congress: str
    site: str

    @property
    def mail_id(self) -> str:
        return f"<{self.message.pk}@{settings.FRONT_HOST}>"


def send_due(*, now: datetime) -> int:
    """Sends what is due in all congresses, a batch. Answers how many were taken in hand."""
    claimed = _claim(now)
    for letter in _letters(claimed):
        _settle(letter.message, _sent(letter, now), now)
    return len(claimed)


def waiting() -> int:
    return Message.objects.filter(state=MessageState.WAITING).count()


def _claim(now: datetime) -> list[Message]:
    with transaction.atomic():
        due = Message.objects.select_for_update(skip_locked=True).filter(state=MessageState.WAITING, next_at__lte=now).order_by("next_at")
        claimed = list(due[:BATCH])
        for message in claimed:
            message.tries, message.next_at = message.tries + 1, now + LEASE
            message.save(update_fields=["tries", "next_at"])
    return claimed


def _letters(claimed: Sequence[Message]) -> list[Letter]:
    choices = {(one.tenant, one.person_id): one for one in Choice.objects.filter(person_id__in=[one.person_id for one in claimed])}
    notices = Notice.objects.filter(pk__in={id for one in claimed for id in one.notices}).order_by("made", "id").values(*NOTICE)
    lines = {row["id"]: row for row in notices}
    schemas = {one.tenant for one in claimed}
    names = dict(Tenant.objects.filter(schema_name__in=schemas).values_list("schema_name", "name"))
    hosts = dict(Domain.objects.filter(tenant__schema_name__in=schemas, is_primary=True).values_list("tenant__schema_name", "domain"))
    nobody = Choice(email="", webhook="")
    return [
        Letter(
            one, choices.get((one.tenant, one.person_id), nobody), [lines[id] for id in one.notices if id in lines], names.get(one.tenant, ""),
            _site(hosts.get(one.tenant, "")),
        )
        for one in claimed
    ]  # fmt: skip


def _site(host: str) -> str:
    return f"{settings.SCHEME}://{host}" + (f":{settings.PORT}" if settings.PORT else "")


def _sent(letter: Letter, now: datetime) -> Exception | None:
    """What stood in the way; None when it went."""
    language = Person.objects.filter(pk=letter.message.person_id).values_list("language", flat=True).first()
    try:
        with translation.override(language or settings.LANGUAGE_CODE):
            _deliver(letter, now)
    except (Inner, Failed, SMTPException, OSError, ValueError) as error:
        return error
    return None


def _deliver(letter: Letter, now: datetime) -> None:
    """By the way that was chosen when it was written; whoever has chosen another since, gets nothing more by this one."""
    if letter.message.channel == Channel.WEBHOOK:
        if not letter.choice.webhook:
            raise Inner(_("no longer wanted"))
        _call(letter, now)
    elif not letter.choice.email:
        raise Inner(_("no longer wanted"))
    else:
        _mail(letter)


def _mail(letter: Letter) -> None:
    texts = [text_of(line) for line in letter.lines]
    subject = texts[0] if len(texts) == 1 else _("{count} matters at {congress}").format(count=len(texts), congress=letter.congress)
    body = "\n\n".join(f"{text}\n{_link(letter, line)}" for text, line in zip(texts, letter.lines, strict=True))
    closing = _("{congress} writes to you because you chose so; choose otherwise at {address}.").format(
        congress=letter.congress, address=f"{letter.site}/notices/choices"
    )
    mail = EmailMessage(
        f"[{letter.congress}] {subject}"[:200], f"{body}\n\n—\n{closing}\n", to=[letter.choice.email], headers={"Message-ID": letter.mail_id},
        connection=get_connection(),
    )  # fmt: skip
    mail.send()


def _call(letter: Letter, now: datetime) -> None:
    """The body is signed together with the moment, so that an old one cannot be played again."""
    told = [{"id": str(one["id"]), "kind": one["kind"], "text": text_of(one), "address": _link(letter, one)} for one in letter.lines]
    body = msgspec.json.encode({"id": str(letter.message.pk), "congress": letter.congress, "notices": told, "text": "\n".join(one["text"] for one in told)})
    headers = {
        "Content-Type": "application/json", "User-Agent": "Townships", "Townships-Message": str(letter.message.pk),
        "Townships-Signature": signature(letter.choice.secret, body, now),
    }  # fmt: skip
    post(letter.choice.webhook, body, headers, allowed=settings.WEBHOOKS_INSIDE)


def signature(secret: str, body: bytes, now: datetime) -> str:
    """`t=<seconds>,v1=<hex>`: HMAC-SHA256 with the secret over «seconds.body»."""
    moment = str(int(now.timestamp()))
    return f"t={moment},v1={hmac.new(secret.encode(), moment.encode() + b'.' + body, hashlib.sha256).hexdigest()}"


def _link(letter: Letter, line: dict[str, Any]) -> str:
    return letter.site + page_of(line["subject"])


def _settle(message: Message, error: Exception | None, now: datetime) -> None:
    """Sent, waiting for its next try, or given up: what lies inside and what nobody wants any more at once, everything else after the last try."""
    wait = None if isinstance(error, Inner) else rules.wait(message.tries)
    if error is None:
        message.state, message.sent_at, message.error = MessageState.SENT, now, ""
    elif wait is None:
        message.state, message.error = MessageState.GIVEN_UP, _told(error)
    else:
        message.next_at, message.error = now + wait, _told(error)
    message.save(update_fields=["state", "sent_at", "error", "next_at"])


def _told(error: Exception) -> str:
    """For the office: one line, without what could be an address of a person."""
    text = str(error) if isinstance(error, Inner | Failed) else type(error).__name__
    return text.replace("\0", "")[: LIMITS["line"]]
