"""Putting a wrong entry of a case right: what stands there, and the form for one of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from console.forms_corrections import Correction
from console.pages import answered, ask, for_members, found, gid, submit
from console.pictures import put_to, taken_in
from console.shell import today
from people.actor import Role


@for_members
def correct(request: HttpRequest, case_id: UUID) -> HttpResponseBase:
    """Which entry, the address says; without one the page lists them all."""
    if not request.actor.has(Role.CLERK):  # type: ignore[attr-defined]
        raise PermissionDenied
    data = ask(request, "correct", id=gid(request, "Case", case_id), today=today().isoformat())
    case, what, about = found(data["case"]), request.GET.get("what", ""), request.GET.get("about") or None
    told = {"section": "cases", "case": case, "entries": data["correctables"]}
    if not what:
        return render(request, "console/correct.html", told)
    entry = found(next((one for one in data["correctables"] if one["what"] == what and one["about"] == about), None))
    given = {"entry": entry, "units": data["units"]["nodes"], "initial": {"seen": case["version"]}}
    form = Correction(request.POST or None, request.FILES or None, **given)
    if form.is_valid() and _done(request, case, form):
        return redirect(f"{reverse('case', args=[case_id])}?done=correct")
    return answered(request, render(request, "console/correct.html", {**told, "entry": entry, "form": form, "action": request.get_full_path()}), form)


def _done(request: HttpRequest, case: Mapping[str, Any], form: Correction) -> bool:
    sheet = taken_in(request, form, "sheet")
    if sheet is None or not submit(request, "case/correct", form, {**form.given(), "caseId": case["id"]}):
        return False
    put_to(request, case["id"], sheet, purpose="SHEET", caption=_("Consent to the correction"))
    return True
