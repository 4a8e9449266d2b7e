"""The one tokeniser. Both engines are given its tokens, so that both find the same.

A Han character is a token, a run of other letters and digits is a token (with . and , inside a number), and two neighbours with nothing
between them are a token too: 修公路 gives 修, 修公, 公, 公路, 路. What is compared is folded: NFKC, then case.
"""
from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from functools import lru_cache
from itertools import pairwise
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


class Sort(Enum):
    HAN = "Han"
    RUN = "letters and digits"
    MARK = "goes on with a run, is nothing by itself"
    POINT = "joins two digits"
    GAP = "separates"


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
    return [token.text for token in tokens(text)]


def parse(words: str) -> tuple[Word, ...]:
    """What must all be found: for each word between spaces its pairs, where nothing stands next to a token that token itself.

    A word without tokens (only punctuation) asks for nothing and is left out.
    """
    parsed = (_wanted(word) for word in words.split())
    return tuple(dict.fromkeys(word for word in parsed if word))


def normal(text: str) -> str:
    """The text as frequencies are counted in it: folded, gaps as one blank, runs closed by `run()` so that 5 is not counted in 15."""
    return " ".join("".join(run(token.text) for token in segment) for segment in _segments(text))


def run(token: str) -> str:
    """A token as `normal()` writes it, single or pair."""
    pieces = (f"\x01{piece.text}\x02" if not _is_han(piece.text) else piece.text for segment in _segments(token) for piece in segment)
    return "".join(pieces)


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


def _wanted(word: str) -> Word:
    wanted: list[str] = []
    for segment in _segments(word):
        pairs = [_pair(*both).text for both in pairwise(segment)]
        wanted += pairs or [_cut(segment[0]).text]
    return tuple(dict.fromkeys(wanted))


def _segments(text: str) -> Iterator[list[Token]]:
    """Runs of neighbours: the single tokens between two gaps."""
    segment: list[Token] = []
    open_run = False
    for sort, char, start, end in _sorted_characters(text):
        if sort is Sort.GAP:
            if segment:
                yield segment
            segment, open_run = [], False
        elif open_run and sort is not Sort.HAN:
            segment[-1] = Token(segment[-1].text + char, segment[-1].start, end)
        else:
            segment.append(Token(char, start, end))
            open_run = sort is Sort.RUN
    if segment:
        yield segment


def _sorted_characters(text: str) -> Iterator[tuple[Sort, str, int, int]]:
    """Each folded character with its sort; a point or mark that does not stand inside a number or a run is a gap."""
    chars = [(_sort(char), char, start, end) for char, start, end in _folded(text)]
    before = Sort.GAP
    for at, (given, char, start, end) in enumerate(chars):
        sort = given
        if given is Sort.POINT:
            sort = Sort.RUN if 0 < at < len(chars) - 1 and _digit(chars[at - 1][1]) and _digit(chars[at + 1][1]) else Sort.GAP
        elif given is Sort.MARK:
            sort = before if before is Sort.RUN else Sort.GAP
        yield sort, char, start, end
        before = sort


def _folded(text: str) -> Iterator[tuple[str, int, int]]:
    """Folded characters with the span of what they were folded from: ８ is one for one, ㎡ gives two, an accent joins its letter."""
    for start, end in _clusters(text):
        for char in _fold(text[start:end]):
            yield char, start, end


def _clusters(text: str) -> Iterator[Span]:
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or not _joins(text[at]):
            yield start, at
            start = at


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


@lru_cache(maxsize=16_384)
def _sort(char: str) -> Sort:
    if _is_han(char):
        return Sort.HAN
    if char in ".,":
        return Sort.POINT
    if unicodedata.category(char).startswith("M"):
        return Sort.MARK
    return Sort.RUN if char.isalnum() else Sort.GAP


def _is_han(text: str) -> bool:
    return len(text) == 1 and (text in HAN_SIGNS or _within(text, HAN))


def _within(char: str, ranges: Iterable[tuple[int, int]]) -> bool:
    return any(low <= ord(char) <= high for low, high in ranges)


def _digit(char: str) -> bool:
    return char.isdigit()


def _pair(left: Token, right: Token) -> Token:
    return _cut(Token(left.text + right.text, left.start, right.end))


def _cut(token: Token) -> Token:
    most = LONGEST if max(token.text) <= "\uffff" else LONGEST // 2
    return token if len(token.text) <= most else token._replace(text=token.text[:most])


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
