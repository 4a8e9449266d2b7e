"""Figures through the API: each opens as many records as it says, and the county counts from what the towns sent as the towns do from their own tables."""
from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from tests.support.congress import Congress
from tests.support.county_api import COUNTY, GOUYUAN, NEIGHBOUR, begun, fill, project, tenant
from tests.support.graphql_api import ask, code, data, gid, stranger

from motions import commands as motions
from motions.figures import FIGURES
from people.actor import Actor
from roster import commands as roster
from roster.models import DeputyGroup
from townships.context import tenant_context

SPAN = {"since": "2026-01-01", "until": "2026-12-31"}
ALL = "all { key label definition counted of base rate } daysToReply { count median p90 }"
OWN = f"""query ($since: Date!, $until: Date!, $unitId: ID, $leader: String, $category: String, $groupId: ID) {{
  figures(since: $since, until: $until, unitId: $unitId, leader: $leader, category: $category, groupId: $groupId) {{ {ALL} }} }}"""
COUNTYS = f"""query ($since: Date!, $until: Date!, $town: String, $unitId: ID, $leader: String, $category: String, $groupId: ID, $movedBy: ID) {{ county {{
  figures(since: $since, until: $until, town: $town, unitId: $unitId, leader: $leader, category: $category, groupId: $groupId, movedBy: $movedBy)
  {{ {ALL} }} }} }}"""
RECORDS = """query ($figure: FigureKey!, $since: Date!, $until: Date!, $unitId: ID, $after: String) {
  figureRecords(figure: $figure, since: $since, until: $until, unitId: $unitId, first: 3, after: $after) {
    totalCount pageInfo { hasNextPage endCursor } nodes { caseId about days case { title } } } }"""
COUNTY_RECORDS = """query ($figure: FigureKey!, $since: Date!, $until: Date!, $town: String) { county {
  figureRecords(figure: $figure, since: $since, until: $until, town: $town, first: 100) {
    totalCount nodes { about days case { id title town { key } } } } } }"""
MONTHS = "query ($since: Date!, $until: Date!) { months(since: $since, until: $until) { first filed handedOver replied concluded inTime late } }"
COUNTY_MONTHS = """query ($since: Date!, $until: Date!, $town: String) { county {
  months(since: $since, until: $until, town: $town) { first filed handedOver replied concluded inTime late } } }"""
FIELDS = ("水利", "道路", "卫生")


def a_year(congress: Congress, seed: int) -> None:
    """Fourteen suggestions by chance: some wait, some are answered, in time or late, rated or not, one is handled again, one withdrawn."""
    chance = random.Random(seed)
    group = {"term_id": congress.term, "name": "第一小组", "leader_id": congress.deputies[0], "member_ids": congress.deputies[:2]}
    congress.do(roster.form_group, congress.clerk, date(2026, 2, 1), **group)
    for number in range(14):
        day = date(2026, 3, 2) + timedelta(days=chance.randint(0, 40))
        told = {"title": f"第{number}件事", "day": day, "proposers": chance.randint(1, 3), "category": chance.choice(FIELDS)}
        _one(congress, chance, number, **told)


def _one(congress: Congress, chance: random.Random, number: int, day: date, **told: Any) -> None:
    case_id = congress.suggest(day, **told)
    if number % 7 == 0:
        return
    congress.step(case_id, motions.register, congress.clerk, day + timedelta(days=1))
    parts = chance.choice((("sole",), ("lead", "assisting"), ("separate", "separate")))
    leads = chance.choice(("王站长", "李所长"))
    units = chance.sample(congress.units, len(parts))
    handled = [motions.Handling(unit_id=unit, part=part, leader=leads) for unit, part in zip(units, parts, strict=True)]
    congress.step(case_id, motions.propose_handling, congress.clerk, day + timedelta(days=2), parts=handled)
    congress.step(case_id, motions.approve_handling, congress.chair, day + timedelta(days=2))
    congress.step(case_id, motions.hand_over, congress.clerk, day + timedelta(days=chance.choice((3, 20))), occasion="meeting")
    if number % 5 == 0:
        return
    _answered(congress, chance, case_id, parts, day + timedelta(days=chance.choice((40, 70, 130))))


def _answered(congress: Congress, chance: random.Random, case_id: Any, parts: Any, on: date) -> None:
    facts = congress.facts(case_id)
    for number, (part, kind) in enumerate(zip(facts.assignments, parts, strict=True)):
        unit = congress.units.index(part.unit_id)
        if kind == "assisting":
            continue
        if chance.random() < 0.5:
            heard = {"deputy_ids": [facts.proposers[0].deputy_id], "method": "上门", "note": "当面听了意见。"}
            congress.part_step(case_id, motions.contact_deputy, congress.unit(unit), on, number, **heard)
        told = {"number": f"{case_id}/{number}", "meaning": chance.choice(("solved", "planned")), "text": "已办理。", "signed_off_by": "站长"}
        congress.part_step(case_id, motions.reply, congress.unit(unit), on, number, **told)
    congress.step(case_id, motions.deliver, congress.clerk, on + timedelta(days=1))
    for place in range(chance.randint(0, len(facts.proposers))):
        result = chance.choice(("satisfied", "basically", "satisfied", "dissatisfied"))
        congress.rate(case_id, on + timedelta(days=chance.randint(1, 5)), place, result)


@pytest.fixture
def years(committed: Any) -> dict[str, Congress]:
    towns = {schema: begun(schema) for schema in (GOUYUAN, NEIGHBOUR)}
    for seed, congress in enumerate(towns.values(), 7):
        fill(congress, lambda congress, seed=seed: a_year(congress, seed))
    project(committed)
    return towns


@pytest.fixture
def clerk(years: Any, acting: Any) -> Iterator[Actor]:
    county = tenant(COUNTY)
    with tenant_context(county):
        yield acting(county, "clerk")


def own(congress: Congress, **narrowed: Any) -> Any:
    return fill(congress, lambda congress: data(congress.clerk, OWN, **SPAN, **narrowed)["figures"])


# ---------------------------------------------------------------- town and county, one code
def test_the_countys_figures_are_those_that_the_towns_count_from_their_own_tables(clerk: Actor, years: dict[str, Congress]) -> None:
    above, sums = tenant(COUNTY), dict.fromkeys([figure.name for figure in FIGURES], 0)
    for schema, congress in years.items():
        group = fill(congress, lambda congress: DeputyGroup.objects.get().pk)
        for narrowed, there in (
            ({}, {}),
            ({"unitId": gid("Unit", congress.tenant, congress.units[0])}, {"unitId": gid("TownUnit", above, congress.units[0])}),
            ({"leader": "王站长"}, {"leader": "王站长"}),
            ({"category": "道路"}, {"category": "道路"}),
            ({"groupId": gid("DeputyGroup", congress.tenant, group)}, {"groupId": gid("TownGroup", above, group)}),
        ):
            mine = own(congress, **narrowed)
            assert mine == data(clerk, COUNTYS, **SPAN, town=schema, **there)["county"]["figures"], (schema, narrowed)
            assert any(one["of"] for one in mine["all"])
            for one in mine["all"] if not narrowed else ():
                sums[one["key"]] += one["of"]
    assert {one["key"]: one["of"] for one in data(clerk, COUNTYS, **SPAN)["county"]["figures"]["all"]} == sums
    assert min(sums[key] for key in ("FILED", "REPLIED", "CONCLUDED", "LATE", "CONTACTED", "RESULT_DISSATISFIED", "REWORKED", "HANDED_OVER_LATE")) > 0


def test_every_figure_opens_as_many_records_as_it_says_at_the_county_and_in_the_town(clerk: Actor, years: dict[str, Congress]) -> None:
    congress = years[GOUYUAN]
    for one in own(congress)["all"]:
        found = data(clerk, COUNTY_RECORDS, **SPAN, figure=one["key"], town=GOUYUAN)["county"]["figureRecords"]
        assert (found["totalCount"], len(found["nodes"])) == (one["of"], one["of"]), one["key"]
        assert {row["case"]["town"]["key"] for row in found["nodes"]} <= {GOUYUAN}
        in_town = fill(congress, lambda congress, key=one["key"]: everything(congress, key))
        assert [(row["about"], row["days"], row["case"]["title"]) for row in in_town] == [
            (row["about"], row["days"], row["case"]["title"]) for row in found["nodes"]
        ]  # fmt: skip


def everything(congress: Congress, key: str) -> list[Any]:
    """All pages of a figure's records."""
    rows, after = [], None
    while True:
        found = data(congress.clerk, RECORDS, **SPAN, figure=key, after=after)["figureRecords"]
        rows += found["nodes"]
        after = found["pageInfo"]["endCursor"]
        if not found["pageInfo"]["hasNextPage"]:
            assert len(rows) == found["totalCount"]
            return rows


def test_months_are_the_same_at_the_county_and_add_up_to_the_figures(clerk: Actor, years: dict[str, Congress]) -> None:
    congress = years[GOUYUAN]
    months = fill(congress, lambda congress: data(congress.clerk, MONTHS, **SPAN)["months"])
    assert months == data(clerk, COUNTY_MONTHS, **SPAN, town=GOUYUAN)["county"]["months"]
    counts = {one["key"]: one["of"] for one in own(congress)["all"]}
    assert (len(months), sum(one["filed"] for one in months), sum(one["concluded"] for one in months)) == (12, counts["FILED"], counts["CONCLUDED"])


def test_what_county_deputies_of_a_place_raised_at_the_county_counts_with_their_town(committed: Any, clerk: Actor, years: dict[str, Congress]) -> None:
    above = begun(COUNTY)

    def moved(congress: Congress) -> Any:
        group = {"term_id": congress.term, "name": "构元镇代表小组", "leader_id": congress.deputies[0], "member_ids": congress.deputies[:2]}
        found = congress.do(roster.form_group, congress.clerk, date(2026, 2, 1), **group).id
        congress.suggest(title="修县道")
        congress.do(
            motions.submit_suggestion, congress.deputy(4), date(2026, 3, 2), proposer_ids=[congress.deputies[4]], title="别处的事", text="无关。"
        )  # fmt: skip
        return found

    group = fill(above, moved)
    project(committed)
    with tenant_context(tenant(COUNTY)):
        alone = data(clerk, COUNTYS, **SPAN, town=GOUYUAN)["county"]["figures"]["all"]
        with_county = data(clerk, COUNTYS, **SPAN, town=GOUYUAN, movedBy=gid("TownGroup", tenant(COUNTY), group))["county"]["figures"]["all"]
    filed = [next(one["of"] for one in found if one["key"] == "FILED") for found in (alone, with_county)]
    assert filed == [14, 15]


# ---------------------------------------------------------------- who may, and what is refused
def test_figures_are_for_the_office_and_the_countys_for_its_own(clerk: Actor, years: dict[str, Congress], acting: Any) -> None:
    congress = years[GOUYUAN]
    for viewer in (congress.deputy(), congress.unit()):
        for document, more in ((OWN, {}), (RECORDS, {"figure": "FILED"}), (MONTHS, {})):
            assert code(fill(congress, lambda _, viewer=viewer, document=document, more=more: ask(viewer, document, **SPAN, **more))) == "not_allowed"
    assert code(fill(congress, lambda congress: ask(congress.clerk, COUNTYS, **SPAN))) == "county_only"
    assert code(fill(congress, lambda congress: ask(stranger(congress.tenant), OWN, **SPAN))) == "sign_in_required"


def test_what_narrows_to_nothing_that_there_is_is_refused(clerk: Actor, years: dict[str, Congress]) -> None:
    for given, refused in (
        ({"since": "2026-12-31", "until": "2026-01-01"}, "bad_value"),
        ({"since": "1999-01-01"}, "bad_value"),
        ({"town": "t500101109"}, "unknown"),
        ({"movedBy": "bm9uc2Vuc2U"}, "required"),
        ({"town": GOUYUAN, "unitId": "bm9uc2Vuc2U"}, "bad_id"),
        ({"leader": "\x00"}, "control_characters"),
    ):
        assert code(ask(clerk, COUNTYS, **{**SPAN, **given})) == refused, given
    for mark in ("WyJ4Il0", "Wy0xXQ", "???"):
        assert code(fill(years[GOUYUAN], lambda congress, mark=mark: ask(congress.clerk, RECORDS, **SPAN, figure="FILED", after=mark))) == "bad_cursor"


# ---------------------------------------------------------------- who is silent
SILENT = "query ($town: String!) { county { silentDeputies(town: $town, first: 100) { totalCount nodes { name lastRaisedOn mandateFrom } } } }"
BOARD = "{ county { board { towns { key voice deputies silentDeputies tooGood { kind } } } } }"


def test_the_silent_are_those_who_raised_nothing_since_the_last_session_and_as_many_as_the_board_says(clerk: Actor, committed: Any, years: Any) -> None:
    [row] = [one for one in data(clerk, BOARD)["county"]["board"]["towns"] if one["key"] == GOUYUAN]
    found = data(clerk, SILENT, town=GOUYUAN)["county"]["silentDeputies"]
    assert (row["deputies"], row["silentDeputies"], found["totalCount"]) == (6, 3, 3)
    assert {one["lastRaisedOn"] for one in found["nodes"]} == {None}
    fill(years[GOUYUAN], lambda congress: congress.suggest(title="新的事", proposers=6))
    project(committed)
    with tenant_context(tenant(COUNTY)):
        assert data(clerk, SILENT, town=GOUYUAN)["county"]["silentDeputies"]["totalCount"] == 0


def test_without_a_session_or_without_data_nobody_is_called_silent(clerk: Actor) -> None:
    from countyviews.models import RosterView

    RosterView.objects.filter(tenant=NEIGHBOUR, kind="session").delete()
    [row] = [one for one in data(clerk, BOARD)["county"]["board"]["towns"] if one["key"] == NEIGHBOUR]
    assert (row["voice"], row["silentDeputies"]) == ("NO_SESSION", None)
    assert data(clerk, SILENT, town=NEIGHBOUR)["county"]["silentDeputies"]["totalCount"] == 0
    assert code(ask(clerk, SILENT, town="t500101109")) == "unknown"
