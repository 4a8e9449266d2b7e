"""What a token was made for is all it may: read from the schema, so that a new field or change joins by itself."""
from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from graphql import get_named_type, is_leaf_type, is_required_argument
from tests.support.house import House, settle

from accounts import tokens
from api.schema import schema
from outbox.models import Fact
from people.models import Person

QUERY, MUTATION = schema.graphql_schema.query_type, schema.graphql_schema.mutation_type
HOST = {"host": "610981117.localhost"}


@pytest.fixture
def house(town: Any) -> House:
    return settle(town, "gouyuan", timezone.now())


@pytest.fixture
def by_token(house: House) -> Callable[..., Client]:
    """A program of the clerk's: by_token("read")."""
    clerk = Person.objects.get(login="clerk.gouyuan")

    def make(*scopes: str) -> Client:
        secret = tokens.create(person_id=clerk.pk, name="tests", scopes=scopes, lifetime=timedelta(days=1), now=timezone.now())[1]
        return Client(headers={**HOST, "Authorization": f"Bearer {secret}"})

    return make


def refusal(client: Client, document: str, **variables: Any) -> tuple[int, Any]:
    told = {"query": document, "variables": variables}
    answer = client.post("/graphql", told, content_type="application/json", headers={"Accept": "application/graphql-response+json"})
    return answer.status_code, answer.json()["errors"][0]["extensions"]["code"]


def asked(name: str, field: Any) -> str:
    required = {given: argument.type for given, argument in field.args.items() if is_required_argument(argument)}
    declared = ", ".join(f"${given}: {kind}" for given, kind in required.items())
    named = ", ".join(f"{given}: ${given}" for given in required)
    below = "" if is_leaf_type(get_named_type(field.type)) else " { __typename }"
    return f"Do{f'({declared})' if declared else ''} {{ {name}{f'({named})' if named else ''}{below} }}"


def test_a_token_to_read_changes_nothing_and_one_to_write_reads_nothing(by_token: Callable[..., Client]) -> None:
    reader, writer = by_token("read"), by_token("write")
    before = Fact.objects.count()
    assert {name: refusal(reader, f"mutation {asked(name, field)}") for name, field in MUTATION.fields.items()} == dict.fromkeys(
        MUTATION.fields, (403, "scope_missing")
    )
    assert {name: refusal(writer, f"query {asked(name, field)}") for name, field in QUERY.fields.items()} == dict.fromkeys(
        QUERY.fields, (403, "scope_missing")
    )
    assert Fact.objects.count() == before


def test_a_token_to_read_reads_what_its_holder_may_see(by_token: Callable[..., Client]) -> None:
    document = '{ figures(since: "2026-01-01", until: "2026-12-31") { accepted { count } } deadlines { totalCount } }'
    answer = by_token("read").post("/graphql", {"query": document}, content_type="application/json").json()
    assert answer["data"] == {"figures": {"accepted": {"count": 0}}, "deadlines": {"totalCount": 0}}


def test_pages_know_a_tokens_scope_too(by_token: Callable[..., Client]) -> None:
    plan = {"command_id": str(uuid4()), "topic": "饮用水源地保护", "form": "INSPECTION", "stage": "DURING", "planned_on": "2026-12-01"}
    assert by_token("write").get("/cases").status_code == 403
    reader = by_token("read")
    assert reader.get("/cases").status_code == 200
    before = Fact.objects.count()
    assert reader.post("/oversight/new", plan).status_code == 403
    assert Fact.objects.count() == before
    assert by_token("read", "write").post("/oversight/new", plan).status_code == 302
