"""To a new password without anybody else learning it: a link that is good once, handed over at the counter."""
from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connection, transaction

from accounts import secret as secrets
from accounts.models import PasswordLink
from audit.commands import record
from audit.queries import Act
from people.actor import Actor, Role
from people.commands import set_password
from people.models import Person
from people.queries import is_member
from townships.clock import local_date
from townships.errors import NotFound, RuleBroken

GOOD_FOR: Final = timedelta(days=3)


@transaction.atomic
def help_to(*, actor: Actor, person_id: UUID, now: datetime) -> tuple[Person, str]:
    """The person and the secret of a link to a new password; a link made before is good no more. Clerk.

    Only for who signs in here and nowhere else: a password opens every congress of its person.
    """
    actor.require(Role.CLERK)
    person = Person.objects.filter(pk=person_id).first()
    if person is None or not is_member(actor.tenant, person_id, local_date(now)):
        raise NotFound("person_id")
    if _signs_in_elsewhere(person_id):
        raise RuleBroken("password_of_others_too", field="person_id", name=person.name)
    PasswordLink.objects.filter(person=person, ended=None).update(ended=now)
    told = secrets.new()
    PasswordLink.objects.create(person=person, digest=secrets.digest(told), made=now, expires=now + GOOD_FOR)
    record(Act.LINK_MADE, now=now, person_id=person.pk, name=person.name, detail=actor.name)
    return person, told


def _signs_in_elsewhere(person_id: UUID) -> bool:
    """The towns do not see each other's people: one function answers this one question about one's own."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT people_elsewhere(%s::uuid)", [str(person_id)])
        return bool(cursor.fetchone()[0])


def found(secret: str, now: datetime) -> PasswordLink | None:
    """The link of this secret, while it is good. One query."""
    open_links = PasswordLink.objects.select_related("person").filter(ended=None, expires__gt=now)
    return open_links.filter(digest=secrets.digest(secret)).first() if secret else None


@transaction.atomic
def take(*, secret: str, password: str, now: datetime, address: str) -> Person:
    """Sets the password that its person chose, and ends the link. Raises `NotFound`, and `Invalid` for a weak one."""
    known = found(secret, now)
    link = known and PasswordLink.objects.select_for_update().filter(pk=known.pk, ended=None).first()
    if known is None or link is None:
        raise NotFound("k")
    set_password(known.person, password)
    link.ended = now
    link.save(update_fields=["ended"])
    record(Act.LINK_TAKEN, now=now, person_id=known.person_id, name=known.person.name, address=address)
    return known.person
