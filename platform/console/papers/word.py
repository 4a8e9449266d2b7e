"""A print as a Word document: A4, in the fonts that offices have; names of fonts, no fonts, are in it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any, Final

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from console.papers.shapes import Cut, Form, Heading, Paper, Print, Signature, Table, Text

MEDIA: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SONG, WIDE, TALL, EDGE = "宋体", 210, 297, 20  # the font of office papers; millimetres
LINE: Final = Pt(19)
LABEL: Final = 0.18  # of the width


def word(printed: Print) -> bytes:
    document = Document()
    _style(document)
    for number, paper in enumerate(printed.papers):
        section = document.sections[0] if number == 0 else document.add_section()
        _page(section, paper.landscape)
        _paper(document, paper, _inner(paper))
    _numbered(document.sections[0])
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _style(document: Any) -> None:
    for name in ("Normal", "Heading 1", "Heading 2"):
        font = document.styles[name].font
        font.name = SONG
        font.color.rgb = None
        document.styles[name].element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), SONG)
    document.styles["Normal"].font.size = Pt(12)
    document.styles["Normal"].paragraph_format.space_after = Pt(4)


def _page(section: Any, landscape: bool) -> None:
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (Mm(TALL), Mm(WIDE)) if landscape else (Mm(WIDE), Mm(TALL))
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(EDGE)


def _inner(paper: Paper) -> int:
    """Millimetres between the margins."""
    return (TALL if paper.landscape else WIDE) - 2 * EDGE


def _paper(document: Any, paper: Paper, width: int) -> None:
    _line(document, paper.house, WD_ALIGN_PARAGRAPH.CENTER)
    title = _line(document, paper.title, WD_ALIGN_PARAGRAPH.CENTER, style="Heading 1")
    title.runs[0].font.size = Pt(18)
    if paper.note:
        _line(document, paper.note, WD_ALIGN_PARAGRAPH.RIGHT)
    for block in paper.blocks:
        MAKERS[type(block)](document, block, width)


def _line(document: Any, words: str, align: Any = None, style: str | None = None) -> Any:
    paragraph = document.add_paragraph(style=style)
    paragraph.alignment = align
    _write(paragraph, words)
    return paragraph


def _write(paragraph: Any, words: str) -> None:
    """A line that breaks stays one paragraph."""
    for number, line in enumerate(words.split("\n")):
        run = paragraph.add_run()
        if number:
            run.add_break(WD_BREAK.LINE)
        run.add_text(line)


def _form(document: Any, form: Form, width: int) -> None:
    """Each row is a table of its own: rows of one, two and three fields stand under each other without merged cells."""
    for row in form.rows:
        share = 1 / len(row)
        widths = [part * width for _cell in row for part in (LABEL, share - LABEL)]
        table = _grid(document, 1, widths)
        for place, cell in enumerate(row):
            _fill(table.rows[0].cells[2 * place], cell.label, bold=True)
            _fill(table.rows[0].cells[2 * place + 1], cell.value)
        table.rows[0].height = LINE * max(cell.lines for cell in row)
        _together(document)
    _line(document, "")


def _together(document: Any) -> None:
    """Two tables without a paragraph between them would become one: the smallest that Word knows stands between."""
    gap = document.add_paragraph()
    gap.paragraph_format.space_after = gap.paragraph_format.space_before = Pt(0)
    gap.paragraph_format.line_spacing = Pt(1)


def _table(document: Any, table: Table, width: int) -> None:
    grid = _grid(document, len(table.rows) + 1, [share * width / 100 for share in table.shares])
    for cell, words in zip(grid.rows[0].cells, table.head, strict=True):
        _fill(cell, words, bold=True)
    _repeated(grid.rows[0])
    for made, row in zip(list(grid.rows)[1:], table.rows, strict=True):
        for cell, words in zip(made.cells, row, strict=True):
            _fill(cell, words)
    _line(document, "")


def _grid(document: Any, rows: int, widths: Sequence[float]) -> Any:
    grid = document.add_table(rows=rows, cols=len(widths), style="Table Grid")
    grid.autofit = False
    for column, part in zip(grid.columns, widths, strict=True):
        column.width = Mm(part)
    for row in grid.rows:
        for cell, part in zip(row.cells, widths, strict=True):
            cell.width = Mm(part)
    return grid


def _fill(cell: Any, words: str, *, bold: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    _write(paragraph, words)
    for run in paragraph.runs:
        run.font.bold = bold
        run.font.size = Pt(10.5)


def _repeated(row: Any) -> None:
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _text(document: Any, text: Text, _width: int) -> None:
    if text.address:
        _line(document, text.address)
    for words in text.paragraphs:
        _line(document, words).paragraph_format.first_line_indent = Pt(24)


def _heading(document: Any, heading: Heading, _width: int) -> None:
    _line(document, heading.words, style="Heading 2")


def _signature(document: Any, signature: Signature, _width: int) -> None:
    for words in signature.lines:
        _line(document, words, WD_ALIGN_PARAGRAPH.RIGHT)


def _cut(document: Any, _cut: Cut, _width: int) -> None:
    _line(document, "- " * 30, WD_ALIGN_PARAGRAPH.CENTER)


MAKERS: Final[dict[type, Any]] = {Form: _form, Table: _table, Text: _text, Heading: _heading, Signature: _signature, Cut: _cut}


def _numbered(section: Any) -> None:
    """The page's number in the foot; the sections that follow take it over."""
    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)
