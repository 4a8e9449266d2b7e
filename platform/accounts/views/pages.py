"""What the pages of this room share."""
from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

import segno
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from people.actor import Role
from people.models import Person

View = Callable[..., HttpResponse]


def members_only(*roles: Role) -> Callable[[View], View]:
    """For who is signed in, and holds one of these roles where any are named; a stranger signs in first. Nobody else keeps a copy."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **given: Any) -> HttpResponse:
            actor = request.actor  # type: ignore[attr-defined]
            if actor.anonymous:
                return redirect(f"{reverse('sign-in')}?{urlencode({'next': request.get_full_path()})}")
            if (roles and not actor.has(*roles)) or getattr(request, "by_token", False):
                raise PermissionDenied
            response = view(request, *args, **given)
            response["Cache-Control"] = "no-store"
            return response

        return guarded

    return guard


def person_of(request: HttpRequest) -> Person:
    """Who is signed in."""
    return request.user  # type: ignore[return-value]


def by_card(request: HttpRequest) -> bool:
    """A card lets in a deputy, and touches no password and no second factor of its person."""
    return bool(request.session.get("card"))


def qr(text: str) -> SafeString:
    """A QR code as a drawing in the page: no picture to fetch, sharp on paper. Only what segno draws, so it is safe."""
    drawn = segno.make(text, error="m").svg_inline(scale=4, border=2, dark="#000", light="#fff", svgclass="qr", lineclass=None)
    return mark_safe(drawn)  # noqa: S308


def link(request: HttpRequest, name: str, secret: str) -> str:
    """The address that carries a secret: behind the question mark, which no log of ours writes down."""
    return request.build_absolute_uri(f"{reverse(name)}?{urlencode({'k': secret})}")
