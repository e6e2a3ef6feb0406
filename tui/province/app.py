"""The province's program, wiring only: paints what was seen last, then opens the store in a thread."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, cast

from textual.screen import Screen

from locales.words import Words, choose_language
from tui import marks
from tui.app import LEAVE_WAIT, XasoApp
from tui.lock.guard import Guard
from tui.ports import Clock
from tui.province.house import ProvinceHouse
from tui.province.matrix import MatrixScreen
from tui.province.page import ProvincePage
from tui.province.views import MatrixView, Standings, StandingView, read_front, write_front
from tui.themes import THEMES

if TYPE_CHECKING:
    from models.entries import Comment, EntryState
    from reports.scoreboard import Scoreboard
    from tui.ports import House

FRONT = "front.json"
_NOTHING = MatrixView("", "", "")


class ProvinceApp(XasoApp):
    """The province's screens over the same frame as the officer's. ``office`` is the house behind them."""

    CSS_PATH = "../styles/xaso.tcss"

    def __init__(
        self,
        office: ProvinceHouse,
        *,
        front: Path | None = None,
        language: str | None = None,
        preferred: str | None = None,
        clock: Clock | None = None,
        the_marks: marks.Marks | None = None,
    ) -> None:
        # None of the officer's screens is ever opened here, so nothing asks for a commune's house.
        super().__init__(cast("House", office), language=language, clock=clock, the_marks=the_marks)
        self.office = office
        self.guard = Guard(self, front.parent if front else None)
        self._kept = front
        seen = read_front(front) if front else None
        self.matrix_view = seen.matrix if seen else _NOTHING
        self.standings = seen.standings if seen else Standings("", {})
        self.words = Words(choose_language(language, seen.language if seen else preferred))
        if seen and seen.theme in {theme.name for theme in THEMES}:
            self.theme = seen.theme
        # Behind a lock nothing of what was kept shows.
        shown = _NOTHING if self.guard.asks else self.matrix_view
        self.matrix = MatrixScreen(shown, self._known(shown.period))
        self.periods: list[str] = []
        self._looks = 0

    # -- the matrix ------------------------------------------------------------------------------------

    def get_default_screen(self) -> Screen[None]:
        """Begin with the matrix; held back until all of it has its place."""
        self._unpainted.enter_context(self.batch_update())
        return self.matrix

    def _painted(self) -> None:
        """The first frame is there: now load."""
        if not gc.isenabled():
            gc.freeze()
            gc.enable()
        self.look(self.matrix_view.period or None)

    def look(self, period: str | None) -> None:
        """Read the matrix of a period in a thread, show it, then measure what is new."""
        self._looks += 1
        number = self._looks

        def work() -> tuple[MatrixView, list[str]]:
            return self.office.matrix(period), self.office.periods()

        def show(found: tuple[MatrixView, list[str]]) -> None:
            view, self.periods = found
            if number != self._looks:
                return  # somebody went on to another period meanwhile
            self.matrix_view = view
            self.matrix.show(view, self._known(view.period))
            self._keep()
            self._measure(view.period, number)

        self.background(work, show, self._unread)

    def _known(self, period: str) -> Mapping[str, StandingView]:
        """How the units stand, where it is known of this very period."""
        return self.standings.units if self.standings.period == period else {}

    def _unread(self, error: Exception) -> None:
        self.matrix.fail(self.explained(error))

    def _measure(self, period: str, number: int) -> None:
        def moved(done: int, of: int) -> None:
            if number == self._looks and not self._leaving:
                with suppress(RuntimeError):  # the program ended meanwhile
                    show = self.guard.let, lambda at: self._show_work(*at), (done, of)
                    self.call_from_thread(self.brought, *show)

        def show(standings: Standings) -> None:
            if number != self._looks:
                return
            self.standings = standings
            self.matrix.show_work(1, 1)
            self.matrix.show(self.matrix_view, standings.units)
            self._keep()

        self.background(lambda: self.office.standings(period, moved), show, self._unread)

    def _show_work(self, done: int, of: int) -> None:
        if self.matrix.is_mounted:
            self.matrix.show_work(done, of)

    def _keep(self) -> None:
        if self._kept is not None:
            write_front(self._kept, self.matrix_view, self.standings, self.words.language, self.theme)

    def action_leave(self) -> None:
        """Save what waits, keep the language and the colours, and leave."""
        if self.matrix_view.period:
            self._keep()
        super().action_leave()

    def reload(self) -> None:
        """Look again."""
        self.look(self.matrix_view.period or None)

    def refresh_home(self) -> None:
        """Look again."""
        self.reload()

    def ask_period(self) -> None:
        """Choose a period from a list; the one that is looked at stands out in it."""
        from tui.dialogs.choose import ChooseDialog  # not needed for the first frame

        def chosen(keys: tuple[str, ...] | None) -> None:
            if keys:
                self.look(keys[0])

        words = self.words
        self.push_screen(
            ChooseDialog(
                words.text("Look at another period"),
                [(each, words.period_title(each)) for each in self.periods],
                self.marks,
                chosen=(self.matrix_view.period,),
                hint=words.text("Enter goes there, Esc stays"),
            ),
            chosen,
        )

    # -- other screens ---------------------------------------------------------------------------------

    def _go(self, screen: ProvincePage) -> None:
        """Show a screen; when the matrix is seen again it looks anew."""
        self.matrix.left = True
        self.push_screen(screen)

    def open_story(self, unit: str) -> None:
        """Show one unit's story."""
        from tui.province.story import StoryScreen  # not needed for the first frame

        self.background(lambda: self.office.story(unit), lambda found: self._go(StoryScreen(*found)))

    def open_records(self, unit: str, form: str) -> None:
        """Show the records of one unit's register."""
        from tui.province.records import RecordsScreen  # not needed for the first frame

        language = self.words.language
        self.background(
            lambda: self.office.records(unit, form, language),
            lambda page: self._go(RecordsScreen(page)),
        )

    def open_review(self, entry: str) -> None:
        """Show one entry for review."""
        from tui.province.verdict import VerdictScreen  # not needed for the first frame

        language = self.words.language
        self.background(
            lambda: self.office.review(entry, language),
            lambda review: self._go(VerdictScreen(review)),
        )

    def open_inbox(self) -> None:
        """Show what came in."""
        from tui.province.inbox import InboxScreen  # not needed for the first frame

        self.background(
            lambda: (self.office.inbox(), self.office.cases(), self.office.renewals()),
            lambda found: self._go(InboxScreen(*found)),
        )

    def release(
        self,
        case: str,
        why: str,
        done: Callable[[str, list[Path]], object],
        failed: Callable[[Exception], object],
    ) -> None:
        """Let a held or refused bundle in, in a thread."""
        self.matrix.left = True
        self.background(lambda: self.office.release(case, why), lambda found: done(*found), failed)

    def open_scores(self, period: str) -> None:
        """Show the scoreboard."""
        from tui.province.scores import ScoresScreen  # not needed for the first frame

        self.background(lambda: self.office.board(period), lambda board: self._go(ScoresScreen(board)))

    def draw_scores(self, period: str, *, today: bool, done: Callable[[Scoreboard], object]) -> None:
        """Draw the scoreboard again, on today's units or on the period's."""
        self.background(lambda: self.office.board(period, today=today), done)

    def open_tasks(self) -> None:
        """Show the register of tasks."""
        from tui.province.tasks import TasksScreen  # not needed for the first frame

        language = self.words.language
        self.background(lambda: self.office.tasks(language), lambda found: self._go(TasksScreen(*found)))

    def decide(
        self,
        entry: str,
        state: EntryState,
        comments: Sequence[Comment],
        done: Callable[[list[Path]], object],
        failed: Callable[[Exception], object],
    ) -> None:
        """Accept or return an entry in a thread, after everything written is on the disk."""
        said = list(comments)

        def work() -> list[Path]:
            self.saver.flush(LEAVE_WAIT)
            return self.office.decide(entry, state, said)

        self.background(work, done, failed)


def run(house: ProvinceHouse, language: str | None = None, preferred: str | None = None) -> int:
    """Show the province's screen until it is left; returns the exit code.

    ``language`` was asked for, ``preferred`` is the province's where nobody asked.
    """
    app = ProvinceApp(house, front=house.workspace.root / FRONT, language=language, preferred=preferred)
    try:
        code = app.run()
    finally:
        app.saver.flush(LEAVE_WAIT)
        app.saver.stop()
        house.close()
    return code or app.return_code or 0
