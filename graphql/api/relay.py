"""Global ids: what a record is, of which congress, and which one. Opaque to clients, checked by us."""
from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import Any
from uuid import UUID

import graphene
import msgspec

from api.context import Call
from townships.errors import Invalid, NotFound


class GlobalId(msgspec.Struct, frozen=True):
    type: str
    tenant: str
    id: UUID


Loader = Callable[[Call, UUID], Any]
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
        raise NotFound(field)
    return found.id


def loads(kind: str) -> Callable[[Loader], Loader]:
    """Names the function that finds the row of a type by its id (None: there is none for this viewer)."""

    def register(loader: Loader) -> Loader:
        _loaders[kind] = loader
        return loader

    return register


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
        return _row(info.context, id, "id")

    @staticmethod
    def resolve_nodes(root: Any, info: Any, ids: list[str]) -> list[Any]:
        return [_row(info.context, id, "ids") for id in ids]


def _row(call: Call, global_id: str, field: str) -> Any:
    kind = decode(global_id, field).type
    if kind not in _loaders:
        raise Invalid("bad_id", field)
    row = _loaders[kind](call, own_id(global_id, kind, call.actor.tenant, field))
    return None if row is None else {**row, "__typename": kind}
