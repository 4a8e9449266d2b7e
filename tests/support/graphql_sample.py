"""A small schema over the real building blocks of the API, and the ways to ask it. No database is touched."""

from __future__ import annotations

import json
import time
from collections.abc import Collection
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import graphene
from django.test import RequestFactory

from api import relay
from api.http import GraphQLView
from api.limits import Limits
from api.mutations import CommandMutation
from api.paging import Connected
from api.viewer import public, requires_viewer
from outbox.command import Receipt
from people.actor import Actor, Role, anonymous
from townships.errors import NotAllowed, RuleBroken
from townships.paging import Page, Slice

JSON, RESPONSE = "application/json", "application/graphql-response+json"
TOWN, OTHER_TOWN = "t610981117", "t610981100"
CASES = [{"id": UUID(int=number), "title": f"第 {number} 件"} for number in range(1, 201)]
STRANGER = anonymous(TOWN, "c610981", "township")
CLERK = Actor(tenant=TOWN, county="c610981", level="township", person_id=UUID(int=7), name="王芳", roles=frozenset({Role.CLERK}))
TOKEN = Actor(
    tenant=TOWN,
    county="c610981",
    level="township",
    person_id=UUID(int=7),
    roles=frozenset({Role.CLERK}),
    scopes=frozenset({"read", "write"}),
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
            time.sleep(0.002)
            yield row


def shown(page: Page) -> Slice[Any]:
    start = int(page.after or 0)
    rows = CASES[start : start + page.first]
    return Slice(
        rows=rows, cursors=[str(row["id"].int) for row in rows], has_next=start + page.first < len(CASES), total=lambda: len(CASES)
    )


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


def case_rows(call: Any, ids: Collection[UUID]) -> dict[UUID, Any]:
    """To be put in the place of the product's own loader of cases."""
    return {row["id"]: row for row in CASES if row["id"] in ids}


SCHEMA = graphene.Schema(query=Query, mutation=Mutation, types=[Case]).graphql_schema
requests = RequestFactory()


def served(request: Any, actor: Actor = TOKEN, limits: Limits | None = None) -> Any:
    request.actor = actor
    options = {} if limits is None else {"limits": limits}
    response = GraphQLView.as_view(schema=SCHEMA, **options)(request)
    response.answer = json.loads(response.content)
    return response


def post(
    body: Any, accept: str | None = JSON, actor: Actor = TOKEN, content_type: str = JSON, limits: Limits | None = None, **headers: str
) -> Any:
    data = body if isinstance(body, bytes | str) else json.dumps(body)
    given = {"content-type": content_type, **({"accept": accept} if accept else {}), **headers}
    return served(requests.post("/graphql", data, content_type=content_type, headers=given), actor, limits)


def get(parameters: dict[str, str], accept: str = JSON, actor: Actor = TOKEN) -> Any:
    return served(requests.get("/graphql?" + urlencode(parameters), headers={"accept": accept}), actor)


def ask(query: str, variables: dict[str, Any] | None = None, actor: Actor = TOKEN, limits: Limits | None = None) -> dict[str, Any]:
    return post({"query": query, "variables": variables or {}}, actor=actor, limits=limits).answer


def code(response: Any) -> str:
    return response.answer["errors"][0]["extensions"]["code"]
