"""The sheet that says of every figure where it comes from, with a link to the figure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from locales.words import Words
from reports.documents.book import Book, Kind, Tone, Trace
from reports.documents.text import clean, named
from reports.documents.xlsx_look import Look, page

_LONGEST = 32_000


@dataclass(frozen=True, slots=True)
class _Traced:
    sheet: str
    row: int
    column: int
    trace: Trace


class TraceSheet:
    """Collects traces while the tables are written, then writes its own sheet."""

    def __init__(self, name: str, book: Book, words: Words) -> None:
        self.name = name
        self._book = book
        self._words = words
        self._traced: list[_Traced] = []

    def add(self, sheet: str, row: int, column: int, trace: Trace) -> None:
        """Remember the trace of one cell."""
        self._traced.append(_Traced(sheet, row, column, trace))

    def write(self, workbook: Any, look: Look) -> None:
        """Write the sheet: one row a figure."""
        sheet = workbook.add_worksheet(self.name)
        text = self._words.text
        heads = (
            (text("Sheet"), 24),
            (text("Cell"), 8),
            (text("Figure"), 60),
            (text("Period"), 10),
            (text("Numerator"), 13),
            (text("Denominator"), 13),
            (text("Units counted"), 10),
            (text("Units missing"), 10),
            (text("Names of missing units"), 50),
            (text("Does not apply"), 10),
            (text("Entries"), 36),
        )
        sheet.write_string(0, 0, text("Where each figure comes from"), look.title)
        for number, (title, width) in enumerate(heads):
            sheet.set_column(number, number, width)
            sheet.write_string(2, number, title, look.head)
        sheet.freeze_panes(3, 3)
        for row, one in enumerate(self._traced, start=3):
            self._row(sheet, look, row, one)
        sheet.repeat_rows(2)
        page(sheet, landscape=True)
        sheet.print_area(0, 0, 2 + len(self._traced), len(heads) - 1)
        if self._traced:
            sheet.autofilter(2, 0, 2 + len(self._traced), len(heads) - 1)

    def _row(self, sheet: Any, look: Look, row: int, one: _Traced) -> None:
        trace = one.trace
        cell = f"{_letters(one.column)}{one.row + 1}"
        sheet.write_string(row, 0, one.sheet, look.text)
        # A formula of ours, not a stored link: a sheet holds 65,530 links at most. Names hold no quotes.
        place = f"#'{one.sheet}'!{cell}".replace('"', '""')
        sheet.write_formula(row, 1, f'=HYPERLINK("{place}","{cell}")', look.link, cell)
        sheet.write_string(row, 2, clean(trace.figure)[:_LONGEST], look.text)
        sheet.write_string(row, 3, self._words.period(trace.period), look.text)
        self._number(sheet, look, row, 4, trace.numerator, trace.kind)
        self._number(sheet, look, row, 5, trace.denominator)
        self._number(sheet, look, row, 6, Decimal(len(trace.counted)))
        self._number(sheet, look, row, 7, Decimal(len(trace.missing)))
        sheet.write_string(row, 8, named(trace.missing, self._book.units)[:_LONGEST], look.text)
        self._number(sheet, look, row, 9, Decimal(len(trace.excluded)))
        sheet.write_string(row, 10, ", ".join(trace.entries)[:_LONGEST], look.text)

    def _number(
        self, sheet: Any, look: Look, row: int, column: int, value: Decimal | None, kind: Kind = Kind.COUNT
    ) -> None:
        if value is None:
            sheet.write_string(row, column, "", look.text)
        else:
            sheet.write_number(row, column, value, look.cell(kind, value, Tone.PLAIN, total=False))


def _letters(column: int) -> str:
    """Return a column's letters: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
