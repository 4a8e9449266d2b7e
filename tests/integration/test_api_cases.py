"""Cases through the API: a whole life by mutations, who sees what of it, what waits for whom, and mistakes as data."""
from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from tests.support.congress import NAMES, UNITS, Congress
from tests.support.graphql_api import ask, change, code, data, gid, statements, stranger

from motions import commands
from motions.models import Case
from outbox.models import Fact
from roster.models import Deputy
from townships.clock import local_date
from townships.context import tenant_context
from townships.ids import new_id

TODAY = local_date(datetime.now(UTC))
LIST = """query ($filter: CaseFilter, $order: CaseOrder, $first: Int, $after: String) {
  cases(filter: $filter, order: $order, first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor } nodes {
    id version title number state stateLabel overdue proposers { name order deputy { number name } } units { unitName kindLabel stateLabel } } } }"""
ONE = """query ($id: ID!) { case(id: $id) { id version whole state stateLabel number dueOn
  proposers { deputyId name ratedOn resultLabel } assignments { id unitId leader state dueOn } replies { number meaning letter text }
  deadlines { id kind state dueOn } timeline { type words at recordedAt actorName actorRoles actorRoleLabel channel channelLabel note }
  nextSteps { step mutation allowed reason field source assignmentId deputyId } papers { intakeNote ratings { name comment } } } }"""
AFTER = "case { id version state number assignments { id state } }"


@pytest.fixture
def congress(town: Any) -> Congress:
    return Congress(town)


def named(congress: Congress, case_id: Any) -> str:
    return gid("Case", congress.tenant, case_id)


def deputy_id(congress: Congress, index: int = 0) -> str:
    return gid("Deputy", congress.tenant, congress.deputies[index])


def everything() -> tuple[list[Any], int]:
    return sorted(Case.objects.values_list("id", "version", "state")), Fact.objects.count()


def test_a_deputys_telephone_is_for_the_office_and_for_who_has_the_case_in_hand(congress: Congress) -> None:
    Deputy.objects.filter(pk=congress.deputies[0]).update(phone="13800138000")
    theirs, ended, of_nobody = congress.in_hand(("lead", "assisting")), congress.delivered(), congress.approved()
    congress.rate(ended, date(2026, 4, 8))
    asked = "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Case { proposers { phone } } } }"

    def seen(viewer: Any) -> list[Any]:
        found = data(viewer, asked, ids=[named(congress, one) for one in (theirs, ended, of_nobody)])["nodes"]
        return [one and one["proposers"][0]["phone"] for one in found]

    assert seen(congress.clerk) == ["13800138000"] * 3
    assert seen(congress.unit(0)) == ["13800138000", None, None]
    assert seen(congress.unit(1)) == ["13800138000", None, None]
    for nobody in (congress.unit(3), congress.deputy(0), congress.deputy(3)):
        assert seen(nobody) == [None, None, None]


# ---------------------------------------------------------------- a whole life
def test_a_suggestion_lives_its_life_through_the_api(congress: Congress, facts: Any) -> None:
    deputy, unit = congress.deputy(), congress.unit()
    told = {"title": "硬化樊坡村通组路", "text": "三公里土路雨天不通车。", "where": "樊坡村三组", "proposal": "今年硬化。"}
    case = change(deputy, "submitSuggestion", AFTER, proposerIds=[deputy_id(congress)], **told)["case"]
    mine = case["id"]

    def step(actor: Any, verb: str, **given: Any) -> Any:
        nonlocal case
        payload = change(actor, verb, AFTER, seen=case["version"], **given)
        assert payload["errors"] == []
        case = payload["case"]
        return case

    assert step(congress.clerk, "registerCase", caseId=mine)["number"] == "十九届闭会第1号"
    parts = [{"unitId": gid("Unit", congress.tenant, congress.units[0]), "part": "SOLE", "person": "小王"}]
    assert step(congress.clerk, "proposeHandling", caseId=mine, parts=parts)["state"] == "PROPOSED"
    step(congress.chair, "approveHandling", caseId=mine)
    assert step(congress.clerk, "handOver", caseId=mine, occasion="MEETING")["state"] == "IN_HAND"
    part = case["assignments"][0]["id"]
    assert step(unit, "signFor", assignmentId=part)["assignments"] == [{"id": part, "state": "SIGNED"}]
    reply = {"number": "构政函〔2026〕1号", "meaning": "SOLVED", "text": "已硬化。", "signedOffBy": "站长"}
    assert step(unit, "replyToCase", assignmentId=part, **reply)["state"] == "ANSWERED"
    step(congress.clerk, "deliver", caseId=mine)
    assert step(deputy, "rate", caseId=mine, deputyId=deputy_id(congress), attitude="SATISFIED", result="BASICALLY")["state"] == "CONCLUDED"

    shown = data(deputy, ONE, "zh-hans", id=mine)["case"]
    assert (shown["whole"], shown["stateLabel"], shown["proposers"][0]["resultLabel"]) == (True, "已办结", "基本满意")
    assert [(reply["meaning"], reply["letter"]) for reply in shown["replies"]] == [("SOLVED", "A")]
    assert [fact["type"].rpartition(".")[2] for fact in shown["timeline"]] == [
        "submitted", "registered", "handling_proposed", "handling_approved", "handed_over", "signed_for", "replied", "delivered", "rated", "concluded",
    ]  # fmt: skip
    first = shown["timeline"][0]
    assert (first["actorName"], first["actorRoles"], first["actorRoleLabel"], first["channel"]) == (NAMES[0], ["DEPUTY"], "代表", "APP")
    assert {entry["kind"]: entry["state"] for entry in shown["deadlines"]}["REPLY"] == "MET"
    assert len([fact for fact in facts() if fact.subject.startswith("case/")]) == 10


def test_the_clerk_enters_on_behalf_with_channel_and_true_date(congress: Congress) -> None:
    told = {"title": "修桥", "text": "桥面塌陷。", "proposerIds": [deputy_id(congress, 1), deputy_id(congress, 2)], "channel": "PAPER", "at": "2026-03-02"}
    payload = change(congress.clerk, "submitSuggestion", "case { submittedOn enteredOn channelLabel proposers { name order } }", **told)
    assert payload["case"] == {
        "submittedOn": "2026-03-02", "enteredOn": str(TODAY), "channelLabel": "on paper",
        "proposers": [{"name": NAMES[1], "order": 1}, {"name": NAMES[2], "order": 2}],
    }  # fmt: skip


def test_relief_is_asked_for_and_decided(congress: Congress) -> None:
    case_id = congress.approved()
    version = congress.case(case_id).version
    case = change(congress.chair, "handOver", AFTER, caseId=named(congress, case_id), seen=version, occasion="SLIP")["case"]
    part = case["assignments"][0]["id"]
    case = change(congress.unit(), "applyForRelief", AFTER, assignmentId=part, seen=case["version"], note="不属我站职责")["case"]
    assert case["assignments"][0]["state"] == "RELIEF_ASKED"
    other = gid("Unit", congress.tenant, congress.units[1])
    payload = change(congress.chair, "decideRelief", AFTER, assignmentId=part, seen=case["version"], agreed=True, note="同意", unitId=other)
    assert [row["state"] for row in payload["case"]["assignments"]] == ["RELIEVED", "HANDED_OVER"]


# ---------------------------------------------------------------- who sees what
def test_strangers_see_what_came_of_public_cases_and_nothing_else(congress: Congress) -> None:
    open_one, ended = congress.in_hand(), congress.delivered(title="安装路灯")
    congress.rate(ended, date(2026, 4, 8), comment="很好")
    hidden = congress.delivered(public=False, title="不公开的事")
    congress.rate(hidden, date(2026, 4, 8))
    nobody = stranger(congress.tenant)
    found = data(nobody, "{ publicCases { totalCount nodes { id title proposers { name } } } }")["publicCases"]
    assert (found["totalCount"], found["nodes"][0]["title"]) == (1, "安装路灯")
    asked = """query ($id: ID!) { publicCase(id: $id) { title whole replies { text } proposers { name resultLabel } assignments { leader }
      timeline { words } nextSteps { step } deadlines { id } papers { intakeNote } } }"""
    one = data(nobody, asked, id=found["nodes"][0]["id"])["publicCase"]
    assert (one["whole"], one["timeline"], one["nextSteps"], one["deadlines"], one["papers"]) == (False, [], [], [], None)
    assert (one["proposers"], one["assignments"]) == ([], [{"leader": ""}])
    assert one["replies"][0]["text"]
    for other in (open_one, hidden):
        assert data(nobody, asked, id=named(congress, other))["publicCase"] is None
    for document in (LIST, "{ desk { overdue } }", "{ publicCases { totalCount } cases { totalCount } }"):
        assert code(ask(nobody, document)) == "sign_in_required"


def test_public_fields_answer_members_as_they_answer_strangers(congress: Congress) -> None:
    case_id = congress.in_hand()
    assert data(congress.clerk, "{ publicCases { totalCount } }")["publicCases"]["totalCount"] == 0
    assert data(congress.clerk, "query ($id: ID!) { publicCase(id: $id) { id } }", id=named(congress, case_id))["publicCase"] is None


def test_everybody_sees_what_is_theirs(congress: Congress) -> None:
    submitted, handed = congress.suggest(), congress.in_hand()
    seen = {name: {row["id"] for row in data(actor, LIST)["cases"]["nodes"]} for name, actor in {
        "clerk": congress.clerk, "proposer": congress.deputy(0), "colleague": congress.deputy(1), "unit": congress.unit(0), "other unit": congress.unit(1),
    }.items()}  # fmt: skip
    both, one = {named(congress, submitted), named(congress, handed)}, {named(congress, handed)}
    assert seen == {"clerk": both, "proposer": both, "colleague": one, "unit": one, "other unit": set()}
    assert data(congress.unit(1), ONE, id=named(congress, handed))["case"] is None
    assert data(congress.deputy(1), ONE, id=named(congress, handed))["case"]["whole"] is False


def test_another_towns_cases_are_not_found(congress: Congress, neighbour: Any, acting: Any) -> None:
    case_id = congress.in_hand()
    part = gid("Assignment", congress.tenant, congress.facts(case_id).assignments[0].id)
    with tenant_context(neighbour):
        clerk = acting(neighbour, "clerk")
        assert data(clerk, LIST)["cases"]["totalCount"] == 0
        assert code(ask(clerk, ONE, id=named(congress, case_id))) == "unknown"
        assert data(clerk, ONE, id=gid("Case", neighbour, case_id))["case"] is None
        for verb, given in (("registerCase", {"caseId": named(congress, case_id)}), ("signFor", {"assignmentId": part, "channel": "PAPER"})):
            [error] = change(clerk, verb, AFTER, seen=1, **given)["errors"]
            assert (error["code"], error["field"]) == ("unknown", next(name for name in given if name.endswith("Id")))


# ---------------------------------------------------------------- what may be done, and what waits
def test_the_next_steps_are_the_lawful_ones_and_say_why_not(congress: Congress) -> None:
    case_id = congress.in_hand()
    steps = data(congress.unit(), ONE, id=named(congress, case_id))["case"]["nextSteps"]
    told = {step["step"]: (step["mutation"], step["allowed"]) for step in steps}
    writes = ("CONTACT_DEPUTY", "NOTE_PROGRESS", "APPLY_FOR_EXTENSION")
    assert {name: one for name, one in told.items() if name not in writes} == {
        "SIGN_FOR": ("signFor", True), "APPLY_FOR_RELIEF": ("applyForRelief", False), "REPLY": ("replyToCase", True),
    }  # fmt: skip
    assert set(writes) <= told.keys()
    blocked = next(step for step in steps if not step["allowed"])
    assert blocked["field"] == "at"
    assert blocked["reason"].startswith("The time to ask to be relieved ended on 2026-03-")
    [own] = data(congress.deputy(), ONE, id=named(congress, case_id))["case"]["nextSteps"]
    assert (own["step"], own["allowed"]) == ("WITHDRAW", True)


def test_every_step_names_a_mutation_that_there_is() -> None:
    from api.schema import schema
    from api.types.history import verb
    from api.types.motions import Step

    assert {verb(step.value) for step in Step} - {"recordNoFeedback", "moveDueDate"} <= set(schema.graphql_schema.mutation_type.fields)


def test_the_desk_shows_what_waits_longest_overdue_first(congress: Congress) -> None:
    asked = "{ desk { dueOn overdue case { id title } caseDuties { step assignmentId } } }"
    submitted, handed, registered = congress.suggest(), congress.in_hand(), congress.registered()
    clerk = data(congress.clerk, asked)["desk"]
    assert [(item["case"]["id"], item["caseDuties"][0]["step"]) for item in clerk] == [
        (named(congress, registered), "PROPOSE_HANDLING"), (named(congress, submitted), "REGISTER"),
    ]  # fmt: skip
    assert [item["overdue"] for item in clerk] == [True, False]
    [item] = data(congress.unit(), asked)["desk"]
    assert (item["case"]["id"], {duty["step"] for duty in item["caseDuties"]}) == (named(congress, handed), {"SIGN_FOR", "REPLY"})
    assert data(congress.deputy(), asked)["desk"] == []


def test_before_consent_the_day_of_the_reply_is_told(congress: Congress) -> None:
    asked = "query ($id: ID!) { case(id: $id) { replyDueIfHandedOver(on: \"2026-03-05\") } }"
    assert data(congress.clerk, asked, id=named(congress, congress.approved()))["case"] == {"replyDueIfHandedOver": "2026-06-05"}


def test_figures_open_to_the_records_behind_them(congress: Congress) -> None:
    ended = congress.delivered()
    congress.rate(ended, date(2026, 4, 8))
    congress.suggest()
    asked = """query ($since: Date!, $until: Date!) { figures(since: $since, until: $until) { filed { count } concluded { count ids }
      onTime { of base rate } result { satisfied rated content { rate } } daysToReply { count median } } }"""
    found = data(congress.clerk, asked, since="2026-01-01", until="2026-12-31")["figures"]
    assert (found["filed"], found["concluded"]) == ({"count": 2}, {"count": 1, "ids": [named(congress, ended)]})
    assert (found["onTime"], found["result"]["content"]) == ({"of": 1, "base": 1, "rate": 1.0}, {"rate": 1.0})
    assert code(ask(congress.deputy(), asked, since="2026-01-01", until="2026-12-31")) == "not_allowed"
    assert code(ask(congress.clerk, asked, since="2026-12-31", until="2026-01-01")) == "bad_value"


# ---------------------------------------------------------------- lists
def test_filters_and_order_are_typed(congress: Congress) -> None:
    first, second = congress.registered(title="修桥"), congress.in_hand(title="修路")

    def ids(**given: Any) -> list[str]:
        return [row["id"] for row in data(congress.clerk, LIST, **given)["cases"]["nodes"]]

    assert ids(filter={"states": ["IN_HAND", "REWORK"]}) == [named(congress, second)]
    assert ids(filter={"text": "桥"}) == [named(congress, first)]
    assert ids(filter={"unitId": gid("Unit", congress.tenant, congress.units[0]), "overdue": True}) == [named(congress, second)]
    assert ids(filter={"deputyId": deputy_id(congress), "kind": "MOTION"}) == []
    assert ids(order="DUE") == [named(congress, first), named(congress, second)]


@pytest.mark.parametrize(
    "filter, refused",
    [
        ({"states": ["LOST"]}, "invalid_variables"),
        ({"state": "IN_HAND"}, "invalid_variables"),
        ({"text": "\x00"}, "control_characters"),
        ({"category": "路" * 300}, "too_long"),
        ({"unitId": "1"}, "bad_id"),
    ],
)
def test_what_is_no_filter_is_refused(congress: Congress, filter: Any, refused: str) -> None:
    assert code(ask(congress.clerk, LIST, filter=filter)) == refused


def test_lists_of_cases_cost_the_same_with_one_row_and_with_many(congress: Congress) -> None:
    congress.in_hand(("separate", "separate"), proposers=1)
    one = statements(lambda: data(congress.clerk, LIST, first=100))
    for _ in range(7):
        congress.in_hand(("lead", "assisting"), proposers=4)
    for number in range(32):
        congress.suggest(proposers=1 + number % 6)
    answer: list[Any] = []
    many = statements(lambda: answer.append(data(congress.clerk, LIST, first=100)))
    [found] = answer
    assert (found["cases"]["totalCount"], len(found["cases"]["nodes"])) == (40, 40)
    assert all(proposer["deputy"]["name"] == proposer["name"] for row in found["cases"]["nodes"] for proposer in row["proposers"])
    assert many == one


def test_the_desk_and_public_lists_cost_the_same_too(congress: Congress) -> None:
    desk = "{ desk { case { title proposers { deputy { number } } units { unitName } } caseDuties { step } } }"
    shown = "{ publicCases(first: 100) { totalCount nodes { title proposers { deputy { number } } units { unitName } } } }"
    congress.suggest()
    congress.rate(congress.delivered(), date(2026, 4, 8))
    one = [statements(lambda: data(congress.clerk, desk)), statements(lambda: data(stranger(congress.tenant), shown))]
    for _ in range(32):
        congress.suggest(proposers=3)
    for _ in range(4):
        congress.rate(congress.delivered(), date(2026, 4, 8))
    many = [statements(lambda: data(congress.clerk, desk)), statements(lambda: data(stranger(congress.tenant), shown))]
    assert len(data(congress.clerk, desk)["desk"]) == 33
    assert many == one


def test_one_case_costs_the_same_however_long_its_life(congress: Congress) -> None:
    short, long = congress.suggest(), congress.in_hand(("separate", "separate", "separate", "separate"), proposers=6)
    counts = [statements(lambda case_id=case_id: data(congress.clerk, ONE, id=named(congress, case_id))) for case_id in (short, long)]
    assert counts[0] == counts[1]


# ---------------------------------------------------------------- mistakes
@pytest.mark.parametrize(
    "language, sentence",
    [
        ("en", "A motion needs at least 5 signers; 2 signed, 3 are missing."),
        ("zh-hans", "提出议案须有代表5人以上联名，现有2人，还差3人。"),
    ],
)
def test_a_broken_rule_is_data_with_its_source(town: Any, language: str, sentence: str) -> None:
    congress = Congress(town)
    before = everything()
    told = {"title": "议案", "grounds": "理由", "proposal": "办法", "channel": "PAPER", "at": "2026-02-26T10:00:00+08:00"}
    payload = change(congress.clerk, "fileMotion", AFTER, language, proposerIds=[deputy_id(congress, index) for index in (0, 1)], **told)
    [error] = payload["errors"]
    assert (error["code"], error["field"], error["message"]) == ("too_few_signers", "proposerIds", sentence)
    assert "第二十二条" in error["source"]
    assert (payload["case"], everything()) == (None, before)


def test_a_motion_is_filed_listed_and_decided(congress: Congress) -> None:
    told = {"title": "议案", "grounds": "理由", "proposal": "办法", "channel": "PAPER", "at": "2026-02-26T10:00:00+08:00"}
    case = change(congress.clerk, "fileMotion", AFTER, proposerIds=[deputy_id(congress, index) for index in range(5)], **told)["case"]
    assert (case["state"], case["number"]) == ("FILED", "十九届三次会议议案第1号")
    case = change(congress.clerk, "listMotion", AFTER, caseId=case["id"], seen=case["version"], at="2026-02-27")["case"]
    case = change(congress.clerk, "deliberateMotion", AFTER, caseId=case["id"], seen=case["version"], note="无修改意见。", at="2026-02-28")["case"]
    votes = {"votesFor": 4, "votesAgainst": 1, "votesAbstained": 1, "resolution": "通过。"}
    payload = change(congress.chair, "decideMotion", "case { state outcome allDeputies }", caseId=case["id"], seen=case["version"], at="2026-02-28", **votes)
    assert payload == {"errors": [], "case": {"state": "DECIDED", "outcome": "ADOPTED", "allDeputies": 6}}


@pytest.mark.parametrize(
    "verb, given, refused",
    [
        ("registerCase", {"seen": 7}, ("stale", "seen")),
        ("approveHandling", {}, ("not_allowed", None)),
        ("handOver", {"occasion": "MEETING"}, ("wrong_state", "caseId")),
        ("registerCase", {"at": "2026-03-01"}, ("out_of_order", "at")),
        ("sendBack", {"reason": "INCOMPLETE", "note": " "}, ("required", "note")),
        ("sendBack", {"reason": "INCOMPLETE", "note": "字" * 5001}, ("too_long", "note")),
        ("sendBack", {"reason": "INCOMPLETE", "note": "\x07"}, ("control_characters", "note")),
        ("notAccept", {"reason": "INCOMPLETE", "note": "不完整"}, ("reason_sends_back", "reason")),
        ("resubmit", {"title": "修路", "text": "修", "channel": "PAPER"}, ("wrong_state", "caseId")),
        ("proposeHandling", {"parts": []}, ("wrong_state", "caseId")),
    ],
)
def test_a_mistake_changes_nothing_and_records_nothing(congress: Congress, verb: str, given: Any, refused: Any) -> None:
    case_id = congress.suggest()
    before = everything()
    payload = change(congress.clerk, verb, AFTER, **{"caseId": named(congress, case_id), "seen": 1, **given})
    assert [(error["code"], error["field"]) for error in payload["errors"]] == [refused]
    assert payload["errors"][0]["message"] != refused[0]
    assert (payload["case"], everything()) == (None, before)


def test_units_of_another_town_are_handed_nothing(congress: Congress, neighbour: Any) -> None:
    case_id = congress.registered()
    before = everything()
    for unit in (gid("Unit", neighbour, congress.units[0]), gid("Unit", congress.tenant, new_id()), gid("Deputy", congress.tenant, congress.deputies[0])):
        given = {"caseId": named(congress, case_id), "seen": congress.case(case_id).version, "parts": [{"unitId": unit, "part": "SOLE"}]}
        [error] = change(congress.clerk, "proposeHandling", AFTER, **given)["errors"]
        assert error["field"] == "parts"
    assert everything() == before


def test_nobody_enters_the_systems_steps(congress: Congress) -> None:
    from api.schema import schema

    assert not {"recordNoFeedback", "followDeadline"} & set(schema.graphql_schema.mutation_type.fields)


def test_a_conflicting_step_is_stale_with_what_happened(congress: Congress) -> None:
    case_id = congress.suggest()
    congress.step(case_id, commands.register, congress.clerk, date(2026, 3, 3))
    [error] = change(congress.clerk, "registerCase", AFTER, caseId=named(congress, case_id), seen=1)["errors"]
    assert (error["code"], "registered (办公室)" in error["message"]) == ("stale", True)


def test_names_of_units_stand_in_the_list(congress: Congress) -> None:
    congress.in_hand(("lead", "assisting"))
    [row] = data(congress.clerk, LIST)["cases"]["nodes"]
    assert [(unit["unitName"], unit["kindLabel"]) for unit in row["units"]] == [(UNITS[0], "lead"), (UNITS[1], "assisting")]
