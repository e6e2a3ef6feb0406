"""What the models of the blind sitting share: what was keyed the second time shows, the first time never."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from locales.words import Words
from models.verification import Keying
from tui.marks import Marks
from tui.sheets.writing import is_long, written
from tui.widgets.sheet_model import Cell, StillModel, Taken, Tone

if TYPE_CHECKING:
    from models.forms.nodes import NodeState
    from models.session import EntrySession


class BlindModel(StillModel):
    """Cells to be keyed again: ``last`` is what was keyed, by path; ``take`` judges a text, False refuses."""

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
        self.arrange(session, cells)

    def arrange(self, session: EntrySession, cells: Sequence[NodeState]) -> None:
        """Lay the cells out in rows and columns."""
        raise NotImplementedError

    def path_at(self, row: int, column: int) -> str:
        """The path of a cell that is keyed twice, else ""."""
        raise NotImplementedError

    def keyed(self, node: NodeState) -> Cell:
        """What was keyed the second time: blank while nothing was, a dash where the paper is blank."""
        known = self.last.get(node.path)
        if known is None:
            return Cell()
        shown = written(node, known.second, self.words) or self.marks.dash
        return Cell(shown, Tone.PLAIN, self.marks.saved, Tone.QUIET, "left" if is_long(node) else "")

    def rests(self, row: int, column: int) -> bool:
        """The cursor stands on cells that are keyed twice."""
        return bool(self.path_at(row, column))

    def edits(self, row: int, column: int) -> bool:
        """One types into them."""
        return bool(self.path_at(row, column))

    def take(self, row: int, column: int, raw: str) -> Taken:
        """Let the screen judge."""
        return Taken(accepted=self._take(self.path_at(row, column), raw), rows=(row,))
