"""Rules, calendar and deadlines through the API: what the law says here, and why a day is the day."""
from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from tests.support.congress import Congress
from tests.support.graphql_api import ask, change, code, data, gid, statements, stranger

from deadlines import commands
from deadlines.events import Kind
from deadlines.queries import deadlines
from people.actor import Actor
from townships.clock import local_date
from townships.context import tenant_context
from townships.ids import new_id

NOW = datetime.now(UTC)
TODAY = local_date(NOW)
IN_FORCE = """query ($key: String!, $on: Date, $session: RuleSession) { ruleInForce(key: $key, on: $on, session: $session) {
  why whyLabel rule { id version key keyLabel value unit unitLabel source level force forceLabel verified notes } tied { source } limit { source } } }"""
WHY = """query ($id: ID!) { why(deadlineId: $id) {
  deadline { id kind kindLabel state stateLabel daysLeft dueOn } startsOn countedFrom rawOn skipped { day reason reasonLabel }
  inForce { why rule { value source } } chosenOn extensions { before after } counting { notes } } }"""
DUE = "query ($kinds: [DeadlineKind!], $first: Int) { deadlines(kinds: $kinds, first: $first) { totalCount nodes { id kind state daysLeft subjectId } } }"


@pytest.fixture
def clerk(town: Any, acting: Any) -> Actor:
    return acting(town, "clerk", name="王芳")


@pytest.fixture
def due(clerk: Actor) -> Any:
    """Sets a deadline of some case; answers its id."""

    def make(kind: Kind = Kind.REPLY, starts_on: date = date(2025, 6, 30), **told: Any) -> Any:
        rule = {"rule_key": "reply_months"} if "due_on" not in told else {}
        return commands.set_deadline(
            actor=clerk, now=NOW, at=NOW, subject=f"case/{new_id()}", about=new_id(), kind=kind, starts_on=starts_on, **rule, **told
        )

    return make


# ---------------------------------------------------------------- rules
def test_the_rule_in_force_comes_with_source_force_and_reason(clerk: Actor) -> None:
    found = data(clerk, IN_FORCE, "zh-hans", key="reply_months")["ruleInForce"]
    assert (found["why"], found["rule"]["value"], found["rule"]["unit"], found["rule"]["unitLabel"]) == ("NATION", "3", "MONTHS", "个月")
    assert (found["rule"]["level"], found["rule"]["force"], found["rule"]["forceLabel"]) == ("NATION", "BINDING", "强制适用")
    assert "第五十一条" in found["rule"]["source"]
    assert (found["rule"]["id"], found["rule"]["version"]) == (None, None)


def test_a_congress_adopts_a_rule_and_retires_it(clerk: Actor, facts: Any) -> None:
    asked = {"ruleId": str(uuid4()), "key": "reply_months", "value": "2", "source": "构元镇办法 第八条", "validFrom": "2025-01-01"}
    made = change(clerk, "adoptRule", "rule { id version value level }", **asked)
    assert (made["errors"], made["rule"]["value"], made["rule"]["level"]) == ([], "2", "TOWNSHIP")
    found = data(clerk, IN_FORCE, key="reply_months")["ruleInForce"]
    assert (found["why"], found["rule"]["source"]) == ("MOST_SPECIFIC", "构元镇办法 第八条")
    listed = data(clerk, '{ rules(key: "reply_months") { inForce rule { id value } } }')["rules"]
    assert {"inForce": True, "rule": {"id": made["rule"]["id"], "value": "2"}} in listed
    retired = change(clerk, "retireRule", "rule { version validTo }", ruleId=made["rule"]["id"], seen=1, lastDay=str(TODAY))
    assert retired == {"errors": [], "rule": {"version": 2, "validTo": str(TODAY)}}
    assert [fact.type for fact in facts()] == ["townships.rulebook.rule.adopted", "townships.rulebook.rule.retired"]


@pytest.mark.parametrize(
    "language, sentence", [("en", "The rulebook has no such matter: nothing."), ("zh-hans", "规则库中没有这个事项：nothing。")]
)
def test_a_matter_that_the_rulebook_does_not_know(clerk: Actor, language: str, sentence: str) -> None:
    answer = ask(clerk, IN_FORCE, language, key="nothing")
    assert (code(answer), answer["errors"][0]["message"]) == ("unknown_rule_key", sentence)


def test_a_looser_rule_is_refused_and_changes_nothing(clerk: Actor, facts: Any) -> None:
    asked = {"ruleId": str(uuid4()), "key": "reply_months", "value": "9", "source": "某办法", "validFrom": "2025-01-01"}
    payload = change(clerk, "adoptRule", "rule { id }", **asked)
    assert [(error["code"], error["field"]) for error in payload["errors"]] == [("looser_than_nation", "value")]
    assert (payload["rule"], facts()) == (None, [])


def test_another_towns_rule_is_not_retired_here(clerk: Actor, town: Any, neighbour: Any, acting: Any) -> None:
    made = change(clerk, "adoptRule", "rule { id }", ruleId=str(uuid4()), key="reply_months", value="2", source="办法", validFrom="2025-01-01")
    with tenant_context(neighbour):
        payload = change(acting(neighbour, "clerk"), "retireRule", "rule { id }", ruleId=made["rule"]["id"], seen=1, lastDay=str(TODAY))
        assert [error["code"] for error in payload["errors"]] == ["unknown"]


def test_letters_and_reasons_to_refuse_are_told(clerk: Actor) -> None:
    found = data(clerk, "{ replyLetters { meaning letter } refusalReasons { code outcomeLabel source } }", "zh-hans")
    assert {"meaning": "solved", "letter": "A"} in found["replyLetters"]
    assert {"own_affairs", "petition", "court_case", "bidding", "several_matters"} == {row["code"] for row in found["refusalReasons"]}


# ---------------------------------------------------------------- calendar
def test_the_working_calendar_knows_holidays_and_make_up_days(clerk: Actor) -> None:
    asked = "query ($since: Date!, $until: Date!) { workingCalendar(since: $since, until: $until) { day workday rest restLabel provisional } }"
    days = {row["day"]: row for row in data(clerk, asked, since="2025-09-27", until="2025-10-11")["workingCalendar"]}
    assert (days["2025-09-28"]["workday"], days["2025-09-28"]["rest"]) == (True, None)  # a Sunday that is worked
    assert (days["2025-10-01"]["workday"], days["2025-10-01"]["restLabel"]) == (False, "National Day")
    assert not days["2025-10-11"]["provisional"]
    assert data(clerk, asked, since="2040-01-01", until="2040-01-01")["workingCalendar"][0]["provisional"]
    for since, until in (("2025-01-01", "2026-01-02"), ("2025-01-02", "2025-01-01")):
        assert code(ask(clerk, asked, since=since, until=until)) == "bad_value"


# ---------------------------------------------------------------- deadlines
def test_why_this_date_names_rule_start_and_days_skipped(clerk: Actor, due: Any, town: Any) -> None:
    found = data(clerk, WHY, "zh-hans", id=gid("Deadline", town, due()))["why"]
    assert (found["startsOn"], found["rawOn"], found["deadline"]["dueOn"]) == ("2025-06-30", "2025-09-30", "2025-09-30")
    assert (found["deadline"]["state"], found["deadline"]["kindLabel"], found["deadline"]["daysLeft"]) == ("OVERDUE", "答复", (date(2025, 9, 30) - TODAY).days)
    assert (found["inForce"]["rule"]["value"], found["chosenOn"], found["extensions"]) == ("3", None, [])


def test_a_chosen_day_says_that_somebody_chose_it(clerk: Actor, due: Any, town: Any) -> None:
    day = TODAY + timedelta(days=20)
    found = data(clerk, WHY, id=gid("Deadline", town, due(Kind.OPINION, TODAY, due_on=day)))["why"]
    assert (found["inForce"], found["deadline"]["dueOn"], found["deadline"]["state"]) == (None, str(day), "OPEN")


def test_a_deadline_is_a_node_of_its_own_congress_only(clerk: Actor, due: Any, town: Any, neighbour: Any, acting: Any) -> None:
    entry = due()
    asked = "query ($id: ID!) { node(id: $id) { id ... on Deadline { kind } } }"
    assert data(clerk, asked, id=gid("Deadline", town, entry))["node"] == {"id": gid("Deadline", town, entry), "kind": "REPLY"}
    with tenant_context(neighbour):
        other = acting(neighbour, "clerk")
        assert code(ask(other, asked, id=gid("Deadline", town, entry))) == "unknown"
        assert data(other, asked, id=gid("Deadline", neighbour, entry))["node"] is None
        assert code(ask(other, WHY, id=gid("Deadline", neighbour, entry))) == "unknown"


def test_a_deadline_is_seen_by_whose_case_it_is_of(town: Any, acting: Any) -> None:
    congress = Congress(town)
    case_id = congress.in_hand(public=False)
    entry = next(iter(deadlines(viewer=congress.clerk, subjects=[f"case/{case_id}"])[f"case/{case_id}"])).id
    asked = "query ($id: ID!) { node(id: $id) { id } }"
    for viewer in (congress.clerk, congress.deputy(0), congress.unit(0)):
        assert data(viewer, asked, id=gid("Deadline", town, entry))["node"]["id"] == gid("Deadline", town, entry)
        assert data(viewer, WHY, id=gid("Deadline", town, entry))["why"]["deadline"]
    for viewer in (congress.deputy(1), congress.unit(1)):
        assert data(viewer, asked, id=gid("Deadline", town, entry))["node"] is None
        assert code(ask(viewer, WHY, id=gid("Deadline", town, entry))) == "unknown"


def test_the_office_sees_what_is_due_longest_overdue_first(clerk: Actor, due: Any, acting: Any, town: Any) -> None:
    late, later = due(starts_on=date(2025, 1, 6)), due(starts_on=date(2025, 3, 6))
    due(Kind.OPINION, TODAY, due_on=TODAY + timedelta(days=30))
    found = data(clerk, DUE, kinds=["REPLY"])["deadlines"]
    assert [node["id"] for node in found["nodes"]] == [gid("Deadline", town, late), gid("Deadline", town, later)]
    assert (found["totalCount"], data(clerk, DUE)["deadlines"]["totalCount"]) == (2, 3)
    assert code(ask(acting(town, "deputy", deputy=new_id()), DUE)) == "not_allowed"
    assert code(ask(stranger(town), DUE)) == "sign_in_required"
    assert code(ask(clerk, DUE, kinds=["LUNCH"])) == "invalid_variables"


def test_lists_of_law_cost_the_same_with_one_row_and_with_many(clerk: Actor, due: Any) -> None:
    everything = """{ deadlines(first: 100) { totalCount nodes { id kindLabel stateLabel subjectId } } rules { inForce rule { keyLabel notes } }
      ruleInForce(key: "reply_months") { rule { source } } }"""
    due()
    one = statements(lambda: data(clerk, everything))
    for _ in range(39):
        due()
    answer: list[Any] = []
    many = statements(lambda: answer.append(data(clerk, everything)))
    assert (answer[0]["deadlines"]["totalCount"], len(answer[0]["deadlines"]["nodes"])) == (40, 40)
    assert many == one
