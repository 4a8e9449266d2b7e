"""Global ids: what a record is, of which congress, and which one. Opaque to clients, checked by us."""
from __future__ import annotations

import base64
import binascii
import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

import graphene
import msgspec

from api.context import Call
from townships.errors import Invalid, NotFound
from townships.paging import MOST

log = logging.getLogger(__name__)


class GlobalId(msgspec.Struct, frozen=True):
    type: str
    tenant: str
    id: UUID


Loader = Callable[[Call, Collection[UUID]], Mapping[UUID, Any]]
_loaders: dict[str, Loader] = {}


def encode(kind: str, tenant: str, id: UUID) -> str:
    return base64.urlsafe_b64encode(f"{kind}:{tenant}:{id}".encode()).decode().rstrip("=")


def decode(global_id: str, field: str = "id") -> GlobalId:
    """Raises `Invalid("bad_id")` for anything that `encode` did not make."""
    try:
        kind, tenant, number = base64.b64decode(global_id + "=" * (-len(global_id) % 4), altchars=b"-_", validate=True).decode().split(":")
        found = GlobalId(kind, tenant, UUID(number))
    except (binascii.Error, ValueError):
        raise Invalid("bad_id", field) from None
    if encode(kind, tenant, found.id) != global_id:
        raise Invalid("bad_id", field)
    return found


def own_id(global_id: str, kind: str, tenant: str, field: str = "id") -> UUID:
    """The id behind a global id of this kind. Another town's record is not found here: we do not say whether it exists."""
    found = decode(global_id, field)
    if found.type != kind:
        raise Invalid("bad_id", field)
    if found.tenant != tenant:
        log.warning("an id of another congress", extra={"tenant": tenant, "asked": found.tenant})
        raise NotFound(field)
    return found.id


def loads(kind: str) -> Callable[[Loader], Loader]:
    """Names the function that finds the rows of a type by their ids: those that there are for this viewer, in a constant number of queries."""

    def register(loader: Loader) -> Loader:
        _loaders[kind] = loader
        return loader

    return register


def row(call: Call, kind: str, id: UUID) -> Any:
    """One row of a type; None where there is none for this viewer."""
    return _loaders[kind](call, [id]).get(id)


class Node(graphene.Interface):
    """A record with an id that is the same for ever."""

    id = graphene.ID(required=True)

    @staticmethod
    def resolve_id(row: Any, info: Any) -> str:
        number = row["id"] if isinstance(row, dict) else row.id
        return encode(info.parent_type.name, info.context.actor.tenant, number)


class NodeQuery(graphene.ObjectType):
    """The root fields `node` and `nodes`, to be inherited by the query type."""

    node = graphene.Field(Node, id=graphene.ID(required=True))
    nodes = graphene.List(Node, ids=graphene.List(graphene.NonNull(graphene.ID), required=True), required=True)

    @staticmethod
    def resolve_node(root: Any, info: Any, id: str) -> Any:
        return _rows(info.context, [id], "id")[0]

    @staticmethod
    def resolve_nodes(root: Any, info: Any, ids: list[str]) -> list[Any]:
        if len(ids) > MOST:
            raise Invalid("page_too_large", "ids", most=MOST)
        return _rows(info.context, ids, "ids")


def _rows(call: Call, global_ids: Sequence[str], field: str) -> list[Any]:
    """The rows in the order asked for, None where there is none. Each type is loaded once."""
    asked = [_own(call, one, field) for one in global_ids]
    loaded = {kind: _loaders[kind](call, {id for of, id in asked if of == kind}) for kind in {kind for kind, _ in asked}}
    return [{**found, "__typename": kind} if (found := loaded[kind].get(id)) else None for kind, id in asked]


def _own(call: Call, global_id: str, field: str) -> tuple[str, UUID]:
    kind = decode(global_id, field).type
    if kind not in _loaders:
        raise Invalid("bad_id", field)
    return kind, own_id(global_id, kind, call.actor.tenant, field)
