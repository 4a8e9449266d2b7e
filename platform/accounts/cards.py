"""A deputy's card: issued and revoked by the clerk, bound to the device that uses it first, and a way in as that deputy only."""
from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

import msgspec
from django.db import transaction

import roster.queries
from accounts import secret as secrets
from accounts.models import Card
from audit.commands import record
from audit.queries import Act
from people import commands as people
from people.actor import Actor, Role
from people.models import Person
from roster import commands as roster_commands
from townships.clock import local_date
from townships.errors import NotFound, RuleBroken
from townships.ids import new_id

MOST: Final = 60  # cards of one sheet
REASON: Final = "发放代表证"  # why a deputy's entry changes: it is given somebody who signs in


class State(StrEnum):
    NONE = "none"
    ISSUED = "issued"
    BOUND = "bound"


class Issued(msgspec.Struct, frozen=True, kw_only=True):
    """A card that was just made. `secret` is told here and never again."""

    card_id: UUID
    deputy_id: UUID
    name: str
    number: int
    secret: str


# ---------------------------------------------------------------- at the counter
@transaction.atomic
def issue(*, actor: Actor, deputy_id: UUID, seen: UUID | None, now: datetime) -> Issued:
    """A card of this deputy; the one before is good no more. Clerk. `seen` is the card that the clerk saw: sent twice, it is made once."""
    actor.require(Role.CLERK)
    deputy = _serving(actor, deputy_id, now)
    held = Card.objects.select_for_update().filter(deputy_id=deputy_id, revoked=None).first()
    if (held.pk if held else None) != seen:
        raise RuleBroken("card_changed_meanwhile", field="deputy_id")
    person = Person.objects.get(pk=deputy["person_id"] or _enrolled(actor, deputy, now))
    if held:
        _revoke(held, actor, now)
    told = secrets.new()
    card = Card.objects.create(person=person, deputy_id=deputy_id, digest=secrets.digest(told), issued=now, issued_by=actor.name)
    record(Act.CARD_ISSUED, now=now, person_id=person.pk, name=deputy["name"], detail=actor.name)
    return Issued(card_id=card.pk, deputy_id=deputy_id, name=deputy["name"], number=deputy["number"], secret=told)


@transaction.atomic
def issue_sheet(*, actor: Actor, deputies: Collection[tuple[UUID, UUID | None]], now: datetime) -> list[Issued]:
    """Cards for several deputies, each with the card that the clerk saw; all of them or none. Raises `RuleBroken` for none or too many."""
    if not 0 < len(deputies) <= MOST:
        raise RuleBroken("cards_of_a_sheet", field="deputies", most=MOST)
    return [issue(actor=actor, deputy_id=deputy_id, seen=seen, now=now) for deputy_id, seen in deputies]


@transaction.atomic
def revoke(*, actor: Actor, card_id: UUID, now: datetime) -> None:
    """From now on it lets nobody in, and who came in by it is out. Clerk."""
    actor.require(Role.CLERK)
    held = Card.objects.select_for_update(of=("self",)).select_related("person").filter(pk=card_id, revoked=None).first()
    if held is None:
        raise NotFound("card_id")
    _revoke(held, actor, now)


def _revoke(card: Card, actor: Actor, now: datetime) -> None:
    card.revoked = now
    card.save(update_fields=["revoked"])
    record(Act.CARD_REVOKED, now=now, person_id=card.person_id, name=card.person.name, detail=actor.name)


def _serving(actor: Actor, deputy_id: UUID, now: datetime) -> dict[str, Any]:
    deputy = roster.queries.deputy(viewer=actor, deputy_id=deputy_id)
    if deputy is None:
        raise NotFound("deputy_id")
    ended = deputy["ended_on"]
    if ended and ended <= local_date(now):
        raise RuleBroken("card_without_mandate", field="deputy_id", name=deputy["name"])
    return deputy


def _enrolled(actor: Actor, deputy: dict[str, Any], now: datetime) -> UUID:
    """Somebody to sign in as this deputy, who has no password and needs none."""
    person_id = new_id()
    people.enrol(actor=actor, login=f"card.{person_id.hex[-20:]}", name=deputy["name"], password=None, person_id=person_id)
    roster_commands.change_deputy(
        actor=actor, now=now, at=now, command_id=new_id(), deputy_id=deputy["id"], seen=deputy["version"], reason=REASON, person_id=person_id
    )
    return person_id


def held_by(deputies: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    """Deputy → the card in force: id, state, issued, issued_by, bound, last_used. One query."""
    rows = Card.objects.filter(deputy_id__in=deputies, revoked=None).values("id", "deputy_id", "issued", "issued_by", "bound", "last_used")
    return {row["deputy_id"]: {**row, "state": State.BOUND if row["bound"] else State.ISSUED} for row in rows}


# ---------------------------------------------------------------- at the door
class Standing(StrEnum):
    """How a card stands to the device that shows it."""

    FRESH = "fresh"
    MINE = "mine"
    ELSEWHERE = "elsewhere"
    OVER = "over"


def found(secret: str) -> Card | None:
    """The card of this secret, revoked or not. One query."""
    return Card.objects.select_related("person").filter(digest=secrets.digest(secret)).first() if secret else None


def of_device(device: str) -> list[Card]:
    """The cards that are bound to this device. One query."""
    return list(Card.objects.select_related("person").filter(device=secrets.digest(device), revoked=None).order_by("bound")) if device else []


def standing(card: Card, device: str, now: datetime) -> Standing:
    """`device`: what this device was given when it first used a card here; empty for one that never did."""
    mandate = roster.queries.deputies([card.deputy_id]).get(card.deputy_id)
    today = local_date(now)
    if card.revoked or mandate is None or (mandate.ended_on and mandate.ended_on <= today):
        return Standing.OVER
    if not card.device:
        return Standing.FRESH
    return Standing.MINE if device and card.device == secrets.digest(device) else Standing.ELSEWHERE


@transaction.atomic
def enter(*, card_id: UUID, device: str, now: datetime, address: str) -> tuple[Standing, Card]:
    """Comes in with a card; a fresh one belongs to this device from now on. What is refused stands in the trail."""
    card = Card.objects.select_for_update(of=("self",)).select_related("person").get(pk=card_id)
    stands = standing(card, device, now)
    about: dict[str, Any] = {"now": now, "person_id": card.person_id, "name": card.person.name, "address": address}
    if stands in (Standing.ELSEWHERE, Standing.OVER):
        record(Act.CARD_REFUSED, **about)
        return stands, card
    if stands is Standing.FRESH:
        card.device, card.bound = secrets.digest(device), now
        record(Act.CARD_BOUND, **about)
    card.last_used = local_date(now)
    card.save(update_fields=["device", "bound", "last_used"])
    record(Act.CARD_USED, **about)
    return stands, card


def deputy_of(card_id: str) -> UUID | None:
    """Whom a session that came in by this card acts as; None once the card was revoked. One query."""
    return Card.objects.filter(pk=card_id, revoked=None).values_list("deputy_id", flat=True).first()
