"""Papers as files: PDF to print, Word to go on writing. What a person may read is what the stored document answers them."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, Final
from urllib.parse import quote
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from console.forms_filter import PeriodFilters
from console.pages import ask, for_members, found, gid
from console.papers import pdf, word
from console.papers.catalogue import OF_CASE, OF_COUNTY, OF_MEETING, OF_PERIOD, OF_TOWN_CASE, Kind
from console.papers.shapes import Print
from console.shell import today

PRINTERS: Final[Mapping[str, tuple[Callable[[Print], bytes], str]]] = {"pdf": (pdf.pdf, pdf.MEDIA), "docx": (word.word, word.MEDIA)}
MOST: Final = 100


@for_members
def of_case(request: HttpRequest, case_id: UUID, paper: str, printed: str) -> HttpResponse:
    """Of a case that this person sees whole."""
    kind = found(OF_CASE.get(paper))
    told = ask(request, "papers/case", id=gid(request, "Case", case_id))
    found(found(told["case"])["papers"])
    return _printed(request, kind, told, told["case"]["number"], printed)


@for_members
def of_meeting(request: HttpRequest, handover_id: UUID, printed: str) -> HttpResponse:
    told = ask(request, "papers/handover", id=gid(request, "HandOverMeeting", handover_id))
    return _printed(request, OF_MEETING["list"], told, found(told["handOver"])["heldOn"], printed)


@for_members
def of_town_case(request: HttpRequest, case_id: UUID, printed: str) -> HttpResponse:
    """What the county's congress writes about a town's case."""
    told = ask(request, "papers/town_case", id=gid(request, "TownCase", case_id))
    return _printed(request, OF_TOWN_CASE["reminder"], told, found(told["node"])["number"], printed)


@for_members
def of_county(request: HttpRequest, printed: str) -> HttpResponse:
    """情况通报 for the directors' meeting: the towns since a day, the year's first when none is given."""
    given, now = PeriodFilters(request.GET).chosen(), today()
    span = {"since": given.get("since") or now.replace(month=1, day=1).isoformat(), "until": given.get("until") or now.isoformat()}
    told = {**ask(request, "papers/briefing", **span), **span}
    return _printed(request, OF_COUNTY["briefing"], told, f"{span['since']}–{span['until']}", printed)


@for_members
def periods(request: HttpRequest) -> HttpResponse:
    """Which month or year, and the papers about it."""
    span = _span(request)
    told = {"section": "cases", "span": span, "filters": PeriodFilters(span), "papers": OF_PERIOD}
    return render(request, "console/papers/periods.html", told)


@for_members
def of_period(request: HttpRequest, period_paper: str, printed: str) -> HttpResponse:
    kind, span = found(OF_PERIOD.get(period_paper)), _span(request)
    pages = list(_pages(request, span))
    told = {**pages[0], "cases": [case for page in pages for case in page["cases"]["nodes"]], **span}
    return _printed(request, kind, told, f"{span['since']}–{span['until']}", printed)


def _span(request: HttpRequest) -> dict[str, str]:
    """The days in the address; this month where there are none."""
    given, now = PeriodFilters(request.GET).chosen(), today()
    last = date(now.year, now.month, monthrange(now.year, now.month)[1])
    return {"since": given.get("since") or now.replace(day=1).isoformat(), "until": given.get("until") or last.isoformat()}


def _pages(request: HttpRequest, span: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    after = None
    while True:
        told = ask(request, "papers/period", **span, first=MOST, after=after)
        yield told
        info = told["cases"]["pageInfo"]
        if not info["hasNextPage"]:
            return
        after = info["endCursor"]


# ---------------------------------------------------------------- one file
def _printed(request: HttpRequest, kind: Kind, told: Mapping[str, Any], about: str, form: str) -> HttpResponse:
    """The file, or a page that says what is missing. That it left the house is noted on its way out (accounts.middleware.files)."""
    papers = tuple(kind.makes({**told, "today": today().isoformat()}))
    if not papers or form not in PRINTERS:
        raise Http404
    name = " ".join(filter(None, [str(kind.words), about]))
    make, media = PRINTERS[form]
    try:
        content = make(Print(name=name, papers=papers))
    except pdf.NoPress as missing:
        told = {"section": "cases", "reason": str(missing), "word": f"{request.path.removesuffix('pdf')}docx?{request.GET.urlencode()}"}
        return render(request, "console/papers/no_press.html", told, status=503)
    return HttpResponse(content, content_type=media, headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(f'{name}.{form}')}"})
