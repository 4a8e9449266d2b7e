"""How the console looks: the choice of brightness, and the page of all components."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from console import specimens

YEAR = 365 * 24 * 3600


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keeps the brightness that was chosen (light, dark; anything else: as the device) and returns to the page it was chosen on."""
    response = HttpResponseRedirect(_next(request))
    chosen = request.POST.get("theme")
    if chosen in ("light", "dark"):
        response.set_cookie("theme", chosen, max_age=YEAR, samesite="Lax", httponly=True, secure=request.is_secure())
    else:
        response.delete_cookie("theme", samesite="Lax")
    return response


def _next(request: HttpRequest) -> str:
    asked = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return asked if safe else "/"


def components(request: HttpRequest) -> HttpResponse:
    """Every component with long names, no data and much data. In development and demonstration only."""
    if not (settings.DEBUG or settings.DEMO):
        raise Http404
    return render(request, "console/components.html", specimens.context(wrong="wrong" in request.GET))
