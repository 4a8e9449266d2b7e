"""One case: what it is, what may be done now, and everything that happened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from api import relay
from console import choices
from console.forms_case import Attach
from console.offers import Offer, Subject, at
from console.pages import answered, ask, for_members, found, gid
from console.papers.catalogue import OF_CASE, offered
from console.shell import today
from console.steps import CONFIRM_RECEIPT, OF_FILES, STEPS, consequence, is_for_others, latest, whom
from console.timeline import entries
from console.views.similar import href
from people.actor import Role


@for_members
def case(request: HttpRequest, case_id: UUID, step: str = "", about: UUID | None = None) -> HttpResponseBase:
    """With a step in the address its form is open; posted there, the step is taken."""
    data = ask(request, "case", id=gid(request, "Case", case_id), today=today().isoformat())
    found(data["case"])
    offers = list(_offers(data, delivers=request.actor.has(Role.CLERK, Role.UNIT)))  # type: ignore[attr-defined]
    chosen = at(offers, step, about) or (offers[0] if len(offers) == 1 and not step else None)
    if request.method != "POST":
        return _page(request, data, offers, chosen)
    if chosen is None:
        return _page(request, data, offers, None, gone=step.upper())
    if chosen.take(request):
        return redirect(f"{reverse('case', args=[case_id])}?done={step}" + ("&sheet=left_out" if chosen.left_out else ""))
    return answered(request, _page(request, data, offers, chosen), chosen.form)


def _offers(data: Mapping[str, Any], *, delivers: bool) -> Iterator[Offer]:
    case, own = data["case"], {one["id"] for kind in ("deputies", "units") for one in data["viewer"][kind]}
    subject = Subject("case", case["id"], case["version"])
    for step in case["nextSteps"]:
        if step["allowed"] and step["step"] in STEPS:
            known = CONFIRM_RECEIPT if step["step"] == "DELIVER" and not delivers else STEPS[step["step"]]
            yield Offer(
                subject, step, known, others=is_for_others(step, case, own), whom=whom(step, case),
                follows=consequence(step["step"], case) or latest(step, case), filled_in=_filled_in(step, case),
                offered={"units": data["units"]["nodes"], "proposers": case["proposers"], "conclusions": data["conclusions"]},
            )  # fmt: skip


def _filled_in(step: Mapping[str, Any], case: Mapping[str, Any]) -> dict[str, Any]:
    """What was written before and may be written again."""
    if step["step"] == "RESUBMIT":
        return {name: case[name] for name in ("title", "text", "where", "proposal", "category", "public")}
    if step["step"] == "DRAFT_REPLY":
        drafts = [one for one in case["papers"]["drafts"] if one["assignmentId"] == step["assignmentId"]]
        return {name: drafts[-1][name] for name in ("meaning", "text", "number", "contact")} if drafts else {}
    if step["step"] == "SPLIT":
        return {"title_1": case["title"], "text_1": case["text"]}
    return {}


# ---------------------------------------------------------------- the page
def page_with(request: HttpRequest, data: Mapping[str, Any], attaching: Attach) -> HttpResponse:
    """The page with a form for a file that was refused."""
    return _page(request, data, list(_offers(data, delivers=request.actor.has(Role.CLERK, Role.UNIT))), None, attaching=attaching)  # type: ignore[attr-defined]


def _page(
    request: HttpRequest, data: Mapping[str, Any], offers: Sequence[Offer], chosen: Offer | None, gone: str = "", attaching: Attach | None = None
) -> HttpResponse:  # fmt: skip
    """`gone`: a step that was posted and is no longer offered, because somebody was faster."""
    _linked(data["case"])
    case, done = data["case"], request.GET.get("done", "").upper()
    told = {
        "section": "mine" if _is_deputy_only(request) else "cases",
        "for_deputy": _is_deputy_only(request),
        "case": case,
        "referral": data["referral"],
        "origin": data["origin"],
        "look": choices.look(case["state"], overdue=case["overdue"]),
        "offered": offers,
        "chosen": chosen,
        "blocked": [{**one, "verb": STEPS[one["step"]].verb} for one in case["nextSteps"] if not one["allowed"]],
        "entries": list(entries(case["timeline"], _names(case))),
        "deadlines": [one for one in case["deadlines"] if not one["liftedOn"]],
        "done": STEPS[done].verb if done in STEPS else OF_FILES.get(done, ""),
        "attaching": attaching or Attach(initial={"seen": case["version"]}),
        "entered": done == "ENTERED",
        "may_correct": request.actor.has(Role.CLERK),  # type: ignore[attr-defined]
        "left_out": request.GET.get("sheet") == "left_out",
        "undo": _undo(case, done),
        "stands": done in STEPS,
        "may_cite": request.actor.has(Role.CLERK),  # type: ignore[attr-defined]
        "at_intake": case["state"] == "SUBMITTED",
        "papers": offered(OF_CASE, case) if case["papers"] else [],
        "gone": found(STEPS[gone].verb if gone in STEPS else None) if gone else "",
    }
    return render(request, "console/case.html", told, status=409 if gone else 200)


def _undo(case: Mapping[str, Any], done: str) -> dict[str, Any] | None:
    """What can be taken back as if it had not been: a file, a citation. A step of the law's stays; a mistake in it is corrected, with its reason."""
    papers = case["papers"] or {"files": [], "citations": []}
    if done == "ATTACH_FILE" and (own := [one for one in papers["files"] if one["own"]]):
        return {"href": reverse("file-remove", args=[case["id"], own[-1]["id"]])}
    if done == "CITE" and papers["citations"]:
        return {"action": reverse("uncite", args=[case["id"], papers["citations"][-1]["id"]])}
    return None


def _linked(case: dict[str, Any]) -> None:
    """The pages of cited cases that this person may open."""
    for one in (case["papers"] or {"citations": []})["citations"]:
        one["href"] = href(one)


def _is_deputy_only(request: HttpRequest) -> bool:
    actor = request.actor  # type: ignore[attr-defined]
    return bool(actor.deputy_ids) and not actor.office


def _names(case: Mapping[str, Any]) -> dict[str, str]:
    units = {one["id"]: one["unitName"] for one in case["assignments"]}
    return units | {one["deputyId"]: one["name"] for one in case["proposers"]}


@for_members
def why(request: HttpRequest, deadline_id: UUID) -> HttpResponse:
    """Why is it due on this day? Rule, source, start, days skipped, extensions."""
    data = found(ask(request, "why", id=gid(request, "Deadline", deadline_id))["why"])
    deadline = data["deadline"]
    return render(request, "console/why.html", {"section": "cases", "why": data, "deadline": deadline, "reason": reason_of(data), "back": _subject(deadline)})


def _subject(deadline: Mapping[str, Any]) -> str:
    """The page of what the deadline is of."""
    return reverse(relay.decode(deadline["subjectId"]).type.lower(), args=[deadline["subjectId"]])


def reason_of(why: Mapping[str, Any]) -> dict[str, Any] | None:
    """The answer in the shape of the component; None where somebody simply chose the day."""
    if not why["inForce"]:
        return None
    rule = why["inForce"]["rule"]
    return {
        "rule": " ".join(filter(None, [rule["keyLabel"], rule["valueLabel"], rule["unitLabel"]])),
        "source": rule["source"],
        "force": rule["force"].lower(),
        "verified": rule["verified"],
        "started_on": why["countedFrom"],
        "skipped": [{"on": one["day"], "name": one["reasonLabel"]} for one in why["skipped"]],
        "extensions": [{"until": one["after"], "reason": one["source"]} for one in why["extensions"]],
    }
