"""The pages of what went wrong. They need no database, no tenant and no known person.

The door's own two, `console/unknown_host.html` (404) and `console/not_ready.html` (503), are rendered by `townships.middleware`.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from outbox.trace import traceparent


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    text = _("The address may be mistyped, or the page has moved. Nothing you entered is lost.")
    return _page(404, _("This page does not exist"), text)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    text = _("Your role does not open this page. If you need it for your work, ask the congress office.")
    return _page(403, _("This page is not open to you"), text)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    text = _("The form stood open too long or came from another window. Go back, load the page again and send it once more.")
    return _page(403, _("Please send the form again"), text)


def server_error(request: HttpRequest) -> HttpResponse:
    text = _("The fault is ours and has been recorded. What was saved before is safe. Please try again in a moment.")
    return _page(500, _("Something went wrong on our side"), text, error_id=_trace_id(), retry=True)


def _trace_id() -> str:
    """The id under which the log holds this request's lines; empty outside of a traced request."""
    return next(iter(traceparent().split("-")[1:2]), "")


def _page(status: int, title: str, text: str, *, error_id: str = "", retry: bool = False) -> HttpResponse:
    context = {"title": title, "text": text, "error_id": error_id, "retry": retry}
    return HttpResponse(render_to_string("console/error.html", context), status=status)
