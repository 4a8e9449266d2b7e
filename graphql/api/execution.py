"""Runs an operation: the one place for the endpoint and for the console's stored documents."""
from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from time import monotonic
from typing import Any, Final

from django.utils.translation import gettext as _
from graphql import (
    DocumentNode,
    ExecutionContext,
    ExecutionResult,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    execute_sync,
    get_operation_ast,
    get_variable_values,
    specified_rules,
    validate,
)
from graphql.pyutils import Path, Undefined

from api.context import Call
from api.cost import check_cost
from api.errors import RequestRefused, coded, out_of_time, with_code
from api.limits import STANDARD, Limits, check_shape, read
from api.plain import MISSING, Plain, Planned, plan
from api.viewer import check_viewer

KEPT: Final = 256


class TimeUp(BaseException):
    """The operation's time is over. No `Exception`: the library turns those into one error for each field and goes on."""


class TimedExecution(ExecutionContext):
    """Looks at the clock once for each object, which costs next to nothing beside the object, and reads what is plain the short way."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._plans: dict[int, tuple[Any, list[Planned]]] = {}

    def execute_fields(self, parent_type: Any, source_value: Any, path: Any, fields: Any) -> Any:
        call = self.context_value
        if monotonic() > call.deadline:
            raise TimeUp
        results = {}
        for name, nodes, short in self._planned(parent_type, fields):
            try:
                told = MISSING if short is None else short.read(source_value, call)
            except Exception:
                told = MISSING
            if told is MISSING:
                told = self.execute_field(parent_type, source_value, nodes, Path(path, name, parent_type.name))
            elif short is not None and short.below is not None and told is not None:
                told = self._below(short, told, nodes, Path(path, name, parent_type.name))
            if told is not Undefined:
                results[name] = told
        return results

    def _planned(self, parent_type: Any, fields: Any) -> list[Planned]:
        """One plan for every selection of a type; the selection is kept with it, so that its identity is its own."""
        known = self._plans.get(id(fields))
        if known is None:
            known = self._plans[id(fields)] = (fields, plan(parent_type, fields))
        return known[1]

    def _below(self, short: Plain, found: Any, nodes: Any, path: Path) -> Any:
        """Completes the row or rows below a row. An error in one of them knows its place already: here it only ends at the first that may be null."""
        kind: Any = short.below
        fields = self.collect_subfields(kind, nodes)
        try:
            if not short.many:
                return self.execute_fields(kind, found, path, fields)
            return [self.execute_fields(kind, one, Path(path, index, None), fields) for index, one in enumerate(found)]
        except GraphQLError as error:
            if short.required:
                raise
            self.collected_errors.add(error, path)
            return None


@lru_cache(maxsize=KEPT)
def prepare(source: str, operation_name: str | None, limits: Limits = STANDARD) -> tuple[DocumentNode, OperationDefinitionNode]:
    """A client's document within the limits that need no schema, and the operation it means. Raises `RequestRefused`.

    Programs send the same few documents again and again: what was found good is remembered, a refusal is not.
    """
    document = read(source, limits)
    check_shape(document, limits)
    return document, operation_of(document, operation_name)


def operation_of(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    operation = get_operation_ast(document, name)
    if operation is None:
        raise RequestRefused(coded(_("The document has no such operation, or more than one and no name was given."), "unknown_operation"))
    if operation.operation is OperationType.SUBSCRIPTION:
        words = _("Subscriptions are not offered; please ask again from time to time.")
        raise RequestRefused(coded(words, "subscription_unsupported", [operation]))
    return operation


def check(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    call: Call,
    given: Mapping[str, Any],
    limits: Limits = STANDARD,
) -> None:
    """Everything that is asked of a client's document before it runs. Raises `RequestRefused`."""
    check_viewer(schema, document, operation, call)
    _validate(schema, document, call.actor.anonymous)
    check_cost(schema, document, operation, variables_of(schema, operation, given), limits)


@lru_cache(maxsize=KEPT)
def _validate(schema: GraphQLSchema, document: DocumentNode, anonymous: bool) -> None:
    errors = validate(schema, document, specified_rules, max_errors=10, hide_suggestions=anonymous)
    if errors:
        raise RequestRefused(*with_code(errors, "invalid_document"))


def variables_of(schema: GraphQLSchema, operation: OperationDefinitionNode, given: Mapping[str, Any]) -> dict[str, Any]:
    """The variables as the operation declares them. Raises `RequestRefused` for values that do not fit."""
    variables = get_variable_values(schema, operation.variable_definitions or (), dict(given), max_errors=10)
    if isinstance(variables, list):
        raise RequestRefused(*with_code(variables, "invalid_variables"))
    return variables


def run(
    schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode, call: Call, given: Mapping[str, Any]
) -> ExecutionResult:
    """Executes until the call's deadline. The document must be valid for the schema, the variables for the operation."""
    name = operation.name.value if operation.name else None
    try:
        return execute_sync(
            schema, document, context_value=call, variable_values=dict(given), operation_name=name, execution_context_class=TimedExecution
        )
    except TimeUp:
        return ExecutionResult(data=None, errors=[out_of_time([operation])])
