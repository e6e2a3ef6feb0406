"""Rows of a list in the entry sheet: added at its end, removed under the cursor."""

from __future__ import annotations

from tui.screens.cell_page import CellPage
from tui.sheets.form_sheet import VALUE, FormSheet, Kind


class EntryRows(CellPage):
    """A page over a section of a form whose lists grow and shrink."""

    form: FormSheet

    def _repeat_here(self) -> str:
        path = self.here()
        if self.sheet.row < self.form.row_count() and self.form.rows[self.sheet.row].kind is Kind.ADD:
            return path
        return path.rpartition("[")[0]

    def action_add_row(self) -> None:
        """Add a row to the list under the cursor."""
        repeat = self._repeat_here()
        if self.keeper.sitting.read_only:
            self.refuse_typing()
        elif repeat and self.sheet.commit():
            self._add_row(repeat)

    def _add_row(self, repeat: str) -> None:
        outcome = self.keeper.sitting.add_row(repeat)
        self.cells.refusal = outcome.refusal
        if outcome.refusal is None:
            self.cells.settle(outcome)
            self.redraw()
            rows = self.cells.session.children(repeat)
            added = next(
                (i for i, line in enumerate(self.form.rows) if line.path.startswith(f"{rows[-1]}/")), None
            )
            if added is not None:
                self.sheet.go(added, VALUE)
            self.after_change()
        self.tell()

    def action_remove_row(self) -> None:
        """Remove the row under the cursor; undo brings it back."""
        path = self.here()
        base, _bracket, rest = path.rpartition("[")
        if self.keeper.sitting.read_only:
            self.refuse_typing()
            return
        if not base or not self.sheet.commit():
            return
        outcome = self.keeper.sitting.remove_row(f"{base}[{rest.partition(']')[0]}]")
        self.cells.refusal = outcome.refusal
        if outcome.refusal is None:
            self.cells.settle(outcome)
            self.redraw()
            self.after_change()
        self.tell()
