"""graphene-django as its manual shows it: model types, connections, list fields. `naive` is the manual's first page, `cases` its advice on N+1."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import graphene
from django.db.models import Prefetch, QuerySet
from graphene import relay
from graphene_django import DjangoConnectionField, DjangoObjectType
from graphene_django.registry import Registry
from graphene_django.views import GraphQLView

from motions.models import Assignment, Case, Proposer

REGISTRY = Registry()


class ProposerType(DjangoObjectType):
    class Meta:
        model = Proposer
        registry = REGISTRY
        fields = ("name", "order")


class AssignmentType(DjangoObjectType):
    class Meta:
        model = Assignment
        registry = REGISTRY
        fields = ("unit_name", "kind", "state", "due_on")


class CaseType(DjangoObjectType):
    class Meta:
        model = Case
        registry = REGISTRY
        interfaces = (relay.Node,)
        fields = ("title", "number", "state", "submitted_on", "due_on", "proposers", "assignments")


class Query(graphene.ObjectType):
    cases = DjangoConnectionField(CaseType)
    naive = DjangoConnectionField(CaseType)

    @staticmethod
    def resolve_cases(root: Any, info: Any, **given: Any) -> QuerySet[Case]:
        """`only` and ordered prefetches: what a programmer adds who has seen the queries."""
        proposers = Proposer.objects.order_by("order").only("case_id", "name", "order")
        assignments = Assignment.objects.order_by("order").only("case_id", "unit_name", "kind", "state", "due_on")
        own = Case.objects.order_by("-submitted_on", "-id").only("title", "number", "state", "submitted_on", "due_on")
        return own.prefetch_related(Prefetch("proposers", proposers), Prefetch("assignments", assignments))

    @staticmethod
    def resolve_naive(root: Any, info: Any, **given: Any) -> QuerySet[Case]:
        return Case.objects.order_by("-submitted_on", "-id")


def view() -> Callable[..., Any]:
    """graphene-django's own view: it parses and validates each request, as it comes."""
    return GraphQLView.as_view(schema=graphene.Schema(query=Query))  # type: ignore[no-any-return]


def document(ours: str, field: str) -> str:
    """Our document in this schema's words."""
    return ours.replace("cases(", f"{field}(").replace("units", "units: assignments")
