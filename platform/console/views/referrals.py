"""Between town and county: what came from the towns, and what the county has put on a town government's desk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from console import choices
from console.forms_case import Plain, Reply, on_behalf
from console.forms_command import SeenForm
from console.forms_referrals import Connect, Decline, TakeUp
from console.pages import address, answered, ask, for_members, found, gid, pager, paging, submit
from console.shell import today
from people.actor import Role


# ---------------------------------------------------------------- the county: what came from the towns
@for_members
def matters(request: HttpRequest) -> HttpResponse:
    """Those that wait; with `?all=1` also those that were taken up or declined."""
    waiting = not request.GET.get("all")
    data = ask(request, "matters", waiting=waiting, **paging(request))
    told = {
        "section": "matters", "matters": data["matters"], "pager": pager(request, data["matters"]), "waiting": waiting,
        "other": address(request, all="1" if waiting else None, after=None), "office": request.actor.has(Role.CLERK),  # type: ignore[attr-defined]
    }  # fmt: skip
    return render(request, "console/matters.html", told)


@for_members
def take_up(request: HttpRequest, matter_id: UUID) -> HttpResponseBase:
    matter = _matter(request, matter_id)
    data, own = ask(request, "matter_choices", today=today().isoformat()), not request.actor.office  # type: ignore[attr-defined]
    deputies = data["viewer"]["deputies"] if own else data["deputies"]["nodes"]
    form = TakeUp(request.POST or None, initial={"seen": matter["version"]}, deputies=deputies, own=own)
    follows = _("It becomes a suggestion of these deputies and waits for intake; the town gets the link.")
    return _settled(request, matter, form, "take_up", _("Take up"), follows)


@for_members
def decline(request: HttpRequest, matter_id: UUID) -> HttpResponseBase:
    matter = _matter(request, matter_id)
    form = Decline(request.POST or None, initial={"seen": matter["version"]})
    return _settled(request, matter, form, "decline", _("Do not take up"), _("The town is told, with the reason."))


def _matter(request: HttpRequest, matter_id: UUID) -> Mapping[str, Any]:
    named = gid(request, "Matter", matter_id)
    rows = ask(request, "matters", waiting=True, first=100)["matters"]["nodes"]
    return found(next((row for row in rows if row["id"] == named), None))  # type: ignore[no-any-return]


def _settled(request: HttpRequest, matter: Mapping[str, Any], form: SeenForm, document: str, verb: str, follows: str) -> HttpResponseBase:
    if form.is_valid() and submit(request, f"matter/{document}", form, {**form.given(), "matterId": matter["id"]}):
        return redirect("matters")
    told = {"section": "matters", "matter": matter, "form": form, "verb": verb, "follows": follows}
    return answered(request, render(request, "console/matter.html", told), form)


@for_members
def desks(request: HttpRequest) -> HttpResponseBase:
    """Which unit of the county is which town's government."""
    data = ask(request, "town_desks", today=today().isoformat())
    form = Connect(request.POST or None, units=data["units"]["nodes"], towns=data["townKeys"])
    if form.is_valid() and submit(request, "matter/connect", form, form.given()):
        return redirect("town-desks")
    return answered(request, render(request, "console/town_desks.html", {"section": "matters", "desks": data["townDesks"], "form": form}), form)


# ---------------------------------------------------------------- the town: what the county has put on its government's desk
@for_members
def tasks(request: HttpRequest) -> HttpResponse:
    waiting = not request.GET.get("all")
    data = ask(request, "tasks", waiting=waiting, **paging(request))
    other = address(request, all="1" if waiting else None, after=None)
    told = {"section": "desk", "tasks": data["tasks"], "pager": pager(request, data["tasks"]), "waiting": waiting, "other": other}
    return render(request, "console/tasks.html", told)


@for_members
def task(request: HttpRequest, task_id: UUID, step: str = "") -> HttpResponseBase:
    """One of them, with what may be done about it."""
    data = ask(request, "task", id=gid(request, "Task", task_id))
    shown = found(data["task"])
    offers = {name: one for name, one in _offers(shown, others=not data["viewer"]["units"]).items() if one["allowed"]}
    if request.method == "POST":
        if step not in offers:
            raise Http404
        form = offers[step]["form"] = offers[step]["make"](request.POST)
        if form.is_valid() and submit(request, f"task/{step}", form, {**form.given(), "taskId": shown["id"]}):
            return redirect("task", task_id)
        return answered(request, _task(request, shown, offers), form)
    return _task(request, shown, offers)


def _offers(task: Mapping[str, Any], *, others: bool) -> dict[str, dict[str, Any]]:
    steps: dict[str, tuple[str, type[SeenForm], str, str]] = {
        "sign": (_("Sign for"), Plain, "maySign", _("The county is told.")),
        "reply": (_("Reply"), Reply, "mayReply", _("It goes to the county as the answer of this town's government, and stays as it was sent.")),
    }
    return {name: _offer(name, task, others, *known) for name, known in steps.items()}


def _offer(name: str, task: Mapping[str, Any], others: bool, verb: str, shape: type[SeenForm], field: str, follows: str) -> dict[str, Any]:
    def make(posted: Any) -> SeenForm:
        form = (on_behalf(shape) if others else shape)(posted, prefix=name, initial={"seen": task["version"]})
        form.fields.pop("contact", None)
        return form

    shown = _("{step} (enter on behalf)").format(step=verb) if others else verb
    return {"name": name, "verb": shown, "make": make, "form": make(None), "allowed": task[field], "follows": follows}


def _task(request: HttpRequest, task: Mapping[str, Any], offers: Mapping[str, Any]) -> HttpResponse:
    look = choices.look(task["state"], overdue=task["overdue"])
    return render(request, "console/task.html", {"section": "desk", "task": task, "offers": list(offers.values()), "look": look})
