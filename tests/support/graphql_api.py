"""Ways to ask the product's own schema, as somebody in a congress: the endpoint's view with everything before it but the session."""
from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from api import relay
from api.http import GraphQLView
from people.actor import Actor, anonymous

requests = RequestFactory()
FULL = frozenset({"read", "write"})


def ask(actor: Actor, document: str, language: str = "en", **variables: Any) -> dict[str, Any]:
    """The whole answer. The actor works by token, so that no form's cookie is needed; commands do not tell the difference."""
    request = requests.post("/graphql", json.dumps({"query": document, "variables": variables}, default=str), content_type="application/json")
    request.actor = actor if actor.anonymous else Actor(**{**{name: getattr(actor, name) for name in actor.__struct_fields__}, "scopes": FULL})  # type: ignore[attr-defined]
    with translation.override(language):
        return json.loads(GraphQLView.as_view()(request).content)  # type: ignore[no-any-return]


def data(actor: Actor, document: str, language: str = "en", **variables: Any) -> Any:
    """The answer's data; it must have no errors."""
    answer = ask(actor, document, language, **variables)
    assert "errors" not in answer, answer["errors"]
    return answer["data"]


def code(answer: dict[str, Any]) -> str:
    """The machine's word of the first error."""
    return str(answer["errors"][0]["extensions"]["code"])


def change(actor: Actor, verb: str, asked: str, language: str = "en", **given: Any) -> Any:
    """Runs one mutation; answers its payload: `errors` and the fields asked for."""
    kind = f"{verb[0].upper()}{verb[1:]}Input"
    document = f"mutation Do($input: {kind}!) {{ {verb}(input: $input) {{ errors {{ code field message source }} {asked} }} }}"
    return data(actor, document, language, input={"commandId": str(uuid4()), **given})[verb]


def statements(work: Callable[[], Any]) -> int:
    """How many SQL statements the work takes; Django remembers 9,000 of them and no more."""
    connection.queries_log.clear()
    with CaptureQueriesContext(connection) as seen:
        work()
    return len(seen)


def gid(kind: str, tenant: Any, number: Any) -> str:
    return relay.encode(kind, tenant.schema_name, number)


def stranger(tenant: Any) -> Actor:
    return anonymous(tenant.schema_name, tenant.county_schema, tenant.type)
