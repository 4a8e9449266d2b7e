"""What is answered to a request that gets no work: a page, or for GraphQL its error, made once and sent many times."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

import msgspec
from django.template.loader import render_to_string
from django.utils.translation import gettext, gettext_noop, override

from api.negotiation import JSON, RESPONSE_JSON, media_type

RETRY_AFTER: Final = "2"  # seconds
LANGUAGES: Final = ("zh-hans", "en")
POLICY: Final = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'"
#: Status → the machine's word, the title, the sentence.
WORDS: Final[Mapping[int, tuple[str, str, str]]] = {
    503: (
        "busy",
        gettext_noop("Very busy just now"),
        gettext_noop("Too many requests came at the same time. Nothing was done and nothing is lost: please try again in a few seconds."),
    ),
    408: (
        "too_slow",
        gettext_noop("The request came too slowly"),
        gettext_noop("The connection was too slow and the request did not arrive whole. Nothing was done; please send it again."),
    ),
    413: (
        "body_too_large",
        gettext_noop("The request is too large"),
        gettext_noop("What was sent is larger than this site takes at once. Nothing was done; please send less."),
    ),
    411: (
        "length_required",
        gettext_noop("The request does not say how long it is"),
        gettext_noop("A request with a body must announce its length (Content-Length). Nothing was done."),
    ),
    400: (
        "bad_request",
        gettext_noop("The request broke off"),
        gettext_noop("The request did not arrive as it was announced. Nothing was done; please send it again."),
    ),
    500: (
        "server_error",
        gettext_noop("Something went wrong on our side"),
        gettext_noop("The fault is ours and has been recorded. What was saved before is safe. Please try again in a moment."),
    ),
}
Answer = tuple[int, list[tuple[str, str]], bytes]


def refusal(status: int, method: str, path: str, accept: str | None) -> Answer:
    """Whole: status, headers, body."""
    media = (media_type(accept) or JSON) if path.startswith("/graphql") else "text/html"
    return status, _headers(status, media), _body(status, media, method == "POST")


def _headers(status: int, media: str) -> list[tuple[str, str]]:
    """The pages' own security headers."""
    again = [("Retry-After", RETRY_AFTER)] if status == 503 else []
    return [
        *again,
        ("Content-Type", f"{media}; charset=utf-8"),
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Content-Security-Policy", POLICY),
    ]


@cache
def _body(status: int, media: str, sent: bool) -> bytes:
    code, _title, _text = WORDS[status]
    said = [_said(status, language) for language in LANGUAGES]
    if media in (JSON, RESPONSE_JSON):
        message = " ".join(one["text"] for one in said)
        return msgspec.json.encode({"errors": [{"message": message, "extensions": {"code": code}}]})
    with override(LANGUAGES[0]):
        return render_to_string("console/turned_away.html", {"said": said, "sent": sent, "again": status == 503 and not sent}).encode()


def _said(status: int, language: str) -> dict[str, str]:
    _code, title, text = WORDS[status]
    with override(language):
        return {"code": language, "title": gettext(title), "text": gettext(text)}
