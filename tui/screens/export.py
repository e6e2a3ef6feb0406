"""Export: where to, written, read back, and the word that only the province's receipt counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from locales.words import Words
from locales.words import mark as _
from tui.dialogs.write import WriteDialog
from tui.keys import Place
from tui.ports import Destination, Written
from tui.screens.page import Page, bindings
from tui.sheets.lines import LinesModel
from tui.widgets.line import Line, Piece
from tui.widgets.sheet import Sheet
from tui.widgets.sheet_model import Cell, Column, Tone

KILO = 1024


class ExportScreen(Page):
    """Choose a place with Enter; the bundle is written there and read back."""

    PLACE = Place.EXPORT
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.EXPORT)]
    ENTER_LABEL = _("write here")

    def __init__(self) -> None:
        super().__init__()
        self.places: Sequence[Destination] = ()
        self.busy = False
        self.written: Written | None = None

    def body(self) -> Iterator[Widget]:
        """The list of places and the lines of the result."""
        yield Sheet(self._model(), screen_place=Place.EXPORT, marks=self.marks, id="places")
        yield Line(id="result", cut=self.marks.cut)
        yield Line(id="receipt", cut=self.marks.cut)

    def on_mount(self) -> None:
        """Look for sticks in a thread."""
        self.query_one(Sheet).focus()
        self.house.background(self.house.backing.destinations, self._found)

    def _found(self, places: object) -> None:
        self.places = places if isinstance(places, (list, tuple)) else ()
        self.query_one(Sheet).show(self._model())

    def _model(self) -> LinesModel:
        text = self.words.text
        rows = [
            [
                Cell(f"{number} {place.label}"),
                Cell(str(place.folder), Tone.QUIET),
                Cell(self._free(place), Tone.QUIET),
            ]
            for number, place in enumerate(self.places, start=1)
        ]
        rows.append([Cell(f"{len(rows) + 1} {text('Another folder…')}"), Cell(), Cell()])
        columns = (Column("", 24), Column("", 80, grows=True, least=10), Column("", 14, "right", needs=60))
        return LinesModel(columns, rows)

    def _free(self, place: Destination) -> str:
        return (
            ""
            if place.free is None
            else self.words.text("{size} free", size=size_text(place.free, self.words))
        )

    def relabel(self) -> None:
        """Say everything in the present language."""
        self.query_one(Sheet).show(self._model(), self.query_one(Sheet).row)
        self._result()
        super().relabel()
        if not self.written:
            self.say(
                self.words.text("Everything that is complete goes into one sealed bundle for the province."),
                Tone.QUIET,
            )

    def title_line(self) -> tuple[str, tuple[Piece, ...]]:
        """What this is."""
        return self.words.text("Export a bundle"), ()

    def on_sheet_opened(self, event: Sheet.Opened) -> None:
        """Write to the place of the row, or ask for a folder."""
        if self.busy:
            return
        if event.row < len(self.places):
            self.write(self.places[event.row].folder)
            return
        title = self.words.text("Write the bundle to which folder?")
        hint = self.words.text("A path such as E:\\ or /media/usb. Enter writes, Esc cancels.")
        self.app.push_screen(WriteDialog(title, hint=hint), self._asked)

    def _asked(self, text: str | None) -> None:
        if text:
            self.write(Path(text.strip("\"'")).expanduser())

    def write(self, folder: Path) -> None:
        """Write the bundle in a thread."""
        self.busy = True
        self.written = None
        self._result()
        self.say(self.words.text("Sealing, writing, reading back…"), Tone.QUIET)
        backing, saver = self.house.backing, self.house.saver

        def work() -> object:
            saver.flush(10)
            return backing.export(folder)

        self.house.background(work, self._done, self._failed)

    def _done(self, written: object) -> None:
        self.busy = False
        self.written = written if isinstance(written, Written) else None
        self._result()
        self.say(self.words.text("The province's receipt is what counts: remember to fetch it."), Tone.SOFT)

    def _failed(self, error: Exception) -> None:
        self.busy = False
        self.say(f"{self.marks.hard} {self.house.explained(error)}", Tone.HARD)

    def _result(self) -> None:
        result, receipt = self.query_one("#result", Line), self.query_one("#receipt", Line)
        if self.written is None:
            result.put()
            receipt.put()
            return
        text, written = self.words.text, self.written
        size = size_text(written.size, self.words)
        result.put(((f" {self.marks.complete} {written.file.name}", Tone.GOOD),), ((f"{size} ", Tone.QUIET),))
        said = text(
            "Bundle {seq} · {entries} entries · written, read back, the same.",
            seq=f"{written.seq:06d}",
            entries=written.entries,
        )
        receipt.put(f"   {said}")

    def cell_help(self) -> list[str]:
        """What export does."""
        return [
            self.words.text("The bundle is signed with this computer's key; only the province can open it.")
        ]


def size_text(size: int, words: Words) -> str:
    """Return a size in bytes as people read it: 11 KB, 3,2 GB."""
    units = ("B", "KB", "MB", "GB", "TB")
    value, unit = Decimal(size), 0
    while value >= KILO and unit < len(units) - 1:
        value, unit = value / KILO, unit + 1
    places = 0 if unit <= 1 else 1
    return f"{words.number(value, places)} {units[unit]}"
