"""What everybody may know, without an account: what was asked, who answered what, what came of it. Nobody is told who asked."""

from __future__ import annotations

import io
import json
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

import segno
from django.contrib.syndication.views import Feed as Syndication
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from console import words
from console.pages import ask, found, gid, pager, paging
from console.shell import today
from townships.clock import start_of

#: How long an answer is told again: seconds.
KEPT: Final = 60


def _told(request: HttpRequest, document: str, **variables: Any) -> dict[str, Any]:
    """The answer that every stranger of this congress gets; the page around it is each visitor's own."""
    tenant = request.tenant.schema_name  # type: ignore[attr-defined]
    key = f"open:{tenant}:{get_language()}:{today()}:{document}:{json.dumps(variables, sort_keys=True)}"
    return cache.get_or_set(sha256(key.encode()).hexdigest(), lambda: ask(request, document, **variables), KEPT)  # type: ignore[return-value]


def cases(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:100]
    data = _told(request, "open", text=text or None, **paging(request))
    told = {"section": "", "cases": data["publicCases"], "text": text, "pager": pager(request, data["publicCases"])}
    return render(request, "console/open.html", told)


def case(request: HttpRequest, outcome_id: UUID) -> HttpResponse:
    shown = found(_told(request, "open_case", id=gid(request, "Case", outcome_id))["publicCase"])
    return render(request, "console/open_case.html", {"section": "", "case": shown})


def code(request: HttpRequest) -> HttpResponse:
    """The way to the public page, as a QR code for the wall."""
    out = io.BytesIO()
    segno.make(request.build_absolute_uri(reverse("open")), error="m").save(out, kind="svg", scale=8, border=4)
    return HttpResponse(out.getvalue(), content_type="image/svg+xml")


class Feed(Syndication):
    """The latest outcomes, for readers of Atom."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest) -> dict[str, Any]:
        return _told(request, "open", first=25)

    def title(self, data: dict[str, Any]) -> str:
        return _("People's Congress of {name}").format(name=data["congress"]["name"])

    def link(self, data: dict[str, Any]) -> str:
        return reverse("open")

    def items(self, data: dict[str, Any]) -> list[Any]:
        return list(data["publicCases"]["nodes"])

    def item_title(self, item: Any) -> str:
        return str(item["title"])

    def item_description(self, item: Any) -> str:
        return " ".join(filter(None, [item["number"], item["outcomeLabel"] or item["stateLabel"]]))

    def item_link(self, item: Any) -> str:
        return reverse("open-case", args=[item["id"]])

    def item_updateddate(self, item: Any) -> Any:
        return start_of(words.as_day(item["concludedOn"] or item["decidedOn"] or item["submittedOn"]))
