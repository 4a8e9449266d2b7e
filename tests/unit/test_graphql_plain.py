"""The short way answers what the library answers, whatever is wrong with a row."""

from __future__ import annotations

import itertools
from datetime import date
from enum import Enum
from functools import wraps
from time import monotonic
from types import SimpleNamespace
from typing import Any

import graphene
import pytest
from graphql import execute_sync, parse

from api.execution import TimedExecution
from api.plain import OfRow


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


Kind = graphene.Enum.from_enum(Colour)


def refused(row: Any, call: Any) -> str:
    raise ValueError("not for you")


class Leaf(graphene.ObjectType):
    name = graphene.String(required=True)
    size = graphene.Int()
    kind = graphene.Field(Kind)
    day = graphene.Date()
    loud = graphene.String(resolver=OfRow(lambda row, call: row["name"].upper()))
    broken = graphene.String(resolver=OfRow(refused))


class Branch(graphene.ObjectType):
    leaf = graphene.Field(Leaf)
    must = graphene.Field(Leaf, required=True)
    leaves = graphene.List(graphene.NonNull(Leaf))
    holes = graphene.List(Leaf)
    words = graphene.List(graphene.NonNull(graphene.String))


class Query(graphene.ObjectType):
    branches = graphene.List(graphene.NonNull(Branch), required=True)
    perhaps = graphene.List(graphene.NonNull(Branch))


SCHEMA = graphene.Schema(query=Query).graphql_schema
LEAF = "{ name size kind day loud }"
DOCUMENT = parse(
    f"{{ branches {{ leaf {LEAF} must {{ name }} leaves {LEAF} holes {{ name }} words }} perhaps {{ must {LEAF} leaves {{ broken name }} }} }}"
)
GOOD = {"name": "a", "size": 1, "kind": Colour.RED, "day": date(2026, 3, 2)}
LEAVES = [GOOD, {**GOOD, "name": None}, {**GOOD, "size": "many"}, {**GOOD, "kind": "green"}, {**GOOD, "kind": "blue"}, {**GOOD, "day": 5}, {}, None]


def told(context: type[Any] | None, root: Any) -> tuple[Any, list[tuple[Any, ...]]]:
    call = SimpleNamespace(deadline=monotonic() + 60)
    result = execute_sync(SCHEMA, DOCUMENT, root, context_value=call, execution_context_class=context)
    errors = sorted((str(error.path), str(error.locations), error.message) for error in result.errors or ())
    return result.data, errors


@pytest.mark.parametrize(("one", "other"), itertools.product(LEAVES, LEAVES))
def test_rows_of_every_kind_come_out_as_the_library_has_them(one: Any, other: Any) -> None:
    branch = {"leaf": one, "must": other, "leaves": [GOOD, one], "holes": [other, None, GOOD], "words": ["a", None] if one is None else ["a"]}
    root = {"branches": [{**branch, "must": GOOD}, {**branch, "leaves": None}], "perhaps": [branch]}
    assert told(TimedExecution, root) == told(None, root)


@pytest.mark.parametrize("rows", [None, 5, "text", [], [None], (), ({"must": GOOD},), iter([{"must": GOOD}])])
def test_lists_of_every_kind_come_out_as_the_library_has_them(rows: Any) -> None:
    first, second = itertools.tee(rows) if hasattr(rows, "__next__") else (rows, rows)
    assert told(TimedExecution, {"branches": [], "perhaps": first}) == told(None, {"branches": [], "perhaps": second})


def test_rows_that_are_objects_are_read_by_their_attributes() -> None:
    leaf = SimpleNamespace(name="a", size=1, kind=Colour.BLUE, day=None)
    data, errors = told(TimedExecution, {"branches": [SimpleNamespace(leaf=None, must=leaf, leaves=None, holes=None, words=None)]})
    assert errors == []
    assert data["branches"][0]["must"] == {"name": "a"}


def test_a_guard_around_a_resolver_of_the_row_is_asked() -> None:
    inner = OfRow(lambda row, call: "private")

    @wraps(inner)
    def guarded(row: Any, info: Any) -> str:
        raise PermissionError("sign in first")

    class Guarded(graphene.ObjectType):
        word = graphene.String(resolver=guarded)

    schema = graphene.Schema(query=Guarded).graphql_schema
    call = SimpleNamespace(deadline=monotonic() + 60)
    result = execute_sync(schema, parse("{ word }"), {}, context_value=call, execution_context_class=TimedExecution)
    assert result.data == {"word": None}
    assert [error.message for error in result.errors or ()] == ["sign in first"]
