"""Strangers see what is public and nothing else: not the data, and not the schema."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, TypeVar

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
)

from api.context import Call
from api.errors import RequestRefused, coded
from townships.errors import NotAllowed, message

Resolver = TypeVar("Resolver", bound=Callable[..., Any])


def public(resolver: Resolver) -> Resolver:
    """Marks the resolver of a root field that anybody may ask for."""
    resolver.public = True  # type: ignore[attr-defined]
    return resolver


def requires_viewer(resolver: Callable[..., Any]) -> Callable[..., Any]:
    """For a field below a public one that is not itself public: raises `NotAllowed` for strangers."""

    @wraps(resolver)
    def guarded(root: Any, info: Any, **arguments: Any) -> Any:
        if info.context.actor.anonymous:
            raise NotAllowed("sign_in_required")
        return resolver(root, info, **arguments)

    return guarded


def check_viewer(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode, call: Call) -> None:
    """Refuses a token's operation beyond what it was made for, and a stranger's unless every root field is marked public.

    Comes before validation, whose errors tell the schema.
    """
    if call.actor.anonymous:
        _check_public(schema, document, operation)
        return
    scope = "write" if operation.operation is OperationType.MUTATION else "read"
    if not call.actor.may(scope):
        words = message(NotAllowed("scope_missing", scope=scope))
        told = {"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{scope}"'}
        raise RequestRefused(coded(words, "scope_missing", [operation], scope=scope), status=403, headers=told)


def _check_public(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode) -> None:
    root = schema.get_root_type(operation.operation)
    for node in _root_fields(document, operation.selection_set, set()):
        field = root.fields.get(node.name.value) if root else None
        if node.name.value != "__typename" and not getattr(field and field.resolve, "public", False):
            words = message(NotAllowed("sign_in_required"))
            raise RequestRefused(coded(words, "sign_in_required", [node]), status=401, headers={"WWW-Authenticate": "Bearer"})


def _root_fields(document: DocumentNode, selection_set: SelectionSetNode, seen: set[str]) -> Iterator[FieldNode]:
    for node in selection_set.selections:
        if isinstance(node, FieldNode):
            yield node
        elif not isinstance(node, FragmentSpreadNode):
            yield from _root_fields(document, node.selection_set, seen)  # type: ignore[attr-defined]
        elif node.name.value not in seen:
            seen.add(node.name.value)
            for fragment in document.definitions:
                if isinstance(fragment, FragmentDefinitionNode) and fragment.name.value == node.name.value:
                    yield from _root_fields(document, fragment.selection_set, seen)
