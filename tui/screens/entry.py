"""The entry sheet: sections at the left, one section's questions at the right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType
from textual.containers import Horizontal
from textual.timer import Timer
from textual.widget import Widget

from locales.words import mark as _
from tui.keys import Place
from tui.saver import Saver
from tui.screens.cell_told import STATES
from tui.screens.entry_rows import EntryRows
from tui.screens.page import bindings
from tui.sheets.cells import Keeper
from tui.sheets.finding import findable, next_problem
from tui.sheets.form_sheet import VALUE, FormSheet, Kind
from tui.sheets.sections_sheet import SectionsSheet, section_titles
from tui.sheets.undoing import Steps
from tui.widgets.edge import Edge
from tui.widgets.line import Piece
from tui.widgets.sheet import Sheet
from tui.widgets.sheet_model import Tone

if TYPE_CHECKING:
    from models.desk import Sitting
    from models.session import Section

COUNTED_AT_ONCE = 1000  # cells; counting so many takes about two milliseconds
COUNT_LATER = 0.3  # seconds without a change
NARROW = 60  # below this width the list of sections is not drawn
WIDE = 110  # from this width on the list shows the sections' whole names


class EntryScreen(EntryRows):
    """One entry being typed."""

    PLACE = Place.ENTRY
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.ENTRY)]
    first_path = ""  # the cell to begin at, where one was when the program was left

    def __init__(self, sitting: Sitting, title: str, period: str, saver: Saver) -> None:
        super().__init__()
        self.keeper = Keeper(sitting, saver)
        self.steps = Steps(sitting)
        self.title_text = title
        self.period_text = period
        self.sections: list[Section] = []
        self.at = 0
        self.begun = False
        self._counting: Timer | None = None

    def body(self) -> Iterator[Widget]:
        """Sections, a thin line, the sheet."""
        session = self.keeper.sitting.session
        session.language = self.words.language
        self.sections = session.sections()
        unfinished = (i for i, s in enumerate(self.sections) if s.progress.done < s.progress.total)
        asked = (i for i, s in enumerate(self.sections) if s.progress.total)
        self.at = next(unfinished, next(asked, 0))
        self.cells = self.form = FormSheet(self.keeper, self.words, self.marks, self.settled)
        self._open_form()
        with Horizontal(id="body"):
            sections = Sheet(
                SectionsSheet(self.sections, self.marks), marks=self.marks, margin=1, id="sections"
            )
            sections.can_focus = False
            yield sections
            yield Edge(self.marks.bar, id="sections-edge")
            yield Sheet(
                self.form, place=Place.CELLS, screen_place=Place.ENTRY, marks=self.marks, margin=1, id="cells"
            )

    def on_mount(self) -> None:
        """Begin where something is still to be done."""
        self.sheet.focus()
        self._fit()
        self.query_one("#sections", Sheet).go(self.at)
        self._to_first_blank()
        commented = [path for path in self.form.comments if path]
        if self.first_path or commented:
            self.go_to(self.first_path or commented[0])
        self.tell()

    def on_resize(self) -> None:
        """The list of sections takes the room that there is."""
        self._fit()

    def _fit(self) -> None:
        """Give the list of sections the room that there is."""
        width = self.app.size.width
        self.set_class(width < NARROW, "-narrow")
        self.set_class(width >= WIDE, "-wide")

    def _open_form(self) -> None:
        if self.sections:
            section = self.sections[self.at]
            self.form.open(section.path, section_titles(self.sections)[self.at])

    def relabel(self) -> None:
        """Say everything in the present language."""
        session = self.keeper.sitting.session
        session.language = self.words.language
        self.form.words = self.words
        if self.begun:  # at the beginning all of it was said a moment ago
            self._sections_changed()
            self._open_form()
            self.sheet.reload()
        super().relabel()
        self.tell()

    def title_line(self) -> tuple[str, tuple[Piece, ...]]:
        """Form, period, unit."""
        sitting = self.keeper.sitting
        done = sum(section.progress.done for section in self.sections)
        total = self._total
        state = STATES.get(sitting.head.state, "") if sitting.read_only else ""
        told: tuple[Piece, ...] = ((f"{self.words.text(state)} ", Tone.GOOD),) if state else ()
        return self.title_text, (*told, (f"{done}/{total} ", Tone.QUIET))

    def offer_reopening(self) -> None:
        """Ask whether the entry is to be reopened, or a correction of it begun."""
        sitting, text = self.keeper.sitting, self.words.text
        if not sitting.read_only:
            return
        way = (
            text("Correct it: a new revision, what was sent is kept")
            if sitting.can_revise
            else text("Reopen it")
        )
        choices = [("yes", way), ("no", text("Leave it as it is"))]
        house = self.house.backing

        def answered(chosen: tuple[str, ...] | None) -> None:
            if chosen == ("yes",):
                self.house.background(
                    lambda: house.reopen(sitting), lambda again: self.house.replace_entry(self, again)
                )

        title = text("This entry is {state}.", state=text(STATES.get(sitting.head.state, "complete")))
        from tui.dialogs.choose import ChooseDialog  # not needed for the first frame

        self.app.push_screen(ChooseDialog(title, choices, self.marks), answered)

    def closed_cell(self) -> str:
        """A table and the row that adds are opened, not typed into."""
        line = self.form.rows[self.sheet.row] if self.sheet.row < self.form.row_count() else None
        if line is not None and line.kind is Kind.GRID:
            return self.words.text("This is a table: Enter opens it, then type.")
        if line is not None and line.kind is Kind.ADD:
            return self.words.text("Enter adds a row, then type.")
        return super().closed_cell()

    # -- where the cursor is -------------------------------------------------------------------------

    def here(self) -> str:
        """The path of the cell under the cursor."""
        return self.form.path_at(self.sheet.row)

    def _turn(self, index: int, *, bottom: bool = False) -> None:
        """Show another section."""
        self.at = min(max(index, 0), max(0, len(self.sections) - 1))
        self._open_form()
        self.sheet.show(self.form, self.form.row_count() - 1 if bottom else 0, VALUE)
        self.query_one("#sections", Sheet).go(self.at)
        self.tell()

    def _to_first_blank(self) -> None:
        session = self.keeper.sitting.session
        for row in range(self.form.row_count()):
            if self.form.edits(row, VALUE) and not session.value(self.form.path_at(row)):
                self.sheet.go(row, VALUE)
                return

    def go_to(self, path: str) -> None:
        """Put the cursor on a cell, in whatever section or grid it is."""
        for index in self._likely_sections(path):
            if index != self.at:
                self._turn(index)
            row = self._row_showing(path)
            if row is not None:
                self.sheet.go(row, VALUE)
                if self.form.rows[row].kind is Kind.GRID and path != self.form.path_at(row):
                    self.open_grid(self.form.path_at(row), path)
                return

    def _likely_sections(self, path: str) -> list[int]:
        inside = [
            i for i, s in enumerate(self.sections) if f"{path}/".startswith((f"{s.path}/", f"{s.path}["))
        ]
        return sorted(inside, key=lambda i: -len(self.sections[i].path))

    def _row_showing(self, path: str) -> int | None:
        row = self.form.row_of(path)
        if row is not None:
            return row
        grids = (i for i, line in enumerate(self.form.rows) if line.kind is Kind.GRID)
        return next((i for i in grids if path.startswith(f"{self.form.path_at(i)}[")), None)

    def redraw(self) -> None:
        """Draw everything anew."""
        self.form.rebuild()
        self.sheet.reload()

    def after_change(self) -> None:
        """Sections and title may look different; a large entry is counted when nobody types."""
        if self._total <= COUNTED_AT_ONCE:
            self._recount()
            return
        if self._counting is not None:
            self._counting.stop()
        self._counting = self.set_timer(COUNT_LATER, self._recount)

    def _recount(self) -> None:
        self._counting = None
        self._sections_changed()
        self.retitle()

    @property
    def _total(self) -> int:
        return sum(section.progress.total for section in self.sections)

    def _sections_changed(self) -> None:
        self.sections = self.keeper.sitting.session.sections()
        sheet = self.query_one("#sections", Sheet)
        model = sheet.model
        if isinstance(model, SectionsSheet):
            before, model.sections = model.sections, self.sections
            model.titles = section_titles(self.sections)
            changed = {
                i for i, pair in enumerate(zip(before, self.sections, strict=False)) if pair[0] != pair[1]
            }
            sheet.refresh_rows(changed)

    def saved_changed(self) -> None:
        """Marks turn when their write returned."""
        self.retitle()
        self.sheet.refresh_rows(self.form.stale_marks())

    def on_sheet_moved(self) -> None:
        """What Enter does here; the message is the base class's business."""
        self.rekey()

    def key_overrides(self) -> tuple[tuple[str, str], ...]:
        """Enter opens grids and adds rows; elsewhere it goes down."""
        rows = self.form.rows
        kind = rows[self.sheet.row].kind if self.is_mounted and self.sheet.row < len(rows) else Kind.QUESTION
        return (("Enter", _("down") if kind is Kind.QUESTION else _("open")),)

    # -- keys ----------------------------------------------------------------------------------------

    def on_sheet_left(self, event: Sheet.Left) -> None:
        """Beyond the last row the next section begins, beyond the first the one before."""
        event.stop()
        index = self.at + (1 if event.forward else -1)
        if 0 <= index < len(self.sections):
            self._turn(index, bottom=not event.forward)
        elif event.forward:
            self.say(self.words.text("This was the last question. F9 reviews the entry."), Tone.QUIET)

    def action_section_next(self) -> None:
        """To the next section."""
        if self.sheet.commit():
            self._turn(self.at + 1)

    def action_section_previous(self) -> None:
        """To the section before."""
        if self.sheet.commit():
            self._turn(self.at - 1)

    def on_sheet_opened(self, event: Sheet.Opened) -> None:
        """Enter on a grid opens it, on the last row of a list adds to it, on a section goes there."""
        event.stop()
        if not 0 <= event.row < self.form.row_count():
            return
        line = self.form.rows[event.row]
        if line.kind is Kind.GRID:
            self.open_grid(line.path)
        elif line.kind is Kind.ADD:
            self.action_add_row()
        else:
            self.sheet.do_down()  # a question of an entry that is not typed into

    def unlock(self) -> None:
        """F2 opens tables and adds rows as Enter does; elsewhere it leads back to work."""
        if self.form.rows[self.sheet.row].kind is Kind.QUESTION:
            super().unlock()
        else:
            self.sheet.do_enter()

    def open_grid(self, repeat: str, path: str = "") -> None:
        """Open a repeat as a table."""
        from tui.screens.grid import GridScreen  # not needed for the first frame

        self.app.push_screen(GridScreen(self, repeat, path))

    def on_screen_resume(self) -> None:
        """Back from the grid, the review or a dialog: anything may look different."""
        if not self.begun:  # shown for the first time
            self.begun = True
            return
        self.form.forget_checks()
        self.redraw()
        self._recount()
        self.tell()
        self.house.keep_place()

    def action_problem(self) -> None:
        """To the next problem after the cursor, from the top again after the last."""
        if not self.sheet.commit():
            return
        path = next_problem(self.keeper.sitting.session, self.here())
        if path is None:
            self.say(self.words.text("No problems."), Tone.GOOD)
            return
        self.go_to(path)
        self.tell()

    def action_search(self) -> None:
        """Find a question in any section; one of a grid is found in its first row."""
        self.house.find(list(findable(self.keeper.sitting.session, self.marks)), self.go_to)

    def action_review(self) -> None:
        """Look at all problems and the indicators, and complete."""
        if self.sheet.commit():
            from tui.screens.review import ReviewScreen  # not needed for the first frame

            self.app.push_screen(ReviewScreen(self))
