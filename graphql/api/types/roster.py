"""Terms, sessions, districts, deputies, groups, the presidium and the handling units."""
from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

import graphene

import roster.queries as queries
from api import relay
from api.context import Call
from api.paging import Connected
from api.types.common import clean, enum_of, flat, label, own, reference, today
from roster import events
from roster.words import LABELS
from townships.clock import local_date
from townships.paging import Page, Slice

Rows = dict[UUID, dict[str, Any]]
Sex = enum_of(events.Sex, "Sex", "A deputy's sex.")
Education = enum_of(events.Education, "Education", "A deputy's schooling.")
SeatedBy = enum_of(events.SeatedBy, "SeatedBy", "How a mandate was won.")
EndReason = enum_of(events.EndReason, "EndReason", "Why a mandate ended.")
PresidiumRole = enum_of(events.PresidiumRole, "PresidiumRole", "A seat's rank on the presidium.")
UnitKind = enum_of(events.UnitKind, "UnitKind", "What a handling unit is.")


class Recorded(graphene.ObjectType):
    """What every record of the roster has."""

    class Meta:
        abstract = True

    version = graphene.Int(required=True, description="To be given as `seen` to the next change.")


class Term(Recorded):
    """A term of the congress."""

    class Meta:
        interfaces = (relay.Node,)

    number = graphene.Int(required=True)
    opens_on = graphene.Date(required=True)
    ended_on = graphene.Date(description="The first day that is not this term's.")


class Session(Recorded):
    """A session of a term; both days belong to it."""

    class Meta:
        interfaces = (relay.Node,)

    term_id = reference("Term", "term_id", required=True)
    term_number = graphene.Int(required=True)
    number = graphene.Int(required=True)
    opens_on = graphene.Date(required=True)
    closes_on = graphene.Date(required=True)
    motions_cut_off = graphene.DateTime(required=True, description="Motions are filed before it.")


class Deputy(Recorded):
    """One mandate: whoever is elected again, or sits in the county's congress too, has another."""

    class Meta:
        interfaces = (relay.Node,)

    term_id = reference("Term", "term_id", required=True)
    district_id = reference("District", "district_id")
    group_id = reference("DeputyGroup", "group_id")
    number = graphene.Int(required=True)
    name = graphene.String(required=True)
    sex = graphene.Field(Sex, required=True)
    sex_label = label("sex", LABELS[events.Sex])
    birth_year = graphene.Int(required=True)
    ethnicity = graphene.String(required=True)
    education = graphene.Field(Education, required=True)
    education_label = label("education", LABELS[events.Education])
    party_member = graphene.Boolean(required=True)
    occupation = graphene.String(required=True)
    seated_by = graphene.Field(SeatedBy, required=True)
    seated_by_label = label("seated_by", LABELS[events.SeatedBy])
    mandate_from = graphene.Date(required=True)
    suspended_on = graphene.Date()
    ended_on = graphene.Date(description="The first day without the mandate.")
    ended_why = graphene.Field(EndReason)
    ended_why_label = label("ended_why", LABELS[events.EndReason])
    phone = graphene.String(description="For the office; null for everybody else.")
    person_id = graphene.UUID(description="Who signs in as this deputy. For the office.")


class GroupMember(graphene.ObjectType):
    """A deputy in a group."""

    deputy_id = reference("Deputy", "id", required=True)
    name = graphene.String(required=True)


class DeputyGroup(Recorded):
    """A group of deputies of one term, led by one of them."""

    class Meta:
        interfaces = (relay.Node,)

    term_id = reference("Term", "term_id", required=True)
    name = graphene.String(required=True)
    leader_id = reference("Deputy", "leader_id", required=True)
    leader_name = graphene.String(required=True)
    members = graphene.List(graphene.NonNull(GroupMember), required=True)


class PresidiumSeat(Recorded):
    """A deputy's seat on the presidium."""

    class Meta:
        interfaces = (relay.Node,)

    role = graphene.Field(PresidiumRole, required=True)
    role_label = label("role", LABELS[events.PresidiumRole])
    deputy_id = reference("Deputy", "deputy_id", required=True)
    name = graphene.String(required=True)
    seated_on = graphene.Date(required=True)
    ended_on = graphene.Date()


class Unit(Recorded):
    """A handling unit and the leader who answers for it."""

    class Meta:
        interfaces = (relay.Node,)

    name = graphene.String(required=True)
    kind = graphene.Field(UnitKind, required=True)
    kind_label = label("kind", LABELS[events.UnitKind])
    leader = graphene.String(required=True)
    contact = graphene.String(description="For the office and the unit's own people; null for everybody else.")
    phone = graphene.String(description="For the office and the unit's own people; null for everybody else.")
    opened_on = graphene.Date(required=True)
    closed_on = graphene.Date(description="The first day on which nothing may be handed to it.")


class UnitPerson(Recorded):
    """Somebody who may sign in for a unit."""

    person_id = graphene.UUID(required=True)
    leads = graphene.Boolean(required=True, description="Signs off the unit's replies.")
    assigned_on = graphene.Date(required=True)
    ended_on = graphene.Date()


class DistrictVillage(graphene.ObjectType):
    """A village in a district."""

    village_id = reference("Village", "id", required=True)
    name = graphene.String(required=True)


class District(Recorded):
    """An electoral district of one term."""

    class Meta:
        interfaces = (relay.Node,)

    term_id = reference("Term", "term_id", required=True)
    number = graphene.Int(required=True)
    name = graphene.String(required=True)
    seats = graphene.Int(required=True)
    villages = graphene.List(graphene.NonNull(DistrictVillage), required=True)


class Village(Recorded):
    """A village or community."""

    class Meta:
        interfaces = (relay.Node,)

    name = graphene.String(required=True)
    code = graphene.String(required=True, description="Its division code; empty where there is none.")


class Change(graphene.ObjectType):
    """A field before and after a correction, as text."""

    field = graphene.String(required=True)
    before = graphene.String()
    after = graphene.String()


class Correction(graphene.ObjectType):
    """Why a deputy's entry was corrected, by whom, and what it said before."""

    version = graphene.Int(required=True)
    at = graphene.DateTime(required=True)
    recorded = graphene.DateTime(required=True)
    corrected_by = graphene.String(required=True)
    reason = graphene.String(required=True)
    changes = graphene.List(graphene.NonNull(Change), required=True)

    @staticmethod
    def resolve_changes(row: Any, info: Any) -> list[dict[str, Any]]:
        before, after = row["before"], row["after"]
        return [{"field": name, "before": before.get(name), "after": after[name]} for name in sorted(after)]


# ---------------------------------------------------------------- what is asked
class DeputyFilter(graphene.InputObjectType):
    """All that are given must hold."""

    term_id = graphene.ID()
    group_id = graphene.ID()
    district_id = graphene.ID()
    serving_on = graphene.Date(description="Holds the mandate on that day, and is not suspended.")
    text = graphene.String(description="Part of the name, or the start of its pinyin.")


class UnitFilter(graphene.InputObjectType):
    """All that are given must hold."""

    kind = graphene.Field(UnitKind)
    open_on = graphene.Date()
    text = graphene.String(description="Part of the unit's or its leader's name.")


class RosterQuery(graphene.ObjectType):
    terms = graphene.List(graphene.NonNull(Term), required=True, description="Oldest first.")
    sessions = graphene.List(graphene.NonNull(Session), required=True, description="Oldest first.")
    deputies = Connected(Deputy, filter=DeputyFilter(), description="By surname.")
    deputy = graphene.Field(Deputy, id=graphene.ID(required=True))
    corrections = graphene.List(
        graphene.NonNull(Correction), required=True, deputy_id=graphene.ID(required=True), description="Newest first. For the office."
    )
    groups = graphene.List(graphene.NonNull(DeputyGroup), required=True, term_id=graphene.ID(), day=graphene.Date())
    presidium = graphene.List(graphene.NonNull(PresidiumSeat), required=True, day=graphene.Date())
    units = Connected(Unit, filter=UnitFilter(), description="By kind and name.")
    unit = graphene.Field(Unit, id=graphene.ID(required=True))
    unit_people = graphene.List(
        graphene.NonNull(UnitPerson), required=True, unit_id=graphene.ID(required=True), description="For the office and the unit's own people."
    )
    districts = graphene.List(graphene.NonNull(District), required=True, term_id=graphene.ID())
    villages = graphene.List(graphene.NonNull(Village), required=True)

    @staticmethod
    def resolve_terms(root: Any, info: Any) -> list[dict[str, Any]]:
        return [flat(row) for row in queries.terms()]

    @staticmethod
    def resolve_sessions(root: Any, info: Any) -> list[dict[str, Any]]:
        return [flat(row) for row in queries.sessions()]

    @staticmethod
    def resolve_deputies(root: Any, info: Any, page: Page, filter: Any = None) -> Slice[dict[str, Any]]:
        asked = filter or {}
        return queries.deputy_list(
            viewer=info.context.actor, page=page, serving_on=asked.get("serving_on"), text=clean(asked.get("text")),
            term_id=own(info, asked.get("term_id"), "Term", "term_id"),
            group_id=own(info, asked.get("group_id"), "DeputyGroup", "group_id"),
            district_id=own(info, asked.get("district_id"), "District", "district_id"),
        )  # fmt: skip

    @staticmethod
    def resolve_deputy(root: Any, info: Any, id: str) -> dict[str, Any] | None:
        return relay.row(info.context, "Deputy", own(info, id, "Deputy", "id"))

    @staticmethod
    def resolve_corrections(root: Any, info: Any, deputy_id: str) -> list[dict[str, Any]]:
        return queries.corrections(viewer=info.context.actor, deputy_id=own(info, deputy_id, "Deputy", "deputy_id"))

    @staticmethod
    def resolve_groups(root: Any, info: Any, term_id: str | None = None, day: Any = None) -> list[dict[str, Any]]:
        return queries.group_list(viewer=info.context.actor, day=day or today(info), term_id=own(info, term_id, "Term", "term_id"))

    @staticmethod
    def resolve_presidium(root: Any, info: Any, day: Any = None) -> list[dict[str, Any]]:
        return queries.presidium(viewer=info.context.actor, day=day or today(info))

    @staticmethod
    def resolve_units(root: Any, info: Any, page: Page, filter: Any = None) -> Slice[dict[str, Any]]:
        asked = filter or {}
        return queries.unit_list(
            viewer=info.context.actor, page=page, kind=asked.get("kind"), open_on=asked.get("open_on"), text=clean(asked.get("text"))
        )

    @staticmethod
    def resolve_unit(root: Any, info: Any, id: str) -> dict[str, Any] | None:
        return relay.row(info.context, "Unit", own(info, id, "Unit", "id"))

    @staticmethod
    def resolve_unit_people(root: Any, info: Any, unit_id: str) -> list[dict[str, Any]]:
        return queries.unit_people(viewer=info.context.actor, unit_id=own(info, unit_id, "Unit", "unit_id"))

    @staticmethod
    def resolve_districts(root: Any, info: Any, term_id: str | None = None) -> list[dict[str, Any]]:
        return queries.districts(viewer=info.context.actor, term_id=own(info, term_id, "Term", "term_id"))

    @staticmethod
    def resolve_villages(root: Any, info: Any) -> list[dict[str, Any]]:
        return queries.villages(viewer=info.context.actor)


# ---------------------------------------------------------------- one record by its id
@relay.loads("Term")
def terms(call: Call, ids: Collection[UUID]) -> Rows:
    """A congress has few: all are fetched, as with sessions, groups, seats, districts and villages."""
    return _by_id(flat(row) for row in queries.terms())


@relay.loads("Session")
def sessions(call: Call, ids: Collection[UUID]) -> Rows:
    return _by_id(flat(row) for row in queries.sessions(ids))


@relay.loads("Deputy")
def deputies(call: Call, ids: Collection[UUID]) -> Rows:
    return queries.deputies_named(viewer=call.actor, ids=ids)


@relay.loads("DeputyGroup")
def groups(call: Call, ids: Collection[UUID]) -> Rows:
    return _by_id(queries.group_list(viewer=call.actor, day=local_date(call.now)))


@relay.loads("PresidiumSeat")
def seats(call: Call, ids: Collection[UUID]) -> Rows:
    """Seats that are held today."""
    return _by_id(queries.presidium(viewer=call.actor, day=local_date(call.now)))


@relay.loads("Unit")
def units(call: Call, ids: Collection[UUID]) -> Rows:
    return queries.units_named(viewer=call.actor, ids=ids)


@relay.loads("District")
def districts(call: Call, ids: Collection[UUID]) -> Rows:
    return _by_id(queries.districts(viewer=call.actor))


@relay.loads("Village")
def villages(call: Call, ids: Collection[UUID]) -> Rows:
    return _by_id(queries.villages(viewer=call.actor))


def _by_id(rows: Iterable[dict[str, Any]]) -> Rows:
    return {row["id"]: row for row in rows}
