"""A repeat keyed a second time as the table it is: a row a village, a column a question, no first values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui.second.blind_model import BlindModel
from tui.second.second_sheet import title_of
from tui.sheets.writing import NUMBERS, is_long
from tui.widgets.sheet_model import Cell, Column, Tone

if TYPE_CHECKING:
    from models.forms.nodes import NodeState
    from models.session import EntrySession


class SecondTable(BlindModel):
    """The model of one table of the blind sitting."""

    def arrange(self, session: EntrySession, cells: Sequence[NodeState]) -> None:
        """A row a village, a column a question."""
        self._nodes = {node.path: node for node in cells}
        self.row_paths = list(dict.fromkeys(_row_of(node.path) for node in cells))
        self.fields = list(dict.fromkeys(node.path.removeprefix(_row_of(node.path)) for node in cells))
        self._names = [title_of(session, row) for row in self.row_paths]
        first = {node.path.removeprefix(_row_of(node.path)): node for node in reversed(cells)}
        self.columns = (
            Column("", 28, grows=True, least=16),
            *(_column(first[field]) for field in self.fields),
        )

    def row_count(self) -> int:
        """How many rows there are."""
        return len(self.row_paths)

    def path_at(self, row: int, column: int) -> str:
        """The path of a cell that is keyed twice, else ""."""
        if not (0 <= row < len(self.row_paths) and 1 <= column <= len(self.fields)):
            return ""
        path = self.row_paths[row] + self.fields[column - 1]
        return path if path in self._nodes else ""

    def waiting(self) -> tuple[int, int] | None:
        """The first cell that was not keyed a second time, column by column as one keys."""
        for column in range(1, len(self.columns)):
            for row in range(self.row_count()):
                path = self.path_at(row, column)
                if path and path not in self.last:
                    return row, column
        return None

    def cell(self, row: int, column: int) -> Cell:
        """The row's name, and what was keyed the second time."""
        if column == 0:
            return Cell(f"{row + 1:>3} {self._names[row]}")
        path = self.path_at(row, column)
        return self.keyed(self._nodes[path]) if path else Cell(self.marks.off, Tone.OFF)


def _row_of(path: str) -> str:
    repeat, _bracket, rest = path.rpartition("[")
    return f"{repeat}[{rest.partition(']')[0]}]"


def _column(node: NodeState) -> Column:
    label = " ".join(node.label.split())
    if node.type in NUMBERS:
        return Column(label, 12, "right", marked=True)
    return Column(label, 24 if is_long(node) else 18, marked=True)
