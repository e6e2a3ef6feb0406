"""Pillars with their score, below each its indicators: figure, target, met or not, a spark of the curve."""

from __future__ import annotations

from decimal import Decimal

from locales.words import Words, compared
from tui.marks import Marks
from tui.trends.plot import scale_of, spark
from tui.trends.ports import PillarView, TrendsView, TrendView
from tui.widgets.sheet_model import Cell, Column, Span, StillModel, Tone

LABEL, VALUE, TARGET, MET, SPARK = range(5)
BAR = 10


class TrendsSheet(StillModel):
    """The model of the list."""

    def __init__(self, view: TrendsView, words: Words, marks: Marks) -> None:
        self.words = words
        self.marks = marks
        text = words.text
        self.columns = (
            Column(text("indicator"), 70, grows=True, least=20),
            Column(text("last"), 11, "right"),
            Column(text("target"), 10, "right"),
            Column("", 9),
            Column(text("12 periods"), 12, needs=72),
        )
        self.rows: list[PillarView | TrendView | str] = []
        for pillar in view.pillars:
            shown = [trend for trend in pillar.trends if any(v is not None for v in trend.values)]
            if shown:
                self.rows += [pillar, *shown]
        if not self.rows:
            self.rows = [text("No indicator was measured yet: complete an entry first.")]

    def row_count(self) -> int:
        """How many rows there are."""
        return len(self.rows)

    def trend_at(self, row: int) -> TrendView | None:
        """The indicator of a row."""
        found = self.rows[row] if 0 <= row < len(self.rows) else None
        return found if isinstance(found, TrendView) else None

    def rests(self, row: int, column: int) -> bool:
        """The cursor stands on indicators."""
        del column
        return isinstance(self.rows[row], TrendView) or len(self.rows) == 1

    def spans(self, row: int) -> tuple[Span, ...] | None:
        """Pillars say their score where indicators say figures."""
        if row < 0 or isinstance(self.rows[row], TrendView):
            return None
        if isinstance(self.rows[row], str):
            return (Span(LABEL, SPARK, LABEL),)
        return (Span(LABEL, LABEL, LABEL), Span(VALUE, SPARK, VALUE))

    def cell(self, row: int, column: int) -> Cell:
        """What stands in a cell."""
        line = self.rows[row]
        if isinstance(line, str):
            return Cell(line, Tone.QUIET)
        if isinstance(line, PillarView):
            return self._pillar(line, column)
        return self._trend(line, column)

    def _pillar(self, pillar: PillarView, column: int) -> Cell:
        if column == LABEL:
            return Cell(pillar.name, Tone.HEADING)
        if pillar.index is None:
            return Cell(self.marks.dash, Tone.QUIET, align="left")
        words = self.words
        bar = self.marks.progress(float(pillar.index), BAR)
        score = f"{words.number(pillar.points)}/{words.number(pillar.maximum)}"
        met = words.text("met {met}/{judged}", met=pillar.met, judged=pillar.judged) if pillar.judged else ""
        return Cell(
            f"{bar} {words.number(pillar.index)} ({score})  {met}".rstrip(), Tone.HEADING, align="left"
        )

    def _trend(self, trend: TrendView, column: int) -> Cell:
        if column == LABEL:
            return Cell(f"  {self.words.of(trend.label)}")
        if column == VALUE:
            return Cell(figure(trend, trend.value, self.words), Tone.STRONG)
        if column == TARGET:
            return Cell(target_text(trend, self.words), Tone.QUIET)
        if column == MET:
            if trend.met is None:
                return Cell()
            said = self.words.text("met") if trend.met else self.words.text("not met")
            return Cell(said, Tone.GOOD if trend.met else Tone.SOFT)
        if self.marks.full == "#":
            return Cell()
        values = [None if value is None else float(value) for value in trend.values]
        bounds = (0.0, 100.0) if trend.percent else (0.0, float("inf"))
        return Cell(spark(values, scale_of(values, None, bounds)), Tone.HEADING)


def figure(trend: TrendView, value: str | None, words: Words) -> str:
    """Write a figure of a trend: 76,44% or 1.204; – when it is undefined."""
    if value is None:
        return words.number(None)
    return words.percent(value) if trend.percent else words.number(value)


def target_text(trend: TrendView, words: Words) -> str:
    """Write the target with how it is compared: ≥ 80%; "" when there is none."""
    if trend.target is None:
        return ""
    return words.bound(compared(trend.comparison), Decimal(trend.target), percent=trend.percent)
