"""The photos, voice notes and papers of a case."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from api.context import Call
from api.files import SECONDS, receive
from api.relay import encode
from console.forms_case import Attach, TakeAway
from console.pages import answered, ask, for_members, found, gid, submit
from console.shell import today
from console.views.case import page_with
from townships.errors import Refused, message


@for_members
@require_POST
def add(request: HttpRequest, case_id: UUID) -> HttpResponseBase:
    """Taken in, and put to the case; refused, the page comes back with the reason beside the field."""
    data = ask(request, "case", id=gid(request, "Case", case_id), today=today().isoformat())
    case, form = found(data["case"]), Attach(request.POST, request.FILES)
    if form.is_valid() and _taken(request, case["id"], form):
        return redirect(f"{reverse('case', args=[case_id])}?done=attach_file")
    return answered(request, page_with(request, data, form), form)


def _taken(request: HttpRequest, case_id: str, form: Attach) -> bool:
    try:
        receipt = receive(Call.of(request, SECONDS), form.cleaned_data["file"])
    except Refused as refused:
        form.add_error("file" if refused.field == "file" else None, message(refused))
        return False
    given = {**form.given(), "caseId": case_id, "fileId": encode("File", request.actor.tenant, receipt.id)}  # type: ignore[attr-defined]
    return submit(request, "case/attach_file", form, given) is not None


@for_members
def remove(request: HttpRequest, case_id: UUID, attachment_id: UUID) -> HttpResponseBase:
    """With the reason, which stands in what happened."""
    data = ask(request, "case", id=gid(request, "Case", case_id), today=today().isoformat())
    case = found(data["case"])
    named = gid(request, "CaseFile", attachment_id)
    file = found(next((one for one in (case["papers"] or {"files": []})["files"] if one["id"] == named), None))
    form = TakeAway(request.POST or None, initial={"seen": case["version"]})
    if request.method == "POST" and form.is_valid() and submit(request, "case/remove_file", form, {**form.given(), "attachmentId": named}):
        return redirect(f"{reverse('case', args=[case_id])}?done=remove_file")
    told = {"section": "cases", "case": case, "file": file, "form": form, "action": request.path}
    return answered(request, render(request, "console/file_remove.html", told), form)
