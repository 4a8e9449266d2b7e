"""Sign together 联名: one deputy writes, others are asked and answer for themselves, and it is sent with those who signed."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import roster.queries
from motions import events, rules
from motions.commands.agenda import move
from motions.commands.clocks import When
from motions.commands.common import choice
from motions.commands.intake import suggest
from motions.events import Answer, CosigningEvent, CosigningState, Kind
from motions.facts import cosigning_facts
from motions.models import Cosigning, Invitation
from outbox.command import Receipt, command
from outbox.record import record
from people.actor import Actor, Role
from people.channel import Channel, fits_channel
from townships.clock import local_date
from townships.errors import NotAllowed, NotFound, Stale
from townships.ids import new_id
from townships.text import required

TEXTS: Final = ("title", "text", "where", "grounds", "proposal", "category")
OF_KIND: Final[Mapping[Kind, tuple[str, ...]]] = {
    Kind.SUGGESTION: ("title", "text", "where", "proposal", "category", "public"), Kind.MOTION: ("title", "grounds", "proposal", "category"),
}  # fmt: skip


# ---------------------------------------------------------------- write it
@command
def open_cosigning(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, kind: str, initiator_id: UUID, title: str, text: str = "",
    where: str = "", grounds: str = "", proposal: str = "", category: str = "", public: bool = True, deputy_ids: Sequence[UUID] = (),
    channel: str = Channel.APP,
) -> Receipt:  # fmt: skip
    """A draft is saved, complete or not, and these deputies are asked to sign it. The initiator, or the clerk on behalf.

    Publishes cosigning.opened, and cosigning.invited where somebody is asked; both stay in the town.
    """
    meant, when = choice(Kind, kind, "kind"), When(actor, at, now)
    came = _own_step(actor, initiator_id, channel)
    known = roster.queries.deputies([initiator_id])
    rules.check_proposers([initiator_id], known, local_date(at))
    told = {"title": required(title, "title"), "text": text, "where": where, "grounds": grounds, "proposal": proposal, "category": category}
    draft = Cosigning(
        id=new_id(), kind=meant, state=CosigningState.OPEN, initiator_id=initiator_id, initiator_name=known[initiator_id].name,
        opened_on=local_date(at), public=public, **told,
    )  # fmt: skip
    receipt = _publish(draft, events.CosigningOpened, when, channel=came)
    return _invite(draft, deputy_ids, when, came) if deputy_ids else receipt


@command
def change_cosigning(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, cosigning_id: UUID, seen: int, title: str, text: str = "",
    where: str = "", grounds: str = "", proposal: str = "", category: str = "", public: bool = True, channel: str = Channel.APP,
) -> Receipt:  # fmt: skip
    """Written again, whole. Who had signed had signed another text, and is asked again. The initiator, or the clerk on behalf.

    Publishes cosigning.changed, which stays in the town.
    """
    draft, came = _take(actor, cosigning_id, seen, channel)
    told = {"title": required(title, "title"), "text": text, "where": where, "grounds": grounds, "proposal": proposal, "category": category}
    for name, value in {**told, "public": public}.items():
        setattr(draft, name, value)
    draft.revision += 1
    draft.invitations.filter(answer=Answer.CONFIRMED).update(answer=Answer.WAITING, answered_on=None, channel=None)
    return _publish(draft, events.CosigningChanged, When(actor, at, now), channel=came)


@command
def drop_cosigning(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, cosigning_id: UUID, seen: int, channel: str = Channel.APP
) -> Receipt:
    """Given up before it was sent. The initiator, or the clerk on behalf. Publishes cosigning.dropped, which stays in the town."""
    draft, came = _take(actor, cosigning_id, seen, channel)
    draft.state = CosigningState.DROPPED
    return _publish(draft, events.CosigningDropped, When(actor, at, now), channel=came)


# ---------------------------------------------------------------- ask, and answer
@command
def invite_to_cosign(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, cosigning_id: UUID, seen: int, deputy_ids: Sequence[UUID],
    channel: str = Channel.APP,
) -> Receipt:  # fmt: skip
    """These deputies are asked to sign it too. The initiator, or the clerk on behalf. Publishes cosigning.invited, which stays in the town."""
    draft, came = _take(actor, cosigning_id, seen, channel)
    return _invite(draft, deputy_ids, When(actor, at, now), came)


def _invite(draft: Cosigning, deputy_ids: Sequence[UUID], when: When, channel: Channel) -> Receipt:
    """Nobody is asked to sign what is not written yet."""
    if not deputy_ids:
        raise NotFound("deputy_ids")
    on, facts, known = local_date(when.at), cosigning_facts([draft])[0], roster.queries.deputies([draft.initiator_id, *deputy_ids])
    rules.check_complete(Kind(draft.kind), _told(draft))
    rules.check_invited(facts, deputy_ids, known, on)
    Invitation.objects.bulk_create(
        Invitation(id=new_id(), cosigning=draft, deputy_id=one, name=known[one].name, order=order, invited_on=on)
        for order, one in enumerate(deputy_ids, 2 + len(facts.invitations))
    )
    return _publish(draft, events.DeputiesInvited, when, channel=channel, deputy_ids=tuple(deputy_ids))


@command
def answer_invitation(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, cosigning_id: UUID, deputy_id: UUID, revision: int, confirms: bool,
    note: str = "", channel: str = Channel.APP,
) -> Receipt:  # fmt: skip
    """An invited deputy signs too, or does not; `revision` is the text that he read. That deputy, or the clerk on behalf.

    Publishes cosigning.confirmed or cosigning.declined, which stay in the town.
    """
    actor.require(Role.CLERK, Role.DEPUTY)
    if not rules.leads(actor, deputy_id):
        raise NotAllowed()
    came, on = choice(Channel, channel, "channel"), local_date(at)
    fits_channel(came, own=deputy_id in actor.deputy_ids)
    draft = _lock(cosigning_id)
    answer = Answer.CONFIRMED if confirms else Answer.DECLINED
    rules.may_answer(cosigning_facts([draft])[0], deputy_id, answer, at, on, lapsing(draft))
    if revision != draft.revision:
        raise Stale(str(events.CosigningChanged.words), "revision")
    rules.check_proposers([deputy_id], roster.queries.deputies([deputy_id]), on)
    draft.invitations.filter(deputy_id=deputy_id).update(answer=answer, answered_on=on, channel=came)
    told: dict[str, Any] = {"channel": came, "deputy_id": deputy_id}
    if confirms:
        return _publish(draft, events.InvitationConfirmed, When(actor, at, now), **told)
    return _publish(draft, events.InvitationDeclined, When(actor, at, now), **told, note=note)


def lapsing(draft: Cosigning) -> datetime | None:
    """When the invitations end; None where nothing ends them but the sending."""
    cut_offs = [(local_date(one.motions_cut_off), one.motions_cut_off) for one in roster.queries.sessions()]
    return rules.lapses_at(Kind(draft.kind), draft.opened_on, cut_offs)


# ---------------------------------------------------------------- send it
@command
def send_cosigning(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, cosigning_id: UUID, seen: int, as_suggestion: bool = False,
    channel: str = Channel.APP,
) -> Receipt:  # fmt: skip
    """It becomes a case of the initiator and of all who confirmed; the other invitations are over. Answers the case.

    A motion only with the legal number, before the cut-off; `as_suggestion`, it goes a suggestion's way, its grounds being the matter.
    The initiator, or the clerk on behalf. Publishes case.submitted or case.filed, and cosigning.sent, which stays in the town.
    """
    draft, came = _take(actor, cosigning_id, seen, channel)
    when, facts = When(actor, at, now), cosigning_facts([draft])[0]
    ids = rules.signers(facts, roster.queries.deputies([one.deputy_id for one in facts.invitations]), local_date(at))
    kind = Kind.SUGGESTION if as_suggestion else facts.kind
    told = {name: getattr(draft, name) for name in OF_KIND[kind]}
    if facts.kind is Kind.MOTION and as_suggestion:
        told["text"] = draft.grounds
    case = move(ids, came, when, told) if kind is Kind.MOTION else suggest(ids, came, when, told)
    draft.state, draft.case_id = CosigningState.SENT, case.id
    _publish(draft, events.CosigningSent, when, channel=came)
    return case


# ---------------------------------------------------------------- what they share
def _take(actor: Actor, cosigning_id: UUID, seen: int, channel: str) -> tuple[Cosigning, Channel]:
    """A step of the initiator, of a draft that is open and stands as it was seen."""
    actor.require(Role.CLERK, Role.DEPUTY)
    draft = _lock(cosigning_id)
    came = _own_step(actor, draft.initiator_id, channel)
    rules.is_open(cosigning_facts([draft])[0])
    if draft.version != seen:
        raise Stale(str(events.CosigningChanged.words))
    return draft, came


def _own_step(actor: Actor, initiator_id: UUID, channel: str) -> Channel:
    rules.may_lead(actor, initiator_id)
    came = choice(Channel, channel, "channel")
    fits_channel(came, own=initiator_id in actor.deputy_ids)
    return came


def _lock(cosigning_id: UUID) -> Cosigning:
    draft = Cosigning.objects.select_for_update().filter(pk=cosigning_id).first()
    if draft is None:
        raise NotFound("cosigning_id")
    return draft


def _told(draft: Cosigning) -> dict[str, str]:
    return {name: getattr(draft, name) for name in TEXTS}


def _publish(draft: Cosigning, event: type[CosigningEvent], when: When, **told: Any) -> Receipt:
    draft.version += 1
    draft.save(force_insert=draft.version == 1)
    fact = event(cosigning=cosigning_facts([draft])[0], **told)
    record(fact, subject=f"cosigning/{draft.pk}", version=draft.version, **when.given())
    return Receipt(draft.pk, draft.version)
