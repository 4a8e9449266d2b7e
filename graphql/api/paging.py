"""Connections of `townships.paging.Slice`: `Connected(Case)` is a field whose resolver gets a `page` and answers a `Slice`."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, wraps
from typing import Any

import graphene

from townships.paging import Page, Slice


class PageInfo(graphene.ObjectType):
    """Where a page stands. Pages run forward only."""

    has_next_page = graphene.Boolean(required=True)
    has_previous_page = graphene.Boolean(required=True)
    start_cursor = graphene.String()
    end_cursor = graphene.String()


class Shown:
    """A slice as its connection's resolvers want it."""

    __slots__ = ("after", "slice")

    def __init__(self, slice: Slice[Any], after: str | None) -> None:
        self.slice, self.after = slice, after


class Edge:
    """A row with its cursor, which is made when it is asked for."""

    __slots__ = ("marks", "node", "place")

    def __init__(self, marks: Sequence[str], place: int, node: Any) -> None:
        self.marks, self.place, self.node = marks, place, node

    @property
    def cursor(self) -> str:
        return self.marks[self.place]


class Connected(graphene.Field):
    """A field with `first` and `after` that answers a connection of `node` (a type or a function that answers one).

    Other arguments, `description` and `resolver` as for any field. The resolver is called with `page=Page(...)`.
    """

    def __init__(self, node: Any, **extra: Any) -> None:
        super().__init__(
            lambda: connection_of(node if isinstance(node, type) else node()),
            required=True,
            first=graphene.Int(description=f"How many rows; {Page().first} when not given."),
            after=graphene.String(description="The cursor after which the page begins."),
            **extra,
        )

    def wrap_resolve(self, parent_resolver: Callable[..., Any]) -> Callable[..., Any]:
        resolver = super().wrap_resolve(parent_resolver)

        @wraps(resolver)
        def resolve(root: Any, info: Any, first: int | None = None, after: str | None = None, **given: Any) -> Shown:
            page = Page(first=Page().first if first is None else first, after=after)
            return Shown(resolver(root, info, page=page, **given), after)

        return resolve


@cache
def connection_of(node: type[graphene.ObjectType]) -> type[graphene.ObjectType]:
    """`XEdge` and `XConnection` of a type, made once."""
    name = node._meta.name
    edge = type(f"{name}Edge", (graphene.ObjectType,), {
        "__doc__": f"One {name} of a page.",
        "cursor": graphene.String(required=True),
        "node": graphene.Field(node, required=True),
    })  # fmt: skip
    return type(f"{name}Connection", (ConnectionFields, graphene.ObjectType), {
        "__doc__": f"A page of {name}.",
        "edges": graphene.List(graphene.NonNull(edge), required=True),
        "nodes": graphene.List(graphene.NonNull(node), required=True, description="The rows without their cursors."),
        "page_info": graphene.Field(PageInfo, required=True),
        "total_count": graphene.Int(required=True, description="How many there are on all pages; counted only when asked for."),
    })  # fmt: skip


class ConnectionFields:
    """How a connection's fields are found in a `Shown`."""

    @staticmethod
    def resolve_edges(shown: Shown, info: Any) -> list[Edge]:
        return [Edge(shown.slice.cursors, place, row) for place, row in enumerate(shown.slice.rows)]

    @staticmethod
    def resolve_nodes(shown: Shown, info: Any) -> Any:
        return shown.slice.rows

    @staticmethod
    def resolve_total_count(shown: Shown, info: Any) -> int:
        return shown.slice.total()

    @staticmethod
    def resolve_page_info(shown: Shown, info: Any) -> dict[str, Any]:
        cursors = shown.slice.cursors
        return {
            "has_next_page": shown.slice.has_next,
            "has_previous_page": shown.after is not None,
            "start_cursor": cursors[0] if cursors else None,
            "end_cursor": cursors[-1] if cursors else None,
        }
