"""A register as a table: its records, overdue first; sorting and filtering never touch data."""

from __future__ import annotations

from rich.cells import cell_len

from locales.words import Words
from tui.marks import Marks
from tui.ports import RecordView, RegisterPage
from tui.sheets.lines import folded
from tui.widgets.sheet_model import Cell, Column, StillModel, Tone

STATE = 0
NARROW, BROAD = 8, 20  # cells of a column beside the names


class RegisterSheet(StillModel):
    """The model of a register. Column 0 is the state, the others are what the register shows of a record."""

    def __init__(self, page: RegisterPage, words: Words, marks: Marks) -> None:
        self.page = page
        self.words = words
        self.marks = marks
        titles = page.columns
        self.columns = (
            Column("", 3),
            *(
                Column(title, 60, grows=True, least=18) if index == 0 else Column(title, self._width(index))
                for index, title in enumerate(titles)
            ),
        )
        self.order = list(range(len(page.records)))
        self.order.sort(key=lambda index: not page.records[index].overdue)

    def _width(self, index: int) -> int:
        """As wide as what stands in a column, within limits: what is left belongs to the name."""
        longest = max((cell_len(self._shown(record.texts[index])) for record in self.page.records), default=0)
        return min(max(longest, NARROW), BROAD)

    def _shown(self, text: str) -> str:
        return self.words.date(text) if len(text) == 10 and text[4:5] == "-" else " ".join(text.split())

    def sort(self, column: int) -> None:
        """Show the records by a column; by the state column overdue ones first."""
        records = self.page.records
        if column == STATE:
            self.order.sort(key=lambda index: (not records[index].overdue, index))
        else:
            self.order.sort(key=lambda index: folded(records[index].texts[column - 1]))

    def record(self, row: int) -> RecordView | None:
        """The record of a row."""
        return self.page.records[self.order[row]] if 0 <= row < len(self.order) else None

    def row_count(self) -> int:
        """How many records there are."""
        return len(self.order)

    def rests(self, row: int, column: int) -> bool:
        """The cursor stands on records."""
        del row, column
        return True

    def cell(self, row: int, column: int) -> Cell:
        """What stands in a cell."""
        record = self.page.records[self.order[row]]
        if column == STATE:
            return self._state(record)
        text = record.texts[column - 1]
        shown = self._shown(text)
        return Cell(shown, Tone.HARD if record.overdue and column > 1 and shown != text else Tone.PLAIN)

    def _state(self, record: RecordView) -> Cell:
        if record.hard:
            return Cell(self.marks.hard, Tone.HARD)
        if record.overdue:
            return Cell(self.marks.soft, Tone.HARD)
        if record.state == "draft":
            return Cell(self.marks.dash, Tone.QUIET)
        if record.state == "returned":
            return Cell(self.marks.returned, Tone.SOFT)
        return Cell(self.marks.complete, Tone.GOOD)
