"""What a cell and a row may be. Pure: what was written goes in, values and mistakes come out."""
from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

import msgspec

from imports.columns import Column, Form
from townships.errors import Invalid
from townships.text import LIMITS

Cells = Mapping[str, str]
Values = dict[str, Any]
BETWEEN: Final = re.compile(r"[、，,;；\n]+")
DAY: Final = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?")
YES: Final[Mapping[str, bool]] = {"是": True, "否": False, "yes": True, "no": False, "1": True, "0": False, "√": True}
OUT_OF_SESSION: Final = frozenset({"闭会", "0"})
#: The days of a case in the order of its life.
LIFE: Final = ("submitted_on", "registered_on", "handed_over_on", "replied_on", "delivered_on", "rated_on", "concluded_on")
#: What is told makes no sense without what comes before it.
NEEDS: Final[Mapping[str, str]] = {
    "handed_over_on": "units", "units": "handed_over_on", "replied_on": "handed_over_on", "meaning": "replied_on", "delivered_on": "replied_on",
    "reply_text": "replied_on", "rated_on": "result", "result": "attitude", "attitude": "rated_on", "concluded_on": "replied_on",
}  # fmt: skip


class Mistake(msgspec.Struct, frozen=True):
    """What is wrong in a column of a row; `code` has its words in `errors`."""

    column: str
    code: str
    params: dict[str, Any] = {}


class Wrong(Exception):
    def __init__(self, code: str, **params: Any) -> None:
        self.code, self.params = code, params


def head(found: Sequence[str], columns: Sequence[Column]) -> dict[int, Column]:
    """Place → column. Others are left aside; raises `Invalid` where one that is needed is missing."""
    by_head = {column.head: column for column in columns}
    placed = {place: by_head[words.strip()] for place, words in enumerate(found) if words.strip() in by_head}
    missing = [column.head for column in columns if column.needed and column not in placed.values()]
    if missing:
        raise Invalid("no_head", "file", missing="、".join(missing))
    return placed


def read(cells: Cells, columns: Sequence[Column]) -> tuple[Values, list[Mistake]]:
    """The row's values, each in its own form, and what is wrong with it by itself."""
    values: Values = {}
    mistakes = []
    for column in columns:
        written = cells.get(column.name, "").strip()
        try:
            values[column.name] = _value(written, column)
        except Wrong as wrong:
            mistakes.append(Mistake(column.name, wrong.code, wrong.params))
    return values, mistakes


def _value(written: str, column: Column) -> Any:
    if not written:
        if column.needed:
            raise Wrong("cell_empty")
        return {Form.NAMES: [], Form.YES: False}.get(column.form, "" if column.form in (Form.LINE, Form.TEXT, Form.TITLE) else None)
    if any(unicodedata.category(one) in ("Cc", "Cs", "Cn") and one not in "\n\r\t" for one in written):
        raise Wrong("cell_control")
    return READERS[column.form](written, column)


def _written(most: str) -> Callable[[str, Column], str]:
    def read(written: str, _column: Column) -> str:
        if len(written) > LIMITS[most]:
            raise Wrong("cell_too_long", most=LIMITS[most], have=len(written))
        return written

    return read


def _day(written: str, _column: Column) -> date:
    found = DAY.match(written)
    try:
        return date(*map(int, found.groups())) if found else datetime.fromisoformat(written).date()
    except ValueError:
        raise Wrong("cell_no_day", value=written[:40]) from None


def _number(written: str, _column: Column) -> int:
    plain = written.removesuffix(".0")
    if not plain.isascii() or not plain.isdigit() or len(plain) > 6:
        raise Wrong("cell_no_number", value=written[:40])
    return int(plain)


def _session(written: str, column: Column) -> int:
    return 0 if written in OUT_OF_SESSION else _number(written, column)


def _names(written: str, _column: Column) -> list[str]:
    if len(written) > LIMITS["text"]:
        raise Wrong("cell_too_long", most=LIMITS["text"], have=len(written))
    return [name.strip() for name in BETWEEN.split(written) if name.strip()]


def _yes(written: str, column: Column) -> bool:
    if written.lower() not in YES:
        raise Wrong("cell_not_one_of", value=written[:40], known="是、否")
    return YES[written.lower()]


def _choice(written: str, column: Column) -> str:
    if written not in column.choices:
        raise Wrong("cell_not_one_of", value=written[:40], known="、".join(column.choices))
    return column.choices[written]


READERS: Final[Mapping[Form, Callable[[str, Column], Any]]] = {
    Form.TITLE: _written("title"), Form.LINE: _written("line"), Form.TEXT: _written("text"), Form.DAY: _day, Form.NUMBER: _number,
    Form.SESSION: _session, Form.NAMES: _names, Form.YES: _yes, Form.CHOICE: _choice,
}  # fmt: skip


# ---------------------------------------------------------------- one case
def check_case(values: Values, heads: Mapping[str, str], today: date) -> Iterator[Mistake]:
    """Its days follow each other, none is to come, and nothing is told without what it rests on."""
    last = ""
    for name in LIFE:
        day = values.get(name)
        if day is None:
            continue
        if day > today:
            yield Mistake(name, "cell_in_the_future")
        if last and day < values[last]:
            yield Mistake(name, "cell_out_of_order", {"other": heads[last]})
        last = name
    for name, other in NEEDS.items():
        if values.get(name) and not values.get(other):
            yield Mistake(name, "cell_without", {"other": heads[other]})
    if values.get("replied_on") and not values.get("meaning"):
        yield Mistake("meaning", "cell_empty")
    if values.get("serial") == 0:
        yield Mistake("serial", "cell_no_number", {"value": "0"})


def numbered_name(written: str) -> tuple[str, int | None]:
    """张三(12): a name, and the deputy's number where two are called the same."""
    found = re.fullmatch(r"(.+?)\s*[(（](\d{1,4})[)）]", written)
    return (found[1], int(found[2])) if found else (written, None)
