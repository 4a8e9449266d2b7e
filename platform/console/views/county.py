"""The county's view of its towns: the board, and the list behind every number of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from api import relay
from console import choices, happened
from console.forms_filter import STAGES, PeriodFilters, TownCaseFilters, TownFilters, TownSupervisionFilters
from console.pages import ask, for_members, found, gid, pager, paging
from console.papers.catalogue import OF_TOWN_CASE, offered
from console.shell import today

STAGE_FIELDS = {"INTAKE": "intake", "BEFORE_HANDOVER": "beforeHandover", "IN_HAND": "inHand", "WITH_DEPUTIES": "withDeputies", "ENDED": "ended"}
CASE_FILTERS = ("town", "stage", "kind", "category", "since", "until")
YES = ("overdue", "onPaper", "dissatisfied")


@for_members
def board(request: HttpRequest) -> HttpResponse:
    """Which town to ring: one sentence, then towns × stages, sorted by what needs attention. Every number opens."""
    data = ask(request, "board", since=request.GET.get("since") or None)["county"]["board"]
    told = {
        "section": "board",
        "board": data,
        "towns": [row(town, data["since"]) for town in data["towns"]],
        "own": {**row(data["own"], data["since"]), "town_href": ""} if data["own"] else None,
        "most": max((town["overdue"] for town in data["towns"]), default=0),
        "total": {name: sum(town[name] for town in data["towns"]) for name in ("cases", "overdue", "dissatisfied", "missed")},
        "stages": choices.STAGES.values(),
        "months": [(since(months), months) for months in (3, 6, 12)],
    }
    return render(request, "console/board.html", told)


def since(months: int) -> str:
    """The first day of the month so many months ago."""
    day = today()
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return day.replace(year=year, month=month + 1, day=1).isoformat()


def row(town: Mapping[str, Any], since: str) -> dict[str, Any]:
    """A town's row, with the address behind each of its numbers."""

    def behind(**chosen: Any) -> str:
        return f"{reverse('county-cases')}?{urlencode({'town': town['key'], 'since': since, **chosen})}"

    return {
        **town,
        "href": behind(),
        "late_href": behind(overdue=1),
        "dissatisfied_href": behind(dissatisfied=1),
        "paper_href": behind(onPaper=1),
        "town_href": reverse("county-town", args=[town["key"]]),
        "silent_href": reverse("county-silent", args=[town["key"]]),
        "missed_href": f"{reverse('county-late')}?{urlencode({'town': town['key'], 'missed': 1})}",
        "supervisions_href": f"{reverse('county-supervisions')}?{urlencode({'town': town['key']})}",
        "cells": [{"label": label, "n": town["stages"][STAGE_FIELDS[name]], "href": behind(stage=name)} for name, label in choices.STAGES.items()],
    }


@for_members
def cases(request: HttpRequest) -> HttpResponse:
    asked = {name: request.GET.get(name) or None for name in CASE_FILTERS} | {name: True if request.GET.get(name) else None for name in YES}
    data = ask(request, "county_cases", **asked, **paging(request))["county"]
    named = [(town["key"], town["name"]) for town in data["towns"]]
    told = {
        "section": "board",
        "cases": data["cases"],
        "filters": TownCaseFilters(request.GET, town=named, stage=STAGES, kind=choices.KINDS),
        "asked": asked,
        "town": dict(named).get(asked["town"] or "", ""),
        "filtered": any(asked.values()),
        "pager": pager(request, data["cases"]),
    }
    return render(request, "console/county_cases.html", told)


@for_members
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """A town's case as the county knows it: what the town has sent, nothing else."""
    shown = found(ask(request, "county_case", id=gid(request, "TownCase", case_id))["node"])
    deadlines = [one for one in shown["deadlines"] if not one["liftedOn"]]
    told = {"section": "board", "case": shown, "look": choices.look(shown["state"], overdue=shown["overdue"]), "deadlines": deadlines}
    told["papers"], told["days"] = offered(OF_TOWN_CASE, shown), happened.days(shown)
    return render(request, "console/county_case.html", told)


@for_members
def late(request: HttpRequest) -> HttpResponse:
    """What is late now, the longest first; with `missed` everything that ever was."""
    missed = bool(request.GET.get("missed"))
    data = ask(request, "county_late", town=request.GET.get("town") or None, missed=missed, **paging(request))["county"]
    named = [(town["key"], town["name"]) for town in data["towns"]]
    rows = [{**one, "href": _subject(one)} for one in data["lateDeadlines"]["nodes"]]
    told = {
        "section": "board",
        "late": data["lateDeadlines"],
        "rows": rows,
        "missed": missed,
        "filters": TownFilters(request.GET, town=named),
        "pager": pager(request, data["lateDeadlines"]),
    }
    return render(request, "console/county_late.html", told)


def _subject(deadline: Mapping[str, Any]) -> str:
    """The case; of a supervision the list of its town's."""
    if relay.decode(deadline["subjectId"]).type == "TownCase":
        return reverse("county-case", args=[deadline["subjectId"]])
    return f"{reverse('county-supervisions')}?{urlencode({'town': deadline['town']['key']})}"


@for_members
def supervisions(request: HttpRequest) -> HttpResponse:
    asked = {name: request.GET.get(name) or None for name in ("town", "state")}
    data = ask(request, "county_supervisions", **asked, **paging(request))["county"]
    named = [(town["key"], town["name"]) for town in data["towns"]]
    told = {
        "section": "board",
        "supervisions": data["supervisions"],
        "filters": TownSupervisionFilters(request.GET, town=named, state=choices.SUPERVISION_STATES),
        "filtered": any(asked.values()),
        "pager": pager(request, data["supervisions"]),
    }
    return render(request, "console/county_supervisions.html", told)


@for_members
def compare(request: HttpRequest) -> HttpResponse:
    """Every town with the same figures of a period; counts before rates."""
    given = PeriodFilters(request.GET).chosen()
    span = {"since": given.get("since") or since(12), "until": given.get("until") or today().isoformat()}
    rows = ask(request, "county_compare", **span)["county"]["comparison"]
    told = {"section": "board", "rows": rows, "span": span, "filters": PeriodFilters(span)}
    return render(request, "console/county_compare.html", told)


@for_members
def silent(request: HttpRequest, town: str) -> HttpResponse:
    """The town's deputies who raised nothing since its last session."""
    data = ask(request, "county_silent", town=town, **paging(request))["county"]
    names = {one["key"]: one["name"] for one in data["towns"]}
    row: Mapping[str, Any] = next((one for one in data["board"]["towns"] if one["key"] == town), {})
    told = {"section": "board", "silent": data["silentDeputies"], "name": names[town], "town": row, "pager": pager(request, data["silentDeputies"])}
    return render(request, "console/county_silent.html", told)
