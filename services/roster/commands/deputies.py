"""Mandates: given, corrected, suspended, resumed, ended; and with them the right to sign in as a deputy."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from outbox.command import Receipt, command
from people.actor import Actor, Role
from roster import events, rules, shapes
from roster.commands.common import choice, find, lock, publish, sign_in, sign_out
from roster.commands.presidium import SIGN_IN_AS, leave, open_seats
from roster.models import Correction, Deputy, District, Term
from roster.names import sort_key
from townships.clock import local_date
from townships.ids import new_id

PRIVATE: Final = frozenset({"phone", "person_id"})


@command
def seat_deputy(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, term_id: UUID, number: int, name: str,
    sex: str, birth_year: int, mandate_from: date, ethnicity: str = "汉族", education: str = "unknown", party_member: bool = False,
    occupation: str = "", phone: str = "", district_id: UUID | None = None, seated_by: str = "election", person_id: UUID | None = None,
) -> Receipt:  # fmt: skip
    """Gives a mandate from a day on, by the general election or a by-election. With `person_id` that person signs in as this deputy.

    Clerk. Publishes deputy.seated. In a term that is over the mandate is over too: so an office enters its older terms.
    """
    actor.require(Role.CLERK)
    term = lock(Term, term_id, "term_id")
    deputy = Deputy(id=new_id(), term=term, person_id=person_id, ended_on=term.ended_on)
    deputy.ended_why = events.EndReason.TERM_OVER if term.ended_on else None
    told = {
        "number": number, "name": name, "sex": sex, "birth_year": birth_year, "ethnicity": ethnicity, "education": education,
        "party_member": party_member, "occupation": occupation, "phone": phone, "district_id": district_id, "seated_by": seated_by,
        "mandate_from": mandate_from,
    }  # fmt: skip
    _write(deputy, _checked(told))
    _check(deputy, term, local_date(now))
    _sign_in(deputy, actor)
    event = events.DeputySeated(deputy=shapes.deputy(deputy))
    return publish(deputy, event, actor=actor, at=at, now=now, number=str(number))


def _checked(told: dict[str, Any]) -> dict[str, Any]:
    """Each value in the form in which it is kept."""
    return {field: CHECKS[field](value) if field in CHECKS else value for field, value in told.items()}


CHECKS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "number": rules.numbered,
    "name": lambda value: rules.named(value, "name"),
    "sex": lambda value: choice(events.Sex, value, "sex"),
    "ethnicity": rules.ethnic_group,
    "education": lambda value: choice(events.Education, value, "education"),
    "occupation": lambda value: rules.one_line(value, "occupation"),
    "phone": rules.telephone,
    "seated_by": lambda value: choice(events.SeatedBy, value, "seated_by"),
}


def _write(deputy: Deputy, values: dict[str, Any]) -> None:
    for field, value in values.items():
        setattr(deputy, field, value)
    deputy.sort_name = sort_key(deputy.name)


def _check(deputy: Deputy, term: Term, today: date) -> None:
    """Under the term's lock, so that no two take the last seat of a district."""
    rules.may_sit(deputy.birth_year, deputy.mandate_from, rules.Span(term.number, term.opens_on, term.ended_on), today)
    if deputy.district_id is None:
        return
    [district] = find(District, [deputy.district_id], "district_id")
    rules.in_term(district.term_id, term.pk, "district_id")
    sitting = Deputy.objects.filter(district=district).exclude(pk=deputy.pk)
    taken = [ended_on for ended_on in sitting.values_list("ended_on", flat=True) if ended_on is None or ended_on > deputy.mandate_from]
    rules.seat_is_free(district.seats, len(taken))


def _sign_in(deputy: Deputy, actor: Actor) -> None:
    """The deputy's membership, for as long as the mandate lasts."""
    if deputy.person_id is None:
        return
    deputy.membership_id = sign_in(actor, deputy.person_id, Role.DEPUTY, deputy.mandate_from, deputy.pk)
    if deputy.ended_on:
        sign_out(actor, deputy.membership_id, deputy.ended_on)


@command
def change_deputy(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, deputy_id: UUID, seen: int, reason: str,
    number: int | None = None, name: str | None = None, sex: str | None = None, birth_year: int | None = None,
    mandate_from: date | None = None, ethnicity: str | None = None, education: str | None = None, party_member: bool | None = None,
    occupation: str | None = None, phone: str | None = None, district_id: UUID | None = None, seated_by: str | None = None,
    person_id: UUID | None = None,
) -> Receipt:  # fmt: skip
    """Corrects an entry, with the reason; what is not given stays. Clerk. Publishes deputy.changed with the old values of what is public.

    The reason and every old value are kept in the town (`queries.corrections`). Another `person_id` takes over the sign-in.
    """
    actor.require(Role.CLERK)
    rules.named(reason, "reason")
    deputy = lock(Deputy, deputy_id, "deputy_id", seen)
    term = lock(Term, deputy.term_id, "term_id")
    told = {
        "number": number, "name": name, "sex": sex, "birth_year": birth_year, "mandate_from": mandate_from, "ethnicity": ethnicity,
        "education": education, "party_member": party_member, "occupation": occupation, "phone": phone, "district_id": district_id,
        "seated_by": seated_by, "person_id": person_id,
    }  # fmt: skip
    given = _checked({field: value for field, value in told.items() if value is not None})
    after = {field: value for field, value in given.items() if value != getattr(deputy, field)}
    rules.something_changes(after)
    before = {field: getattr(deputy, field) for field in after}
    _write(deputy, after)
    _check(deputy, term, local_date(now))
    if "person_id" in after:
        _hand_over_sign_in(deputy, after["person_id"], actor, local_date(at))
    if "name" in after:
        _rename_seats(deputy, actor=actor, at=at, now=now)
    return _correct(deputy, before, after, reason, actor=actor, at=at, now=now)


def _hand_over_sign_in(deputy: Deputy, person_id: UUID, actor: Actor, on: date) -> None:
    """Deputy and presidium seat are another person's from now on."""
    sign_out(actor, deputy.membership_id, on)
    _sign_in(deputy, actor)
    for seat in open_seats([deputy]):
        sign_out(actor, seat.membership_id, on)
        seat.membership_id = sign_in(actor, person_id, SIGN_IN_AS[events.PresidiumRole(seat.role)], on)
        seat.save(update_fields=["membership_id"])


def _rename_seats(deputy: Deputy, *, actor: Actor, at: datetime, now: datetime) -> None:
    for seat in open_seats([deputy]):
        seat.deputy = deputy
        publish(seat, events.PresidiumSeated(presidium=shapes.presidium(seat)), actor=actor, at=at, now=now)


def _correct(
    deputy: Deputy, before: dict[str, Any], after: dict[str, Any], reason: str, *, actor: Actor, at: datetime, now: datetime
) -> Receipt:
    public = {field: value for field, value in _plain(before).items() if field not in PRIVATE}
    event = events.DeputyChanged(deputy=shapes.deputy(deputy), before=public)
    receipt = publish(deputy, event, actor=actor, at=at, now=now, number=str(deputy.number))
    Correction.objects.create(
        deputy=deputy, version=deputy.version, at=at, recorded=now, corrected_by=actor.name, reason=reason,
        before=_plain(before), after=_plain(after),
    )  # fmt: skip
    return receipt


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(values)
    return plain


@command
def suspend_deputy(*, actor: Actor, now: datetime, at: datetime, command_id: UUID, deputy_id: UUID, seen: int) -> Receipt:
    """From the day of `at` the deputy does not act. Clerk, for what the congress or the law has done. Publishes deputy.suspended."""
    actor.require(Role.CLERK)
    deputy = lock(Deputy, deputy_id, "deputy_id", seen)
    rules.may_suspend(mandate(deputy), local_date(at))
    deputy.suspended_on = local_date(at)
    return publish(deputy, events.MandateSuspended(deputy=shapes.deputy(deputy)), actor=actor, at=at, now=now)


@command
def resume_deputy(*, actor: Actor, now: datetime, at: datetime, command_id: UUID, deputy_id: UUID, seen: int) -> Receipt:
    """From the day of `at` the deputy acts again. Clerk. Publishes deputy.resumed."""
    actor.require(Role.CLERK)
    deputy = lock(Deputy, deputy_id, "deputy_id", seen)
    rules.may_resume(mandate(deputy), local_date(at))
    deputy.suspended_on = None
    return publish(deputy, events.MandateResumed(deputy=shapes.deputy(deputy)), actor=actor, at=at, now=now)


@command
def end_mandate(*, actor: Actor, now: datetime, at: datetime, command_id: UUID, deputy_id: UUID, seen: int, why: str) -> Receipt:
    """The day of `at` is the first without the mandate; a seat on the presidium and the sign-in end with it.

    Clerk, after the congress's announcement (代表法 第六十三条): two unapproved absences end no mandate by themselves here. Publishes
    deputy.ended and, where there was a seat, presidium.unseated.
    """
    actor.require(Role.CLERK)
    reason = choice(events.EndReason, why, "why")
    deputy = lock(Deputy, deputy_id, "deputy_id", seen)
    rules.may_end(mandate(deputy), local_date(at), reason)
    for seat in open_seats([deputy]):
        leave(seat, local_date(at), actor=actor, at=at, now=now)
    return _end(deputy, local_date(at), reason, actor=actor, at=at, now=now)


def _end(deputy: Deputy, on: date, why: events.EndReason, *, actor: Actor, at: datetime, now: datetime) -> Receipt:
    deputy.ended_on, deputy.ended_why = on, why
    sign_out(actor, deputy.membership_id, on)
    return publish(deputy, events.MandateEnded(deputy=shapes.deputy(deputy)), actor=actor, at=at, now=now)


def end_with_term(term: Term, on: date, *, actor: Actor, at: datetime, now: datetime) -> None:
    """Ends every mandate and seat of a term whose row is locked."""
    sitting = list(Deputy.objects.select_for_update().filter(term=term, ended_on=None).order_by("number"))
    for seat in open_seats(sitting):
        leave(seat, on, actor=actor, at=at, now=now)
    for deputy in sitting:
        _end(deputy, on, events.EndReason.TERM_OVER, actor=actor, at=at, now=now)


def mandate(deputy: Deputy) -> rules.Mandate:
    return msgspec.convert(deputy, rules.Mandate, from_attributes=True)
