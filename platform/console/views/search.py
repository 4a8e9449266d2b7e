"""Search over what the towns of the county have raised, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from api import relay
from console import choices
from console.forms_filter import SearchFilters
from console.pages import address, ask, for_members, pager, paging

FACETS = {"town": _("Town"), "kind": _("Kind"), "state": _("State"), "category": _("Field")}
PAGES = {"Case": "case", "TownCase": "county-case", "Supervision": "supervision"}


@for_members
def search(request: HttpRequest) -> HttpResponse:
    """Words and facets in the address bar; without words everything, newest first."""
    filters = SearchFilters(request.GET)
    chosen = filters.chosen()
    asked: dict[str, Any] = {name: [request.GET[name]] if request.GET.get(name) else None for name in FACETS}
    spans = {"from": chosen.get("opened_from"), "to": chosen.get("opened_to")}
    found = ask(request, "search", words=chosen.get("q", ""), **asked, **spans, **paging(request))["search"]
    hits = [{**hit, "href": _page(hit), "look": choices.look(hit["state"].upper())} for hit in found["nodes"]]
    told = {
        "section": "search",
        "words": chosen.get("q", ""),
        "found": found,
        "hits": hits,
        "facets": [_facet(request, name, found) for name in FACETS],
        "filters": filters,
        "pager": pager(request, found),
    }
    return render(request, "console/search.html", told)


def _page(hit: Mapping[str, Any]) -> str:
    """The address of a hit, of a town's supervision that of the list; empty where this person sees no more than the hit itself."""
    if not hit["recordId"]:
        return ""
    kind = relay.decode(hit["recordId"]).type
    return reverse(PAGES[kind], args=[hit["recordId"]]) if kind in PAGES else f"{reverse('county-supervisions')}?{urlencode({'town': hit['town']})}"


def _facet(request: HttpRequest, name: str, found: Mapping[str, Any]) -> dict[str, Any]:
    """The values of one facet: chosen again, one is let go."""
    current = request.GET.get(name, "")
    items = [
        {
            "label": one["label"] or _("none"),
            "count": one["count"],
            "current": one["value"] == current,
            "href": address(request, **{name: None if one["value"] == current else one["value"], "after": None}),
        }
        for one in found["facets"][name]
    ]
    return {"label": FACETS[name], "items": items}
