"""GraphQL against a hand-written Django view that answers the same JSON: 100 cases with proposers and units."""
from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.test import RequestFactory
from django_tenants.utils import tenant_context

import motions.commands
from api.http import GraphQLView
from motions.commands import Handling
from motions.models import Assignment, Case, Proposer
from tests.bench.pairs import Pair, measure
from tests.support.house import House, settle
from townships.models import Tenant

NOW = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
DOCUMENT = """
query Cases { cases(first: 100) { edges { node {
  id title number state submittedOn dueOn proposers { name order } units { unitName kind state dueOn }
} } } }
"""


def run(committed: Any) -> list[Pair]:
    town = Tenant.objects.get(schema_name="t610981117")
    with tenant_context(town):
        house = settle(town, "gouyuan", NOW)
        fill(house, 100)
        clerk, view = house.actor("clerk"), GraphQLView.as_view()

        def request(method: str, **body: Any) -> HttpRequest:
            made = getattr(RequestFactory(), method)("/graphql", json.dumps(body), content_type="application/json", HTTP_HOST="610981117.localhost")
            made.actor, made.tenant, made._dont_enforce_csrf_checks = clerk, town, True
            return made

        def ours() -> None:
            told = json.loads(view(request("post", query=DOCUMENT)).content)
            assert len(told["data"]["cases"]["edges"]) == 100, told

        def plain() -> None:
            told = json.loads(by_hand(request("post")).content)
            assert len(told["cases"]) == 100

        return [measure("100 cases, proposers and units", ours, plain, against="hand-written Django JSON view of the same data", goal="≥ 0.5", runs=15)]


def fill(house: House, count: int) -> None:
    deputies, units = list(house.deputies.values()), list(house.units.values())
    for number in range(count):
        case = house.do(
            "clerk", motions.commands.submit_suggestion, proposer_ids=deputies[: 1 + number % 3], title=f"关于第{number}件事的建议",
            text="请办理。" * 20, channel="paper",
        ).id
        house.do("clerk", motions.commands.register, case_id=case, seen=1)
        house.do("clerk", motions.commands.propose_handling, case_id=case, seen=2, parts=[Handling(unit_id=units[number % 3], part="sole")])


def by_hand(request: HttpRequest) -> JsonResponse:
    """What a Django programmer would write who knows about N+1: three queries and a loop."""
    cases = list(Case.objects.order_by("-submitted_on", "-id").values("id", "title", "number", "state", "submitted_on", "due_on")[:100])
    ids = [case["id"] for case in cases]
    proposers: dict[Any, list[Any]] = {key: [] for key in ids}
    for row in Proposer.objects.filter(case_id__in=ids).order_by("order").values("case_id", "deputy__name", "order"):
        proposers[row["case_id"]].append({"name": row["deputy__name"], "order": row["order"]})
    assignments: dict[Any, list[Any]] = {key: [] for key in ids}
    for row in Assignment.objects.filter(case_id__in=ids).order_by("id").values("case_id", "unit__name", "kind", "state", "due_on"):
        assignments[row["case_id"]].append({"unitName": row["unit__name"], "kind": row["kind"], "state": row["state"], "dueOn": row["due_on"]})
    told = [
        {
            "id": case["id"], "title": case["title"], "number": case["number"], "state": case["state"], "submittedOn": case["submitted_on"],
            "dueOn": case["due_on"], "proposers": proposers[case["id"]], "units": assignments[case["id"]],
        }
        for case in cases
    ]  # fmt: skip
    return JsonResponse({"cases": told}, json_dumps_params={"ensure_ascii": False})
