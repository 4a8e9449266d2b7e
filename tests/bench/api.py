"""GraphQL against a hand-written Django view and against graphene-django's own model types, over the same tables; stored documents against unread ones.

Every side answers a whole request with its JSON, as the office's clerk, in this process: no network, no session lookup. What each side shows is compared first.
"""
from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.test import RequestFactory
from django_tenants.utils import tenant_context
from graphql import parse, validate

import motions.commands
from api import documents, execution
from api.context import Call
from api.http import GraphQLView
from api.viewer import check_viewer
from motions.commands import Handling
from motions.models import Assignment, Case, Proposer
from tests.bench import peer
from tests.bench.pairs import Pair, Size, measure
from tests.support.house import House, settle
from townships.models import Tenant

NOW = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
DOCUMENT = """
query Cases { cases(first: 100) { edges { node {
  title number state submittedOn dueOn proposers { name order } units { unitName kind state dueOn }
} } } }
"""
TYPES = "graphene-django's DjangoConnectionField and DjangoListField over model types"


def run(committed: Any, size: Size) -> list[Pair]:
    town = Tenant.objects.get(schema_name="t610981117")
    with tenant_context(town):
        house = settle(town, "gouyuan", NOW)
        fill(house, size.rows)
        asked = Asked(house.actor("clerk"), town)
        return [*lists(asked, size), stored(asked, size)]


class Asked:
    """Requests as the middleware hands them on."""

    def __init__(self, actor: Any, tenant: Any) -> None:
        self.actor, self.tenant = actor, tenant

    def __call__(self, address: str = "/graphql", **body: Any) -> HttpRequest:
        made: Any = RequestFactory().post(address, json.dumps(body), content_type="application/json", HTTP_HOST="610981117.localhost")
        made.actor, made.tenant, made._dont_enforce_csrf_checks = self.actor, self.tenant, True
        return made  # type: ignore[no-any-return]


# ---------------------------------------------------------------- a list
def lists(asked: Asked, size: Size) -> list[Pair]:
    ours = graphql(GraphQLView.as_view(), asked, DOCUMENT)
    rivals = [
        ("hand-written Django JSON view", "≥ 0.59", lambda: by_hand(asked())),
        (f"{TYPES}, prefetched", "≥ 3", graphql(peer.view(), asked, peer.document(DOCUMENT, "cases"))),
        (f"{TYPES}, as they come", "", graphql(peer.view(), asked, peer.document(DOCUMENT, "naive"))),
    ]
    assert len(shown(ours())) == size.rows
    told = []
    for name, goal, other in rivals:
        assert shown(other()) == shown(ours()), name
        told.append(measure(f"GraphQL, {size.rows} cases × 5 proposers and units", ours, other, against=name, goal=goal, runs=size.pairs * 2 + 1))
    return told


def graphql(view: Callable[..., Any], asked: Asked, document: str) -> Callable[[], Any]:
    return lambda: view(asked(query=document))


def shown(response: Any) -> list[Any]:
    """The cases of an answer, whatever stands around them."""
    told = json.loads(response.content)
    if "data" not in told:
        return told["cases"]  # type: ignore[no-any-return]
    (connection,) = told["data"].values()
    return [edge["node"] for edge in connection["edges"]]


def by_hand(request: HttpRequest) -> JsonResponse:
    """What a Django programmer would write who knows about N+1: three queries and a loop."""
    cases = list(Case.objects.order_by("-submitted_on", "-id").values("id", "title", "number", "state", "submitted_on", "due_on")[:100])
    ids = [case["id"] for case in cases]
    proposers: dict[Any, list[Any]] = {key: [] for key in ids}
    for row in Proposer.objects.filter(case_id__in=ids).order_by("order").values("case_id", "name", "order"):
        proposers[row["case_id"]].append({"name": row["name"], "order": row["order"]})
    assignments: dict[Any, list[Any]] = {key: [] for key in ids}
    for row in Assignment.objects.filter(case_id__in=ids).order_by("order").values("case_id", "unit_name", "kind", "state", "due_on"):
        told = {"unitName": row["unit_name"], "kind": row["kind"].upper(), "state": row["state"].upper(), "dueOn": row["due_on"]}
        assignments[row["case_id"]].append(told)
    shown = [
        {
            "title": case["title"], "number": case["number"], "state": case["state"].upper(), "submittedOn": case["submitted_on"],
            "dueOn": case["due_on"], "proposers": proposers[case["id"]], "units": assignments[case["id"]],
        }
        for case in cases
    ]  # fmt: skip
    return JsonResponse({"cases": shown}, json_dumps_params={"ensure_ascii": False})


# ---------------------------------------------------------------- a stored document
def stored(asked: Asked, size: Size) -> Pair:
    """All that comes before execution, for the document of the page of cases: ours is read once, the other each time; what is asked of the viewer
    and of the variables is the same."""
    name, request = "console/cases", asked()
    text = documents._path(name).read_text("utf-8")
    schema = documents.default_schema()

    def checked(document: Any, operation: Any) -> None:
        check_viewer(schema, document, operation, Call.of(request, 5))
        execution.variables_of(schema, operation, {"first": 25})

    def ours() -> None:
        found = documents.stored(name)
        checked(found.document, found.operation)

    def other() -> None:
        document = parse(text)
        assert not validate(schema, document)
        checked(document, execution.operation_of(document, None))

    return measure("a page's document, all before execution", ours, other, against="parse and validate each time", goal="≥ 5", runs=size.pairs * 2 + 1)


# ---------------------------------------------------------------- the rows
def fill(house: House, count: int) -> None:
    """Suggestions of five deputies each, registered and proposed to one unit."""
    deputies, units = list(house.deputies.values()), list(house.units.values())
    for number in range(count):
        case = house.do(
            "clerk", motions.commands.submit_suggestion, proposer_ids=deputies[:5], title=f"关于第{number}件事的建议",
            text="请办理。" * 20, channel="paper",
        ).id
        house.do("clerk", motions.commands.register, case_id=case, seen=1)
        house.do("clerk", motions.commands.propose_handling, case_id=case, seen=2, parts=[Handling(unit_id=units[number % 3], part="sole")])
