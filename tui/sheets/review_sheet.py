"""Review as a sheet: all problems first, then the indicators of the entry with target and bar."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from locales.violations import told as violation_told
from locales.words import Words
from locales.words import mark as _
from tui.marks import Marks
from tui.ports import IndicatorView
from tui.widgets.sheet_model import Cell, Column, Span, StillModel, Tone

if TYPE_CHECKING:
    from models.session import EntrySession, Violation

BAR = 11
HEADINGS = (_("Indicator"), _("previous period"), _("this period"), _("target"), "", "")


class ReviewSheet(StillModel):
    """The model of review. ``problems`` open their cell; indicators only show."""

    header = False

    def __init__(
        self,
        session: EntrySession,
        problems: Sequence[Violation],
        indicators: Sequence[IndicatorView] | None,
        words: Words,
        marks: Marks,
    ) -> None:
        self.session = session
        self.problems = list(problems)
        self.indicators = indicators
        self.words = words
        self.marks = marks
        self.columns = (
            Column("", 60, grows=True, least=16),
            Column("", 10, "right", needs=56),
            Column("", 10, "right"),
            Column("", 8, "right"),
            Column("", BAR, needs=72),
            Column("", 8, needs=50),
        )
        self._labels = [self._label(problem) for problem in self.problems]

    def _label(self, problem: Violation) -> str:
        label = " ".join(self.session.node(problem.path).label.split())
        rows = [part.partition("]")[0] for part in problem.path.split("[")[1:]]
        return f"{label} ({'.'.join(rows)})" if rows else label

    @property
    def first_indicator(self) -> int:
        """The row on which the indicators begin, after the heading."""
        return max(1, len(self.problems)) + 2

    def row_count(self) -> int:
        """How many rows there are."""
        return self.first_indicator + (len(self.indicators) if self.indicators else 1)

    def problem_at(self, row: int) -> Violation | None:
        """The problem of a row."""
        return self.problems[row] if 0 <= row < len(self.problems) else None

    def rests(self, row: int, column: int) -> bool:
        """The cursor stands on problems; on the indicators so that one may scroll to them."""
        del column
        return row < len(self.problems) or row >= self.first_indicator or (row == 0 and not self.problems)

    def spans(self, row: int) -> tuple[Span, ...] | None:
        """Problems take the whole row."""
        if row < self.first_indicator - 1 or not self.indicators:
            return (Span(0, 5, 0),)
        return None

    def cell(self, row: int, column: int) -> Cell:
        """What stands in a cell."""
        if row < max(1, len(self.problems)):
            return self._problem(row)
        if row == self.first_indicator - 2:
            return Cell()
        if row == self.first_indicator - 1:
            return self._heading(column)
        if not self.indicators:
            text = (
                _("Measuring the indicators…")
                if self.indicators is None
                else _("This form feeds no indicator.")
            )
            return Cell(f"  {self.words.text(text)}", Tone.QUIET)
        return self._indicator(self.indicators[row - self.first_indicator], column)

    def _problem(self, row: int) -> Cell:
        if not self.problems:
            return Cell(f"{self.marks.complete} {self.words.text('No problems.')}", Tone.GOOD)
        problem = self.problems[row]
        hard = problem.severity == "hard"
        mark = self.marks.hard if hard else self.marks.soft
        told = f" ({self.words.text('explained')})" if problem.explained else ""
        tone = Tone.HARD if hard else Tone.QUIET if problem.explained else Tone.SOFT
        said = violation_told(problem, self.words)
        return Cell(f"{mark} {self._labels[row]}: {said}{told}", tone)

    def _heading(self, column: int) -> Cell:
        return Cell(self.words.text(HEADINGS[column]) if HEADINGS[column] else "", Tone.QUIET)

    def _indicator(self, indicator: IndicatorView, column: int) -> Cell:
        words = self.words
        if column == 0:
            return Cell(words.of(indicator.label))
        if column == 1:
            return Cell(self._figure(indicator, indicator.previous), Tone.QUIET)
        if column == 2:
            return Cell(self._figure(indicator, indicator.current), Tone.STRONG)
        if column == 3:
            return Cell(self._figure(indicator, indicator.target) if indicator.target else "", Tone.QUIET)
        if column == 4:
            known = indicator.current is not None and (indicator.percent or indicator.target is not None)
            return Cell(self.marks.progress(indicator.share, BAR) if known else "", Tone.HEADING)
        if indicator.met is None:
            return Cell()
        return Cell(words.text("met"), Tone.GOOD) if indicator.met else Cell(words.text("not met"), Tone.SOFT)

    def _figure(self, indicator: IndicatorView, value: str | None) -> str:
        if value is None:
            return self.marks.dash
        if not indicator.percent:
            return self.words.number(value)
        number = Decimal(value)
        whole = number == number.to_integral_value() and value == indicator.target
        return f"{self.words.number(number.to_integral_value())}%" if whole else self.words.percent(number)
