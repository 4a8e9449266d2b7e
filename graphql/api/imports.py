"""Sheets over HTTP, beside GraphQL: POST /imports takes one in to be checked, GET /imports/<kind>.xlsx is its template."""
from __future__ import annotations

import io
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from django.views.generic import View
from openpyxl import Workbook

from api.context import Call
from api.errors import RequestRefused, told
from api.http import check_forgery
from api.relay import encode
from imports import commands, queries
from imports.events import Kind
from outbox.command import Receipt
from townships.errors import Invalid, NotAllowed, Refused, message
from townships.ids import new_id

SECONDS: Final = 60.0


def receive(call: Call, kind: str, upload: Any, command_id: UUID | None = None) -> Receipt:
    """Reads and checks one uploaded sheet, and keeps it for its preview. Raises `Refused`."""
    rows = commands.read_sheet(actor=call.actor, now=call.now, kind=kind, name=upload.name, data=upload.read())
    return commands.keep_sheet(
        actor=call.actor, now=call.now, at=call.now, command_id=command_id or new_id(), kind=kind, name=upload.name, rows=rows
    )


@method_decorator(csrf_exempt, name="dispatch")
class ImportsView(View):
    """One sheet in a form, in its field `file`, with its `kind`. Answers 201 with its id, or 422 with what is wrong."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            check_forgery(request)
            call = Call.of(request, SECONDS)
            upload = request.FILES.get("file")
            if upload is None:
                raise Invalid("required", "file")
            receipt = receive(call, request.POST.get("kind", ""), upload)
        except RequestRefused as refused:
            return JsonResponse({"errors": [told(one) for one in refused.errors]}, status=refused.status)
        except Refused as refused:
            status = {"sign_in_required": 401}.get(refused.code, 403 if isinstance(refused, NotAllowed) else 422)
            return JsonResponse({"errors": [{"code": refused.code, "field": refused.field, "message": message(refused)}]}, status=status)
        return JsonResponse({"import": {"id": encode("SheetImport", call.actor.tenant, receipt.id)}}, status=201)


@require_safe
def template(request: HttpRequest, sheet_kind: str) -> HttpResponse:
    """A workbook with the heads of the columns and one row as an example. For the clerk."""
    if sheet_kind not in set(Kind):
        raise Http404
    try:
        columns = queries.columns(viewer=request.actor, kind=sheet_kind)  # type: ignore[attr-defined]
    except NotAllowed as refused:
        raise PermissionDenied(refused.code) from refused
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append([column.head for column in columns])
    sheet.append([column.example for column in columns])
    out = io.BytesIO()
    book.save(out)
    given = {"Content-Disposition": f'attachment; filename="{sheet_kind}.xlsx"'}
    return HttpResponse(out.getvalue(), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", headers=given)
