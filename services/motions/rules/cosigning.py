"""Who may do what with a draft that deputies sign together. Pure."""
from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

import msgspec

from motions.events import Answer, CosigningFacts, CosigningState, InvitationFacts, Kind
from motions.rules.allowed import in_order
from motions.rules.parts import Mandate, before_cut_off, check_proposers, check_signers
from people.actor import Actor, Role
from people.channel import Channel
from townships.errors import NotAllowed, NotFound, RuleBroken
from townships.text import required


class CosigningStep(StrEnum):
    CONFIRM = "confirm"
    DECLINE = "decline"
    INVITE = "invite"
    SEND = "send"
    SEND_AS_SUGGESTION = "send_as_suggestion"
    CHANGE = "change"
    DROP = "drop"


class Number(msgspec.Struct, frozen=True, kw_only=True):
    """How many must sign a motion here, and the law that says so; `cut_off` of the session that sits now, None out of session."""

    least: int
    source: str
    cut_off: datetime | None


#: What must be filled in before anybody is asked to sign, or before it is sent.
NEEDED: Final[Mapping[Kind, tuple[str, ...]]] = {Kind.SUGGESTION: ("title", "text"), Kind.MOTION: ("title", "grounds", "proposal")}


def signs_for_others(channel: Channel, proposer_ids: Sequence[UUID]) -> None:
    """In the app nobody names others as signers: each confirms for himself. On a sheet all of them have signed."""
    if channel is Channel.APP and len(proposer_ids) > 1:
        raise RuleBroken("cosigners_confirm", field="proposer_ids")


def check_complete(kind: Kind, told: Mapping[str, str]) -> None:
    for name in NEEDED[kind]:
        required(told[name], name)


def may_lead(actor: Actor, initiator_id: UUID) -> None:
    """The initiator, or the clerk on behalf; who else signs does not decide about the draft."""
    actor.require(Role.CLERK, Role.DEPUTY)
    if not leads(actor, initiator_id):
        raise NotAllowed()


def leads(actor: Actor, initiator_id: UUID) -> bool:
    return actor.has(Role.CLERK) or initiator_id in actor.deputy_ids


def is_open(facts: CosigningFacts) -> None:
    if facts.state is not CosigningState.OPEN:
        raise RuleBroken("cosigning_over", field="cosigning_id", state=facts.state.label)


def check_invited(facts: CosigningFacts, ids: Sequence[UUID], known: Mapping[UUID, Mandate], on: date) -> None:
    """Each a deputy in office, each asked once, and nobody asked to sign his own draft."""
    check_proposers([facts.initiator_id, *ids], known, on)
    asked = {one.deputy_id: one.name for one in facts.invitations}
    twice = [asked[deputy_id] for deputy_id in ids if deputy_id in asked]
    if twice:
        raise RuleBroken("invited_already", field="deputy_ids", name=twice[0])


def may_answer(facts: CosigningFacts, deputy_id: UUID, answer: Answer, at: datetime, on: date, lapsed_at: datetime | None) -> None:
    """While it is open and before the cut-off; nobody signs twice, and who has signed may still take it back before it is sent."""
    is_open(facts)
    invitation = invitation_of(facts, deputy_id)
    if invitation.answer is answer:
        code = "cosigned_already" if answer is Answer.CONFIRMED else "declined_already"
        raise RuleBroken(code, field="deputy_id", name=invitation.name)
    if lapsed_at and at > lapsed_at:
        raise RuleBroken("invitation_lapsed", field="at", cut_off=lapsed_at.isoformat(timespec="minutes"))
    in_order(on, invitation.answered_on or invitation.invited_on)


def invitation_of(facts: CosigningFacts, deputy_id: UUID) -> InvitationFacts:
    found = next((one for one in facts.invitations if one.deputy_id == deputy_id), None)
    if found is None:
        raise NotFound("deputy_id")
    return found


def lapses_at(kind: Kind, opened_on: date, cut_offs: Iterable[tuple[date, datetime]]) -> datetime | None:
    """A motion's invitations end with the first cut-off (its day, and the moment) that was still to come when it was drafted; a suggestion has none."""
    coming = sorted(moment for day, moment in cut_offs if day >= opened_on)
    return coming[0] if kind is Kind.MOTION and coming else None


def signers(facts: CosigningFacts, known: Mapping[UUID, Mandate], on: date) -> list[UUID]:
    """The initiator and all who confirmed and are still in office."""
    confirmed = [one.deputy_id for one in facts.invitations if one.answer is Answer.CONFIRMED]
    return [facts.initiator_id, *(one for one in confirmed if one in known and known[one].serves_on(on))]


def may_file(have: int, number: Number, at: datetime) -> None:
    """With the legal number, in session, before the cut-off."""
    before_cut_off(at, number.cut_off)
    check_signers(have, number.least, number.source)
