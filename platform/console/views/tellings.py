"""A photo or a voice note is enough: sent by the deputy, typed out by the clerk, read back, and with the deputy's yes a suggestion."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from api.relay import encode
from console import forms_tellings as forms
from console.forms_command import SeenForm
from console.ids import plain
from console.pages import answered, ask, for_members, found, gid, pager, paging, submit
from console.pictures import taken_in
from console.shell import today


class Step(NamedTuple):
    verb: str | Promise
    form: type[SeenForm]
    on_behalf: type[SeenForm]
    follows: str | Promise = ""


STEPS: Final[Mapping[str, Step]] = {
    "type_out": Step(pgettext_lazy("step", "Type it out"), forms.TypeOut, forms.TypeOut, _("Then it is read back to the deputy, who says yes or no.")),
    "agree_telling": Step(
        pgettext_lazy("step", "Yes, that is what I mean"), forms.Agree, forms.AgreeFor,
        _("It goes to the congress office as a suggestion, with its photos and voices."),
    ),
    "dispute_telling": Step(pgettext_lazy("step", "No, not quite"), forms.Dispute, forms.DisputeFor, _("The office types it out again.")),
    "drop_telling": Step(pgettext_lazy("step", "Give it up"), forms.Drop, forms.Drop),
}


@for_members
def tell(request: HttpRequest) -> HttpResponseBase:
    """One screen for a deputy on a phone."""
    mandates = sorted(request.actor.deputy_ids)  # type: ignore[attr-defined]
    if not mandates:
        raise PermissionDenied
    form = forms.Tell(request.POST or None, request.FILES or None)
    if form.is_valid() and (done := _told(request, form, gid(request, "Deputy", mandates[0]))):
        return redirect(f"{reverse('telling', args=[done])}?done=tell")
    return answered(request, render(request, "console/tell.html", {"section": "raise", "form": form}), form)


def _told(request: HttpRequest, form: forms.Tell, deputy: str) -> str | None:
    files = taken_in(request, form, "heard")
    if files is None:
        return None
    kept = [encode("File", request.actor.tenant, one) for one in files]  # type: ignore[attr-defined]
    done = submit(request, "telling/tell", form, {**form.given(), "deputyId": deputy, "fileIds": kept})
    return done["telling"]["id"] if done else None


@for_members
def tellings(request: HttpRequest) -> HttpResponseBase:
    """The office's list of what waits to be typed out or read back; a deputy's own."""
    data = ask(request, "tellings", openOnly=not request.GET.get("all"), **paging(request))["tellings"]
    return render(request, "console/tellings.html", {"section": "cases", "tellings": data, "pager": pager(request, data), "all": request.GET.get("all")})


@for_members
def telling(request: HttpRequest, telling_id: UUID, telling_step: str = "") -> HttpResponseBase:
    data = ask(request, "telling", id=gid(request, "Telling", telling_id))
    shown = found(data["telling"])
    own = plain(shown["deputyId"]) in request.actor.deputy_ids  # type: ignore[attr-defined]
    offered = {name: _form(request, shown, name, own, posted=name == telling_step and request.method == "POST") for name in shown["steps"]}
    if request.method == "POST":
        form = offered.get(telling_step)
        if form is None:
            raise Http404
        if form.is_valid() and (done := submit(request, f"telling/{telling_step}", form, {**form.given(), "tellingId": shown["id"]})):
            return redirect(_next(shown, telling_step, done))
        return answered(request, _page(request, shown, offered, own), form)
    return _page(request, shown, offered, own)


def _form(request: HttpRequest, shown: Mapping[str, Any], name: str, own: bool, *, posted: bool) -> SeenForm:
    shape = STEPS[name].form if own else STEPS[name].on_behalf
    typed = {field: shown[field] for field in ("title", "text", "where", "proposal", "category")} if name == "type_out" else {}
    return shape(request.POST if posted else None, prefix=name, initial={**typed, "seen": shown["version"], "at": today()})


def _next(shown: Mapping[str, Any], step: str, done: Mapping[str, Any]) -> str:
    if step == "agree_telling":
        return reverse("received", args=[done["case"]["id"]])
    return f"{reverse('telling', args=[shown['id']])}?done={step}"


def _page(request: HttpRequest, shown: Mapping[str, Any], offered: Mapping[str, SeenForm], own: bool) -> HttpResponse:
    done = request.GET.get("done", "")
    first = "agree_telling" if own else "" if shown["text"] else "type_out"
    steps = [
        {
            "form": form, "verb": STEPS[name].verb, "follows": STEPS[name].follows, "opened": name == first,
            "action": reverse("telling-step", args=[shown["id"], name]),
        }
        for name, form in offered.items()
    ]  # fmt: skip
    told = {
        "section": "mine" if own else "cases", "telling": shown, "steps": steps, "own": own, "sent": done == "tell",
        "done": STEPS[done].verb if done in STEPS else "",
    }  # fmt: skip
    return render(request, "console/telling.html", told)


def waiting(data: Mapping[str, Any], *, own: bool) -> list[dict[str, Any]]:
    """For the list of what needs somebody: to be typed out by the clerk, or to be answered by the deputy."""
    wanted, verb = ("TYPED", STEPS["agree_telling"].verb) if own else ("TOLD", STEPS["type_out"].verb)
    return [
        {
            "title": one["title"] or one["line"] or _("Told by voice or photo"), "href": reverse("telling", args=[one["id"]]), "note": one["deputyName"],
            "state": {"look": "waiting", "word": one["stateLabel"]}, "verb": _("Hear it read back") if own else verb,
        }
        for one in data["tellings"]["nodes"]
        if one["state"] == wanted
    ]  # fmt: skip
