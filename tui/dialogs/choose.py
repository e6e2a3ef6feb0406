"""Choose from a list by typing a part of a name: find, selects, sections."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from tui.keys import Place
from tui.marks import Marks
from tui.screens.acting import Acting
from tui.screens.page import bindings
from tui.sheets.lines import LinesModel, folded
from tui.widgets.field import Field
from tui.widgets.line import Line
from tui.widgets.sheet import Sheet
from tui.widgets.sheet_model import Cell, Column, Tone


class ChooseDialog(Acting, ModalScreen[tuple[str, ...] | None]):
    """Offers ``choices`` (key, label): Enter takes one; with ``several`` Enter ticks and Esc keeps."""

    PLACE = Place.CHOOSING
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.CHOOSING)]

    def __init__(
        self,
        title: str,
        choices: Sequence[tuple[str, str]],
        marks: Marks,
        *,
        chosen: Sequence[str] = (),
        several: bool = False,
        hint: str = "",
    ) -> None:
        super().__init__()
        self._title = title
        self._choices = list(choices)
        self._marks = marks
        self._chosen = list(chosen)
        self._several = several
        self._hint = hint
        self._shown = list(choices)
        self._typed = ""  # what was in the field when ``_shown`` was chosen

    def compose(self) -> ComposeResult:
        """Title, field, list, hint."""
        with Vertical(classes="dialog"):
            yield Line(id="dialog-title")
            yield Field()
            yield Sheet(self._model(), marks=self._marks, id="choices")
            yield Line(id="dialog-hint")

    def on_mount(self) -> None:
        """Say what this is and begin to type."""
        self.query_one("#dialog-title", Line).put(((f" {self._title}", Tone.HEADING),))
        self.query_one("#dialog-hint", Line).put(((f" {self._hint}", Tone.QUIET),))
        sheet = self.query_one("#choices", Sheet)
        sheet.styles.height = max(1, min(len(self._choices), 14))
        sheet.can_focus = False
        self.query_one(Field).focus()
        keys = [key for key, _label in self._shown]
        if self._chosen and self._chosen[0] in keys:
            sheet.go(keys.index(self._chosen[0]))

    def _model(self) -> LinesModel:
        return LinesModel((Column("", 200, grows=True, least=10),), [[cell] for cell in self._cells()])

    def _cells(self) -> Iterator[Cell]:
        for number, (key, label) in enumerate(self._shown, start=1):
            tick = "" if not self._several else f"[{'x' if key in self._chosen else ' '}] "
            yield Cell(f"{number:>2} {tick}{label}", Tone.STRONG if key in self._chosen else Tone.PLAIN)

    def offered(self, typed: str) -> list[tuple[str, str]]:
        """Return the choices that contain the typed words; a number brings its choice to the top."""
        wanted = folded(typed)
        words = wanted.split()
        found = [pair for pair in self._choices if all(word in folded(pair[1]) for word in words)]
        if wanted.isdigit() and 1 <= int(wanted) <= len(self._choices):
            meant = self._choices[int(wanted) - 1]
            return [meant, *(pair for pair in found if pair != meant)]
        return found

    def on_field_changed(self) -> None:
        """Show what fits the typed words."""
        self._look()

    def _look(self) -> None:
        """Offer what fits the field as it is now; keys of a burst may be ahead of the news of its change."""
        typed = self.query_one(Field).text
        if typed != self._typed:
            self._typed = typed
            self._shown = self.offered(typed)
            self.query_one("#choices", Sheet).show(self._model())

    async def on_key(self, event: events.Key) -> None:
        """Keys that the field lets go move the list."""
        self._look()
        sheet = self.query_one("#choices", Sheet)
        moves = {
            "up": sheet.do_up,
            "down": sheet.do_down,
            "pageup": sheet.do_page_up,
            "pagedown": sheet.do_page_down,
        }
        if event.key in moves:
            event.stop()
            moves[event.key]()
        elif event.key == "enter":
            event.stop()
            self._take(sheet.row)

    def on_sheet_opened(self, event: Sheet.Opened) -> None:
        """A click on the row under the cursor."""
        self._take(event.row)

    def _take(self, row: int) -> None:
        if not 0 <= row < len(self._shown):
            self.app.bell()
            return
        key = self._shown[row][0]
        if not self._several:
            self.dismiss((key,))
            return
        if key in self._chosen:
            self._chosen.remove(key)
        else:
            self._chosen.append(key)
        self.query_one("#choices", Sheet).show(self._model(), row)

    def action_back(self) -> None:
        """Choose nothing; with several, keep what is ticked."""
        order = [key for key, _label in self._choices]
        self.dismiss(tuple(sorted(self._chosen, key=order.index)) if self._several else None)
