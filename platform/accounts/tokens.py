"""Make, check and revoke tokens: hashed, scoped, expiring."""
from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q

from accounts.models import Token
from people.models import Person
from townships.clock import local_date
from townships.errors import Invalid, NotFound
from townships.text import checked, required

SCOPES: Final = frozenset({"read", "write"})
PREFIX: Final = "tw_"
LONGEST: Final = timedelta(days=366)


def create(*, person_id: UUID, name: str, scopes: Collection[str], lifetime: timedelta, now: datetime) -> tuple[UUID, str]:
    """A token of the tenant in force for one of its members; the secret is told this once. Lifetime at most a year."""
    if not scopes or not SCOPES.issuperset(scopes):
        raise Invalid("bad_scope", "scopes", known=", ".join(sorted(SCOPES)))
    if not timedelta(0) < lifetime <= LONGEST:
        raise Invalid("bad_lifetime", "lifetime", most=LONGEST.days)
    if not Person.objects.filter(pk=person_id).exists():
        raise NotFound("person_id")
    secret = PREFIX + secrets.token_urlsafe(32)
    token = Token.objects.create(
        person_id=person_id, name=required(checked(name, "name"), "name"), digest=_digest(secret), scopes=sorted(scopes), created=now, expires=now + lifetime
    )
    return token.pk, secret


def holder(secret: str, now: datetime) -> tuple[Person, frozenset[str]] | None:
    """Whose token this is in the tenant in force, and what it may; None for any that is not valid now."""
    token = Token.objects.select_related("person").filter(digest=_digest(secret), revoked=None, expires__gt=now).first()
    if token is None or not token.person.is_active:
        return None
    if token.last_used != local_date(now):
        Token.objects.filter(pk=token.pk).update(last_used=local_date(now))
    return token.person, frozenset(token.scopes)


def revoke(*, token_id: UUID, now: datetime) -> None:
    if not Token.objects.filter(Q(pk=token_id) & Q(revoked=None)).update(revoked=now):
        raise NotFound("token_id")


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
