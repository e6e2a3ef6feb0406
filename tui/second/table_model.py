"""A repeat keyed a second time as the table it is: a row a village, a column a question, no first values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from locales.words import Words
from models.verification import Keying
from tui.marks import Marks
from tui.second.second_sheet import title_of
from tui.sheets.writing import NUMBERS, is_long, written
from tui.widgets.sheet_model import Cell, Column, StillModel, Taken, Tone

if TYPE_CHECKING:
    from models.forms.nodes import NodeState
    from models.session import EntrySession


class SecondTable(StillModel):
    """The model of one table of the blind sitting. ``take`` judges what was typed: False refuses it."""

    frozen = 1

    def __init__(
        self,
        session: EntrySession,
        cells: Sequence[NodeState],
        last: Mapping[str, Keying],
        words: Words,
        marks: Marks,
        take: Callable[[str, str], bool],
    ) -> None:
        self.last = last
        self.words = words
        self.marks = marks
        self._take = take
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

    def rests(self, row: int, column: int) -> bool:
        """The cursor stands on cells that are keyed twice."""
        return bool(self.path_at(row, column))

    def edits(self, row: int, column: int) -> bool:
        """One types into them."""
        return self.rests(row, column)

    def cell(self, row: int, column: int) -> Cell:
        """The row's name, and what was keyed the second time."""
        if column == 0:
            return Cell(f"{row + 1:>3} {self._names[row]}")
        path = self.path_at(row, column)
        if not path:
            return Cell(self.marks.off, Tone.OFF)
        known = self.last.get(path)
        if known is None:
            return Cell()
        shown = written(self._nodes[path], known.second, self.words) or self.marks.dash
        return Cell(shown, Tone.PLAIN, self.marks.saved, Tone.QUIET)

    def take(self, row: int, column: int, raw: str) -> Taken:
        """Let the screen judge."""
        return Taken(accepted=self._take(self.path_at(row, column), raw), rows=(row,))


def _row_of(path: str) -> str:
    repeat, _bracket, rest = path.rpartition("[")
    return f"{repeat}[{rest.partition(']')[0]}]"


def _column(node: NodeState) -> Column:
    label = " ".join(node.label.split())
    if node.type in NUMBERS:
        return Column(label, 12, "right", marked=True)
    return Column(label, 24 if is_long(node) else 18, marked=True)
