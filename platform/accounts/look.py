"""How a person wants to see the pages: kept with the person, and in cookies, so that it holds from the first byte and before sign-in."""
from __future__ import annotations

from typing import Final

from django.conf import settings
from django.http import HttpResponse

from accounts.models import Look, Size, Theme
from people.models import Person
from townships.context import in_public

YEAR: Final = 365 * 24 * 3600
KNOWN: Final = {"theme": Theme, "size": Size}


def choose(response: HttpResponse, person: Person | None, name: str, value: str) -> None:
    """One choice; anything unknown is the usual. A stranger's is kept by the browser alone."""
    chosen = value if value in KNOWN[name].values else ""
    _put(response, name, chosen)
    if person is not None and not in_public():
        Look.objects.update_or_create(person=person, defaults={name: chosen})


def dress(response: HttpResponse, person: Person) -> HttpResponse:
    """What this person chose once, on a device that may not know it yet."""
    look = None if in_public() else Look.objects.filter(person=person).first()
    for name in KNOWN if look else ():
        _put(response, name, getattr(look, name))
    return response


def _put(response: HttpResponse, name: str, value: str) -> None:
    if value:
        response.set_cookie(name, value, max_age=YEAR, samesite="Lax", httponly=True, secure=settings.SESSION_COOKIE_SECURE)
    else:
        response.delete_cookie(name, samesite="Lax")
