"""Tables of a Word document: heads that repeat, rows that stay whole, numbers to the right."""

from __future__ import annotations

from typing import Any

from locales.words import Words
from reports.documents import palette
from reports.documents.book import Row, RowRole, Table, Tone
from reports.documents.docx_parts import (
    borders,
    cell_margins,
    element,
    repeated,
    run,
    shade,
    unbroken,
    widths,
)
from reports.documents.text import NUMERIC, cell_text

_MOST_COLUMNS = 8  # more than these are set in smaller letters
_LETTER = 1.3  # of a bold heading, beside the letters that widths are given in
_ALIGN = {True: "right", False: "left"}


def add_table(document: Any, table: Table, words: Words, width: float) -> None:
    """Add a table as wide as the page's text (``width`` in millimetres)."""
    size = 11.0 if len(table.columns) <= _MOST_COLUMNS else 9.5
    made = document.add_table(rows=1 + len(table.rows), cols=len(table.columns))
    borders(made)
    cell_margins(made, 70)
    grid = [list(row.cells) for row in made.rows]  # asking python-docx for a cell again and again is slow
    for number, column in enumerate(table.columns):
        _write(grid[0][number], column.title, size, align="center", bold=True)
        shade(grid[0][number], palette.HEAD)
    repeated(made.rows[0])
    unbroken(made.rows[0])
    _widths(made, table, width)
    for cells, row, drawn in zip(grid[1:], table.rows, list(made.rows)[1:], strict=True):
        unbroken(drawn)
        _row(cells, table, row, words, size)


def _widths(made: Any, table: Table, width: float) -> None:
    wanted = [max(column.width, _LETTER * _longest_word(column.title)) for column in table.columns]
    widths(made, [width * one / sum(wanted) for one in wanted])


def _longest_word(title: str) -> int:
    return max(map(len, title.split()), default=1)


def _row(cells: list[Any], table: Table, row: Row, words: Words, size: float) -> None:
    if row.role is RowRole.GROUP:
        whole = cells[0].merge(cells[-1]) if len(cells) > 1 else cells[0]
        _write(whole, str(row.cells[0].value), size, align="left", bold=True)
        whole.paragraphs[0].paragraph_format.keep_with_next = True
        shade(whole, palette.GROUP)
        return
    for number, cell in enumerate(row.cells):
        tone = table.tone_of(number, cell)
        _write(
            cells[number],
            cell_text(table, number, cell, words),
            size,
            align=_ALIGN[table.kind_of(number, cell) in NUMERIC],
            bold=row.role is RowRole.TOTAL,
            colour="" if tone is Tone.PLAIN else palette.TEXT[tone],
        )


def _write(cell: Any, text: str, size: float, *, align: str, bold: bool = False, colour: str = "") -> None:
    paragraph = cell.paragraphs[0]
    if align != "left":
        paragraph._p.get_or_add_pPr().append(element("w:jc", val=align))
    if text:
        run(paragraph, text, size, bold=bold, colour=colour)
        return
    # The mark at a paragraph's end has a size too: without this an empty cell makes its row taller.
    marked = element("w:rPr")
    marked.append(element("w:sz", val=str(int(size * 2))))
    paragraph._p.get_or_add_pPr().append(marked)
