"""The hand-over meeting: which approved cases, where and when, and its record; then the list that the office hands out."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from console.forms_handover import Meeting
from console.pages import answered, ask, for_members, found, gid, submit
from console.papers.catalogue import OF_MEETING, offered


@for_members
def handover(request: HttpRequest) -> HttpResponseBase:
    """What is approved and waits, to be handed over together; and the meetings there have been."""
    data = ask(request, "handover")
    form = Meeting(request.POST or None, cases=data["cases"]["nodes"])
    if form.is_valid() and (done := submit(request, "hand_over_many", form, form.given())):
        return redirect("handover-held", done["handOver"]["id"])
    told: dict[str, Any] = {"section": "cases", "form": form, "cases": data["cases"], "meetings": data["handOvers"]["nodes"]}
    return answered(request, render(request, "console/handover.html", told), form)


@for_members
def held(request: HttpRequest, handover_id: UUID) -> HttpResponse:
    """One meeting with its record and its list, to be printed."""
    meeting = found(ask(request, "handover_held", id=gid(request, "HandOverMeeting", handover_id))["handOver"])
    return render(request, "console/handover_held.html", {"section": "cases", "meeting": meeting, "papers": offered(OF_MEETING, meeting)})
