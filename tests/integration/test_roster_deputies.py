"""Mandates: rows, facts and sign-ins together; on denial none of them."""
from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from tests.support.roster import OPENED, Congress, statements

from people.models import Membership
from roster import commands, queries
from roster.models import Deputy
from townships.clock import local_date
from townships.context import tenant_context
from townships.errors import Conflict, NotAllowed, Stale
from townships.ids import new_id
from townships.paging import Page


@pytest.fixture
def congress(town, acting, now):
    return Congress(town, acting(town, "clerk", name="周书记员"), now)


@pytest.fixture
def term(congress):
    return congress.term()


def test_a_deputy_is_seated_with_a_fact_that_names_no_telephone(congress, term, facts):
    deputy = congress.deputy(term, number=7, name="曾庆明", phone="138 0915 0001", ethnicity="回", party_member=True)

    row = Deputy.objects.get(pk=deputy)
    told = facts()[-1]
    assert (row.version, row.number, row.ethnicity, row.sort_name.split()[0]) == (1, 7, "回族", "zeng1")
    assert (told.type, told.subject, told.version) == ("townships.roster.deputy.seated", f"deputy/{deputy}", 1)
    assert told.data["deputy"]["name"] == "曾庆明"
    assert "138 0915 0001" not in str(told)


def test_the_same_command_again_is_the_same_deputy_and_another_content_is_refused(congress, term):
    command_id = uuid4()
    first = congress.deputy(term, command_id=command_id)
    assert congress.deputy(term, command_id=command_id) == first
    with pytest.raises(Conflict):
        congress.deputy(term, command_id=command_id, name="王秀兰")
    assert Deputy.objects.count() == 1


def test_a_deputy_with_a_person_may_sign_in_while_the_mandate_lasts(congress, term):
    person = congress.person()
    deputy = congress.deputy(term, person_id=person)
    assert congress.roles(person) == {"deputy": None}

    ended = congress.ago(10)
    congress.do(commands.end_mandate, deputy_id=deputy, seen=1, why="resigned", at=ended)
    assert congress.roles(person) == {"deputy": local_date(ended) - timedelta(days=1)}
    assert Membership.objects.get(person_id=person).holder == deputy


def test_one_person_holds_a_mandate_in_the_town_and_one_in_the_county(congress, term, acting, tenants, now):
    person = congress.person()
    here = congress.deputy(term, person_id=person)
    county = tenants("c610981")
    with tenant_context(county):
        above = Congress(county, acting(county, "clerk"), now)
        there = above.deputy(above.term(), person_id=person)
        assert queries.deputies([there])[there].person_id == person
        assert above.roles(person) == {"deputy": None}
    assert queries.deputies([here])[here].person_id == person
    assert queries.deputies([there]) == {}


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("unknown", {"term_id": new_id()}),
        ("unknown", {"district_id": new_id()}),
        ("unknown", {"person_id": new_id()}),
        ("bad_number", {"number": 0}),
        ("bad_number", {"number": 100_000}),
        ("required", {"name": "  "}),
        ("too_long", {"name": "长" * 201}),
        ("control_characters", {"name": "陈\x00桂芳"}),
        ("control_characters", {"name": "陈\n桂芳"}),
        ("bad_value", {"sex": "unknown"}),
        ("bad_value", {"education": "doctor of everything"}),
        ("bad_value", {"seated_by": "lot"}),
        ("bad_ethnicity", {"ethnicity": "火星族"}),
        ("bad_phone", {"phone": "ring me"}),
        ("bad_phone", {"phone": "1" * 21}),
        ("impossible_birth_year", {"birth_year": 2010}),
        ("impossible_birth_year", {"birth_year": 1850}),
        ("impossible_birth_year", {"birth_year": -1}),
        ("outside_the_term", {"mandate_from": date(2023, 12, 31)}),
        ("too_far_ahead", {"mandate_from": date(9999, 12, 31)}),
        ("in_the_future", {"at": "tomorrow"}),
    ],
)
def test_a_mandate_is_refused_and_nothing_is_kept(congress, term, code, given):
    good = {"term_id": term, "number": 1, "name": "陈桂芳", "sex": "female", "birth_year": 1975, "mandate_from": OPENED}
    given = given | {"at": congress.now + timedelta(days=1)} if "at" in given else given
    congress.refuse(code, commands.seat_deputy, **good | given)


def test_a_number_is_given_once_in_a_term(congress, term):
    congress.deputy(term)
    good = {"term_id": term, "name": "王秀兰", "sex": "female", "birth_year": 1975, "mandate_from": OPENED}
    assert congress.refuse("number_taken", commands.seat_deputy, number=1, **good).field == "number"


def test_a_person_is_not_seated_twice_in_one_term(congress, term):
    person = congress.person()
    congress.deputy(term, person_id=person)
    good = {"term_id": term, "name": "陈桂芳", "sex": "female", "birth_year": 1975, "mandate_from": OPENED}
    assert congress.refuse("person_seated", commands.seat_deputy, number=2, person_id=person, **good).field == "person_id"


def test_a_district_seats_no_more_deputies_than_it_elects_and_a_by_election_fills_the_gap(congress, term):
    district = congress.do(commands.add_district, term_id=term, number=1, name="第一选区", seats=1).id
    first = congress.deputy(term, district_id=district)
    good = {"term_id": term, "number": 2, "name": "王秀兰", "sex": "female", "birth_year": 1975, "district_id": district}
    congress.refuse("district_full", commands.seat_deputy, mandate_from=OPENED, **good)

    congress.do(commands.end_mandate, deputy_id=first, seen=1, why="died", at=congress.ago(20))
    congress.do(commands.seat_deputy, mandate_from=local_date(congress.now), seated_by="by_election", **good)
    assert queries.deputies_serving(local_date(congress.now)) == 1


def test_a_district_of_another_term_is_refused(congress, term):
    district = congress.do(commands.add_district, term_id=term, number=1, name="第一选区", seats=3).id
    later = congress.term(number=20, opens_on=date(2026, 2, 1))
    good = {"term_id": later, "number": 1, "name": "王秀兰", "sex": "female", "birth_year": 1975, "mandate_from": date(2026, 2, 1)}
    congress.refuse("of_another_term", commands.seat_deputy, district_id=district, **good)


def test_a_correction_tells_the_old_public_values_and_keeps_the_private_ones_in_the_town(congress, term, facts, acting, town):
    deputy = congress.deputy(term, phone="0915-7200001", occupation="农民")
    change = {"deputy_id": deputy, "seen": 1, "reason": "身份证号登记有误", "name": "陈桂芬", "phone": "0915-7200002"}
    congress.do(commands.change_deputy, **change)

    told = facts()[-1]
    assert (told.type, told.version) == ("townships.roster.deputy.changed", 2)
    assert told.data["before"] == {"name": "陈桂芳"}
    assert told.data["deputy"]["name"] == "陈桂芬"
    assert "72000" not in str(told)
    assert "身份证" not in str(told)
    [kept] = queries.corrections(viewer=congress.clerk, deputy_id=deputy)
    assert kept["before"] == {"name": "陈桂芳", "phone": "0915-7200001"}
    assert kept["reason"] == "身份证号登记有误"
    assert queries.corrections(viewer=acting(town, "deputy", deputy=deputy), deputy_id=deputy) == []


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("unknown", {"deputy_id": new_id()}),
        ("required", {"reason": " "}),
        ("nothing_changed", {}),
        ("nothing_changed", {"name": "陈桂芳"}),
        ("bad_value", {"sex": "?"}),
        ("number_taken", {"number": 2}),
        ("impossible_birth_year", {"birth_year": 2020}),
        ("outside_the_term", {"mandate_from": date(2020, 1, 1)}),
        ("unknown", {"district_id": new_id()}),
        ("unknown", {"person_id": new_id()}),
        ("bad_phone", {"phone": "?"}),
    ],
)
def test_a_correction_is_refused_and_nothing_is_kept(congress, term, code, given):
    deputy = congress.deputy(term)
    congress.deputy(term, number=2, name="王秀兰")
    congress.refuse(code, commands.change_deputy, **{"deputy_id": deputy, "seen": 1, "reason": "更正"} | given)


def test_a_stale_correction_is_told_what_changed(congress, term):
    deputy = congress.deputy(term)
    congress.do(commands.change_deputy, deputy_id=deputy, seen=1, reason="更正", occupation="教师")
    refused = congress.refuse("stale", commands.change_deputy, deputy_id=deputy, seen=1, reason="更正", occupation="医生")
    assert isinstance(refused, Stale)
    assert "周书记员" in refused.params["changes"]


def test_another_person_takes_over_the_sign_in_and_the_seat(congress, term):
    wrong, right = congress.person(), congress.person()
    deputy = congress.deputy(term, person_id=wrong)
    congress.do(commands.seat_presidium, deputy_id=deputy, role="chair")
    congress.do(commands.change_deputy, deputy_id=deputy, seen=1, reason="登记了他人的账号", person_id=right)
    assert congress.roles(right) == {"deputy": None, "chair": None}
    assert None not in congress.roles(wrong).values()


def test_a_suspended_deputy_does_not_serve_until_resumed(congress, term, facts):
    deputy = congress.deputy(term)
    today, before = local_date(congress.now), local_date(congress.ago(40))
    congress.do(commands.suspend_deputy, deputy_id=deputy, seen=1, at=congress.ago(30))
    record = queries.deputies([deputy])[deputy]
    assert record.suspended
    assert (record.serves_on(today), record.serves_on(before)) == (False, True)
    assert queries.deputies_serving(today) == 0

    congress.refuse("suspended_already", commands.suspend_deputy, deputy_id=deputy, seen=2)
    congress.refuse("before_it_began", commands.resume_deputy, deputy_id=deputy, seen=2, at=congress.ago(31))
    congress.do(commands.resume_deputy, deputy_id=deputy, seen=2)
    assert queries.deputies([deputy])[deputy].serves_on(today)
    assert [told.type.rpartition(".")[2] for told in facts()[-2:]] == ["suspended", "resumed"]
    congress.refuse("not_suspended", commands.resume_deputy, deputy_id=deputy, seen=3)


def test_a_mandate_ends_once_and_takes_the_presidium_seat_with_it(congress, term, facts):
    person = congress.person()
    deputy = congress.deputy(term, person_id=person)
    congress.do(commands.seat_presidium, deputy_id=deputy, role="member", at=congress.ago(30))
    congress.do(commands.end_mandate, deputy_id=deputy, seen=1, why="moved_away")

    assert [told.type for told in facts()[-2:]] == ["townships.roster.presidium.unseated", "townships.roster.deputy.ended"]
    assert facts()[-1].data["deputy"]["ended_why"] == "moved_away"
    record = queries.deputies([deputy])[deputy]
    assert not record.serves_on(local_date(congress.now))
    assert record.mandate_to == local_date(congress.ago(1))
    assert None not in congress.roles(person).values()
    congress.refuse("mandate_over", commands.end_mandate, deputy_id=deputy, seen=2, why="died")
    congress.refuse("mandate_over", commands.suspend_deputy, deputy_id=deputy, seen=2)


def test_the_end_of_a_mandate_is_refused_for_no_reason_or_before_it_began(congress, term):
    deputy = congress.deputy(term, mandate_from=local_date(congress.ago(5)))
    congress.refuse("bad_value", commands.end_mandate, deputy_id=deputy, seen=1, why="lazy")
    congress.refuse("term_ends_by_itself", commands.end_mandate, deputy_id=deputy, seen=1, why="term_over")
    congress.refuse("before_it_began", commands.end_mandate, deputy_id=deputy, seen=1, why="died", at=congress.ago(6))
    congress.refuse("before_it_began", commands.suspend_deputy, deputy_id=deputy, seen=1, at=congress.ago(6))
    for verb in (commands.suspend_deputy, commands.resume_deputy):
        congress.refuse("unknown", verb, deputy_id=new_id(), seen=1)
    congress.refuse("unknown", commands.end_mandate, deputy_id=new_id(), seen=1, why="died")
    congress.refuse("stale", commands.end_mandate, deputy_id=deputy, seen=9, why="died")


def test_a_sign_in_revoked_by_hand_does_not_keep_a_mandate_from_ending(congress, term):
    from people.commands import revoke

    person = congress.person()
    deputy = congress.deputy(term, person_id=person)
    held = Membership.objects.get(person_id=person)
    revoke(actor=congress.clerk, tenant=congress.tenant.schema_name, membership_id=held.pk, now_on=local_date(congress.now))
    assert congress.do(commands.end_mandate, deputy_id=deputy, seen=1, why="died").version == 2


@pytest.mark.parametrize("role", ["deputy", "unit", "presidium", "chair"])
def test_only_the_clerk_writes_in_the_roster(congress, term, acting, town, role):
    deputy = congress.deputy(term)
    actor = acting(town, role)
    seat = {"term_id": term, "number": 9, "name": "王秀兰", "sex": "female", "birth_year": 1975, "mandate_from": OPENED}
    for command, given in (
        (commands.seat_deputy, seat),
        (commands.change_deputy, {"deputy_id": deputy, "seen": 1, "reason": "更正", "name": "某"}),
        (commands.suspend_deputy, {"deputy_id": deputy, "seen": 1}),
        (commands.resume_deputy, {"deputy_id": deputy, "seen": 1}),
        (commands.end_mandate, {"deputy_id": deputy, "seen": 1, "why": "died"}),
        (commands.open_term, {"number": 20, "opens_on": date(2026, 3, 1)}),
        (commands.add_village, {"name": "羊山村"}),
        (commands.open_unit, {"name": "水利站", "kind": "government_office", "leader": "王建国"}),
    ):
        assert isinstance(congress.refuse("not_allowed", command, actor=actor, **given), NotAllowed)


def test_a_deputy_of_another_town_is_unknown_here(congress, term, neighbour, acting):
    with tenant_context(neighbour):
        there = Congress(neighbour, acting(neighbour, "clerk"), congress.now)
        foreign = there.deputy(there.term())
    congress.refuse("unknown", commands.suspend_deputy, deputy_id=foreign, seen=1)
    congress.refuse("unknown", commands.seat_presidium, deputy_id=foreign, role="member")
    assert queries.deputy(viewer=congress.clerk, deputy_id=foreign) is None


# ---------------------------------------------------------------- lists
def test_the_list_goes_by_surname_and_shows_telephones_to_the_office_only(congress, term, acting, town):
    for number, name in enumerate(["张伟", "曾国强", "欧阳修文", "章小兰", "安宁"], 1):
        congress.deputy(term, number=number, name=name, phone="13800000000")
    office = queries.deputy_list(viewer=congress.clerk, page=Page(first=100))
    assert [row["name"] for row in office.rows] == ["安宁", "欧阳修文", "曾国强", "张伟", "章小兰"]
    assert office.total() == 5
    assert {row["phone"] for row in office.rows} == {"13800000000"}
    others = queries.deputy_list(viewer=acting(town, "deputy"), page=Page())
    assert {(row["phone"], row["person_id"]) for row in others.rows} == {(None, None)}


def test_pages_of_the_list_meet_without_gap_or_overlap(congress, term):
    for number in range(1, 8):
        congress.deputy(term, number=number, name="李同名")
    seen, after = [], None
    while True:
        page = queries.deputy_list(viewer=congress.clerk, page=Page(first=3, after=after))
        seen += [row["number"] for row in page.rows]
        if not page.has_next:
            break
        after = page.cursors[-1]
    assert sorted(seen) == [1, 2, 3, 4, 5, 6, 7]


def test_the_list_is_filtered_by_name_pinyin_district_group_and_service(congress, term):
    district = congress.do(commands.add_district, term_id=term, number=1, name="第一选区", seats=2).id
    zhang = congress.deputy(term, number=1, name="张伟", district_id=district)
    wang = congress.deputy(term, number=2, name="王秀兰")
    group = congress.do(commands.form_group, term_id=term, name="第一代表小组", leader_id=wang, member_ids=[wang]).id
    congress.do(commands.suspend_deputy, deputy_id=wang, seen=1)

    def ids(**filters):
        return [row["id"] for row in queries.deputy_list(viewer=congress.clerk, page=Page(), **filters).rows]

    assert ids(text="zhang") == ids(text="伟") == ids(district_id=district) == ids(serving_on=local_date(congress.now)) == [zhang]
    assert ids(group_id=group) == ids(text="Wang") == [wang]
    assert ids(term_id=new_id()) == ids(text="%") == []


def test_the_list_takes_the_same_queries_for_one_row_and_for_many(congress, term):
    congress.deputy(term)
    with statements() as for_one:
        queries.deputy_list(viewer=congress.clerk, page=Page(first=100))
    for number in range(2, 40):
        congress.deputy(term, number=number)
    with statements() as for_many:
        assert len(queries.deputy_list(viewer=congress.clerk, page=Page(first=100)).rows) == 39
    ids = list(Deputy.objects.values_list("pk", flat=True))
    with statements() as by_id:
        assert len(queries.deputies(ids)) == 39
    assert [len(for_one), len(for_many), len(by_id)] == [1, 1, 1]
