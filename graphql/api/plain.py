"""A short way for what a row holds as it stands: its texts, days and numbers, the rows below it, and what we make of nothing but the row.

graphql-core spends about 7 µs on a field whatever it is; a page of 100 cases has 2,500 of them. What this way cannot read (a resolver that wants arguments,
a missing required value, a value that does not serialize) takes the library's way, so that errors are the library's.
"""
from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, lru_cache, partial
from typing import Any, Final, NamedTuple

from graphene.types.resolver import dict_or_attr_resolver
from graphql import (
    FieldNode,
    GraphQLEnumType,
    GraphQLObjectType,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
)

MISSING: Final = object()
Take = Callable[[Any, Any], Any]


class Plain(NamedTuple):
    """`read` answers by row and call the value as it goes out, or the row (`many`: rows) of type `below` that is it, or MISSING; it may raise anything."""

    read: Take
    below: GraphQLObjectType | None
    many: bool
    required: bool


class Planned(NamedTuple):
    name: str
    nodes: list[FieldNode]
    plain: Plain | None


class OfRow:
    """A resolver made of a function of the row and the call, which the short way calls as it is."""

    def __init__(self, take: Take) -> None:
        self.take = take

    def __call__(self, row: Any, info: Any) -> Any:
        return self.take(row, info.context)


def plan(parent: GraphQLObjectType, fields: Mapping[str, list[FieldNode]]) -> list[Planned]:
    """How each selected field of a type is read, worked out once for all rows of a list."""
    return [Planned(name, nodes, _plain(parent, nodes[0].name.value)) for name, nodes in fields.items()]


@cache
def _plain(parent: GraphQLObjectType, name: str) -> Plain | None:
    field = parent.fields.get(name)
    take = _take(field.resolve) if field and not field.args else None
    if field is None or take is None:
        return None
    kind, required = get_nullable_type(field.type), is_non_null_type(field.type)
    if is_leaf_type(kind):
        return Plain(_given(take, _serializer(kind), required), None, False, required)
    many = is_list_type(kind)
    below = get_nullable_type(kind.of_type) if many and is_non_null_type(kind.of_type) else kind
    known = is_object_type(below) and below.is_type_of is None
    return Plain(_given(take, _rows if many else _row, required), below, many, required) if known else None


def _take(resolve: Any) -> Take | None:
    if isinstance(resolve, partial) and resolve.func is dict_or_attr_resolver and resolve.args[1] is None:
        return _by_key(resolve.args[0])
    return resolve.take if isinstance(resolve, OfRow) else None


def _by_key(key: str) -> Take:
    return lambda row, _call: row.get(key) if isinstance(row, dict) else getattr(row, key, None)


def _given(take: Take, shape: Callable[[Any], Any], required: bool) -> Take:
    nothing = MISSING if required else None

    def read(row: Any, call: Any) -> Any:
        value = take(row, call)
        if value is None:
            return nothing
        told = shape(value)
        return MISSING if told is None else told

    return read


def _serializer(kind: Any) -> Callable[[Any], Any]:
    """An enum has few values; finding the name of one again costs more than remembering it."""
    return lru_cache(maxsize=64)(kind.serialize) if isinstance(kind, GraphQLEnumType) else kind.serialize  # type: ignore[no-any-return]


def _row(value: Any) -> Any:
    return value


def _rows(value: Any) -> Any:
    return value if isinstance(value, list | tuple) and None not in value else MISSING
