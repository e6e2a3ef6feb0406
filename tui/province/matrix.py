"""The province's home: who has sent what. Painted at once from what was kept, then filled by the store."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from locales.words import mark as _
from tui.keys import Place
from tui.province.matrix_sheet import MatrixSheet, Sort
from tui.province.page import ProvincePage
from tui.province.pointing import PointingSheet
from tui.province.sentences import (
    cell_sentence,
    count_sentence,
    legend,
    quality_help,
    title_sentence,
    unit_sentence,
)
from tui.province.told import renewals_told
from tui.province.views import MatrixView, StandingView
from tui.screens.page import bindings
from tui.widgets.line import Piece
from tui.widgets.message import Message
from tui.widgets.sheet import Sheet
from tui.widgets.sheet_model import Tone

SORTED = {
    Sort.CODE: _("Sorted by code."),
    Sort.RANK: _("Sorted by rank."),
    Sort.QUALITY: _("Sorted by quality, the worst first."),
    Sort.TROUBLE: _("Sorted by trouble, the most first."),
}


class MatrixScreen(ProvincePage):
    """Communes × forms of one period."""

    PLACE = Place.MATRIX
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.MATRIX)]
    ENTER_LABEL = _("open")

    def __init__(
        self, view: MatrixView, standings: Mapping[str, StandingView], *, ready: bool = False
    ) -> None:
        super().__init__()
        self.view = view
        self.standings = standings
        self.ready = ready
        self.failed = ""  # why the store could not be opened
        self.sort = Sort.CODE
        self.left = False  # another screen of the province was shown meanwhile
        self._told = ""  # what was said of the cell under the cursor
        self._renewals = 0  # renewed keys that wait, as it was last told
        self._told_at: tuple[str, int] | None = None  # the unit and column where it was told; until one moves
        self.working: tuple[int, int] | None = None  # entries measured, of

    def body(self) -> Iterator[Widget]:
        """One sheet."""
        yield PointingSheet(self._model(), screen_place=Place.MATRIX, marks=self.marks, id="matrix")

    def on_mount(self) -> None:
        """Stand on the first cell."""
        self.sheet.focus()
        self.sheet.go(0, 2)

    def _model(self) -> MatrixSheet:
        width = self.app.size.width or 80
        return MatrixSheet(self.view, self.standings, self.words, self.marks, self.sort, width)

    def on_resize(self) -> None:
        """Remarks are as long as there is room."""
        if self.query("#matrix"):
            self.sheet.show(self._model(), self.sheet.row, self.sheet.column)

    @property
    def sheet(self) -> Sheet:
        """The matrix."""
        return self.query_one("#matrix", Sheet)

    @property
    def model(self) -> MatrixSheet:
        """What the sheet shows."""
        model = self.sheet.model
        assert isinstance(model, MatrixSheet)  # noqa: S101 - this screen put it there
        return model

    # -- showing -------------------------------------------------------------------------------------

    def show(self, view: MatrixView, standings: Mapping[str, StandingView] | None = None) -> None:
        """Show another state; the cursor stays on its unit and form."""
        here = self.model.unit(self.sheet.row)
        column = self.sheet.column
        undisturbed = self.query_one("#message", Message).text == self._told
        self.view = view
        self.ready, self.failed = True, ""
        if standings is not None:
            self.standings = standings
        model = self._model()
        self.sheet.show(model, model.row_of(here.code) if here else 0, column)
        self.retitle()
        if view.renewals != self._renewals:
            self._renewals, self._told_at = view.renewals, self._here()
        if undisturbed:  # nothing else was said meanwhile
            self._tell()

    def show_work(self, done: int, of: int) -> None:
        """Say how far measuring is."""
        self.working = (done, of) if done < of else None
        self.retitle()

    def relabel(self) -> None:
        """Say everything in the present language."""
        self.sheet.show(self._model(), self.sheet.row, self.sheet.column)
        super().relabel()
        self._tell()

    def title_line(self) -> tuple[str, tuple[Piece, ...]]:
        """Which province and period, what came."""
        words, left = self.words, title_sentence(self.view, self.words)
        if not self.ready:
            return left, self._opening()
        if self.working:
            done, of = (words.number(number) for number in self.working)
            return left, ((words.text("measuring {done}/{of}", done=done, of=of) + " ", Tone.QUIET),)
        return left, ((f"{count_sentence(self.view, words)} ", Tone.STRONG),)

    def _opening(self) -> tuple[Piece, ...]:
        if self.failed:
            return ((f"{self.marks.hard} {self.words.text('not opened')} ", Tone.HARD),)
        return ((f"{self.words.text('opening')}{self.marks.cut} ", Tone.QUIET),)

    def fail(self, why: str) -> None:
        """Say that reading the store failed; until something was read that stays said."""
        if not self.ready:
            self.failed = why
            self.retitle()
        self.say(why, Tone.HARD)

    def on_sheet_moved(self) -> None:
        """Say what the cell under the cursor means."""
        self._tell()

    def _here(self) -> tuple[str, int]:
        """The unit and the column of the cursor."""
        unit = self.model.unit(self.sheet.row)
        return (unit.code if unit else "", self.sheet.column)

    def _tell(self) -> None:
        """Say that renewed keys wait, until the cursor moves; then what it stands on."""
        notice = bool(self._renewals) and self._told_at == self._here()
        self._told = renewals_told(self._renewals, self.words) if notice else self._sentence()
        if not notice:
            self._told_at = None
        if self.failed:
            self.say(self.failed, Tone.HARD)
        else:
            self.say(self._told, Tone.SOFT if notice else Tone.QUIET)

    def _open(self) -> bool:
        """Whether the store is read; says what keeps a key from doing anything while it is not."""
        if not self.ready:
            self.say(
                self.failed or self.words.text("Still opening."), Tone.HARD if self.failed else Tone.QUIET
            )
        return self.ready

    def _sentence(self) -> str:
        unit = self.model.unit(self.sheet.row)
        if unit is None:
            return self.words.text("No unit reports this period.") if self.ready else ""
        form = self.model.form_at(self.sheet.column)
        if form is None:
            return unit_sentence(unit, self.standings.get(unit.code), self.words, self.marks)
        return cell_sentence(unit.cells[form], self.view.columns[form], self.words)

    # -- keys ----------------------------------------------------------------------------------------

    def on_sheet_opened(self, event: Sheet.Opened) -> None:
        """Open the entry under the cursor, the records of a register, or the unit's story."""
        unit, form = self.model.unit(event.row), self.model.form_at(event.column)
        if not self._open() or unit is None:
            return
        if form is None:
            self.province.open_story(unit.code)
            return
        cell, column = unit.cells[form], self.view.columns[form]
        if cell.entry:
            self.province.open_review(cell.entry)
        elif cell.records:
            self.province.open_records(unit.code, column.form)
        else:
            self.province.open_story(unit.code)

    def action_story(self) -> None:
        """The story of the unit."""
        unit = self.model.unit(self.sheet.row)
        if self._open() and unit is not None:
            self.province.open_story(unit.code)

    def action_search(self) -> None:
        """Find a unit."""
        if not self.view.rows:
            return
        model = self.model
        rows = [(row, model.view.rows[index]) for row, index in enumerate(model.order)]
        self.find_row(self.sheet, [(row, f"{unit.code} {unit.name}") for row, unit in rows])

    def action_sort(self) -> None:
        """Sort the other way."""
        orders = list(Sort)
        self.sort = orders[(orders.index(self.sort) + 1) % len(orders)]
        self.sheet.show(self._model(), 0, self.sheet.column)
        self.say(self.words.text(SORTED[self.sort]), Tone.QUIET)

    def action_problem(self) -> None:
        """Go to the next cell with trouble, row by row, from the top again at the end."""
        model, sheet = self.model, self.sheet
        forms = [column for column in range(len(model.places)) if model.form_at(column) is not None]
        count = model.row_count()
        for step in range(count + 1):
            row = (sheet.row + step) % count if count else 0
            for column in forms:
                unit = model.unit(row)
                form = model.form_at(column)
                before = step == 0 and column <= sheet.column
                if unit is not None and form is not None and not before and unit.cells[form].trouble:
                    sheet.go(row, column)
                    return
        self.say(self.words.text("Nothing is returned, refused or missing."), Tone.GOOD)

    def action_inbox(self) -> None:
        """What came in."""
        if self._open():
            self.province.open_inbox()

    def action_scores(self) -> None:
        """The scoreboard."""
        if self._open():
            self.province.open_scores(self.view.period)

    def action_tasks(self) -> None:
        """The register of tasks."""
        if self._open():
            self.province.open_tasks()

    def action_period(self) -> None:
        """Choose another period."""
        if self._open():
            self.province.ask_period()

    def action_period_before(self) -> None:
        """One period back."""
        self._shift(-1)

    def action_period_after(self) -> None:
        """One period on."""
        self._shift(1)

    def _shift(self, steps: int) -> None:
        from models.periods import parse_period

        if self._open():
            self.province.look(str(parse_period(self.view.period).shifted(steps)))

    def action_again(self) -> None:
        """Read the store again, also one that could not be opened."""
        if self.ready or self.failed:
            self.province.look(self.view.period or None)

    def on_screen_resume(self) -> None:
        """Back from a unit or an entry: it may look different."""
        if self.ready and self.left:
            self.left = False
            self.province.look(self.view.period)

    def action_back(self) -> None:
        """There is nothing behind the matrix."""
        self.say(self.words.text("Press Ctrl+Q to leave; everything is saved."), Tone.QUIET)

    def cell_help(self) -> list[str]:
        """What this screen and this cell are."""
        on_unit = self.model.form_at(self.sheet.column) is None
        return [*legend(self.words, self.marks), self._sentence(), *quality_help(self.words, on_unit)]
