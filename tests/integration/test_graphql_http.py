"""GraphQL over HTTP: what a request is, what its answer's status and type are, who may ask.

The cases of `test_conformance` are those of the audit of the npm package graphql-http, under its numbers.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.conf import settings
from django.middleware.csrf import get_token
from tests.support.graphql_sample import CLERK, JSON, RESPONSE, SCHEMA, STRANGER, TOKEN, ask, code, get, post, requests, served

from api.http import GraphQLView
from api.limits import Limits

PLAIN = {"query": "{ __typename }"}
TYPE = {"query": "query Type($name: String!) { __type(name: $name) { name } }", "variables": {"name": "sometype"}}
NOT_OBJECTS: list[Any] = ["string", 0, False, ["array"]]
NOT_STRINGS: list[Any] = [{"obj": "ect"}, 0, False, ["array"]]
CONFORMANCE = [
    ("22EB", PLAIN, RESPONSE, 200, RESPONSE),
    ("4655", PLAIN, JSON, 200, JSON),
    ("47DE", PLAIN, "*/*", 200, JSON),
    ("80D8", PLAIN, None, 200, JSON),
    ("BF61", {"query": '{ __type(name: "Run🏃Swim🏊") { name } }'}, None, 200, JSON),
    ("A5BF", "", None, 400, JSON),
    ("423L", {"notquery": "{ __typename }"}, RESPONSE, 400, RESPONSE),
    *[(f"LKJ{i}", {"query": bad}, None, 400, JSON) for i, bad in enumerate(NOT_STRINGS)],
    ("34A2", PLAIN, RESPONSE, 200, RESPONSE),
    *[(f"6C0{i}", {**PLAIN, "operationName": bad}, None, 400, JSON) for i, bad in enumerate(NOT_STRINGS)],
    ("8161", {"query": "query Query { __typename }", "operationName": "Query"}, RESPONSE, 200, RESPONSE),
    ("B8B3", {"query": "query Query { __typename }", "operationName": "Query"}, JSON, 200, JSON),
    *[(f"94B{i}", {**PLAIN, name: None}, RESPONSE, 200, RESPONSE) for i, name in enumerate(["variables", "operationName", "extensions"])],
    *[(f"022{i}", {**PLAIN, name: None}, JSON, 200, JSON) for i, name in enumerate(["variables", "operationName", "extensions"])],
    *[(f"476{i}", {**PLAIN, "variables": bad}, None, 400, JSON) for i, bad in enumerate(NOT_OBJECTS)],
    ("2EA1", TYPE, RESPONSE, 200, RESPONSE),
    ("28B9", TYPE, JSON, 200, JSON),
    *[(f"58B{i}", {**PLAIN, "extensions": bad}, None, 400, JSON) for i, bad in enumerate(NOT_OBJECTS)],
    ("428F", {**PLAIN, "extensions": {"some": "value"}}, RESPONSE, 200, RESPONSE),
    ("1B7A", {**PLAIN, "extensions": {"some": "value"}}, JSON, 200, JSON),
    ("BCF8", '{ "not a JSON', JSON, 400, JSON),
    ("B7N8", '{ "not a JSON', RESPONSE, 400, RESPONSE),
    ("3E3A", {"qeury": "{ __typename }"}, None, 400, JSON),
    ("572B", {"query": "{"}, JSON, 200, JSON),
    ("FDE2", {"query": "{ 8f31403dfe404bccbb0e835f2629c6a7 }"}, JSON, 200, JSON),
    ("7B9B", {"query": "query CoerceFailure($id: ID!){ __typename }", "variables": {"id": None}}, JSON, 200, JSON),
    ("556A", {"query": "{"}, RESPONSE, 400, RESPONSE),
    ("74FF", {"query": "{ 8f31403dfe404bccbb0e835f2629c6a7 }"}, RESPONSE, 400, RESPONSE),
    ("86EE", {"query": "query CoerceFailure($id: ID!){ __typename }", "variables": {"id": None}}, RESPONSE, 400, RESPONSE),
]
FAILING = {"572B", "FDE2", "7B9B"}


@pytest.mark.parametrize("number, body, accept, status, media", CONFORMANCE, ids=[case[0] for case in CONFORMANCE])
def test_conformance(number: str, body: Any, accept: str | None, status: int, media: str) -> None:
    response = post(body, accept)
    assert response.status_code == status
    assert response["Content-Type"] == f"{media}; charset=utf-8"
    well = status == 200 and number not in FAILING
    assert ("errors" in response.answer) is not well
    assert ("data" in response.answer) is well


@pytest.mark.parametrize(
    "accept, media",
    [
        (f"{RESPONSE}, {JSON};q=0.9", RESPONSE),
        (f"{JSON}, {RESPONSE}", JSON),
        (f"{RESPONSE};q=0.5, */*", JSON),
        ("application/*", JSON),
        (f"text/html, {RESPONSE};charset=utf-8", RESPONSE),
        (f"{JSON};q=0, */*", RESPONSE),
        (f"{JSON}; charset=gbk, {RESPONSE};q=0.1", RESPONSE),
    ],
)
def test_the_client_gets_the_type_it_wants_most(accept: str, media: str) -> None:
    response = post(PLAIN, accept)
    assert (response.status_code, response["Content-Type"]) == (200, f"{media}; charset=utf-8")


@pytest.mark.parametrize("accept", ["text/html", f"{JSON}; charset=gbk", f"{JSON};q=0", f"{JSON};q=much"])
def test_a_client_that_takes_neither_type_is_told_so(accept: str) -> None:
    response = post(PLAIN, accept)
    assert (response.status_code, code(response)) == (406, "not_acceptable")


@pytest.mark.parametrize(
    "content_type, status",
    [
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
        ("multipart/form-data; boundary=x", 415),
        (f"{JSON}; charset=gbk", 415),
        ("", 415),
        (f"{JSON}; charset=UTF-8", 200),
        ("Application/JSON", 200),
        (f'{JSON}; charset="utf-8"', 200),
    ],
)
def test_a_body_is_json_in_utf8(content_type: str, status: int) -> None:
    assert post(PLAIN, content_type=content_type).status_code == status


@pytest.mark.parametrize(
    "body, expected",
    [
        ([PLAIN, PLAIN], "batching_unsupported"),
        ([], "batching_unsupported"),
        ('"{ town }"', "bad_request"),
        ("null", "bad_request"),
        ("1", "bad_request"),
        ('{"query": "{ town }"'.encode("utf-16"), "bad_json"),
        (b'{"query": "{ town } # \xff"}', "bad_json"),
        (b"\xef\xbb\xbf{}", "bad_json"),
        ('{"query": "\\ud800"}', "bad_json"),
        ('{"query": "{ town }", "variables": {"a": NaN}}', "bad_json"),
        ("[" * 30_000, "bad_json"),
        ('{"query": "{ town }", "variables": ' + '{"a":' * 5_000 + "1" + "}" * 5_001, "bad_json"),
        ({"query": ""}, "missing_query"),
        ({"query": None}, "missing_query"),
    ],
)
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


@pytest.mark.parametrize(
    "parameters, expected",
    [
        ({}, "missing_query"),
        ({"query": ""}, "missing_query"),
        ({"query": "{ town }", "variables": "{"}, "bad_json"),
        ({"query": "{ town }", "variables": "[]"}, "bad_request"),
        ({"query": "{ town }", "extensions": "1"}, "bad_request"),
    ],
)
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


@pytest.mark.parametrize(
    "body, expected",
    [
        ({"query": "subscription { town }"}, "subscription_unsupported"),
        ({"query": "{ a: town }", "operationName": "B"}, "unknown_operation"),
        ({"query": "query A { town } query B { town }"}, "unknown_operation"),
        ({"query": "fragment F on Query { town }"}, "unknown_operation"),
        ({"query": "type Query { a: Int }"}, "unknown_operation"),
        ({"query": "# nothing"}, "syntax_error"),
    ],
)
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
    request.COOKIES[settings.CSRF_COOKIE_NAME] = token
    assert served(request, CLERK).status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "{ __schema { queryType { name } } }",
        '{ __type(name: "Case") { name } }',
        "{ cases { totalCount } }",
        "{ nothingLikeThat }",
        "{ town ... on Query { broken } }",
        "{ ...F } fragment F on Query { town ...G } fragment G on Query { __schema { description } }",
        "{ town @skip(if: true) cases @include(if: false) { totalCount } }",
        "mutation { renameCase(input: {}) { errors { code } } }",
    ],
)
def test_strangers_learn_neither_data_nor_schema(query: str) -> None:
    response = post({"query": query}, RESPONSE, actor=STRANGER)
    assert (response.status_code, code(response), response["WWW-Authenticate"]) == (401, "sign_in_required", "Bearer")
    assert list(response.answer) == ["errors"]


def test_strangers_see_what_is_public_and_below_it_what_is_not_guarded() -> None:
    assert ask("{ __typename town chair { name } }", actor=STRANGER) == {
        "data": {"__typename": "Query", "town": "构元镇", "chair": {"name": "赵敏"}}
    }
    guarded = ask("{ chair { name phone } }", actor=STRANGER)
    assert guarded["data"] == {"chair": {"name": "赵敏", "phone": None}}
    assert guarded["errors"][0]["extensions"] == {"code": "sign_in_required"}
    assert ask("{ chair { phone } }")["data"] == {"chair": {"phone": "13800000000"}}


def test_strangers_get_no_hints_about_the_schema() -> None:
    assert "Did you mean" not in json.dumps(ask("{ chair { nam } }", actor=STRANGER))
    assert "Did you mean" in json.dumps(ask("{ chair { nam } }"))
