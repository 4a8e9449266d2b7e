"""One contract, two engines: what either finds, in which order and pages, the other finds too."""
from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from tests.integration.search.corpus import GOUYUAN, NAMES, NEIGHBOUR, QUERIES, document, look, names, written

from countysearch.engine import FACETS, Filters, SearchEngine
from countysearch.search import Results
from countysearch.tokens import Fragment
from townships.errors import Invalid
from townships.paging import Page


def test_each_query_finds_what_is_written_down(filled):
    everything = Page(first=100)
    found = {words: sorted(names(look(filled, words, page=everything))) for words in QUERIES}
    assert len(QUERIES) >= 60
    assert found == {words: sorted(hits) for words, hits in QUERIES.items()}


def test_title_hits_come_first(fill, engine):
    fill(
        document(1, title="安装路灯", text="主街夜间很暗"),
        document(2, title="主街很暗", text="夜间安装路灯"),
        document(3, title="主街", reply="夜间安装路灯"),
    )
    assert look(engine, "路灯").rows[0].document.title == "安装路灯"
    assert look(engine, "主街 路灯").total == 3


def test_without_words_the_newest_come_first(filled):
    found = [row.document.id for row in look(filled, page=Page(first=100)).rows]
    assert found == sorted(found, reverse=True)
    assert len(found) == 25


def test_a_word_must_stand_whole_in_one_field(fill, engine):
    fill(document(1, title="修公路", text="路建好"), document(2, title="公路建"))
    assert [row.document.title for row in look(engine, "公路建").rows] == ["公路建"]


def test_two_words_may_stand_in_two_fields(fill, engine):
    fill(document(1, title="修公路", reply="已建成"), document(2, title="修公路"))
    assert [row.document.reply for row in look(engine, "公路 建成").rows] == ["已建成"]


def test_filters_hold_together(filled):
    def find(**given: Any) -> set[str]:
        return set(names(look(filled, "路", filters=Filters(**given))))

    assert find(kind=("supervision",)) == {"inspect_road"}
    assert find(tenant=(NEIGHBOUR,)) == {"pension", "long_ago"}
    assert find(state=("concluded", "closed")) == {"lamp", "long_ago", "inspect_road"}
    assert find(category=("交通",), state=("concluded",)) == {"long_ago"}
    assert find(opened_from=date(2026, 1, 12), opened_to=date(2026, 1, 20)) == {"g211", "lamp", "inspect_road"}
    assert find(opened_from=date(2026, 2, 14)) == {"long_ago"}
    assert find(category=("水利",)) == set()


def test_facets_count_all_hits_not_only_the_page(filled):
    found = look(filled, "路", page=Page(first=1))
    assert found.total == 6
    assert found.facets == {
        "state": {"replied": 2, "registered": 1, "concluded": 2, "closed": 1},
        "kind": {"case": 5, "supervision": 1},
        "tenant": {GOUYUAN: 4, NEIGHBOUR: 2},
        "category": {"交通": 3, "基础设施": 1, "民生": 1, "视察": 1},
    }


def test_facets_of_nothing_are_empty(filled):
    found = look(filled, "不存在的词")
    assert (found.total, found.rows, found.has_next) == (0, [], False)
    assert found.facets == {name: {} for name in FACETS}


def test_pages_joined_are_the_whole_list(filled):
    for words in ("", "路", "公路 建设"):
        whole = [row.document.id for row in look(filled, words, page=Page(first=100)).rows]
        assert len(whole) > 1
        for size in (1, 4, 100):
            assert [row.document.id for page in _pages(filled, words, size) for row in page.rows] == whole


def _pages(engine: SearchEngine, words: str, size: int) -> Iterator[Results]:
    page = look(engine, words, page=Page(first=size))
    yield page
    while page.has_next:
        page = look(engine, words, page=Page(first=size, after=page.rows[-1].cursor))
        yield page


def test_a_page_of_no_rows_still_counts(filled):
    found = look(filled, "路", page=Page(first=0))
    assert (found.rows, found.total, found.has_next) == ([], 6, True)


def test_frequencies_change_the_order_never_the_hits(filled, committed):
    before = {words: set(names(look(filled, words))) for words in ("路", "建议", "残疾人 康复")}
    with committed.login("worker"):
        filled.measure()
        filled.measure()
    assert {words: set(names(look(filled, words))) for words in before} == before


def test_hits_are_highlighted_in_the_text_as_it_was_written(filled):
    (found,) = look(filled, "g211 路灯").rows
    assert Fragment("Ｇ２１１", True) in found.title
    assert [fragment.text for fragment in found.text if fragment.hit] == ["G211", "路灯"]
    assert (found.reply, found.outcome) == ([], [])
    (lamp,) = [row for row in look(filled, "路灯").rows if NAMES[row.document.id] == "lamp"]
    assert [fragment.text for fragment in lamp.reply if fragment.hit] == ["路灯", "路灯"]


def test_a_document_comes_back_as_it_was_written(filled):
    (found,) = look(filled, "七里关大桥").rows
    assert found.document == next(d for d in written() if NAMES[d.id] == "bridge")


def test_what_engines_choke_on_is_only_text(fill, engine):
    fill(
        document(1, title="a" * 300, text="字" * 20_000, reply="'\\&|!:*()<->", outcome='"路灯"; DROP TABLE'),
        document(2, title="𐌰" * 300, text="%s {} $1 \x01\x02", tenant=NEIGHBOUR),
    )
    assert [row.document.tenant for row in look(engine, "a" * 200).rows] == []
    assert [row.document.tenant for row in look(engine, "路灯").rows] == [GOUYUAN]
    assert [row.document.tenant for row in look(engine, "𐌰" * 127).rows] == [NEIGHBOUR]
    assert look(engine, "字" * 200).total == 1
    assert look(engine, "'\\ & | ! ( ) :* <-> \"").total == 2


@pytest.mark.parametrize("words", ["路" * 201, "路\x00", "\ud800"])
def test_words_that_nobody_can_have_written_are_refused(filled, words):
    with pytest.raises(Invalid) as refused:
        look(filled, words)
    assert refused.value.field == "words"


@pytest.mark.parametrize("mark", ["x", "WzEsMl0", "bnVsbA", "WyJhIiwiYiJd", "WzEsIlx1MDAwMCJd", "WzFlOTk5LCJhIl0", "W3RydWUsImEiXQ"])
def test_a_page_mark_that_is_not_ours_is_refused(filled, mark):
    with pytest.raises(Invalid) as refused:
        look(filled, "路", page=Page(after=mark))
    assert refused.value.code == "bad_cursor"


def test_filter_values_are_text_too(filled):
    assert look(filled, filters=Filters(state=("'; DROP TABLE x", "路" * 200))).total == 0
    with pytest.raises(Invalid) as refused:
        look(filled, filters=Filters(category=("交\x00通",)))
    assert refused.value.field == "category"
