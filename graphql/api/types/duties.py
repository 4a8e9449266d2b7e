"""A deputy's duty record, and the deputies who could do with help."""
from __future__ import annotations

from typing import Any

import graphene

from api.paging import Connected
from api.types.cases import CaseKind, CaseState, Outcome, Satisfaction
from api.types.common import chosen, label, own, reference, today
from api.types.roster import Deputy
from motions import events, queries
from townships.paging import Page, Slice


class DutyTerm(graphene.ObjectType):
    """One mandate, and what was done in it."""

    deputy_id = reference("Deputy", "id", required=True)
    term_number = graphene.Int(required=True)
    number = graphene.Int(required=True)
    mandate_from = graphene.Date(required=True)
    ended_on = graphene.Date(description="The first day without the mandate.")
    led = graphene.Int(required=True, description="Cases raised.")
    cosigned = graphene.Int(required=True)
    rated = graphene.Int(required=True)


class DutyEntry(graphene.ObjectType):
    """A case that was raised or co-signed, and what the deputy said of the answer."""

    case_id = reference("Case", "case_id", required=True)
    deputy_id = reference("Deputy", "deputy_id", required=True)
    order = graphene.Int(required=True, description="1 raised it, the others co-signed.")
    number = graphene.String(required=True)
    title = graphene.String(required=True)
    category = graphene.String(required=True)
    kind = graphene.Field(CaseKind, required=True)
    kind_label = label("kind", chosen(events.Kind))
    state = graphene.Field(CaseState, required=True)
    state_label = label("state", chosen(events.State))
    outcome = graphene.Field(Outcome)
    outcome_label = label("outcome", chosen(events.Outcome))
    submitted_on = graphene.Date(required=True)
    rated_on = graphene.Date()
    attitude = graphene.Field(Satisfaction)
    attitude_label = label("attitude", chosen(events.Satisfaction))
    result = graphene.Field(Satisfaction)
    result_label = label("result", chosen(events.Satisfaction))
    no_feedback = graphene.Boolean(required=True)


class DutyRecord(graphene.ObjectType):
    """履职档案: this term and the earlier ones of the same person."""

    name = graphene.String(required=True)
    terms = graphene.List(graphene.NonNull(DutyTerm), required=True, description="The newest first.")
    entries = Connected(DutyEntry, description="The newest first.")

    @staticmethod
    def resolve_name(terms: Any, info: Any) -> str:
        return str(terms[0]["name"])

    @staticmethod
    def resolve_terms(terms: Any, info: Any) -> Any:
        return terms

    @staticmethod
    def resolve_entries(terms: Any, info: Any, page: Page) -> Slice[Any]:
        return queries.duty_entries(viewer=info.context.actor, mandates=[one["id"] for one in terms], page=page)


class DutiesQuery(graphene.ObjectType):
    duty_record = graphene.Field(
        DutyRecord, deputy_id=graphene.ID(required=True), description="For that deputy and for the office; null for everybody else."
    )
    deputies_to_help = Connected(Deputy, description="In office, and without a case this term: for the clerk alone, by surname.")

    @staticmethod
    def resolve_duty_record(root: Any, info: Any, deputy_id: str) -> Any:
        return queries.duty_record(viewer=info.context.actor, deputy_id=own(info, deputy_id, "Deputy", "deputy_id"))

    @staticmethod
    def resolve_deputies_to_help(root: Any, info: Any, page: Page) -> Slice[Any]:
        return queries.deputies_to_help(viewer=info.context.actor, today=today(info), page=page)
