"""Review: every problem, the indicators, and the step that declares the entry complete."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from locales.words import mark as _
from models.entries import SENT, EntryState
from tui.keys import Place
from tui.ports import IndicatorView
from tui.screens.cell_told import STATES
from tui.screens.page import Page, bindings
from tui.sheets.review_sheet import ReviewSheet
from tui.widgets.line import Piece
from tui.widgets.sheet import Sheet
from tui.widgets.sheet_model import Tone

if TYPE_CHECKING:
    from models.desk import Sitting
    from models.session import Violation
    from models.verification import Unverified
    from tui.screens.entry import EntryScreen


class ReviewScreen(Page):
    """All problems of an entry in one list, jump with Enter; its indicators; complete with F9."""

    PLACE = Place.REVIEW
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.REVIEW)]
    ENTER_LABEL = _("to the cell")

    def __init__(self, entry: EntryScreen) -> None:
        super().__init__()
        self.entry = entry
        self.indicators: Sequence[IndicatorView] | None = None
        self.blind: Unverified | None = None  # what is still to be keyed twice; None until it is known
        self.busy = False

    def body(self) -> Iterator[Widget]:
        """One sheet."""
        yield Sheet(self._model(), screen_place=Place.REVIEW, marks=self.marks, id="review")

    def on_mount(self) -> None:
        """Stand in the list; the problems show at once."""
        self.query_one(Sheet).focus()

    def on_screen_resume(self) -> None:
        """Shown, or back from the second keying: measure in a thread."""
        self._measure()

    def _model(self) -> ReviewSheet:
        session = self.entry.keeper.sitting.session
        return ReviewSheet(session, self._problems(), self.indicators, self.words, self.marks)

    def _problems(self) -> list[Violation]:
        found = self.entry.keeper.sitting.session.violations()
        return sorted(found, key=lambda v: (v.severity != "hard", v.explained))

    def _measure(self) -> None:
        house, keeper = self.house.backing, self.entry.keeper

        def work() -> tuple[Sequence[IndicatorView], Unverified]:
            keeper.saver.flush(5)
            return house.indicators(keeper.sitting), keeper.sitting.unverified()

        def show(found: tuple[Sequence[IndicatorView], Unverified]) -> None:
            self.indicators, self.blind = found
            self._reshow()

        self.house.background(work, show)

    def _reshow(self) -> None:
        sheet = self.query_one(Sheet)
        sheet.show(self._model(), sheet.row)
        self._tell()

    def relabel(self) -> None:
        """Say everything in the present language."""
        self._reshow()
        super().relabel()

    def title_line(self) -> tuple[str, tuple[Piece, ...]]:
        """What is reviewed."""
        return f"{self.words.text('Review')} · {self.entry.title_text}", ()

    @property
    def state(self) -> EntryState:
        """Where the entry stands."""
        return self.entry.keeper.sitting.head.state

    def _tell(self) -> None:
        text = self.words.text
        problems = self._problems()
        hard = sum(1 for v in problems if v.severity == "hard")
        open_warnings = sum(1 for v in problems if v.severity == "soft" and not v.explained)
        if self.state in SENT:
            said = text(
                "This entry is {state}. F4 begins a correction; what was sent is kept.",
                state=text(STATES[self.state]),
            )
            self.say(said, Tone.SOFT if self.state is EntryState.RETURNED else Tone.QUIET)
        elif self.state is not EntryState.DRAFT:
            self.say(text("This entry is complete. F4 reopens it; F9 at home exports it."), Tone.GOOD)
        elif hard:
            self.say(
                self.words.counted(
                    "{count} error must be corrected before completing.",
                    "{count} errors must be corrected before completing.",
                    hard,
                ),
                Tone.HARD,
            )
        elif open_warnings:
            self.say(
                self.words.counted(
                    "{count} warning asks for an explanation (F6).",
                    "{count} warnings ask for an explanation (F6).",
                    open_warnings,
                ),
                Tone.SOFT,
            )
        elif self.blind and self.blind.waiting:
            count = len(self.blind.waiting)
            self.say(
                self.words.counted(
                    "{count} cell is still to be keyed a second time: F7.",
                    "{count} cells are still to be keyed a second time: F7.",
                    count,
                ),
                Tone.SOFT,
            )
        elif self.blind:
            count = len(self.blind.differing)
            self.say(
                self.words.counted(
                    "{count} difference between the two keyings is open: F7, then F9.",
                    "{count} differences between the two keyings are open: F7, then F9.",
                    count,
                ),
                Tone.SOFT,
            )
        else:
            self.say(text("Nothing stands in the way. F9 completes the entry."), Tone.GOOD)

    def on_sheet_opened(self, event: Sheet.Opened) -> None:
        """Go to the cell of a problem."""
        model = self.query_one(Sheet).model
        problem = model.problem_at(event.row) if isinstance(model, ReviewSheet) else None
        if problem is not None:
            self.dismiss()
            self.entry.go_to(problem.path)

    def action_back(self) -> None:
        """Back to the cells."""
        self.dismiss()

    def action_explain(self) -> None:
        """Explain the warning under the cursor."""
        sheet = self.query_one(Sheet)
        model = sheet.model
        problem = model.problem_at(sheet.row) if isinstance(model, ReviewSheet) else None
        if problem is None or problem.severity == "hard":
            self.say(self.words.text("Only warnings are explained; errors are corrected."), Tone.QUIET)
            return
        self.entry.ask_explanation(problem.path, self.entry.cells.told(problem), self._reshow)

    def action_complete(self) -> None:
        """Declare the entry complete; what stands in the way is said."""
        if self.busy or self.state is not EntryState.DRAFT:
            return
        self.busy = True
        house, keeper = self.house.backing, self.entry.keeper

        def work() -> object:
            if not keeper.saver.flush(10):
                return False
            house.complete(keeper.sitting)
            return True

        def done(kept: object) -> None:
            self.busy = False
            self._reshow()
            self.retitle()
            if not kept:
                self.say(self.words.text("Not completed: the disk does not take the last values."), Tone.HARD)

        self.house.background(work, done, self._failed)

    def _failed(self, error: Exception) -> None:
        self.busy = False
        self._reshow()
        self.say(self.house.explained(error), Tone.HARD)

    def action_second(self) -> None:
        """Key the cells a second time, blind."""
        from tui.second.screen import SecondScreen  # not needed for the first frame

        self.app.push_screen(SecondScreen(self.entry))

    def action_reopen(self) -> None:
        """Make a completed entry a draft again, or begin a correction of one that was sent."""
        if self.busy or self.state is EntryState.DRAFT:
            return
        house, keeper = self.house.backing, self.entry.keeper

        def done(sitting: Sitting) -> None:
            self.dismiss()
            self.house.replace_entry(self.entry, sitting)

        self.house.background(lambda: house.reopen(keeper.sitting), done, self._failed)
