"""What a device is known by: a cookie of this host, signed, that only the server reads. It opens nothing without a card that is bound to it."""
from __future__ import annotations

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from accounts import secret as secrets

NAME: Final = "__Host-device" if settings.SESSION_COOKIE_SECURE else "device"
SALT: Final = "accounts.device"
KEPT: Final = 400 * 24 * 3600  # seconds, the most that browsers keep a cookie; each use begins it anew


def of(request: HttpRequest) -> str:
    """What this device was given; empty where it never used a card here, or the cookie was tampered with."""
    return request.get_signed_cookie(NAME, default="", salt=SALT) or ""


def new() -> str:
    return secrets.new()


def keep(response: HttpResponse, device: str) -> None:
    response.set_signed_cookie(NAME, device, salt=SALT, max_age=KEPT, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
