"""A register: its records as a table; a record opens in the entry sheet, from the same engine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from locales.words import mark as _
from tui.aside.asking import discard_record, restore_one
from tui.aside.page import AsidePage
from tui.keys import Place
from tui.ports import RegisterPage, RegisterView
from tui.screens.page import bindings
from tui.sheets.register_sheet import RegisterSheet
from tui.widgets.line import Piece
from tui.widgets.sheet import Sheet
from tui.widgets.sheet_model import Tone

if TYPE_CHECKING:
    from models.desk import Sitting


class RegisterScreen(AsidePage):
    """The records of one register."""

    PLACE = Place.REGISTER
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.REGISTER)]
    ENTER_LABEL = _("open")

    def __init__(self, register: RegisterView) -> None:
        super().__init__()
        self.register = register
        self.page = RegisterPage(register.form, "", (), ())
        self._column = 0
        self._news = ""  # what was done, to be said with the next state

    def body(self) -> Iterator[Widget]:
        """One sheet."""
        yield Sheet(self._model(), screen_place=Place.REGISTER, marks=self.marks, id="records")

    def _model(self) -> RegisterSheet:
        return RegisterSheet(self.page, self.words, self.marks)

    @property
    def sheet(self) -> Sheet:
        """The table."""
        return self.query_one("#records", Sheet)

    def on_mount(self) -> None:
        """Stand in the table; the records are read when the screen shows."""
        self.sheet.focus()

    def on_screen_resume(self) -> None:
        """Shown, or back from a record that may look different: read the records in a thread."""
        self._read()

    def _read(self) -> None:
        house, form, language = self.house.backing, self.register.form, self.words.language

        def work() -> RegisterPage:
            self.house.saver.flush(2)
            return house.register(form, language)

        self.house.background(work, self._show)

    def _show(self, page: RegisterPage) -> None:
        self.page = page
        row = self.sheet.row
        self.sheet.show(self._model(), row)
        self.retitle()
        overdue = sum(1 for record in page.records if record.overdue)
        if self._news:
            self.say(f"{self.marks.complete} {self._news}", Tone.GOOD)
            self._news = ""
        elif not page.records:
            self.say(self.words.text("No records yet. Insert, ^N or + adds one."), Tone.QUIET)
        elif overdue:
            self.say(self.words.text("{count} overdue", count=overdue), Tone.HARD)

    def relabel(self) -> None:
        """Say everything in the present language."""
        self.sheet.show(self._model(), self.sheet.row)
        super().relabel()
        if self.page.title:
            self._read()

    def title_line(self) -> tuple[str, tuple[Piece, ...]]:
        """The register and how many records it has."""
        count = self.words.counted("{count} record", "{count} records", len(self.page.records))
        return f"{self.words.of(self.register.title)} · {self.house.home_view.unit_name}", (
            (f"{count} ", Tone.QUIET),
        )

    def on_sheet_opened(self, event: Sheet.Opened) -> None:
        """Open a record."""
        model = self.sheet.model
        record = model.record(event.row) if isinstance(model, RegisterSheet) else None
        if record is not None:
            self._open(record.entry)

    def action_add(self) -> None:
        """Add a record."""
        self._open(None)

    def _open(self, entry: str | None) -> None:
        form = self.register.form

        def show(sitting: Sitting) -> None:
            self.house.open_entry(sitting, self.register.title, None)

        self.house.background(lambda: self.house.backing.open_record(form, entry), show)

    def action_search(self) -> None:
        """Find a record by any of its words."""
        model = self.sheet.model
        if isinstance(model, RegisterSheet):
            found = [
                (row, " · ".join(model.page.records[index].texts)) for row, index in enumerate(model.order)
            ]
            self.house.find(found, lambda row: self.sheet.go(row))

    def action_sort(self) -> None:
        """Sort by the next column, then overdue first again."""
        model = self.sheet.model
        if isinstance(model, RegisterSheet):
            self._column = (self._column + 1) % len(model.columns)
            model.sort(self._column)
            self.sheet.reload()
            title = model.columns[self._column].title or self.words.text("overdue first")
            self.say(self.words.text("Sorted by “{column}”.", column=title), Tone.QUIET)

    def action_discard(self) -> None:
        """Set the draft under the cursor aside."""
        model = self.sheet.model
        record = model.record(self.sheet.row) if isinstance(model, RegisterSheet) else None
        if record is not None:
            discard_record(self, record.entry)

    def action_restore(self) -> None:
        """Bring back what was set aside."""
        restore_one(self)

    def anew(self, said: str) -> None:
        """Say what was done, once the records have been read anew."""
        self._news = said
        self._read()

    def cell_help(self) -> list[str]:
        """What a register is."""
        return [
            self.words.text("The records of this register live on from period to period; Enter opens one.")
        ]
