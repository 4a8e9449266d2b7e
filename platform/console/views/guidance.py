"""Behind a red number: whom to ring, what is stuck with whom since when, the last contact; and the letters between county and town."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from console import words
from console.forms_command import CommandForm
from console.forms_guidance import AnswerLetter, CheckLetter, KeepEntry, NoteCall, SendLetter
from console.pages import answered, ask, for_members, found, gid, pager, paging, submit
from console.shell import today
from people.actor import ASSIGNERS, Role

DOCUMENTS: Final = {"call": "guidance/note_call_to_town", "letter": "guidance/send_letter", "entry": "guidance/keep_entry"}
DAYS_TO_ANSWER: Final = 10
LOOKS: Final = {"SENT": "waiting", "ANSWERED": "going", "SETTLED": "done"}
OWED: Final = frozenset({"HANDED_OVER", "SIGNED", "RELIEF_ASKED", "REWORK"})


@for_members
def town(request: HttpRequest, town: str, step: str = "") -> HttpResponseBase:
    """One town of the county. With a step in the address its form is posted."""
    data = ask(request, "county_town", town=town)
    names = {one["key"]: one["name"] for one in data["county"]["towns"]}
    forms = _forms(request, step, names[town], data["county"]["cases"]["nodes"])
    form = forms.get(step)
    if request.method == "POST" and form and form.is_valid() and submit(request, DOCUMENTS[step], form, {**form.given(), "town": town}):
        return redirect(f"{reverse('county-town', args=[town])}?done={step}")
    page = _page(request, town, names[town], data, forms)
    return answered(request, page, form) if form and request.method == "POST" else page


def _forms(request: HttpRequest, step: str, name: str, late: Sequence[Mapping[str, Any]]) -> dict[str, CommandForm]:
    def posted(which: str) -> Any:
        return request.POST if request.method == "POST" and step == which else None

    answer_by = today() + timedelta(days=DAYS_TO_ANSWER)
    prepared = {
        "subject": _("Overdue cases of your congress"), "text": _prepared(name, late), "answer_by": answer_by.isoformat(),
        "check_on": (answer_by + timedelta(days=1)).isoformat(),
        "case_ids": [one["id"] for one in late],
    }  # fmt: skip
    return {
        "call": NoteCall(posted("call")),
        "letter": SendLetter(posted("letter"), late=late, initial=prepared),
        "entry": KeepEntry(posted("entry")),
    }


def _prepared(name: str, late: Sequence[Mapping[str, Any]]) -> str:
    """What the letter says before anybody has changed it."""
    lines = [_("To the presidium of {town}:").format(town=name), _("The following cases of your congress are overdue:")]
    for place, one in enumerate(stuck(late), 1):
        told = {"n": place, "number": one["number"] or "—", "title": one["title"], "what": one["what"], "day": words.long_day(words.as_day(one["due"]))}
        lines.append(_("{n}. {number} {title}: {what}, due on {day}").format(**told))
    return "\n".join([*lines, _("Please press for them and tell us in writing how each stands.")])


def stuck(cases: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """What is late in a case, with whom it lies, and since when: the oldest of its open days that have passed."""
    for case in cases:
        late = min((one for one in case["deadlines"] if one["state"] == "OVERDUE"), key=lambda one: one["dueOn"])
        owing = [one for one in case["assignments"] if one["state"] in OWED]
        yield {**case, "what": late["kindLabel"], "due": late["dueOn"], "owing": owing}


def _page(request: HttpRequest, key: str, name: str, data: Mapping[str, Any], forms: Mapping[str, CommandForm]) -> HttpResponse:
    may = request.actor.has(Role.CLERK, *ASSIGNERS)  # type: ignore[attr-defined]
    told = {
        "section": "board",
        "key": key,
        "name": name,
        "row": next((one for one in data["county"]["board"]["towns"] if one["key"] == key), None),
        "late": data["county"]["cases"],
        "stuck": list(stuck(data["county"]["cases"]["nodes"])),
        "letters": [{**one, "look": LOOKS[one["state"]]} for one in data["letters"]["nodes"]],
        "calls": data["county"]["callsToTowns"]["nodes"],
        "contacts": data["county"]["townContacts"],
        "forms": forms if may else {},
        "done": request.GET.get("done", ""),
        "year": _year(key, name, data["county"]["own"]["groups"]),
    }
    return render(request, "console/county_town.html", told)


def _year(key: str, name: str, groups: Sequence[Mapping[str, Any]]) -> str:
    """The town's figures of a year; with what its county deputies raised at the county, where they are a group of its name."""
    own = next((one["id"] for one in groups if one["name"].startswith(name)), None)
    return f"{reverse('county-figures')}?{urlencode({'town': key, **({'movedBy': own} if own else {})})}"


# ---------------------------------------------------------------- letters
@for_members
def letters(request: HttpRequest) -> HttpResponse:
    """Those of the county, or those that the town was sent."""
    waiting = {"1": True, "0": False}.get(request.GET.get("waiting", ""))
    found = ask(request, "letters", waiting=waiting, town=request.GET.get("town") or None, **paging(request))["letters"]
    rows = [{**one, "look": LOOKS[one["state"]]} for one in found["nodes"]]
    at_county = request.actor.level == "county"  # type: ignore[attr-defined]
    told = {"section": "board" if at_county else "desk", "letters": found, "rows": rows, "at_county": at_county, "pager": pager(request, found)}
    return render(request, "console/letters.html", told)


@for_members
def letter(request: HttpRequest, letter_id: UUID) -> HttpResponseBase:
    """One letter; the town answers it, the county looks again."""
    shown = found(ask(request, "letter", id=gid(request, "Letter", letter_id))["letter"])
    at_county = request.actor.level == "county"  # type: ignore[attr-defined]
    shape, document = (CheckLetter, "guidance/check_letter") if at_county else (AnswerLetter, "guidance/answer_letter")
    form = shape(request.POST or None, initial={"seen": shown["version"]}) if _may_act(request, shown, at_county) else None
    if form and form.is_valid() and submit(request, document, form, {**form.given(), "letterId": shown["id"]}):
        return redirect(f"{reverse('letter', args=[letter_id])}?done=1")
    told = {
        "section": "board" if at_county else "desk", "letter": shown, "look": LOOKS[shown["state"]], "form": form, "at_county": at_county,
        "case_page": "county-case" if at_county else "case", "done": request.GET.get("done", ""),
    }  # fmt: skip
    page = render(request, "console/letter.html", told)
    return answered(request, page, form) if form else page


def _may_act(request: HttpRequest, shown: Mapping[str, Any], at_county: bool) -> bool:
    office = bool(request.actor.has(Role.CLERK, *ASSIGNERS))  # type: ignore[attr-defined]
    return office and shown["state"] in (("SENT", "ANSWERED") if at_county else ("SENT",))
