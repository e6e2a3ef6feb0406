"""The records of one unit's register, to look at and to review."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from locales.words import mark as _
from tui.keys import Place
from tui.ports import RegisterPage
from tui.province.page import ProvincePage
from tui.screens.page import bindings
from tui.sheets.register_sheet import RegisterSheet
from tui.widgets.line import Piece
from tui.widgets.sheet import Sheet
from tui.widgets.sheet_model import Tone


class RecordsScreen(ProvincePage):
    """A register as the unit sent it, overdue records first."""

    PLACE = Place.TASK_LIST
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.TASK_LIST)]
    ENTER_LABEL = _("open")

    def __init__(self, page: RegisterPage) -> None:
        super().__init__()
        self.page = page

    def body(self) -> Iterator[Widget]:
        """One sheet."""
        yield Sheet(self._model(), screen_place=Place.TASK_LIST, marks=self.marks, id="records")

    def on_mount(self) -> None:
        """Stand on the first record."""
        self.focus_sheet()

    def _model(self) -> RegisterSheet:
        return RegisterSheet(self.page, self.words, self.marks)

    def relabel(self) -> None:
        """Say everything in the present language."""
        sheet = self.query_one(Sheet)
        sheet.show(self._model(), sheet.row)
        super().relabel()
        self._tell()

    def title_line(self) -> tuple[str, tuple[Piece, ...]]:
        """Which register of which unit, how many records."""
        count = self.words.counted("{count} record", "{count} records", len(self.page.records))
        return self.page.title, ((f"{count} ", Tone.QUIET),)

    def on_sheet_moved(self) -> None:
        """Say the record in full: its table cuts long texts."""
        self._tell()

    def _tell(self) -> None:
        sheet = self.query_one(Sheet)
        model = sheet.model
        if not isinstance(model, RegisterSheet) or model.record(sheet.row) is None:
            self.say("")
            return
        texts = [model.cell(sheet.row, column).text for column in range(1, len(model.columns))]
        self.say(" · ".join(text for text in texts if text), Tone.QUIET)

    def on_sheet_opened(self, event: Sheet.Opened) -> None:
        """Open a record for review."""
        model = self.query_one(Sheet).model
        record = model.record(event.row) if isinstance(model, RegisterSheet) else None
        if record is not None:
            self.province.open_review(record.entry)

    def action_search(self) -> None:
        """Find a record by any of its words."""
        sheet = self.query_one(Sheet)
        model = sheet.model
        if isinstance(model, RegisterSheet):
            rows = [
                (row, " · ".join(model.page.records[index].texts)) for row, index in enumerate(model.order)
            ]
            self.find_row(sheet, rows)

    def cell_help(self) -> list[str]:
        """What this screen is."""
        return [self.words.text("The records of this register as the unit sent them. Enter opens one.")]
