"""What people write beside a cell, and what it has been: notes, explanations, history."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tui.ports import HistoryView
from tui.screens.cell_told import CellTold
from tui.sheets.writing import written
from tui.widgets.sheet_model import Cell, Column, Tone


class CellNotes(CellTold):
    """A page of cells with F6 and F7."""

    def action_note(self) -> None:
        """Write a note at the cell; where there is a warning, explain it."""
        path = self.here()
        if self.keeper.sitting.read_only:
            self.refuse_typing()
            return
        if not path:
            return
        warnings = [v for v in self.cells.violations(path) if v.severity == "soft"]
        if warnings:
            self.ask_explanation(path, self.cells.told(warnings[0]))
        else:
            self._ask_note(path)

    def ask_explanation(self, path: str, message: str, then: Callable[[], None] = lambda: None) -> None:
        """Ask why an unusual value is right; the answer travels with the bundle."""
        from tui.dialogs.write import WriteDialog  # not needed for the first frame

        session = self.cells.session

        def keep(text: str | None) -> None:
            if text is not None:
                self.keeper.sitting.apply_explanation(path, text)
                self._annotated(path)
                then()

        title = self.words.text("Explain the warning")
        hint = self.words.text("It travels to the province with the value. Enter keeps, Esc cancels.")
        self.app.push_screen(
            WriteDialog(title, session.explanations.get(path, ""), about=message, hint=hint), keep
        )

    def _ask_note(self, path: str) -> None:
        from tui.dialogs.write import WriteDialog  # not needed for the first frame

        session = self.cells.session

        def keep(text: str | None) -> None:
            if text is not None:
                self.keeper.sitting.apply_note(path, text)
                self._annotated(path)

        title = self.words.text("Note at the cell")
        hint = self.words.text("Enter keeps, Esc cancels; an empty note is removed.")
        label = " ".join(self.cells.node(path).label.split())
        self.app.push_screen(WriteDialog(title, session.notes.get(path, ""), about=label, hint=hint), keep)

    def _annotated(self, path: str) -> None:
        self.keeper.keep_all([path])
        self.cells.forget_checks()
        self.redraw()
        self.after_change()
        self.tell()

    def action_history(self) -> None:
        """Show what the cell has been."""
        path = self.here()
        if not path:
            return
        house, sitting = self.house.backing, self.keeper.sitting

        def work() -> Sequence[HistoryView]:
            self.keeper.saver.flush(2)
            return house.history(sitting, path)

        self.house.background(work, lambda found: self._show_history(path, found))

    def _show_history(self, path: str, found: Sequence[HistoryView]) -> None:
        from tui.dialogs.read import ReadDialog  # not needed for the first frame
        from tui.sheets.lines import LinesModel

        words, node = self.words, self.cells.node(path)
        columns = (
            Column(words.text("when"), 16),
            Column(words.text("who"), 20),
            Column(words.text("was"), 16, grows=True, least=8),
            Column(words.text("became"), 16),
        )
        rows = [
            [
                Cell(words.moment(line.at), Tone.QUIET),
                Cell(line.by, Tone.QUIET),
                Cell(written(node, line.old, words) or self.marks.dash, Tone.QUIET),
                Cell(written(node, line.new, words) or self.marks.dash),
            ]
            for line in found
        ]
        rows = rows or [[Cell(words.text("Nothing was typed here yet."), Tone.QUIET)]]
        title = f"{words.text('History')} · {' '.join(node.label.split())}"
        hint = f"Esc {words.text('back')}"
        self.app.push_screen(ReadDialog(title, LinesModel(columns, rows, header=True), self.marks, hint=hint))
