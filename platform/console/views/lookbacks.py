"""Going back to look: the plans, one plan with its draw, and what a visit found."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from console.forms_lookbacks import PlanLookBack, ReturnVisit
from console.ids import plain
from console.pages import answered, ask, for_members, found, gid, pager, paging, submit
from console.pictures import put_to, taken_in


@for_members
def look_backs(request: HttpRequest) -> HttpResponse:
    data = ask(request, "look_backs", **paging(request))["lookBacks"]
    return render(request, "console/look_backs.html", {"section": "cases", "plans": data, "pager": pager(request, data)})


@for_members
def plan(request: HttpRequest) -> HttpResponseBase:
    ask(request, "look_backs", first=0)  # who may not see them plans none
    form = PlanLookBack(request.POST or None)
    if form.is_valid() and (done := submit(request, "plan_look_back", form, form.given())):
        return redirect(reverse("look-back", args=[done["lookBack"]["id"]]))
    return answered(request, render(request, "console/look_back_plan.html", {"section": "cases", "form": form}), form)


@for_members
def look_back(request: HttpRequest, look_back_id: UUID) -> HttpResponse:
    """The list that it was drawn from, the seed, and that drawn again it is the same; then the visits."""
    data = found(ask(request, "look_back", id=gid(request, "LookBack", look_back_id))["lookBack"])
    made = sum(bool(one["visitedOn"]) for one in data["visits"])
    return render(request, "console/look_back.html", {"section": "cases", "plan": data, "made": made, "done": request.GET.get("done", "")})


@for_members
def visit(request: HttpRequest, look_back_id: UUID, visit_id: UUID) -> HttpResponseBase:
    data = found(ask(request, "look_back", id=gid(request, "LookBack", look_back_id))["lookBack"])
    one = found(next((one for one in data["visits"] if plain(one["id"]) == visit_id and not one["visitedOn"]), None))
    form = ReturnVisit(request.POST or None, request.FILES or None, initial={"seen": one["version"]})
    if form.is_valid() and _made(request, one["id"], form):
        return redirect(f"{reverse('look-back', args=[look_back_id])}?done=1")
    return answered(request, render(request, "console/look_back_visit.html", {"section": "cases", "plan": data, "visit": one, "form": form}), form)


def _made(request: HttpRequest, visit_id: str, form: ReturnVisit) -> bool:
    photos = taken_in(request, form, "photos")
    if photos is None:
        return False
    done = submit(request, "case/return_visit", form, {**form.given(), "visitId": visit_id})
    if done is None:
        return False
    put_to(request, done["case"]["id"], photos, purpose="EVIDENCE", caption=_("Seen at the return visit"))
    return True
