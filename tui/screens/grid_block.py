"""Blocks of a grid: pasted after a preview, filled down, emptied. Only rows that show are touched."""

from __future__ import annotations

from tui.dialogs.read import PasteDialog
from tui.screens.cell_page import CellPage
from tui.sheets.block import Landing, landings, numbers_again, read_block
from tui.sheets.grid_sheet import GridSheet
from tui.sheets.lines import LinesModel
from tui.sheets.undoing import merged
from tui.widgets.sheet import Sheet
from tui.widgets.sheet_model import Cell, Column, Tone


class GridBlocks(CellPage):
    """A page over a grid on which many cells are changed as one step."""

    grid: GridSheet

    # -- pasting -------------------------------------------------------------------------------------

    def action_paste(self) -> None:
        """Paste what was copied in this program."""
        if self.app.clipboard:
            self._preview(self.app.clipboard)
        else:
            self.say(
                self.words.text("Nothing was copied here; paste with the terminal's own key."), Tone.QUIET
            )

    def on_sheet_pasted(self, event: Sheet.Pasted) -> None:
        """A block came from outside."""
        event.stop()
        self._preview(event.text)

    def _preview(self, text: str) -> None:
        """Show what is refused, then what will land where; nothing is changed yet."""
        block = read_block(text)
        if not block:
            return
        if self.keeper.sitting.read_only:
            self.refuse_typing()
            return
        wanted = landings(self.grid, block, self.sheet.block[0], self.sheet.block[1])
        refused = self._rehearse(wanted)
        words = self.words
        title = words.text(
            "Pasting {rows}×{columns} from a spreadsheet: {cells}, {refused} not readable.",
            rows=len(block),
            columns=max(len(row) for row in block),
            cells=words.counted(
                "{count} cell", "{count} cells", sum(1 for landing in wanted if landing.path)
            ),
            refused=len(refused),
        )
        model = LinesModel(
            (
                Column(words.text("row"), 28, grows=True, least=12),
                Column(words.text("column"), 20, needs=56),
                Column(words.text("was"), 10, "right"),
                Column(words.text("becomes"), 12, "right", marked=True),
            ),
            [
                self._landing_row(landing, refused)
                for landing in sorted(wanted, key=lambda landing: landing.path not in refused)
            ],
            header=True,
        )
        hint = words.text("Enter keeps what is readable, Esc drops all. One ^Z takes it back.")
        about = (
            words.counted(
                "A filter is on: only the {count} row that shows is pasted into.",
                "A filter is on: only the {count} rows that show are pasted into.",
                shown,
            )
            if (shown := self.grid.row_count()) < len(self.grid.row_paths)
            else ""
        )
        self.app.push_screen(
            PasteDialog(title, model, self.marks, hint=hint, about=about),
            lambda keep: self._put_all(wanted) if keep else None,
        )

    def _landing_row(self, landing: Landing, refused: set[str]) -> list[Cell]:
        inside = landing.row < self.grid.row_count()
        name = self.grid.name(landing.row) if inside else self.words.text("beyond the last row")
        column = self.grid.columns[landing.column].title if landing.column < len(self.grid.columns) else ""
        before = self.grid.shown(landing.path).text if landing.path else ""
        bad = landing.path in refused
        mark = self.marks.hard if bad else "" if landing.path else self.marks.off
        tone = Tone.HARD if bad else Tone.PLAIN if landing.path else Tone.OFF
        return [
            Cell(name),
            Cell(column, Tone.QUIET),
            Cell(before, Tone.QUIET),
            Cell(landing.raw, tone, mark, tone),
        ]

    def _rehearse(self, wanted: list[Landing]) -> set[str]:
        """Type the block and take it back at once: the paths that the session refuses."""
        session = self.keeper.sitting.session
        refused = set()
        for landing in wanted:
            if not landing.path:
                continue
            outcome = session.record(landing.path, numbers_again(landing.raw))
            if outcome.refusal is not None:
                refused.add(landing.path)
            elif outcome.changes:
                session.undo()
        return refused

    # -- filling and emptying ------------------------------------------------------------------------

    def erase(self) -> None:
        """Empty the chosen block."""
        top, left, bottom, right = self.sheet.block
        cells = [
            (r, c) for r in range(top, bottom + 1) for c in range(left, right + 1) if self.grid.edits(r, c)
        ]
        self._put_all([Landing(r, c, self.grid.path_at(r, c), "") for r, c in cells])

    def action_fill(self) -> None:
        """Fill the chosen block from its first row; without a block, the cell from the one above."""
        top, left, bottom, right = self.sheet.block
        if self.sheet.origin is None:
            top = max(0, top - 1)
        session = self.keeper.sitting.session
        filled = [
            Landing(
                row, column, self.grid.path_at(row, column), session.value(self.grid.path_at(top, column))
            )
            for row in range(top + 1, bottom + 1)
            for column in range(left, right + 1)
            if self.grid.edits(row, column)
        ]
        self._put_all(filled, canonical=True)

    def _put_all(self, wanted: list[Landing], *, canonical: bool = False) -> None:
        """Set many cells as one step and one durable write; what is refused stays as it was."""
        sitting = self.keeper.sitting
        if sitting.read_only:
            self.refuse_typing()
            return
        take = sitting.apply_value if canonical else sitting.apply
        outcomes = [take(landing.path, numbers_again(landing.raw)) for landing in wanted if landing.path]
        accepted = [outcome for outcome in outcomes if outcome.refusal is None and outcome.changes]
        joined = merged(accepted)
        if joined is not None:
            self.steps.did(len(accepted))
            self.keeper.keep_all(change.path for change in joined.changes)
            self.cells.forget_checks()
            self.redraw()
            self.after_change()
        refused = sum(1 for outcome in outcomes if outcome.refusal is not None)
        said = self.words.counted("{count} cell changed.", "{count} cells changed.", len(accepted))
        if refused:
            said += " " + self.words.counted(
                "{count} refused: it keeps its old value.",
                "{count} refused: they keep their old value.",
                refused,
            )
        self.say(said, Tone.SOFT if refused else Tone.QUIET)
