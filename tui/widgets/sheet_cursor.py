"""The cursor of a sheet: where it may stand, how it moves, and that what it stands on shows."""

from __future__ import annotations

from tui.widgets import sheet_messages as messages
from tui.widgets.sheet_model import SheetModel
from tui.widgets.sheet_view import SheetView


class SheetCursor(SheetView, inherit_bindings=False):
    """A view with a cursor. Actions of keys are called ``do_`` and what tui.keys calls them."""

    def show(self, model: SheetModel, row: int = 0, column: int = 0) -> None:
        """Draw another model, with the cursor at or near the given cell."""
        self.model = model
        self.editor = None
        self.origin = None
        self._left = 0
        self.row, self.column = row, column
        self.reload()

    def reload(self) -> None:
        """Draw everything anew after the model changed; the cursor stays where it can."""
        self._measure()
        self._settle()
        self._reveal()
        self.refresh()

    def go(self, row: int, column: int | None = None) -> None:
        """Put the cursor on a cell."""
        self._move(row, self.column if column is None else column)

    def on_resize(self) -> None:
        """Place the columns anew, as many from the first on as leave the cursor in view."""
        self._left = 0
        self.reload()

    # -- where it may stand ------------------------------------------------------------------------

    def _settle(self) -> None:
        """Put the cursor on the nearest cell where it may stand."""
        count = self.model.row_count()
        if not count:
            self.row = 0
            return
        self.row = min(max(self.row, 0), count - 1)
        self.column = min(max(self.column, 0), max(0, len(self.model.columns) - 1))
        if self.model.rests(self.row, self.column):
            return
        for row in [*range(self.row, count), *range(self.row - 1, -1, -1)]:
            column = self._resting_column(row)
            if column is not None:
                self.row, self.column = row, column
                return

    def _resting_column(self, row: int) -> int | None:
        if self.model.rests(row, self.column):
            return self.column
        found = [c for c in range(len(self.model.columns)) if self.model.rests(row, c)]
        return min(found, key=lambda c: abs(c - self.column)) if found else None

    def _reveal(self) -> None:
        """Scroll so that the cursor's cell shows."""
        if not self.size.height:
            return
        columns = self.model.columns
        if columns and self.column >= self.model.frozen and self._slot(self.column) is None:
            if self.column < max(self._left, self.model.frozen):
                self._left = self.column
                self._measure()
            else:
                while self._slot(self.column) is None and self._left < self.column:
                    self._left = max(self._left, self.model.frozen) + 1
                    self._measure()
            self.refresh()
        self._reveal_what_follows()
        top = round(self.scroll_y)
        if self.row < top:
            # headings above the first resting row come along
            self.scroll_y = float(0 if self._first_resting() == self.row else self.row)
        elif self.row >= top + self.body_height:
            self.scroll_y = float(self.row - self.body_height + 1)

    def _reveal_what_follows(self) -> None:
        """Where one types into a table, the columns that are worked out of the cell's show beside it."""
        columns = self.model.columns
        if not self._types or not self.model.row_count() or self.model.spans(self.row) is not None:
            return
        last = self.column
        while last + 1 < len(columns) and not columns[last + 1].marked:
            last += 1
        while self._slot(last) is None and max(self._left, self.model.frozen) < self.column:
            self._left = max(self._left, self.model.frozen) + 1
            self._measure()
            self.refresh()

    def _first_resting(self) -> int:
        return next((r for r in range(self.model.row_count()) if self._resting_column(r) is not None), 0)

    # -- moving --------------------------------------------------------------------------------------

    def _move(self, row: int, column: int, *, keep_block: bool = False) -> None:
        before = (self.row, self.column)
        had_block = self.origin is not None
        if not keep_block:
            self.origin = None
        self.row, self.column = row, column
        self._settle()
        top, left = round(self.scroll_y), self._left
        self._reveal()
        if (round(self.scroll_y), self._left) == (top, left):
            if had_block or keep_block:
                self.refresh()
            elif before[0] == self.row:
                for place in {before, (self.row, self.column)}:
                    region = self._cell_region(*place)
                    if region is not None:
                        self.refresh(region)
            else:
                self.refresh_rows({before[0], self.row})
        if before != (self.row, self.column):
            self.post_message(messages.Moved())

    def _step(self, down: int) -> bool:
        """Move ``down`` rows on to the next row where the cursor may stand; False when there is none."""
        row = self.row + down
        while 0 <= row < self.model.row_count():
            column = self._resting_column(row)
            if column is not None:
                self._move(row, column)
                return True
            row += down
        return False

    def _beside(self, right: int) -> int | None:
        column = self.column + right
        while 0 <= column < len(self.model.columns):
            if self.model.rests(self.row, column):
                return column
            column += right
        return None

    # -- actions of the keys (named in tui.keys) -----------------------------------------------------

    def do_up(self) -> None:
        """One row up."""
        if not self._step(-1):
            self.scroll_y = 0.0
            self.post_message(messages.Left(forward=False))

    def do_down(self) -> None:
        """One row down."""
        if not self._step(1):
            self.post_message(messages.Left(forward=True))

    def do_left(self) -> None:
        """One column to the left."""
        column = self._beside(-1)
        if column is not None:
            self._move(self.row, column)

    def do_right(self) -> None:
        """One column to the right."""
        column = self._beside(1)
        if column is not None:
            self._move(self.row, column)

    def do_page_up(self) -> None:
        """One page up."""
        self._move(max(0, self.row - self.body_height), self.column)

    def do_page_down(self) -> None:
        """One page down."""
        self._move(min(self.model.row_count() - 1, self.row + self.body_height), self.column)

    def do_row_start(self) -> None:
        """To the first column where the cursor may stand."""
        self._move(
            self.row, next((c for c in range(self.column) if self.model.rests(self.row, c)), self.column)
        )

    def do_row_end(self) -> None:
        """To the last column where the cursor may stand."""
        found = [c for c in range(self.column, len(self.model.columns)) if self.model.rests(self.row, c)]
        self._move(self.row, found[-1] if found else self.column)

    def do_first(self) -> None:
        """To the first row."""
        self._move(0, self.column)

    def do_last(self) -> None:
        """To the last row."""
        self._move(self.model.row_count() - 1, self.column)

    def do_enter(self) -> None:
        """Open the row, or go down where one types; at the end of a grid's column, to the next one's top."""
        if self._types and self.model.edits(self.row, self.column):
            if self._step(1):
                return
            column = self._beside(1)
            if column is not None:
                self._move(0, column)
            else:
                self.post_message(messages.Left(forward=True))
        elif self.model.row_count():
            self.post_message(messages.Opened(self.row, self.column))

    def do_next_cell(self) -> None:
        """To the next cell to the right, else to the next row."""
        column = self._beside(1)
        if column is not None:
            self._move(self.row, column)
            return
        below = self.row + 1
        columns = range(len(self.model.columns)) if below < self.model.row_count() else ()
        first = next((c for c in columns if self.model.rests(below, c)), None)
        if first is not None:
            self._move(below, first)
        else:
            self.do_down()

    def do_previous_cell(self) -> None:
        """To the cell before."""
        column = self._beside(-1)
        if column is not None:
            self._move(self.row, column)
            return
        last = [c for c in range(len(self.model.columns)) if self.row and self.model.rests(self.row - 1, c)]
        if last:
            self._move(self.row - 1, last[-1])
        else:
            self.do_up()
