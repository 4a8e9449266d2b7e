"""The order in PostgreSQL is BM25's, and a page mark keeps its place in it."""
from __future__ import annotations

import math

import pytest
from tests.integration.search.corpus import NAMES, XUNYANG, inside, written

from countysearch.documents import FIELDS, Document
from countysearch.engine import BOOSTS, After, Query
from countysearch.postgres import RARE
from countysearch.tokens import normal, parse, token_texts


def test_the_order_agrees_with_bm25_of_a_reference(stored):
    """Score = sum over tokens of the best field's boost * idf * tf / (tf + 0.3 + 0.9 * length / average)."""
    with inside(XUNYANG):
        found = stored.find(Query(county=XUNYANG, public_only=False, words=parse("路"), first=100)).rows
    scores = {NAMES[hit.document.id]: hit.score for hit in found}
    expected = _reference("路")
    assert scores == pytest.approx(expected)


def _reference(token: str) -> dict[str, float]:
    ours = [d for d in written() if d.county == XUNYANG]
    lengths = {f: max(1.0, sum(len(normal(getattr(d, f))) for d in ours) / len(ours)) for f in FIELDS}
    holding = {f: sum(token in token_texts(getattr(d, f)) for d in ours) for f in FIELDS}
    rare = {f: n if n >= RARE else 1 for f, n in holding.items()}
    idf = {f: math.log(1 + (len(ours) - n + 0.5) / (n + 0.5)) for f, n in rare.items()}

    def weight(d: Document, f: str) -> float:
        often = token_texts(getattr(d, f)).count(token)
        return BOOSTS[f] * idf[f] * often / (often + 0.3 + 0.9 * len(normal(getattr(d, f))) / lengths[f]) if often else 0.0

    scored = {NAMES[d.id]: max(weight(d, f) for f in FIELDS) for d in ours}
    return {name: score for name, score in scored.items() if score}


def test_a_page_mark_keeps_its_place_exactly(stored):
    with inside(XUNYANG):
        first = stored.find(Query(county=XUNYANG, public_only=False, words=parse("路"), first=3)).rows
        after = After(first[-1].score, first[-1].document.id)
        rest = stored.find(Query(county=XUNYANG, public_only=False, words=parse("路"), first=100, after=after)).rows
    assert len(rest) == 3
    assert not {hit.document.id for hit in first} & {hit.document.id for hit in rest}
