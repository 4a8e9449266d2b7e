"""How the congress's office is reached, and what the keys do."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render

from console.forms_office import Office
from console.pages import answered, ask, for_members, submit


@for_members
def office(request: HttpRequest) -> HttpResponseBase:
    """The telephone that stands on every deputy's page."""
    if not request.actor.has("clerk"):  # type: ignore[attr-defined]
        raise PermissionDenied
    form = Office(request.POST or None, initial=ask(request, "office")["congress"]["office"] or {})
    if form.is_valid() and submit(request, "set_office", form, form.given()):
        return redirect("settings")
    return answered(request, render(request, "console/office.html", {"section": "settings", "form": form}), form)


@for_members
def keys(request: HttpRequest) -> HttpResponseBase:
    return render(request, "console/keys.html", {"section": "settings"})
