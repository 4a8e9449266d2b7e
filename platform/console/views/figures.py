"""Figures of a period: each with its definition, each open to its records; and the period month by month."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from console import words
from console.forms_figures import FigureFilters, TownFigureFilters
from console.forms_filter import PeriodFilters
from console.pages import ask, for_members, found, pager, paging
from console.shell import today
from console.views.county import since

#: What of the address narrows the figures.
OWN: Final = ("unit", "leader", "category", "group")
COUNTY: Final = ("town", *OWN, "movedBy")
MOST_MONTHS: Final = 24
#: What is marked where it is not nothing.
RED: Final = frozenset({"LATE", "OVERDUE", "RESULT_DISSATISFIED"})


@for_members
def figures(request: HttpRequest) -> HttpResponse:
    """Of this congress."""
    span, chosen = period(request), narrowed(request, OWN)
    data = ask(request, "figures", **span, **chosen, monthsSince=first_month(span), today=today().isoformat())
    offered = {
        "unit": named(data["units"]["nodes"]), "group": named(data["groups"]), "category": plain(data["categories"]),
        "leader": plain(data["responsibleLeaders"]),
    }  # fmt: skip
    told = {"section": "cases", "filters": FigureFilters({**request.GET.dict(), **span}, **offered)}
    return render(request, "console/figures.html", told | _told("figure", data, span, chosen))


@for_members
def records(request: HttpRequest, figure: str) -> HttpResponse:
    """As many as the figure says."""
    span, chosen = period(request), narrowed(request, OWN)
    data = ask(request, "figure_records", figure=figure.upper(), **span, **chosen, **paging(request))
    rows = [{**one, "units": [unit["unitName"] for unit in one["case"]["units"]]} for one in data["figureRecords"]["nodes"]]
    told = {"section": "cases", "back": f"{reverse('figures')}?{urlencode(_given(span, chosen))}", "case_page": "case"}
    return render(request, "console/figure_records.html", told | _behind(request, data, figure, rows, span))


@for_members
def units(request: HttpRequest) -> HttpResponse:
    """This congress's units by its cases; every number opens."""
    span = period(request)
    rows = ask(request, "units_board", **span)["unitFigures"]
    told = {"section": "cases", "rows": [_unit(row, span) for row in rows], "span": span, "filters": PeriodFilters(span)}
    told["columns"] = rows[0]["figures"] if rows else []
    return render(request, "console/units_board.html", told)


def _unit(row: Mapping[str, Any], span: Mapping[str, str]) -> dict[str, Any]:
    query = urlencode({**span, "unit": row["unitId"]})
    cells = [{**one, "href": f"{reverse('figure', args=[one['key'].lower()])}?{query}", "late": one["key"] in RED and one["of"]} for one in row["figures"]]
    return {**row, "cells": cells, "href": f"{reverse('cases')}?unit={row['unitId']}"}


@for_members
def county(request: HttpRequest) -> HttpResponse:
    """Of all towns together, or one."""
    span, chosen = period(request), narrowed(request, COUNTY)
    data = ask(request, "county_figures", **span, **chosen, monthsSince=first_month(span))["county"]
    offers, towns = data["figureChoices"], [(one["key"], one["name"]) for one in data["towns"]]
    offered = {
        "town": towns, "unit": named(offers["units"]), "group": named(offers["groups"]), "leader": plain(offers["leaders"]),
        "category": plain(offers["categories"]), "moved_by": named(data["own"]["groups"]),
    }  # fmt: skip
    asked = {**request.GET.dict(), **span, "moved_by": request.GET.get("movedBy", "")}
    told = {"section": "board", "filters": TownFigureFilters(asked, **offered), "town": dict(towns).get(chosen["town"] or "", "")}
    return render(request, "console/figures.html", told | _told("county-figure", data, span, chosen))


@for_members
def county_records(request: HttpRequest, figure: str) -> HttpResponse:
    span, chosen = period(request), narrowed(request, COUNTY)
    data = ask(request, "county_figure_records", figure=figure.upper(), **span, **chosen, **paging(request))["county"]
    rows = [{**one, "units": [part["unitName"] for part in one["case"]["assignments"]]} for one in data["figureRecords"]["nodes"]]
    told = {"section": "board", "back": f"{reverse('county-figures')}?{urlencode(_given(span, chosen))}", "case_page": "county-case"}
    return render(request, "console/figure_records.html", told | _behind(request, data, figure, rows, span))


# ---------------------------------------------------------------- what is asked
def period(request: HttpRequest) -> dict[str, str]:
    """The days in the address, or the last twelve months."""
    given = FigureFilters(request.GET).chosen()
    return {"since": given.get("since") or since(12), "until": given.get("until") or today().isoformat()}


def first_month(span: Mapping[str, str]) -> str:
    """Of a long period only the last two years are shown month by month."""
    since, until = (date.fromisoformat(span[name]) for name in ("since", "until"))
    months = until.year * 12 + until.month - MOST_MONTHS
    return max(since, date(months // 12, months % 12 + 1, 1)).isoformat()


def narrowed(request: HttpRequest, names: Sequence[str]) -> dict[str, str | None]:
    return {name: request.GET.get(name) or None for name in names}


def _given(span: Mapping[str, str], chosen: Mapping[str, str | None]) -> dict[str, str]:
    return {**span, **{name: value for name, value in chosen.items() if value}}


def named(rows: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    return [(one["id"], one["name"]) for one in rows]


def plain(values: Iterable[str]) -> list[tuple[str, str]]:
    return [(one, one) for one in values]


# ---------------------------------------------------------------- what is told
def _told(page: str, data: Mapping[str, Any], span: Mapping[str, str], chosen: Mapping[str, str | None]) -> dict[str, Any]:
    query = urlencode(_given(span, chosen))
    rows = [{**one, "href": f"{reverse(page, args=[one['key'].lower()])}?{query}"} for one in data["figures"]["all"]]
    months = [{**one, "on": date.fromisoformat(one["first"])} for one in data["months"]]
    return {"rows": rows, "days": data["figures"]["daysToReply"], "span": span, "months": months, "sentence": sentence(months), "query": query}


def sentence(months: Sequence[Mapping[str, Any]]) -> str:
    """The months in one sentence, for who does not read charts."""
    most = max(months, key=lambda one: one["filed"], default=None)
    if most is None or not most["filed"]:
        return _("Nothing was raised in these months.")
    total = {name: sum(one[name] for one in months) for name in ("filed", "replied", "inTime", "late")}
    return _("{filed} suggestions were raised, most in {month} ({most}); {replied} were replied; {late} of {replies} replies came late.").format(
        filed=words.number(total["filed"]), month=words.month(most["on"]), most=words.number(most["filed"]), replied=words.number(total["replied"]),
        late=words.number(total["late"]), replies=words.number(total["inTime"] + total["late"]),
    )  # fmt: skip


def _behind(request: HttpRequest, data: Mapping[str, Any], figure: str, rows: Sequence[Mapping[str, Any]], span: Mapping[str, str]) -> dict[str, Any]:
    """A word in the address that is no figure has been refused by now."""
    shown = found(next((one for one in data["figures"]["all"] if one["key"] == figure.upper()), None))
    if shown["of"] != data["figureRecords"]["totalCount"]:
        raise Http404
    return {"figure": shown, "rows": rows, "pager": pager(request, data["figureRecords"]), "span": span}
