"""The lines below a grid: sums of its columns, and shares as the sum above the line by the sum below."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from enum import Enum, auto
from typing import TYPE_CHECKING

from tui.sheets.cells import total
from tui.sheets.grid_rows import NAME, GridRows
from tui.sheets.writing import NUMBERS
from tui.widgets.sheet_model import Cell, Tone

if TYPE_CHECKING:
    from models.desk.shares import ColumnShare


class Line(Enum):
    """What a line below the grid says."""

    TOTAL = auto()
    PREVIOUS = auto()
    RATE = auto()  # of indicators that no column of the grid works out


class GridTotals(GridRows):
    """Rows with what they add up to: always all of them, also those that a filter hides."""

    lines: tuple[Line, ...] = (Line.TOTAL,)

    @property
    def footers(self) -> int:
        """How many lines there are."""
        return len(self.lines)

    def begin_totals(self) -> None:
        """Look which shares there are and count anew when it is asked for."""
        fields = set(self.fields)
        shares = [one for one in self.sitting.shares(self.repeat) if one.column in fields]
        self._shares = {one.column: one for one in shares if one.calculated}
        self._rates = {one.column: one for one in reversed(shares) if not one.calculated}
        previous = (Line.PREVIOUS,) if self._has_previous() else ()
        self.lines = (Line.TOTAL, *previous, *((Line.RATE,) if self._rates else ()))
        self._sums: dict[tuple[Line, str], Decimal | None] = {}
        self._figures: dict[tuple[Line, str], str] = {}

    def forget_totals(self, fields: Iterable[str]) -> None:
        """Cells of these columns changed: what is made of them is counted anew when it is drawn."""
        for field in fields:
            self._sums.pop((Line.TOTAL, field), None)
            self._figures.pop((Line.TOTAL, field), None)
        for field in self._shares:
            self._figures.pop((Line.TOTAL, field), None)
        for field in self._rates:
            self._figures.pop((Line.RATE, field), None)

    def footer(self, line: int, column: int) -> Cell:
        """What a line says below a column."""
        which = self.lines[line]
        tone = Tone.STRONG if which is Line.TOTAL else Tone.QUIET
        if column == NAME:
            return Cell(f"    {self._title(which)}", tone)
        field = self.fields[column - 1]
        known = self._figures.get((which, field))
        if known is None:
            known = self._figures[which, field] = self._figure(which, field)
        return Cell(known, tone)

    def _title(self, which: Line) -> str:
        text, count = self.words.text, len(self.row_paths)
        if which is Line.PREVIOUS:
            return text("previous period")
        if which is Line.RATE:
            return text("overall rate")
        if self.filter:
            return self.words.counted("Total of the {count} row", "Total of all {count} rows", count)
        return self.words.counted("Total of {count} row", "Total of {count} rows", count)

    def _figure(self, which: Line, field: str) -> str:
        if which is Line.RATE:
            rate = self._rates.get(field)
            return "" if rate is None else self._divided(rate, Line.TOTAL, "%")
        first = self.node(self.row_paths[0] + field)
        share = self._shares.get(field)
        if share is not None:
            return self._divided(share, which, first.unit or "")
        calculated = self.is_calculated(first)
        if first.unit == "%" or (first.type not in NUMBERS and not calculated):
            return ""
        if calculated and any("." in value for value in self._values(which, field)):
            return ""  # a sum of ratios says nothing
        found = self._sum(which, field)
        return "" if found is None else self.words.number(found)

    def _divided(self, share: ColumnShare, which: Line, unit: str) -> str:
        found = share.of(self._added(which, share.above), self._added(which, share.below))
        if found is None:
            return self.marks.dash
        return self.words.percent(found) if unit == "%" else self.words.number(found, share.places)

    def _added(self, which: Line, fields: Iterable[str]) -> Decimal | None:
        known = [found for field in fields if (found := self._sum(which, field)) is not None]
        return sum(known, Decimal(0)) if known else None

    def _sum(self, which: Line, field: str) -> Decimal | None:
        if (which, field) not in self._sums:
            self._sums[which, field] = total(self._values(which, field))
        return self._sums[which, field]

    def _values(self, which: Line, field: str) -> list[str]:
        read = self.session.previous_value if which is Line.PREVIOUS else self.session.value
        return [read(row + field) for row in self.row_paths]

    def _has_previous(self) -> bool:
        return any(self.session.previous_value(row + f) for row in self.row_paths[:3] for f in self.fields)
