"""Handling units: who answers for what is handed over, and who may sign in for them."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from outbox.command import Receipt, command
from people.actor import Actor, Role
from roster import events, rules, shapes
from roster.commands.common import choice, lock, publish, sign_in, sign_out
from roster.models import Unit, UnitPerson
from townships.clock import local_date
from townships.errors import RuleBroken
from townships.ids import new_id

CHECKS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "name": lambda value: rules.named(value, "name"),
    "kind": lambda value: choice(events.UnitKind, value, "kind"),
    "leader": lambda value: rules.named(value, "leader"),
    "contact": lambda value: rules.one_line(value, "contact"),
    "phone": rules.telephone,
}


@command
def open_unit(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, name: str, kind: str, leader: str, contact: str = "", phone: str = ""
) -> Receipt:
    """A handling unit to which cases may be handed over from the day of `at` on. Clerk. Publishes unit.opened."""
    actor.require(Role.CLERK)
    told = {"name": name, "kind": kind, "leader": leader, "contact": contact, "phone": phone}
    unit = Unit(id=new_id(), opened_on=local_date(at), **_checked(told))
    return publish(unit, events.UnitOpened(unit=shapes.unit(unit)), actor=actor, at=at, now=now)


@command
def change_unit(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, unit_id: UUID, seen: int,
    name: str | None = None, kind: str | None = None, leader: str | None = None, contact: str | None = None, phone: str | None = None,
) -> Receipt:  # fmt: skip
    """Another leader, contact or name; what is not given stays. Clerk. Publishes unit.changed."""
    actor.require(Role.CLERK)
    unit = lock(Unit, unit_id, "unit_id", seen)
    rules.unit_is_open(unit.closed_on)
    told = {"name": name, "kind": kind, "leader": leader, "contact": contact, "phone": phone}
    given = _checked({field: value for field, value in told.items() if value is not None})
    rules.something_changes([field for field, value in given.items() if value != getattr(unit, field)])
    for field, value in given.items():
        setattr(unit, field, value)
    return publish(unit, events.UnitChanged(unit=shapes.unit(unit)), actor=actor, at=at, now=now)


@command
def close_unit(*, actor: Actor, now: datetime, at: datetime, command_id: UUID, unit_id: UUID, seen: int) -> Receipt:
    """From the day of `at` nothing is handed to it and nobody signs in for it; its open cases are the office's to move.

    Clerk. Publishes unit.closed.
    """
    actor.require(Role.CLERK)
    unit = lock(Unit, unit_id, "unit_id", seen)
    rules.may_close_unit(unit.opened_on, unit.closed_on, local_date(at))
    unit.closed_on = local_date(at)
    for person in unit.people.filter(ended_on=None):
        _relieve(person, actor=actor, at=at, now=now)
    return publish(unit, events.UnitClosed(unit=shapes.unit(unit)), actor=actor, at=at, now=now)


@command
def assign_unit_person(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, unit_id: UUID, person_id: UUID, leads: bool = False
) -> Receipt:
    """Lets a person sign in for the unit from the day of `at` on; who `leads` it signs off its replies.

    Refused for members of the presidium (地方组织法 第十八条).

    Clerk. Publishes unit_person.assigned, which stays in the town and names nobody.
    """
    actor.require(Role.CLERK)
    unit = lock(Unit, unit_id, "unit_id")
    rules.unit_is_open(unit.closed_on)
    membership = sign_in(actor, person_id, Role.UNIT_LEADER if leads else Role.UNIT, local_date(at), unit.pk)
    person = UnitPerson(id=new_id(), unit=unit, person_id=person_id, membership_id=membership, leads=leads, assigned_on=local_date(at))
    return publish(person, events.UnitPersonAssigned(unit_person=shapes.unit_person(person)), actor=actor, at=at, now=now)


@command
def relieve_unit_person(*, actor: Actor, now: datetime, at: datetime, command_id: UUID, unit_id: UUID, person_id: UUID) -> Receipt:
    """The day of `at` is the first on which the person does not sign in for the unit.

    Clerk. Publishes unit_person.relieved, which stays in the town and names nobody.
    """
    actor.require(Role.CLERK)
    unit = lock(Unit, unit_id, "unit_id")
    person = unit.people.filter(person_id=person_id, ended_on=None).first()
    if person is None:
        raise RuleBroken("not_assigned", field="person_id")
    return _relieve(person, actor=actor, at=at, now=now)


def _relieve(person: UnitPerson, *, actor: Actor, at: datetime, now: datetime) -> Receipt:
    person.ended_on = max(local_date(at), person.assigned_on)
    sign_out(actor, person.membership_id, person.ended_on)
    return publish(person, events.UnitPersonRelieved(unit_person=shapes.unit_person(person)), actor=actor, at=at, now=now)


def _checked(told: dict[str, Any]) -> dict[str, Any]:
    """Each value in the form in which it is kept."""
    return {field: CHECKS[field](value) for field, value in told.items()}
