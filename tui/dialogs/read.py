"""Something to read over the screen: help, the history of a cell, a pasted block."""

from __future__ import annotations

from typing import ClassVar, Generic, TypeVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from tui.keys import Place
from tui.marks import Marks
from tui.screens.acting import Acting
from tui.screens.page import bindings
from tui.widgets.line import Line
from tui.widgets.sheet import Sheet
from tui.widgets.sheet_model import SheetModel, Tone

Answer = TypeVar("Answer")


class SheetDialog(Acting, ModalScreen[Answer], Generic[Answer]):
    """A title, a sheet, a hint. ``about`` is a sentence below the title, for what must not be overlooked."""

    PLACE: ClassVar[Place]

    def __init__(
        self, title: str, model: SheetModel, marks: Marks, *, hint: str = "", about: str = ""
    ) -> None:
        super().__init__()
        self._title = title
        self._model = model
        self._marks = marks
        self._hint = hint
        self._about = about

    def compose(self) -> ComposeResult:
        """Title, what it is about, sheet, hint."""
        cut = self._marks.cut
        with Vertical(classes="dialog tall"):
            yield Line(id="dialog-title", cut=cut)
            if self._about:
                yield Line(id="dialog-about", cut=cut)
            yield Sheet(self._model, screen_place=self.PLACE, marks=self._marks)
            yield Line(id="dialog-hint", cut=cut)

    def on_mount(self) -> None:
        """Say what this is."""
        self.query_one("#dialog-title", Line).put(((f" {self._title}", Tone.HEADING),))
        if self._about:
            self.query_one("#dialog-about", Line).put(((f" {self._about}", Tone.SOFT),))
        self.query_one("#dialog-hint", Line).put(((f" {self._hint}", Tone.QUIET),))
        self.query_one(Sheet).focus()


class ReadDialog(SheetDialog[None]):
    """Shows a sheet to read; arrows scroll, Esc leaves."""

    PLACE = Place.READING
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.READING)]

    def action_back(self) -> None:
        """Leave."""
        self.dismiss(None)


class PasteDialog(SheetDialog[bool]):
    """Shows what will land where; Enter keeps the block, Esc drops it."""

    PLACE = Place.PASTING
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.PASTING)]

    def on_sheet_opened(self) -> None:
        """Enter in the sheet keeps."""
        self.dismiss(True)

    def action_keep(self) -> None:
        """Put the block into the cells."""
        self.dismiss(True)

    def action_back(self) -> None:
        """Paste nothing."""
        self.dismiss(False)
