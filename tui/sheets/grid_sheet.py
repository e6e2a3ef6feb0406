"""A repeat as one table: a row a village, a column a question, totals below.

Sorting and filtering never touch data, and the totals stay those of all rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from rich.cells import cell_len

from tui.sheets.grid_rows import NAME, names
from tui.sheets.grid_totals import GridTotals
from tui.sheets.writing import NUMBERS
from tui.widgets.sheet_model import Cell, Column, Span, Taken

if TYPE_CHECKING:
    from models.session import CellChange

NUMBER = 4  # cells before a name: the row's number and a blank
NARROWEST, WIDEST = 16, 26  # cells of the column of names
TOTALS = 28  # what the line of totals says, where there is room


class GridSheet(GridTotals):
    """The model of one repeat. Column 0 is the row's name."""

    frozen = 1
    header = True

    def open(self, repeat: str) -> GridSheet:
        """Show a repeat."""
        self.repeat = repeat
        self.rebuild()
        return self

    def rebuild(self) -> None:
        """List rows and columns anew; order and filter stay unless there are other rows."""
        self.list_rows()
        first = self.row_paths[0] if self.row_paths else ""
        self.fields = tuple(self._fields(first, first)) if first else ()
        self.asked = frozenset(field for field in self.fields if self.is_input(self.node(first + field)))
        self._column_of = {field: index for index, field in enumerate(self.fields, start=1)}
        self.columns = (self._name_column(), *(self._column(first + f) for f in self.fields))
        self.begin_totals()
        self._filled: int | None = None

    def _fields(self, row: str, path: str) -> Iterator[str]:
        """The questions of a row that are columns, as paths relative to the row."""
        for child in self.session.children(path):
            node = self.node(child)
            if node.kind != "question":
                yield from self._fields(row, child)
            elif self.is_shown(node) and node.type != "note" and (self.is_input(node) or not names(child)):
                yield child.removeprefix(row)

    def _name_column(self) -> Column:
        """As wide as the names want, within limits: names that are cut alike cannot be told apart."""
        longest = max((cell_len(self.name_of(index)) for index in range(len(self.row_paths))), default=0)
        wanted = min(max(longest + NUMBER, NARROWEST), WIDEST)
        return Column("", max(wanted, TOTALS), grows=True, least=wanted)

    def _column(self, path: str) -> Column:
        node = self.node(path)
        if self.is_calculated(node):
            return Column(_one_line(node.label), 9, "right")
        if node.type in NUMBERS:
            return Column(_one_line(node.label), 12, "right", marked=True)
        return Column(_one_line(node.label), 18, marked=True)

    def place_of(self, path: str) -> tuple[int, int] | None:
        """(row, column) of a path as shown; None when it is not in this grid or filtered away."""
        row, _slash, _rest = path.removeprefix(self.repeat).partition("/")
        index = self._row_of.get(self.repeat + row)
        column = self._column_of.get(path.removeprefix(self.repeat + row))
        shown = None if index is None else self._shown_at.get(index)
        return None if shown is None or column is None else (shown, column)

    # -- the sheet's questions -----------------------------------------------------------------------

    def cell(self, row: int, column: int) -> Cell:
        """What stands in a cell."""
        if column == NAME:
            return Cell(f"{self.order[row] + 1:>3} {self.name(row)}")
        return self.shown(self.path_at(row, column))

    def spans(self, row: int) -> tuple[Span, ...] | None:
        """Cells follow the columns."""
        del row
        return None

    def rests(self, row: int, column: int) -> bool:
        """The cursor stands on what one answers."""
        path = self.path_at(row, column)
        if not path:
            return False
        node = self.node(path)
        return node.relevant and self.is_input(node)

    def edits(self, row: int, column: int) -> bool:
        """One types wherever the cursor may stand, unless the entry is complete."""
        return not self.sitting.read_only and self.rests(row, column)

    def draft(self, row: int, column: int) -> str:
        """The text with which editing begins."""
        return self.draft_of(self.path_at(row, column))

    def take(self, row: int, column: int, raw: str) -> Taken:
        """Let the session decide."""
        outcome = self.type_into(self.path_at(row, column), raw)
        if outcome.refusal is not None:
            return Taken(accepted=False, rows=(row,))
        if outcome.structure_changed:
            self.rebuild()
            return Taken(accepted=True, rows=None)
        return Taken(accepted=True, rows=self._touched(outcome.changes), footer=True)

    def _touched(self, changes: Iterable[CellChange]) -> set[int]:
        """Forget the totals of the columns of these cells and count anew; return the rows that show them."""
        rows, touched = set(), set()
        for change in changes:
            if not self.holds(change.path):
                continue
            _row, slash, rest = change.path.removeprefix(self.repeat).partition("/")
            touched.add(slash + rest)
            if self._filled is not None and slash + rest in self.asked:
                self._filled += (change.new != "") - (change.old != "")
            place = self.place_of(change.path)
            if place is not None:
                rows.add(place[0])
        self.forget_totals(touched)
        return rows

    def filled(self) -> tuple[int, int]:
        """How many of the cells one answers hold something, and how many there are."""
        if self._filled is None:
            cells = (row + field for row in self.row_paths for field in self.asked)
            self._filled = sum(1 for cell in cells if self.session.value(cell))
        return self._filled, len(self.asked) * len(self.row_paths)

    def previous(self, path: str) -> str:
        """The previous period's value as people read it."""
        return self.as_told(self.node(path), self.session.previous_value(path))


def _one_line(text: str) -> str:
    return " ".join(text.split())
