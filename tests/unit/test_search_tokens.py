"""The tokeniser of the search: both engines believe it, so its answers are written down."""
from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from countysearch.documents import LONGEST, clean
from countysearch.tokens import LONGEST as LONGEST_TOKEN
from countysearch.tokens import Fragment, excerpt, highlight, normal, parse, run, token_texts, tokens

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "search" / "tokens.json").read_text(encoding="utf-8"))
AWKWARD = "公路修桥构元镇，。、！1２.,．，aＢé\u0301½㎡①㈱ﾊﾞ𠀀葛\u200b\ufe0f\u1161한 \u3000\n\x00'\\&|!:*()ßİ々〇"
written = st.one_of(st.text(max_size=60), st.text(alphabet=AWKWARD, max_size=40))


@pytest.mark.parametrize("case", GOLDEN, ids=[case["why"] for case in GOLDEN])
def test_a_text_gives_the_tokens_that_are_written_down(case):
    assert token_texts(case["text"]) == case["tokens"]


@pytest.mark.parametrize("case", GOLDEN, ids=[case["why"] for case in GOLDEN])
def test_a_query_asks_for_the_words_that_are_written_down(case):
    assert [list(word) for word in parse(case["text"])] == case["words"]


@given(written | st.text(alphabet=AWKWARD, max_size=400))
@example("a" * 200 + "路" + "𐌰" * 200)
def test_the_texts_for_an_index_are_those_of_the_tokens(text: str) -> None:
    assert token_texts(text) == [token.text for token in tokens(text)]


@given(written)
@example("½3")
def test_spans_lie_inside_the_text_and_come_in_order(text):
    found = tokens(text)
    assert all(0 <= token.start < token.end <= len(text) for token in found)
    assert [token.start for token in found] == sorted(token.start for token in found)


@given(written)
def test_a_token_is_what_both_engines_take(text):
    for token in token_texts(text):
        assert 0 < len(token.encode("utf-16-le")) // 2 <= LONGEST_TOKEN
        assert token.split() == [token]
        assert not set(token) & set("'\\\x00")


@given(written, st.data())
def test_a_text_matches_every_piece_of_it_that_is_cut_between_tokens(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    singles = [token for token in tokens(text) if not _is_pair(token, tokens(text))]
    if any(_cuts(token, border) for token in singles for border in (start, end)):
        return
    assert {part for word in parse(text[start:end]) for part in word} <= set(token_texts(text))


def _is_pair(token, found):
    """Is it a pair of two others?"""
    joined = {left.text + right.text for left in found for right in found if (left.start, right.end) == (token.start, token.end)}
    return token.text in joined


def _cuts(token, border):
    return token.start < border < token.end


@given(written, written)
def test_fragments_joined_are_the_text(text, words):
    assert "".join(fragment.text for fragment in highlight(text, parse(words))) == text


@given(written.filter(lambda text: any(parse(word) for word in text.split())))
def test_a_text_is_highlighted_by_its_own_words(text):
    assert any(fragment.hit for fragment in highlight(text, parse(text)))


@given(st.text(alphabet=AWKWARD, max_size=400), st.text(alphabet=AWKWARD, max_size=4), st.integers(30, 80))
def test_an_excerpt_is_a_piece_of_the_text_with_a_hit_if_there_is_one(text, words, length):
    fragments = excerpt(text, parse(words), length=length, before=10)
    body = "".join(fragment.text for fragment in fragments if fragment != Fragment("…", False))
    assert body in text
    assert len(body) <= length
    hits = any(fragment.hit for fragment in highlight(text, parse(words)))
    assert any(fragment.hit for fragment in fragments) == hits


@given(written)
def test_the_counted_text_holds_every_token_of_the_text(text):
    counted = normal(text)
    assert all(run(token) in counted for token in token_texts(text))


def test_highlights_stand_in_the_text_as_it_was_written():
    assert highlight("Ｇ２１１公路边的㎡", parse("g211 m2")) == [
        Fragment("Ｇ２１１", True),
        Fragment("公路边的", False),
        Fragment("㎡", True),
    ]


def test_only_whole_words_are_highlighted():
    assert not any(fragment.hit for fragment in highlight("公路边，路建好了", parse("公路建设")))
    assert highlight("修公路建设队", parse("公路建设")) == [Fragment("修", False), Fragment("公路建设", True), Fragment("队", False)]


def test_an_excerpt_says_where_it_is_cut():
    fragments = excerpt("前" * 200 + "公路" + "后" * 200, parse("公路"), length=20, before=5)
    assert fragments == [
        Fragment("…", False), Fragment("前" * 5, False), Fragment("公路", True), Fragment("后" * 13, False), Fragment("…", False),
    ]  # fmt: skip


def test_a_digit_is_not_counted_in_a_longer_number():
    assert run("5") not in normal("15号")
    assert run("15号") in normal("第15号")


def test_long_runs_are_cut_where_both_engines_take_them():
    assert [len(token) for token in token_texts("a" * 300)] == [255]
    assert all(len(token) <= 255 for token in token_texts("a" * 300 + "路"))
    assert [len(token) for token in token_texts("𐌰" * 300)] == [127]


def test_a_cut_token_is_found_by_the_same_long_query():
    assert parse("a" * 300) == (("a" * 255,),)


def test_what_no_engine_can_hold_is_taken_out():
    assert clean("公\x00路\ud800灯") == "公路灯"
    assert len(clean("路" * (LONGEST + 1))) == LONGEST
