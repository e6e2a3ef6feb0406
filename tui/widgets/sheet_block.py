"""A block of cells: stretched from the cursor, copied as a spreadsheet reads it."""

from __future__ import annotations

from tui.widgets.sheet_cursor import SheetCursor


class SheetBlock(SheetCursor, inherit_bindings=False):
    """A cursor that can stretch into a block; ``origin`` is the block's other corner."""

    def do_select_up(self) -> None:
        """Stretch the block upwards."""
        self._stretch(-1, 0)

    def do_select_down(self) -> None:
        """Stretch the block downwards."""
        self._stretch(1, 0)

    def do_select_left(self) -> None:
        """Stretch the block to the left."""
        self._stretch(0, -1)

    def do_select_right(self) -> None:
        """Stretch the block to the right."""
        self._stretch(0, 1)

    def do_select_all(self) -> None:
        """Choose everything that the cursor can reach."""
        columns = [c for c in range(len(self.model.columns)) if self.model.rests(self.row, c)]
        if columns:
            self.origin = (0, columns[0])
            self._move(self.model.row_count() - 1, columns[-1], keep_block=True)

    def _stretch(self, down: int, right: int) -> None:
        row = min(max(self.row + down, 0), self.model.row_count() - 1)
        column = self._beside(right) if right else self.column
        if column is None or not self.model.rests(row, column):
            return
        if self.origin is None:
            self.origin = (self.row, self.column)
        self._move(row, column, keep_block=True)

    def do_copy(self) -> None:
        """Copy the block as tab-separated text: here, and to the terminal's clipboard where it has one."""
        top, left, bottom, right = self.block
        columns = [c for c in range(left, right + 1) if self.model.rests(top, c)]
        lines = ("\t".join(self.model.draft(row, c) for c in columns) for row in range(top, bottom + 1))
        self.app.copy_to_clipboard("\n".join(lines))
