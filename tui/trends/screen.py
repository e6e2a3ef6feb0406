"""Trends: this commune's score by pillar, and the curve of the indicator under the cursor."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from tui.keys import Place
from tui.screens.page import Page, bindings
from tui.trends.curve import Curve
from tui.trends.ports import SummaryView, TrendsView
from tui.trends.trends_sheet import TrendsSheet, figure, target_text
from tui.widgets.line import Piece
from tui.widgets.sheet import Sheet
from tui.widgets.sheet_model import Tone


class TrendsScreen(Page):
    """A list of indicators by pillar, and a curve."""

    PLACE = Place.TRENDS
    CSS_PATH = "../styles/officer.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.TRENDS)]

    def __init__(self) -> None:
        super().__init__()
        self.view: TrendsView | None = None

    def body(self) -> Iterator[Widget]:
        """The list, then the curve."""
        yield Sheet(self._model(), screen_place=Place.TRENDS, marks=self.marks, id="trends")
        yield Curve(id="curve")

    def on_mount(self) -> None:
        """Measure in a thread."""
        self.query_one(Sheet).focus()
        self.say(self.words.text("Measuring the indicators…"), Tone.QUIET)
        self.house.background(self.house.backing.services.trends.view, self._show, self._failed)

    def _show(self, view: TrendsView) -> None:
        self.view = view
        self.query_one(Sheet).show(self._model())
        self.retitle()
        self._draw()

    def _failed(self, error: Exception) -> None:
        self.say(f"{self.marks.hard} {self.house.explained(error)}", Tone.HARD)

    def _model(self) -> TrendsSheet:
        return TrendsSheet(self.view or TrendsView(SummaryView()), self.words, self.marks)

    def relabel(self) -> None:
        """Say everything in the present language."""
        sheet = self.query_one(Sheet)
        sheet.show(self._model(), sheet.row)
        super().relabel()
        if self.view is not None:
            self._draw()

    def title_line(self) -> tuple[str, tuple[Piece, ...]]:
        """The unit, and its score."""
        home = self.house.home_view
        name = f"{self.words.text('Trends')} {self.marks.dot} {home.unit_name}"
        if self.view is None or self.view.summary.index is None:
            return name, ()
        words, found = self.words, self.view.summary
        score = words.text("score {index}", index=words.number(found.index))
        met = words.text("met {met}/{judged}", met=found.met, judged=found.judged)
        return name, ((f"{met} {self.marks.dot} {score} ", Tone.STRONG),)

    def on_sheet_moved(self) -> None:
        """Draw the indicator under the cursor."""
        self._draw()

    def _draw(self) -> None:
        sheet = self.query_one(Sheet)
        trend = sheet.model.trend_at(sheet.row) if isinstance(sheet.model, TrendsSheet) else None
        self.query_one(Curve).put(trend, self.words, self.marks)
        if trend is None:
            self.say("")
            return
        words = self.words
        parts = [words.of(trend.label)]
        if trend.at is not None:
            unit = f" {trend.unit}" if trend.unit and not trend.percent else ""
            parts.append(f"{words.period(trend.at)}: {figure(trend, trend.value, words)}{unit}")
        if trend.target is not None:
            parts.append(words.text("target {target}", target=target_text(trend, words)))
        self.say(f" {self.marks.dot} ".join(parts), Tone.PLAIN)

    def cell_help(self) -> list[str]:
        """What the page shows."""
        return [
            self.words.text(
                "Figures of complete entries, and of the registers as they stand today. A period without a "
                "figure is a hole in the curve, not 0. The dashed line is the target."
            )
        ]
