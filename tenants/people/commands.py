"""Enrol people and give them roles. Nothing here is a fact for the county: who may sign in stays in the town."""
from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from people.actor import Actor, Role
from people.models import Membership, Person
from people.rules import may_hold
from townships.errors import Invalid, NotAllowed, NotFound, RuleBroken
from townships.ids import new_id
from townships.text import checked, required


@transaction.atomic
def enrol(
    *, actor: Actor, login: str, name: str, password: str | None, demonstration: bool = False, person_id: UUID | None = None
) -> UUID:
    """A new person who may sign in once a membership is given; without a password, once one is set. Clerk or operator.

    `demonstration` skips the check of the password.
    """
    _authorise(actor)
    login, name = (required(checked(value, field), field) for value, field in ((login, "login"), (name, "name")))
    if password is not None and not demonstration:
        _check_password(password)
    hashed = _demonstration_hash(password) if demonstration else make_password(password)
    person = Person(pk=person_id or new_id(), login=login, name=name, demonstration=demonstration, password=hashed)
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError:
        raise RuleBroken("login_taken", field="login") from None
    return person.pk


@transaction.atomic
def grant(*, actor: Actor, tenant: str, person_id: UUID, role: Role, holder: UUID | None = None, valid_from: date) -> UUID:
    """A role in this tenant from a day on. Clerk here, or operator anywhere. The same again is the same membership."""
    _authorise(actor, tenant)
    held = Membership.objects.filter(tenant=tenant, person_id=person_id, valid_to=None)
    may_hold({Role(value) for value in held.values_list("role", flat=True)}, role)
    same = held.filter(role=role, holder=holder).values_list("pk", flat=True).first()
    if same:
        return same
    return Membership.objects.create(tenant=tenant, person_id=person_id, role=role, holder=holder, valid_from=valid_from).pk


@transaction.atomic
def revoke(*, actor: Actor, tenant: str, membership_id: UUID, now_on: date) -> None:
    """Ends a membership: `now_on` is the first day without it. An end that was set for later may be brought forward."""
    _authorise(actor, tenant)
    found = Membership.objects.select_for_update().filter(tenant=tenant, pk=membership_id).first()
    if found is None:
        raise NotFound("membership_id")
    last_day = max(now_on - timedelta(days=1), found.valid_from)
    if found.valid_to is not None and found.valid_to <= last_day:
        raise RuleBroken("membership_ended", field="membership_id")
    found.valid_to = last_day
    found.save(update_fields=["valid_to"])


def set_password(person: Person, password: str) -> None:
    """The password that a person chose. Who may let somebody choose one, the door says (`accounts`). Raises `Invalid` for a weak one."""
    _check_password(password, person)
    person.set_password(password)
    person.save(update_fields=["password"])


@lru_cache(maxsize=2)
def _demonstration_hash(password: str | None) -> str:
    """Of the password that everybody is told anyway, made once for all who have it."""
    return make_password(password)


def _authorise(actor: Actor, tenant: str | None = None) -> None:
    actor.require(Role.CLERK, Role.OPERATOR, Role.SYSTEM)
    if tenant and tenant != actor.tenant and not actor.has(Role.OPERATOR, Role.SYSTEM):
        raise NotAllowed()


def _check_password(password: str, person: Person | None = None) -> None:
    try:
        validate_password(password, person)
    except ValidationError as weak:
        raise Invalid("weak_password", "password", why=" ".join(weak.messages)) from None
