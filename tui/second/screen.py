"""The blind sitting: the same cells keyed a second time, by somebody who does not see the first values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from locales.explain import explain_code
from models.verification import Keying, Tally, last_of, tally
from tui.dialogs.write import WriteDialog
from tui.keys import Place
from tui.screens.page import bindings
from tui.second.blind_page import BlindPage
from tui.second.second_sheet import VALUE, SecondSheet, tables_of
from tui.second.table import SecondTableScreen
from tui.widgets.line import Piece
from tui.widgets.sheet import Sheet
from tui.widgets.sheet_model import Tone

if TYPE_CHECKING:
    from models.forms.nodes import NodeState
    from models.session import EntrySession
    from tui.screens.entry import EntryScreen
    from tui.second.ports import SecondKeying


class SecondScreen(BlindPage):
    """Type, Enter; Delete says that the cell is blank. F9 shows where the two keyings differ."""

    PLACE = Place.SECOND
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.SECOND)]

    def __init__(self, entry: EntryScreen) -> None:
        super().__init__()
        self.entry = entry
        self.who = ""
        self.marked = True
        self.lines: list[Keying] = []
        self.cells: Sequence[NodeState] = ()
        self.known = False

    def body(self) -> Iterator[Widget]:
        """One sheet."""
        self._choose_cells()
        self.model = self._model()
        yield Sheet(
            self.model,
            place=Place.CELLS,
            screen_place=Place.SECOND,
            marks=self.marks,
            margin=1,
            id="second",
        )

    def on_mount(self) -> None:
        """Read the record, then ask who keys."""
        self.sheet.focus()
        sitting, service = self.entry.keeper.sitting, self.service
        saver = self.house.saver

        def work() -> tuple[list[Keying], str]:
            saver.flush(5)
            return list(service.lines(sitting)), service.first_by(sitting)

        self.house.background(work, self._read, self._failed)

    @property
    def service(self) -> SecondKeying:
        """Double entry."""
        return self.house.backing.services.second

    @property
    def session(self) -> EntrySession:
        """The entry's own session: looked at, never changed by keying."""
        return self.entry.keeper.sitting.session

    def _choose_cells(self) -> None:
        """The cells that the form marks; all of them where it marks none."""
        sitting = self.entry.keeper.sitting
        found = self.service.cells(sitting, marked=True) if self.marked else ()
        if not found:
            self.marked = False
            found = self.service.cells(sitting, marked=False)
        self.cells = found

    def _model(self) -> SecondSheet:
        return SecondSheet(
            self.session,
            self.cells,
            last_of(self.lines),
            self.words,
            self.marks,
            lambda path, raw: self.take_typed(self, path, raw),
        )

    def _read(self, found: tuple[list[Keying], str]) -> None:
        self.lines, first_by = found
        self.known = True
        self._redraw()
        self._to_first_waiting()
        self._ask_who(first_by)

    def _ask_who(self, first_by: str) -> None:
        def asked(text: str | None) -> None:
            if not text:
                self.app.pop_screen()
                return
            self.who = text
            if text.casefold() == first_by.casefold():
                self.say(
                    self.words.text("The same person keyed first: a second pair of eyes finds more."),
                    Tone.SOFT,
                )
            else:
                self._tell()

        text = self.words.text
        about = text("Keyed first by {name}. The first values stay hidden.", name=first_by)
        hint = text("Another person should key now. Enter begins, Esc goes back.")
        self.app.push_screen(WriteDialog(text("Who keys the second time?"), about=about, hint=hint), asked)

    def _redraw(self) -> None:
        self.model = self._model()
        self.sheet.show(self.model, self.sheet.row, VALUE)
        self.retitle()

    def _to_first_waiting(self) -> None:
        model = self.model
        for row in range(model.row_count()):
            path, table = model.path_at(row), model.rows[row].grid
            if (path and path not in model.last) or (table and not model.complete(table)):
                self.sheet.go(row, VALUE)
                return

    def relabel(self) -> None:
        """Say everything in the present language."""
        if self.known:
            self._choose_cells()
        self._redraw()
        super().relabel()

    def title_line(self) -> tuple[str, tuple[Piece, ...]]:
        """What this is, and how many cells were keyed twice."""
        text = self.words.text
        counted = self._tally()
        name = text("Second keying")
        shown = f"{counted.keyed}/{counted.total} "
        return f"{name} {self.marks.dot} {self.entry.title_text}", ((shown, Tone.QUIET),)

    def _tally(self) -> Tally:
        paths = [node.path for node in self.cells]
        return tally(paths, {path: self.session.value(path) for path in paths}, last_of(self.lines))

    def _tell(self) -> None:
        counted = self._tally()
        if counted.keyed < counted.total:
            self.say(
                self.words.text("Key every cell as on the paper; Delete where the paper is blank."),
                Tone.QUIET,
            )
        else:
            self.say(self.words.text("Every cell was keyed twice. F9 shows where they differ."), Tone.GOOD)

    # -- keying ----------------------------------------------------------------------------------------

    def take_typed(self, page: BlindPage, path: str, raw: str) -> bool:
        """Read what was typed on a page; the record takes it, the entry is not touched."""
        reading = self.service.read(self.entry.keeper.sitting, path, raw)
        if not isinstance(reading, str):
            told = explain_code(reading.code, self.words, reading.details)
            page.say(f"{self.marks.hard} {told.body} {told.remedy}", Tone.HARD)
            return False
        return page.record(path, reading)

    def record(self, path: str, second: str) -> bool:
        """Keep a line of the record; False while nobody said who keys."""
        if not self.who:
            return False
        sitting, service = self.entry.keeper.sitting, self.service
        line = Keying(path, "keyed", sitting.session.value(path), second, service.now(), self.who)
        self.lines.append(line)
        self.model.last = last_of(self.lines)
        self.house.saver.submit(lambda: service.append(sitting, line), sitting.head.id, ())
        self.retitle()
        self._tell()
        return True

    def here(self) -> str:
        """The path of the cell under the cursor."""
        return self.model.path_at(self.sheet.row)

    def choices_of(self, path: str) -> tuple[str, bool, list[tuple[str, str]]]:
        """Question and choices of a cell."""
        node = self.session.node(path)
        several = node.type in {"select_multiple", "rank"}
        return node.label, several, [(choice.value, choice.label) for choice in node.choices]

    def on_sheet_opened(self, event: Sheet.Opened) -> None:
        """Enter on a table opens it."""
        event.stop()
        table = self.model.rows[event.row].grid
        if table and self.who and self.sheet.commit():
            cells = tables_of(self.session, self.cells)[table]
            self.app.push_screen(SecondTableScreen(self, table, cells))

    # -- what comes after -----------------------------------------------------------------------------

    def action_scope(self) -> None:
        """All cells, or only those that the form marks."""
        if not self.sheet.commit():
            return
        wanted = not self.marked
        self.marked = wanted
        self._choose_cells()
        if wanted and not self.marked:
            self.say(self.words.text("This form marks no cell: all are keyed twice."), Tone.QUIET)
        self._redraw()
        self._to_first_waiting()

    def action_settle(self) -> None:
        """Settle the differences one by one."""
        if self.sheet.commit() and self.who:
            from tui.second.settle import SettleScreen  # only when somebody has keyed

            self.app.push_screen(SettleScreen(self))

    def on_screen_resume(self) -> None:
        """Back from settling: some cells may be settled."""
        if self.known:
            self._redraw()

    def _failed(self, error: Exception) -> None:
        self.say(f"{self.marks.hard} {self.house.explained(error)}", Tone.HARD)

    def cell_help(self) -> list[str]:
        """What double entry is for."""
        return [
            self.words.text(
                "A second person keys the same cells without seeing the first values; where the two differ "
                "you decide. Who keyed what stays in the history."
            )
        ]
