"""Make, check and revoke tokens: hashed, scoped, expiring."""
from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from accounts import secret as secrets
from accounts.models import Token
from audit.commands import record
from audit.queries import Act
from people.models import Person
from townships.clock import local_date
from townships.errors import Invalid, NotFound
from townships.text import checked, required

SCOPES: Final = frozenset({"read", "write"})
PREFIX: Final = "tw_"
LONGEST: Final = timedelta(days=366)


def create(*, person_id: UUID, name: str, scopes: Collection[str], lifetime: timedelta, now: datetime, by: str = "") -> tuple[UUID, str]:
    """A token of the tenant in force for one of its members; the secret is told this once. Lifetime at most a year. `by`: who makes it, for the trail."""
    if not scopes or not SCOPES.issuperset(scopes):
        raise Invalid("bad_scope", "scopes", known=", ".join(sorted(SCOPES)))
    if not timedelta(0) < lifetime <= LONGEST:
        raise Invalid("bad_lifetime", "lifetime", most=LONGEST.days)
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        raise NotFound("person_id")
    secret, known_as = secrets.new(PREFIX), required(checked(name, "name"), "name")
    with transaction.atomic():
        token = Token.objects.create(
            person=person, name=known_as, digest=secrets.digest(secret), scopes=sorted(scopes), created=now, expires=now + lifetime
        )
        _note(Act.TOKEN_CREATED, token, now, detail=f"{known_as} ({', '.join(token.scopes)}) {by}".strip())
    return token.pk, secret


def holder(secret: str, now: datetime, address: str = "") -> tuple[Person, frozenset[str]] | None:
    """Whose token this is in the tenant in force, and what it may; None for any that is not valid now."""
    token = Token.objects.select_related("person").filter(digest=secrets.digest(secret), revoked=None, expires__gt=now).first()
    if token is None or not token.person.is_active:
        return None
    if token.last_used != local_date(now):
        _used(token, now, address)
    return token.person, frozenset(token.scopes)


@transaction.atomic
def _used(token: Token, now: datetime, address: str) -> None:
    """The day of the last use; the first use of all is noted once, however many come at the same time."""
    first = token.last_used is None and Token.objects.filter(pk=token.pk, last_used=None).update(last_used=local_date(now))
    if first:
        _note(Act.TOKEN_FIRST_USED, token, now, address=address, detail=token.name)
    else:
        Token.objects.filter(pk=token.pk).update(last_used=local_date(now))


@transaction.atomic
def revoke(*, token_id: UUID, now: datetime, by: str = "") -> None:
    token = Token.objects.select_for_update(of=("self",)).select_related("person").filter(pk=token_id, revoked=None).first()
    if token is None:
        raise NotFound("token_id")
    token.revoked = now
    token.save(update_fields=["revoked"])
    _note(Act.TOKEN_REVOKED, token, now, detail=f"{token.name} {by}".strip())


def _note(act: Act, token: Token, now: datetime, *, address: str = "", detail: str) -> None:
    record(act, now=now, person_id=token.person_id, name=token.person.name, address=address, detail=detail)
