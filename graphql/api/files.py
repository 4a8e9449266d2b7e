"""Files over HTTP, beside GraphQL: POST /files takes one in, GET /files/<id> gives one to who may see it."""
from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from django.views.generic import View

import attachments.queries
import motions.queries
from api.context import Call
from api.errors import RequestRefused, told
from api.http import check_forgery
from api.relay import encode
from attachments import commands
from attachments.events import Kind
from attachments.queries import FileRecord
from outbox.command import Receipt
from townships.errors import Invalid, NotAllowed, Refused, message
from townships.ids import new_id

#: Looked at or listened to in place; everything else is a download.
IN_PLACE: Final = frozenset({Kind.PHOTO, Kind.VOICE})
SECONDS: Final = 30.0
#: Nothing in a file of somebody's runs, whatever a browser takes it for.
LOCKED: Final = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox", "Cache-Control": "private, no-store"}


def receive(call: Call, upload: Any, command_id: UUID | None = None) -> Receipt:
    """Takes in one uploaded file. Raises `Refused`."""
    stored = commands.store(actor=call.actor, name=upload.name, data=upload.read())
    return commands.keep(actor=call.actor, now=call.now, at=call.now, command_id=command_id or new_id(), name=upload.name, stored=stored)


@method_decorator(csrf_exempt, name="dispatch")
class FilesView(View):
    """One file in a form, in its field `file`. Answers 201 with its id, or 422 with what is wrong."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            check_forgery(request)
            call = Call.of(request, SECONDS)
            upload = request.FILES.get("file")
            if upload is None:
                raise Invalid("required", "file")
            receipt = receive(call, upload)
        except RequestRefused as refused:
            return JsonResponse({"errors": [told(one) for one in refused.errors]}, status=refused.status)
        except Refused as refused:
            status = {"sign_in_required": 401}.get(refused.code, 403 if isinstance(refused, NotAllowed) else 422)
            return JsonResponse({"errors": [{"code": refused.code, "field": refused.field, "message": message(refused)}]}, status=status)
        return JsonResponse({"file": {"id": encode("File", call.actor.tenant, receipt.id)}}, status=201)


@require_safe
def file(request: HttpRequest, file_id: UUID, preview: bool = False) -> HttpResponseBase:
    """The bytes, for who may see what the file was put to, or sent it."""
    viewer = request.actor  # type: ignore[attr-defined]
    found = _found(viewer, file_id)
    if found is None:
        raise Http404
    try:
        content = attachments.queries.content(viewer=viewer, file=found, preview=preview)
    except FileNotFoundError:
        raise Http404(_("The file is not in the storage any more.")) from None
    media = "image/jpeg" if preview and found.preview else found.media
    return FileResponse(content, content_type=media, as_attachment=found.kind not in IN_PLACE, filename=found.name, headers=LOCKED)


def _found(viewer: Any, file_id: UUID) -> FileRecord | None:
    if viewer.anonymous or not viewer.may("read"):
        return None
    return motions.queries.file(viewer=viewer, file_id=file_id) or attachments.queries.own(viewer=viewer, file_id=file_id)
