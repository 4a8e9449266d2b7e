"""Who sits in the congress, and who answers to it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from console.forms_filter import DeputyFilters
from console.pages import ask, for_members, pager, paging
from console.shell import today


@for_members
def deputies(request: HttpRequest) -> HttpResponse:
    given = deputies_asked(request)
    data = ask(request, "deputies", **given, **paging(request))
    told = {
        "section": "deputies",
        "deputies": data["deputies"],
        "presidium": data["presidium"],
        "term": data["congress"]["term"],
        "groups_of": {one["deputyId"]: group["name"] for group in data["groups"] for one in group["members"]},
        "filters": DeputyFilters(request.GET, group=[(group["id"], group["name"]) for group in data["groups"]]),
        "filtered": bool(given["text"] or given["group"] or not given["servingOn"]),
        "cards": request.actor.has("clerk"),  # type: ignore[attr-defined]
        "office": request.actor.office,  # type: ignore[attr-defined]
        "pager": pager(request, data["deputies"]),
    }
    return render(request, "console/deputies.html", told)


@for_members
def units(request: HttpRequest) -> HttpResponse:
    data = ask(request, "units", **units_asked(request), **paging(request))
    told = {"section": "deputies", "units": data["units"], "pager": pager(request, data["units"])}
    return render(request, "console/units.html", told)


def deputies_asked(request: HttpRequest) -> dict[str, Any]:
    """The filter in the address as the API takes it."""
    serving = None if request.GET.get("former") else today().isoformat()
    return {"servingOn": serving, **{name: request.GET.get(name) or None for name in ("text", "group")}}


def units_asked(request: HttpRequest) -> dict[str, Any]:
    return {"openOn": None if request.GET.get("closed") else today().isoformat()}
