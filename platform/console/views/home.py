"""The first page: what waits for this person, and for a stranger what everybody may know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from console import choices, words
from console.pages import ask, for_members
from console.steps import STEPS
from console.steps_supervision import STEPS as SUPERVISION_STEPS
from console.views import county, mine, tellings
from people.actor import Role


def home(request: HttpRequest) -> HttpResponseBase:
    """Each where the work is: the county's office at the board, the office and the units at the desk, deputies at their own cases."""
    actor = request.actor  # type: ignore[attr-defined]
    if actor.anonymous:
        return render(request, "console/welcome.html", ask(request, "welcome"))
    if actor.level == "county" and actor.office:
        return county.board(request)
    if actor.office or actor.has(Role.UNIT):
        return desk(request)
    return mine.mine(request)


@for_members
def desk(request: HttpRequest) -> HttpResponse:
    """What needs me, most urgent first, each with its one verb."""
    data = ask(request, "desk")
    heard = tellings.waiting(data, own=False) if request.actor.has(Role.CLERK) else []  # type: ignore[attr-defined]
    told = {
        "section": "desk",
        "letters": data["lettersToAnswer"],
        "items": [*heard, *(_task(one) for one in data["taskDuties"]), *(todo(item) for item in data["desk"])],
        "late": sum(item["overdue"] for item in [*data["desk"], *data["taskDuties"]]),
        "open": data["open"]["totalCount"],
        "next": next(iter(data["next"]["nodes"]), None),
        "chase": chase(data) if request.actor.office else [],  # type: ignore[attr-defined]
        "overdue": data["late"]["totalCount"],
    }
    return render(request, "console/desk.html", told)


def _task(task: Mapping[str, Any]) -> dict[str, Any]:
    """A case of the county on this town government's desk."""
    return {
        "title": task["title"], "href": reverse("task", args=[task["id"]]), "number": task["number"], "note": _("From the county"), "due": task["dueOn"],
        "verb": _("Sign for") if task["maySign"] else _("Reply"), "state": {"look": choices.look(task["state"]), "word": task["stateLabel"]},
    }  # fmt: skip


def chase(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What is overdue and waits for others: for the office to chase, longest overdue first."""
    mine = {item["case"]["id"] for item in data["desk"] if item["case"]}
    return [_late(case) for case in data["late"]["nodes"] if case["id"] not in mine]


def _late(case: Mapping[str, Any]) -> dict[str, Any]:
    units = words.listed([one["unitName"] for one in case["units"]])
    href = reverse("case", args=[case["id"]])
    due = {"due": case["dueOn"], "why": case["dueDeadlineId"]}
    return {"title": case["title"], "href": href, "number": case["number"], "note": units, **due, "verb": _("See where it stands")}


def todo(item: Mapping[str, Any]) -> dict[str, Any]:
    """A matter of the desk as the list of what needs me shows it. Its verb leads straight to the step."""
    shown = _case(item["case"], item["caseDuties"][0]) if item["case"] else _supervision(item["supervision"], item["supervisionDuties"][0])
    of = item["case"] or item["supervision"]
    why = of.get("dueDeadlineId") if of.get("dueOn") == item["dueOn"] else None
    return {**shown, "due": item["dueOn"], "why": why, "state": {"look": choices.look(of["state"]), "word": of["stateLabel"]}}


def _case(case: Mapping[str, Any], duty: Mapping[str, Any]) -> dict[str, Any]:
    names = [one["unitName"] for one in case["units"]] or [one["name"] for one in case["proposers"]]
    return {
        "title": case["title"],
        "href": reverse("case", args=[case["id"]]),
        "number": case["number"],
        "note": words.listed(names),
        "verb": STEPS[duty["step"]].verb,
        "step_href": step_href(case["id"], duty),
    }


def _supervision(supervision: Mapping[str, Any], duty: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "title": supervision["topic"],
        "href": reverse("supervision", args=[supervision["id"]]),
        "number": supervision["formLabel"],
        "note": supervision["unitName"],
        "verb": SUPERVISION_STEPS[duty["step"]].verb,
        "step_href": reverse("supervision-step", args=[supervision["id"], duty["step"].lower()]),
    }


def step_href(case_id: str, step: Mapping[str, Any]) -> str:
    """The case's page with this step open."""
    about = step["promiseId"] or step["draftId"] or step["assignmentId"] or step["deputyId"]
    return reverse("case-step", args=[case_id, step["step"].lower(), *([about] if about else [])])
