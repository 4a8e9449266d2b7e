"""What the office has in Excel: sent, looked through, consented to, and taken in while the page shows how far it is."""

from __future__ import annotations

from time import monotonic
from typing import Any, Final
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render

from api.context import Call
from api.imports import SECONDS, receive
from console.forms_import import KINDS, SendSheet
from console.pages import answered, ask, change, for_members, found, gid, pager, paging
from people.actor import Role
from townships.errors import Refused, message

STEPS: Final = ("consent", "import_rows", "cancel")
#: How long one request goes on taking in: a page that shows nothing for longer seems to hang.
WORKING: Final = 4.0


@for_members
def imports(request: HttpRequest) -> HttpResponseBase:
    """Templates, sending a sheet, and those that were sent."""
    if not request.actor.has(Role.CLERK):  # type: ignore[attr-defined]
        raise PermissionDenied
    form = SendSheet(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and (sent := _sent(request, form)):
        return redirect("take-in-sheet", sent)
    data = ask(request, "imports", **paging(request))["sheetImports"]
    told = {"section": "settings", "form": form, "kinds": KINDS, "sheets": data, "pager": pager(request, data)}
    return answered(request, render(request, "console/imports.html", told), form)


def _sent(request: HttpRequest, form: SendSheet) -> UUID | None:
    try:
        return receive(Call.of(request, SECONDS), form.cleaned_data["kind"], form.cleaned_data["file"]).id
    except Refused as refused:
        form.add_error("file", message(refused))
        return None


@for_members
def sheet(request: HttpRequest, import_id: UUID) -> HttpResponseBase:
    """Every mistake at its cell, or the rows as they will come in; then how far it is."""
    errors = _step(request, gid(request, "SheetImport", import_id)) if request.method == "POST" else []
    if request.method == "POST" and not errors:
        return redirect("take-in-sheet", import_id)
    data = _asked(request, import_id)
    told = {
        "section": "settings",
        "sheet": data["sheetImport"],
        "rows": data["sheetRows"],
        "pager": pager(request, data["sheetRows"]),
        "errors": errors,
        "command_id": uuid4(),
    }
    return render(request, "console/import.html", told, status=422 if errors else 200)


def _asked(request: HttpRequest, import_id: UUID) -> dict[str, Any]:
    named = gid(request, "SheetImport", import_id)
    wrong = found(ask(request, "import", id=named, wrong=False, first=0)["sheetImport"])["wrong"]
    return ask(request, "import", id=named, wrong=bool(wrong), **paging(request))


def _step(request: HttpRequest, import_id: str) -> list[Any]:
    """One step; rows are taken in for as long as a request may work, then the page asks again. Who loses the page goes on from it later."""
    step, began = request.POST.get("step", ""), monotonic()
    if step not in STEPS:
        raise PermissionDenied
    given = {"importId": import_id, "seen": int(request.POST.get("seen") or 0), "commandId": request.POST.get("command_id") or str(uuid4())}
    while True:
        payload = change(request, f"import/{step}", given)
        sheet = payload["sheet"]
        if payload["errors"] or step == "cancel" or sheet["state"] != "RUNNING" or monotonic() - began > WORKING:
            return list(payload["errors"])
        step, given = "import_rows", {"importId": import_id, "seen": sheet["version"], "commandId": str(uuid4())}
