"""The front door: which congresses there are (in a demonstration also how to get in), and for operators how the installation is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, cast

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.module_loading import import_string

from audit.commands import address_of, record
from audit.queries import Act
from console.context import ROLES
from console.pages import View
from console.shell import today
from people.actor import Role
from people.queries import is_operator

LARGEST_BACKLOG = 1000


def front(request: HttpRequest) -> HttpResponse:
    """Everybody sees that this is the platform; who demonstrates it sees every congress and every sign-in."""
    if not settings.DEMO:
        return render(request, "console/front.html", {"section": ""})
    congresses = [{**one, "href": _address(request, one["host"])} for one in _configured("DIRECTORY", list)()]
    told = {
        "counties": [one for one in congresses if one["type"] == "county"],
        "towns": [one for one in congresses if one["type"] == "township"],
        "sign_ins": [_sign_in(request, one) for one in _configured("DEMO_SIGN_INS", list)()],
        "password": getattr(settings, "DEMO_PASSWORD", ""),
        "note": _configured("DEMO_NOTE", str)(),
    }
    return render(request, "console/front_demo.html", told)


def _configured(name: str, otherwise: Callable[..., Any]) -> Callable[..., Any]:
    """The function whose dotted name the settings give: the console knows nothing of the hub."""
    path = getattr(settings, name, "")
    return cast(Callable[..., Any], import_string(path)) if path else otherwise


def _address(request: HttpRequest, host: str) -> str:
    """A congress's own address, at the port at which this page was asked for."""
    _name, colon, port = request.get_host().partition(":")
    return f"{request.scheme}://{host}{colon}{port}/"


def _sign_in(request: HttpRequest, given: Mapping[str, str]) -> dict[str, Any]:
    here = _address(request, given["host"]) if given["host"] else "/"
    role = Role(given["role"]) if given["role"] in set(Role) else None
    return {**given, "role": ROLES.get(role, given["role"]) if role else given["role"], "href": f"{here}sign-in"}


def for_operators(view: View) -> View:
    """A page of the platform's staff; every look is noted."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **given: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect(f"/sign-in?next={request.path}")
        if not is_operator(request.user, today()):  # type: ignore[arg-type]
            raise PermissionDenied
        who: Any = request.user
        record(Act.OPERATED, now=timezone.now(), person_id=who.pk, name=who.name, address=address_of(request), detail=request.get_full_path())
        return view(request, *args, **given)

    return guarded


@for_operators
def status(request: HttpRequest) -> HttpResponse:
    """Tenants behind, lag of each consumer, what is parked: each in words, the worst on top."""
    found = _configured("STATUS", dict)()
    return render(request, "console/status.html", {"section": "status", "status": found, "largest": LARGEST_BACKLOG})
