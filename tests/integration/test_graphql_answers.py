"""What comes back: mistakes and failures, mutations, nodes, connections, stored documents, GraphiQL."""

from __future__ import annotations

import json
import logging
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError
from django.test import override_settings
from django.utils import translation
from graphql import GraphQLError, get_introspection_query
from psycopg.errors import QueryCanceled
from tests.support import graphql_sample
from tests.support.graphql_sample import CASES, CLERK, OTHER_TOWN, SCHEMA, STRANGER, TOWN, ask, requests

from api import documents, relay
from api.errors import RequestRefused, told
from api.graphiql import explorer
from outbox.trace import tracing
from people.actor import Actor
from townships.ids import new_id
from townships.paging import Slice

# ---------------------------------------------------------------- mistakes, theirs and ours


@pytest.fixture(autouse=True)
def sample_nodes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real schema has a Case too; here the sample's answers."""
    monkeypatch.setitem(relay._loaders, "Case", graphql_sample.case_rows)



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


def test_a_statement_that_the_database_stopped_is_out_of_time_and_no_failure_of_ours(caplog: pytest.LogCaptureFixture) -> None:
    stopped = OperationalError("canceling statement due to statement timeout")
    stopped.__cause__ = QueryCanceled()
    assert told(GraphQLError("x", path=["cases"], original_error=stopped))["extensions"] == {"code": "time_limit"}
    assert caplog.records == []
    assert told(GraphQLError("x", original_error=OperationalError("gone")))["extensions"]["code"] == "internal_error"


def test_a_refusal_in_a_query_keeps_its_code() -> None:
    answer = ask("{ forbidden }")
    assert answer["data"] == {"forbidden": None}
    assert answer["errors"][0]["extensions"] == {"code": "not_allowed"}


@pytest.mark.parametrize(
    ("document", "variables", "message", "detail"),
    [
        ("{ town(", {}, "第1行第8列：此处不是合法的 GraphQL 语句。", "Syntax Error: Expected Name, found <EOF>."),
        ("{ nothing }", {}, "第1行第3列：查询与接口的结构不符。", "Cannot query field 'nothing' on type 'Query'."),
        ("query($n: Int!) { cases(first: $n) { totalCount } }", {"n": "x"}, "第1行第7列：变量的值与查询中声明的类型不符。",
         "Variable '$n' got invalid value 'x'; Int cannot represent non-integer value: 'x'"),
    ],
)  # fmt: skip
def test_what_the_library_refuses_is_said_in_the_readers_language(document: str, variables: Any, message: str, detail: str) -> None:
    with translation.override("zh-hans"):
        (error,) = ask(document, variables)["errors"]
    assert (error["message"], error["extensions"]["detail"]) == (message, detail)


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


@pytest.mark.parametrize(
    "case_id, expected",
    [
        ("nonsense", "bad_id"),
        ("QQ", "bad_id"),
        ("号", "bad_id"),
        (relay.encode("Case", OTHER_TOWN, UUID(int=1)), "unknown"),
        (relay.encode("Deputy", TOWN, UUID(int=1)), "bad_id"),
        (relay.encode("Case", TOWN, UUID(int=1)) + "=", "bad_id"),
    ],
)
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
    assert ask(query, {"id": relay.encode("Case", OTHER_TOWN, UUID(int=3))})["errors"][0]["extensions"] == {
        "code": "unknown",
        "field": "id",
    }
    assert ask(query, {"id": relay.encode("Secret", TOWN, UUID(int=3))})["errors"][0]["extensions"] == {"code": "bad_id", "field": "id"}
    assert ask("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": [own]})["data"] == {"nodes": [{"id": own}]}


def test_pages_run_through_all_rows_once() -> None:
    info = "pageInfo { hasNextPage hasPreviousPage endCursor }"
    query = f"query($after: String) {{ cases(first: 60, after: $after) {{ edges {{ cursor node {{ title }} }} {info} }} }}"
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
    monkeypatch.setattr(
        graphql_sample, "shown", lambda page: Slice(rows=[], cursors=[], has_next=False, total=lambda: counted.append(1) or 7)
    )
    assert ask("{ cases { nodes { title } } }") == {"data": {"cases": {"nodes": []}}}
    assert counted == []
    assert ask("{ cases { totalCount } }") == {"data": {"cases": {"totalCount": 7}}}
    assert counted == [1]


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
    (folder / "parts" / "many.graphql").write_text(
        "query Many($n: Int!) { " + " ".join(f"a{n}: cases(first: $n) {{ totalCount }}" for n in range(60)) + " }"
    )
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
    folder = PAGE / "static" / "api" / "graphiql"
    listed = (folder / "VENDORED.md").read_text("utf-8")
    files = [path for path in folder.iterdir() if path.suffix in (".js", ".css")]
    assert len(files) == 4
    for path in files:
        assert f"| {path.name} |" in listed
        assert sha256(path.read_bytes()).hexdigest() in listed


def test_graphiqls_own_introspection_is_within_the_limits() -> None:
    for options in (
        {},
        {"schema_description": True, "input_value_deprecation": True, "specified_by_url": True, "directive_is_repeatable": True},
    ):
        text = get_introspection_query(**options)
        assert "errors" not in ask(text)
