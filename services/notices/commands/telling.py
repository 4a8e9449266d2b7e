"""From what happened to whom it concerns: one notice each, and the messages that they chose."""
from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec

import people.queries
import roster.queries
from notices.events import Channel, Kind, MessageState, Rhythm
from notices.models import Choice, Message, Notice
from notices.told import To
from outbox.command import Receipt, command
from people.actor import ASSIGNERS, Actor, Role
from townships.clock import local_date
from townships.text import LIMITS

WORKS: Final = (Role.UNIT, Role.UNIT_LEADER)


class About(msgspec.Struct, frozen=True, kw_only=True):
    """What a notice is about and whom it may concern: `deputies` raised it, `units` have it."""

    subject: str
    title: str
    number: str = ""
    deputies: tuple[UUID, ...] = ()
    units: tuple[UUID, ...] = ()
    told: Mapping[str, Any] = {}


class Addressee(msgspec.Struct, frozen=True):
    """A person, or a deputy for whom nobody signs in."""

    id: UUID
    deputy_id: UUID | None = None


@command
def notify(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, key: str, kind: str, to: Sequence[To], about: About
) -> Receipt:
    """Tells everybody whom it concerns, once for each key. The system."""
    actor.require(Role.SYSTEM)
    tell(actor, now, [(key, Kind(kind), to, about)])
    return Receipt(command_id, 1)


def tell(actor: Actor, now: datetime, news: Iterable[tuple[str, Kind, Sequence[To], About]]) -> int:
    """Writes the notices that are not there yet, and their messages. Answers how many are new. A constant number of statements."""
    members = people.queries.members(actor.tenant, local_date(now))
    wanted = [
        Notice(
            id=id_of(actor.tenant, one.id, key), tenant=actor.tenant, addressee=one.id, deputy_id=one.deputy_id, key=key, kind=kind, subject=about.subject,
            title=about.title[: LIMITS["title"]], number=about.number, told=dict(about.told), made=now,
        )
        for key, kind, to, about in news
        for one in concerned(members, to, about)
    ]  # fmt: skip
    there = set(Notice.objects.filter(pk__in=[one.pk for one in wanted]).values_list("pk", flat=True))
    fresh = list({one.pk: one for one in wanted if one.pk not in there}.values())
    Notice.objects.bulk_create(fresh, ignore_conflicts=True)
    _send(actor.tenant, fresh, now)
    return len(fresh)


def id_of(tenant: str, addressee: UUID, key: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"notice/{tenant}/{addressee}/{key}")


def message_id(channel: Channel, about: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"message/{channel}/{about}")


# ---------------------------------------------------------------- whom it concerns
def concerned(members: Sequence[Mapping[str, Any]], to: Collection[To], about: About) -> list[Addressee]:
    """Each once, whatever roles somebody holds; a deputy for whom nobody signs in stands for himself."""
    found: dict[UUID, Addressee] = {}
    for one in to:
        for addressee in _OF[one](members, about):
            if addressee.deputy_id or addressee.id not in found:
                found[addressee.id] = addressee
    return list(found.values())


def _clerks(members: Sequence[Mapping[str, Any]], about: About) -> list[Addressee]:
    return [Addressee(one["person_id"]) for one in members if one["role"] == Role.CLERK]


def _leaders(members: Sequence[Mapping[str, Any]], about: About) -> list[Addressee]:
    return [Addressee(one["person_id"]) for one in members if one["role"] in ASSIGNERS]


def _proposers(members: Sequence[Mapping[str, Any]], about: About) -> list[Addressee]:
    signs_in = {one["holder"]: one["person_id"] for one in members if one["role"] == Role.DEPUTY}
    return [Addressee(signs_in.get(deputy, deputy), deputy) for deputy in about.deputies]


def _units(members: Sequence[Mapping[str, Any]], about: About) -> list[Addressee]:
    return [Addressee(one["person_id"]) for one in members if one["role"] in WORKS and one["holder"] in about.units]


def _government(members: Sequence[Mapping[str, Any]], about: About) -> list[Addressee]:
    return _units(members, msgspec.structs.replace(about, units=tuple(roster.queries.government_units())))


_OF: Final = {To.CLERK: _clerks, To.LEADERS: _leaders, To.PROPOSERS: _proposers, To.UNITS: _units, To.GOVERNMENT: _government}


# ---------------------------------------------------------------- the messages that they chose
def _send(tenant: str, fresh: Sequence[Notice], now: datetime) -> None:
    choices = {one.person_id: one for one in Choice.objects.filter(tenant=tenant, person_id__in={notice.addressee for notice in fresh})}
    messages = [
        Message(
            id=message_id(channel, str(notice.pk)), tenant=tenant, person_id=notice.addressee, channel=channel, notices=[notice.pk],
            state=MessageState.WAITING, made=now, next_at=now,
        )
        for notice in fresh
        if (choice := choices.get(notice.addressee))
        for channel in _ways(choice)
    ]  # fmt: skip
    Message.objects.bulk_create(messages, ignore_conflicts=True)


def _ways(choice: Choice) -> list[Channel]:
    mail = [Channel.MAIL] if choice.rhythm == Rhythm.AT_ONCE and choice.email else []
    return mail + ([Channel.WEBHOOK] if choice.webhook else [])
