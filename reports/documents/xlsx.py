"""The book as a workbook: a sheet a table, native charts, and a sheet that says where every figure is from.

Numbers are numbers and dates are dates; every text is written as text, so none is ever taken for a formula.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter

from locales.words import UNDEFINED, Words
from reports.documents.book import Book, Cell, Kind, Row, RowRole, Table
from reports.documents.errors import TooManyFiguresError
from reports.documents.text import NUMERIC, clean, trace_text
from reports.documents.xlsx_charts import ChartSheet
from reports.documents.xlsx_look import Look, page
from reports.documents.xlsx_names import SheetNames
from reports.documents.xlsx_trace import TraceSheet

HEAD = 3  # the row of the headings; above it stand the title and the period
_MOST_ROWS, _MOST_COLUMNS, _LONGEST = 1_000_000, 16_000, 32_000
_PER_CHARACTER = 1.05
_LINE = 15.5  # points of a line of 11-point letters
_PAGE_ROWS = 50  # of 20 pixels, on a page as wide as a chart
_OVERVIEW = (34.0, 90.0)  # widths of the first sheet's columns


def write(book: Book, out: Path, words: Words) -> None:
    """Write the workbook.

    Raises:
        TooManyFiguresError: a table does not fit a sheet.
    """
    kept = BytesIO()  # in memory, so that a full disk shows as OSError and not as the library's own error
    workbook = xlsxwriter.Workbook(
        kept,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "nan_inf_to_errors": False,
        },
    )
    created = datetime.combine(book.day, time(), UTC).replace(tzinfo=None)
    subject = clean(f"{book.subject} · {book.period_title}")
    workbook.set_properties({"title": subject, "company": clean(book.letterhead.body), "created": created})
    _Writer(workbook, book, words).run()
    workbook.close()
    out.write_bytes(kept.getvalue())


class _Writer:
    """Writes one book into one open workbook."""

    def __init__(self, workbook: Any, book: Book, words: Words) -> None:
        self.workbook = workbook
        self.book = book
        self.words = words
        self.look = Look(workbook)
        self.names = SheetNames()

    def run(self) -> None:
        """Write every sheet, in the order in which they are read."""
        text = self.words.text
        first = self.workbook.add_worksheet(self.names.of(text("Overview")))
        self.trace = TraceSheet(self.names.reserve(text("Sources of figures")), self.book, self.words)
        charts = ChartSheet(self.names.reserve(text("Chart data")), self.words)
        listed = self._charts(charts)
        appendices = ((table, True) for table in (self.book.definitions, self.book.missing))
        tables = ((table, one.appendix) for one in self.book.sections for table in one.tables)
        for table, wide in (*tables, *appendices):
            listed.append((self._table(table, wide=wide), table.title))
        listed.append((self.trace.name, text("Where each figure comes from")))
        self.trace.write(self.workbook, self.look)
        charts.write(self.workbook, self.look)
        self._overview(first, listed)

    def _charts(self, charts: ChartSheet) -> list[tuple[str, str]]:
        """Write all charts below each other on one sheet, which prints as it is seen; return its listing."""
        drawn = [chart for section in self.book.sections for chart in section.charts]
        if not drawn:
            return []
        title = self.words.text("Charts")
        name = self.names.of(title)
        sheet = self.workbook.add_worksheet(name)
        sheet.hide_gridlines(2)
        self._title(sheet, title)
        row, top, breaks = HEAD, 0, []
        for chart in drawn:
            high = charts.insert(self.workbook, sheet, chart, row=row, column=0)
            if row + high - top > _PAGE_ROWS and row > HEAD:  # no chart is cut in two on paper
                breaks.append(row - 1)
                top = row
            row += high
        page(sheet, landscape=False)
        sheet.set_h_pagebreaks(breaks)
        return [(name, "; ".join(chart.title for chart in drawn))]

    def _overview(self, sheet: Any, listed: list[tuple[str, str]]) -> None:
        sheet.hide_gridlines(2)
        for number, width in enumerate(_OVERVIEW):
            sheet.set_column(number, number, width)
        self._title(sheet, self.book.subject)
        row = HEAD
        for paragraph in self.book.opening:
            _paragraph(sheet, row, 1, paragraph, _OVERVIEW, self.look.wrapped)
            row += 1
        row += 1
        sheet.write_string(row, 0, self.words.text("Sheet"), self.look.head)
        sheet.write_string(row, 1, self.words.text("Contents"), self.look.head)
        for name, title in listed:
            row += 1
            sheet.write_url(row, 0, f"internal:'{name}'!A1", self.look.link, string=name)
            sheet.write_string(row, 1, _text(title), self.look.lined)
            sheet.set_row(row, _high(title, _OVERVIEW[1]))
        page(sheet, landscape=False)

    def _title(self, sheet: Any, title: str) -> None:
        sheet.write_string(0, 0, _text(title), self.look.title)
        period = self.words.text(
            "Period: {period} · written on {day}",
            period=self.book.period_title,
            day=self.words.date(self.book.day),
        )
        sheet.write_string(1, 0, _text(f"{self.book.letterhead.body} · {period}"), self.look.quiet)

    def _table(self, table: Table, *, wide: bool) -> str:
        """Write one table on a sheet of its own; return the sheet's name."""
        if len(table.rows) > _MOST_ROWS or len(table.columns) > _MOST_COLUMNS:
            raise TooManyFiguresError(table=table.title, limit=_MOST_ROWS)
        name = self.names.of(table.short or table.title)
        sheet = self.workbook.add_worksheet(name)
        self._title(sheet, table.title)
        for number, column in enumerate(table.columns):
            sheet.set_column(number, number, max(column.width * _PER_CHARACTER, 6))
            number_head = self.look.head_right if column.kind in NUMERIC else self.look.head
            sheet.write_string(HEAD, number, _text(column.title), number_head)
        sheet.set_row(HEAD, _head_height(table))
        sheet.freeze_panes(HEAD + 1, table.fixed)
        sheet.repeat_rows(HEAD)
        for row, one in enumerate(table.rows, start=HEAD + 1):
            self._row(sheet, name, table, row, one)
        last = HEAD + len(table.rows)
        self._rules(sheet, table, last)
        if table.note:
            widths = [column.width for column in table.columns]
            _paragraph(sheet, last + 2, len(widths) - 1, table.note, widths, self.look.note)
        page(sheet, landscape=wide)
        return name

    def _row(self, sheet: Any, name: str, table: Table, row: int, one: Row) -> None:
        if one.role is RowRole.GROUP:
            for number in range(len(table.columns)):
                sheet.write_blank(row, number, None, self.look.group)
            sheet.write_string(row, 0, _text(str(one.cells[0].value)), self.look.group)
            return
        for number, cell in enumerate(one.cells):
            self._cell(sheet, table, row, number, cell, total=one.role is RowRole.TOTAL)
            if cell.trace is not None:
                self.trace.add(name, row, number, cell.trace)
                if len(cell.trace.counted) + len(cell.trace.missing) > 1:
                    note = trace_text(cell.trace, self.book.units, self.words).replace(" · ", "\n")
                    size = {"x_scale": 2.4, "y_scale": 1.6}
                    sheet.write_comment(row, number, note[:_LONGEST], size)

    def _cell(self, sheet: Any, table: Table, row: int, number: int, cell: Cell, *, total: bool) -> None:
        kind = table.kind_of(number, cell)
        value = cell.value
        look = self.look.cell(kind, value, cell.tone, total=total)
        if value is None:
            sheet.write_string(row, number, UNDEFINED if kind in NUMERIC else "", look)
        elif isinstance(value, str):
            sheet.write_string(row, number, _text(value), look)
        elif isinstance(value, date):
            sheet.write_datetime(row, number, datetime.combine(value, time()), look)
        else:
            exact = Decimal(value) / 100 if kind is Kind.PERCENT else value
            sheet.write_number(row, number, exact, look)

    def _rules(self, sheet: Any, table: Table, last: int) -> None:
        """Lay the conditional colours and the bars over the rows, and a filter where rows have no groups."""
        if last == HEAD:
            return
        if not any(row.role is not RowRole.BODY for row in table.rows):
            sheet.autofilter(HEAD, 0, last, len(table.columns) - 1)
        for colour in table.colours:
            wanted = '"' + _text(colour.equals).replace('"', '""') + '"'
            rule = {"type": "cell", "criteria": "==", "value": wanted, "format": self.look.toned(colour.tone)}
            sheet.conditional_format(HEAD + 1, colour.column, last, colour.column, rule)
        for number, column in enumerate(table.columns):
            if column.bar:
                sheet.conditional_format(HEAD + 1, number, last, number, self.look.bar)


def _paragraph(sheet: Any, row: int, last: int, text: str, widths: Sequence[float], look: Any) -> None:
    """Write a text over the columns up to ``last``, wrapped, in a row as high as its lines."""
    sheet.merge_range(row, 0, row, last, "", look)
    sheet.write_string(row, 0, _text(text), look)
    sheet.set_row(row, _high(text, sum(widths)))


def _high(text: str, width: float) -> float:
    """Return the height of a row that holds a text wrapped to a width in characters."""
    return _LINE * (1 + int(len(text) / width))


def _text(text: str) -> str:
    return clean(text)[:_LONGEST]


def _head_height(table: Table) -> float:
    """Return a height that the longest heading fits in, wrapped to its column."""
    lines = max(1 + int(len(column.title) / (column.width * 0.75)) for column in table.columns)
    return 16.0 * min(max(lines, 2), 6)
