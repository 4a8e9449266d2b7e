"""A PDF read back as a reader gets it: its fonts, its words, and where each letter stands."""

from __future__ import annotations

import io
import re
from typing import Any

import pdfplumber
from pdfminer.pdftypes import resolve1

A4 = (595, 842)


def fonts(content: bytes) -> dict[str, bool]:
    """The name of each font and whether the file carries it."""
    found = {}
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        for page in pdf.pages:
            for font in (resolve1(resolve1(page.page_obj.resources)["Font"]) or {}).values():
                font = resolve1(font)
                inner = resolve1(resolve1(font.get("DescendantFonts", [font]))[0])
                described = resolve1(inner.get("FontDescriptor", {}))
                found[font["BaseFont"].name] = any(f"FontFile{kind}" in described for kind in ("", "2", "3"))
    return found


def text(content: bytes) -> str:
    """All letters in their order, without blanks and line ends: a name that was broken over two lines is whole."""
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        return "".join(re.sub(r"\s", "", page.extract_text(use_text_flow=True)) for page in pdf.pages)


def pages(content: bytes) -> list[tuple[int, int]]:
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        return [(round(page.width), round(page.height)) for page in pdf.pages]


def outside(content: bytes) -> list[Any]:
    """Letters that stand, in part or whole, beyond the page's edge or on its outermost five millimetres, where printers do not print."""
    edge = 14
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        return [
            (page.page_number, one["text"])
            for page in pdf.pages for one in page.chars
            if one["x0"] < edge or one["x1"] > page.width - edge or one["top"] < edge or one["bottom"] > page.height - edge
        ]  # fmt: skip


def missing(content: bytes) -> int:
    """How many times the glyph for "no such letter" is set."""
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        drawn = b"".join(resolve1(one).get_data() for page in pdf.pages for one in page.page_obj.contents)
    return sum(code == b"0000" for word in re.findall(rb"<([0-9a-fA-F]+)>", drawn) for code in re.findall(rb".{4}", word))
