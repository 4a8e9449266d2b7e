"""Wrong sign-ins are counted for a name from an address, so that one clerk's mistake never locks the office.

They are counted in the trail itself: all web processes share it, and no flood of other names pushes a count out.
"""
from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from django.utils.crypto import salted_hmac

from audit.commands import record
from audit.queries import Act, failures
from people.models import Person
from townships.errors import Invalid

MOST: Final = 6
PAUSE: Final = timedelta(minutes=10)


class Try(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody gives a name and a password here."""

    tenant: str
    login: str
    address: str
    now: datetime

    @property
    def mark(self) -> str:
        """A keyed hash: people type passwords into the field of the name."""
        return salted_hmac("accounts.tries", f"{self.tenant}\n{self.login.casefold()}", algorithm="sha256").hexdigest()[:32]


def check(attempt: Try) -> None:
    """Raises Invalid when this name has had its wrong tries from this address."""
    if _failures(attempt) >= MOST:
        raise Invalid("too_many_tries", "login", minutes=int(PAUSE.total_seconds() // 60))


def failed(attempt: Try) -> None:
    known = Person.objects.filter(login=attempt.login).values("pk", "name").first() or {"pk": None, "name": ""}
    about: dict[str, Any] = {"now": attempt.now, "person_id": known["pk"], "name": known["name"], "address": attempt.address}
    record(Act.SIGN_IN_FAILED, **about, mark=attempt.mark)
    if _failures(attempt) >= MOST:
        record(Act.LOCKED_OUT, **about)


def passed(attempt: Try, person: Person) -> None:
    record(Act.SIGNED_IN, now=attempt.now, person_id=person.pk, name=person.name, address=attempt.address, mark=attempt.mark)


def _failures(attempt: Try) -> int:
    return failures(tenant=attempt.tenant, mark=attempt.mark, address=attempt.address, since=attempt.now - PAUSE)
