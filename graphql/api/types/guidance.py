"""Letters between the county's congress and a town's, the county's calls, and whom to ring."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import graphene

import countyviews.queries
import guidance.queries as queries
from api import relay
from api.context import Call
from api.paging import Connected
from api.types.common import chosen, each, enum_of, label, own, reference, today
from api.types.county_rows import known
from guidance import events
from guidance.queries import LetterFilter
from people.actor import Actor
from townships.clock import local_date
from townships.paging import Page, Slice

LetterState = enum_of(events.LetterState, "LetterState", "Where a reminder letter stands.")
PostKind = enum_of(events.Post, "Post", "Whom to ring in a town.")


class Letter(graphene.ObjectType):
    """A reminder letter 工作提示函 of the county's congress to a town's, as this congress knows it."""

    id = reference("Letter", "id", required=True)
    version = graphene.Int(required=True)
    town = graphene.String(required=True, description="The town's key.")
    town_name = graphene.String(required=True)
    state = graphene.Field(LetterState, required=True)
    state_label = label("state", chosen(events.LetterState))
    number = graphene.String(required=True)
    subject = graphene.String(required=True)
    text = graphene.String(required=True)
    case_ids = graphene.List(graphene.NonNull(graphene.ID), required=True, description="The town's cases that it is about.")
    sent_on = graphene.Date(required=True)
    answer_by = graphene.Date(required=True)
    check_on = graphene.Date(required=True, description="The day on which the county looks again.")
    answer = graphene.String(required=True)
    answered_on = graphene.Date()
    checked_on = graphene.Date()
    check_note = graphene.String(required=True, description="What the county found; stays there.")
    due = graphene.Boolean(required=True, description="Whether it waits for this congress.")

    @staticmethod
    def resolve_case_ids(row: Any, info: Any) -> list[str]:
        actor = info.context.actor
        return [relay.encode("Case" if actor.level == "township" else "TownCase", actor.tenant, one) for one in row["case_ids"]]


class TownCall(graphene.ObjectType):
    """The county's office rang a town."""

    called_on = graphene.Date(required=True)
    spoke_with = graphene.String(required=True)
    note = graphene.String(required=True)
    called_by = graphene.String(required=True)
    case_id = reference("TownCase", "case_id")


class TownContact(graphene.ObjectType):
    """Whom to ring in a town, from the county's own book."""

    post = graphene.Field(PostKind, required=True)
    post_label = label("post", chosen(events.Post))
    name = graphene.String(required=True)
    phone = graphene.String(required=True)


class GuidanceQuery(graphene.ObjectType):
    letters = Connected(Letter, town=graphene.String(), waiting=graphene.Boolean(description="Not settled."), description="The latest first. For the office.")
    letter = graphene.Field(Letter, id=graphene.ID(required=True), description="For the office.")
    letters_to_answer = graphene.List(graphene.NonNull(Letter), required=True, description="What waits for this town's answer, the most urgent first.")

    @staticmethod
    def resolve_letters(root: Any, info: Any, page: Page, town: str | None = None, waiting: bool | None = None) -> Slice[dict[str, Any]]:
        viewer = info.context.actor
        names = names_for(viewer)
        wanted = LetterFilter(town=known(names, town), waiting=waiting)
        return each(queries.letters(viewer=viewer, today=today(info), chosen=wanted, page=page), lambda row: letter_row(row, names))

    @staticmethod
    def resolve_letter(root: Any, info: Any, id: str) -> dict[str, Any] | None:
        return letter(info.context, own(info, id, "Letter", "id"))

    @staticmethod
    def resolve_letters_to_answer(root: Any, info: Any) -> list[dict[str, Any]]:
        viewer = info.context.actor
        return [letter_row(row, {}) for row in queries.to_answer(viewer=viewer, today=today(info))]


class CountyContacts:
    """The fields of `County` about talks with its towns; the names of its towns are their row."""

    calls_to_towns = Connected(TownCall, town=graphene.String(), description="The latest first.")
    town_contacts = graphene.List(graphene.NonNull(TownContact), required=True, town=graphene.String(required=True), description="Whom to ring.")

    @staticmethod
    def resolve_calls_to_towns(names: Mapping[str, str], info: Any, page: Page, town: str | None = None) -> Slice[dict[str, Any]]:
        return queries.calls(viewer=info.context.actor, town=known(names, town), page=page)

    @staticmethod
    def resolve_town_contacts(names: Mapping[str, str], info: Any, town: str) -> list[dict[str, Any]]:
        return queries.entries(viewer=info.context.actor, town=known(names, town) or "")


def letter(call: Call, id: UUID) -> dict[str, Any] | None:
    found = queries.letter(viewer=call.actor, letter_id=id, today=local_date(call.now))
    return letter_row(found, names_for(call.actor)) if found else None


def letter_row(row: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    return {**row, "town_name": names.get(row["town"], row["town"])}


def names_for(viewer: Actor) -> dict[str, str]:
    """The county's towns by name; a town knows its letters as its own."""
    return countyviews.queries.towns(viewer=viewer) if viewer.level == "county" and viewer.office else {viewer.tenant: ""}
