"""The village grid: one table, frozen names, totals below, blocks pasted from a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from tui.dialogs.read import PasteDialog
from tui.keys import Place
from tui.screens.cell_page import CellPage
from tui.screens.page import bindings
from tui.sheets.block import Landing, landings, numbers_again, read_block
from tui.sheets.grid_sheet import GridSheet
from tui.sheets.lines import LinesModel
from tui.sheets.undoing import merged
from tui.widgets.line import Piece
from tui.widgets.sheet import Sheet
from tui.widgets.sheet_model import Cell, Column, Tone

if TYPE_CHECKING:
    from tui.screens.entry import EntryScreen


class GridScreen(CellPage):
    """One repeat of an entry as a table."""

    PLACE = Place.GRID
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.GRID)]

    def __init__(self, entry: EntryScreen, repeat: str, path: str = "") -> None:
        super().__init__()
        self.entry = entry
        self.keeper = entry.keeper
        self.steps = entry.steps
        self.repeat = repeat
        self._start = path
        self._sorted: tuple[int, bool] | None = None

    def body(self) -> Iterator[Widget]:
        """The table."""
        self.cells = self.grid = GridSheet(self.keeper, self.words, self.marks, self.settled).open(
            self.repeat
        )
        yield Sheet(
            self.grid, place=Place.BLOCK, screen_place=Place.GRID, marks=self.marks, margin=1, id="cells"
        )

    def on_mount(self) -> None:
        """Begin at the wanted cell, else at the first blank one."""
        super().on_mount()
        self.sheet.focus()
        place = self.grid.place_of(self._start) if self._start else self._first_blank()
        if place is not None:
            self.sheet.go(*place)
        self.tell()

    def _first_blank(self) -> tuple[int, int] | None:
        session = self.keeper.sitting.session
        for column in range(1, len(self.grid.columns)):
            for row in range(self.grid.row_count()):
                if not session.value(self.grid.path_at(row, column)) and self.grid.edits(row, column):
                    return row, column
        return None

    def relabel(self) -> None:
        """Say everything in the present language."""
        self.keeper.sitting.session.language = self.words.language
        self.grid.words = self.words
        self.grid.rebuild()
        self.sheet.reload()
        super().relabel()
        self.tell()

    def title_line(self) -> tuple[str, tuple[Piece, ...]]:
        """The grid, and where the cursor is in it."""
        label = " ".join(self.cells.node(self.repeat).label.split())
        done, all_of_them = self.grid.filled()
        row = self.words.text("row {row}/{rows}", row=self.sheet.row + 1, rows=self.grid.row_count())
        at = f" · {self.entry.period_text}" if self.entry.period_text else ""
        return f"{label}{at}", ((f"{done}/{all_of_them} · {row} ", Tone.QUIET),)

    # -- where the cursor is -------------------------------------------------------------------------

    def here(self) -> str:
        """The path of the cell under the cursor."""
        return self.grid.path_at(self.sheet.row, self.sheet.column)

    def go_to(self, path: str) -> None:
        """Put the cursor on a cell of this grid; a cell elsewhere waits until the grid is left."""
        place = self.grid.place_of(path)
        if place is not None:
            self.sheet.go(*place)

    def redraw(self) -> None:
        """Draw everything anew; order and cursor stay."""
        order = self.grid.order
        self.grid.rebuild()
        if len(order) == len(self.grid.order):
            self.grid.order = order
        self.sheet.reload()

    def about(self, path: str) -> str:
        """The question, and the previous period's value."""
        said = super().about(path)
        previous = self.grid.previous(path)
        return f"{said} · {self.words.text('previous period')} {previous}" if previous else said

    def on_sheet_moved(self) -> None:
        """Message and row number."""
        super().on_sheet_moved()
        self.retitle()

    def on_sheet_left(self, event: Sheet.Left) -> None:
        """The table has an end."""
        event.stop()
        if event.forward:
            self.say(self.words.text("This was the last row. Esc goes back to the form."), Tone.QUIET)

    def saved_changed(self) -> None:
        """Marks turn when their write returned."""
        self.retitle()
        self.sheet.refresh_rows(
            {place[0] for path in self.keeper.stale() if (place := self.grid.place_of(path))}
        )

    def offer_reopening(self) -> None:
        """Back to the form, which asks."""
        self.dismiss()
        self.entry.offer_reopening()

    # -- keys ----------------------------------------------------------------------------------------

    def action_problem(self) -> None:
        """To the next problem of this grid."""
        if not self.sheet.commit():
            return
        session = self.keeper.sitting.session
        places = sorted(
            place
            for violation in session.violations()
            if not violation.explained and (place := self.grid.place_of(violation.path)) is not None
        )
        if not places:
            self.say(self.words.text("No problems."), Tone.GOOD)
            return
        here = (self.sheet.row, self.sheet.column)
        self.sheet.go(*next((place for place in places if place > here), places[0]))
        self.tell()

    def action_search(self) -> None:
        """Find a row by its name, or a column by its title."""
        row, column = self.sheet.row, self.sheet.column
        places = [((at, column), self.grid.name(at)) for at in range(self.grid.row_count())]
        places += [
            ((row, at), f"{self.marks.bar} {title.title}")
            for at, title in enumerate(self.grid.columns)
            if title.title
        ]
        self.house.find(places, lambda place: self.sheet.go(*place))

    def action_sort(self) -> None:
        """Sort by this column: up, down, back to the form's order."""
        if not self.sheet.commit():
            return
        column, path = self.sheet.column, self.here()
        if self._sorted == (column, True):
            self._sorted = None
            self.grid.unsort()
        else:
            descending = self._sorted == (column, False)
            self._sorted = (column, descending)
            self.grid.sort(column, descending=descending)
        self.sheet.reload()
        self.go_to(path)
        title = self.grid.columns[column].title
        told = {
            None: self.words.text("In the order of the form."),
            False: self.words.text("Sorted by “{column}”, smallest first.", column=title),
            True: self.words.text("Sorted by “{column}”, largest first.", column=title),
        }
        self.say(told[self._sorted[1] if self._sorted else None], Tone.QUIET)

    def on_sheet_erased(self, event: Sheet.Erased) -> None:
        """Empty the chosen block."""
        event.stop()
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
        """Show what will land where and what is refused; nothing is changed yet."""
        block = read_block(text)
        if not block:
            return
        wanted = landings(self.grid, block, self.sheet.block[0], self.sheet.block[1])
        refused = self._rehearse(wanted)
        words = self.words
        title = words.text(
            "Pasting {rows}×{columns} from a spreadsheet: {cells} cells, {refused} not readable.",
            rows=len(block),
            columns=max(len(row) for row in block),
            cells=sum(1 for landing in wanted if landing.path),
            refused=len(refused),
        )
        model = LinesModel(
            (
                Column(words.text("row"), 28, grows=True, least=12),
                Column(words.text("column"), 20, needs=56),
                Column(words.text("was"), 10, "right"),
                Column(words.text("becomes"), 12, "right", marked=True),
            ),
            [self._landing_row(landing, refused) for landing in wanted],
            header=True,
        )
        hint = words.text("Enter keeps what is readable, Esc drops all. One ^Z takes it back.")
        self.app.push_screen(
            PasteDialog(title, model, self.marks, hint=hint),
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

    def _put_all(self, wanted: list[Landing], *, canonical: bool = False) -> None:
        """Set many cells as one step and one durable write; what is refused stays as it was."""
        if self.keeper.sitting.read_only:
            self.offer_reopening()
            return
        sitting = self.keeper.sitting
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
        said = self.words.text("{count} cells changed.", count=len(accepted))
        if refused:
            said += " " + self.words.text("{count} refused: they keep their old value.", count=refused)
        self.say(said, Tone.SOFT if refused else Tone.QUIET)

    def cell_help(self) -> list[str]:
        """The cell, and what a block is."""
        said = super().cell_help()
        return [
            *said,
            self.words.text(
                "Copy a block in your spreadsheet and paste it with the cursor on its first cell."
            ),
        ]
