"""A photo or a voice note is enough: the deputy tells, the clerk types it out and reads it back, and with the deputy's yes it is a suggestion."""
from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import attachments.queries
import roster.queries
from motions import events, rules
from motions.commands.clocks import When
from motions.commands.common import choice
from motions.commands.intake import suggest
from motions.events import Purpose, TellingEvent, TellingFacts, TellingState
from motions.models import CaseFile, Telling, TellingFile
from motions.rules.tellings import TellingStep, check_files, may_step
from outbox.command import Receipt, command
from outbox.record import record
from people.actor import Actor, Role
from people.channel import Channel, fits_channel
from townships.clock import local_date
from townships.errors import NotAllowed, NotFound, RuleBroken, Stale
from townships.ids import new_id
from townships.text import required


@command
def tell(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, deputy_id: UUID, file_ids: Sequence[UUID], line: str = "", public: bool = True
) -> Receipt:  # fmt: skip
    """Photos or a voice note, sent by the deputy, with a line where there is one. Publishes telling.told, which stays in the town."""
    actor.require(Role.DEPUTY)
    if deputy_id not in actor.deputy_ids:
        raise NotAllowed()
    known = roster.queries.deputies([deputy_id])
    rules.check_proposers([deputy_id], known, local_date(at))
    files = [attachments.queries.own(viewer=actor, file_id=file_id) for file_id in file_ids]
    if not all(files) or len(set(file_ids)) < len(file_ids):
        raise NotFound("file_ids")
    check_files([file.kind for file in files if file])
    _fresh(file_ids)
    telling = Telling(
        id=new_id(), state=TellingState.TOLD, deputy_id=deputy_id, deputy_name=known[deputy_id].name, line=line, public=public, told_on=local_date(at)
    )  # fmt: skip
    receipt = _publish(telling, events.TellingTold, When(actor, at, now))
    TellingFile.objects.bulk_create(TellingFile(telling=telling, file_id=file_id, order=order) for order, file_id in enumerate(file_ids, 1))
    return receipt


def _fresh(file_ids: Sequence[UUID]) -> None:
    if CaseFile.objects.filter(file_id__in=file_ids).exists() or TellingFile.objects.filter(file_id__in=file_ids).exists():
        raise RuleBroken("file_attached_already", field="file_ids")


@command
def type_out(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, telling_id: UUID, seen: int, title: str, text: str, where: str = "",
    proposal: str = "", category: str = "",
) -> Receipt:  # fmt: skip
    """What was told, in words, to be read back. Clerk. Publishes telling.typed_out, which stays in the town."""
    telling = _take(TellingStep.TYPE_OUT, actor, telling_id, seen)
    telling.title, telling.text = required(title, "title"), required(text, "text")
    telling.where, telling.proposal, telling.category, telling.typed_by, telling.note = where, proposal, category, actor.name, ""
    telling.state = TellingState.TYPED
    return _publish(telling, events.TellingTyped, When(actor, at, now))


@command
def agree_telling(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, telling_id: UUID, seen: int, channel: str = Channel.APP
) -> Receipt:
    """Read back, and the deputy says yes: it is a suggestion that waits for intake, with its photos and voices.

    The deputy, or the clerk on behalf. Publishes case.submitted, and telling.agreed, which stays in the town.
    """
    telling = _take(TellingStep.AGREE, actor, telling_id, seen)
    came, when = _channel(actor, telling, channel), When(actor, at, now)
    told = {name: getattr(telling, name) for name in ("title", "text", "where", "proposal", "category", "public")}
    case = suggest([telling.deputy_id], came, when, told)
    telling.state, telling.case_id = TellingState.AGREED, case.id
    _publish(telling, events.TellingAgreed, when, channel=came)
    CaseFile.objects.bulk_create(
        CaseFile(
            id=new_id(), case_id=case.id, file_id=one.file_id, purpose=Purpose.MATTER, caption=telling.line, added_on=telling.told_on,
            added_by=one.file.person_id, added_name=telling.deputy_name,
        )
        for one in telling.files.select_related("file").order_by("order")
    )  # fmt: skip
    return case


@command
def dispute_telling(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, telling_id: UUID, seen: int, note: str, channel: str = Channel.APP
) -> Receipt:
    """Read back, and not meant so: the clerk types it out again. The deputy, or the clerk on behalf. Publishes telling.disputed, which stays in the town."""
    telling = _take(TellingStep.DISPUTE, actor, telling_id, seen)
    came = _channel(actor, telling, channel)
    telling.state, telling.note = TellingState.TOLD, required(note, "note")
    return _publish(telling, events.TellingDisputed, When(actor, at, now), channel=came, note=note)


@command
def drop_telling(*, actor: Actor, now: datetime, at: datetime, command_id: UUID, telling_id: UUID, seen: int, note: str) -> Receipt:
    """Given up, with the reason. The deputy or the clerk. Publishes telling.dropped, which stays in the town."""
    telling = _take(TellingStep.DROP, actor, telling_id, seen)
    telling.state, telling.note = TellingState.DROPPED, required(note, "note")
    return _publish(telling, events.TellingDropped, When(actor, at, now), note=note)


def _take(step: TellingStep, actor: Actor, telling_id: UUID, seen: int) -> Telling:
    actor.require(Role.CLERK, Role.DEPUTY)
    telling = Telling.objects.select_for_update().filter(pk=telling_id).first()
    if telling is None:
        raise NotFound("telling_id")
    may_step(actor, step, telling.deputy_id, TellingState(telling.state))
    if telling.version != seen:
        raise Stale(str(TellingState(telling.state).label))
    return telling


def _channel(actor: Actor, telling: Telling, channel: str) -> Channel:
    came = choice(Channel, channel, "channel")
    fits_channel(came, own=telling.deputy_id in actor.deputy_ids)
    return came


def _publish(telling: Telling, event: type[TellingEvent], when: When, **told: Any) -> Receipt:
    telling.version += 1
    telling.save(force_insert=telling.version == 1)
    facts = TellingFacts(
        id=telling.pk, deputy_id=telling.deputy_id, state=TellingState(telling.state), told_on=telling.told_on, case_id=telling.case_id
    )  # fmt: skip
    record(event(telling=facts, **told), subject=f"telling/{telling.pk}", version=telling.version, **when.given())
    return Receipt(telling.pk, telling.version)
