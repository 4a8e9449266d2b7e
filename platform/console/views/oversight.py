"""The congress's supervisions: the list, one with its steps, planning one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from console import choices
from console.forms_filter import SupervisionFilters
from console.forms_supervision import Plan
from console.offers import Offer, Subject, at
from console.pages import answered, ask, for_members, found, gid, pager, paging, submit
from console.shell import today
from console.steps_supervision import STEPS
from console.timeline import entries
from people.actor import ASSIGNERS, Role

OWED = "OPINION_SENT,REOPENED"


@for_members
def supervisions(request: HttpRequest) -> HttpResponse:
    given = {name: request.GET.get(name) or None for name in ("form", "text", "unit")}
    states = [one for one in request.GET.get("state", "").split(",") if one] or None
    overdue = True if request.GET.get("overdue") else None
    data = ask(request, "supervisions", **given, states=states, overdue=overdue, **paging(request))
    told = {
        "section": "oversight",
        "supervisions": data["supervisions"],
        "chips": _chips(request, data),
        "filters": SupervisionFilters(
            request.GET, state=choices.SUPERVISION_STATES, form=[(one["form"], one["formLabel"]) for one in data["supervisionForms"]]
        ),
        "filtered": any((*given.values(), states, overdue)),
        "pager": pager(request, data["supervisions"]),
        "may_plan": _may_plan(request),
    }
    return render(request, "console/supervisions.html", told)


def _may_plan(request: HttpRequest) -> bool:
    return bool(request.actor.has(Role.CLERK, *ASSIGNERS))  # type: ignore[attr-defined]


def _chips(request: HttpRequest, data: Mapping[str, Any]) -> list[dict[str, Any]]:
    here, state, late = reverse("oversight"), request.GET.get("state", ""), bool(request.GET.get("overdue"))
    return [
        {"label": _("All"), "href": here, "count": data["all"]["totalCount"], "current": not state and not late},
        {"label": _("Overdue"), "href": f"{here}?overdue=1", "count": data["late"]["totalCount"], "current": late},
        {"label": _("Report owed"), "href": f"{here}?state={OWED}", "count": data["owed"]["totalCount"], "current": state == OWED},
        {"label": _("Closed"), "href": f"{here}?state=CLOSED", "count": data["closed"]["totalCount"], "current": state == "CLOSED"},
    ]


@for_members
def supervision(request: HttpRequest, supervision_id: UUID, step: str = "") -> HttpResponseBase:
    """With a step in the address its form is open; posted there, the step is taken."""
    data = ask(request, "supervision", id=gid(request, "Supervision", supervision_id), today=today().isoformat())
    found(data["supervision"])
    offers = list(_offers(data))
    chosen = at(offers, step, None)
    if request.method != "POST":
        return _page(request, data, offers, chosen)
    if chosen is None:
        return _page(request, data, offers, None, gone=step.upper())
    if chosen.take(request):
        return redirect(f"{reverse('supervision', args=[supervision_id])}?done={step}")
    return answered(request, _page(request, data, offers, chosen), chosen.form)


def _offers(data: Mapping[str, Any]) -> Iterator[Offer]:
    shown = data["supervision"]
    subject = Subject("supervision", shown["id"], shown["version"])
    own = {one["id"] for one in data["viewer"]["units"]}
    offered = {"units": data["units"]["nodes"], "deputies": data["deputies"]["nodes"]}
    for step in shown["nextSteps"]:
        if step["allowed"] and step["step"] in STEPS:
            others = step["step"] == "REPORT_RECTIFICATION" and shown["unitId"] not in own
            yield Offer(subject, step, STEPS[step["step"]], others=others, offered=offered)


def _page(request: HttpRequest, data: Mapping[str, Any], offers: Sequence[Offer], chosen: Offer | None, gone: str = "") -> HttpResponse:
    """`gone`: a step that was posted and is no longer offered, because somebody was faster."""
    shown, done = data["supervision"], request.GET.get("done", "").upper()
    told = {
        "section": "oversight",
        "supervision": shown,
        "look": choices.look(shown["state"], overdue=shown["overdue"]),
        "offered": offers,
        "chosen": chosen,
        "blocked": [{**one, "verb": STEPS[one["step"]].verb} for one in shown["nextSteps"] if not one["allowed"]],
        "entries": list(entries(shown["timeline"])),
        "deadlines": [one for one in shown["deadlines"] if not one["liftedOn"]],
        "done": STEPS[done].verb if done in STEPS else "",
        "gone": found(STEPS[gone].verb if gone in STEPS else None) if gone else "",
    }
    return render(request, "console/supervision.html", told, status=409 if gone else 200)


@for_members
def plan(request: HttpRequest) -> HttpResponseBase:
    """A new one; a form that is not lawful at this level is refused with its article."""
    if not _may_plan(request):
        raise PermissionDenied
    data = ask(request, "plan", today=today().isoformat())
    form = Plan(request.POST or None, offered=data["supervisionForms"], deputies=data["deputies"]["nodes"])
    if form.is_valid() and (done := submit(request, "supervision/plan", form, form.given())):
        return redirect("supervision", done["supervision"]["id"])
    return answered(request, render(request, "console/plan.html", {"section": "oversight", "form": form}), form)
