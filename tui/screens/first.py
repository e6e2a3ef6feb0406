"""The first run: open the province's kit, or look around in the demo."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from locales.words import mark as _
from tui.dialogs.write import WriteDialog
from tui.keys import Place
from tui.screens.page import Page, bindings
from tui.sheets.lines import LinesModel
from tui.widgets.line import Piece
from tui.widgets.sheet import Sheet
from tui.widgets.sheet_model import Cell, Column, Tone

KIT, DEMO = 2, 3


class FirstScreen(Page):
    """Shown while this computer has no catalogue."""

    PLACE = Place.FIRST
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.FIRST)]
    ENTER_LABEL = _("open")

    def __init__(self) -> None:
        super().__init__()
        self.busy = False

    def body(self) -> Iterator[Widget]:
        """One sheet."""
        yield Sheet(self._model(), screen_place=Place.FIRST, marks=self.marks, id="first")

    def on_mount(self) -> None:
        """Begin on the first choice."""
        super().on_mount()
        self.query_one(Sheet).focus()

    def _model(self) -> LinesModel:
        text = self.words.text
        rows = [
            [Cell(text("This computer has no catalogue yet, so there is nothing to fill in."))],
            [Cell()],
            [Cell(text("Open the kit that the province sent (a file K-….tar)"), Tone.STRONG)],
            [Cell(text("Look around: a demo with real communes and invented figures"), Tone.STRONG)],
        ]
        return LinesModel((Column("", 200, grows=True, least=20),), rows, still=frozenset({0, 1}))

    def relabel(self) -> None:
        """Say everything in the present language."""
        self.query_one(Sheet).show(self._model(), self.query_one(Sheet).row)
        super().relabel()

    def title_line(self) -> tuple[str, tuple[Piece, ...]]:
        """The program's name."""
        return f"xaso   {self.words.text('first run')}", ()

    def on_sheet_opened(self, event: Sheet.Opened) -> None:
        """Open a kit or the demo."""
        if self.busy:
            return
        if event.row == DEMO:
            self._begin(self.house.backing.demo, self.words.text("Preparing the demo…"))
        else:
            title = self.words.text("Where is the kit?")
            hint = self.words.text("The path of the file, or drag it here. Enter opens, Esc cancels.")
            self.app.push_screen(WriteDialog(title, hint=hint), self._asked)

    def _asked(self, text: str | None) -> None:
        if text:
            path = Path(text.strip("\"'")).expanduser()
            backing = self.house.backing
            self._begin(lambda: backing.receive(path), self.words.text("Opening the kit…"))

    def _begin(self, work: Callable[[], object], said: str) -> None:
        self.busy = True
        self.say(said, Tone.QUIET)
        self.house.background(work, lambda _told: self.house.reload(), self._failed)

    def _failed(self, error: Exception) -> None:
        self.busy = False
        self.say(f"{self.marks.hard} {self.house.explained(error)}", Tone.HARD)

    def action_back(self) -> None:
        """Leave the program."""
        self.app.exit(0)

    def cell_help(self) -> list[str]:
        """What a kit is."""
        return [
            self.words.text("A kit is the file with forms, units and targets that the province publishes.")
        ]
