"""One step for several cases: first its consequence and which of them it is open for, then, with consent, each for itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from console.pages import ask, change, for_members
from console.steps import STEPS
from townships.ids import new_id


class Bulk(NamedTuple):
    """`document` of the mutation that takes a case and what was seen of it, and `follows` for all of them."""

    document: str
    follows: str | Promise
    given: Mapping[str, Any] = {}


VERBS: Final[Mapping[str, Bulk]] = {
    "REGISTER": Bulk(
        "case/register",
        gettext_lazy("Each gets the next number, in this order, and the time until its hand-over begins. A number that was given is not taken back."),
    ),
    "APPROVE_HANDLING": Bulk("case/approve_handling", gettext_lazy("All of them may then be handed over to the units that stand in the proposals.")),
    "REMIND": Bulk("case/remind", gettext_lazy("Whoever has not rated counts as told by telephone today. Each is reminded once and not again.")),
}
MOST: Final = 100


@for_members
@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    verb, chosen = request.POST.get("verb", ""), request.POST.getlist("case")
    if verb not in VERBS or len(chosen) > MOST:
        raise Http404
    cases = [one for one in ask(request, "bulk", ids=list(dict.fromkeys(chosen)))["nodes"] if one] if chosen else []
    open_for, closed = _parted(cases, verb)
    told: dict[str, Any] = {"section": "cases", "verb": verb, "word": STEPS[verb].verb, "follows": VERBS[verb].follows, "closed": closed, "cases": open_for}
    if request.POST.get("consent") != "yes":
        return render(request, "console/bulk.html", {**told, "command": new_id()})
    return render(request, "console/bulk.html", {**told, "done": [_done(request, verb, one) for one in open_for]})


def _parted(cases: list[dict[str, Any]], verb: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Those for which the step is open, and those for which it is not, with the reason."""
    open_for, closed = [], []
    for case in cases:
        step = next((one for one in case["nextSteps"] if one["step"] == verb), None)
        if step and step["allowed"]:
            open_for.append(case)
        else:
            closed.append({**case, "why": (step and step["reason"]) or _("not open: {state}").format(state=case["stateLabel"])})
    return open_for, closed


def _done(request: HttpRequest, verb: str, case: Mapping[str, Any]) -> dict[str, Any]:
    """One case's step, by the version that was consented to: whatever somebody else did meanwhile is told, and the others go on."""
    seen = request.POST.get(f"seen-{case['id']}", "")
    given = {"caseId": case["id"], "seen": int(seen) if seen.isdecimal() else 0, "commandId": str(new_id()), **VERBS[verb].given}
    payload = change(request, VERBS[verb].document, given)
    number = (payload.get("case") or {}).get("number") or case["number"]
    return {**case, "number": number, "wrong": [error["message"] for error in payload["errors"]]}
