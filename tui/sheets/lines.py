"""Plain lists as sheets: sections, choices, help, history."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from tui.widgets.sheet_model import Cell, Column, Span, StillModel


class LinesModel(StillModel):
    """Rows of ready cells. ``still`` rows are never rested on; a row of one cell takes the whole width."""

    def __init__(
        self,
        columns: Sequence[Column],
        rows: Sequence[Sequence[Cell]],
        *,
        header: bool = False,
        still: frozenset[int] = frozenset(),
    ) -> None:
        self.columns = tuple(columns)
        self.rows = list(rows)
        self.header = header
        self.still = still

    def row_count(self) -> int:
        """How many rows there are."""
        return len(self.rows)

    def cell(self, row: int, column: int) -> Cell:
        """What stands in a cell."""
        cells = self.rows[row]
        return cells[column] if column < len(cells) else Cell()

    def spans(self, row: int) -> tuple[Span, ...] | None:
        """A row of one cell takes the whole width."""
        if row < 0 or len(self.rows[row]) != 1:
            return None
        return (Span(0, len(self.columns) - 1, 0),)

    def rests(self, row: int, column: int) -> bool:
        """The cursor stands on every row that is not still."""
        del column
        return row not in self.still


def folded(text: str) -> str:
    """Return text for finding: lower case, without marks, đ as d, so that “van ban” finds “Văn bản”."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(c for c in plain if not unicodedata.combining(c))
