"""Who changed what between two revisions: a list over the review, from which Enter goes to the cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType

from tui.dialogs.read import SheetDialog
from tui.keys import Place
from tui.province.verdict_sheet import VerdictSheet
from tui.screens.page import bindings
from tui.sheets.lines import LinesModel
from tui.widgets.line import Line
from tui.widgets.sheet import Sheet
from tui.widgets.sheet_model import Cell, Column, Tone

if TYPE_CHECKING:
    from models.office import Difference, Review


class ChangesDialog(SheetDialog[str]):
    """The cells that differ, in the order of the form; the one under the cursor is told whole.

    The answer is the path of the cell to go to.
    """

    PLACE = Place.READING
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.READING)]

    def __init__(self, review: Review, sheet: VerdictSheet) -> None:
        self._cells = sheet
        self._changed = sorted(review.changed, key=lambda one: sheet.place_of(one.path))
        words = sheet.words
        title = words.counted(
            "Revision {old} and revision {new}: {count} cell differs",
            "Revision {old} and revision {new}: {count} cells differ",
            len(self._changed),
            old=review.replaced.revision if review.replaced else 0,
            new=review.head.revision,
        )
        hint = words.text("Enter goes there, Esc stays") if self._changed else ""
        super().__init__(title, self._list(), sheet.marks, hint=hint, about=self._said(0))

    def _list(self) -> LinesModel:
        text = self._cells.words.text
        if not self._changed:
            return LinesModel((Column("", 60, grows=True),), [[Cell(text("Nothing differs."))]], header=False)
        columns = (
            Column(text("question"), 60, grows=True, least=20),
            Column(text("before"), 11, "right"),
            Column(text("now"), 11, "right"),
            Column(text("who"), 14, needs=64),
            Column(text("when"), 16, needs=64),
        )
        return LinesModel(columns, [self._row(one) for one in self._changed], header=True)

    def _row(self, one: Difference) -> list[Cell]:
        sheet, dash = self._cells, self._cells.marks.dash
        return [
            Cell(sheet.label_of(one.path)),
            Cell(sheet.written_at(one.path, one.old) or dash, Tone.QUIET),
            Cell(sheet.written_at(one.path, one.new) or dash, Tone.STRONG),
            Cell(sheet.changed_by(one)),
            Cell(sheet.words.moment(one.at), Tone.QUIET),
        ]

    def _said(self, row: int) -> str:
        """The change of a row whole: question, who and when, why. The list cuts long questions."""
        if row >= len(self._changed):
            return ""
        one, sheet = self._changed[row], self._cells
        who, when = sheet.changed_by(one), sheet.words.moment(one.at)
        return " · ".join(part for part in (sheet.label_of(one.path), who, when, one.why) if part)

    def on_sheet_moved(self) -> None:
        """Say the change under the cursor whole."""
        if self._changed:
            said = self._said(self.query_one(Sheet).row)
            self.query_one("#dialog-about", Line).put(((f" {said}", Tone.SOFT),))

    def on_sheet_opened(self, event: Sheet.Opened) -> None:
        """Go to the cell."""
        if event.row < len(self._changed):
            self.dismiss(self._changed[event.row].path)

    def action_back(self) -> None:
        """Go nowhere."""
        self.dismiss(None)
