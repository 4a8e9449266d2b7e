"""What there is to read, whom to ring about what, and how the messages fare."""
from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from django.core.signing import BadSignature, Signer
from django.db.models import Exists, Min, OuterRef, Q, QuerySet

import people.queries
import roster.queries
from notices import rules
from notices.events import MessageState, Rhythm
from notices.models import Call, Choice, Feed, Message, Notice
from notices.words import page_of, text_of
from people.actor import ASSIGNERS, Actor, Role
from townships.clock import local_date
from townships.context import current_tenant
from townships.errors import NotAllowed
from townships.paging import Page, Slice, keyset

NOTICE: Final = ("id", "kind", "subject", "title", "number", "told", "made", "read")
MESSAGE: Final = ("id", "person_id", "channel", "state", "tries", "made", "next_at", "sent_at", "error")
CALL: Final = ("deputy_id", "outcome", "at", "said", "by")
MOST_LINES: Final = 50


# ---------------------------------------------------------------- the own inbox
def notices(*, viewer: Actor, page: Page = Page(), unread: bool = False) -> Slice[dict[str, Any]]:
    """The own notices, the newest first, each with its `text`. One query."""
    rows = Notice.objects.filter(tenant=viewer.tenant, addressee=_person(viewer))
    found = keyset((rows.filter(read=None) if unread else rows).values(*NOTICE), page, ["-made", "-id"])
    return msgspec.structs.replace(found, rows=[{**row, "text": text_of(row)} for row in found.rows])


def unread(*, viewer: Actor) -> int:
    """How many of the own are not read. One query."""
    return Notice.objects.filter(tenant=viewer.tenant, addressee=_person(viewer), read=None).count()


def choice(*, viewer: Actor) -> dict[str, Any]:
    """How this person wants to hear. One query."""
    own = Choice.objects.filter(tenant=viewer.tenant, person_id=_person(viewer))
    found: Any = own.values("email", "rhythm", "webhook", "secret").first()
    return found or {"email": "", "rhythm": Rhythm.NEVER, "webhook": "", "secret": ""}


def path_of(*, viewer: Actor, subject: str) -> str:
    """The page about a subject, on its congress's host."""
    return page_of(subject)


def _person(viewer: Actor) -> UUID:
    if viewer.anonymous or viewer.person_id is None:
        raise NotAllowed("sign_in_required")
    return viewer.person_id


# ---------------------------------------------------------------- the own calendar's address
def calendar_token(*, viewer: Actor) -> str:
    """The token of the own calendar's address; empty where it has none. One query."""
    feed = Feed.objects.filter(tenant=viewer.tenant, person_id=_person(viewer), closed=None).first()
    return _signer().sign(f"{feed.pk.hex}-{feed.version}").replace(":", ".") if feed else ""


def holder_of(token: str) -> tuple[UUID, frozenset[Role]] | None:
    """Whose calendar an address of this congress is, and the roles that it may show. One query; none for what we did not sign."""
    try:
        feed_id, _dash, version = _signer().unsign(token.replace(".", ":")).partition("-")
    except BadSignature:
        return None
    feed = Feed.objects.filter(tenant=current_tenant().schema_name, pk=UUID(feed_id), version=int(version), closed=None).first()
    return (feed.person_id, frozenset(map(Role, feed.roles))) if feed else None


def _signer() -> Signer:
    return Signer(salt="notices.calendar")


# ---------------------------------------------------------------- the call sheet
def call_sheet(*, viewer: Actor, now: datetime, page: Page = Page()) -> Slice[dict[str, Any]]:
    """The deputies whom no message reaches and for whom there is something: name, telephone, `lines`, and the last call. Clerk. Five queries."""
    viewer.require(Role.CLERK, scope="read")
    rows = _untold(viewer, now).values("deputy_id").annotate(oldest=Min("made"))
    found = keyset(rows, page, ["oldest", "deputy_id"])
    ids = [row["deputy_id"] for row in found.rows]
    known, phones, lines, last = roster.queries.deputies(ids), roster.queries.phones(ids), _lines(viewer, ids, now), _last_calls(viewer, ids)
    shown = [
        {**row, "name": known[row["deputy_id"]].name if row["deputy_id"] in known else "", "phone": phones.get(row["deputy_id"], ""),
         "lines": lines.get(row["deputy_id"], []), "last": last.get(row["deputy_id"])}
        for row in found.rows
    ]  # fmt: skip
    return msgspec.structs.replace(found, rows=shown)


def _untold(viewer: Actor, now: datetime) -> QuerySet[Notice]:
    rows = Notice.objects.filter(tenant=viewer.tenant, deputy_id__isnull=False, read=None, called=None)
    return rows.exclude(Exists(_channels(viewer))).exclude(Exists(_looked(viewer, now)))


def _channels(viewer: Actor) -> QuerySet[Choice]:
    mail = Q(rhythm__in=[Rhythm.AT_ONCE, Rhythm.DAILY]) & ~Q(email="")
    return Choice.objects.filter(mail | ~Q(webhook=""), tenant=viewer.tenant, person_id=OuterRef("addressee"))


def _looked(viewer: Actor, now: datetime) -> QuerySet[Notice]:
    return Notice.objects.filter(tenant=viewer.tenant, addressee=OuterRef("addressee"), read__gte=now - rules.LOOKS)


def _lines(viewer: Actor, ids: Sequence[UUID], now: datetime) -> dict[UUID, list[dict[str, Any]]]:
    found: dict[UUID, list[dict[str, Any]]] = {}
    for row in _untold(viewer, now).filter(deputy_id__in=ids).order_by("made", "id").values("deputy_id", *NOTICE)[: MOST_LINES * max(1, len(ids))]:
        found.setdefault(row["deputy_id"], []).append({**row, "text": text_of(row)})
    return found


def _last_calls(viewer: Actor, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    rows = Call.objects.filter(tenant=viewer.tenant, deputy_id__in=ids).order_by("deputy_id", "-at").distinct("deputy_id")
    return {row["deputy_id"]: row for row in rows.values(*CALL)}


def unreached(*, viewer: Actor, now: datetime) -> frozenset[UUID]:
    """The deputies whom no message reaches: nobody signs in, or neither e-mail nor webhook nor a look at the inbox for a month.

    Three queries.
    """
    viewer.require(Role.CLERK, Role.SYSTEM, scope="read")
    signs_in = people.queries.holders(viewer.tenant, Role.DEPUTY, local_date(now))
    mail = Q(rhythm__in=[Rhythm.AT_ONCE, Rhythm.DAILY]) & ~Q(email="")
    reached = set(Choice.objects.filter(mail | ~Q(webhook=""), tenant=viewer.tenant).values_list("person_id", flat=True))
    looked = Notice.objects.filter(tenant=viewer.tenant, addressee__in=signs_in.values(), read__gte=now - rules.LOOKS)
    reached |= set(looked.values_list("addressee", flat=True).distinct())
    serving = roster.queries.serving_ids(local_date(now))
    return frozenset(deputy for deputy in serving if signs_in.get(deputy) not in reached)


# ---------------------------------------------------------------- how the messages fare
def messages(*, viewer: Actor, page: Page = Page(), given_up: bool = False) -> Slice[dict[str, Any]]:
    """What went out or waits, the newest first: to whom and how, not what it said. Clerk, chair, vice-chair. Two queries."""
    viewer.require(Role.CLERK, *ASSIGNERS, scope="read")
    rows = Message.objects.filter(tenant=viewer.tenant)
    found = keyset((rows.filter(state=MessageState.GIVEN_UP) if given_up else rows).values(*MESSAGE), page, ["-made", "-id"])
    names = people.queries.names([row["person_id"] for row in found.rows])
    return msgspec.structs.replace(found, rows=[{**row, "person": names.get(row["person_id"], "")} for row in found.rows])


def message(*, viewer: Actor, message_id: UUID) -> dict[str, Any] | None:
    """One of them. Two queries."""
    viewer.require(Role.CLERK, *ASSIGNERS, scope="read")
    found: dict[str, Any] | None = Message.objects.filter(tenant=viewer.tenant, pk=message_id).values(*MESSAGE).first()
    return found and {**found, "person": people.queries.names([found["person_id"]]).get(found["person_id"], "")}
