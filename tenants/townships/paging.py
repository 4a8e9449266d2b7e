"""Keyset pages: every list that leaves a query is one."""
from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Any, Final, Generic, TypeVar

import msgspec
from django.core.exceptions import ValidationError
from django.db import DataError

from townships.errors import Invalid

MOST: Final = 100
Row = TypeVar("Row")


class Page(msgspec.Struct, frozen=True):
    """What is asked: how many rows, after which mark."""

    first: int = 25
    after: str | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.first <= MOST:
            raise Invalid("page_too_large", "first", most=MOST)


class Slice(msgspec.Struct, Generic[Row]):
    """What is answered. `total` is called only when somebody asks how many there are in all."""

    rows: Sequence[Row]
    cursors: Sequence[str]
    has_next: bool
    total: Callable[[], int]


def cursor(key: Sequence[Any]) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(list(key))).decode().rstrip("=")


def key_of(mark: str, width: int) -> list[Any]:
    """The key behind a mark; refuses anything that we did not make."""
    try:
        key = msgspec.json.decode(base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4)))
    except (binascii.Error, ValueError, msgspec.DecodeError):
        raise Invalid("bad_cursor", "after") from None
    if not isinstance(key, list) or len(key) != width:
        raise Invalid("bad_cursor", "after")
    return key


class Marks(Sequence[str]):
    """The marks of a page's rows, made when they are looked at: most pages are asked for their last one only."""

    def __init__(self, rows: Sequence[Any], fields: Sequence[str]) -> None:
        self._keys = [[row[name] for name in fields] for row in rows]

    def __len__(self) -> int:
        return len(self._keys)

    def __getitem__(self, index: Any) -> Any:
        return cursor([_plain(value) for value in self._keys[index]])


def keyset(rows: Any, page: Page, order: Sequence[str]) -> Slice[dict[str, Any]]:
    """One page of a `values()` query set, ordered by non-null columns of which the last is unique.

    `order` as in `order_by`; all ascending or all descending. Two more rows are never read than one.
    """
    fields = [name.lstrip("-") for name in order]
    counted = rows.order_by()
    got = _fetched(rows.order_by(*order), fields, page, descending=order[0].startswith("-"))
    shown = got[: page.first]
    return Slice(rows=shown, cursors=Marks(shown, fields), has_next=len(got) > page.first, total=counted.count)


def slice_of(rows: Sequence[Row], page: Page) -> Slice[Row]:
    """One page of rows that are all in hand, because they were computed; a mark is a place among them."""
    after = _place(page.after) if page.after else 0
    shown = rows[after : after + page.first]
    marks = [cursor([after + place]) for place in range(1, len(shown) + 1)]
    return Slice(rows=shown, cursors=marks, has_next=after + page.first < len(rows), total=lambda: len(rows))


def _place(mark: str) -> int:
    [place] = key_of(mark, 1)
    if type(place) is not int or place < 0:
        raise Invalid("bad_cursor", "after")
    return place


def _fetched(rows: Any, fields: Sequence[str], page: Page, *, descending: bool) -> list[dict[str, Any]]:
    if not page.after:
        return list(rows[: page.first + 1])
    try:
        return list(rows.filter(_beyond(fields, key_of(page.after, len(fields)), descending=descending))[: page.first + 1])
    except (ValidationError, ValueError, TypeError, OverflowError, DataError):
        raise Invalid("bad_cursor", "after") from None


def _beyond(fields: Sequence[str], key: Sequence[Any], *, descending: bool) -> Any:
    from django.db.models import Q

    lookup = "lt" if descending else "gt"
    beyond, same = Q(), Q()
    for name, value in zip(fields, key, strict=True):
        beyond |= same & Q(**{f"{name}__{lookup}": value})
        same &= Q(**{name: value})
    return beyond


def _plain(value: Any) -> Any:
    return value if isinstance(value, int | str | float | bool) or value is None else str(value)
