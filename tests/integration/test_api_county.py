"""The county's side of the API: board, lists, comparison; for its office only, and its own congress beside it."""
from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from tests.support.congress import Congress
from tests.support.county_api import COUNTY, GOUYUAN, NEIGHBOUR, begun, concluded, fill, project, tenant
from tests.support.graphql_api import ask, change, code, data, gid, statements, stranger

from oversight import commands as oversight
from people.actor import Actor
from townships.context import tenant_context

BOARD = """query ($since: Date) { county { towns { key name } board(since: $since) { lateTowns silentTowns unheardTowns
  towns { key name code voice voiceLabel cases stages { intake beforeHandover inHand withDeputies ended } overdue deputies chair }
  own { key cases } } } }"""
CASES = """query ($filter: TownCaseFilter, $first: Int, $after: String) { county { cases(filter: $filter, first: $first, after: $after) {
  totalCount pageInfo { hasNextPage endCursor } nodes { id title state stateLabel overdue town { key name }
  proposers { name } assignments { unitName leader } replies { letter } deadlines { kind state town { key } } } } } }"""
EVERYTHING = """{ county { board(since: "2026-01-01") { towns { key cases } } cases(first: 100) { totalCount nodes { title proposers { name }
  deadlines { kindLabel } } } supervisions(first: 100) { totalCount nodes { topic } } lateDeadlines(first: 100) { totalCount nodes { dueOn } } } }"""


def town_year(congress: Congress) -> dict[str, Any]:
    [ended] = concluded(congress, ["安装路灯"])
    day, told = date(2026, 3, 2), {"topic": "饮用水源地保护", "form": "inspection", "stage": "during"}
    supervision = congress.do(oversight.plan_supervision, congress.clerk, day, planned_on=day, **told).id
    return {"ended": ended, "late": congress.in_hand(title="修桥"), "supervision": supervision}


@pytest.fixture
def towns(committed: Any) -> dict[str, Congress]:
    return {schema: begun(schema) for schema in (GOUYUAN, NEIGHBOUR)}


@pytest.fixture
def made(committed: Any, towns: dict[str, Congress]) -> dict[str, dict[str, Any]]:
    found = {
        GOUYUAN: fill(towns[GOUYUAN], town_year),
        NEIGHBOUR: fill(towns[NEIGHBOUR], lambda congress: {"ended": concluded(congress, ["修水渠"])[0]}),
    }
    project(committed)
    return found


@pytest.fixture
def clerk(made: Any, acting: Any) -> Iterator[Actor]:
    county = tenant(COUNTY)
    with tenant_context(county):
        yield acting(county, "clerk")


def test_the_board_counts_towns_and_states(clerk: Actor, made: Any) -> None:
    county = data(clerk, BOARD, "zh-hans", since="2026-01-01")["county"]
    board = county["board"]
    assert {town["key"] for town in county["towns"]} == {COUNTY, GOUYUAN, NEIGHBOUR}
    assert (board["lateTowns"], board["own"]["key"]) == (1, COUNTY)
    first = board["towns"][0]
    assert (first["key"], first["cases"], first["overdue"], first["deputies"]) == (GOUYUAN, 2, 1, 6)
    assert first["stages"] == {"intake": 0, "beforeHandover": 0, "inHand": 1, "withDeputies": 0, "ended": 1}
    assert first["voiceLabel"] == "正常提出建议"


def test_every_number_opens_to_its_cases(clerk: Actor, made: Any) -> None:
    late = data(clerk, CASES, filter={"town": GOUYUAN, "overdue": True, "stage": "IN_HAND"})["county"]["cases"]
    assert [(row["id"], row["title"], row["overdue"]) for row in late["nodes"]] == [(gid("TownCase", tenant(COUNTY), made[GOUYUAN]["late"]), "修桥", True)]
    assert {entry["kind"]: entry["state"] for entry in late["nodes"][0]["deadlines"]}["REPLY"] == "OVERDUE"
    assert data(clerk, CASES, filter={"state": "CONCLUDED"})["county"]["cases"]["totalCount"] == 2
    assert data(clerk, CASES, filter={"since": "2027-01-01"})["county"]["cases"]["totalCount"] == 0


def test_a_towns_case_is_a_node_at_the_county(clerk: Actor, made: Any) -> None:
    asked = "query ($id: ID!) { node(id: $id) { id ... on TownCase { title town { key } replies { text } deadlines { kind } } } }"
    mine = gid("TownCase", tenant(COUNTY), made[GOUYUAN]["ended"])
    node = data(clerk, asked, id=mine)["node"]
    assert (node["id"], node["title"], node["town"]["key"], len(node["replies"])) == (mine, "安装路灯", GOUYUAN, 1)
    assert data(clerk, asked, id=gid("TownCase", tenant(COUNTY), made[GOUYUAN]["supervision"]))["node"] is None


def test_supervisions_and_late_deadlines_are_listed(clerk: Actor, made: Any) -> None:
    asked = """query ($town: String, $missed: Boolean) { county {
      supervisions(town: $town) { nodes { topic stateLabel town { key } participants { name } } }
      lateDeadlines(town: $town, missed: $missed) { totalCount nodes { kind state dueOn subjectId town { key } } } } }"""
    found = data(clerk, asked, town=GOUYUAN)["county"]
    assert [(row["topic"], row["town"]["key"]) for row in found["supervisions"]["nodes"]] == [("饮用水源地保护", GOUYUAN)]
    [late] = found["lateDeadlines"]["nodes"]
    assert (late["kind"], late["state"], late["subjectId"]) == ("REPLY", "OVERDUE", gid("TownCase", tenant(COUNTY), made[GOUYUAN]["late"]))
    assert data(clerk, asked, town=NEIGHBOUR)["county"]["lateDeadlines"]["totalCount"] == 0


def test_the_comparison_computes_the_same_figures_for_every_town(clerk: Actor, made: Any) -> None:
    asked = """query ($since: Date!, $until: Date!) { county { comparison(since: $since, until: $until) {
      town { key } figures { filed { count } concluded { count ids } onTime { of base } overdue { count } } } } }"""
    rows = data(clerk, asked, since="2026-01-01", until="2026-12-31")["county"]["comparison"]
    found = {row["town"]["key"]: row["figures"] for row in rows}
    assert found[GOUYUAN] == {
        "filed": {"count": 2}, "onTime": {"of": 1, "base": 2}, "overdue": {"count": 1},
        "concluded": {"count": 1, "ids": [gid("TownCase", tenant(COUNTY), made[GOUYUAN]["ended"])]},
    }  # fmt: skip
    assert (found[NEIGHBOUR]["filed"], found[COUNTY]["filed"]) == ({"count": 1}, {"count": 0})
    assert code(ask(clerk, asked, since="2026-12-31", until="2026-01-01")) == "bad_value"


@pytest.mark.parametrize(
    "filter, refused",
    [
        ({"town": "t500101109"}, "unknown"),
        ({"town": "\x00"}, "unknown"),
        ({"category": "\x00"}, "control_characters"),
        ({"stage": "LIMBO"}, "invalid_variables"),
    ],
)
def test_what_is_no_filter_is_refused(clerk: Actor, filter: Any, refused: str) -> None:
    assert code(ask(clerk, CASES, filter=filter)) == refused


@pytest.mark.parametrize("language, sentence", [("en", "Only the county congress's office sees this."), ("zh-hans", "仅县人大机关可以查看。")])
def test_a_town_is_told_that_this_is_the_countys(made: Any, acting: Any, language: str, sentence: str) -> None:
    town = tenant(GOUYUAN)
    with tenant_context(town):
        for roles in (("clerk",), ("chair",), ("deputy",)):
            answer = ask(acting(town, *roles), BOARD, language)
            assert (code(answer), answer["errors"][0]["message"], answer["data"]["county"]) == ("county_only", sentence, None)
        assert code(ask(stranger(town), BOARD)) == "sign_in_required"
        assert code(ask(acting(town, "clerk"), "query ($id: ID!) { node(id: $id) { id } }", id=gid("TownCase", town, made[GOUYUAN]["ended"]))) == "county_only"


def test_at_the_county_only_its_office_sees_it(clerk: Actor, acting: Any) -> None:
    county = tenant(COUNTY)
    assert code(ask(acting(county, "deputy"), BOARD)) == "county_only"
    assert code(ask(stranger(county), BOARD)) == "sign_in_required"


def test_another_county_sees_none_of_it(made: Any, acting: Any) -> None:
    other = tenant("c500101")
    with tenant_context(other):
        elsewhere = acting(other, "clerk")
        assert data(elsewhere, CASES)["county"]["cases"]["totalCount"] == 0
        assert code(ask(elsewhere, "query ($id: ID!) { node(id: $id) { id } }", id=gid("TownCase", tenant(COUNTY), made[GOUYUAN]["ended"]))) == "unknown"


def test_the_county_has_a_congress_of_its_own(clerk: Actor) -> None:
    term = change(clerk, "openTerm", "term { number }", number=19, opensOn="2026-01-05")
    assert term == {"errors": [], "term": {"number": 19}}
    assert data(clerk, "{ congress { level name } cases { totalCount } viewer { office } }") == {
        "congress": {"level": "COUNTY", "name": tenant(COUNTY).name}, "cases": {"totalCount": 0}, "viewer": {"office": True},
    }  # fmt: skip


def test_the_countys_pages_cost_the_same_with_few_rows_and_with_many(clerk: Actor, towns: Any, committed: Any) -> None:
    few = statements(lambda: data(clerk, EVERYTHING))
    fill(towns[NEIGHBOUR], lambda congress: [congress.suggest(title=f"第{number}件") for number in range(60)])
    project(committed)
    with tenant_context(tenant(COUNTY)):
        answer: list[Any] = []
        many = statements(lambda: answer.append(data(clerk, EVERYTHING)))
    assert answer[0]["county"]["cases"]["totalCount"] == len(answer[0]["county"]["cases"]["nodes"]) == 63
    assert many == few
