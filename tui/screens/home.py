"""Home: what is due, the registers, the last message."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from locales.words import mark as _
from tui.aside.page import AsidePage
from tui.keys import Place
from tui.ports import DueView, HomeView, RegisterView
from tui.screens.page import bindings
from tui.sheets.home_sheet import HomeSheet
from tui.widgets.line import Line, Piece
from tui.widgets.message import Message
from tui.widgets.sheet import Sheet
from tui.widgets.sheet_model import Tone

SCORE_BAR = 14


class HomeScreen(AsidePage):
    """What is due. Painted at once from what was kept of the last time, then filled by the store."""

    PLACE = Place.HOME
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.HOME)]
    ENTER_LABEL = _("open")

    def __init__(self, view: HomeView, *, ready: bool = False) -> None:
        super().__init__()
        self.view = view
        self.ready = ready
        self.refused = False

    def body(self) -> Iterator[Widget]:
        """One sheet and the line of the score."""
        yield Sheet(self._model(), screen_place=Place.HOME, marks=self.marks, id="due")
        yield Line(id="score")

    def _model(self) -> HomeSheet:
        return HomeSheet(self.view, self.words, self.marks, self.house.clock.today())

    @property
    def sheet(self) -> Sheet:
        """The list."""
        return self.query_one("#due", Sheet)

    def show(self, view: HomeView, *, ready: bool = True) -> None:
        """Show a newer state; the cursor stays on its row, and what the officer was told stays said."""
        replied = self.ready and self.is_mounted and self._said not in {"", self.view.message}
        self.view = view
        self.ready = ready
        if not self.is_mounted:  # the program began in an entry; home is painted when one comes to it
            return
        sheet = self.sheet
        sheet.show(self._model(), sheet.row)
        self.relabel()
        if not replied:
            self.say(view.message)

    @property
    def _said(self) -> str:
        return self.query_one("#message", Message).text

    def say(self, text: str, tone: Tone = Tone.PLAIN) -> None:
        """Fill the message line, once there is one."""
        if self.is_mounted:
            super().say(text, tone)

    def refuse(self, told: str) -> None:
        """The store cannot be opened: say why; what is shown is of the last time."""
        self.refused = True
        if self.is_mounted:
            self.retitle()
        self.say(told, Tone.HARD)

    def relabel(self) -> None:
        """Say everything in the present language."""
        sheet = self.sheet
        sheet.show(self._model(), sheet.row)
        self._score()
        super().relabel()

    def _score(self) -> None:
        line = self.query_one("#score", Line)
        view, text = self.view, self.words.text
        pieces: list[Piece] = []
        if view.measured:
            bar = self.marks.progress(view.met / view.measured, SCORE_BAR)
            pieces += [
                (f"  {text('TARGETS MET')} ", Tone.QUIET),
                (f"{view.met}/{view.measured} ", Tone.STRONG),
                (bar, Tone.HEADING),
            ]
        if view.score:
            gap = f"  {self.marks.dot}  " if pieces else "  "
            pieces += [(f"{gap}{text('SCORE')} ", Tone.QUIET), (self.words.number(view.score), Tone.STRONG)]
        if view.score and view.score_target:
            target = text("target {target}", target=self.words.number(view.score_target))
            pieces.append((f" ({target})", Tone.QUIET))
        line.put(tuple(pieces))

    def title_line(self) -> tuple[str, tuple[Piece, ...]]:
        """The unit, and how many days are left."""
        left = f"xaso   {self.view.unit_name} · {self.view.unit}" if self.view.unit else "xaso"
        if self.refused:
            return left, ()
        if not self.ready:
            return left, ((self.words.text("opening") + f"{self.marks.cut} ", Tone.QUIET),)
        return left, self._next_deadline()

    def _next_deadline(self) -> tuple[Piece, ...]:
        today = self.house.clock.today()
        waiting = [
            d for d in self.view.due if d.deadline and d.state in {"", "draft", "complete", "returned"}
        ]
        if not waiting:
            return ()
        coming = [d for d in waiting if d.deadline >= today.isoformat()]
        first = min(coming or waiting, key=lambda d: d.deadline)
        days = (date.fromisoformat(first.deadline) - today).days
        period = self.words.text("period {period}", period=self.words.period(first.period))
        if days < 0:
            return (
                (
                    f"{period} · {self.words.counted('{count} day late', '{count} days late', -days)} ",
                    Tone.HARD,
                ),
            )
        return (
            (f"{period} · {self.words.counted('{count} day left', '{count} days left', days)} ", Tone.QUIET),
        )

    def on_sheet_opened(self, event: Sheet.Opened) -> None:
        """Open a form or a register; an entry does not wait for the store."""
        model = self.sheet.model
        found = model.at(event.row) if isinstance(model, HomeSheet) else None
        if found is None:
            return
        if not self.ready:
            self.say(self.words.text("Opening…"), Tone.QUIET)
        self.house.open_view(found)

    def on_screen_resume(self) -> None:
        """Back from another screen: say anew what is due."""
        if self.came_back() and self.ready:
            self.say(self.view.message)
            self.house.refresh_home()

    def action_back(self) -> None:
        """There is nothing behind home."""
        self.say(self.words.text("Press Ctrl+Q to leave; everything is saved."), Tone.QUIET)

    def action_search(self) -> None:
        """Find a row by a part of its title."""
        model = self.sheet.model
        if isinstance(model, HomeSheet):
            titles = [
                (row, self._named(found))
                for row in range(model.row_count())
                if (found := model.at(row)) is not None
            ]
            self.house.find(titles, lambda row: self.sheet.go(row))

    def _named(self, view: DueView | RegisterView) -> str:
        """A form with its period: there is one line of each."""
        title = self.words.of(view.title)
        if isinstance(view, RegisterView):
            return title
        return f"{title} {self.marks.dot} {self.words.period(view.period)}"

    def action_export(self) -> None:
        """Write a bundle."""
        if self.ready:
            self.house.open_export()

    def action_receipts(self) -> None:
        """What was exported and what came back; receipts and kits are taken in there."""
        if self.ready:
            self.house.open_page("outbox")

    def action_trends(self) -> None:
        """Indicators over time, and the score by pillar."""
        if self.ready:
            self.house.open_page("trends")

    def action_enrolment(self) -> None:
        """This computer's key."""
        if self.ready:
            self.house.open_page("enrolment")

    def action_discard(self) -> None:
        """Set the draft of the row aside."""
        model = self.sheet.model
        found = model.at(self.sheet.row) if isinstance(model, HomeSheet) else None
        if self.ready and isinstance(found, DueView):
            from tui.aside.asking import discard_of_period  # not needed for the first frame

            discard_of_period(self, found.form, found.period)

    def action_restore(self) -> None:
        """Bring back what was set aside."""
        if self.ready:
            from tui.aside.asking import restore_one  # not needed for the first frame

            restore_one(self)

    def anew(self, said: str) -> None:
        """Say what was done, once home has been read anew."""

        def show(view: HomeView) -> None:
            self.show(view)
            self.say(f"{self.marks.complete} {said}", Tone.GOOD)

        self.house.background(self.house.backing.home, show)

    def cell_help(self) -> list[str]:
        """What this screen is."""
        text = self.words.text
        return [text("What your commune has to report, by deadline, and the registers. Enter opens the row.")]
