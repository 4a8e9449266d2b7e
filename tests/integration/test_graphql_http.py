"""The endpoint as a client meets it: GraphQL over HTTP, refusals, masking, stored documents and GraphiQL. No database is touched.

The cases of `test_conformance` are those of the audit of the npm package graphql-http, under its numbers.
"""
from __future__ import annotations

import json
import logging
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import graphene
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.middleware.csrf import get_token
from django.test import RequestFactory, override_settings
from django.utils import translation
from graphql import parse

from api import documents, relay
from api.errors import RequestRefused
from api.graphiql import explorer
from api.http import GraphQLView
from api.limits import Limits
from api.mutations import CommandMutation
from api.paging import Connected
from api.viewer import public, requires_viewer
from outbox.command import Receipt
from outbox.trace import tracing
from people.actor import Actor, Role, anonymous
from townships.errors import NotAllowed, RuleBroken
from townships.ids import new_id
from townships.paging import Page, Slice

HOSTILE = Path(__file__).parents[1] / "golden" / "hostile"
JSON, RESPONSE = "application/json", "application/graphql-response+json"
TOWN, OTHER_TOWN = "t610981117", "t610981100"
CASES = [{"id": UUID(int=number), "title": f"第 {number} 件"} for number in range(1, 201)]
STRANGER = anonymous(TOWN, "c610981", "township")
CLERK = Actor(tenant=TOWN, county="c610981", level="township", person_id=UUID(int=7), name="王芳", roles=frozenset({Role.CLERK}))
TOKEN = Actor(
    tenant=TOWN, county="c610981", level="township", person_id=UUID(int=7), roles=frozenset({Role.CLERK}), scopes=frozenset({"read", "write"})
)


class Case(graphene.ObjectType):
    """A case of the sample."""

    class Meta:
        interfaces = (relay.Node,)

    title = graphene.String(required=True)
    parent = graphene.Field(lambda: Case)
    proposers = graphene.List(lambda: graphene.NonNull(Deputy), required=True)
    related = Connected(lambda: Case)

    @staticmethod
    def resolve_proposers(row: Any, info: Any) -> list[dict[str, Any]]:
        return [{"id": UUID(int=1), "name": "李强"}]

    @staticmethod
    def resolve_related(row: Any, info: Any, page: Page) -> Slice[Any]:
        return shown(page)


class Deputy(graphene.ObjectType):
    """A deputy of the sample."""

    name = graphene.String(required=True)
    phone = graphene.String()
    cases = Connected(lambda: Case)

    @staticmethod
    def resolve_cases(row: Any, info: Any, page: Page) -> Slice[Any]:
        return shown(page)

    @staticmethod
    @requires_viewer
    def resolve_phone(row: Any, info: Any) -> str:
        return "13800000000"


class Range(graphene.InputObjectType):
    least = graphene.Int()
    inner = graphene.Field(lambda: Range)


class Query(relay.NodeQuery):
    town = graphene.String(required=True)
    chair = graphene.Field(Deputy)
    cases = Connected(Case, range=Range(), marks=graphene.List(graphene.Int))
    broken = graphene.String()
    forbidden = graphene.String()
    slow = graphene.List(graphene.NonNull(Case))

    @staticmethod
    @public
    def resolve_town(root: Any, info: Any) -> str:
        return "构元镇"

    @staticmethod
    @public
    def resolve_chair(root: Any, info: Any) -> dict[str, Any]:
        return {"name": "赵敏"}

    @staticmethod
    def resolve_cases(root: Any, info: Any, page: Page, **given: Any) -> Slice[Any]:
        return shown(page)

    @staticmethod
    def resolve_broken(root: Any, info: Any) -> str:
        raise ZeroDivisionError("the secret of the house")

    @staticmethod
    def resolve_forbidden(root: Any, info: Any) -> str:
        raise NotAllowed()

    @staticmethod
    def resolve_slow(root: Any, info: Any) -> Any:
        for row in CASES:
            time.sleep(0.01)
            yield row


def shown(page: Page) -> Slice[Any]:
    start = int(page.after or 0)
    rows = CASES[start : start + page.first]
    return Slice(rows=rows, cursors=[str(row["id"].int) for row in rows], has_next=start + page.first < len(CASES), total=lambda: len(CASES))


class RenameCase(CommandMutation):
    """Gives a case another title."""

    class Input:
        case_id = graphene.ID(required=True)
        seen_titles = graphene.List(graphene.String)
        title = graphene.String(required=True)

    ids = {"case_id": "Case"}
    case = graphene.Field(Case)

    @staticmethod
    def command(*, actor: Actor, now: Any, at: Any, command_id: UUID, case_id: UUID, title: str, seen_titles: Any = None) -> Receipt:
        actor.require(Role.CLERK)
        if not title:
            raise RuleBroken("required", field="seen_titles", source="代表法 第五十一条")
        if title == "1/0":
            raise ZeroDivisionError(title)
        return Receipt(id=case_id, version=(now - at).days)

    @classmethod
    def answer(cls, call: Any, receipt: Receipt) -> dict[str, Any]:
        return {"case": {"id": receipt.id, "title": f"{receipt.version}"}}


class Mutation(graphene.ObjectType):
    rename_case = RenameCase.Field(required=True)


@relay.loads("Case")
def case_row(call: Any, id: UUID) -> dict[str, Any] | None:
    return next((row for row in CASES if row["id"] == id), None)


SCHEMA = graphene.Schema(query=Query, mutation=Mutation, types=[Case]).graphql_schema
requests = RequestFactory()


def served(request: Any, actor: Actor = TOKEN, limits: Limits | None = None) -> Any:
    request.actor = actor
    options = {} if limits is None else {"limits": limits}
    response = GraphQLView.as_view(schema=SCHEMA, **options)(request)
    response.answer = json.loads(response.content)
    return response


def post(body: Any, accept: str | None = JSON, actor: Actor = TOKEN, content_type: str = JSON, limits: Limits | None = None, **headers: str) -> Any:
    data = body if isinstance(body, bytes | str) else json.dumps(body)
    given = {"content-type": content_type, **({"accept": accept} if accept else {}), **headers}
    return served(requests.post("/graphql", data, content_type=content_type, headers=given), actor, limits)


def get(parameters: dict[str, str], accept: str = JSON, actor: Actor = TOKEN) -> Any:
    return served(requests.get("/graphql?" + urlencode(parameters), headers={"accept": accept}), actor)


def ask(query: str, variables: dict[str, Any] | None = None, actor: Actor = TOKEN, limits: Limits | None = None) -> dict[str, Any]:
    return post({"query": query, "variables": variables or {}}, actor=actor, limits=limits).answer


def code(response: Any) -> str:
    return response.answer["errors"][0]["extensions"]["code"]


# ---------------------------------------------------------------- GraphQL over HTTP

PLAIN = {"query": "{ __typename }"}
TYPE = {"query": "query Type($name: String!) { __type(name: $name) { name } }", "variables": {"name": "sometype"}}
NOT_OBJECTS: list[Any] = ["string", 0, False, ["array"]]
NOT_STRINGS: list[Any] = [{"obj": "ect"}, 0, False, ["array"]]
CONFORMANCE = [
    ("22EB", PLAIN, RESPONSE, 200, RESPONSE), ("4655", PLAIN, JSON, 200, JSON), ("47DE", PLAIN, "*/*", 200, JSON), ("80D8", PLAIN, None, 200, JSON),
    ("BF61", {"query": '{ __type(name: "Run🏃Swim🏊") { name } }'}, None, 200, JSON),
    ("A5BF", "", None, 400, JSON), ("423L", {"notquery": "{ __typename }"}, RESPONSE, 400, RESPONSE),
    *[(f"LKJ{i}", {"query": bad}, None, 400, JSON) for i, bad in enumerate(NOT_STRINGS)],
    ("34A2", PLAIN, RESPONSE, 200, RESPONSE),
    *[(f"6C0{i}", {**PLAIN, "operationName": bad}, None, 400, JSON) for i, bad in enumerate(NOT_STRINGS)],
    ("8161", {"query": "query Query { __typename }", "operationName": "Query"}, RESPONSE, 200, RESPONSE),
    ("B8B3", {"query": "query Query { __typename }", "operationName": "Query"}, JSON, 200, JSON),
    *[(f"94B{i}", {**PLAIN, name: None}, RESPONSE, 200, RESPONSE) for i, name in enumerate(["variables", "operationName", "extensions"])],
    *[(f"022{i}", {**PLAIN, name: None}, JSON, 200, JSON) for i, name in enumerate(["variables", "operationName", "extensions"])],
    *[(f"476{i}", {**PLAIN, "variables": bad}, None, 400, JSON) for i, bad in enumerate(NOT_OBJECTS)],
    ("2EA1", TYPE, RESPONSE, 200, RESPONSE), ("28B9", TYPE, JSON, 200, JSON),
    *[(f"58B{i}", {**PLAIN, "extensions": bad}, None, 400, JSON) for i, bad in enumerate(NOT_OBJECTS)],
    ("428F", {**PLAIN, "extensions": {"some": "value"}}, RESPONSE, 200, RESPONSE), ("1B7A", {**PLAIN, "extensions": {"some": "value"}}, JSON, 200, JSON),
    ("BCF8", '{ "not a JSON', JSON, 400, JSON), ("B7N8", '{ "not a JSON', RESPONSE, 400, RESPONSE), ("3E3A", {"qeury": "{ __typename }"}, None, 400, JSON),
    ("572B", {"query": "{"}, JSON, 200, JSON), ("FDE2", {"query": "{ 8f31403dfe404bccbb0e835f2629c6a7 }"}, JSON, 200, JSON),
    ("7B9B", {"query": "query CoerceFailure($id: ID!){ __typename }", "variables": {"id": None}}, JSON, 200, JSON),
    ("556A", {"query": "{"}, RESPONSE, 400, RESPONSE), ("74FF", {"query": "{ 8f31403dfe404bccbb0e835f2629c6a7 }"}, RESPONSE, 400, RESPONSE),
    ("86EE", {"query": "query CoerceFailure($id: ID!){ __typename }", "variables": {"id": None}}, RESPONSE, 400, RESPONSE),
]  # fmt: skip
FAILING = {"572B", "FDE2", "7B9B"}


@pytest.mark.parametrize("number, body, accept, status, media", CONFORMANCE, ids=[case[0] for case in CONFORMANCE])
def test_conformance(number: str, body: Any, accept: str | None, status: int, media: str) -> None:
    response = post(body, accept)
    assert response.status_code == status
    assert response["Content-Type"] == f"{media}; charset=utf-8"
    well = status == 200 and number not in FAILING
    assert ("errors" in response.answer) is not well
    assert ("data" in response.answer) is well


@pytest.mark.parametrize("accept, media", [
    (f"{RESPONSE}, {JSON};q=0.9", RESPONSE), (f"{JSON}, {RESPONSE}", JSON), (f"{RESPONSE};q=0.5, */*", JSON), ("application/*", JSON),
    (f"text/html, {RESPONSE};charset=utf-8", RESPONSE), (f"{JSON};q=0, */*", RESPONSE), (f"{JSON}; charset=gbk, {RESPONSE};q=0.1", RESPONSE),
])  # fmt: skip
def test_the_client_gets_the_type_it_wants_most(accept: str, media: str) -> None:
    response = post(PLAIN, accept)
    assert (response.status_code, response["Content-Type"]) == (200, f"{media}; charset=utf-8")


@pytest.mark.parametrize("accept", ["text/html", f"{JSON}; charset=gbk", f"{JSON};q=0", f"{JSON};q=much"])
def test_a_client_that_takes_neither_type_is_told_so(accept: str) -> None:
    response = post(PLAIN, accept)
    assert (response.status_code, code(response)) == (406, "not_acceptable")


@pytest.mark.parametrize("content_type, status", [
    ("text/plain", 415), ("application/x-www-form-urlencoded", 415), ("multipart/form-data; boundary=x", 415), (f"{JSON}; charset=gbk", 415), ("", 415),
    (f"{JSON}; charset=UTF-8", 200), ("Application/JSON", 200), (f'{JSON}; charset="utf-8"', 200),
])  # fmt: skip
def test_a_body_is_json_in_utf8(content_type: str, status: int) -> None:
    assert post(PLAIN, content_type=content_type).status_code == status


@pytest.mark.parametrize("body, expected", [
    ([PLAIN, PLAIN], "batching_unsupported"), ([], "batching_unsupported"), ('"{ town }"', "bad_request"), ("null", "bad_request"), ("1", "bad_request"),
    ('{"query": "{ town }"'.encode("utf-16"), "bad_json"), (b'{"query": "{ town } # \xff"}', "bad_json"), (b"\xef\xbb\xbf{}", "bad_json"),
    ('{"query": "\\ud800"}', "bad_json"), ('{"query": "{ town }", "variables": {"a": NaN}}', "bad_json"), ("[" * 30_000, "bad_json"),
    ('{"query": "{ town }", "variables": ' + '{"a":' * 5_000 + "1" + "}" * 5_001, "bad_json"), ({"query": ""}, "missing_query"),
    ({"query": None}, "missing_query"),
])  # fmt: skip
def test_what_is_no_request_gets_400_in_both_types(body: Any, expected: str) -> None:
    for accept in (JSON, RESPONSE):
        response = post(body, accept)
        assert (response.status_code, code(response)) == (400, expected)
        assert response.answer["errors"][0]["message"]


def test_a_compressed_body_is_refused() -> None:
    assert post(PLAIN, **{"content-encoding": "gzip"}).status_code == 415


def test_a_body_over_the_limit_is_refused_and_not_read() -> None:
    huge = {"query": "{ town }", "variables": {"a": "字" * 30_000}}
    response = post(huge)
    assert (response.status_code, code(response)) == (413, "body_too_large")
    assert response.answer["errors"][0]["extensions"]["limit"] == 65_536
    assert post(huge, limits=Limits(body=1_000_000)).answer == {"data": {"town": "构元镇"}}


def test_a_body_longer_than_it_says_is_read_only_as_far_as_said() -> None:
    request = requests.post("/graphql", json.dumps({**PLAIN, "pad": "x" * 100}), content_type=JSON)
    request.META["CONTENT_LENGTH"] = "not a number"
    assert served(request, limits=Limits(body=50)).status_code == 413


def test_queries_come_by_get_too() -> None:
    response = get({"query": TYPE["query"], "variables": json.dumps({"name": "Case"}), "extensions": "{}", "operationName": ""})
    assert (response.status_code, response.answer) == (200, {"data": {"__type": {"name": "Case"}}})


@pytest.mark.parametrize("parameters, expected", [
    ({}, "missing_query"), ({"query": ""}, "missing_query"), ({"query": "{ town }", "variables": "{"}, "bad_json"),
    ({"query": "{ town }", "variables": "[]"}, "bad_request"), ({"query": "{ town }", "extensions": "1"}, "bad_request"),
])  # fmt: skip
def test_a_malformed_get_is_refused(parameters: dict[str, str], expected: str) -> None:
    response = get(parameters, RESPONSE)
    assert (response.status_code, code(response)) == (400, expected)


@pytest.mark.parametrize("accept", [JSON, RESPONSE])
def test_nothing_is_changed_by_get(accept: str) -> None:
    response = get({"query": "mutation M { __typename } query Q { town }", "operationName": "M"}, accept)
    assert (response.status_code, code(response), response["Allow"]) == (405, "method_not_allowed", "POST")
    assert get({"query": "mutation M { __typename } query Q { town }", "operationName": "Q"}, accept).status_code == 200


@pytest.mark.parametrize("method", ["put", "patch", "delete", "head", "options"])
def test_other_methods_are_refused(method: str) -> None:
    request = getattr(requests, method)("/graphql")
    request.actor = TOKEN
    response = GraphQLView.as_view(schema=SCHEMA)(request)
    assert (response.status_code, response["Allow"]) == (405, "GET, POST")


@pytest.mark.parametrize("body, expected", [
    ({"query": "subscription { town }"}, "subscription_unsupported"), ({"query": "{ a: town }", "operationName": "B"}, "unknown_operation"),
    ({"query": "query A { town } query B { town }"}, "unknown_operation"), ({"query": "fragment F on Query { town }"}, "unknown_operation"),
    ({"query": "type Query { a: Int }"}, "unknown_operation"), ({"query": "# nothing"}, "syntax_error"),
])  # fmt: skip
def test_an_operation_that_cannot_be_meant_is_refused(body: Any, expected: str) -> None:
    response = post(body, RESPONSE)
    assert (response.status_code, code(response)) == (400, expected)


def test_answers_are_chinese_text_and_are_kept_nowhere() -> None:
    response = post({"query": "{ town }"})
    assert "构元镇".encode() in response.content
    assert response["Cache-Control"] == "no-store"
    assert "Accept" in response["Vary"]


# ---------------------------------------------------------------- who asks

def test_a_session_must_prove_that_the_page_is_ours() -> None:
    response = post({"query": "{ town }"}, actor=CLERK)
    assert (response.status_code, code(response)) == (403, "csrf_failed")
    assert post({"query": "{ town }"}, actor=TOKEN).status_code == 200
    assert post({"query": "{ town }"}, actor=STRANGER).status_code == 200
    assert get({"query": "{ town }"}, actor=CLERK).status_code == 200


def test_a_session_with_the_token_of_our_page_is_served() -> None:
    token = get_token(requests.get("/"))
    request = requests.post("/graphql", json.dumps(PLAIN), content_type=JSON, headers={"x-csrftoken": token})
    request.COOKIES["csrftoken"] = token
    assert served(request, CLERK).status_code == 200


@pytest.mark.parametrize("query", [
    "{ __schema { queryType { name } } }", '{ __type(name: "Case") { name } }', "{ cases { totalCount } }", "{ nothingLikeThat }", "{ town ... on Query { broken } }",
    "{ ...F } fragment F on Query { town ...G } fragment G on Query { __schema { description } }", "{ town @skip(if: true) cases @include(if: false) { totalCount } }",
    'mutation { renameCase(input: {}) { errors { code } } }',
])  # fmt: skip
def test_strangers_learn_neither_data_nor_schema(query: str) -> None:
    response = post({"query": query}, RESPONSE, actor=STRANGER)
    assert (response.status_code, code(response), response["WWW-Authenticate"]) == (401, "sign_in_required", "Bearer")
    assert list(response.answer) == ["errors"]


def test_strangers_see_what_is_public_and_below_it_what_is_not_guarded() -> None:
    assert ask("{ __typename town chair { name } }", actor=STRANGER) == {"data": {"__typename": "Query", "town": "构元镇", "chair": {"name": "赵敏"}}}
    guarded = ask("{ chair { name phone } }", actor=STRANGER)
    assert guarded["data"] == {"chair": {"name": "赵敏", "phone": None}}
    assert guarded["errors"][0]["extensions"] == {"code": "sign_in_required"}
    assert ask("{ chair { phone } }")["data"] == {"chair": {"phone": "13800000000"}}


def test_strangers_get_no_hints_about_the_schema() -> None:
    assert "Did you mean" not in json.dumps(ask("{ chair { nam } }", actor=STRANGER))
    assert "Did you mean" in json.dumps(ask("{ chair { nam } }"))


# ---------------------------------------------------------------- mistakes, theirs and ours

def test_a_failure_of_ours_is_an_id_that_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with tracing() as trace, caplog.at_level(logging.ERROR, "api.errors"):
        answer = ask("{ town broken }")
    error = answer["errors"][0]
    assert answer["data"] == {"town": "构元镇", "broken": None}
    assert "secret" not in json.dumps(answer)
    assert (error["path"], error["extensions"]["code"]) == (["broken"], "internal_error")
    (record,) = caplog.records
    assert error["extensions"]["id"] == record.error_id
    assert record.error_id in error["message"]
    assert record.traceparent == trace
    assert "the secret of the house" in str(record.exc_info[1])


def test_a_refusal_in_a_query_keeps_its_code() -> None:
    answer = ask("{ forbidden }")
    assert answer["data"] == {"forbidden": None}
    assert answer["errors"][0]["extensions"] == {"code": "not_allowed"}


RENAME = "mutation($input: RenameCaseInput!) { renameCase(input: $input) { case { id title } errors { code field message source } } }"


def rename(title: str = "新题目", case_id: str = "", **more: Any) -> dict[str, Any]:
    given = {"commandId": str(new_id()), "caseId": case_id or relay.encode("Case", TOWN, UUID(int=1)), "title": title, **more}
    return ask(RENAME, {"input": given})


def test_a_mutation_is_a_command_with_plain_ids_and_the_true_date() -> None:
    long_ago = rename(at="2026-03-02")["data"]["renameCase"]
    assert long_ago["errors"] == []
    assert long_ago["case"]["id"] == relay.encode("Case", TOWN, UUID(int=1))
    assert int(long_ago["case"]["title"]) > 200
    assert rename()["data"]["renameCase"]["case"]["title"] == "0"


def test_a_mistake_of_the_user_is_data_in_their_language() -> None:
    with translation.override("en"):
        payload = rename(title="")["data"]["renameCase"]
    assert payload == {
        "case": None,
        "errors": [{"code": "required", "field": "seenTitles", "message": "Please fill this in.", "source": "代表法 第五十一条"}],
    }


@pytest.mark.parametrize("case_id, expected", [
    ("nonsense", "bad_id"), ("QQ", "bad_id"), ("号", "bad_id"), (relay.encode("Case", OTHER_TOWN, UUID(int=1)), "unknown"),
    (relay.encode("Deputy", TOWN, UUID(int=1)), "bad_id"), (relay.encode("Case", TOWN, UUID(int=1)) + "=", "bad_id"),
])  # fmt: skip
def test_an_id_that_is_not_of_this_town_names_its_field(case_id: str, expected: str) -> None:
    (error,) = rename(case_id=case_id)["data"]["renameCase"]["errors"]
    assert (error["code"], error["field"]) == (expected, "caseId")


@pytest.mark.parametrize("at", ["2026-02-30", "2026-03-02T09:30:00", "yesterday", "", 5, "2026-3-2"])
def test_a_true_date_that_is_none_is_refused(at: Any) -> None:
    answer = rename(at=at)
    assert "data" not in answer
    assert answer["errors"][0]["extensions"]["code"] == "invalid_variables"


def test_a_command_that_breaks_is_masked(caplog: pytest.LogCaptureFixture) -> None:
    answer = rename(title="1/0")
    assert answer["errors"][0]["extensions"]["code"] == "internal_error"
    assert len(caplog.records) == 1


# ---------------------------------------------------------------- nodes and connections

def test_a_node_is_found_by_its_id_and_only_in_its_own_town() -> None:
    query = "query($id: ID!) { node(id: $id) { __typename id ... on Case { title } } }"
    own = relay.encode("Case", TOWN, UUID(int=3))
    assert ask(query, {"id": own})["data"]["node"] == {"__typename": "Case", "id": own, "title": "第 3 件"}
    assert ask(query, {"id": relay.encode("Case", TOWN, UUID(int=999))}) == {"data": {"node": None}}
    assert ask(query, {"id": relay.encode("Case", OTHER_TOWN, UUID(int=3))})["errors"][0]["extensions"] == {"code": "unknown", "field": "id"}
    assert ask(query, {"id": relay.encode("Secret", TOWN, UUID(int=3))})["errors"][0]["extensions"] == {"code": "bad_id", "field": "id"}
    assert ask("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": [own]})["data"] == {"nodes": [{"id": own}]}


def test_pages_run_through_all_rows_once() -> None:
    query = "query($after: String) { cases(first: 60, after: $after) { edges { cursor node { title } } pageInfo { hasNextPage hasPreviousPage endCursor } } }"
    titles, after, pages = [], None, 0
    while pages == 0 or after:
        page = ask(query, {"after": after})["data"]["cases"]
        titles += [edge["node"]["title"] for edge in page["edges"]]
        assert page["pageInfo"]["hasPreviousPage"] is (pages > 0)
        after, pages = page["pageInfo"]["endCursor"] if page["pageInfo"]["hasNextPage"] else None, pages + 1
    assert titles == [row["title"] for row in CASES]
    assert pages == 4


def test_rows_are_counted_only_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[int] = []
    monkeypatch.setitem(globals(), "shown", lambda page: Slice(rows=[], cursors=[], has_next=False, total=lambda: counted.append(1) or 7))
    assert ask("{ cases { nodes { title } } }") == {"data": {"cases": {"nodes": []}}}
    assert counted == []
    assert ask("{ cases { totalCount } }") == {"data": {"cases": {"totalCount": 7}}}
    assert counted == [1]


# ---------------------------------------------------------------- hostile documents

HOSTILE_CODES = json.loads((HOSTILE / "expected.json").read_text("utf-8"))


def hostile(name: str) -> tuple[str, dict[str, Any], dict[str, Any]]:
    """The document, its variables and what is expected of it. A document may say how often a part is repeated, to stay readable."""
    expected = HOSTILE_CODES[name]
    text = (HOSTILE / f"{name}.graphql").read_text("utf-8")
    for mark, (part, times) in expected.get("repeat", {}).items():
        text = text.replace(mark, "".join(part.replace("<n+1>", str(number + 1)).replace("<n>", str(number)) for number in range(times)))
    return text.replace("␀", "\0"), expected.get("variables", {}), expected


def test_the_corpus_is_complete() -> None:
    assert sorted(path.stem for path in HOSTILE.glob("*.graphql")) == sorted(HOSTILE_CODES)
    assert len(HOSTILE_CODES) >= 40


@pytest.mark.parametrize("name", sorted(HOSTILE_CODES))
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_hostile_document_is_refused_clearly_and_at_once(name: str, language: str) -> None:
    text, variables, expected = hostile(name)
    actor = STRANGER if expected.get("stranger") else TOKEN
    began = time.perf_counter()
    with translation.override(language):
        response = post({"query": text, "variables": variables}, RESPONSE, actor)
    assert time.perf_counter() - began < 1
    assert response.status_code == expected.get("status", 400)
    assert code(response) == expected["code"]
    assert len(response.content) < 20_000
    extensions = response.answer["errors"][0]["extensions"]
    if expected.get("limit"):
        assert extensions["actual"] > extensions["limit"] == getattr(Limits(), expected["limit"], extensions["limit"])


LIFTED = [name for name, expected in sorted(HOSTILE_CODES.items()) if "lift" in expected]


@pytest.mark.parametrize("name", LIFTED)
def test_without_its_limit_the_document_would_have_passed(name: str) -> None:
    text, variables, expected = hostile(name)
    answer = ask(text, variables, limits=Limits(**{**expected["lift"], "seconds": 0.2}))
    told = [error["extensions"]["code"] for error in answer.get("errors", [])]
    assert "data" in answer
    assert set(told) <= {"time_limit", "page_too_large", "bad_id"}


def test_an_operation_that_takes_too_long_is_stopped() -> None:
    began = time.perf_counter()
    answer = ask("{ town slow { title } }", limits=Limits(seconds=0.05))
    assert answer["data"] is None
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["time_limit"]
    assert time.perf_counter() - began < 1
    assert len(ask("{ slow { title } }", limits=Limits(seconds=30))["data"]["slow"]) == 200


# ---------------------------------------------------------------- stored documents

@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(documents.apps, "get_app_config", lambda label: SimpleNamespace(label=label, path=str(tmp_path / label)))
    monkeypatch.setattr(documents.apps, "get_app_configs", lambda: [SimpleNamespace(label="desk", path=str(tmp_path / "desk"))])
    (tmp_path / "desk" / "documents" / "parts").mkdir(parents=True)
    return tmp_path / "desk" / "documents"


def inside(actor: Actor) -> Any:
    request = requests.get("/")
    request.actor = actor
    return request


def test_a_stored_document_is_read_once_and_is_not_limited(folder: Path) -> None:
    (folder / "parts" / "many.graphql").write_text("query Many($n: Int!) { " + " ".join(f"a{n}: cases(first: $n) {{ totalCount }}" for n in range(60)) + " }")
    document = documents.stored("desk/parts/many", SCHEMA)
    assert documents.stored("desk/parts/many", SCHEMA) is document
    assert documents.names() == ["desk/parts/many"]
    assert len(documents.execute(document, {"n": 1}, inside(CLERK)).data) == 60
    too_large = documents.execute(document, {"n": 101}, inside(CLERK))
    assert too_large.errors[0].original_error.code == "page_too_large"


def test_a_stored_document_that_is_edited_is_read_again_in_development(folder: Path) -> None:
    path = folder / "one.graphql"
    with override_settings(DEBUG=True):
        path.write_text("{ town }")
        documents.stored("desk/one", SCHEMA)
        path.write_text("{ __typename }")
        assert documents.execute(documents.stored("desk/one", SCHEMA), {}, inside(CLERK)).data == {"__typename": "Query"}


def test_a_stored_document_is_authorised_and_its_variables_are_checked(folder: Path) -> None:
    (folder / "one.graphql").write_text("query($n: Int!) { cases(first: $n) { totalCount } }")
    document = documents.stored("desk/one", SCHEMA)
    with pytest.raises(RequestRefused) as stranger:
        documents.execute(document, {"n": 1}, inside(STRANGER))
    assert stranger.value.errors[0].extensions["code"] == "sign_in_required"
    with pytest.raises(RequestRefused) as wrong:
        documents.execute(document, {"n": "many"}, inside(CLERK))
    assert wrong.value.errors[0].extensions["code"] == "invalid_variables"


@pytest.mark.parametrize("text", ["{ town", "{ nothing }", "{ town(with: 1) }"])
def test_a_stored_document_that_does_not_fit_names_itself(folder: Path, text: str) -> None:
    (folder / "bad.graphql").write_text(text)
    with pytest.raises(ImproperlyConfigured, match="desk/bad"):
        documents.stored("desk/bad", SCHEMA)
    with pytest.raises(ImproperlyConfigured, match="desk/none"):
        documents.stored("desk/none", SCHEMA)


# ---------------------------------------------------------------- GraphiQL

PAGE = Path(__file__).parents[2] / "graphql" / "api"


def test_graphiql_is_for_those_who_are_signed_in() -> None:
    with override_settings(LOGIN_URL="/sign-in", ROOT_URLCONF="api.urls"):
        away = explorer(inside(STRANGER))
    assert (away.status_code, away["Location"]) == (302, "/sign-in?next=/")


def test_graphiql_takes_every_file_from_us_and_has_no_inline_script() -> None:
    page = (PAGE / "templates" / "api" / "graphiql.html").read_text("utf-8")
    assert "//" not in page.replace("<!doctype", "")
    assert page.count("<script") == page.count("<script src=\"{% static 'api/")
    assert "<style" not in page
    assert "style=" not in page


def test_vendored_files_are_those_that_are_named() -> None:
    from hashlib import sha256

    folder = PAGE / "static" / "api" / "graphiql"
    listed = (folder / "VENDORED.md").read_text("utf-8")
    files = [path for path in folder.iterdir() if path.suffix in (".js", ".css")]
    assert len(files) == 4
    for path in files:
        assert f"| {path.name} |" in listed
        assert sha256(path.read_bytes()).hexdigest() in listed


def test_graphiqls_own_introspection_is_within_the_limits() -> None:
    from graphql import get_introspection_query

    for options in ({}, {"schema_description": True, "input_value_deprecation": True, "specified_by_url": True, "directive_is_repeatable": True}):
        text = get_introspection_query(**options)
        assert parse(text)
        assert "errors" not in ask(text)
