"""The measures themselves: what a document adds up to, and what its answer may cost."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import build_schema, get_operation_ast, parse

from api.cost import LIST, check_cost
from api.errors import RequestRefused
from api.limits import Limits, Survey, Tally, check_shape, read
from api.negotiation import media_type
from townships.paging import Page

SCHEMA = build_schema("""
type Query { case(id: ID): Case  cases(first: Int, last: Int, after: String): CaseConnection!  nodes(ids: [ID!]!): [Case]!  town: String }
type CaseConnection { edges: [CaseEdge!]!  nodes: [Case!]!  totalCount: Int! }
type CaseEdge { cursor: String!  node: Case! }
type Case { id: ID!  title: String  parent: Case  units: [Unit!]!  related(first: Int): CaseConnection! }
type Unit { name: String }
""")


def tally(text: str) -> Tally:
    document = parse(text)
    survey = Survey([node for node in document.definitions if node.kind == "fragment_definition"], Limits(depth=100))
    return survey.selections(get_operation_ast(document).selection_set, 1)


def cost(text: str, variables: dict[str, Any] | None = None, **limits: int) -> int:
    document = parse(text)
    return check_cost(SCHEMA, document, get_operation_ast(document), variables or {}, Limits(**limits))


def refused(text: str, **limits: int) -> dict[str, Any]:
    with pytest.raises(RequestRefused) as caught:
        check_shape(read(text, Limits(**limits)), Limits(**limits))
    return caught.value.errors[0].extensions


@pytest.mark.parametrize(
    "text, expected",
    [
        ("{ town }", Tally(depth=1, root_fields=1, fields=1)),
        ("{ a: town b: town }", Tally(depth=1, root_fields=2, fields=2, aliases=2)),
        ("{ case { parent { id title } } }", Tally(depth=3, root_fields=1, fields=4)),
        ("{ ... { ... { town } } }", Tally(depth=3, root_fields=1, fields=1)),
        ("{ town @skip(if: true) @include(if: true) ... @skip(if: true) { town } }", Tally(depth=2, root_fields=2, fields=2, directives=3)),
        (
            "{ ...A ...A } fragment A on Query { a: town @skip(if: true) }",
            Tally(depth=2, root_fields=2, fields=2, aliases=2, directives=2, spreads=2),
        ),
        ("{ case { ...A } } fragment A on Case { id parent { ...A title } }", Tally(depth=4, root_fields=1, fields=4, spreads=2)),
        ("{ case { ...Nowhere } }", Tally(depth=2, root_fields=1, fields=1, spreads=1)),
    ],
)
def test_a_document_adds_up_with_its_fragments_spread_out(text: str, expected: Tally) -> None:
    assert tally(text) == expected


def test_what_multiplies_is_counted_exactly_without_being_walked() -> None:
    chain = " ".join(f"fragment F{n} on Case {{ {f'...F{n + 1} ' * 10} }}" for n in range(20))
    assert tally(f"{{ case {{ ...F0 }} }} {chain} fragment F20 on Case {{ id }}").fields == 10**20 + 1


@pytest.mark.parametrize(
    "text, limits, code",
    [
        ("{ case { parent { id } } }", {"depth": 3}, "too_deep"),
        ("{ town town town }", {"root_fields": 3, "fields": 3}, "too_many_root_fields"),
        ("{ case { id id id } }", {"fields": 4}, "too_many_fields"),
        ("{ a: town b: town c: town }", {"aliases": 3}, "too_many_aliases"),
        ("{ town @a @a @a }", {"directives": 3}, "too_many_directives"),
        ("query($a: Int @a @a @a) @b { town }", {"directives": 4}, "too_many_directives"),
        ("{ ...A ...A } fragment A on Query { town }", {"spreads": 2}, "too_many_spreads"),
        ("{ ...A } fragment A on Query { town }", {"fragments": 1}, "too_many_fragments"),
        ("{ town }", {"tokens": 3}, "too_many_tokens"),
        ("#\n#\n{ town }", {"comments": 2}, "too_many_comments"),
        ("{ town }", {"characters": 8}, "document_too_long"),
        ("query A { town } query B { case { id id id } }", {"fields": 4}, "too_many_fields"),
    ],
)
def test_a_limit_holds_to_the_last_and_not_beyond(text: str, limits: dict[str, int], code: str) -> None:
    check_shape(read(text, Limits(**limits)), Limits(**limits))
    tightest = next(iter(limits))
    assert refused(text, **{**limits, tightest: limits[tightest] - 1}) == {
        "code": code,
        "limit": limits[tightest] - 1,
        "actual": limits[tightest],
    }


PAGE = Page().first


@pytest.mark.parametrize(
    "text, expected",
    [
        ("{ town }", 1),
        ("{ town case { id title } }", 4),
        ("{ case { units { name } } }", 2 + LIST * 1),
        ("{ cases(first: 10) { totalCount nodes { id title } } }", 1 + 1 + 1 + 10 * 2),
        ("{ cases { nodes { id } } }", 1 + 1 + PAGE),
        ("{ cases(last: 7) { nodes { id } } }", 1 + 1 + 7),
        ("{ cases(first: 0) { totalCount nodes { id } } }", 1 + 1 + 1),
        ("{ cases(first: 10) { edges { cursor node { id } } } }", 1 + 1 + 10 * (1 + 1 + 1)),
        ("{ cases(first: 10) { nodes { related(first: 20) { nodes { id } } } } }", 1 + 1 + 10 * (1 + 1 + 20)),
        ("{ cases(first: 10) { nodes { units { name } } } }", 1 + 1 + 10 * (1 + LIST)),
        ("{ cases(first: 10) { ...P } } fragment P on CaseConnection { nodes { id } }", 1 + 1 + 10),
        (
            "{ cases(first: 10) { ...P } case { related(first: 3) { ...P } } } fragment P on CaseConnection { nodes { id } }",
            2 + 10 + 1 + 2 + 3,
        ),
        ('{ nodes(ids: ["a", "b", "c", "d", "e", "f", "g"]) { id } }', 1 + 7),
        ("{ __schema { types { name fields { name } } } }", 1 + 1 + 1 + 1 + 1),
        ("{ case { ... on Case { id } ... { title } } }", 3),
    ],
)
def test_an_answer_costs_the_values_that_it_can_hold(text: str, expected: int) -> None:
    assert cost(text) == expected


def test_page_sizes_are_seen_through_variables() -> None:
    text = "query($n: Int) { cases(first: $n) { nodes { id } } }"
    assert cost(text, {"n": 50}) == 52
    assert cost(text) == cost(text, {"n": None}) == 2 + PAGE
    for size in (101, -1):
        with pytest.raises(RequestRefused) as caught:
            cost(text, {"n": size})
        assert caught.value.errors[0].extensions == {"code": "page_too_large", "limit": 100, "actual": size}


def test_the_cost_holds_to_the_last_value() -> None:
    text = "{ cases(first: 10) { nodes { id } } }"
    assert cost(text, cost=12) == 12
    with pytest.raises(RequestRefused) as caught:
        cost(text, cost=11)
    assert caught.value.errors[0].extensions == {"code": "too_costly", "limit": 11, "actual": 12}


@pytest.mark.parametrize(
    "accept, expected",
    [
        ("", "application/json"),
        (" ", "application/json"),
        ("*/*;q=0", None),
        ("application/json;q=x, */*;q=0.1", "application/json"),
        ("application/graphql-response+json", "application/graphql-response+json"),
        ("*/*, application/graphql-response+json", "application/graphql-response+json"),
    ],
)
def test_the_accept_header_decides(accept: str, expected: str | None) -> None:
    assert media_type(accept) == expected
