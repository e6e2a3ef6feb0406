"""Choose a receipt or a kit: places first, then folders and files; a path may be typed or pasted."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from tui.handoff.folders import Item, Kind, items_of, takeable
from tui.keys import Place
from tui.ports import Destination
from tui.screens.acting import Acting
from tui.screens.page import bindings
from tui.sheets.lines import LinesModel, folded
from tui.widgets.field import Field
from tui.widgets.line import Line
from tui.widgets.sheet import Sheet
from tui.widgets.sheet_model import Cell, Column, Tone

if TYPE_CHECKING:
    from tui.app import XasoApp

HEIGHT = 14


class ChooseFileDialog(Acting, ModalScreen[list[Path] | None]):
    """Gives the files that were chosen; None when it was left. It begins with ``places`` (sticks first)."""

    PLACE = Place.FILES
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.FILES)]

    def __init__(self, title: str, places: Sequence[Destination], start: Path | None = None) -> None:
        super().__init__()
        self._title = title
        self._places = list(places)
        self._folder = start
        self._items: list[Item] = []
        self._shown: list[Item] = []
        self._typed = ""  # what was in the field when ``_shown`` was chosen
        self._asked = 0  # listings asked for: only the last one is shown
        self._reading = False

    @property
    def house(self) -> XasoApp:
        """The application."""
        return cast("XasoApp", self.app)

    def compose(self) -> ComposeResult:
        """Title, where we are, field, list, hint."""
        with Vertical(classes="dialog"):
            yield Line(id="dialog-title")
            yield Line(id="dialog-about", cut=self.house.marks.cut)
            yield Field()
            yield Sheet(self._model(), marks=self.house.marks, id="files")
            yield Line(id="dialog-hint", cut=self.house.marks.cut)

    def on_mount(self) -> None:
        """Say what this is and list."""
        text = self.house.words.text
        self.query_one("#dialog-title", Line).put(((f" {self._title}", Tone.HEADING),))
        hint = text("Enter opens or takes in, F9 takes in the whole folder, F4 goes up, Esc cancels.")
        self.query_one("#dialog-hint", Line).put(((f" {hint}", Tone.QUIET),))
        sheet = self.query_one("#files", Sheet)
        sheet.can_focus = False
        sheet.styles.height = HEIGHT
        self.query_one(Field).focus()
        self._go(self._folder)

    # -- listing -------------------------------------------------------------------------------------

    def _go(self, folder: Path | None) -> None:
        """List a folder in a thread: sticks can be slow; None lists the places."""
        self._asked += 1
        asked, field = self._asked, self.query_one(Field)
        typed = field.buffer.composed
        field.buffer.clear()
        field.refresh()
        if folder is None:
            places = [Item(Kind.FOLDER, place.folder, place.label) for place in self._places]
            self._listed(asked, None, places)
            return
        self._reading = True
        self.house.background(
            lambda: items_of(folder),
            lambda items: self._listed(asked, folder, items),
            lambda error: self._failed(asked, typed, error),
        )

    def _listed(self, asked: int, folder: Path | None, items: list[Item]) -> None:
        if not self.is_attached or asked != self._asked:
            return
        self._reading = False
        self._folder, self._items = folder, items
        self._about(str(folder) if folder else self.house.words.text("Where is the file?"), Tone.QUIET)
        self._filter()

    def _failed(self, asked: int, typed: str, error: Exception) -> None:
        """Say why, and give back what was typed, so that it can be mended."""
        if not self.is_attached or asked != self._asked:
            return
        self._reading = False
        field = self.query_one(Field)
        if not field.text:
            field.buffer.insert(typed)
            field.refresh()
        self._filter()
        self._about(self.house.explained(error), Tone.HARD)

    def _about(self, said: str, tone: Tone) -> None:
        self.query_one("#dialog-about", Line).put(((f" {said}", tone),))

    def _filter(self) -> None:
        self._typed = self.query_one(Field).text
        words = folded(self._typed).split()
        self._shown = [item for item in self._items if all(word in folded(item.name) for word in words)]
        sheet = self.query_one("#files", Sheet)
        first = next((i for i, item in enumerate(self._shown) if item.kind is not Kind.ABOVE), 0)
        sheet.show(self._model(), first)

    def _model(self) -> LinesModel:
        words, marks = self.house.words, self.house.marks
        said = {Kind.KIT: words.text("kit"), Kind.RECEIPT: words.text("receipt")}
        rows = []
        for item in self._shown:
            if item.kind in said:
                moment = words.moment(datetime.fromtimestamp(item.changed, UTC))
                rows.append(
                    [Cell(item.name, Tone.STRONG), Cell(said[item.kind], Tone.GOOD), Cell(moment, Tone.QUIET)]
                )
            else:
                rows.append([Cell(f"{item.name}/" if item.name != ".." else f"{marks.returned} .."), Cell()])
        if not rows:
            rows.append([Cell(words.text("Nothing here to take in."), Tone.QUIET)])
        columns = (Column("", 80, grows=True, least=20), Column("", 11), Column("", 16, needs=60))
        return LinesModel(columns, rows)

    # -- keys ----------------------------------------------------------------------------------------

    def on_field_changed(self) -> None:
        """Show what contains the typed words."""
        self._look()

    def _look(self) -> None:
        """Show what fits the field as it is now; keys of a burst may be ahead of the news of its change."""
        if self.query_one(Field).text != self._typed:
            self._filter()

    async def on_key(self, event: events.Key) -> None:
        """Keys that the field lets go move the list."""
        self._look()
        sheet = self.query_one("#files", Sheet)
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
            self._enter(sheet.row)

    def on_sheet_opened(self, event: Sheet.Opened) -> None:
        """A click on the row under the cursor."""
        event.stop()
        self._enter(event.row)

    def _enter(self, row: int) -> None:
        typed = _typed_path(self.query_one(Field).text)
        if self._reading:
            self.app.bell()  # the list is still that of the folder before
        elif typed is not None:
            self._take_path(typed)
        elif 0 <= row < len(self._shown):
            item = self._shown[row]
            if item.kind in {Kind.KIT, Kind.RECEIPT}:
                self.dismiss([item.path])
            else:
                self._go(item.path)
        else:
            self.app.bell()

    def _take_path(self, path: Path) -> None:
        if path.is_file():
            self.dismiss([path])
        else:
            self._go(path)

    def action_up_folder(self) -> None:
        """To the folder above; from the top back to the places."""
        folder = self._folder
        self._go(None if folder is None or folder.parent == folder else folder.parent)

    def action_whole(self) -> None:
        """Take in everything of this folder that can be."""
        files = [] if self._reading else takeable(self._items, self.house.home_view.unit)
        if files:
            self.dismiss(files)
        else:
            self.app.bell()

    def action_back(self) -> None:
        """Choose nothing."""
        self.dismiss(None)


def _typed_path(text: str) -> Path | None:
    """What was typed, when it is a path that exists; None when it only narrows the list."""
    plain = text.strip("\"'")
    if not any(mark in plain for mark in "/\\"):
        return None
    with suppress(OSError, RuntimeError, ValueError):
        path = Path(plain).expanduser()
        return path if path.exists() else None
    return None


def usual_places(
    sticks: Sequence[Destination], inbox: Path | None, names: tuple[str, str]
) -> list[Destination]:
    """Sticks, then the downloads and the home folder (named ``names``), as far as they exist."""
    found = list(sticks)
    home = Path.home()
    for label, folder in zip(names, (home / "Downloads", home), strict=True):
        if folder.is_dir():
            found.append(Destination(f"{label} ({folder})", folder))
    if inbox is not None and inbox.is_dir():
        found.append(Destination(str(inbox), inbox))
    return found
