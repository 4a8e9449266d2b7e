"""The ledger of promises through the API: entered, kept and judged by those whose they are; the county reads what its towns sent."""
from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from tests.support.congress import Congress
from tests.support.county_api import COUNTY, GOUYUAN, NEIGHBOUR, begun, fill, project, tenant
from tests.support.graphql_api import ask, change, code, data, gid, stranger

from motions import commands
from townships.context import tenant_context

LEDGER = """query ($filter: PromiseFilter) { promises(filter: $filter) { totalCount nodes { id caseNumber title unitName measure leader dueOn late
  state stateLabel saidLabels note } } unpromised { totalCount nodes { title unitName } } }"""
COUNTYS = """query ($town: String, $late: Boolean) { county { promising(town: $town, late: $late) { totalCount nodes {
  title town { key } carriedOutOn promises { measure leader dueOn late stateLabel } } } } }"""


def put_off(congress: Congress, title: str = "硬化樊坡村通组路", meaning: str = "planned") -> UUID:
    case_id = congress.in_hand(title=title)
    congress.reply(case_id, date(2026, 4, 1), meaning=meaning)
    congress.step(case_id, commands.deliver, congress.clerk, date(2026, 4, 2))
    return case_id


def promise(congress: Congress, title: str = "硬化樊坡村通组路", due_on: date = date(2026, 6, 30)) -> UUID:
    case_id = put_off(congress, title)
    congress.part_step(case_id, commands.make_promise, congress.unit(), date(2026, 4, 3), measure=f"{title}完工", due_on=due_on)
    return case_id


def test_a_promise_lives_its_life_through_the_api(town: Any) -> None:
    congress = Congress(town)
    case_id = put_off(congress)
    part, seen = gid("Assignment", town, congress.facts(case_id).assignments[0].id), congress.case(case_id).version
    asked = "case { version carriedOutOn promises { id state } nextSteps { step mutation promiseId } }"
    assert data(congress.clerk, LEDGER)["unpromised"]["nodes"] == [{"title": "硬化樊坡村通组路", "unitName": "农业综合服务站"}]

    made = change(congress.unit(), "makePromise", asked, assignmentId=part, seen=seen, measure="三公里路面", dueOn="2026-12-31")
    assert made["errors"] == []
    [promised] = made["case"]["promises"]
    offered = {step["step"]: step for step in made["case"]["nextSteps"] if step["promiseId"]}
    assert (set(offered), {step["promiseId"] for step in offered.values()}) == ({"KEEP_PROMISE", "EXPLAIN_PROMISE", "PROMISE_ANEW"}, {promised["id"]})
    kept = change(congress.unit(), "keepPromise", asked, promiseId=promised["id"], seen=made["case"]["version"], note="通车。")
    assert (kept["case"]["promises"][0]["state"], kept["case"]["carriedOutOn"] is None) == ("KEPT", False)
    said = change(congress.deputy(), "rateFulfilment", asked, promiseId=promised["id"], seen=kept["case"]["version"], fulfilment="NOT_DONE")
    assert (said["case"]["promises"][0]["state"], said["case"]["carriedOutOn"]) == ("FOLLOWING", None)

    found = data(congress.clerk, LEDGER, "zh-hans", filter={"late": False, "leader": "站长", "notDone": True})["promises"]
    assert [(one["measure"], one["stateLabel"], one["late"]) for one in found["nodes"]] == [("三公里路面", "跟踪中", False)]


def test_the_ledger_is_for_the_office_and_for_whose_promises_they_are(town: Any) -> None:
    congress = Congress(town)
    promise(congress)
    for actor, count in ((congress.clerk, 1), (congress.unit(), 1), (congress.deputy(), 1), (congress.unit(1), 0), (congress.deputy(1), 0)):
        assert data(actor, LEDGER)["promises"]["totalCount"] == count
    assert code(ask(stranger(town), LEDGER)) == "sign_in_required"


@pytest.mark.parametrize(("given", "count"), [
    ({}, 2), ({"late": True}, 1), ({"states": ["FOLLOWING"]}, 2), ({"states": ["KEPT"]}, 0), ({"until": "2026-12-31"}, 1), ({"since": "2027-01-01"}, 1),
    ({"text": "水渠"}, 1), ({"term": 19}, 2), ({"term": 18}, 0), ({"leader": "没有"}, 0),
])  # fmt: skip
def test_the_ledger_is_filtered(town: Any, given: dict[str, Any], count: int) -> None:
    congress = Congress(town)
    promise(congress)
    promise(congress, "修水渠", date(2027, 6, 30))
    assert data(congress.clerk, LEDGER, filter=given)["promises"]["totalCount"] == count


def test_the_county_reads_what_its_towns_sent_and_no_other_countys_office_does(committed: Any, acting: Any) -> None:
    towns = {schema: begun(schema) for schema in (GOUYUAN, NEIGHBOUR)}
    fill(towns[GOUYUAN], lambda congress: promise(congress))
    fill(towns[NEIGHBOUR], lambda congress: [promise(congress, "修水渠", date(2027, 6, 30)), put_off(congress, "装路灯")])
    project(committed)
    county = tenant(COUNTY)
    with tenant_context(county):
        clerk = acting(county, "clerk")
        every = data(clerk, COUNTYS, "zh-hans")["county"]["promising"]["nodes"]
        assert [(one["title"], one["town"]["key"], one["promises"][0]["leader"]) for one in every] == [
            ("硬化樊坡村通组路", GOUYUAN, "农站长"), ("修水渠", NEIGHBOUR, "农站长"),
        ]  # fmt: skip
        late = data(clerk, COUNTYS, late=True)["county"]["promising"]
        assert (late["totalCount"], late["nodes"][0]["promises"][0]["late"]) == (1, True)
        assert data(clerk, COUNTYS, town=NEIGHBOUR)["county"]["promising"]["totalCount"] == 1
    with tenant_context(towns[GOUYUAN].tenant):
        assert code(ask(towns[GOUYUAN].clerk, COUNTYS)) == "county_only"
