"""Who asks: a session's person or a token's, as the `Actor` in this tenant."""
from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from accounts import cards, filters, tokens
from audit.commands import address_of, record
from audit.queries import Act
from people.actor import Actor
from people.models import Person
from people.queries import actor_of
from townships.clock import local_date
from townships.context import current_tenant, in_public


def actor(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Sets `request.actor`; a token that is wrong, expired or revoked is told so and nothing else happens."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if in_public():
            return get_response(request)
        now, secret = timezone.now(), _bearer(request)
        if not secret:
            request.actor = SimpleLazyObject(lambda: _in_session(request, local_date(now)))  # type: ignore[attr-defined]
            request.saved_filters = SimpleLazyObject(lambda: filters.saved(request.user.pk, request.path))  # type: ignore[attr-defined, arg-type]
            return get_response(request)
        found = tokens.holder(secret, now, address_of(request))
        if found is None:
            told = _("This token is not valid: it is unknown here, has expired or was revoked.")
            return JsonResponse({"errors": [{"message": told}]}, status=401, headers={"WWW-Authenticate": 'Bearer error="invalid_token"'})
        person, scopes = found
        request.actor = actor_of(person, current_tenant(), local_date(now), scopes)  # type: ignore[attr-defined]
        request.by_token = True  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


def files(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """What leaves as a file is noted before it leaves: whatever page gives it, now or later."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.get("Content-Disposition", "").lower().startswith("attachment"):
            person_id, name = _who(request)
            record(Act.EXPORTED, now=timezone.now(), person_id=person_id, name=name, address=address_of(request), detail=request.get_full_path())
        return response

    return middleware


def _who(request: HttpRequest) -> tuple[UUID | None, str]:
    if actor := getattr(request, "actor", None):
        return actor.person_id, actor.name
    person = _signed_in(request)
    return (person.pk, person.name) if person else (None, "")


def _in_session(request: HttpRequest, today: date) -> Actor:
    """Who came in by a card is that deputy and nothing else, and nobody once the card was revoked."""
    person, card = _signed_in(request), request.session.get("card")
    if person is None or not card:
        return actor_of(person, current_tenant(), today)
    deputy_id = cards.deputy_of(card)
    return actor_of(person if deputy_id else None, current_tenant(), today, deputy_id=deputy_id)


def _signed_in(request: HttpRequest) -> Person | None:
    return request.user if request.user.is_authenticated else None


def _bearer(request: HttpRequest) -> str:
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else ""
