"""Search through the API: words, filters, facets and pages; a town's people find what is public, the county's office all."""
from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.support.congress import Congress
from tests.support.county_api import COUNTY, GOUYUAN, NEIGHBOUR, begun, concluded, fill, index, tenant
from tests.support.graphql_api import ask, code, data, gid, statements, stranger

from townships.context import tenant_context
from townships.renaming import rename

SEARCH = """query ($words: String!, $filter: SearchFilter, $first: Int, $after: String) {
  search(words: $words, filter: $filter, first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor }
    facets { state { value count } town { value count } kind { value count } category { value count } }
    nodes { recordId kind kindLabel town townName state stateLabel number title { text hit } reply { text hit } openedOn concludedOn } } }"""


@pytest.fixture
def towns(committed: Any) -> dict[str, Congress]:
    return {schema: begun(schema) for schema in (GOUYUAN, NEIGHBOUR)}


@pytest.fixture
def cases(committed: Any, towns: dict[str, Congress]) -> dict[str, list[Any]]:
    """Each town's cases: public ones that ended, and one that is neither."""
    made = {
        GOUYUAN: fill(towns[GOUYUAN], lambda congress: [*concluded(congress, ["安装路灯", "修水渠"]), congress.in_hand(title="路灯不亮", public=False)]),
        NEIGHBOUR: fill(towns[NEIGHBOUR], lambda congress: concluded(congress, ["主街路灯改造"])),
    }
    index(committed)
    return made


def titles(found: Any) -> list[str]:
    return ["".join(fragment["text"] for fragment in node["title"]) for node in found["search"]["nodes"]]


def test_the_countys_office_finds_everything_and_opens_it(cases: Any, acting: Any) -> None:
    county = tenant(COUNTY)
    with tenant_context(county):
        found = data(acting(county, "clerk"), SEARCH, "zh-hans", words="路灯")
    assert sorted(titles(found)) == ["主街路灯改造", "安装路灯", "路灯不亮"]
    [hit] = [node for node in found["search"]["nodes"] if node["town"] == NEIGHBOUR]
    assert (hit["recordId"], hit["kind"], hit["kindLabel"]) == (gid("TownCase", county, cases[NEIGHBOUR][0]), "CASE", "议案建议")
    assert [fragment for fragment in hit["title"] if fragment["hit"]] == [{"text": "路灯", "hit": True}]
    assert found["search"]["facets"]["town"] == [{"value": GOUYUAN, "count": 2}, {"value": NEIGHBOUR, "count": 1}]


def test_a_towns_people_find_what_is_public_in_the_county(cases: Any, acting: Any) -> None:
    town = tenant(GOUYUAN)
    with tenant_context(town):
        for viewer in (acting(town, "deputy"), acting(town, "unit"), acting(town, "clerk")):
            found = data(viewer, SEARCH, words="路灯")
            assert sorted(titles(found)) == ["主街路灯改造", "安装路灯"]
            ids = {node["town"]: node["recordId"] for node in found["search"]["nodes"]}
            assert ids == {GOUYUAN: gid("Case", town, cases[GOUYUAN][0]), NEIGHBOUR: None}
        assert code(ask(stranger(town), SEARCH, words="路灯")) == "sign_in_required"


def test_another_county_finds_nothing_of_it(cases: Any, acting: Any) -> None:
    other = tenant("c500101")
    with tenant_context(other):
        assert data(acting(other, "clerk"), SEARCH, words="路灯")["search"]["totalCount"] == 0


def test_filters_facets_and_pages_go_together(cases: Any, acting: Any) -> None:
    county = tenant(COUNTY)
    with tenant_context(county):
        clerk = acting(county, "clerk")
        ended = data(clerk, SEARCH, words="", filter={"state": ["concluded"], "kind": ["CASE"]})
        assert (ended["search"]["totalCount"], ended["search"]["facets"]["state"]) == (3, [{"value": "concluded", "count": 3}])
        assert data(clerk, SEARCH, words="", filter={"town": [NEIGHBOUR]})["search"]["totalCount"] == 1
        assert data(clerk, SEARCH, words="", filter={"openedFrom": "2027-01-01"})["search"]["totalCount"] == 0
        first = data(clerk, SEARCH, words="", first=3)
        rest = data(clerk, SEARCH, words="", first=3, after=first["search"]["pageInfo"]["endCursor"])
        assert (first["search"]["pageInfo"]["hasNextPage"], rest["search"]["pageInfo"]["hasNextPage"]) == (True, False)
        assert sorted([*titles(first), *titles(rest)]) == ["主街路灯改造", "修水渠", "安装路灯", "路灯不亮"]


def test_a_town_is_called_what_it_is_called_today_and_words_are_the_readers(cases: Any, acting: Any, committed: Any) -> None:
    with committed.login("migrator"):
        rename(NEIGHBOUR, code="610981201", name="新城关镇", level="town", parent_code="610981", on=date(2026, 7, 1), reason="民政部批复")
    county = tenant(COUNTY)
    asked = "{ search(words: \"改造\") { nodes { townName } facets { town { value label } state { label } kind { label } category { label } } } }"
    with tenant_context(county):
        found = data(acting(county, "clerk"), asked, "zh-hans")["search"]
    assert [node["townName"] for node in found["nodes"]] == ["新城关镇"]
    assert found["facets"]["town"] == [{"value": NEIGHBOUR, "label": "新城关镇"}]
    assert (found["facets"]["state"], found["facets"]["kind"]) == ([{"label": "已办结"}], [{"label": "议案建议"}])


def test_what_is_no_search_is_refused(cases: Any, acting: Any) -> None:
    county = tenant(COUNTY)
    with tenant_context(county):
        clerk = acting(county, "clerk")
        assert code(ask(clerk, SEARCH, words="a\x00")) == "control_characters"
        assert code(ask(clerk, SEARCH, words="字" * 300)) == "too_long"
        assert code(ask(clerk, SEARCH, words="", filter={"kind": ["LETTER"]})) == "invalid_variables"
        assert code(ask(clerk, SEARCH, words="", after="AAAA")) == "bad_cursor"
        assert code(ask(clerk, SEARCH, words="", first=101)) == "page_too_large"


def test_a_page_of_many_hits_costs_the_same_as_one_hit(cases: Any, towns: Any, acting: Any, committed: Any) -> None:
    fill(towns[NEIGHBOUR], lambda congress: [congress.suggest(title=f"路灯第{number}盏") for number in range(40)])
    index(committed)
    county = tenant(COUNTY)
    with tenant_context(county):
        clerk = acting(county, "clerk")
        one = statements(lambda: data(clerk, SEARCH, words="改造", first=100))
        answer: list[Any] = []
        many = statements(lambda: answer.append(data(clerk, SEARCH, words="路灯", first=100)))
    assert len(answer[0]["search"]["nodes"]) == 43
    assert many == one
