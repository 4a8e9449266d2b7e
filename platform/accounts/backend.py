"""Sign-in by password, for members of the tenant in force only: the database shows no others."""
from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from people.models import Person


class MembersOnly(BaseBackend):
    def authenticate(self, request: HttpRequest | None, username: str = "", password: str = "", **others: Any) -> Person | None:
        person = Person.objects.filter(login=username).first()
        if person is None:
            Person().set_password(password)  # takes as long as a wrong password does
            return None
        return person if person.check_password(password) and _may_sign_in(person) else None

    def get_user(self, user_id: UUID) -> Person | None:
        person = Person.objects.filter(pk=user_id).first()
        return person if person and _may_sign_in(person) else None


def _may_sign_in(person: Person) -> bool:
    """A demonstration's sign-ins are good while the demonstration runs, and never elsewhere."""
    return person.is_active and (settings.DEMO or not person.demonstration)
