"""What replies promised, as the town and its county read it; the town's ledger of it."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import graphene

import motions.queries as queries
from api.paging import Connected
from api.types.common import chosen, clean, enum_of, label, own, reference, today, value_of
from motions import events
from motions.queries import PromiseFilter as Chosen
from townships.paging import Page, Slice

PromiseState = enum_of(events.PromiseState, "PromiseState", "Where a promise stands.")
Fulfilment = enum_of(events.Fulfilment, "Fulfilment", "Whether what was promised is there to be seen.")


class PromiseFields:
    """One promise of one unit's reply."""

    unit_name = graphene.String(required=True)
    measure = graphene.String(required=True)
    leader = graphene.String(required=True, description="The responsible leader.")
    promised_on = graphene.Date(required=True)
    due_on = graphene.Date(required=True, description="The day it was promised for.")
    state = graphene.Field(PromiseState, required=True)
    state_label = label("state", chosen(events.PromiseState))
    late = graphene.Boolean(required=True, description="Followed past its day.")
    round = graphene.Int(required=True, description="2 after it was called carried out and was not.")
    kept_on = graphene.Date(description="When it was carried out.")
    ended_on = graphene.Date(description="When it was explained, or promised anew.")
    said = graphene.List(graphene.NonNull(Fulfilment), required=True, description="What the deputies say of its fulfilment.")
    said_labels = graphene.List(graphene.NonNull(graphene.String), required=True)

    @staticmethod
    def resolve_late(row: Any, info: Any) -> bool:
        return bool(value_of(row, "state") == events.PromiseState.FOLLOWING and value_of(row, "due_on") < today(info))

    @staticmethod
    def resolve_said_labels(row: Any, info: Any) -> list[str]:
        return [str(events.Fulfilment(one).label) for one in value_of(row, "said")]


class Promise(PromiseFields, graphene.ObjectType):
    """A promise, beside its case."""

    id = reference("Promise", "id", required=True)
    assignment_id = reference("Assignment", "assignment_id", required=True)
    renews = reference("Promise", "renews")


class OfCase:
    """The case that a row of the ledger belongs to."""

    case_id = reference("Case", "case_id", required=True)
    case_number = graphene.String(required=True)
    title = graphene.String(required=True)
    term = graphene.Int()


class PromiseRow(OfCase, PromiseFields, graphene.ObjectType):
    """A promise as the ledger has it."""

    id = reference("Promise", "id", required=True)
    renews = reference("Promise", "renews")
    note = graphene.String(required=True, description="What was done, or why not.")


class Unpromised(OfCase, graphene.ObjectType):
    """A reply that puts off to a later day, of which the ledger has no promise."""

    assignment_id = reference("Assignment", "id", required=True)
    unit_name = graphene.String(required=True)
    leader = graphene.String(required=True)
    replied_on = graphene.Date(required=True)


class PromiseFilter(graphene.InputObjectType):
    """All that are given must hold."""

    states = graphene.List(graphene.NonNull(PromiseState))
    late = graphene.Boolean()
    unit_id = graphene.ID()
    leader = graphene.String(description="Part of the responsible leader's name.")
    term = graphene.Int()
    since = graphene.Date(description="Promised for that day or later.")
    until = graphene.Date()
    not_done = graphene.Boolean(description="Called carried out, and was not.")
    text = graphene.String(description="Part of the measure, the title or the number.")


class PromisesQuery(graphene.ObjectType):
    promises = Connected(
        PromiseRow, filter=PromiseFilter(),
        description="What was promised, by the day it was promised for. The office sees all, a unit its own, a deputy those of the own cases.",
    )  # fmt: skip
    unpromised = Connected(Unpromised, description="Replies that put off to a later day, and whose promise nobody has entered. Seen as `promises`.")

    @staticmethod
    def resolve_promises(root: Any, info: Any, page: Page, filter: Any = None) -> Slice[dict[str, Any]]:
        return queries.promises(viewer=info.context.actor, today=today(info), chosen=chosen_by(info, filter or {}), page=page)

    @staticmethod
    def resolve_unpromised(root: Any, info: Any, page: Page) -> Slice[dict[str, Any]]:
        return queries.unpromised(viewer=info.context.actor, page=page)


def chosen_by(info: Any, asked: Mapping[str, Any]) -> Chosen:
    plain = {name: asked.get(name) for name in ("late", "term", "since", "until", "not_done")}
    return Chosen(
        **plain, states=tuple(asked.get("states") or ()), unit_id=own(info, asked.get("unit_id"), "Unit", "unit_id"),
        leader=clean(asked.get("leader")), text=clean(asked.get("text")),
    )  # fmt: skip
