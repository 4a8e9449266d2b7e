"""The one tokeniser. Both engines are given its tokens, so that both find the same.

A Han character is a token, a run of other letters and digits is a token (with . and , inside a number), and two neighbours with nothing
between them are a token too: 修公路 gives 修, 修公, 公, 公路, 路. What is compared is folded: NFKC, then case.
"""
from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from functools import lru_cache
from itertools import chain, pairwise
from operator import add
from typing import Final, NamedTuple

LONGEST: Final = 255  # UTF-16 units: the whitespace analyzer cuts longer tokens in two
HAN: Final = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF))
HAN_SIGNS: Final = "々〇〻"
VOWELS_AND_FINALS: Final = (0x1160, 0x11FF)  # jamo that compose with the Hangul letter before them
VARIATION_SELECTORS: Final = ((0xFE00, 0xFE0F), (0xE0100, 0xE01EF))
CHINESE_COMMA: Final = "，"  # NFKC would make it the comma of 1,234 and one number of 2013，2014

Word = tuple[str, ...]
Span = tuple[int, int]


class Token(NamedTuple):
    """A token and where it stands in the text as it was written."""

    text: str
    start: int
    end: int


class Fragment(NamedTuple):
    """A piece of a text, and whether the query is why it is shown."""

    text: str
    hit: bool


class Sort(StrEnum):
    """What a folded character is, as one letter: a text's sorts are a string beside it, in which tokens are found by a pattern."""

    HAN = "h"
    LETTER = "l"
    DIGIT = "d"
    MARK = "m"  # goes on with a run, is nothing by itself
    POINT = "p"  # joins two digits
    GAP = " "


TOKEN: Final = re.compile(r"h|[ld](?:[ldm]|(?<=d)p(?=d))*")
SEGMENT: Final = re.compile(f"(?:{TOKEN.pattern})+")
NOT_HAN: Final = re.compile("[^h]")
NOT_ONE: Final = "\0"  # stands for a character that does not simply fold into one


def tokens(text: str) -> list[Token]:
    """Every single and every pair, in the order of the text."""
    found: list[Token] = []
    for segment in _segments(text):
        for here, following in zip(segment, [*segment[1:], None], strict=True):
            found.append(_cut(here))
            if following:
                found.append(_pair(here, following))
    return found


def token_texts(text: str) -> list[str]:
    """The texts of `tokens`, for an index, which need not know where they stand: a fifth of the work."""
    folded, _, _ = _folded(text)
    sorts = folded.translate(_SORTS)
    found: list[str] = []
    for segment in SEGMENT.finditer(sorts):
        low, high = segment.span()
        singles = [folded[slice(*one.span())] for one in TOKEN.finditer(sorts, low, high)] if NOT_HAN.search(sorts, low, high) else folded[low:high]
        found += chain.from_iterable(zip(singles, map(add, singles, singles[1:]), strict=False))
        found.append(singles[-1])
    return found if max(map(len, found), default=0) <= LONGEST // 2 else list(map(_shortened, found))


def parse(words: str) -> tuple[Word, ...]:
    """What must all be found: for each word between spaces its pairs, where nothing stands next to a token that token itself.

    A word without tokens (only punctuation) asks for nothing and is left out.
    """
    parsed = (_wanted(word) for word in words.split())
    return tuple(dict.fromkeys(word for word in parsed if word))


def normal(text: str) -> str:
    """The text as frequencies are counted in it: folded, gaps as one blank, runs closed in so that 5 is not counted in 15."""
    return " ".join("".join(map(_closed, segment)) for segment in _segments(text))


def run(token: str) -> str:
    """A token, single or pair, as `normal()` writes it."""
    return "".join(_closed(single) for segment in _segments(token) for single in segment)


def highlight(text: str, words: Sequence[Word]) -> list[Fragment]:
    """The whole text in fragments; a word is marked where all of it stands in this text."""
    return _fragments(text, _hits(text, words), 0, len(text))


def excerpt(text: str, words: Sequence[Word], *, length: int = 120, before: int = 24) -> list[Fragment]:
    """At most `length` characters of the text, from shortly before the first hit; "…" where it is cut."""
    hits = _hits(text, words)
    start = max(0, min(hits[0][0] - before, len(text) - length)) if hits else 0
    end = min(len(text), start + length)
    inside = _fragments(text, hits, start, end)
    return [*_dots(start > 0), *inside, *_dots(end < len(text))]


def _closed(single: Token) -> str:
    return single.text if _is_han(single.text) else f"\x01{single.text}\x02"


def _wanted(word: str) -> Word:
    wanted: list[str] = []
    for segment in _segments(word):
        pairs = [_pair(*both).text for both in pairwise(segment)]
        wanted += pairs or [_cut(segment[0]).text]
    return tuple(dict.fromkeys(wanted))


def _segments(text: str) -> Iterator[list[Token]]:
    """Runs of neighbours: the single tokens between two gaps."""
    folded, starts, ends = _folded(text)
    segment: list[Token] = []
    last = 0
    for found in TOKEN.finditer(folded.translate(_SORTS)):
        low, high = found.span()
        if low != last and segment:
            yield segment
            segment = []
        segment.append(Token(folded[low:high], starts[low], ends[high - 1]))
        last = high
    if segment:
        yield segment


def _folded(text: str) -> tuple[str, Sequence[int], Sequence[int]]:
    """The folded text, and for each of its characters where what it was folded from starts and ends."""
    simple = text.translate(_FOLDS)
    if NOT_ONE not in simple:
        return simple, range(len(text)), range(1, len(text) + 1)
    parts = [(_fold(text[start:end]), start, end) for start, end in _clusters(text)]
    folded = "".join(part for part, _, _ in parts)
    return folded, [start for part, start, _ in parts for _ in part], [end for part, _, end in parts for _ in part]


def _clusters(text: str) -> Iterator[Span]:
    """８ is one character for one, ㎡ gives two, an accent belongs to its letter."""
    borders = [0, *(at for at in range(1, len(text)) if not _joins(text[at])), len(text)]
    return pairwise(borders)


@lru_cache(maxsize=16_384)
def _joins(char: str) -> bool:
    """Does the character compose with the one before it?"""
    first = unicodedata.normalize("NFKD", char)[0]
    return unicodedata.combining(first) != 0 or _within(first, [VOWELS_AND_FINALS])


@lru_cache(maxsize=16_384)
def _fold(cluster: str) -> str:
    if cluster == CHINESE_COMMA:
        return cluster
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", cluster).casefold())
    return "".join(c for c in folded if unicodedata.category(c) != "Cf" and not _within(c, VARIATION_SELECTORS))


def _sort(char: str) -> Sort:
    if char in HAN_SIGNS or _within(char, HAN):
        return Sort.HAN
    if char in ".,":
        return Sort.POINT
    if unicodedata.category(char).startswith("M"):
        return Sort.MARK
    if char.isdigit():
        return Sort.DIGIT
    return Sort.LETTER if char.isalnum() else Sort.GAP


def _simply_folded(char: str) -> str:
    folded = _fold(char)
    return folded if len(folded) == 1 and folded != "\0" and not _joins(char) else NOT_ONE


class _Table(dict[int, str]):
    """A table for `str.translate` that learns each character when it first comes."""

    def __init__(self, learn: Callable[[str], str]) -> None:
        super().__init__()
        self.learn = learn

    def __missing__(self, code: int) -> str:
        self[code] = self.learn(chr(code))
        return self[code]


_FOLDS: Final = _Table(_simply_folded)
_SORTS: Final = _Table(_sort)


def _is_han(text: str) -> bool:
    return len(text) == 1 and text.translate(_SORTS) == Sort.HAN


def _within(char: str, ranges: Iterable[tuple[int, int]]) -> bool:
    return any(low <= ord(char) <= high for low, high in ranges)


def _pair(left: Token, right: Token) -> Token:
    return _cut(Token(left.text + right.text, left.start, right.end))


def _cut(token: Token) -> Token:
    return token if len(token.text) <= LONGEST // 2 else token._replace(text=_shortened(token.text))


def _shortened(text: str) -> str:
    return text[: LONGEST if max(text) <= "\uffff" else LONGEST // 2]


def _hits(text: str, words: Sequence[Word]) -> list[Span]:
    """Where the query stands in the text: spans in order, those that touch joined."""
    found = tokens(text)
    there = {token.text for token in found}
    wanted = {part for word in words if there.issuperset(word) for part in word}
    joined: list[Span] = []
    for start, end in sorted((token.start, token.end) for token in found if token.text in wanted):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _fragments(text: str, hits: Sequence[Span], start: int, end: int) -> list[Fragment]:
    fragments, at = [], start
    for low, high in hits:
        low, high = max(low, start), min(high, end)
        if low < high:
            fragments += [Fragment(text[at:low], False), Fragment(text[low:high], True)]
            at = high
    return [fragment for fragment in [*fragments, Fragment(text[at:end], False)] if fragment.text]


def _dots(cut: bool) -> list[Fragment]:
    return [Fragment("…", False)] if cut else []
