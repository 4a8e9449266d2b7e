"""Similar earlier cases of the whole county, beside a draft and beside a case at intake; and citing them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from api import relay
from console.pages import ask, change, for_members, found, gid
from console.shell import today
from people.actor import Role

FIRST = 5
PAGES = {"Case": "case", "TownCase": "county-case"}


def alike(request: HttpRequest, title: str, text: str, *, without: str | None = None, first: int = FIRST) -> Sequence[Mapping[str, Any]]:
    """What the API finds for a draft, each with its page where this person may open it."""
    title, text = title.strip()[:100], text.strip()[:5000]
    if not title and not text:
        return []
    return [{**one, "href": href(one)} for one in ask(request, "similar", title=title, text=text, without=without, first=first)["similarCases"]]


def href(one: Mapping[str, Any]) -> str:
    return reverse(PAGES[relay.decode(one["recordId"]).type], args=[one["recordId"]]) if one["recordId"] else ""


@for_members
@require_POST
def of_draft(request: HttpRequest) -> HttpResponse:
    """For what is being typed in: with the script beside it, without on a page of its own."""
    text = "\n".join(filter(None, [request.POST.get("text"), request.POST.get("grounds"), request.POST.get("proposal")]))
    told = {"section": "cases", "similar": alike(request, request.POST.get("title", ""), text)}
    return render(request, "console/similar.html", told)


@for_members
def of_case(request: HttpRequest, case_id: UUID, refused: Sequence[str] = ()) -> HttpResponse:
    """For a case; the clerk cites from here."""
    case = found(ask(request, "case", id=gid(request, "Case", case_id), today=today().isoformat())["case"])
    text = "\n".join(filter(None, [case["text"], case["grounds"], case["proposal"]]))
    cited = {(one["number"], one["title"]) for one in (case["papers"] or {"citations": []})["citations"]}
    told = {
        "section": "cases", "case": case, "similar": alike(request, case["title"], text, without=case["id"]), "cited": cited, "refused": refused,
        "may_cite": request.actor.has(Role.CLERK), "command": uuid4,  # type: ignore[attr-defined]
    }  # fmt: skip
    for one in told["similar"]:
        one["cited"] = (one["number"], one["title"]) in cited
    return render(request, "console/similar.html", told, status=422 if refused else 200)


@for_members
@require_POST
def cite(request: HttpRequest, case_id: UUID) -> HttpResponseBase:
    posted = request.POST
    cited = {"town": posted.get("town", "")[:63], "caseId": _number(posted.get("cited", ""))}
    given = {"caseId": gid(request, "Case", case_id), "cited": cited}
    return _done(request, "case/cite", given, case_id, "cite")


@for_members
@require_POST
def uncite(request: HttpRequest, case_id: UUID, citation_id: UUID) -> HttpResponseBase:
    return _done(request, "case/uncite", {"citationId": gid(request, "Citation", citation_id)}, case_id, "uncite")


def _number(written: str) -> str:
    """As the page wrote it; what is none names nothing."""
    try:
        return str(UUID(written))
    except ValueError:
        raise Http404 from None


def _done(request: HttpRequest, document: str, given: Mapping[str, Any], case_id: UUID, done: str) -> HttpResponseBase:
    seen = request.POST.get("seen", "")
    sent = {**given, "seen": int(seen) if seen.isdecimal() else 0, "commandId": _number(request.POST.get("command_id") or str(uuid4()))}
    errors = change(request, document, sent)["errors"]
    if errors:
        return of_case(request, case_id, refused=[one["message"] for one in errors])
    return redirect(f"{reverse('case', args=[case_id])}?done={done}")
