"""The curve of one indicator as a widget: scale at the left, periods below."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from locales.words import Words
from models.periods import Period, PeriodKind, parse_period
from tui.marks import UNICODE, Marks
from tui.trends.plot import Ink, Scale, place, plot, scale_of
from tui.trends.ports import TrendView
from tui.widgets.sheet_layout import fit
from tui.widgets.sheet_model import Tone

AXIS = 10  # characters for the scale
WHOLE = (0.0, 100.0)
COUNTED = (0.0, float("inf"))
LABEL = 6  # characters for a period and a gap


class Curve(Widget):
    """Draws one trend."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"line--{tone}" for tone in Tone}

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._trend: TrendView | None = None
        self._words = Words()
        self._marks: Marks = UNICODE
        self._drawn: tuple[int, int] = (0, 0)
        self._lines: list[list[tuple[str, Tone]]] = []

    def put(self, trend: TrendView | None, words: Words, marks: Marks) -> None:
        """Draw another trend."""
        self._trend, self._words, self._marks = trend, words, marks
        self._drawn = (0, 0)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        size = (self.size.width, self.size.height)
        if self._drawn != size:
            self._drawn, self._lines = size, self._draw(*size)
        pieces = self._lines[y] if y < len(self._lines) else []
        segments = [
            Segment(text, self.rich_style + self.get_component_rich_style(f"line--{tone}", partial=True))
            for text, tone in pieces
        ]
        used = sum(segment.cell_length for segment in segments)
        segments.append(Segment(" " * max(0, size[0] - used), self.rich_style))
        return Strip(segments).crop(0, size[0])

    def _draw(self, width: int, height: int) -> list[list[tuple[str, Tone]]]:
        trend, rows = self._trend, height - 1
        if trend is None or rows < 3 or width < AXIS + 12:
            return []
        values = [None if value is None else float(value) for value in trend.values]
        if all(value is None for value in values):
            said = self._words.text("Nothing was reported in these periods.")
            return [[], [(f"  {said}", Tone.QUIET)]]
        target = None if trend.target is None else float(trend.target)
        scale = scale_of(values, target, WHOLE if trend.percent else COUNTED)
        room = width - AXIS - 2
        simple = self._marks.full == "#"
        ink = Ink("*", "-", ".") if simple else Ink()
        body = plot(values, room, rows, scale, target, ink)
        sides = self._sides(scale, rows, target, trend.percent)
        edge = self._marks.bar
        drawn = [
            [(side, tone), (f" {edge}", Tone.QUIET), *_toned(line, ink)]
            for (side, tone), line in zip(sides, body, strict=True)
        ]
        return [*drawn, [(self._below(trend, room), Tone.QUIET)]]

    def _sides(self, scale: Scale, rows: int, target: float | None, percent: bool) -> list[tuple[str, Tone]]:
        """Top and bottom of the scale, and the target where its line is."""
        sides = [(" " * (AXIS - 2), Tone.QUIET)] * rows
        sides[0] = (self._figure(scale.high, percent), Tone.QUIET)
        sides[-1] = (self._figure(scale.low, percent), Tone.QUIET)
        if target is not None:
            sides[scale.row(target, rows)] = (self._figure(target, percent), Tone.SOFT)
        return sides

    def _figure(self, value: float, percent: bool) -> str:
        text = self._words.number(f"{value:.1f}" if percent else f"{value:.0f}")
        return fit(f"{text}%" if percent else text, AXIS - 2, "right", self._marks.cut)

    def _below(self, trend: TrendView, room: int) -> str:
        """The periods, as many as fit, the last one always."""
        line = [" "] * (AXIS + room)
        every = max(1, -(-LABEL * len(trend.periods) // room))
        for number in range(len(trend.periods) - 1, -1, -every):
            label = short(parse_period(trend.periods[number]))
            start = AXIS + place(number, len(trend.periods), room) - len(label) // 2
            start = min(start, len(line) - len(label))
            line[start : start + len(label)] = label
        return "".join(line)


def short(period: Period) -> str:
    """Write a period in five characters or fewer: 10/26, Q3/26, 2026."""
    year = f"{period.year % 100:02d}"
    if period.kind is PeriodKind.MONTH:
        return f"{period.number:02d}/{year}"
    letter = {PeriodKind.QUARTER: "Q", PeriodKind.HALF: "H"}.get(period.kind)
    return f"{letter}{period.number}/{year}" if letter else str(period.year)


def _toned(line: str, ink: Ink) -> list[tuple[str, Tone]]:
    """Part a line where the target's dashes begin and end."""
    pieces: list[tuple[str, Tone]] = []
    for character in line:
        tone = Tone.SOFT if character == ink.target else Tone.HEADING
        if pieces and pieces[-1][1] is tone:
            pieces[-1] = (pieces[-1][0] + character, tone)
        else:
            pieces.append((character, tone))
    return pieces
