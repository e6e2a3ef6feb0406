"""Write one line: a note, an explanation, a path."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from tui.keys import Place
from tui.screens.acting import Acting
from tui.screens.page import bindings
from tui.widgets.field import Field
from tui.widgets.line import Line
from tui.widgets.sheet_model import Tone


class WriteDialog(Acting, ModalScreen[str | None]):
    """Asks for a line of text; None when it was left with Esc."""

    PLACE = Place.WRITING
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.WRITING)]

    def __init__(self, title: str, text: str = "", *, about: str = "", hint: str = "") -> None:
        super().__init__()
        self._title = title
        self._text = text
        self._about = about
        self._hint = hint

    def compose(self) -> ComposeResult:
        """Title, what it is about, field, hint."""
        with Vertical(classes="dialog"):
            yield Line(id="dialog-title")
            yield Line(id="dialog-about")
            yield Field(self._text)
            yield Line(id="dialog-hint")

    def on_mount(self) -> None:
        """Say what this is and begin to type."""
        self.query_one("#dialog-title", Line).put(((f" {self._title}", Tone.HEADING),))
        self.query_one("#dialog-about", Line).put(((f" {self._about}", Tone.PLAIN),))
        self.query_one("#dialog-hint", Line).put(((f" {self._hint}", Tone.QUIET),))
        self.query_one(Field).focus()

    def action_keep(self) -> None:
        """Keep what was written."""
        self.dismiss(self.query_one(Field).text)

    def action_back(self) -> None:
        """Forget what was written."""
        self.dismiss(None)
