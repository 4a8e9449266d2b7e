"""A workbook or a CSV file as rows of text. Looked at before anything of it is unpacked: macros, bombs and other kinds are refused."""
from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, Final

from openpyxl import load_workbook

import attachments.queries
from attachments.events import Kind as FileKind
from imports import rules
from imports.columns import MOST_ROWS, Column
from people.actor import Actor
from townships.errors import Invalid

MOST_COLUMNS: Final = 200
Line = tuple[int, dict[str, str]]  # its row in the sheet, and what stands in each column


def lines(viewer: Actor, name: str, data: bytes, columns: Sequence[Column]) -> list[Line]:
    """Every row that is not blank. Raises `Invalid`."""
    written = _csv(data) if name.lower().endswith(".csv") else _workbook(viewer, name, data)
    first = next(written, None)
    if first is None:
        raise Invalid("no_head", "file", missing="、".join(column.head for column in columns if column.needed))
    placed = rules.head(first[1], columns)
    found = [(place, {column.name: cells[at] for at, column in placed.items() if at < len(cells)}) for place, cells in written]
    if not found:
        raise Invalid("no_rows", "file")
    return found


def _csv(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """UTF-8, or the encoding in which Excel saves CSV in China."""
    if b"\x00" in data:
        raise Invalid("no_sheet", "file")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030", errors="replace")
    try:
        yield from _filled(enumerate(csv.reader(io.StringIO(text, newline="")), 1))
    except csv.Error as broken:
        raise Invalid("no_sheet", "file") from broken


def _workbook(viewer: Actor, name: str, data: bytes) -> Iterator[tuple[int, list[str]]]:
    if attachments.queries.kind_of(viewer=viewer, name=name, data=data) is not FileKind.EXCEL:
        raise Invalid("no_sheet", "file")
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        rows = book.worksheets[0].iter_rows(values_only=True, max_col=MOST_COLUMNS)
        yield from _filled(enumerate(([_text(value) for value in row] for row in rows), 1))
    except Invalid:
        raise
    except Exception as broken:  # whatever a damaged workbook makes the library raise
        raise Invalid("file_broken", "file") from broken


def _filled(rows: Iterable[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    kept = 0
    for place, cells in rows:
        if any(cell.strip() for cell in cells):
            kept += 1
            if kept > MOST_ROWS + 1:
                raise Invalid("too_many_rows", "file", most=MOST_ROWS)
            yield place, [cell.removeprefix("'") for cell in cells]


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
