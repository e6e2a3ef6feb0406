"""A table as plain text for a terminal: numbers to the right, written as the language writes them."""

from __future__ import annotations

import unicodedata
from datetime import date
from decimal import Decimal
from fractions import Fraction

from locales.words import UNDEFINED, Words, compared
from models.indicators import rounded
from reports.figures import INDEX_PLACES, POINT_PLACES
from reports.table import Bound, Cell, CellKind, Column, Table

_PLACES = {CellKind.POINTS: POINT_PLACES, CellKind.INDEX: INDEX_PLACES}


def plain_text(table: Table, words: Words, *, heading: bool = True) -> str:
    """Return title, header, rule and rows; columns are two blanks apart."""
    titles = [words.text(column.title) for column in table.columns]
    written = [
        [cell_text(cell, column, words) for cell, column in zip(row, table.columns, strict=True)]
        for row in table.rows
    ]
    widths = [max(map(cells_wide, column)) for column in zip(titles, *written, strict=True)]
    lines = [_line(cells, widths, table.columns) for cells in (titles, *written)]
    lines.insert(1, "  ".join("─" * width for width in widths))
    if heading:
        lines.insert(0, words.text(table.title))
    return "\n".join(lines)


def cell_text(cell: Cell, column: Column, words: Words) -> str:
    """Return one cell as the language writes it; undefined is a dash."""
    if cell is None:
        return UNDEFINED
    if column.kind is CellKind.YES_NO:
        return words.text("yes") if cell else words.text("no")
    if isinstance(cell, date):
        return words.date(cell)
    if isinstance(cell, str):
        return cell
    if isinstance(cell, Bound):
        return words.bound(compared(cell.comparison), cell.value, percent=cell.percent)
    return _number(cell, column.kind, words)


def _number(cell: int | Decimal | Fraction, kind: CellKind, words: Words) -> str:
    if kind is CellKind.PERCENT:
        return words.percent(rounded(Fraction(cell)))
    if kind is CellKind.GROWTH:
        return words.signed(rounded(Fraction(cell), POINT_PLACES), POINT_PLACES)
    if kind in _PLACES:
        return words.number(rounded(Fraction(cell), _PLACES[kind]), _PLACES[kind])
    return words.number(rounded(cell) if isinstance(cell, Fraction) else cell)


def cells_wide(text: str) -> int:
    """Return how many terminal cells a text takes (NFC Vietnamese: one a letter)."""
    return sum(0 if unicodedata.combining(char) else 1 for char in text)


def _line(cells: list[str], widths: list[int], columns: tuple[Column, ...]) -> str:
    padded = []
    for text, width, column in zip(cells, widths, columns, strict=True):
        blanks = " " * (width - cells_wide(text))
        padded.append(blanks + text if column.right else text + blanks)
    return "  ".join(padded).rstrip()
