"""The rows of a repeat as a grid shows them: their names, in which order, and which of them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from tui.sheets.cells import Cells, total
from tui.sheets.grid_filter import Filter, Traits, Wanted, keeps
from tui.sheets.lines import folded

NAME = 0  # the column of the names


class GridRows(Cells):
    """Rows of one repeat. ``order`` holds the indices of those that show; the data never move."""

    repeat = ""
    filter = Filter()
    sorted_by: tuple[int, bool] | None = None  # column, descending; None is the order of the form
    fields: tuple[str, ...] = ()  # the columns behind the names, as paths relative to a row
    asked: frozenset[str] = frozenset()  # those of them that one answers
    row_paths: tuple[str, ...] = ()

    def list_rows(self) -> None:
        """Look which rows there are. The same rows stay as they were shown."""
        before, self.row_paths = self.row_paths, tuple(self.session.children(self.repeat))
        self._row_of = {path: index for index, path in enumerate(self.row_paths)}
        self._names: dict[int, str] = {}
        self._name_field = self._find_name_field()
        if before != self.row_paths:
            self.filter, self.sorted_by = Filter(), None
            self.order = list(range(len(self.row_paths)))

    def _find_name_field(self) -> str:
        first = self.row_paths[0] if self.row_paths else ""
        children = self.session.children(first) if first else []
        found = [c for c in children if names(c) and not self.is_input(self.node(c))]
        named = [c for c in found if c.endswith("_name")] or found
        return named[0].removeprefix(first) if named else ""

    def name_of(self, index: int) -> str:
        """The name of a row, by its place in the form."""
        known = self._names.get(index)
        if known is None:
            path = self.row_paths[index]
            known = self.session.value(path + self._name_field) if self._name_field else ""
            known = known or self.node(path).label or str(index + 1)
            self._names[index] = known
        return known

    def name(self, row: int) -> str:
        """The name of a shown row."""
        return self.name_of(self.order[row])

    def row_count(self) -> int:
        """How many rows show."""
        return len(self.order)

    def path_at(self, row: int, column: int) -> str:
        """The path of a cell."""
        if not (0 <= row < len(self.order) and 1 <= column <= len(self.fields)):
            return ""
        return self.row_paths[self.order[row]] + self.fields[column - 1]

    def holds(self, path: str) -> bool:
        """Whether the cell is of this grid, shown or not."""
        return path.startswith(f"{self.repeat}[")

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
        self.sorted_by = column, descending
        self._arrange()

    def unsort(self) -> None:
        """Show the rows in the order of the form."""
        self.sorted_by = None
        self._arrange()

    def keep_only(self, chosen: Filter) -> None:
        """Show only some of the rows, as they are at this moment."""
        self.filter = chosen
        self._arrange()

    def count(self, chosen: Filter) -> int:
        """How many rows a filter would show."""
        return sum(1 for _index in self._kept(chosen))

    def _arrange(self) -> None:
        found = list(self._kept(self.filter))
        if self.sorted_by is not None:
            column, descending = self.sorted_by
            found.sort(key=lambda index: self._rank(index, column, descending=descending))
        self.order = found

    def _rank(self, index: int, column: int, *, descending: bool) -> tuple[bool, Decimal, str]:
        if column == NAME:
            return False, Decimal(0), folded(self.name_of(index))
        text = self.session.value(self.row_paths[index] + self.fields[column - 1])
        number = total([text])
        if number is None:
            return True, Decimal(0), text
        return False, -number if descending else number, text

    def _kept(self, chosen: Filter) -> Iterator[int]:
        """Yield the rows that a filter shows, in the order of the form."""
        wrong = self._wrong() if chosen.wanted is Wanted.PROBLEMS else frozenset()
        look = chosen.wanted is Wanted.INCOMPLETE
        for index, path in enumerate(self.row_paths):
            traits = Traits(self.name_of(index), look and self._has_blank(path), path in wrong)
            if keeps(chosen, traits):
                yield index

    def _wrong(self) -> frozenset[str]:
        found = (v.path for v in self.session.violations() if not v.explained and self.holds(v.path))
        return frozenset(self.repeat + path.removeprefix(self.repeat).partition("/")[0] for path in found)

    def _has_blank(self, row: str) -> bool:
        blank = (row + field for field in self.asked if not self.session.value(row + field))
        return any(self.node(path).relevant for path in blank)


def names(path: str) -> bool:
    """Tell whether a question names its row."""
    name = path.rsplit("/", 1)[-1]
    return name in {"village_code", "village_name", "name", "code"} or name.endswith(("_name", "_code"))
