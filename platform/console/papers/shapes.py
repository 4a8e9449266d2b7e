"""What a paper is made of. A new paper is a function that answers these shapes; the two printers know nothing else."""

from __future__ import annotations

from typing import TypeAlias

import msgspec


class Cell(msgspec.Struct, frozen=True):
    """A field of a form with what stands in it; `lines` is the room that it keeps at least, for what is written by hand."""

    label: str
    value: str = ""
    lines: int = 1

    @property
    def height(self) -> int:
        """Of the lines, in points at 96 to the inch, as HTML counts them."""
        return 26 * self.lines


class Form(msgspec.Struct, frozen=True):
    """A form of fields: every row has one, two or three of them."""

    rows: tuple[tuple[Cell, ...], ...]

    @property
    def tag(self) -> str:
        return "form"


class Table(msgspec.Struct, frozen=True):
    """A list; its head is repeated on every page. `widths` are parts of the whole."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]

    @property
    def tag(self) -> str:
        return "table"

    @property
    def shares(self) -> tuple[float, ...]:
        """Percent of the paper's width."""
        return tuple(round(100 * one / sum(self.widths), 2) for one in self.widths)


class Text(msgspec.Struct, frozen=True):
    """Paragraphs; the lines of one paragraph stay lines. `address` begins at the edge: to whom it is written."""

    paragraphs: tuple[str, ...]
    address: str = ""

    @property
    def tag(self) -> str:
        return "text"


class Heading(msgspec.Struct, frozen=True):
    words: str

    @property
    def tag(self) -> str:
        return "heading"


class Signature(msgspec.Struct, frozen=True):
    """Lines at the right edge: who signs, the seal's place, the day."""

    lines: tuple[str, ...]

    @property
    def tag(self) -> str:
        return "signature"


class Cut(msgspec.Struct, frozen=True):
    """Where the part that comes back is torn off."""

    @property
    def tag(self) -> str:
        return "cut"


Block: TypeAlias = Form | Table | Text | Heading | Signature | Cut


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """One sheet, or several where its lists are long. `house` stands above the title, `note` at its right below."""

    title: str
    house: str
    blocks: tuple[Block, ...]
    note: str = ""
    landscape: bool = False


class Print(msgspec.Struct, frozen=True, kw_only=True):
    """What one file holds: papers, each beginning on a page of its own."""

    name: str
    papers: tuple[Paper, ...]
