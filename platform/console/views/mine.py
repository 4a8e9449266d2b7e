"""A deputy's own cases: first what waits for the deputy, then all of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from console import choices
from console.pages import ask, for_members, gid, pager, paging
from console.steps import STEPS
from console.views import cosigning, tellings


@for_members
def mine(request: HttpRequest) -> HttpResponse:
    mandates = sorted(request.actor.deputy_ids)  # type: ignore[attr-defined]
    if not mandates:
        raise PermissionDenied
    data = ask(request, "mine", deputy=gid(request, "Deputy", mandates[0]), **paging(request))
    waiting = [_todo(item, duty) for item in data["desk"] for duty in item["caseDuties"] if duty["step"] in ("RATE", "RESUBMIT", "RATE_FULFILMENT")]
    own = {gid(request, "Deputy", mandate) for mandate in mandates}
    told = {
        "section": "mine",
        "waiting": [*tellings.waiting(data, own=True), *cosigning.waiting(data), *waiting],
        "drafts": cosigning.written(data, own), "cases": data["cases"],
        "pager": pager(request, data["cases"]),
    }  # fmt: skip
    return render(request, "console/mine.html", told)


def _todo(item: Mapping[str, Any], duty: Mapping[str, Any]) -> dict[str, Any]:
    case, about = item["case"], duty["promiseId"] or duty["deputyId"]
    return {
        "title": case["title"],
        "href": reverse("case", args=[case["id"]]),
        "number": case["number"],
        "due": duty["dueOn"],
        "state": {"look": choices.look(case["state"]), "word": case["stateLabel"]},
        "verb": STEPS[duty["step"]].verb,
        "step_href": reverse("case-step", args=[case["id"], duty["step"].lower(), *([about] if about else [])]),
    }
