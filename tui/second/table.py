"""A table of the blind sitting: the villages of a form keyed a second time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from models.verification import last_of
from tui.keys import Place
from tui.screens.page import bindings
from tui.second.blind_page import BlindPage
from tui.second.table_model import SecondTable
from tui.widgets.line import Piece
from tui.widgets.sheet import Sheet
from tui.widgets.sheet_model import Tone

if TYPE_CHECKING:
    from models.forms.nodes import NodeState
    from tui.second.screen import SecondScreen


class SecondTableScreen(BlindPage):
    """One repeat keyed again, down its columns as the first time."""

    PLACE = Place.SECOND_TABLE
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.SECOND_TABLE)]

    def __init__(self, second: SecondScreen, repeat: str, cells: Sequence[NodeState]) -> None:
        super().__init__()
        self.second = second
        self.repeat = repeat
        self.nodes = cells

    def body(self) -> Iterator[Widget]:
        """The table."""
        self.table = self._model()
        yield Sheet(
            self.table,
            place=Place.CELLS,
            screen_place=Place.SECOND_TABLE,
            marks=self.marks,
            margin=1,
            id="second",
        )

    def _model(self) -> SecondTable:
        return SecondTable(
            self.second.session,
            self.nodes,
            last_of(self.second.lines),
            self.words,
            self.marks,
            lambda path, raw: self.second.take_typed(self, path, raw),
        )

    def on_mount(self) -> None:
        """Begin at the first cell that waits."""
        self.sheet.focus()
        self.sheet.go(*(self.table.waiting() or (0, 1)))

    def relabel(self) -> None:
        """Say everything in the present language."""
        self.table = self._model()
        self.sheet.show(self.table, self.sheet.row, self.sheet.column)
        super().relabel()
        self.tell()

    def title_line(self) -> tuple[str, tuple[Piece, ...]]:
        """Which table, and how many of its cells were keyed twice."""
        label = " ".join(self.second.session.node(self.repeat).label.split())
        keyed = sum(1 for node in self.nodes if node.path in self.table.last)
        row = self.words.text("row {row}/{rows}", row=self.sheet.row + 1, rows=self.table.row_count())
        shown = f"{keyed}/{len(self.nodes)} {self.marks.dot} {row} "
        return f"{self.words.text('Second keying')} {self.marks.dot} {label}", ((shown, Tone.QUIET),)

    def tell(self) -> None:
        """Name the question under the cursor, or say that all was keyed."""
        if self.table.waiting() is None:
            self.say(self.words.text("Every cell of this table was keyed twice. Esc goes back."), Tone.GOOD)
            return
        path = self.here()
        self.say(" ".join(self.second.session.node(path).label.split()) if path else "", Tone.QUIET)

    def on_sheet_moved(self) -> None:
        """The question and the row."""
        self.retitle()
        self.tell()

    def here(self) -> str:
        """The path of the cell under the cursor."""
        return self.table.path_at(self.sheet.row, self.sheet.column)

    def choices_of(self, path: str) -> tuple[str, bool, list[tuple[str, str]]]:
        """As the sitting knows them."""
        return self.second.choices_of(path)

    def record(self, path: str, second: str) -> bool:
        """Into the sitting's record."""
        kept = self.second.record(path, second)
        self.table.last = last_of(self.second.lines)
        self.retitle()
        self.tell()
        return kept

    def cell_help(self) -> list[str]:
        """What double entry is for."""
        return self.second.cell_help()
