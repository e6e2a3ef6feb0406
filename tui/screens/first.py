"""The first run: open the province's kit, or look around in the demo."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import ClassVar, TypeVar

from textual.binding import BindingType
from textual.widget import Widget

from locales.words import mark as _
from tui.dialogs.choose import ChooseDialog
from tui.dialogs.write import WriteDialog
from tui.keys import Place
from tui.screens.page import Page, bindings
from tui.sheets.lines import LinesModel
from tui.widgets.line import Piece
from tui.widgets.sheet import Sheet
from tui.widgets.sheet_model import Cell, Column, Tone

T = TypeVar("T")
KIT, DEMO = 2, 3
STILL = frozenset({0, 1, 3, 4})
UNCONFIRMED = "E_CA_UNCONFIRMED"


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
        self.query_one(Sheet).focus()

    def _model(self) -> LinesModel:
        text = self.words.text
        rows = [
            [Cell(text("This computer has no catalogue yet, so there is nothing to fill in."))],
            [Cell()],
            [Cell(text("Open the kit that the province sent (a file K-….tar)"), Tone.STRONG)],
        ]
        if self.house.backing.offers_demo:
            rows.append(
                [Cell(text("Look around: a demo with real communes and invented figures"), Tone.STRONG)]
            )
        else:
            rows += [[Cell()], [Cell(text("To look around first, leave and type: xaso demo"), Tone.QUIET)]]
        still = frozenset({0, 1}) if self.house.backing.offers_demo else STILL
        return LinesModel((Column("", 200, grows=True, least=20),), rows, still=still)

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
            self._begin(
                self.house.backing.demo,
                self.words.text("Preparing the demo…"),
                lambda _none: self.house.reload(),
            )
        else:
            title = self.words.text("Where is the kit?")
            hint = self.words.text("The path of the file, or drag it here. Enter opens, Esc cancels.")
            self.app.push_screen(WriteDialog(title, hint=hint), self._asked)

    def _asked(self, text: str | None) -> None:
        if text:
            self._take(Path(text.strip("\"'")).expanduser(), None)

    def _take(self, path: Path, digits: str | None) -> None:
        """Take the kit in; the first time a person compares the province's digits with its paper letter."""
        backing = self.house.backing

        def refused(error: Exception) -> None:
            shown = getattr(error, "details", {}).get("digits")
            if getattr(error, "code", "") == UNCONFIRMED and digits is None and shown:
                self._compare(path, str(shown))
            else:
                self._failed(error)

        def work() -> Sequence[tuple[str, str]]:
            backing.receive(path, digits=digits)
            return backing.communes()

        self._begin(work, self.words.text("Opening the kit…"), self._choose_commune, refused)

    def _compare(self, path: Path, digits: str) -> None:
        self.busy = False
        text = self.words.text
        choices = [
            ("yes", text("They are the same as in the province's paper letter")),
            ("no", text("They differ")),
        ]
        title = text("The province's digits: {digits}", digits=digits)
        hint = text("A kit with other digits is not the province's. Esc takes nothing in.")

        def answered(chosen: tuple[str, ...] | None) -> None:
            if chosen == ("yes",):
                self._take(path, digits)
            else:
                self.say(text("Nothing was taken in."), Tone.QUIET)

        self.app.push_screen(ChooseDialog(title, choices, self.marks, hint=hint), answered)

    def _choose_commune(self, communes: Sequence[tuple[str, str]]) -> None:
        """Ask which commune this computer belongs to, where the kit leaves the question open."""
        if not communes:
            self.house.reload()
            return
        self.busy = False
        text, backing = self.words.text, self.house.backing
        choices = [(code, f"{code}  {name}") for code, name in communes]

        def answered(chosen: tuple[str, ...] | None) -> None:
            if chosen:
                self._begin(
                    lambda: backing.settle(chosen[0]), text("Opening…"), lambda _none: self.house.reload()
                )

        title = text("Which commune is this computer's?")
        hint = text("Type a part of its name or its code. Enter takes it.")
        self.app.push_screen(ChooseDialog(title, choices, self.marks, hint=hint), answered)

    def _begin(
        self,
        work: Callable[[], T],
        said: str,
        done: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        self.busy = True
        self.say(said, Tone.QUIET)
        self.house.background(work, done, failed or self._failed)

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
