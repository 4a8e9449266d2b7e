"""Drafts that deputies sign together: written, shown to who is asked, sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from console.forms_command import CommandForm
from console.forms_cosigning import MotionDraft, SuggestionDraft, for_another
from console.forms_raise import matter
from console.offers import Offer, at
from console.pages import answered, ask, change, for_members, found, gid, pager, paging, submit
from console.shell import today
from console.steps_cosigning import STEPS, offers_of
from people.actor import Role

SHAPES: Final[Mapping[str, type[CommandForm]]] = {"suggestion": SuggestionDraft, "motion": MotionDraft}
MOST_PAGES: Final = 10
LOOKS: Final = {"OPEN": "going", "SENT": "done", "DROPPED": "stopped"}
ANSWER_LOOKS: Final = {"WAITING": "waiting", "CONFIRMED": "done", "DECLINED": "stopped"}


@for_members
def cosignings(request: HttpRequest) -> HttpResponse:
    """For the clerk all of them; for a deputy those that he writes or is asked to sign."""
    if not _takes_part(request):
        raise PermissionDenied
    data = ask(request, "cosignings", **paging(request))
    nodes = data["cosignings"]["nodes"]
    rows = [{**one, "look": LOOKS[one["state"]], "signed": 1 + _count(one, "CONFIRMED"), "asked": 1 + len(one["invitations"])} for one in nodes]
    told = {"section": _section(request), "rows": rows, "total": data["cosignings"]["totalCount"], "pager": pager(request, data["cosignings"])}
    return render(request, "console/cosignings.html", told)


@for_members
def draft(request: HttpRequest, kind: str) -> HttpResponseBase:
    """A new draft: by the deputy who writes it, or by the office for one."""
    if kind not in SHAPES:
        raise Http404
    if not _takes_part(request):
        raise PermissionDenied
    own = sorted(request.actor.deputy_ids)  # type: ignore[attr-defined]
    form = SHAPES[kind](request.POST or None) if own else for_another(SHAPES[kind])(request.POST or None, deputies=serving(request))  # type: ignore[call-arg]
    if form.is_valid():
        given = {"kind": kind.upper(), **({"initiatorId": gid(request, "Deputy", own[0])} if own else {}), **form.given()}
        if done := submit(request, "cosigning/open", form, given):
            return redirect("cosigning", done["cosigning"]["id"])
    told = {"section": _section(request), "form": form, "kind": kind, "for_deputy": bool(own)}
    return answered(request, render(request, "console/cosigning_new.html", told), form)


@for_members
def cosigning(request: HttpRequest, cosigning_id: UUID, step: str = "", about: UUID | None = None) -> HttpResponseBase:
    """With a step in the address its form is open; posted there, the step is taken."""
    data = ask(request, "cosigning", id=gid(request, "Cosigning", cosigning_id))
    one = found(data["cosigning"])
    own = {mandate["id"] for mandate in data["viewer"]["deputies"]}
    invites = any(offer["step"] == "INVITE" for offer in one["nextSteps"])
    offers = list(offers_of(one, own, serving(request) if invites else ()))
    chosen = at(offers, step, about) or (offers[0] if offers and not step and offers[0].name == "confirm" else None)
    if request.method != "POST":
        return _page(request, one, own, offers, chosen)
    if chosen is None:
        return _page(request, one, own, offers, None, gone=step.upper())
    if not chosen.take(request):
        return answered(request, _page(request, one, own, offers, chosen), chosen.form)
    if chosen.name in ("send", "send_as_suggestion"):
        sent = found(ask(request, "cosigning", id=gid(request, "Cosigning", cosigning_id))["cosigning"])
        return redirect("received", sent["caseId"]) if own else redirect("case", sent["caseId"])
    return redirect(f"{reverse('cosigning', args=[cosigning_id])}?done={step}")


def _page(
    request: HttpRequest, one: Mapping[str, Any], own: set[str], offers: Sequence[Offer], chosen: Offer | None, gone: str = ""
) -> HttpResponse:  # fmt: skip
    done = request.GET.get("done", "").upper()
    told = {
        "section": _section(request),
        "one": one,
        "look": LOOKS[one["state"]],
        "for_deputy": bool(own),
        "leads": one["initiatorId"] in own,
        "invitations": [{**asked, "look": ANSWER_LOOKS[asked["answer"]]} for asked in one["invitations"]],
        "missing": max(0, one["least"] - one["signed"]),
        "offered": offers,
        "chosen": chosen,
        "blocked": [{**step, "verb": STEPS[step["step"]].verb} for step in one["nextSteps"] if not step["allowed"]],
        "done": STEPS[done].verb if done in STEPS else "",
        "gone": found(STEPS[gone].verb if gone in STEPS else None) if gone else "",
    }
    return render(request, "console/cosigning.html", told, status=409 if gone else 200)


@for_members
def together(request: HttpRequest) -> HttpResponseBase:
    """What a deputy wrote screen by screen is saved as a draft, and others can be asked to sign it."""
    own, written = sorted(request.actor.deputy_ids), request.session.get("raise") or {}  # type: ignore[attr-defined]
    if not own:
        raise PermissionDenied
    if request.method != "POST" or not written.get("text"):
        return redirect("raise")
    told = {name: value for name, value in matter(written).items() if value != ""}
    given = {**told, "commandId": written["command_id"], "kind": "SUGGESTION", "initiatorId": gid(request, "Deputy", own[0])}
    done = change(request, "cosigning/open", given)
    if done["errors"]:
        return redirect("raise-screen", "check")
    request.session.pop("raise")
    return redirect("cosigning-step", done["cosigning"]["id"], "invite")


def serving(request: HttpRequest) -> list[dict[str, Any]]:
    """All deputies in office today, by surname."""
    names: list[dict[str, Any]] = []
    after = None
    for _page_number in range(MOST_PAGES):
        page = ask(request, "serving", today=today().isoformat(), after=after)["deputies"]
        names += page["nodes"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    return names


def waiting(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The invitations of a deputy, each with its one verb."""
    return [
        {
            "title": one["title"], "href": reverse("cosigning", args=[one["id"]]), "number": one["kindLabel"],
            "note": _("{name} asks you to sign it").format(name=one["initiatorName"]),
            "due": one["lapsesAt"][:10] if one["lapsesAt"] else None, "verb": _("Read and sign"),
        }
        for one in data["invitations"]
    ]  # fmt: skip


def written(data: Mapping[str, Any], own: set[str]) -> list[dict[str, Any]]:
    """The drafts that a deputy writes himself."""
    return [
        {
            "title": one["title"], "href": reverse("cosigning", args=[one["id"]]), "number": one["kindLabel"], "verb": _("Go on"),
            "note": _("{signed} of {asked} have signed").format(signed=1 + _count(one, "CONFIRMED"), asked=1 + len(one["invitations"])),
        }
        for one in data["drafts"]["nodes"] if one["initiatorId"] in own
    ]  # fmt: skip


def _count(one: Mapping[str, Any], answer: str) -> int:
    return sum(asked["answer"] == answer for asked in one["invitations"])


def _takes_part(request: HttpRequest) -> bool:
    actor = request.actor  # type: ignore[attr-defined]
    return bool(actor.deputy_ids) or actor.has(Role.CLERK)


def _section(request: HttpRequest) -> str:
    return "cases" if request.actor.office else "mine"  # type: ignore[attr-defined]
