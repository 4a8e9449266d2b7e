"""A page of the console against the same page as a plain Django view: the same queries, the same template, the same HTML, no GraphQL in between.

The plain view is the console's own with `ask` replaced by rows shaped by hand, so that its forms, words and addresses cost both sides the same.
"""
from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from enum import Enum
from functools import cache, partial
from typing import Any
from unittest.mock import patch
from uuid import UUID

import msgspec
from django.db import transaction
from django.http import HttpRequest
from django.test import RequestFactory
from graphene.utils.str_converters import to_camel_case

import countyviews.queries
import deadlines.queries
import guidance.queries
import motions.queries
import oversight.queries
import referrals.queries
import roster.queries
import rulebook.queries
from api import relay
from api.types.county import FLAGS, VOICES
from api.types.deadlines import due_deadline
from api.types.people import ROLES
from console.shell import today
from console.views import case, county, home
from countyviews.project import Projector
from deadlines.events import standing
from deadlines.queries import KINDS, STATES
from motions.events import Occasion, State
from motions.queries import CaseFilter, Order
from people.actor import Actor, Role
from people.channel import Channel
from tests.bench.pairs import Pair, Size, measure
from tests.bench.world import NOW, envelopes
from tests.support.congress import Congress
from tests.support.graphql_api import statements
from townships.context import tenant_context
from townships.errors import message
from townships.models import Tenant
from townships.paging import Page
from townships.provisioning import open_township

OPEN = tuple(state for state in State if state not in (State.NOT_ACCEPTED, State.MERGED, State.WITHDRAWN, State.CONCLUDED, State.DECIDED))


def run(committed: Any, size: Size) -> list[Pair]:
    matters, towns, runs = size.rows // 4, min(size.towns, 20), size.pairs * 2 + 1
    town, above = Tenant.objects.get(schema_name="t610981117"), Tenant.objects.get(schema_name="c610981")
    with tenant_context(town):
        congress = Congress(town)
        case_id = congress.delivered(proposers=5)
        for number in range(matters - 1):
            congress.approved(title=f"关于第{number}件事的建议", proposers=5)
    project(committed, towns)
    with tenant_context(town):
        told = [
            page(f"the desk, {matters} matters", home, home.desk, desk, congress.clerk, town, runs),
            page("a case", case, partial(case.case, case_id=case_id), lambda request, **_: one_case(request, case_id), congress.clerk, town, runs),
        ]
    with tenant_context(above):
        clerk = msgspec.structs.replace(congress.clerk, tenant=above.schema_name, level="county")
        return [*told, page(f"the board of {towns + 2} towns", county, county.board, board, clerk, above, runs)]


def project(committed: Any, towns: int) -> None:
    with committed.login("migrator"):
        for number in range(towns):
            open_township(f"6109818{number:02}", now=NOW, reason="bench")
    with committed.login("worker"), transaction.atomic():
        Projector().apply(envelopes(500))


def page(
    name: str, module: Any, view: Callable[[HttpRequest], Any], by_hand: Callable[..., Any], actor: Actor, tenant: Any, runs: int
) -> Pair:
    def request() -> HttpRequest:
        made: Any = RequestFactory().get("/", HTTP_HOST="localhost")
        made.actor, made.tenant = actor, tenant
        return made  # type: ignore[no-any-return]

    def ours() -> Any:
        return view(request())

    def other() -> Any:
        with patch.object(module, "ask", lambda asked, _document, **given: by_hand(asked, **given)):
            return view(request())

    assert shown(ours()) == shown(other()), name
    assert statements(ours) == statements(other), name
    return measure(f"page: {name}", ours, other, against="plain Django view, same queries and template", goal="≥ 0.67", runs=runs)


def shown(response: Any) -> str:
    """The page without the tokens and command ids that are others each time."""
    return re.sub(r'(csrfmiddlewaretoken|command_id)" value="[\w-]+"', "", response.content.decode())


# ---------------------------------------------------------------- by hand: the desk
def desk(request: Any) -> dict[str, Any]:
    viewer, day = request.actor, today()
    cases = [desk_case(row, viewer) for row in with_ledger(motions.queries.desk(viewer=viewer, today=day), viewer)]
    others = [desk_supervision(row, viewer) for row in oversight.queries.desk(viewer=viewer, today=day)]
    late = motions.queries.cases(viewer=viewer, today=day, chosen=CaseFilter(overdue=True), order=Order.DUE, page=Page(20))
    working = CaseFilter(overdue=False, states=(State.IN_HAND, State.REWORK))
    soon = motions.queries.cases(viewer=viewer, today=day, chosen=working, order=Order.DUE, page=Page(1))
    return {
        "tellings": {"nodes": [shape(row) for row in motions.queries.tellings(viewer=viewer, open_only=True, page=Page(20)).rows]},
        "lettersToAnswer": guidance.queries.to_answer(viewer=viewer, today=day), "taskDuties": referrals.queries.duties(viewer=viewer),
        "desk": sorted([*cases, *others], key=lambda item: item["dueOn"] or date.max),
        "open": {"totalCount": motions.queries.cases(viewer=viewer, today=day, chosen=CaseFilter(states=OPEN), page=Page(0)).total()},
        "late": {"totalCount": late.total(), "nodes": [listed(row, viewer.tenant) for row in with_ledger(late.rows, viewer)]},
        "next": {"nodes": [listed(row, viewer.tenant) for row in soon.rows]},
    }


def with_ledger(rows: Iterable[dict[str, Any]], viewer: Actor) -> list[dict[str, Any]]:
    """The rows with the entries of their cases, for the day that is due of each."""
    told = list(rows)
    found = deadlines.queries.deadlines(viewer=viewer, subjects=[f"case/{row['id']}" for row in told])
    return [{**row, "ledger": {row["id"]: found.get(f"case/{row['id']}", ())}} for row in told]


def listed(row: Any, tenant: str) -> dict[str, Any]:
    units = [{"unitName": unit["unit_name"], "assignmentId": unit["id"]} for unit in row["units"]]
    named = {name: row[name] for name in ("id", "number", "title")}
    return {**named, "dueOn": row["due_on"], "dueDeadlineId": due_deadline(row, tenant), "units": units}


def desk_case(row: Any, viewer: Actor) -> dict[str, Any]:
    shown = listed(row, viewer.tenant) | {"proposers": row["proposers"], "state": row["state"].upper(), "stateLabel": State(row["state"]).label}
    return {"dueOn": row["due_on"], "overdue": row["overdue"], "case": shown, "caseDuties": [a_step(step) for step in row["duties"]]}


def desk_supervision(row: Any, viewer: Actor) -> dict[str, Any]:
    words = {"stateLabel": row["state"].label, "formLabel": row["form"].label, "unitName": row["unit_name"]}
    shown = {"id": row["id"], "topic": row["topic"], "state": row["state"].upper(), **words}
    duties = [{"step": step.step.upper(), "dueOn": step.due_on} for step in row["duties"]]
    return {"dueOn": row["due_on"], "overdue": row["overdue"], "case": None, "supervision": shown, "supervisionDuties": duties}


def a_step(step: Any) -> dict[str, Any]:
    blocked = step.blocked
    return {
        "step": step.step.upper(), "assignmentId": step.assignment_id, "deputyId": step.deputy_id, "dueOn": step.due_on, "allowed": blocked is None,
        "reason": blocked and message(blocked), "source": blocked and blocked.source, "draftId": step.draft_id, "seen": step.seen, "promiseId": step.promise_id,
    }  # fmt: skip


# ---------------------------------------------------------------- by hand: one case
def one_case(request: Any, case_id: UUID) -> dict[str, Any]:
    viewer, day = request.actor, today()
    row = motions.queries.case(viewer=viewer, case_id=case_id, today=day)
    assert row is not None
    subject = f"case/{case_id}"
    entries = deadlines.queries.deadlines(viewer=viewer, subjects=[subject])[subject]
    phones = motions.queries.phones(viewer=viewer, case_ids=[case_id]).get(case_id, {})
    beside = {
        "version": row["version"], "overdue": row["overdue"], "whole": row["whole"], "papers": papers(row["papers"]),
        "nextSteps": [a_step(step) for step in row["next_steps"]], "proposers": proposers(row["facts"].proposers, phones),
        "timeline": [an_entry(fact) for fact in motions.queries.timeline(viewer=viewer, case_id=case_id)],
        "replyDueIfHandedOver": motions.queries.due_if_handed_over(viewer=viewer, case_id=case_id, on=day),
        "deadlines": [a_deadline(entry, day) for entry in entries],
        "assignments": assignments(row["facts"].assignments, motions.queries.latest_replies(viewer=viewer, case_ids=[case_id])),
    }  # fmt: skip
    units = roster.queries.unit_list(viewer=viewer, page=Page(100), open_on=day).rows
    offered = [{**unit, "id": relay.encode("Unit", viewer.tenant, unit["id"])} for unit in units]
    choices = [{"code": one.code, "source": one.source} for one in rulebook.queries.conclusions(viewer=viewer, on=day)]
    links = {"referral": referrals.queries.referral(viewer=viewer, case_id=case_id), "origin": referrals.queries.origin(viewer=viewer, case_id=case_id)}
    told = {"case": shape(row["facts"]) | beside, "units": {"nodes": offered}, "viewer": {"deputies": [], "units": []}, "conclusions": choices}
    return told | links


def assignments(found: Iterable[Any], latest: Mapping[UUID, date]) -> list[dict[str, Any]]:
    return [shape(one) | {"latestReplyOn": latest.get(one.id)} for one in found]


def proposers(found: Iterable[Any], phones: Mapping[UUID, str]) -> list[dict[str, Any]]:
    mandates = roster.queries.deputies([one.deputy_id for one in found])
    return [shape(one) | {"deputy": shape(mandates[one.deputy_id]), "phone": phones.get(one.deputy_id)} for one in found]


def papers(row: Any) -> dict[str, Any]:
    words = {"intakeReasonLabel": None, "intakeNote": row["intake_note"], "occasionLabel": row["occasion"] and Occasion(row["occasion"]).label}
    ratings = [{"name": one["proposer__name"], "comment": one["comment"]} for one in row["ratings"]]
    lists = {name: [shape(one) for one in row[name]] for name in ("assignments", "contacts", "stages", "drafts", "files", "citations")}
    return words | lists | {"replies": [{"replyId": one["id"], "contact": one["contact"]} for one in row["replies"]], "ratings": ratings}


def an_entry(fact: Any) -> dict[str, Any]:
    told = dict.fromkeys(TOLD) | {to_camel(name): value for name, value in fact["told"].items()}
    channel = told["channel"]
    return told | {
        "words": str(fact["words"]), "at": fact["at"], "recordedAt": fact["recorded"], "actorName": fact["name"],
        "actorRoleLabel": " · ".join(str(ROLES[Role(role)]) for role in fact["roles"].split(",") if role),
        "channel": channel and channel.upper(), "channelLabel": channel and Channel(channel).label,
        "assignmentId": told["assignmentId"] and UUID(told["assignmentId"]), "deputyId": told["deputyId"] and UUID(told["deputyId"]),
    }  # fmt: skip


def a_deadline(entry: Any, day: date) -> dict[str, Any]:
    state = standing(entry, day).state
    return shape(entry) | {"kindLabel": str(KINDS[entry.kind]), "state": state.upper(), "stateLabel": str(STATES[state])}


# ---------------------------------------------------------------- by hand: the county's board
def board(request: Any, since: str | None) -> dict[str, Any]:
    viewer, day = request.actor, today()
    countyviews.queries.towns(viewer=viewer)
    found = countyviews.queries.board(viewer=viewer, since=day.replace(month=1, day=1), today=day)
    contacts = guidance.queries.last_contacts(viewer=viewer)
    told = {"towns": [a_town(row, contacts) for row in found.towns], "own": found.own and a_town(found.own, contacts), "since": found.since.isoformat()}
    counted = {"lateTowns": found.late_towns, "silentTowns": found.silent_towns, "unheardTowns": found.unheard_towns}
    return {"county": {"board": told | counted}}


def a_town(row: Any, contacts: Mapping[str, date]) -> dict[str, Any]:
    stages = {to_camel(name): count for name, count in row.stages.items()}
    beside = {"lastContactOn": contacts.get(row.tenant), "tooGood": [{"kindLabel": str(FLAGS[one])} for one in row.too_good]}
    return shape(msgspec.structs.replace(row, too_good=())) | beside | {"key": row.tenant, "voiceLabel": str(VOICES[row.voice]), "stages": stages}


# ---------------------------------------------------------------- by hand: what all three do
def shape(row: Any) -> dict[str, Any]:
    """A row or a struct as templates read it: a choice by its name and with its word."""
    values = row if isinstance(row, dict) else msgspec.structs.asdict(row)
    told: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, Enum):
            told[to_camel(name) + "Label"], value = getattr(value, "label", ""), value.upper()  # type: ignore[attr-defined]
        elif isinstance(value, tuple):
            value = [shape(one) for one in value]
        told[to_camel(name)] = value
    return told


to_camel = cache(to_camel_case)
TOLD = (
    "channel", "channelLabel", "note", "reasonLabel", "assignmentId", "deputyId", "attitudeLabel", "resultLabel", "comment", "dueOn",
    "method", "threeParty", "afterHandover", "intoNumber", "cited", "stage", "fulfilmentLabel", "amountFen", "what", "whatLabel", "before", "after",
    "consented", "conclusionLabel", "source",
)  # fmt: skip
