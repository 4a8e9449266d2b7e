"""A deputy's duty record, to look at and to print; and the deputies whom the clerk could help."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from console.pages import ask, for_members, found, gid, pager
from people.actor import Role

ON_A_PAGE = 100


@for_members
def mine(request: HttpRequest) -> HttpResponseBase:
    mandates = sorted(request.actor.deputy_ids)  # type: ignore[attr-defined]
    if not mandates:
        raise PermissionDenied
    return record(request, mandates[0])


@for_members
def record(request: HttpRequest, deputy_id: UUID) -> HttpResponseBase:
    data = ask(request, "duties", deputy=gid(request, "Deputy", deputy_id), first=ON_A_PAGE, after=request.GET.get("after") or None)
    shown = found(data["dutyRecord"])
    own = deputy_id in request.actor.deputy_ids  # type: ignore[attr-defined]
    numbers = {one["deputyId"]: one["termNumber"] for one in shown["terms"]}
    told = {
        "section": "mine" if own else "deputies", "record": shown, "numbers": numbers, "pager": pager(request, shown["entries"]),
        "all": {name: sum(one[name] for one in shown["terms"]) for name in ("led", "cosigned", "rated")},
    }  # fmt: skip
    return render(request, "console/duties.html", told)


@for_members
def to_help(request: HttpRequest) -> HttpResponseBase:
    if not request.actor.has(Role.CLERK):  # type: ignore[attr-defined]
        raise PermissionDenied
    data = ask(request, "to_help", first=ON_A_PAGE, after=request.GET.get("after") or None)
    told = {"section": "deputies", "deputies": data["deputiesToHelp"], "term": data["congress"]["term"], "pager": pager(request, data["deputiesToHelp"])}
    return render(request, "console/to_help.html", told)
