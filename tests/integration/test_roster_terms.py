"""Terms, sessions, villages, districts, groups and the presidium: rows and facts together; on denial neither."""
from __future__ import annotations

from datetime import date, datetime, timedelta

import msgspec
import pytest
from tests.support.roster import OPENED, Congress, statements

from people.models import Membership
from roster import commands, queries
from roster.models import DeputyGroup, GroupMember, Term
from townships.clock import SHANGHAI, local_date
from townships.ids import new_id

CUT_OFF = datetime(2026, 1, 15, 12, tzinfo=SHANGHAI)
SESSION = {"number": 3, "opens_on": date(2026, 1, 15), "closes_on": date(2026, 1, 16), "motions_cut_off": CUT_OFF}


@pytest.fixture
def congress(town, acting, now):
    return Congress(town, acting(town, "clerk", name="周书记员"), now)


@pytest.fixture
def term(congress):
    return congress.term()


# ---------------------------------------------------------------- terms
def test_the_change_of_term_ends_mandates_seats_and_sign_ins_on_that_day(congress, term, facts):
    chair, simple = congress.person(), congress.person()
    led = congress.deputy(term, number=1, person_id=chair)
    other = congress.deputy(term, number=2, name="王秀兰", person_id=simple)
    congress.do(commands.seat_presidium, deputy_id=led, role="chair")
    opens_on = local_date(congress.now)
    before = len(facts())
    new = congress.term(number=20, opens_on=opens_on)

    kinds = [told.type.removeprefix("townships.roster.") for told in facts()[before:]]
    assert kinds == ["presidium.unseated", "deputy.ended", "deputy.ended", "term.closed", "term.opened"]
    records = queries.deputies([led, other])
    assert {(record.ended_on, record.mandate_to) for record in records.values()} == {(opens_on, opens_on - timedelta(days=1))}
    assert None not in {**congress.roles(chair), **congress.roles(simple)}.values()
    assert queries.term_on(opens_on).id == new
    assert queries.term_on(opens_on - timedelta(days=1)).id == term
    assert queries.presidium(viewer=congress.clerk, day=opens_on) == []


def test_who_is_elected_again_has_a_new_mandate_and_goes_on_signing_in(congress, term):
    person = congress.person()
    congress.deputy(term, person_id=person)
    opens_on = local_date(congress.now)
    again = congress.deputy(congress.term(number=20, opens_on=opens_on), person_id=person, mandate_from=opens_on)
    held = Membership.objects.filter(person_id=person, valid_to=None)
    assert list(held.values_list("role", "holder")) == [("deputy", again)]
    assert queries.deputies([again])[again].serves_on(opens_on)
    assert queries.deputies_serving(opens_on) == 1


def test_a_deputy_entered_into_a_term_that_is_over_has_no_mandate_any_more(congress, term):
    opens_on = local_date(congress.now)
    congress.term(number=20, opens_on=opens_on)
    person = congress.person()
    late = congress.deputy(term, person_id=person)
    assert queries.deputies([late])[late].ended_on == opens_on
    assert congress.roles(person) == {"deputy": opens_on - timedelta(days=1)}


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("bad_number", {"number": 0}),
        ("term_number_not_next", {"number": 19}),
        ("term_number_not_next", {"number": 3}),
        ("term_before_last", {"opens_on": OPENED}),
        ("term_before_last", {"opens_on": date(1990, 1, 1)}),
        ("bad_value", {"opens_on": date(1066, 10, 14)}),
        ("too_far_ahead", {"opens_on": date(2062, 1, 1)}),
    ],
)
def test_a_term_is_refused_and_nothing_is_kept(congress, term, code, given):
    congress.deputy(term)
    congress.refuse(code, commands.open_term, **{"number": 20, "opens_on": date(2026, 3, 1)} | given)


# ---------------------------------------------------------------- sessions
def test_a_session_sits_on_both_its_days_and_there_is_none_between_sessions(congress, term, facts):
    session = congress.do(commands.add_session, term_id=term, **SESSION).id
    assert [queries.session_on(date(2026, 1, day)) is not None for day in (14, 15, 16, 17)] == [False, True, True, False]
    found = queries.session_on(date(2026, 1, 15))
    assert (found.id, found.term_number, found.number, found.motions_cut_off) == (session, 19, 3, CUT_OFF)
    assert [one.id for one in queries.sessions()] == [one.id for one in queries.sessions([session])] == [session]
    assert facts()[-1].data["session"]["term_number"] == 19


def test_a_session_is_moved(congress, term, facts):
    session = congress.do(commands.add_session, term_id=term, **SESSION).id
    congress.do(commands.change_session, session_id=session, seen=1, closes_on=date(2026, 1, 17))
    assert facts()[-1].version == 2
    assert queries.session_on(date(2026, 1, 17)).id == session
    congress.refuse("nothing_changed", commands.change_session, session_id=session, seen=2, closes_on=date(2026, 1, 17))
    congress.refuse("closes_before_it_opens", commands.change_session, session_id=session, seen=2, closes_on=date(2026, 1, 1))
    congress.refuse("stale", commands.change_session, session_id=session, seen=1, closes_on=date(2026, 1, 18))
    congress.refuse("unknown", commands.change_session, session_id=new_id(), seen=1)


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("unknown", {"term_id": new_id()}),
        ("bad_number", {"number": -1}),
        ("closes_before_it_opens", {"closes_on": date(2026, 1, 14)}),
        ("outside_the_term", {"opens_on": date(2023, 1, 1)}),
        ("too_far_ahead", {"closes_on": date(2062, 1, 16)}),
        ("cut_off_after_session", {"motions_cut_off": datetime(2026, 1, 17, 0, 1, tzinfo=SHANGHAI)}),
        ("bad_value", {"motions_cut_off": datetime(2026, 1, 15, 12)}),  # noqa: DTZ001
        ("number_taken", {"number": 2}),
        ("sessions_out_of_order", {"number": 1}),
        ("sessions_out_of_order", {"opens_on": date(2025, 1, 10)}),
    ],
)
def test_a_session_is_refused_and_nothing_is_kept(congress, term, code, given):
    earlier = {"number": 2, "opens_on": date(2025, 1, 9), "closes_on": date(2025, 1, 10)}
    congress.do(commands.add_session, term_id=term, motions_cut_off=datetime(2025, 1, 9, 12, tzinfo=SHANGHAI), **earlier)
    congress.refuse(code, commands.add_session, **{"term_id": term} | SESSION | given)


# ---------------------------------------------------------------- villages and districts
def test_districts_take_in_villages(congress, term, facts):
    villages = [congress.do(commands.add_village, name=name, code=code).id for name, code in (("羊山村", "610981117201"), ("新场社区", ""))]
    congress.do(commands.add_district, term_id=term, number=1, name="第一选区", seats=3, village_ids=villages)
    assert facts()[-1].data["district"]["village_ids"] == sorted(map(str, villages))
    [found] = queries.districts(viewer=congress.clerk, term_id=term)
    assert {village["name"] for village in found["villages"]} == {"羊山村", "新场社区"}
    assert [village["name"] for village in queries.villages(viewer=congress.clerk)] == ["羊山村", "新场社区"]


def test_a_village_is_refused_and_nothing_is_kept(congress):
    congress.do(commands.add_village, name="羊山村", code="610981117201")
    congress.refuse("name_taken", commands.add_village, name="羊山村")
    congress.refuse("code_taken", commands.add_village, name="新场村", code="610981117201")
    congress.refuse("bad_village_code", commands.add_village, name="新场村", code="6109811")
    congress.refuse("bad_village_code", commands.add_village, name="新场村", code="６１０９８１１１７２０１")
    congress.refuse("required", commands.add_village, name="　")
    congress.refuse("too_long", commands.add_village, name="村" * 201)
    congress.refuse("control_characters", commands.add_village, name="新\x07场")


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("unknown", {"term_id": new_id()}),
        ("unknown", {"village_ids": [new_id()]}),
        ("bad_seats", {"seats": 0}),
        ("bad_seats", {"seats": 4}),
        ("bad_number", {"number": 0}),
        ("number_taken", {"number": 1}),
        ("name_taken", {"name": "第一选区"}),
        ("required", {"name": ""}),
    ],
)
def test_a_district_is_refused_and_nothing_is_kept(congress, term, code, given):
    congress.do(commands.add_district, term_id=term, number=1, name="第一选区", seats=3)
    congress.refuse(code, commands.add_district, **{"term_id": term, "number": 2, "name": "第二选区", "seats": 2} | given)


def test_a_district_names_no_village_twice(congress, term):
    village = congress.do(commands.add_village, name="羊山村").id
    congress.refuse("twice", commands.add_district, term_id=term, number=1, name="第一选区", seats=1, village_ids=[village, village])


# ---------------------------------------------------------------- groups
def test_a_group_is_formed_and_changed(congress, term, facts):
    one, two, three = (congress.deputy(term, number=number) for number in (1, 2, 3))
    group = congress.do(commands.form_group, term_id=term, name="第一代表小组", leader_id=one, member_ids=[one, two]).id
    assert queries.deputies([one])[one].group_id == group
    assert facts()[-1].data["group"]["member_ids"] == sorted(map(str, [one, two]))

    congress.do(commands.change_group, group_id=group, seen=1, leader_id=three, member_ids=[two, three])
    assert facts()[-1].data["group"]["leader_id"] == str(three)
    assert set(GroupMember.objects.values_list("deputy_id", flat=True)) == {two, three}
    congress.do(commands.end_mandate, deputy_id=two, seen=1, why="died")
    [found] = queries.group_list(viewer=congress.clerk, day=local_date(congress.now))
    assert [member["id"] for member in found["members"]] == [three]
    congress.do(commands.change_group, group_id=group, seen=2)
    assert facts()[-1].data["group"]["member_ids"] == [str(three)]
    congress.refuse("nothing_changed", commands.change_group, group_id=group, seen=3)


def test_a_group_is_refused_and_nothing_is_kept(congress, term):
    one, two, gone = (congress.deputy(term, number=number) for number in (1, 2, 3))
    congress.do(commands.end_mandate, deputy_id=gone, seen=1, why="died")
    group = congress.do(commands.form_group, term_id=term, name="第一代表小组", leader_id=one, member_ids=[one]).id
    good = {"term_id": term, "name": "第二代表小组", "leader_id": two, "member_ids": [two]}
    for code, given in (
        ("unknown", {"term_id": new_id()}),
        ("unknown", {"member_ids": [two, new_id()]}),
        ("leader_not_a_member", {"leader_id": one}),
        ("leader_not_a_member", {"member_ids": []}),
        ("in_another_group", {"member_ids": [one, two]}),
        ("mandate_over", {"member_ids": [two, gone]}),
        ("twice", {"member_ids": [two, two]}),
        ("name_taken", {"name": "第一代表小组"}),
        ("required", {"name": ""}),
    ):
        congress.refuse(code, commands.form_group, **good | given)
    change = {"group_id": group, "seen": 1}
    congress.refuse("unknown", commands.change_group, **change | {"group_id": new_id()})
    congress.refuse("stale", commands.change_group, **change | {"seen": 2})
    congress.refuse("leader_not_a_member", commands.change_group, leader_id=two, **change)
    congress.refuse("mandate_over", commands.change_group, member_ids=[one, gone], **change)
    assert DeputyGroup.objects.get().version == 1


def test_deputies_of_another_term_form_no_group_of_this_one(congress, term):
    opens_on = local_date(congress.now)
    new = congress.deputy(congress.term(number=20, opens_on=opens_on), mandate_from=opens_on)
    congress.refuse("of_another_term", commands.form_group, term_id=term, name="第一代表小组", leader_id=new, member_ids=[new])


# ---------------------------------------------------------------- presidium
def test_the_presidium_lists_its_chair_first_and_seats_give_roles(congress, term):
    people = {role: congress.person() for role in ("member", "vice_chair", "chair")}
    seats = {}
    for number, role in enumerate(people, 1):
        deputy = congress.deputy(term, number=number, person_id=people[role])
        seats[role] = congress.do(commands.seat_presidium, deputy_id=deputy, role=role).id
    listed = queries.presidium(viewer=congress.clerk, day=local_date(congress.now))
    assert [row["role"] for row in listed] == ["chair", "vice_chair", "member"]
    roles = [set(congress.roles(person)) for person in people.values()]
    assert roles == [{"deputy", "presidium"}, {"deputy", "vice_chair"}, {"deputy", "chair"}]

    congress.do(commands.unseat_presidium, seat_id=seats["chair"], seen=1)
    assert len(queries.presidium(viewer=congress.clerk, day=local_date(congress.now))) == 2
    assert congress.roles(people["chair"])["chair"] is not None
    assert congress.roles(people["chair"])["deputy"] is None
    congress.refuse("seat_ended", commands.unseat_presidium, seat_id=seats["chair"], seen=2)


def test_a_seat_is_refused_and_nothing_is_kept(congress, term):
    chair, gone, away, other = (congress.deputy(term, number=number) for number in (1, 2, 3, 4))
    seat = congress.do(commands.seat_presidium, deputy_id=chair, role="chair").id
    congress.do(commands.end_mandate, deputy_id=gone, seen=1, why="resigned")
    congress.do(commands.suspend_deputy, deputy_id=away, seen=1)
    congress.refuse("unknown", commands.seat_presidium, deputy_id=new_id(), role="member")
    congress.refuse("bad_value", commands.seat_presidium, deputy_id=other, role="king")
    congress.refuse("chair_taken", commands.seat_presidium, deputy_id=other, role="chair")
    congress.refuse("seated_already", commands.seat_presidium, deputy_id=chair, role="member")
    congress.refuse("mandate_over", commands.seat_presidium, deputy_id=gone, role="member")
    congress.refuse("suspended_already", commands.seat_presidium, deputy_id=away, role="member")
    congress.refuse("before_it_began", commands.unseat_presidium, seat_id=seat, seen=1, at=congress.ago(1))
    congress.refuse("unknown", commands.unseat_presidium, seat_id=new_id(), seen=1)
    congress.refuse("stale", commands.unseat_presidium, seat_id=seat, seen=2)


def test_who_works_for_a_handling_unit_takes_no_seat_on_the_presidium(congress, term):
    person = congress.person()
    deputy = congress.deputy(term, person_id=person)
    congress.do(commands.assign_unit_person, unit_id=congress.unit(), person_id=person)
    refused = congress.refuse("presidium_and_unit", commands.seat_presidium, deputy_id=deputy, role="member")
    assert "第十八条" in refused.source


# ---------------------------------------------------------------- told again
def test_what_is_published_is_what_the_last_facts_told(congress, term, facts):
    congress.do(commands.add_session, term_id=term, **SESSION)
    village = congress.do(commands.add_village, name="羊山村").id
    district = congress.do(commands.add_district, term_id=term, number=1, name="第一选区", seats=3, village_ids=[village]).id
    one, two = congress.deputy(term, district_id=district), congress.deputy(term, number=2)
    congress.do(commands.form_group, term_id=term, name="第一代表小组", leader_id=one, member_ids=[one, two])
    congress.do(commands.seat_presidium, deputy_id=one, role="chair")
    congress.do(commands.change_deputy, deputy_id=one, seen=1, reason="更正", name="陈桂芬")
    unit = congress.unit(phone="0915-7200001")
    congress.do(commands.assign_unit_person, unit_id=unit, person_id=congress.person())

    last = {told.subject: told for told in facts() if told.audience == "county"}
    with statements() as sent:
        found = {one.subject: one for one in queries.published()}
    assert {subject: one.version for subject, one in found.items()} == {subject: told.version for subject, told in last.items()}
    for subject, one in found.items():
        assert msgspec.to_builtins(one.facts) == last[subject].data[subject.partition("/")[0]]
    assert len(sent) == 10


def test_lists_take_the_same_queries_for_one_row_and_for_many(congress, term):
    def fill(number):
        village = congress.do(commands.add_village, name=f"{number}村").id
        congress.do(commands.add_district, term_id=term, number=number, name=f"第{number}选区", seats=1, village_ids=[village])
        deputy = congress.deputy(term, number=number)
        congress.do(commands.form_group, term_id=term, name=f"第{number}小组", leader_id=deputy, member_ids=[deputy])
        congress.do(commands.seat_presidium, deputy_id=deputy, role="member")

    def ask():
        viewer, day = congress.clerk, local_date(congress.now)
        with statements() as sent:
            queries.group_list(viewer=viewer, day=day)
            queries.districts(viewer=viewer)
            queries.villages(viewer=viewer)
            queries.presidium(viewer=viewer, day=day)
            queries.terms()
            queries.sessions()
        return len(sent)

    fill(1)
    for_one = ask()
    for number in range(2, 12):
        fill(number)
    assert ask() == for_one == 8
    assert Term.objects.count() == 1
