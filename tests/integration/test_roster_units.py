"""Handling units and who signs in for them: rows, facts and memberships together; on denial none."""
from __future__ import annotations

import pytest
from tests.support.roster import Congress, statements

from roster import commands, queries
from roster.events import UnitKind
from roster.models import Unit
from townships.clock import local_date
from townships.context import tenant_context
from townships.ids import new_id
from townships.paging import Page


@pytest.fixture
def congress(town, acting, now):
    return Congress(town, acting(town, "clerk", name="周书记员"), now)


def test_a_unit_is_opened_and_its_contact_stays_in_the_town(congress, facts):
    unit = congress.unit(contact="李会计", phone="0915-7200001")
    told = facts()[-1]
    assert (told.type, told.subject) == ("townships.roster.unit.opened", f"unit/{unit}")
    assert told.data["unit"]["leader"] == "王建国"
    assert "李会计" not in str(told)
    assert "7200001" not in str(told)
    record = queries.units([unit])[unit]
    assert record.contact == "李会计"
    assert [record.open_on(local_date(congress.ago(days))) for days in (91, 90, 0)] == [False, True, True]


@pytest.mark.parametrize("kind", list(UnitKind))
def test_units_of_every_kind_can_be_opened(congress, kind):
    assert queries.units([unit := congress.unit(kind=kind)])[unit].kind == kind


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("required", {"name": ""}),
        ("required", {"leader": " "}),
        ("bad_value", {"kind": "department of magic"}),
        ("name_taken", {"name": "水利站"}),
        ("too_long", {"name": "站" * 201}),
        ("control_characters", {"leader": "王\x1b建国"}),
        ("control_characters", {"contact": "李\n会计"}),
        ("bad_phone", {"phone": "13800000000；13900000000"}),
    ],
)
def test_a_unit_is_refused_and_nothing_is_kept(congress, code, given):
    congress.unit()
    congress.refuse(code, commands.open_unit, **{"name": "派出所", "kind": "stationed_agency", "leader": "赵刚"} | given)


def test_a_unit_has_another_leader(congress, facts):
    unit = congress.unit()
    congress.do(commands.change_unit, unit_id=unit, seen=1, leader="刘红梅", phone="0915-7200002")
    assert facts()[-1].data["unit"]["leader"] == "刘红梅"
    assert "7200002" not in str(facts()[-1])
    change = {"unit_id": unit, "seen": 2}
    congress.unit("派出所")
    congress.refuse("nothing_changed", commands.change_unit, **change)
    congress.refuse("nothing_changed", commands.change_unit, leader="刘红梅", **change)
    congress.refuse("name_taken", commands.change_unit, name="派出所", **change)
    congress.refuse("required", commands.change_unit, leader="", **change)
    congress.refuse("bad_value", commands.change_unit, kind="?", **change)
    congress.refuse("stale", commands.change_unit, unit_id=unit, seen=1, leader="某")
    congress.refuse("unknown", commands.change_unit, unit_id=new_id(), seen=1, leader="某")


def test_a_unit_closes_once_and_nobody_signs_in_for_it_any_more(congress, facts):
    unit, person = congress.unit(), congress.person()
    congress.do(commands.assign_unit_person, unit_id=unit, person_id=person, at=congress.ago(10))
    congress.do(commands.close_unit, unit_id=unit, seen=1)
    assert congress.roles(person) == {"unit": local_date(congress.ago(1))}
    assert [told.type.removeprefix("townships.roster.") for told in facts()[-2:]] == ["unit_person.relieved", "unit.closed"]
    assert not queries.units([unit])[unit].open_on(local_date(congress.now))
    congress.refuse("unit_is_closed", commands.close_unit, unit_id=unit, seen=2)
    congress.refuse("unit_is_closed", commands.change_unit, unit_id=unit, seen=2, leader="某")
    congress.refuse("unit_is_closed", commands.assign_unit_person, unit_id=unit, person_id=person)
    assert congress.unit() != unit, "the name is free again"


def test_a_unit_does_not_close_before_it_opened_nor_unknown_nor_stale(congress):
    unit = congress.unit()
    congress.refuse("before_it_began", commands.close_unit, unit_id=unit, seen=1, at=congress.ago(91))
    congress.refuse("unknown", commands.close_unit, unit_id=new_id(), seen=1)
    congress.refuse("stale", commands.close_unit, unit_id=unit, seen=2)


def test_who_signs_in_for_a_unit_is_told_in_the_town_only_and_by_nobody_s_name(congress, facts):
    unit, person = congress.unit(), congress.person(login="shuili", name="水利站张工")
    congress.do(commands.assign_unit_person, unit_id=unit, person_id=person)
    told = facts()[-1]
    assert (told.audience, told.data["unit_person"]["unit_id"]) == ("town", str(unit))
    assert str(person) not in str(told)
    assert congress.roles(person) == {"unit": None}
    assert Unit.objects.get(pk=unit).version == 1, "what the county does not hear does not count up what it hears"

    congress.do(commands.relieve_unit_person, unit_id=unit, person_id=person)
    assert congress.roles(person)["unit"] is not None
    congress.refuse("not_assigned", commands.relieve_unit_person, unit_id=unit, person_id=person)


def test_an_assignment_is_refused_and_nothing_is_kept(congress):
    unit, person = congress.unit(), congress.person()
    congress.do(commands.assign_unit_person, unit_id=unit, person_id=person)
    congress.refuse("assigned_already", commands.assign_unit_person, unit_id=unit, person_id=person)
    congress.refuse("unknown", commands.assign_unit_person, unit_id=unit, person_id=new_id())
    congress.refuse("unknown", commands.assign_unit_person, unit_id=new_id(), person_id=person)
    congress.refuse("unknown", commands.relieve_unit_person, unit_id=new_id(), person_id=person)


def test_a_member_of_the_presidium_works_for_no_unit(congress):
    person = congress.person()
    deputy = congress.deputy(congress.term(), person_id=person)
    congress.do(commands.seat_presidium, deputy_id=deputy, role="vice_chair")
    refused = congress.refuse("presidium_and_unit", commands.assign_unit_person, unit_id=congress.unit(), person_id=person)
    assert "第十八条" in refused.source


def test_a_unit_of_another_town_is_unknown_here(congress, neighbour, acting):
    with tenant_context(neighbour):
        foreign = Congress(neighbour, acting(neighbour, "clerk"), congress.now).unit()
    congress.refuse("unknown", commands.close_unit, unit_id=foreign, seen=1)
    assert queries.units([foreign]) == {}
    assert queries.unit(viewer=congress.clerk, unit_id=foreign) is None


def test_contact_and_telephone_are_for_the_office_and_the_unit_s_own_people(congress, acting, town):
    own, other = congress.unit(phone="0915-7200001"), congress.unit("派出所", phone="0915-7200002")

    def phones(viewer):
        return {row["id"]: row["phone"] for row in queries.unit_list(viewer=viewer, page=Page()).rows}

    assert phones(congress.clerk) == {own: "0915-7200001", other: "0915-7200002"}
    assert phones(acting(town, "unit", unit=own)) == {own: "0915-7200001", other: None}
    assert phones(acting(town, "deputy")) == {own: None, other: None}
    assert queries.unit(viewer=acting(town, "deputy"), unit_id=own)["phone"] is None


def test_who_signs_in_for_a_unit_is_shown_to_the_office_and_the_unit(congress, acting, town):
    unit, person = congress.unit(), congress.person()
    congress.do(commands.assign_unit_person, unit_id=unit, person_id=person)
    for viewer, count in ((congress.clerk, 1), (acting(town, "unit", unit=unit), 1), (acting(town, "unit", unit=new_id()), 0)):
        assert len(queries.unit_people(viewer=viewer, unit_id=unit)) == count


def test_units_are_filtered_by_kind_day_and_text_in_one_query(congress):
    water, police = congress.unit(), congress.unit("派出所", kind="stationed_agency", leader="赵刚")
    congress.do(commands.close_unit, unit_id=water, seen=1)
    day = local_date(congress.now)

    def ids(**filters):
        return [row["id"] for row in queries.unit_list(viewer=congress.clerk, page=Page(), **filters).rows]

    assert ids() == [water, police]
    assert ids(kind=UnitKind.STATIONED_AGENCY) == ids(open_on=day) == ids(text="赵") == [police]
    with statements() as sent:
        ids()
    assert len(sent) == 1
