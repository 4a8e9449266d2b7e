"""A deputy raises a suggestion: where, what, how, may voters see it, check; then the receipt."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from console.forms import PlainForm
from console.forms_raise import SCREENS, Where, matter
from console.pages import answered, ask, for_members, found, gid, submit
from console.views.similar import alike

DRAFT: Final = "raise"
ORDER: Final = tuple(SCREENS)


@for_members
def raise_suggestion(request: HttpRequest, screen: str = ORDER[0]) -> HttpResponseBase:
    """One screen. Sent, its answers are kept and the next one follows; what was typed stays when one goes back."""
    if screen not in SCREENS:
        raise Http404
    if not request.actor.deputy_ids:  # type: ignore[attr-defined]
        raise PermissionDenied
    draft = request.session.get(DRAFT) or {}
    if ORDER.index(screen) > ORDER.index("what") and not draft.get("text"):
        return redirect("raise")
    data = ask(request, "raise")
    form = _form(request, screen, draft, data)
    if request.method == "POST" and form.is_valid():
        if screen == ORDER[-1]:
            return _send(request, draft, form, data)
        _keep(request, draft, form)
        return redirect("raise-screen", ORDER[ORDER.index(screen) + 1])
    return answered(request, _page(request, screen, form, draft), form)


def _form(request: HttpRequest, screen: str, draft: dict[str, Any], data: dict[str, Any]) -> PlainForm:
    more = {"villages": [one["name"] for one in data["villages"]]} if SCREENS[screen] is Where else {}
    return SCREENS[screen](request.POST if request.method == "POST" else None, initial=draft, **more)


def _keep(request: HttpRequest, draft: dict[str, Any], form: PlainForm) -> None:
    request.session[DRAFT] = {"command_id": str(uuid4()), **draft, **form.cleaned_data}


def _page(request: HttpRequest, screen: str, form: PlainForm, draft: dict[str, Any]) -> HttpResponse:
    number = ORDER.index(screen)
    told = {
        "section": "raise",
        "form": form,
        "number": number + 1,
        "of": len(ORDER),
        "last": screen == ORDER[-1],
        "back": reverse("raise-screen", args=[ORDER[number - 1]]) if number else "",
        "matter": matter(draft),
        "similar": alike(request, draft["title"], draft["text"], first=3) if screen == ORDER[-1] else [],
        "draft": f"raise-{screen}" if screen in ("what", "how") else "",
    }
    return render(request, "console/raise.html", told)


def _send(request: HttpRequest, draft: dict[str, Any], form: PlainForm, data: dict[str, Any]) -> HttpResponseBase:
    """Sent twice (a slow line, a second tap) it is one suggestion: the draft has the command's id."""
    given = {**matter(draft), "commandId": draft["command_id"], "proposerIds": [data["viewer"]["deputies"][0]["id"]]}
    done = submit(request, "case/submit_suggestion", form, {name: value for name, value in given.items() if value != ""})
    if done is None:
        return answered(request, _page(request, ORDER[-1], form, draft), form)
    request.session.pop(DRAFT)
    return redirect("received", done["case"]["id"])


@for_members
def received(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The receipt: the number or that it was received, and the date to expect."""
    case = found(ask(request, "received", id=gid(request, "Case", case_id))["case"])
    return render(request, "console/received.html", {"section": "mine", "case": case})
