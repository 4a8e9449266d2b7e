"""A list as a file: exactly the rows of the filter in the address, each as this person sees it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from console.pages import ask, for_members
from console.sheets.columns import CASES, DEPUTIES, UNITS, Column, Row, head, told
from console.sheets.writing import CSV, XLSX, text, xlsx
from console.views.cases import asked as cases_asked
from console.views.roster import deputies_asked, units_asked

MOST: Final = 100


@for_members
def sheet(request: HttpRequest, listed: str, table: str) -> HttpResponse:
    """That it left the house is noted on its way out (accounts.middleware.files)."""
    if listed not in SHEETS or table not in ("xlsx", "csv"):
        raise Http404
    name, rows, columns = SHEETS[listed]
    cells = told(columns, rows(request))
    content = xlsx(str(name), head(columns), cells) if table == "xlsx" else text(head(columns), cells)
    given = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(f'{name}.{table}')}"}
    return HttpResponse(content, content_type=XLSX if table == "xlsx" else CSV, headers=given)


def _cases(request: HttpRequest) -> Iterator[Row]:
    for page in _pages(request, "sheets/case_ids", "cases", cases_asked(request)):
        yield from ask(request, "sheets/cases", ids=[one["id"] for one in page])["nodes"]


def _deputies(request: HttpRequest) -> Iterator[Row]:
    return (row for page in _pages(request, "deputies", "deputies", deputies_asked(request)) for row in page)


def _units(request: HttpRequest) -> Iterator[Row]:
    return (row for page in _pages(request, "units", "units", units_asked(request)) for row in page)


def _pages(request: HttpRequest, document: str, name: str, asked: Mapping[str, Any]) -> Iterator[Sequence[Row]]:
    after = None
    while True:
        found = ask(request, document, **asked, first=MOST, after=after)[name]
        yield found["nodes"]
        if not found["pageInfo"]["hasNextPage"]:
            return
        after = found["pageInfo"]["endCursor"]


SHEETS: Final[Mapping[str, tuple[str | Promise, Callable[[HttpRequest], Iterable[Row]], Sequence[Column]]]] = {
    "cases": (pgettext_lazy("sheet", "Motions and suggestions"), _cases, CASES),
    "deputies": (_("List of deputies"), _deputies, DEPUTIES),
    "units": (_("List of units"), _units, UNITS),
}
