"""The list of a congress's cases, and entering one for its deputies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from console import choices
from console.forms_case import Entered, EnteredMotion
from console.forms_filter import STAGES, CaseFilters
from console.pages import answered, ask, for_members, pager, paging, submit
from console.pictures import put_to, taken_in
from console.shell import today
from console.steps import STEPS

CHIPS = {"INTAKE": "intake", "BEFORE_HANDOVER": "before", "IN_HAND": "inHand", "WITH_DEPUTIES": "withDeputies", "ENDED": "ended"}


@for_members
def cases(request: HttpRequest) -> HttpResponse:
    """Filters and place in the list stand in the address bar."""
    given = asked(request)
    data = ask(request, "cases", **given, **paging(request), open=today().isoformat())
    named = [(unit["id"], unit["name"]) for unit in data["units"]["nodes"]]
    told = {
        "section": "cases",
        "cases": data["cases"],
        "chips": _chips(request, data),
        "filters": CaseFilters(request.GET, stage=STAGES, kind=choices.KINDS, unit=named, category=[(one, one) for one in data["categories"]]),
        "filtered": any(given.values()),
        "pager": pager(request, data["cases"]),
        "may_enter": request.actor.has("clerk"),  # type: ignore[attr-defined]
        "bulk": _bulk(request.actor),  # type: ignore[attr-defined]
        "may_count": request.actor.office,  # type: ignore[attr-defined]
    }
    return render(request, "console/cases.html", told)


def asked(request: HttpRequest) -> dict[str, Any]:
    """The filter in the address as the API takes it."""
    given = {name: request.GET.get(name) or None for name in ("text", "kind", "unit", "deputy", "category")}
    states = choices.STATES_OF.get(request.GET.get("stage", ""))
    return {**given, "states": list(states) if states else None, "overdue": True if request.GET.get("overdue") else None}


def _bulk(actor: Any) -> list[tuple[str, Any]]:
    """What this person may do to several at once."""
    own = (["REGISTER", "REMIND"] if actor.has("clerk") else []) + (["APPROVE_HANDLING"] if actor.has("chair", "vice_chair") else [])
    return [(verb, STEPS[verb].verb) for verb in own]


def _chips(request: HttpRequest, data: Mapping[str, Any]) -> list[dict[str, Any]]:
    stage, late = request.GET.get("stage", ""), bool(request.GET.get("overdue"))
    here = reverse("cases")
    first = [
        {"label": _("All"), "href": here, "count": data["all"]["totalCount"], "current": not stage and not late},
        {"label": _("Overdue"), "href": f"{here}?overdue=1", "count": data["late"]["totalCount"], "current": late},
    ]
    rest = [
        {"label": words, "href": f"{here}?stage={name}", "count": data[CHIPS[name]]["totalCount"], "current": stage == name}
        for name, words in choices.STAGES.items()
    ]
    return [*first, *rest]


@for_members
def enter(request: HttpRequest, kind: str = "suggestion") -> HttpResponseBase:
    """The office enters what came on paper, by telephone or face to face. One form, for a desk computer."""
    data = ask(request, "enter", today=today().isoformat())
    shape, document = (EnteredMotion, "case/file_motion") if kind == "motion" else (Entered, "case/submit_suggestion")
    form = shape(request.POST or None, request.FILES or None, initial={"lead": request.GET.get("deputy", "")}, deputies=data["deputies"]["nodes"])
    if form.is_valid() and (done := _entered(request, document, form)):
        return redirect(address_of(done["case"]["id"], "entered"))
    return answered(request, render(request, "console/enter.html", {"section": "cases", "form": form, "kind": kind}), form)


def _entered(request: HttpRequest, document: str, form: Entered) -> dict[str, Any] | None:
    """With the signed sheet, which is looked at before and put to the case after."""
    sheet = taken_in(request, form, "sheet")
    done = None if sheet is None else submit(request, document, form, form.given())
    if done and sheet:
        put_to(request, done["case"]["id"], sheet, purpose="SHEET", caption=_("As it was handed in"))
    return done


def address_of(case_id: str, done: str) -> str:
    """A case's page that tells what was just done."""
    return f"{reverse('case', args=[case_id])}?done={done}"
