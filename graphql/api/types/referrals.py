"""What goes up from a town to its county, and comes down to a town government's desk."""
from __future__ import annotations

from typing import Any

import graphene

import referrals.queries as queries
from api.context import Call
from api.paging import Connected
from api.types.cases import AssignmentState, CaseState, Meaning, Outcome, Part
from api.types.common import chosen, each, enum_of, label, own, reference, today
from motions import events as motions
from referrals import events
from townships.paging import Page, Slice

ReferralWay = enum_of(events.Way, "ReferralWay", "How a town's case comes up to the county.")
MatterState = enum_of(events.MatterState, "MatterState", "Where a town's case stands at the county before it is a case there.")


class SheetFields:
    """What it is about, as the other congress tells it."""

    number = graphene.String(required=True)
    title = graphene.String(required=True)
    where = graphene.String(required=True)
    text = graphene.String(required=True)
    proposal = graphene.String(required=True)
    category = graphene.String(required=True)
    public = graphene.Boolean(required=True)


class Referral(graphene.ObjectType):
    """A case of this town that went up, and what came of it at the county."""

    way = graphene.Field(ReferralWay, required=True)
    way_label = label("way", chosen(events.Way))
    deputy = graphene.String(required=True, description="The county deputy who takes it up.")
    referred_on = graphene.Date(required=True)
    county_case_id = graphene.UUID(description="The county's case, as the county knows it.")
    county_number = graphene.String(required=True, description="Empty until it has one.")
    county_state = graphene.Field(CaseState)
    county_state_label = label("county_state", chosen(motions.State))
    county_outcome = graphene.Field(Outcome)
    county_outcome_label = label("county_outcome", chosen(motions.Outcome))
    county_since = graphene.Date(description="Since when it stands there.")
    declined_on = graphene.Date(description="When the county said that it does not take it up.")
    reason = graphene.String(required=True, description="Why not.")


class Matter(SheetFields, graphene.ObjectType):
    """What came from a town."""

    id = reference("Matter", "id", required=True)
    version = graphene.Int(required=True)
    town_name = graphene.String(required=True)
    state = graphene.Field(MatterState, required=True)
    state_label = label("state", chosen(events.MatterState))
    way = graphene.Field(ReferralWay, required=True)
    way_label = label("way", chosen(events.Way))
    deputy = graphene.String(required=True)
    referred_on = graphene.Date(required=True)
    case_id = reference("Case", "case_id")
    declined_on = graphene.Date()
    reason = graphene.String(required=True)


class Task(SheetFields, graphene.ObjectType):
    """A case of the county on this town government's desk; `state` is as the county said last."""

    id = reference("Task", "id", required=True)
    version = graphene.Int(required=True)
    kind = graphene.Field(Part, required=True)
    kind_label = label("kind", chosen(motions.Part))
    state = graphene.Field(AssignmentState, required=True)
    state_label = label("state", chosen(motions.AssignmentState))
    handed_over_on = graphene.Date()
    due_on = graphene.Date()
    overdue = graphene.Boolean(required=True)
    sent_label = label("sent", chosen(events.Sent))
    sent_on = graphene.Date()
    sent_by = graphene.String(required=True)
    may_sign = graphene.Boolean(required=True)
    may_reply = graphene.Boolean(required=True)
    reply_number = graphene.String(required=True)
    meaning = graphene.Field(Meaning)
    meaning_label = label("meaning", chosen(motions.Meaning))
    reply = graphene.String(required=True)
    signed_off_by = graphene.String(required=True)
    refusal = graphene.String(required=True, description="The code of the rule by which the county could not take what was sent last.")


class TownDesk(graphene.ObjectType):
    """A unit of this county that is the government of a town."""

    unit_id = reference("Unit", "unit_id", required=True)
    unit_name = graphene.String(required=True)
    town = graphene.String(required=True, description="The town's key.")
    town_name = graphene.String(required=True)


class TownKey(graphene.ObjectType):
    """A township of this county by its key."""

    key = graphene.String(required=True)
    name = graphene.String(required=True)


class ReferralsQuery(graphene.ObjectType):
    referral = graphene.Field(Referral, case_id=graphene.ID(required=True), description="Where a town's case came to above.")
    origin = graphene.Field(Matter, case_id=graphene.ID(required=True), description="What a case of the county was in the town from which it came.")
    matters = Connected(Matter, waiting=graphene.Boolean(), description="What came from the towns, the latest first. For the county's office and deputies.")
    tasks = Connected(Task, waiting=graphene.Boolean(), description="The county's cases on this town government's desk, the next due first.")
    task = graphene.Field(Task, id=graphene.ID(required=True))
    task_duties = graphene.List(graphene.NonNull(Task), required=True, description="Those that wait for who asks.")
    town_desks = graphene.List(graphene.NonNull(TownDesk), required=True, description="For the county's office.")
    town_keys = graphene.List(graphene.NonNull(TownKey), required=True, description="For the county's office.")

    @staticmethod
    def resolve_referral(root: Any, info: Any, case_id: str) -> Any:
        return queries.referral(viewer=info.context.actor, case_id=own(info, case_id, "Case", "case_id"))

    @staticmethod
    def resolve_origin(root: Any, info: Any, case_id: str) -> Any:
        return queries.origin(viewer=info.context.actor, case_id=own(info, case_id, "Case", "case_id"))

    @staticmethod
    def resolve_matters(root: Any, info: Any, page: Page, waiting: bool = True) -> Slice[dict[str, Any]]:
        return queries.matters(viewer=info.context.actor, page=page, waiting=waiting)

    @staticmethod
    def resolve_tasks(root: Any, info: Any, page: Page, waiting: bool = True) -> Slice[dict[str, Any]]:
        return each(queries.tasks(viewer=info.context.actor, page=page, waiting=waiting), lambda row: task_row(info, row))

    @staticmethod
    def resolve_task(root: Any, info: Any, id: str) -> Any:
        found = queries.task(viewer=info.context.actor, task_id=own(info, id, "Task", "id"))
        return found and task_row(info, found)

    @staticmethod
    def resolve_task_duties(root: Any, info: Any) -> list[dict[str, Any]]:
        return [task_row(info, row) for row in queries.duties(viewer=info.context.actor)]

    @staticmethod
    def resolve_town_desks(root: Any, info: Any) -> list[dict[str, Any]]:
        rows = queries.desks(viewer=info.context.actor)
        known = queries.towns(viewer=info.context.actor) if rows else {}
        return [{**row, "town_name": known.get(row["town"], "")} for row in rows]

    @staticmethod
    def resolve_town_keys(root: Any, info: Any) -> list[dict[str, str]]:
        return [{"key": key, "name": name} for key, name in queries.towns(viewer=info.context.actor).items()]


def task_row(info: Any, row: dict[str, Any]) -> dict[str, Any]:
    viewer = info.context.actor
    return {
        **row, "meaning": row["meaning"] or None, "overdue": queries.task_is_overdue(viewer=viewer, row=row, today=today(info)),
        "may_sign": queries.may_sign(viewer=viewer, row=row), "may_reply": queries.may_reply(viewer=viewer, row=row),
    }  # fmt: skip


def matter(call: Call, id: Any) -> Any:
    return queries.matter(viewer=call.actor, matter_id=id)
