"""The own notices, the office's call sheet, and how the messages fare."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from console.forms_notices import Again, Choose, Read, Rung
from console.ids import plain
from console.pages import address, answered, ask, for_members, gid, pager, paging, submit


@for_members
def notices(request: HttpRequest) -> HttpResponseBase:
    """What there is to know, the newest first; posted, all of it is read."""
    form = Read(request.POST or None)
    if form.is_valid() and submit(request, "notice/read", form, form.given()):
        return redirect("notices")
    data = ask(request, "notices", **paging(request))
    told = {"section": "notices", "notices": data["notices"], "unread": data["unreadNotices"], "pager": pager(request, data["notices"]), "form": form}
    return answered(request, render(request, "console/notices.html", told), form)


@for_members
def choices(request: HttpRequest) -> HttpResponseBase:
    """How this person wants to hear besides."""
    now = ask(request, "notice_choice")["noticeChoice"]
    form = Choose(request.POST or None, initial=now)
    if form.is_valid() and submit(request, "notice/choose", form, form.given()):
        return redirect("notice-choices")
    return answered(request, render(request, "console/notice_choices.html", {"section": "notices", "form": form, "choice": now}), form)


# ---------------------------------------------------------------- the call sheet
@for_members
def calls(request: HttpRequest) -> HttpResponse:
    """Whom to ring about what."""
    return _calls(request, None)


@for_members
def call(request: HttpRequest, deputy_id: UUID) -> HttpResponseBase:
    """One of them was rung up."""
    if request.method != "POST":
        return redirect("calls")
    form = Rung(request.POST, prefix=str(deputy_id))
    if form.is_valid() and submit(request, "notice/call", form, {**form.given(), "deputyId": gid(request, "Deputy", deputy_id)}):
        return redirect("calls")
    return answered(request, _calls(request, (deputy_id, form)), form)


def _calls(request: HttpRequest, tried: tuple[UUID, Rung] | None) -> HttpResponse:
    data = ask(request, "calls", **paging(request))["callSheet"]
    told = {"section": "calls", "sheet": data, "rows": [_row(one, tried) for one in data["nodes"]], "pager": pager(request, data)}
    return render(request, "console/calls.html", told)


def _row(one: Mapping[str, Any], tried: tuple[UUID, Rung] | None) -> dict[str, Any]:
    number = plain(one["deputyId"])
    return {**one, "form": tried[1] if tried and tried[0] == number else Rung(prefix=str(number))}


# ---------------------------------------------------------------- messages
@for_members
def messages(request: HttpRequest) -> HttpResponse:
    """How what was sent fares; what was given up can be sent again."""
    given_up = bool(request.GET.get("given_up"))
    data = ask(request, "messages", givenUp=given_up, **paging(request))["messages"]
    rows = [{**one, "form": Again(prefix=str(plain(one["id"])))} for one in data["nodes"]]
    other = address(request, given_up=None if given_up else "1", after=None)
    told = {"section": "calls", "messages": data, "rows": rows, "pager": pager(request, data), "given_up": given_up, "other": other}
    return render(request, "console/messages.html", told)


@for_members
def again(request: HttpRequest, message_id: UUID) -> HttpResponseBase:
    if request.method != "POST":
        raise Http404
    form = Again(request.POST, prefix=str(message_id))
    if form.is_valid():
        submit(request, "notice/retry", form, {**form.given(), "messageId": gid(request, "Message", message_id)})
    return redirect("messages")
