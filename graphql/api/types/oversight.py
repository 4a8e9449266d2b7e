"""Supervisions as their own congress sees them."""
from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, Final, get_type_hints
from uuid import UUID

import graphene

import oversight.queries as queries
from api import relay
from api.context import Call
from api.paging import Connected
from api.types.common import Together, chosen, clean, enum_of, flat, label, own, reference, stranger, today
from api.types.deadlines import Deadline, deadline_row, ledgers
from api.types.history import Happened, StepFields, happened
from api.types.supervisions import (
    Effectiveness,
    ParticipantFields,
    SupervisionFields,
    SupervisionForm,
    SupervisionStage,
    SupervisionState,
    SupervisionSummaryFields,
)
from api.viewer import public
from oversight import events
from oversight.queries import SupervisionFilter as Chosen
from townships.clock import local_date
from townships.errors import message
from townships.paging import Page, Slice

Step = get_type_hints(queries.NextStep)["step"]
OF_SUPERVISION: Final = ("version", "overdue", "whole", "next_steps", "rounds")
StepKind = enum_of(Step, "SupervisionStep", "A step in a supervision's life.")
SupervisionOrder = enum_of(queries.Order, "SupervisionOrder", "How a list of supervisions is sorted.")


class SupervisionSummary(SupervisionSummaryFields, graphene.ObjectType):
    """A supervision as lists show it; `supervision(id)` has the whole of it."""

    id = reference("Supervision", "id", required=True)
    unit_id = reference("Unit", "unit_id")
    round = graphene.Int(required=True)
    overdue = graphene.Boolean(required=True)


class Participant(ParticipantFields, graphene.ObjectType):
    """Who signed, went, or went back to look."""

    deputy_id = reference("Deputy", "deputy_id")


class SupervisionRound(graphene.ObjectType):
    """What was put right and seen in one round: the first, and one more each time it was reopened."""

    number = graphene.Int(required=True)
    due_on = graphene.Date(required=True)
    rectification = graphene.String(required=True)
    rectified_on = graphene.Date()
    effect = graphene.String(required=True)
    effectiveness = graphene.Field(Effectiveness)
    effectiveness_label = label("effectiveness", chosen(events.Effectiveness))
    looked_back_on = graphene.Date()


class SupervisionNextStep(StepFields, graphene.ObjectType):
    """A step that this person may take now."""

    step = graphene.Field(StepKind, required=True)


class Supervision(SupervisionFields, graphene.ObjectType):
    """A supervision, from its plan to the return visit."""

    class Meta:
        interfaces = (relay.Node,)

    whole = graphene.Boolean(required=True, description="Seen as by those whose supervision it is.")
    overdue = graphene.Boolean(required=True)
    unit_id = reference("Unit", "unit_id")
    participants = graphene.List(graphene.NonNull(Participant), required=True)
    rounds = graphene.List(graphene.NonNull(SupervisionRound), required=True, description="First to last.")
    deadlines = graphene.List(graphene.NonNull(Deadline), required=True, description="Oldest first; none unless seen whole.")
    timeline = graphene.List(graphene.NonNull(Happened), required=True, description="Oldest first; nothing unless seen whole.")
    next_steps = graphene.List(graphene.NonNull(SupervisionNextStep), required=True)

    @staticmethod
    def resolve_deadlines(row: Any, info: Any) -> list[dict[str, Any]]:
        return [deadline_row(facts, today(info)) for facts in row["ledgers"].get(row["id"]) or ()]

    @staticmethod
    def resolve_timeline(row: Any, info: Any) -> list[dict[str, Any]]:
        return [happened(fact) for fact in row["timelines"].get(row["id"]) or ()]


# ---------------------------------------------------------------- what is asked
class SupervisionFilter(graphene.InputObjectType):
    """All that are given must hold."""

    states = graphene.List(graphene.NonNull(SupervisionState))
    form = graphene.Field(SupervisionForm)
    stage = graphene.Field(SupervisionStage)
    unit_id = graphene.ID()
    overdue = graphene.Boolean()
    text = graphene.String(description="Part of the topic, the findings or the opinion.")


class FormChoice(graphene.ObjectType):
    """A form of supervision, what the law asks of it, and whether this congress may use it."""

    form = graphene.Field(SupervisionForm, required=True)
    form_label = label("form", chosen(events.Form))
    in_session_only = graphene.Boolean(required=True)
    needs_signers = graphene.Boolean(required=True)
    about_money = graphene.Boolean(required=True)
    allowed = graphene.Boolean(required=True)
    reason = graphene.String(description="Why not.")
    source = graphene.String(description="The article that says no.")

    @staticmethod
    def resolve_in_session_only(choice: Any, info: Any) -> bool:
        return choice.law.in_session is not None

    @staticmethod
    def resolve_needs_signers(choice: Any, info: Any) -> bool:
        return choice.law.signers is not None

    @staticmethod
    def resolve_about_money(choice: Any, info: Any) -> bool:
        return bool(choice.law.amounts)

    @staticmethod
    def resolve_allowed(choice: Any, info: Any) -> bool:
        return choice.blocked is None

    @staticmethod
    def resolve_reason(choice: Any, info: Any) -> str | None:
        return message(choice.blocked) if choice.blocked else None

    @staticmethod
    def resolve_source(choice: Any, info: Any) -> str | None:
        return choice.blocked.source if choice.blocked else None


class OversightQuery(graphene.ObjectType):
    supervisions = Connected(
        SupervisionSummary, filter=SupervisionFilter(), order=SupervisionOrder(), description="All that the viewer may know of."
    )
    supervision = graphene.Field(Supervision, id=graphene.ID(required=True))
    public_supervisions = Connected(SupervisionSummary, filter=SupervisionFilter(), description="Closed and public. For everybody.")
    public_supervision = graphene.Field(Supervision, id=graphene.ID(required=True), description="For everybody.")
    supervision_forms = graphene.List(graphene.NonNull(FormChoice), required=True, on=graphene.Date())

    @staticmethod
    def resolve_supervisions(root: Any, info: Any, page: Page, filter: Any = None, order: Any = None) -> Slice[dict[str, Any]]:
        return listed(info, info.context.actor, page, filter, order or queries.Order.NEWEST)

    @staticmethod
    def resolve_supervision(root: Any, info: Any, id: str) -> dict[str, Any] | None:
        return supervision(info.context, own(info, id, "Supervision", "id"))

    @staticmethod
    @public
    def resolve_public_supervisions(root: Any, info: Any, page: Page, filter: Any = None) -> Slice[dict[str, Any]]:
        return listed(info, stranger(info.context), page, filter, queries.Order.NEWEST)

    @staticmethod
    @public
    def resolve_public_supervision(root: Any, info: Any, id: str) -> dict[str, Any] | None:
        number = own(info, id, "Supervision", "id")
        return _supervisions(info.context, stranger(info.context), [number]).get(number)

    @staticmethod
    def resolve_supervision_forms(root: Any, info: Any, on: date | None = None) -> Sequence[queries.FormChoice]:
        return queries.forms(viewer=info.context.actor, on=on or today(info))


def listed(info: Any, viewer: Any, page: Page, filter: Any, order: Any) -> Slice[dict[str, Any]]:
    return queries.supervisions(viewer=viewer, today=today(info), chosen=chosen_by(info, filter or {}), order=order, page=page)


def chosen_by(info: Any, asked: Mapping[str, Any]) -> Chosen:
    return Chosen(
        states=tuple(asked.get("states") or ()), form=asked.get("form"), stage=asked.get("stage"), overdue=asked.get("overdue"),
        unit_id=own(info, asked.get("unit_id"), "Unit", "unit_id"), text=clean(asked.get("text")),
    )  # fmt: skip


@relay.loads("Supervision")
def supervisions(call: Call, ids: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    return _supervisions(call, call.actor, ids)


def supervision(call: Call, id: UUID) -> dict[str, Any] | None:
    return supervisions(call, [id]).get(id)


def _supervisions(call: Call, viewer: Any, ids: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    """The supervisions, and what stands beside them fetched together: their ledgers and timelines."""
    found = queries.supervisions_named(viewer=viewer, supervision_ids=ids, today=local_date(call.now))
    whole = [id for id, row in found.items() if row["whole"]]
    beside = {
        "ledgers": ledgers(call, "supervision", whole),
        "timelines": Together(whole, lambda wanted: queries.timelines(viewer=call.actor, supervision_ids=wanted)),
    }
    return {id: flat(row["facts"], **beside, **{name: row[name] for name in OF_SUPERVISION}) for id, row in found.items()}
