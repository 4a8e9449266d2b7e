"""Supervisions through the API: a whole life by mutations, who sees what of it, and mistakes as data."""
from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from tests.support.congress import NAMES, UNITS, Congress, at
from tests.support.graphql_api import ask, change, code, data, gid, statements, stranger

from outbox.models import Fact
from oversight import commands
from oversight.models import Supervision
from townships.clock import local_date
from townships.context import tenant_context

TODAY = local_date(datetime.now(UTC))
LIST = """query ($filter: SupervisionFilter, $order: SupervisionOrder) { supervisions(first: 100, filter: $filter, order: $order) {
  totalCount nodes { id topic formLabel stateLabel unitId overdue round } } }"""
ONE = """query ($id: ID!) { supervision(id: $id) { id version topic formLabel stageLabel state stateLabel whole plannedFen executedFen
  participants { name deputyId occasion } rounds { number rectification effectiveness } deadlines { kind state }
  timeline { type words actorName channelLabel note } nextSteps { step mutation allowed dueOn } } }"""
AFTER = "supervision { id version state dueOn reopened }"
PLAN = {"topic": "饮用水源地保护", "form": "INSPECTION", "stage": "DURING"}


@pytest.fixture
def congress(town: Any) -> Congress:
    return Congress(town)


def planned(congress: Congress, **more: Any) -> Any:
    day = date(2026, 3, 2)
    told = {"topic": "饮用水源地保护", "form": "inspection", "stage": "during", "planned_on": day, **more}
    return congress.do(commands.plan_supervision, congress.clerk, day, **told).id


def with_opinion(congress: Congress, **more: Any) -> Any:
    made, day = planned(congress, **more), date(2026, 3, 5)
    congress.do(commands.carry_out, congress.clerk, day, supervision_id=made, seen=1, findings="围栏破损。", names=["王主席"])
    congress.do(commands.send_opinion, congress.clerk, day, supervision_id=made, seen=2, unit_id=congress.units[0], opinion="限期修复。")
    return made


def named(congress: Congress, made: Any) -> str:
    return gid("Supervision", congress.tenant, made)


def everything() -> tuple[list[Any], int]:
    return sorted(Supervision.objects.values_list("id", "version", "state")), Fact.objects.count()


def test_a_supervision_lives_its_life_through_the_api(congress: Congress) -> None:
    fen = 35_000_000_00
    given = {**PLAN, "form": "SPECIAL_FUNDS", "plannedOn": str(TODAY), "plannedFen": fen}
    supervision = change(congress.clerk, "planSupervision", AFTER, **given)["supervision"]

    def step(actor: Any, verb: str, **given: Any) -> Any:
        nonlocal supervision
        payload = change(actor, verb, AFTER, supervisionId=supervision["id"], seen=supervision["version"], **given)
        assert payload["errors"] == []
        supervision = payload["supervision"]
        return supervision

    went = {"deputyIds": [gid("Deputy", congress.tenant, one) for one in congress.deputies[:2]], "names": ["乡贤代表"]}
    step(congress.clerk, "carryOut", findings="资金拨付滞后。", executedFen=fen // 2, **went)
    step(congress.chair, "sendOpinion", unitId=gid("Unit", congress.tenant, congress.units[0]), opinion="限期拨付。", dueOn=str(TODAY + timedelta(days=30)))
    assert (supervision["state"], supervision["dueOn"]) == ("OPINION_SENT", str(TODAY + timedelta(days=30)))
    step(congress.unit(), "reportRectification", rectification="已拨付。", executedFen=fen)
    step(congress.clerk, "lookBack", effect="部分未到位", effectiveness="NOT", **went)
    assert step(congress.chair, "reopenSupervision", note="再整改", dueOn=str(TODAY + timedelta(days=60)))["reopened"] == 1
    step(congress.clerk, "reportRectification", rectification="全部到位。", channel="PAPER")
    step(congress.clerk, "lookBack", effect="到位", effectiveness="EFFECTIVE", names=["王主席"])
    assert step(congress.clerk, "closeSupervision")["state"] == "CLOSED"

    shown = data(congress.clerk, ONE, "zh-hans", id=supervision["id"])["supervision"]
    assert (shown["plannedFen"], shown["executedFen"], shown["whole"]) == (fen, fen, True)
    assert [person["name"] for person in shown["participants"] if person["occasion"] == "WENT"] == [NAMES[0], NAMES[1], "乡贤代表"]
    assert [(one["number"], one["effectiveness"]) for one in shown["rounds"]] == [(1, "NOT"), (2, "EFFECTIVE")]
    assert [fact["type"].rpartition(".")[2] for fact in shown["timeline"]] == [
        "planned", "carried_out", "opinion_sent", "rectification_reported", "looked_back", "reopened", "rectification_reported", "looked_back", "closed",
    ]  # fmt: skip
    assert [(entry["kind"], entry["state"]) for entry in shown["deadlines"]] == [("RECTIFICATION", "MET"), ("RECTIFICATION", "MET")]


# ---------------------------------------------------------------- who sees what
def test_everybody_sees_what_is_theirs(congress: Congress) -> None:
    plan, sent, hidden = planned(congress), with_opinion(congress), planned(congress, public=False)
    seen = {name: {row["id"] for row in data(actor, LIST)["supervisions"]["nodes"]} for name, actor in {
        "clerk": congress.clerk, "deputy": congress.deputy(), "unit": congress.unit(0), "other unit": congress.unit(1),
    }.items()}  # fmt: skip
    every = [named(congress, one) for one in (plan, sent, hidden)]
    assert seen == {"clerk": set(every), "deputy": set(every[:2]), "unit": {every[1]}, "other unit": set()}
    assert data(congress.unit(1), ONE, id=every[1])["supervision"] is None
    assert (data(congress.deputy(), ONE, id=every[0])["supervision"]["timeline"]) == []


def test_strangers_see_what_is_closed_and_public(congress: Congress) -> None:
    made = with_opinion(congress)
    nobody, asked = stranger(congress.tenant), "{ publicSupervisions { totalCount nodes { topic } } }"
    assert data(nobody, asked)["publicSupervisions"]["totalCount"] == 0
    one = "query ($id: ID!) { publicSupervision(id: $id) { topic } }"
    assert data(nobody, one, id=named(congress, made))["publicSupervision"] is None
    day = date(2026, 4, 1)
    congress.do(commands.report_rectification, congress.unit(), day, supervision_id=made, seen=3, rectification="已修复。")
    congress.do(commands.look_back, congress.clerk, day, supervision_id=made, seen=4, effect="好", effectiveness="effective", names=["王主席"])
    congress.do(commands.close, congress.clerk, day, supervision_id=made, seen=5)
    assert data(nobody, asked)["publicSupervisions"]["totalCount"] == 1
    assert data(nobody, one, id=named(congress, made))["publicSupervision"] == {"topic": "饮用水源地保护"}
    assert code(ask(nobody, LIST)) == "sign_in_required"


def test_another_towns_supervisions_are_not_found(congress: Congress, neighbour: Any, acting: Any) -> None:
    made = planned(congress)
    with tenant_context(neighbour):
        clerk = acting(neighbour, "clerk")
        assert code(ask(clerk, ONE, id=named(congress, made))) == "unknown"
        assert data(clerk, ONE, id=gid("Supervision", neighbour, made))["supervision"] is None
        [error] = change(clerk, "closeSupervision", AFTER, supervisionId=named(congress, made), seen=1)["errors"]
        assert (error["code"], error["field"]) == ("unknown", "supervisionId")


# ---------------------------------------------------------------- lists, steps, the desk
def test_filters_and_order_are_typed(congress: Congress) -> None:
    plan, sent = planned(congress, topic="河道清理"), with_opinion(congress)

    def ids(**given: Any) -> list[str]:
        return [row["id"] for row in data(congress.clerk, LIST, **given)["supervisions"]["nodes"]]

    assert ids(filter={"states": ["OPINION_SENT"]}) == ids(filter={"unitId": gid("Unit", congress.tenant, congress.units[0])}) == [named(congress, sent)]
    assert ids(filter={"text": "河道", "form": "INSPECTION"}) == [named(congress, plan)]
    assert len(ids(order="DUE")) == 2
    assert code(ask(congress.clerk, LIST, filter={"form": "PICNIC"})) == "invalid_variables"
    assert code(ask(congress.clerk, LIST, filter={"text": "\x00"})) == "control_characters"


def test_next_steps_name_their_mutations(congress: Congress) -> None:
    from api.schema import schema
    from api.types.history import verb
    from api.types.oversight import Step

    steps = data(congress.clerk, ONE, id=named(congress, planned(congress)))["supervision"]["nextSteps"]
    assert [(step["step"], step["mutation"], step["allowed"]) for step in steps] == [("CARRY_OUT", "carryOut", True)]
    assert {verb(step.value) for step in Step} - {"followDeadline"} <= set(schema.graphql_schema.mutation_type.fields)


def test_the_desk_holds_supervisions_beside_cases(congress: Congress) -> None:
    asked = "{ desk { overdue case { title } supervision { topic } supervisionDuties { mutation } } }"
    with_opinion(congress)
    congress.suggest()
    planned(congress)
    clerk = data(congress.clerk, asked)["desk"]
    assert {(item["case"] or item["supervision"]).popitem()[1] for item in clerk} == {"硬化樊坡村通组路", "饮用水源地保护"}
    [item] = data(congress.unit(), asked)["desk"]
    assert (item["supervision"], item["supervisionDuties"]) == ({"topic": "饮用水源地保护"}, [{"mutation": "reportRectification"}])


def test_the_list_costs_the_same_with_one_row_and_with_many(congress: Congress) -> None:
    planned(congress)
    one = statements(lambda: data(congress.clerk, LIST))
    for _ in range(39):
        planned(congress)
    answer: list[Any] = []
    many = statements(lambda: answer.append(data(congress.clerk, LIST)))
    assert len(answer[0]["supervisions"]["nodes"]) == 40
    assert many == one


# ---------------------------------------------------------------- mistakes
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_form_that_is_no_township_power_is_refused_with_the_article(congress: Congress, language: str) -> None:
    before = everything()
    payload = change(congress.clerk, "planSupervision", AFTER, language, **{**PLAN, "form": "SPECIFIC_INVESTIGATION", "plannedOn": str(TODAY)})
    [error] = payload["errors"]
    assert (error["code"], error["field"], bool(error["source"])) == ("not_at_this_level", "form", True)
    assert error["message"].isascii() is (language == "en")
    assert (payload["supervision"], everything()) == (None, before)


@pytest.mark.parametrize(
    "verb, given, refused",
    [
        ("carryOut", {"findings": "x"}, ("required", "deputyIds")),
        ("carryOut", {"findings": " ", "names": ["王"]}, ("required", "findings")),
        ("carryOut", {"findings": "x", "names": ["王"], "seen": 9}, ("stale", "seen")),
        ("carryOut", {"findings": "x", "names": ["王"], "executedFen": -1}, ("bad_amount", "executedFen")),
        ("carryOut", {"findings": "x", "names": ["王"], "at": str(TODAY + timedelta(days=3))}, ("in_the_future", "at")),
        ("lookBack", {"effect": "x", "effectiveness": "PARTLY"}, ("wrong_state", "supervisionId")),
        ("reopenSupervision", {"note": "x"}, ("wrong_state", "supervisionId")),
    ],
)
def test_a_mistake_changes_nothing_and_records_nothing(congress: Congress, verb: str, given: Any, refused: Any) -> None:
    made = planned(congress)
    before = everything()
    payload = change(congress.clerk, verb, AFTER, **{"supervisionId": named(congress, made), "seen": 1, **given})
    assert [(error["code"], error["field"]) for error in payload["errors"]] == [refused]
    assert (payload["supervision"], everything()) == (None, before)


@pytest.mark.parametrize("amount", [1.5, "12", True])
def test_an_amount_is_a_whole_number(congress: Congress, amount: Any) -> None:
    asked = "mutation ($input: PlanSupervisionInput!) { planSupervision(input: $input) { errors { code } } }"
    given = {**PLAN, "commandId": "00000000-0000-4000-8000-000000000001", "plannedOn": str(TODAY), "plannedFen": amount}
    assert code(ask(congress.clerk, asked, input=given)) == "invalid_variables"


def test_the_forms_say_which_are_lawful_here_and_why_not(congress: Congress) -> None:
    asked = "{ supervisionForms { form formLabel allowed reason source inSessionOnly needsSigners aboutMoney } }"
    found = {row["form"]: row for row in data(congress.clerk, asked)["supervisionForms"]}
    assert (found["INSPECTION"]["allowed"], found["INSPECTION"]["reason"], found["BUDGET_REVIEW"]["aboutMoney"]) == (True, None, True)
    assert (found["QUESTIONING"]["inSessionOnly"], found["QUESTIONING"]["needsSigners"]) == (True, True)
    refused = found["FILING_REVIEW"]
    assert (refused["allowed"], bool(refused["reason"]), "第" in refused["source"]) == (False, True, True)


def test_a_deputy_plans_nothing(congress: Congress) -> None:
    before = everything()
    payload = change(congress.deputy(), "planSupervision", AFTER, **PLAN, plannedOn=str(TODAY))
    assert ([error["code"] for error in payload["errors"]], everything()) == (["not_allowed"], before)


def test_the_unit_is_named_in_the_list(congress: Congress) -> None:
    made = with_opinion(congress)
    asked = "{ supervisions { nodes { id unitName opinionOn } } }"
    [row] = data(congress.clerk, asked)["supervisions"]["nodes"]
    assert row == {"id": named(congress, made), "unitName": UNITS[0], "opinionOn": str(local_date(at(date(2026, 3, 5))))}
