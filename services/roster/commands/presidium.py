"""Chair, vice-chairs and members of the presidium: deputies all, none of whom sits at a handling unit's desk."""
from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

import msgspec

from outbox.command import Receipt, command
from people.actor import Actor, Role
from roster import events, rules, shapes
from roster.commands.common import choice, lock, publish, sign_in, sign_out
from roster.events import PresidiumRole
from roster.models import Deputy, PresidiumSeat
from townships.clock import local_date
from townships.ids import new_id

SIGN_IN_AS: Final = {PresidiumRole.CHAIR: Role.CHAIR, PresidiumRole.VICE_CHAIR: Role.VICE_CHAIR, PresidiumRole.MEMBER: Role.PRESIDIUM}


@command
def seat_presidium(*, actor: Actor, now: datetime, at: datetime, command_id: UUID, deputy_id: UUID, role: str) -> Receipt:
    """Seats a deputy from the day of `at` on. Refused when the person holds a post at a handling unit (地方组织法 第十八条).

    Clerk. Publishes presidium.seated.
    """
    actor.require(Role.CLERK)
    seated_as = choice(PresidiumRole, role, "role")
    deputy = lock(Deputy, deputy_id, "deputy_id")
    rules.may_take_seat(msgspec.convert(deputy, rules.Mandate, from_attributes=True), local_date(at))
    seat = PresidiumSeat(id=new_id(), deputy=deputy, role=seated_as, seated_on=local_date(at))
    if deputy.person_id:
        seat.membership_id = sign_in(actor, deputy.person_id, SIGN_IN_AS[seated_as], local_date(at))
    return publish(seat, events.PresidiumSeated(presidium=shapes.presidium(seat)), actor=actor, at=at, now=now)


@command
def unseat_presidium(*, actor: Actor, now: datetime, at: datetime, command_id: UUID, seat_id: UUID, seen: int) -> Receipt:
    """The day of `at` is the first without the seat; the mandate goes on. Clerk. Publishes presidium.unseated."""
    actor.require(Role.CLERK)
    seat = lock(PresidiumSeat, seat_id, "seat_id", seen)
    rules.may_leave_seat(rules.Span(0, seat.seated_on, seat.ended_on), local_date(at))
    return leave(seat, local_date(at), actor=actor, at=at, now=now)


def leave(seat: PresidiumSeat, on: date, *, actor: Actor, at: datetime, now: datetime) -> Receipt:
    """Ends a locked seat and its sign-in; never before it began."""
    seat.ended_on = max(on, seat.seated_on)
    sign_out(actor, seat.membership_id, seat.ended_on)
    return publish(seat, events.PresidiumUnseated(presidium=shapes.presidium(seat)), actor=actor, at=at, now=now)


def open_seats(deputies: Sequence[Deputy]) -> list[PresidiumSeat]:
    """Their seats that go on, locked."""
    return list(PresidiumSeat.objects.select_for_update(of=("self",)).select_related("deputy").filter(deputy__in=deputies, ended_on=None))
