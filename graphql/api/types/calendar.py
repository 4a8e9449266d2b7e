"""What is due and what meets, day by day, of all that the viewer may see."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

import graphene
from django.utils.translation import gettext as _

import deadlines.queries
import motions.queries
import notices.queries
import oversight.queries
import referrals.queries
import roster.queries
from api.types.common import enum_of, label, reference, today
from deadlines.events import DeadlineFacts
from oversight.events import Form
from people.actor import Actor
from townships.errors import Invalid

MOST: Final = 300
LONGEST: Final = timedelta(days=400)
NOBODY: Final = UUID(int=0)  # asked for where there is none, so that every month costs the same
PAGES: Final[Mapping[str, str]] = {"case": "cases", "supervision": "oversight"}


class EntryKind(StrEnum):
    DUE = "due"
    MEETS = "meets"


CalendarKind = enum_of(EntryKind, "CalendarKind", "Whether something is due on the day, or somebody meets.")


class CalendarEntry(graphene.ObjectType):
    """One thing on one day."""

    key = graphene.String(required=True, description="The same for ever, for calendar programs.")
    on = graphene.Date(required=True)
    kind = graphene.Field(CalendarKind, required=True)
    words = graphene.String(required=True, description="What is due, or what meets.")
    number = graphene.String(required=True)
    title = graphene.String(required=True)
    path = graphene.String(required=True, description="The page about it; empty where there is none.")
    state_label = label("state", deadlines.queries.STATES)
    overdue = graphene.Boolean(required=True)
    provisional = graphene.Boolean(required=True)
    deadline_id = reference("Deadline", "deadline_id")


class CalendarQuery(graphene.ObjectType):
    calendar = graphene.List(
        graphene.NonNull(CalendarEntry), required=True, since=graphene.Date(required=True), until=graphene.Date(required=True),
        description="By day, both days included, 400 days at most; the first 300 of what is due.",
    )  # fmt: skip
    calendar_path = graphene.String(required=True, description="Where a calendar program finds the own calendar; empty until it is opened.")

    @staticmethod
    def resolve_calendar(root: Any, info: Any, since: date, until: date) -> list[dict[str, Any]]:
        if not since <= until <= since + LONGEST:
            raise Invalid("bad_value", "until")
        return entries(info.context.actor, since, until, today(info))

    @staticmethod
    def resolve_calendar_path(root: Any, info: Any) -> str:
        return path_for(info.context.actor)


def path_for(viewer: Actor) -> str:
    token = notices.queries.calendar_token(viewer=viewer)
    return f"/calendar/{token}.ics" if token else ""


def entries(viewer: Actor, since: date, until: date, day: date) -> list[dict[str, Any]]:
    """Of all that this viewer may see; a constant number of statements."""
    found = [*_due(viewer, since, until, day), *_tasks(viewer, since, until, day), *_sessions(since, until), *_supervisions(viewer, since, until)]
    return sorted(found, key=lambda one: (one["on"], one["kind"], one["number"], one["key"]))


def _due(viewer: Actor, since: date, until: date, day: date) -> Iterator[dict[str, Any]]:
    own = None if viewer.office else {**motions.queries.own_subjects(viewer=viewer), **oversight.queries.own_subjects(viewer=viewer)}
    ledger = deadlines.queries.due_between(viewer=viewer, since=since, until=until, subjects=own, most=MOST)
    names = _names(viewer, ledger) if own is None else own
    for entry in ledger:
        if entry.subject in names:
            yield _of_ledger(entry, *names[entry.subject], day)


def _names(viewer: Actor, ledger: list[DeadlineFacts]) -> dict[str, tuple[str, str]]:
    ids: dict[str, set[UUID]] = {kind: {NOBODY} for kind in PAGES}
    for entry in ledger:
        kind, _slash, number = entry.subject.partition("/")
        ids[kind].add(UUID(number))
    found = {"case": motions.queries.titles(viewer=viewer, ids=ids["case"]), "supervision": oversight.queries.titles(viewer=viewer, ids=ids["supervision"])}
    return {f"{kind}/{id}": names for kind, of_kind in found.items() for id, names in of_kind.items()}


def _of_ledger(entry: DeadlineFacts, number: str, title: str, day: date) -> dict[str, Any]:
    kind, _slash, id = entry.subject.partition("/")
    state = deadlines.queries.standing(entry, day).state
    told = {"words": str(deadlines.queries.KINDS[entry.kind]), "number": number, "title": title, "path": f"/{PAGES[kind]}/{id}", "deadline_id": entry.id}
    return _entry(f"deadline-{entry.id}", entry.due_on, EntryKind.DUE, **told, state=state, overdue=entry.due_on < day, provisional=entry.provisional)


def _tasks(viewer: Actor, since: date, until: date, day: date) -> Iterator[dict[str, Any]]:
    """The county's cases on this town government's desk."""
    for row in referrals.queries.duties(viewer=viewer):
        if row["due_on"] and since <= row["due_on"] <= until:
            told = {"words": _("reply to the county"), "number": row["number"], "title": row["title"], "path": f"/tasks/{row['id']}"}
            yield _entry(f"task-{row['id']}", row["due_on"], EntryKind.DUE, **told, overdue=row["due_on"] < day)


def _sessions(since: date, until: date) -> Iterator[dict[str, Any]]:
    """The congress itself: everybody's business."""
    for one in roster.queries.sessions():
        title = _("{session}. session of the {term}. congress").format(term=one.term_number, session=one.number)
        on = one.opens_on
        while on <= one.closes_on:
            if since <= on <= until:
                yield _entry(f"session-{one.id}-{on}", on, EntryKind.MEETS, words=_("session"), number="", title=title, path="")
            on += timedelta(days=1)


def _supervisions(viewer: Actor, since: date, until: date) -> Iterator[dict[str, Any]]:
    for row in oversight.queries.planned_between(viewer=viewer, since=since, until=until):
        told = {"words": str(Form(row["form"]).label), "number": "", "title": row["topic"], "path": f"/oversight/{row['id']}"}
        yield _entry(f"supervision-{row['id']}", row["planned_on"], EntryKind.MEETS, **told)


def _entry(key: str, on: date, kind: EntryKind, **told: Any) -> dict[str, Any]:
    return {"key": key, "on": on, "kind": kind, "state": None, "overdue": False, "provisional": False, "deadline_id": None, **told}
