"""The village grid: one table, frozen names, totals below, sorted and filtered without touching data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from tui.dialogs.filter import FilterDialog, chosen_filter
from tui.keys import Place
from tui.screens.grid_block import GridBlocks
from tui.screens.page import bindings
from tui.sheets.grid_filter import Filter, Wanted
from tui.sheets.grid_sheet import GridSheet
from tui.widgets.line import Piece
from tui.widgets.sheet import Sheet
from tui.widgets.sheet_model import Tone

if TYPE_CHECKING:
    from tui.screens.entry import EntryScreen


class GridScreen(GridBlocks):
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

    def body(self) -> Iterator[Widget]:
        """The table."""
        self.cells = self.grid = GridSheet(self.keeper, self.words, self.marks, self.settled).open(
            self.repeat
        )
        yield Sheet(
            self.grid, place=Place.BLOCK, screen_place=Place.GRID, marks=self.marks, margin=1, id="cells"
        )

    def on_mount(self) -> None:
        """Begin at the wanted cell, else at the first blank one, else at the first that one answers."""
        self.sheet.focus()
        place = self.grid.place_of(self._start) if self._start else self._first_blank()
        self.sheet.go(*(place or (0, 1)))
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
        at = f" {self.marks.dot} {self.entry.period_text}" if self.entry.period_text else ""
        where: Piece = (f"{done}/{all_of_them} {self.marks.dot} {row} ", Tone.QUIET)
        return f"{label}{at}", (*self._filter_told(), where)

    def _filter_told(self) -> tuple[Piece, ...]:
        """Which rows show, and how many of how many, while some are hidden."""
        chosen, text = self.grid.filter, self.words.text
        if not chosen:
            return ()
        which = {
            Wanted.INCOMPLETE: text("with blanks"),
            Wanted.PROBLEMS: text("with problems"),
            Wanted.NAMED: f"“{chosen.words}”",
        }[chosen.wanted]
        shown, rows = self.grid.row_count(), len(self.grid.row_paths)
        return ((f"  {which}: {text('{shown} of {rows} rows', shown=shown, rows=rows)}  ", Tone.SOFT),)

    # -- where the cursor is -------------------------------------------------------------------------

    def here(self) -> str:
        """The path of the cell under the cursor."""
        return self.grid.path_at(self.sheet.row, self.sheet.column)

    def go_to(self, path: str) -> None:
        """Put the cursor on a cell of this grid; a cell elsewhere waits until the grid is left.

        A row that is filtered away comes back, with all the others.
        """
        place = self.grid.place_of(path)
        if place is None and self.grid.filter and self.grid.holds(path):
            self._keep_only(Filter())
            place = self.grid.place_of(path)
        if place is not None:
            self.sheet.go(*place)

    def redraw(self) -> None:
        """Draw everything anew; order and cursor stay."""
        self.grid.rebuild()
        self.sheet.reload()

    def about(self, path: str) -> str:
        """The question, and the previous period's value."""
        said = super().about(path)
        previous = self.grid.previous(path)
        return f"{said} · {self.words.text('previous period')} {previous}" if previous else said

    def on_sheet_moved(self) -> None:
        """The row number; the message is the base class's business."""
        self.retitle()

    def on_sheet_opened(self, event: Sheet.Opened) -> None:
        """Enter in a table that is not typed into goes down."""
        event.stop()
        self.sheet.do_down()

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
        found = self.keeper.sitting.session.violations()
        paths = [v.path for v in found if not v.explained and self.grid.holds(v.path)]
        places = sorted(place for path in paths if (place := self.grid.place_of(path)) is not None)
        if not paths:
            self.say(self.words.text("No problems."), Tone.GOOD)
            return
        if places:
            here = (self.sheet.row, self.sheet.column)
            self.sheet.go(*next((place for place in places if place > here), places[0]))
        else:
            self.go_to(paths[0])  # in a row that is filtered away
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
        if self.grid.sorted_by == (column, True):
            self.grid.unsort()
        else:
            self.grid.sort(column, descending=self.grid.sorted_by == (column, False))
        self.sheet.reload()
        self.go_to(path)
        title = self.grid.columns[column].title
        told = {
            None: self.words.text("In the order of the form."),
            False: self.words.text("Sorted by “{column}”, smallest first.", column=title),
            True: self.words.text("Sorted by “{column}”, largest first.", column=title),
        }
        self.say(told[self.grid.sorted_by[1] if self.grid.sorted_by else None], Tone.QUIET)

    def action_filter(self) -> None:
        """Show only some rows: by a part of the name, with blanks, with problems."""

        def chosen(keys: tuple[str, ...] | None) -> None:
            if keys:
                self._keep_only(chosen_filter(keys))

        if self.sheet.commit():
            self.app.push_screen(FilterDialog(self.grid, self.marks), chosen)

    def _keep_only(self, chosen: Filter) -> None:
        text = self.words.text
        if not self.grid.count(chosen):
            self.say(text("There is no such row: all stay as they are shown."), Tone.QUIET)
            return
        path = self.here()
        self.grid.keep_only(chosen)
        place = self.grid.place_of(path)
        self.sheet.show(self.grid, *(place or (0, self.sheet.column)))
        self.retitle()
        self.say(
            text("Typing, pasting and filling act on the rows that show; the totals count all.")
            if chosen
            else text("All rows are shown."),
            Tone.QUIET,
        )

    def cell_help(self) -> list[str]:
        """The cell, and what a block is."""
        said = super().cell_help()
        return [
            *said,
            self.words.text(
                "Copy a block in your spreadsheet and paste it with the cursor on its first cell."
            ),
        ]
