"""The roster of one congress as pieces of work: its clerk enters who sits in it and who answers to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import partial
from types import MappingProxyType

import people.commands
import roster.commands
from hub.demo.days import SHANGHAI, workday_before
from hub.demo.desk import Desk, person_id
from hub.demo.shapes import Deputy, District, Group, Seat, Session, Term, Unit, Village
from people.actor import Role, system

ENTERED = time(9, 0)
CALLED_DAYS = 14
EDUCATION = MappingProxyType({
    "小学": "primary", "初中": "junior_high", "高中": "senior_high", "大专": "college", "本科": "bachelor",
})  # fmt: skip


def roster_works(desk: Desk) -> list[Callable[[], object]]:
    """In this order, each piece once, inside the tenant. The first makes the clerk, who does the others."""
    congress = desk.congress
    return [
        partial(_engage_clerk, desk),
        *(partial(_open_term, desk, term) for term in congress.terms),
        *(partial(_call_session, desk, session) for session in congress.sessions),
        *(partial(_add_village, desk, village) for village in congress.villages),
        *(partial(_add_district, desk, district) for district in congress.districts),
        *(partial(_seat_deputy, desk, deputy) for deputy in congress.deputies),
        *(partial(_form_group, desk, group) for group in congress.groups),
        *(partial(_seat_presidium, desk, seat) for seat in congress.presidium),
        *(partial(_open_unit, desk, unit) for unit in congress.units),
        *(partial(_suspend, desk, deputy) for deputy in congress.deputies if deputy.suspended_from),
        *(partial(_end_mandate, desk, deputy) for deputy in congress.deputies if deputy.until),
    ]


def _engage_clerk(desk: Desk) -> None:
    here = desk.tenant
    people.commands.grant(
        actor=system(here.schema_name, here.county_schema, here.type, "demonstration"), tenant=here.schema_name, role=Role.CLERK,
        person_id=person_id(desk.plan.seed, desk.congress.clerk), valid_from=desk.congress.terms[0].opened,
    )  # fmt: skip


def _open_term(desk: Desk, term: Term) -> None:
    desk.make(roster.commands.open_term, f"term/{term.number}", at=_morning(term.opened), number=term.number, opens_on=term.opened)


def _call_session(desk: Desk, session: Session) -> None:
    desk.make(
        roster.commands.add_session, f"session/{session.key}", at=_morning(workday_before(session.opened - timedelta(days=CALLED_DAYS))),
        term_id=_term(desk), number=session.number, opens_on=session.opened, closes_on=session.closed, motions_cut_off=session.cut_off,
    )  # fmt: skip


def _add_village(desk: Desk, village: Village) -> None:
    desk.make(roster.commands.add_village, f"village/{village.name}", at=_begin(desk), name=village.name, code=village.code)


def _add_district(desk: Desk, district: District) -> None:
    desk.make(
        roster.commands.add_district, f"district/{district.number}", at=_begin(desk), term_id=_term(desk), number=district.number,
        name=district.name, seats=district.seats, village_ids=[desk.made[f"village/{name}"] for name in district.villages],
    )  # fmt: skip


def _seat_deputy(desk: Desk, deputy: Deputy) -> None:
    person = desk.people[deputy.person]
    desk.make(
        roster.commands.seat_deputy, f"deputy/{deputy.person}", at=_begin(desk), term_id=_term(desk), number=deputy.number,
        district_id=desk.made[f"district/{deputy.district}"], mandate_from=deputy.since, person_id=person_id(desk.plan.seed, person.key),
        name=person.name, sex=person.sex, birth_year=person.birth_year, ethnicity=person.ethnicity, education=EDUCATION[person.education],
        party_member=person.party_member, occupation=person.occupation, phone=person.phone,
    )  # fmt: skip


def _form_group(desk: Desk, group: Group) -> None:
    members = [desk.made[f"deputy/{deputy.person}"] for deputy in desk.congress.deputies if deputy.group == group.name]
    desk.make(
        roster.commands.form_group, f"group/{group.name}", at=_begin(desk), term_id=_term(desk), name=group.name,
        leader_id=desk.made[f"deputy/{group.lead}"], member_ids=members,
    )  # fmt: skip


def _seat_presidium(desk: Desk, seat: Seat) -> None:
    desk.make(
        roster.commands.seat_presidium,
        f"presidium/{seat.person}",
        at=_begin(desk),
        deputy_id=desk.made[f"deputy/{seat.person}"],
        role=seat.post,
    )


def _open_unit(desk: Desk, unit: Unit) -> None:
    """With the leader's office beside the name, so that whoever rings knows whom; and the contact's sign-in."""
    contact = desk.people[unit.contact]
    unit_id = desk.make(
        roster.commands.open_unit, f"unit/{unit.key}", at=_begin(desk), name=unit.name, kind=unit.kind,
        leader=f"{unit.leader.name} {unit.leader.title}", contact=contact.name, phone=contact.phone,
    )  # fmt: skip
    desk.make(
        roster.commands.assign_unit_person, f"unit/{unit.key}/contact", at=_begin(desk), unit_id=unit_id,
        person_id=person_id(desk.plan.seed, contact.key),
    )  # fmt: skip


def _suspend(desk: Desk, deputy: Deputy) -> None:
    assert deputy.suspended_from is not None
    _change_mandate(desk, deputy, roster.commands.suspend_deputy, deputy.suspended_from)


def _end_mandate(desk: Desk, deputy: Deputy) -> None:
    assert deputy.until is not None
    _change_mandate(desk, deputy, partial(roster.commands.end_mandate, why=deputy.ended_why), deputy.until)


def _change_mandate(desk: Desk, deputy: Deputy, command: Callable[..., object], day: date) -> None:
    desk.do(
        command, f"deputy/{deputy.person}/{day}", by=desk.congress.clerk, at=_morning(day),  # type: ignore[arg-type]
        deputy_id=desk.made[f"deputy/{deputy.person}"], seen=1,
    )  # fmt: skip


def _term(desk: Desk) -> object:
    return desk.made[f"term/{desk.congress.terms[-1].number}"]


def _begin(desk: Desk) -> datetime:
    return _morning(desk.congress.terms[-1].opened)


def _morning(day: date) -> datetime:
    return datetime.combine(day, ENTERED, SHANGHAI)
