"""The roster's verbs: all of them the clerk's."""
from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import graphene

import roster.commands as commands
import roster.queries
from api import relay
from api.changes.common import Change
from api.context import Call
from api.scalars import Moment
from api.types import roster as types
from outbox.command import Receipt
from townships.clock import local_date
from townships.errors import Invalid


# ---------------------------------------------------------------- terms, sessions, the map
class OpenTerm(Change):
    """The change of term: this one opens, and on that day the last one ends with all its mandates and seats."""

    class Input:
        number = graphene.Int(required=True)
        opens_on = graphene.Date(required=True)

    command = staticmethod(commands.open_term)
    term = graphene.Field(types.Term)

    @classmethod
    def answer(cls, call: Call, receipt: Receipt) -> dict[str, Any]:
        return {"term": relay.row(call, "Term", receipt.id)}


class SessionChange(Change):
    """A session's days."""

    class Meta:
        abstract = True

    session = graphene.Field(types.Session)

    @classmethod
    def arguments(cls, call: Call, input: Mapping[str, Any]) -> dict[str, Any]:
        given = super().arguments(call, input)
        if not isinstance(given.get("motions_cut_off", call.now), datetime):
            raise Invalid("bad_value", "motions_cut_off")
        return given

    @classmethod
    def answer(cls, call: Call, receipt: Receipt) -> dict[str, Any]:
        return {"session": relay.row(call, "Session", receipt.id)}


class AddSession(SessionChange):
    """Calls a session of a term; both days belong to it."""

    class Input:
        term_id = graphene.ID(required=True)
        number = graphene.Int(required=True)
        opens_on = graphene.Date(required=True)
        closes_on = graphene.Date(required=True)
        motions_cut_off = Moment(required=True, description="A date-time with its offset.")

    ids = {"term_id": "Term"}
    command = staticmethod(commands.add_session)


class ChangeSession(SessionChange):
    """Moves a session's days or its cut-off; what is not given stays."""

    class Input:
        session_id = graphene.ID(required=True)
        seen = graphene.Int(required=True)
        opens_on = graphene.Date()
        closes_on = graphene.Date()
        motions_cut_off = Moment(description="A date-time with its offset.")

    ids = {"session_id": "Session"}
    command = staticmethod(commands.change_session)


class AddVillage(Change):
    """A village or community."""

    class Input:
        name = graphene.String(required=True)
        code = graphene.String(description="Its division code of twelve digits, where it has one.")

    command = staticmethod(commands.add_village)
    village = graphene.Field(types.Village)

    @classmethod
    def answer(cls, call: Call, receipt: Receipt) -> dict[str, Any]:
        return {"village": relay.row(call, "Village", receipt.id)}


class AddDistrict(Change):
    """An electoral district for the elections of one term."""

    class Input:
        term_id = graphene.ID(required=True)
        number = graphene.Int(required=True)
        name = graphene.String(required=True)
        seats = graphene.Int(required=True)
        village_ids = graphene.List(graphene.NonNull(graphene.ID))

    ids = {"term_id": "Term", "village_ids": "Village"}
    command = staticmethod(commands.add_district)
    district = graphene.Field(types.District)

    @classmethod
    def answer(cls, call: Call, receipt: Receipt) -> dict[str, Any]:
        return {"district": relay.row(call, "District", receipt.id)}


# ---------------------------------------------------------------- mandates
class DeputyChange(Change):
    """A mandate."""

    class Meta:
        abstract = True

    deputy = graphene.Field(types.Deputy)

    @classmethod
    def answer(cls, call: Call, receipt: Receipt) -> dict[str, Any]:
        return {"deputy": relay.row(call, "Deputy", receipt.id)}


class Particulars:
    """What an entry may say beside what it must."""

    ethnicity = graphene.String()
    education = types.Education()
    party_member = graphene.Boolean()
    occupation = graphene.String()
    phone = graphene.String()
    district_id = graphene.ID()
    seated_by = types.SeatedBy()
    person_id = graphene.UUID(description="Who signs in as this deputy.")


class SeatDeputy(DeputyChange):
    """Gives a mandate from a day on, by the general election or a by-election."""

    class Input(Particulars):
        term_id = graphene.ID(required=True)
        number = graphene.Int(required=True)
        name = graphene.String(required=True)
        sex = types.Sex(required=True)
        birth_year = graphene.Int(required=True)
        mandate_from = graphene.Date(required=True)

    ids = {"term_id": "Term", "district_id": "District"}
    command = staticmethod(commands.seat_deputy)


class ChangeDeputy(DeputyChange):
    """Corrects an entry, with the reason; what is not given stays, and the old values are kept."""

    class Input(Particulars):
        deputy_id = graphene.ID(required=True)
        seen = graphene.Int(required=True)
        reason = graphene.String(required=True)
        number = graphene.Int()
        name = graphene.String()
        sex = types.Sex()
        birth_year = graphene.Int()
        mandate_from = graphene.Date()

    ids = {"deputy_id": "Deputy", "district_id": "District"}
    command = staticmethod(commands.change_deputy)


class SeenDeputy:
    """A mandate, as it was seen."""

    deputy_id = graphene.ID(required=True)
    seen = graphene.Int(required=True)


class SuspendDeputy(DeputyChange):
    """From the day of `at` the deputy does not act."""

    Input = SeenDeputy

    ids = {"deputy_id": "Deputy"}
    command = staticmethod(commands.suspend_deputy)


class ResumeDeputy(DeputyChange):
    """From the day of `at` the deputy acts again."""

    Input = SeenDeputy

    ids = {"deputy_id": "Deputy"}
    command = staticmethod(commands.resume_deputy)


class EndMandate(DeputyChange):
    """The day of `at` is the first without the mandate; a seat on the presidium and the sign-in end with it."""

    class Input(SeenDeputy):
        why = types.EndReason(required=True)

    ids = {"deputy_id": "Deputy"}
    command = staticmethod(commands.end_mandate)


# ---------------------------------------------------------------- groups and the presidium
class GroupChange(Change):
    """A deputy group."""

    class Meta:
        abstract = True

    group = graphene.Field(types.DeputyGroup)

    @classmethod
    def answer(cls, call: Call, receipt: Receipt) -> dict[str, Any]:
        return {"group": relay.row(call, "DeputyGroup", receipt.id)}


class FormGroup(GroupChange):
    """A group of this term's deputies, the leader among them; nobody is in two."""

    class Input:
        term_id = graphene.ID(required=True)
        name = graphene.String(required=True)
        leader_id = graphene.ID(required=True)
        member_ids = graphene.List(graphene.NonNull(graphene.ID), required=True)

    ids = {"term_id": "Term", "leader_id": "Deputy", "member_ids": "Deputy"}
    command = staticmethod(commands.form_group)


class ChangeGroup(GroupChange):
    """Another name, another leader, other members; what is not given stays."""

    class Input:
        group_id = graphene.ID(required=True)
        seen = graphene.Int(required=True)
        name = graphene.String()
        leader_id = graphene.ID()
        member_ids = graphene.List(graphene.NonNull(graphene.ID))

    ids = {"group_id": "DeputyGroup", "leader_id": "Deputy", "member_ids": "Deputy"}
    command = staticmethod(commands.change_group)


class PresidiumChange(Change):
    """The presidium as it sits today, after the change."""

    class Meta:
        abstract = True

    presidium = graphene.List(graphene.NonNull(types.PresidiumSeat))

    @classmethod
    def answer(cls, call: Call, receipt: Receipt) -> dict[str, Any]:
        return {"presidium": roster.queries.presidium(viewer=call.actor, day=local_date(call.now))}


class SeatPresidium(PresidiumChange):
    """Seats a deputy from the day of `at` on. Refused when the person holds a post at a handling unit."""

    class Input:
        deputy_id = graphene.ID(required=True)
        role = types.PresidiumRole(required=True)

    ids = {"deputy_id": "Deputy"}
    command = staticmethod(commands.seat_presidium)


class UnseatPresidium(PresidiumChange):
    """The day of `at` is the first without the seat; the mandate goes on."""

    class Input:
        seat_id = graphene.ID(required=True)
        seen = graphene.Int(required=True)

    ids = {"seat_id": "PresidiumSeat"}
    command = staticmethod(commands.unseat_presidium)


# ---------------------------------------------------------------- handling units
class UnitChange(Change):
    """A handling unit."""

    class Meta:
        abstract = True

    unit = graphene.Field(types.Unit)

    @classmethod
    def answer(cls, call: Call, receipt: Receipt) -> dict[str, Any]:
        return {"unit": relay.row(call, "Unit", receipt.id)}


class OpenUnit(UnitChange):
    """A handling unit to which cases may be handed over from the day of `at` on."""

    class Input:
        name = graphene.String(required=True)
        kind = types.UnitKind(required=True)
        leader = graphene.String(required=True)
        contact = graphene.String()
        phone = graphene.String()

    command = staticmethod(commands.open_unit)


class ChangeUnit(UnitChange):
    """Another leader, contact or name; what is not given stays."""

    class Input:
        unit_id = graphene.ID(required=True)
        seen = graphene.Int(required=True)
        name = graphene.String()
        kind = types.UnitKind()
        leader = graphene.String()
        contact = graphene.String()
        phone = graphene.String()

    ids = {"unit_id": "Unit"}
    command = staticmethod(commands.change_unit)


class CloseUnit(UnitChange):
    """From the day of `at` nothing is handed to it and nobody signs in for it; its open cases are the office's to move."""

    class Input:
        unit_id = graphene.ID(required=True)
        seen = graphene.Int(required=True)

    ids = {"unit_id": "Unit"}
    command = staticmethod(commands.close_unit)


class StaffChange(Change):
    """One assignment of a person to a unit. The unit's people are found by `unitPeople`."""

    class Meta:
        abstract = True

    version = graphene.Int()

    @classmethod
    def answer(cls, call: Call, receipt: Receipt) -> dict[str, Any]:
        return {"version": receipt.version}


class UnitAndPerson:
    """Who works for which unit."""

    unit_id = graphene.ID(required=True)
    person_id = graphene.UUID(required=True)


class AssignUnitPerson(StaffChange):
    """Lets a person sign in for the unit from the day of `at` on. Refused for members of the presidium."""

    class Input(UnitAndPerson):
        leads = graphene.Boolean(description="Also signs off the unit's replies; false when not given.")

    ids = {"unit_id": "Unit"}
    command = staticmethod(commands.assign_unit_person)


class RelieveUnitPerson(StaffChange):
    """The day of `at` is the first on which the person does not sign in for the unit."""

    Input = UnitAndPerson

    ids = {"unit_id": "Unit"}
    command = staticmethod(commands.relieve_unit_person)


class RosterMutation(graphene.ObjectType):
    open_term = OpenTerm.Field(required=True)
    add_session = AddSession.Field(required=True)
    change_session = ChangeSession.Field(required=True)
    add_village = AddVillage.Field(required=True)
    add_district = AddDistrict.Field(required=True)
    seat_deputy = SeatDeputy.Field(required=True)
    change_deputy = ChangeDeputy.Field(required=True)
    suspend_deputy = SuspendDeputy.Field(required=True)
    resume_deputy = ResumeDeputy.Field(required=True)
    end_mandate = EndMandate.Field(required=True)
    form_group = FormGroup.Field(required=True)
    change_group = ChangeGroup.Field(required=True)
    seat_presidium = SeatPresidium.Field(required=True)
    unseat_presidium = UnseatPresidium.Field(required=True)
    open_unit = OpenUnit.Field(required=True)
    change_unit = ChangeUnit.Field(required=True)
    close_unit = CloseUnit.Field(required=True)
    assign_unit_person = AssignUnitPerson.Field(required=True)
    relieve_unit_person = RelieveUnitPerson.Field(required=True)
