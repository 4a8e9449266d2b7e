"""How many values an answer can hold at most, known before it is fetched: page sizes multiplied down the document."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SchemaMetaFieldDef,
    SelectionNode,
    SelectionSetNode,
    TypeMetaFieldDef,
    get_argument_values,
    get_named_type,
    is_list_type,
    is_non_null_type,
)

from api.errors import over_limit
from api.limits import STANDARD, Limits
from townships.paging import Page

#: How long a plain list is taken to be; those of a connection are as long as its page, those asked for by ids as long as the ids.
LIST: Final = 5
#: Lists of introspection that lead from a type to types: one of them in another is how a small document asks for a huge answer.
TYPE_LISTS: Final = frozenset({"fields", "interfaces", "possibleTypes", "inputFields"})
META_FIELDS: Final = {"__schema": SchemaMetaFieldDef, "__type": TypeMetaFieldDef}


def check_cost(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Mapping[str, Any],
    limits: Limits = STANDARD,
) -> int:
    """The cost of a valid document's operation with coerced variables. Raises `RequestRefused` over the limit and for too large a page."""
    root = schema.get_root_type(operation.operation)
    cost = Estimate(schema, document, variables, limits).selections(operation.selection_set, root, None, 0)
    if cost > limits.cost:
        words = _("The answer could hold {actual} values; {limit} are allowed. Please ask for smaller pages.")
        raise over_limit(words, "too_costly", limits.cost, cost, [operation])
    return cost


class Estimate:
    """Walks a validated document, so there are no cycles. A fragment is measured once for each page size that it meets.

    `page` is the page size of the connection just above, None elsewhere; `types` how many type lists of introspection are open.
    """

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, variables: Mapping[str, Any], limits: Limits) -> None:
        self.schema, self.variables, self.limits = schema, dict(variables), limits
        self.fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
        self.known: dict[tuple[str, int | None, int], int] = {}

    def selections(self, selection_set: SelectionSetNode, parent: GraphQLNamedType | None, page: int | None, types: int) -> int:
        return sum(self.selection(node, parent, page, types) for node in selection_set.selections)

    def selection(self, node: SelectionNode, parent: GraphQLNamedType | None, page: int | None, types: int) -> int:
        if isinstance(node, FieldNode):
            return self.field(node, parent, page, types)
        if isinstance(node, InlineFragmentNode):
            narrowed = self.schema.get_type(node.type_condition.name.value) if node.type_condition else parent
            return self.selections(node.selection_set, narrowed, page, types)
        return self.spread(node, page, types)  # type: ignore[arg-type]

    def spread(self, node: FragmentSpreadNode, page: int | None, types: int) -> int:
        key = (node.name.value, page, types)
        if key not in self.known:
            fragment = self.fragments[node.name.value]
            self.known[key] = self.selections(fragment.selection_set, self.schema.get_type(fragment.type_condition.name.value), page, types)
        return self.known[key]

    def field(self, node: FieldNode, parent: GraphQLNamedType | None, page: int | None, types: int) -> int:
        field = _definition(node, parent)
        if field is None or node.selection_set is None:
            return 1
        below = get_named_type(field.type)
        if below.name.startswith("__"):
            return 1 + self.selections(node.selection_set, below, None, self.types_open(node, types))
        asked = self.arguments(field, node)
        own_page = self.page_size(node, asked) if below.name.endswith("Connection") else None
        times = _length(asked, page) if is_list_type(_nullable(field.type)) else 1
        return 1 + times * self.selections(node.selection_set, below, own_page, types)

    def types_open(self, node: FieldNode, types: int) -> int:
        if node.name.value not in TYPE_LISTS:
            return types
        if types:
            words = _("Introspection may go from a type to its fields' types {limit} time, not again from there.")
            raise over_limit(words, "introspection_too_deep", 1, types + 1, [node])
        return types + 1

    def arguments(self, field: GraphQLField, node: FieldNode) -> dict[str, Any]:
        """What cannot be coerced is nothing here: execution says so at its place."""
        try:
            return get_argument_values(field, node, self.variables) if field.args else {}
        except GraphQLError:
            return {}

    def page_size(self, node: FieldNode, asked: Mapping[str, Any]) -> int:
        sizes = [asked[name] for name in ("first", "last") if asked.get(name) is not None]
        for size in sizes:
            if not 0 <= size <= self.limits.page:
                words = _("A page of {actual} rows was asked for; 0 to {limit} are allowed.")
                raise over_limit(words, "page_too_large", self.limits.page, size, [node])
        return max(sizes, default=Page().first)


def _definition(node: FieldNode, parent: GraphQLNamedType | None) -> GraphQLField | None:
    name = node.name.value
    return META_FIELDS.get(name) or getattr(parent, "fields", {}).get(name)


def _nullable(kind: Any) -> Any:
    return kind.of_type if is_non_null_type(kind) else kind


def _length(asked: Mapping[str, Any], page: int | None) -> int:
    return max([LIST if page is None else page, *(len(value) for value in asked.values() if isinstance(value, list))])
