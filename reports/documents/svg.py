"""Charts as inline SVG, drawn by hand: no library, no script, readable when printed."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from html import escape

from locales.words import Words
from reports.documents import palette
from reports.documents.book import Chart, Series, Shape
from reports.documents.scale import ticks
from reports.documents.text import clean, shown

WIDTH, LABELS, RIGHT = 860, 250, 70
_BAR, _GAP, _TOP, _FOOT = 15, 7, 8, 24
_LINE_HEIGHT = 240
_SPAN = WIDTH - LABELS - RIGHT
_ROOM = 24  # the least length of a stacked part that its number fits in
_LETTERS = 36  # what fits beside a bar; the whole name is in its tooltip


def draw(chart: Chart, words: Words) -> str:
    """Return the chart as one ``<svg>`` element; everything in it is escaped."""
    height, parts = _lying(chart, words) if chart.shape is not Shape.LINE else _line(chart, words)
    label = escape(clean(chart.title), quote=True)
    return (
        f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{label}" '
        f'xmlns="http://www.w3.org/2000/svg">{"".join(parts)}</svg>'
    )


def _text(x: float, y: float, text: str, kind: str = "") -> str:
    named = f' class="{kind}"' if kind else ""
    return f'<text x="{x:.1f}" y="{y:.1f}"{named}>{escape(clean(text))}</text>'


def _tip(category: str, series: Series, value: Decimal | int | None, chart: Chart, words: Words) -> str:
    said = f"{category} · {series.name}: {shown(value, chart.kind, words)}"
    return f"<title>{escape(clean(said))}</title>"


def _lying(chart: Chart, words: Words) -> tuple[int, list[str]]:
    """Draw bars lying one below the other, or parts of a whole in one bar."""
    step = _GAP + _BAR * (1 if chart.shape is Shape.STACKED else len(chart.series))
    bottom = _TOP + step * len(chart.categories)
    marks = ticks(chart)
    parts = list(_grid(marks, bottom, words))
    for row, category in enumerate(chart.categories):
        y = _TOP + row * step
        short = category if len(category) <= _LETTERS else f"{category[: _LETTERS - 1]}…"
        parts.append(_text(LABELS - 8, y + (step - _GAP) / 2, short, "l"))
        parts += _bars(chart, row, y, marks[-1], words)
    return bottom + _FOOT, parts


def _bars(chart: Chart, row: int, y: float, top: Decimal, words: Words) -> Iterator[str]:
    """Draw one category: its bars below each other, or its stack, with the numbers."""
    stacked = chart.shape is Shape.STACKED
    x = float(LABELS)
    for number, series in enumerate(chart.series):
        value = series.values[row]
        length = float(Decimal(value or 0) / top * _SPAN)
        upper = y if stacked else y + number * _BAR
        said = shown(value, chart.kind, words)
        if value is not None and length > 0:
            colour = palette.fill_of(series, number)
            tip = _tip(chart.categories[row], series, value, chart, words)
            place = f'x="{x:.1f}" y="{upper + 1:.1f}" width="{length:.1f}" height="{_BAR - 2}"'
            yield f'<rect {place} fill="{colour}">{tip}</rect>'
        if not stacked and (value is not None or len(chart.series) == 1):
            yield _text(x + length + 5, upper + _BAR / 2 + 0.5, said, "v")
        elif stacked and length > _ROOM:
            yield _text(x + length / 2, upper + _BAR / 2 + 0.5, said, "i")
        x += length if stacked else 0


def _grid(marks: tuple[Decimal, ...], bottom: int, words: Words) -> Iterator[str]:
    for mark in marks:
        x = LABELS + float(mark / marks[-1]) * _SPAN
        yield f'<line x1="{x:.1f}" y1="{_TOP - 4}" x2="{x:.1f}" y2="{bottom}" class="g"/>'
        yield _text(x, bottom + 14, words.number(_short(mark)), "t")


def _short(mark: Decimal) -> str:
    """Write a mark of the axis without needless noughts."""
    return f"{mark.normalize():f}"


def _line(chart: Chart, words: Words) -> tuple[int, list[str]]:
    marks = ticks(chart)
    left, right = 60, WIDTH - RIGHT
    bottom = _TOP + _LINE_HEIGHT

    def across(number: int) -> float:
        return left + (right - left) * number / max(1, len(chart.categories) - 1)

    def up(value: Decimal | int) -> float:
        return bottom - float(Decimal(value) / marks[-1]) * _LINE_HEIGHT

    parts = []
    for mark in marks:
        parts.append(f'<line x1="{left}" y1="{up(mark):.1f}" x2="{right}" y2="{up(mark):.1f}" class="g"/>')
        parts.append(_text(left - 8, up(mark), words.number(_short(mark)), "l"))
    parts += [_text(across(n), bottom + 16, name, "t") for n, name in enumerate(chart.categories)]
    for number, series in enumerate(chart.series):
        colour = palette.fill_of(series, number)
        for run in _runs(series):
            points = " ".join(f"{across(n):.1f},{up(value):.1f}" for n, value in run)
            parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
            parts += [
                f'<circle cx="{across(n):.1f}" cy="{up(value):.1f}" r="3" fill="{colour}">'
                f"{_tip(chart.categories[n], series, value, chart, words)}</circle>"
                for n, value in run
            ]
    return bottom + _FOOT + 4, parts


def _runs(series: Series) -> list[list[tuple[int, Decimal | int]]]:
    """Return the stretches without a gap: a missing period is never drawn through."""
    runs: list[list[tuple[int, Decimal | int]]] = [[]]
    for number, value in enumerate(series.values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((number, value))
    return [run for run in runs if run]
