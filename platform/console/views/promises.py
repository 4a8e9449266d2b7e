"""The ledger of what replies promised: a town's own, and what the county sees of its towns'."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from console.forms_promises import PromiseFilters, TownPromiseFilters
from console.pages import ask, for_members, pager, paging
from console.shell import today

STATES: Final[Mapping[str, str | Promise]] = {
    "FOLLOWING": pgettext_lazy("promise state", "being followed"),
    "KEPT": pgettext_lazy("promise state", "carried out"),
    "EXPLAINED": pgettext_lazy("promise state", "explained, not carried out"),
    "RENEWED": pgettext_lazy("promise state", "promised anew"),
}
LATE: Final = gettext_lazy("Past their day")


@for_members
def promises(request: HttpRequest) -> HttpResponse:
    """Filters and place in the list stand in the address bar. Late ones first, for they are due first."""
    asked = _asked(request)
    data = ask(request, "promises", filter=asked, **paging(request), open=today().isoformat())
    units, terms = [(one["id"], one["name"]) for one in data["units"]["nodes"]], [(str(one["number"]), str(one["number"])) for one in data["terms"]]
    told = {
        "section": "cases", "promises": data["promises"], "unpromised": data["unpromised"], "filtered": bool(asked),
        "chips": _chips(data, request), "filters": PromiseFilters(request.GET, unit=units, term=terms), "pager": pager(request, data["promises"]),
    }  # fmt: skip
    return render(request, "console/promises.html", told)


def _asked(request: HttpRequest) -> dict[str, Any]:
    """The filter as the API takes it; a day that is none is left out."""
    state, term = request.GET.get("state", ""), request.GET.get("term", "")
    given: dict[str, Any] = {"text": request.GET.get("text"), "leader": request.GET.get("leader"), "unitId": request.GET.get("unit")}
    given |= {"states": [state] if state in STATES else None, "late": True if request.GET.get("late") else None}
    days = PromiseFilters(request.GET).chosen()
    return {name: value for name, value in given.items() if value} | {name: days[name] for name in ("since", "until") if name in days} | (
        {"term": int(term)} if term.isdigit() else {}
    )


def _chips(data: Mapping[str, Any], request: HttpRequest) -> list[dict[str, Any]]:
    here, state, late = reverse("promises"), request.GET.get("state", ""), bool(request.GET.get("late"))
    first = [
        {"label": _("All"), "href": here, "count": data["all"]["totalCount"], "current": not state and not late},
        {"label": LATE, "href": f"{here}?late=1", "count": data["late"]["totalCount"], "current": late},
    ]
    rest = [
        {"label": words, "href": f"{here}?state={name}", "count": data[name.lower()]["totalCount"], "current": state == name}
        for name, words in STATES.items()
    ]
    return [*first, *rest]


@for_members
def county(request: HttpRequest) -> HttpResponse:
    """The towns' cases with a promise that is followed, as the towns sent them."""
    late, town = bool(request.GET.get("late")), request.GET.get("town") or None
    data = ask(request, "county_promises", town=town, late=late, **paging(request))["county"]
    here = f"{reverse('county-promises')}?" + (f"town={town}&" if town else "")
    chips = [
        {"label": _("All"), "href": here, "count": data["all"]["totalCount"], "current": not late},
        {"label": LATE, "href": f"{here}late=1", "count": data["overdue"]["totalCount"], "current": late},
    ]
    filters = TownPromiseFilters(request.GET, town=[(one["key"], one["name"]) for one in data["towns"]])
    told = {"section": "board", "cases": data["promising"], "chips": chips, "filters": filters, "pager": pager(request, data["promising"])}
    return render(request, "console/county_promises.html", told)
