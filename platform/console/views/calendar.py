"""The calendar: a month at a glance, and everything of it day by day; its address for calendar programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from console.forms_command import CommandForm
from console.pages import ask, for_members, submit
from console.shell import today
from console.words import as_day

WEEK: Final = 7
CHANGES: Final = ("open", "close")


class Consent(CommandForm):
    """Nothing to fill in."""


@for_members
def calendar(request: HttpRequest) -> HttpResponse:
    """The month in the address, else this one."""
    first = _month(request)
    last = _next(first) - timedelta(days=1)
    data = ask(request, "calendar", since=first.isoformat(), until=last.isoformat())
    days = {as_day(day): list(found) for day, found in groupby(data["calendar"], key=lambda one: one["on"])}
    path = data["calendarPath"]
    told = {
        "section": "calendar", "first": first, "weeks": _weeks(first, days), "days": list(days.items()), "count": len(data["calendar"]),
        "before": (first - timedelta(days=1)).replace(day=1), "after": last + timedelta(days=1),
        "address": request.build_absolute_uri(path) if path else "", "open_form": Consent(prefix="open"), "close_form": Consent(prefix="close"),
    }  # fmt: skip
    return render(request, "console/calendar.html", told)


@for_members
def address(request: HttpRequest, change: str) -> HttpResponseBase:
    """Opened, opened anew, or closed."""
    if request.method != "POST" or change not in CHANGES:
        raise Http404
    form = Consent(request.POST, prefix=change)
    if form.is_valid():
        submit(request, f"calendar/{change}", form, form.given())
    return redirect("calendar")


def _month(request: HttpRequest) -> date:
    given = request.GET.get("month", "")
    try:
        return date.fromisoformat(f"{given}-01") if given else today().replace(day=1)
    except ValueError:
        raise Http404 from None


def _next(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)


def _weeks(first: date, days: Mapping[date, Sequence[Any]]) -> list[list[dict[str, Any] | None]]:
    """From Monday on; None for days of another month."""
    begin = first - timedelta(days=first.weekday())
    weeks: list[list[dict[str, Any] | None]] = []
    while begin < _next(first):
        week = [begin + timedelta(days=number) for number in range(WEEK)]
        weeks.append([_day(day, days.get(day, ())) if day.month == first.month else None for day in week])
        begin += timedelta(days=WEEK)
    return weeks


def _day(day: date, entries: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {"on": day, "count": len(entries), "late": any(one["overdue"] for one in entries), "meets": any(one["kind"] == "MEETS" for one in entries)}
