"""A repeat as one table: a row a village, a column a question, totals below. Sorting never touches data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from tui.sheets.cells import Cells, total
from tui.sheets.lines import folded
from tui.sheets.writing import NUMBERS, written
from tui.widgets.sheet_model import Cell, Column, Span, Taken, Tone

if TYPE_CHECKING:
    from models.session import CellChange

NAME = 0


class GridSheet(Cells):
    """The model of one repeat. Column 0 is the row's name; ``order`` is how rows are shown."""

    frozen = 1
    header = True
    repeat = ""

    def open(self, repeat: str) -> GridSheet:
        """Show a repeat."""
        self.repeat = repeat
        self.rebuild()
        return self

    def rebuild(self) -> None:
        """List rows and columns anew."""
        self.row_paths = list(self.session.children(self.repeat))
        self.order = list(range(len(self.row_paths)))
        self._totals: dict[tuple[int, int], str] = {}
        first = self.row_paths[0] if self.row_paths else ""
        self.fields = tuple(self._fields(first, first)) if first else ()
        self._column_of = {field: index for index, field in enumerate(self.fields, start=1)}
        self._row_of = {path: index for index, path in enumerate(self.row_paths)}
        self.columns = (Column("", 28, grows=True, least=16), *(self._column(first + f) for f in self.fields))
        self.footers = 2 if self._has_previous() else 1
        self._names: dict[int, str] = {}
        self._filled: int | None = None
        self._asked: frozenset[str] = frozenset()

    def _fields(self, row: str, path: str) -> Iterator[str]:
        """The questions of a row that are columns, as paths relative to the row."""
        for child in self.session.children(path):
            node = self.node(child)
            if node.kind != "question":
                yield from self._fields(row, child)
            elif self.is_shown(node) and node.type != "note" and (self.is_input(node) or not _names(child)):
                yield child.removeprefix(row)

    def _column(self, path: str) -> Column:
        node = self.node(path)
        if self.is_calculated(node):
            return Column(_one_line(node.label), 9, "right")
        if node.type in NUMBERS:
            return Column(_one_line(node.label), 12, "right", marked=True)
        return Column(_one_line(node.label), 18, marked=True)

    @cached_property
    def _name_field(self) -> str:
        first = self.row_paths[0] if self.row_paths else ""
        children = self.session.children(first) if first else []
        found = [c for c in children if _names(c) and not self.is_input(self.node(c))]
        named = [c for c in found if c.endswith("_name")] or found
        return named[0].removeprefix(first) if named else ""

    def name(self, row: int) -> str:
        """The name of a shown row."""
        index = self.order[row]
        known = self._names.get(index)
        if known is None:
            path = self.row_paths[index]
            known = self.session.value(path + self._name_field) if self._name_field else ""
            known = known or self.node(path).label or str(index + 1)
            self._names[index] = known
        return known

    def path_at(self, row: int, column: int) -> str:
        """The path of a cell."""
        if not (0 <= row < len(self.order) and 1 <= column <= len(self.fields)):
            return ""
        return self.row_paths[self.order[row]] + self.fields[column - 1]

    def place_of(self, path: str) -> tuple[int, int] | None:
        """(row, column) of a path as shown; None when it is not in this grid or filtered away."""
        row, _slash, _rest = path.removeprefix(self.repeat).partition("/")
        index = self._row_of.get(self.repeat + row)
        column = self._column_of.get(path.removeprefix(self.repeat + row))
        shown = None if index is None else self._shown_at.get(index)
        return None if shown is None or column is None else (shown, column)

    @property
    def order(self) -> list[int]:
        """Indices of the rows as they are shown."""
        return self._order

    @order.setter
    def order(self, order: list[int]) -> None:
        self._order = order
        self._shown_at = {index: row for row, index in enumerate(order)}

    # -- sorting and filtering -----------------------------------------------------------------------

    def sort(self, column: int, *, descending: bool = False) -> None:
        """Show the rows by a column's values; blanks stay last."""

        def value(index: int) -> tuple[bool, Decimal, str]:
            if column == NAME:
                return False, Decimal(0), self._folded_name(index)
            text = self.session.value(self.row_paths[index] + self.fields[column - 1])
            number = total([text])
            return (
                number is None,
                (-number if descending else number) if number is not None else Decimal(0),
                text,
            )

        self.order = sorted(self.order, key=value)

    def unsort(self) -> None:
        """Show every row in the order of the form."""
        self.order = list(range(len(self.row_paths)))

    def _folded_name(self, index: int) -> str:
        shown = self.order
        try:
            self.order = list(range(len(self.row_paths)))
            return folded(self.name(index))
        finally:
            self.order = shown

    # -- the sheet's questions -----------------------------------------------------------------------

    def row_count(self) -> int:
        """How many rows show."""
        return len(self.order)

    def cell(self, row: int, column: int) -> Cell:
        """What stands in a cell."""
        if column == NAME:
            return Cell(f"{self.order[row] + 1:>3} {self.name(row)}")
        return self.shown(self.path_at(row, column))

    def footer(self, line: int, column: int) -> Cell:
        """Sums of what was typed (line 0) and of the previous period (line 1)."""
        if column == NAME:
            said = self.words.text("Total of {count} rows", count=len(self.row_paths))
            return Cell(
                f"    {said if line == 0 else self.words.text('previous period')}",
                Tone.QUIET if line else Tone.STRONG,
            )
        known = self._totals.get((line, column))
        if known is None:
            known = self._sum(line, column)
            self._totals[line, column] = known
        return Cell(known, Tone.QUIET if line else Tone.STRONG)

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
        rows = set()
        for change in changes:
            place = self.place_of(change.path)
            if place is None:
                continue
            rows.add(place[0])
            self._totals.pop((0, place[1]), None)
            if self._filled is not None and self.fields[place[1] - 1] in self._asked:
                self._filled += (change.new != "") - (change.old != "")
        return rows

    def filled(self) -> tuple[int, int]:
        """How many of the cells one answers hold something, and how many there are."""
        if self._filled is None:
            first = self.row_paths[0] if self.row_paths else ""
            asked = [field for field in self.fields if self.is_input(self.node(first + field))]
            cells = [row + field for row in self.row_paths for field in asked]
            self._asked = frozenset(asked)
            self._filled = sum(1 for cell in cells if self.session.value(cell))
        return self._filled, len(self._asked) * len(self.row_paths)

    def _sum(self, line: int, column: int) -> str:
        field = self.fields[column - 1]
        first = self.node(self.row_paths[0] + field)
        calculated = self.is_calculated(first)
        if first.unit == "%" or (first.type not in NUMBERS and not calculated):
            return ""
        read = self.session.previous_value if line else self.session.value
        values = [read(row + field) for row in self.row_paths]
        if calculated and any("." in value for value in values):
            return ""  # a sum of ratios says nothing
        found = total(values)
        return "" if found is None else self.words.number(found)

    def _has_previous(self) -> bool:
        return any(self.session.previous_value(row + f) for row in self.row_paths[:3] for f in self.fields)

    def previous(self, path: str) -> str:
        """The previous period's value as people read it."""
        return written(self.node(path), self.session.previous_value(path), self.words)


def _names(path: str) -> bool:
    name = path.rsplit("/", 1)[-1]
    return name in {"village_code", "village_name", "name", "code"} or name.endswith(("_name", "_code"))


def _one_line(text: str) -> str:
    return " ".join(text.split())
