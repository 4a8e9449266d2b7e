"""The roster through the API: what each may see, what the clerk may change, and how a mistake is told."""
from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from tests.support.graphql_api import ask, change, code, data, gid, statements, stranger

from people.actor import Actor
from roster import commands
from townships.clock import local_date
from townships.context import tenant_context
from townships.ids import new_id

NOW = datetime.now(UTC)
TODAY = local_date(NOW)
OPENED = TODAY - timedelta(days=200)
DEPUTIES = """query ($filter: DeputyFilter, $first: Int, $after: String) {
  deputies(filter: $filter, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor } edges { cursor node { id number name sexLabel educationLabel phone groupId termId } } } }"""


def do(verb: Any, actor: Actor, **told: Any) -> Any:
    return verb(actor=actor, now=NOW, at=NOW, command_id=new_id(), **told)


@pytest.fixture
def clerk(town: Any, acting: Any) -> Actor:
    return acting(town, "clerk", name="王芳")


@pytest.fixture
def term(clerk: Actor) -> Any:
    return do(commands.open_term, clerk, number=19, opens_on=OPENED).id


@pytest.fixture
def seat(clerk: Actor, term: Any) -> Any:
    def make(number: int, name: str = "", **told: Any) -> Any:
        given = {"sex": "male", "birth_year": 1970, "mandate_from": OPENED, "phone": "13800138000", **told}
        return do(commands.seat_deputy, clerk, term_id=term, number=number, name=name or f"李{number}", **given).id

    return make


@pytest.fixture
def unit(clerk: Actor) -> Any:
    return do(commands.open_unit, clerk, name="水利站", kind="stationed_agency", leader="赵敏", contact="钱进", phone="13900139000").id


# ---------------------------------------------------------------- who sees what
def test_the_office_sees_telephones_and_nobody_else_does(clerk: Actor, seat: Any, acting: Any, town: Any) -> None:
    mine = seat(1, "张三")
    [row] = data(clerk, DEPUTIES)["deputies"]["edges"]
    assert (row["node"]["name"], row["node"]["phone"], row["node"]["sexLabel"]) == ("张三", "13800138000", "male")
    for viewer in (acting(town, "deputy", deputy=mine), acting(town, "unit", unit=new_id())):
        assert data(viewer, DEPUTIES)["deputies"]["edges"][0]["node"]["phone"] is None


def test_labels_come_in_the_language_of_the_request(clerk: Actor, seat: Any) -> None:
    seat(1, education="primary")
    node = data(clerk, DEPUTIES, "zh-hans")["deputies"]["edges"][0]["node"]
    assert (node["sexLabel"], node["educationLabel"]) == ("男", "小学")


def test_a_units_telephone_opens_to_its_own_people(clerk: Actor, unit: Any, acting: Any, town: Any) -> None:
    asked = "query ($id: ID!) { unit(id: $id) { name kind contact phone } }"
    own, other = acting(town, "unit", unit=unit), acting(town, "unit", unit=new_id())
    assert data(own, asked, id=gid("Unit", town, unit))["unit"] == {
        "name": "水利站", "kind": "STATIONED_AGENCY", "contact": "钱进", "phone": "13900139000",
    }  # fmt: skip
    assert data(other, asked, id=gid("Unit", town, unit))["unit"]["phone"] is None


def test_the_viewer_finds_the_own_mandate_and_unit(seat: Any, unit: Any, acting: Any, town: Any) -> None:
    mine = seat(7, "欧阳娜")
    asked = "{ viewer { name office roles { role roleLabel } deputies { id number name } units { name } } }"
    viewer = data(acting(town, "deputy", "unit", deputy=mine, unit=unit, name="欧阳娜"), asked, "zh-hans")["viewer"]
    assert viewer["roles"] == [{"role": "DEPUTY", "roleLabel": "代表"}, {"role": "UNIT", "roleLabel": "承办单位"}]
    assert viewer["deputies"] == [{"id": gid("Deputy", town, mine), "number": 7, "name": "欧阳娜"}]
    assert (viewer["units"], viewer["office"]) == ([{"name": "水利站"}], False)


def test_strangers_get_the_towns_public_facts_and_nothing_else(term: Any, town: Any) -> None:
    nobody = stranger(town)
    found = data(nobody, "{ congress { key code name level county { code name } term { number } session { number } } }")["congress"]
    assert found == {
        "key": "t610981117", "code": "610981117", "name": town.name, "level": "TOWNSHIP", "term": {"number": 19}, "session": None,
        "county": {"code": "610981", "name": found["county"]["name"]},
    }  # fmt: skip
    for asked in ("{ viewer { name } }", "{ deputies { totalCount } }", "{ rules { inForce } }", "{ villages { name } }", "{ node(id: \"x\") { id } }"):
        assert code(ask(nobody, asked)) == "sign_in_required"


# ---------------------------------------------------------------- another town
def test_another_towns_ids_are_not_found(clerk: Actor, seat: Any, neighbour: Any, town: Any, acting: Any) -> None:
    mine = seat(1)
    foreign = acting(neighbour, "clerk")
    with tenant_context(neighbour):
        assert data(foreign, DEPUTIES)["deputies"]["totalCount"] == 0
        for asked in ("node(id: $id) { id }", "deputy(id: $id) { id }", "corrections(deputyId: $id) { reason }"):
            answer = ask(foreign, f"query ($id: ID!) {{ {asked} }}", id=gid("Deputy", town, mine))
            assert code(answer) == "unknown"
        forged = data(foreign, "query ($id: ID!) { deputy(id: $id) { id } }", id=gid("Deputy", neighbour, mine))
        assert forged["deputy"] is None


def test_another_towns_ids_are_refused_in_a_change(clerk: Actor, seat: Any, town: Any, neighbour: Any, acting: Any, facts: Any) -> None:
    mine = seat(1)
    with tenant_context(neighbour):
        for told, refused in ((gid("Deputy", town, mine), "unknown"), (gid("Deputy", neighbour, mine), "unknown"), (gid("Unit", neighbour, mine), "bad_id")):
            payload = change(acting(neighbour, "clerk"), "suspendDeputy", "deputy { id }", deputyId=told, seen=1)
            assert [(error["code"], error["field"]) for error in payload["errors"]] == [(refused, "deputyId")]
            assert payload["deputy"] is None
        assert facts() == []


# ---------------------------------------------------------------- lists
def test_pages_follow_each_other_by_surname(clerk: Actor, seat: Any) -> None:
    for number, name in enumerate(["张三", "曾四", "阿五", "欧阳六", "单七"], start=1):
        seat(number, name)
    names: list[str] = []
    after = None
    while True:
        page = data(clerk, DEPUTIES, first=2, after=after)["deputies"]
        names += [edge["node"]["name"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert names == ["阿五", "欧阳六", "单七", "曾四", "张三"]
    assert page["totalCount"] == 5


def test_filters_are_typed(clerk: Actor, seat: Any, unit: Any, term: Any, town: Any) -> None:
    seat(1, "张三")
    seat(2, "李四")
    found = data(clerk, DEPUTIES, filter={"text": "zhang", "termId": gid("Term", town, term), "servingOn": str(TODAY)})["deputies"]
    assert [edge["node"]["name"] for edge in found["edges"]] == ["张三"]
    units = "query ($filter: UnitFilter) { units(filter: $filter) { nodes { name } } }"
    assert data(clerk, units, filter={"kind": "STATIONED_AGENCY", "openOn": str(TODAY)})["units"]["nodes"] == [{"name": "水利站"}]
    assert data(clerk, units, filter={"kind": "PARTY_OFFICE"})["units"]["nodes"] == []


@pytest.mark.parametrize(
    "filter, refused",
    [
        ({"text": "a\x00b"}, "control_characters"),
        ({"text": "字" * 6000}, "too_long"),
        ({"termId": "nonsense"}, "bad_id"),
        ({"groupId": "RGVwdXR5"}, "bad_id"),
        ({"servingOn": "2026-02-30"}, "invalid_variables"),
        ({"surname": "张"}, "invalid_variables"),
    ],
)
def test_what_is_no_filter_is_refused(clerk: Actor, filter: Any, refused: str) -> None:
    assert code(ask(clerk, DEPUTIES, filter=filter)) == refused


@pytest.mark.parametrize("filter", ["{kind: SHOP}", "{kind: \"PRESIDIUM\"}", "{openOn: \"soon\"}"])
def test_a_value_that_no_enum_has_is_no_document(clerk: Actor, filter: str) -> None:
    assert code(ask(clerk, f"{{ units(filter: {filter}) {{ totalCount }} }}")) == "invalid_document"


def test_pages_cost_the_same_with_one_row_and_with_many(clerk: Actor, seat: Any, term: Any) -> None:
    everything = """{ deputies(first: 100) { totalCount nodes { id name groupId } } units(first: 100) { totalCount nodes { id name phone } }
      groups { name leaderName members { deputyId name } } presidium { name role } districts { name villages { name } } villages { name }
      terms { number } sessions { number } }"""
    deputies = [seat(1)]
    do(commands.open_unit, clerk, name="单位0", kind="party_office", leader="赵")
    do(commands.form_group, clerk, term_id=term, name="第0组", leader_id=deputies[0], member_ids=deputies)
    do(commands.add_district, clerk, term_id=term, number=1, name="选区1", seats=2, village_ids=[do(commands.add_village, clerk, name="村0").id])
    one = statements(lambda: data(clerk, everything))
    more = [seat(number) for number in range(2, 41)]
    for number, member in enumerate(more, start=1):
        do(commands.open_unit, clerk, name=f"单位{number}", kind="party_office", leader="赵")
        do(commands.form_group, clerk, term_id=term, name=f"第{number}组", leader_id=member, member_ids=[member])
        villages = [do(commands.add_village, clerk, name=f"村{number}").id]
        do(commands.add_district, clerk, term_id=term, number=number + 1, name=f"选区{number + 1}", seats=2, village_ids=villages)
    answer: list[Any] = []
    many = statements(lambda: answer.append(data(clerk, everything)))
    assert [len(answer[0][name]) for name in ("groups", "districts", "villages")] == [40, 40, 40]
    assert (answer[0]["deputies"]["totalCount"], answer[0]["units"]["totalCount"]) == (40, 40)
    assert many == one


# ---------------------------------------------------------------- changes
def test_the_clerk_makes_a_congress_from_nothing(clerk: Actor, town: Any, facts: Any) -> None:
    term = change(clerk, "openTerm", "term { id version number opensOn }", number=19, opensOn=str(OPENED))["term"]
    assert (term["version"], term["number"]) == (1, 19)
    session = change(
        clerk, "addSession", "session { id version termNumber motionsCutOff }", termId=term["id"], number=1, opensOn=str(TODAY),
        closesOn=str(TODAY + timedelta(days=1)), motionsCutOff=f"{TODAY}T18:00:00+08:00",
    )  # fmt: skip
    assert session["errors"] == []
    village = change(clerk, "addVillage", "village { id code }", name="水桐村", code="610981117201")["village"]
    area = {"termId": term["id"], "number": 1, "name": "第一选区", "seats": 2, "villageIds": [village["id"]]}
    district = change(clerk, "addDistrict", "district { id villages { villageId name } }", **area)
    assert district["district"]["villages"] == [{"villageId": village["id"], "name": "水桐村"}]
    deputy = change(
        clerk, "seatDeputy", "deputy { id version name phone districtId educationLabel }", termId=term["id"], number=1, name="张三", sex="FEMALE",
        birthYear=1980, mandateFrom=str(OPENED), education="SENIOR_HIGH", phone="13800138000", districtId=district["district"]["id"], occupation=None,
    )["deputy"]  # fmt: skip
    assert (deputy["phone"], deputy["districtId"]) == ("13800138000", district["district"]["id"])
    formed = {"termId": term["id"], "name": "第一组", "leaderId": deputy["id"], "memberIds": [deputy["id"]]}
    group = change(clerk, "formGroup", "group { id members { deputyId } }", **formed)["group"]
    assert group["members"] == [{"deputyId": deputy["id"]}]
    [seat] = change(clerk, "seatPresidium", "presidium { id version role roleLabel name }", deputyId=deputy["id"], role="CHAIR")["presidium"]
    assert (seat["role"], seat["roleLabel"], seat["name"]) == ("CHAIR", "chair", "张三")
    unit = change(clerk, "openUnit", "unit { id version kindLabel }", name="派出所", kind="STATIONED_AGENCY", leader="周勇")["unit"]
    assert unit["kindLabel"] == "stationed agency"
    assert [fact.type.rpartition("roster.")[2] for fact in facts()] == [
        "term.opened", "session.set", "village.added", "district.added", "deputy.seated", "group.formed", "presidium.seated", "unit.opened",
    ]  # fmt: skip


def test_an_entry_is_corrected_and_the_correction_told(clerk: Actor, seat: Any, town: Any) -> None:
    mine = gid("Deputy", town, seat(1, "张山"))
    payload = change(clerk, "changeDeputy", "deputy { version name }", deputyId=mine, seen=1, reason="登记有误", name="张三", phone="13811112222")
    assert payload == {"errors": [], "deputy": {"version": 2, "name": "张三"}}
    asked = "query ($id: ID!) { corrections(deputyId: $id) { correctedBy reason changes { field before after } } }"
    [told] = data(clerk, asked, id=mine)["corrections"]
    assert (told["correctedBy"], told["reason"]) == ("王芳", "登记有误")
    assert told["changes"] == [
        {"field": "name", "before": "张山", "after": "张三"}, {"field": "phone", "before": "13800138000", "after": "13811112222"},
    ]  # fmt: skip


def test_mandates_stop_and_go_on_and_end(clerk: Actor, seat: Any, town: Any) -> None:
    mine = gid("Deputy", town, seat(1))
    state = "deputy { version suspendedOn endedOn endedWhyLabel }"
    assert change(clerk, "suspendDeputy", state, deputyId=mine, seen=1)["deputy"]["suspendedOn"] == str(TODAY)
    assert change(clerk, "resumeDeputy", state, deputyId=mine, seen=2)["deputy"]["suspendedOn"] is None
    ended = change(clerk, "endMandate", state, "zh-hans", deputyId=mine, seen=3, why="RESIGNED")["deputy"]
    assert (ended["version"], ended["endedOn"], ended["endedWhyLabel"]) == (4, str(TODAY), "辞职")


def test_units_change_and_close(clerk: Actor, unit: Any, town: Any) -> None:
    mine = gid("Unit", town, unit)
    changed = change(clerk, "changeUnit", "unit { version leader name }", unitId=mine, seen=1, leader="孙丽")["unit"]
    assert changed == {"version": 2, "leader": "孙丽", "name": "水利站"}
    assert change(clerk, "closeUnit", "unit { closedOn }", unitId=mine, seen=2)["unit"]["closedOn"] == str(TODAY)


# ---------------------------------------------------------------- mistakes
@pytest.mark.parametrize(
    "language, sentence",
    [("en", "This birth year is not possible: a deputy is at least 18 years old."), ("zh-hans", "出生年份有误：代表应当年满 18 周岁。")],
)
def test_a_mistake_names_field_rule_and_source_in_both_languages(clerk: Actor, term: Any, town: Any, facts: Any, language: str, sentence: str) -> None:
    before = len(facts())
    payload = change(
        clerk, "seatDeputy", "deputy { id }", language, termId=gid("Term", town, term), number=1, name="张三", sex="MALE", birthYear=TODAY.year - 5,
        mandateFrom=str(OPENED),
    )  # fmt: skip
    [error] = payload["errors"]
    assert (error["code"], error["field"], error["source"]) == ("impossible_birth_year", "birthYear", "选举法 第四条")
    assert error["message"] == sentence
    assert (payload["deputy"], len(facts())) == (None, before)


@pytest.mark.parametrize("role", ["deputy", "unit", "presidium", "chair"])
def test_only_the_clerk_keeps_the_roster(town: Any, acting: Any, facts: Any, role: str) -> None:
    payload = change(acting(town, role), "addVillage", "village { id }", name="水桐村")
    assert ([error["code"] for error in payload["errors"]], payload["village"], facts()) == (["not_allowed"], None, [])


def test_strangers_change_nothing(town: Any, facts: Any) -> None:
    asked = 'mutation { addVillage(input: {commandId: "00000000-0000-4000-8000-000000000001", name: "x"}) { errors { code } } }'
    assert code(ask(stranger(town), asked)) == "sign_in_required"
    assert facts() == []


def test_a_stale_change_says_what_happened_meanwhile(clerk: Actor, unit: Any, town: Any) -> None:
    change(clerk, "changeUnit", "unit { id }", unitId=gid("Unit", town, unit), seen=1, leader="孙丽")
    [error] = change(clerk, "changeUnit", "unit { id }", unitId=gid("Unit", town, unit), seen=1, leader="李娟")["errors"]
    assert (error["code"], error["field"]) == ("stale", "seen")
    assert "unit changed (王芳)" in error["message"]


def test_the_same_command_twice_is_done_once(clerk: Actor, facts: Any) -> None:
    command = str(uuid4())
    first = change(clerk, "addVillage", "village { id }", commandId=command, name="水桐村")
    again = change(clerk, "addVillage", "village { id }", commandId=command, name="水桐村")
    other = change(clerk, "addVillage", "village { id }", commandId=command, name="别村")
    assert (first, len(facts())) == (again, 1)
    assert [(error["code"], error["field"]) for error in other["errors"]] == [("command_id_reused", "commandId")]


def test_null_is_the_same_as_not_given(clerk: Actor, unit: Any, town: Any) -> None:
    payload = change(clerk, "changeUnit", "unit { name phone leader }", unitId=gid("Unit", town, unit), seen=1, name=None, phone=None, leader="孙丽")
    assert payload["unit"] == {"name": "水利站", "phone": "13900139000", "leader": "孙丽"}


def test_a_cut_off_is_a_moment(clerk: Actor, term: Any, town: Any) -> None:
    given = {"termId": gid("Term", town, term), "number": 1, "opensOn": str(TODAY), "closesOn": str(TODAY)}
    [error] = change(clerk, "addSession", "session { id }", **given, motionsCutOff=str(TODAY))["errors"]
    assert (error["code"], error["field"]) == ("bad_value", "motionsCutOff")


@pytest.mark.parametrize("number", [-1, 0, 100_000, 2**31 - 1])
def test_numbers_that_no_congress_has_are_refused(clerk: Actor, number: int, facts: Any) -> None:
    [error] = change(clerk, "openTerm", "term { id }", number=number, opensOn=str(OPENED))["errors"]
    assert (error["field"], facts()) == ("number", [])


def test_what_happened_cannot_lie_in_the_future(clerk: Actor, facts: Any) -> None:
    [error] = change(clerk, "addVillage", "village { id }", name="水桐村", at=str(TODAY + timedelta(days=2)))["errors"]
    assert (error["code"], error["field"], facts()) == ("in_the_future", "at", [])
