"""Charts as PNG pictures for documents that cannot draw themselves (matplotlib without a screen)."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from typing import Any

from locales.words import Words
from reports.documents import palette
from reports.documents.book import Chart, Series, Shape
from reports.documents.scale import ticks
from reports.documents.text import clean, shown

_DPI = 200
_INCH = 25.4
_MOST_HIGH = 215.0  # millimetres that a page leaves
_WIDE = 200.0  # millimetres: only a page on its side is that wide
_LETTERS = 42
_LEGEND = {"handlelength": 1.0, "handletextpad": 0.5, "columnspacing": 1.2}


def draw(chart: Chart, words: Words, width: float) -> BytesIO:
    """Return the chart as a PNG, ``width`` millimetres wide."""
    # matplotlib takes a good part of a second to load, so only a document with charts pays for it. The
    # figure is made without pyplot: no window system is looked for and nothing is kept when it is done.
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width / _INCH, _height(chart, width) / _INCH), dpi=_DPI, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    if chart.shape is Shape.LINE:
        _line(axes, chart, words)
    else:
        _lying(axes, chart, words)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(palette.FAINT)
    axes.tick_params(length=0, labelsize=8.5, labelcolor=palette.INK)
    axes.set_axisbelow(True)
    if len(chart.series) > 1:
        columns = min(len(chart.series), 5)
        figure.legend(loc="outside lower center", ncols=columns, fontsize=8, frameon=False, **_LEGEND)
    kept = BytesIO()
    figure.savefig(kept, format="png", dpi=_DPI, metadata={"Software": None})
    kept.seek(0)
    return kept


def _height(chart: Chart, width: float) -> float:
    """Return the picture's height in millimetres: grows with the bars, up to a page.

    Of lines on a wide page two stand below each other.
    """
    if chart.shape is Shape.LINE:
        return 80.0 if width < _WIDE else 62.0
    bars = 1 if chart.shape is Shape.STACKED else len(chart.series)
    legend = 8.0 if len(chart.series) > 1 else 0.0
    return min(14.0 + legend + len(chart.categories) * (1.8 + 3.1 * bars), _MOST_HIGH)


def _axis(axis: Any, chart: Chart, words: Words) -> tuple[Decimal, ...]:
    marks = ticks(chart)
    axis.set_ticks([float(mark) for mark in marks], [words.number(f"{mark.normalize():f}") for mark in marks])
    return marks


def _lying(axes: Any, chart: Chart, words: Words) -> None:
    stacked = chart.shape is Shape.STACKED
    places = list(range(len(chart.categories)))
    thick = 0.68 if stacked else 0.76 / len(chart.series)
    left = [0.0] * len(places)
    marks = _axis(axes.xaxis, chart, words)
    for number, series in enumerate(chart.series):
        lengths = [float(value or 0) for value in series.values]
        centres = [place if stacked else place - 0.38 + thick * (number + 0.5) for place in places]
        drawn = axes.barh(
            centres,
            lengths,
            thick,
            left=left if stacked else None,
            color=palette.fill_of(series, number),
            label=clean(series.name),
        )
        axes.bar_label(drawn, _labels(chart, series, marks, words), **_label_look(stacked=stacked))
        if stacked:
            left = [start + length for start, length in zip(left, lengths, strict=True)]
    axes.set_yticks(places, [_short(name) for name in chart.categories])
    axes.set_ylim(len(places) - 0.45, -0.55)
    axes.set_xlim(0, float(marks[-1]) * (1.0 if stacked else 1.08))
    axes.grid(axis="x", color=palette.FAINT, linewidth=0.6)


def _label_look(*, stacked: bool) -> dict[str, object]:
    if stacked:
        return {"label_type": "center", "color": "white", "fontsize": 7.5}
    return {"padding": 3, "fontsize": 7.5, "color": palette.INK}


def _labels(chart: Chart, series: Series, marks: tuple[Decimal, ...], words: Words) -> list[str]:
    """Return what stands at each bar; parts of a stack too narrow for their number go without."""
    least = marks[-1] / 30 if chart.shape is Shape.STACKED else Decimal(-1)
    alone = len(chart.series) == 1

    def said(value: Decimal | int | None) -> bool:
        return alone if value is None else Decimal(value) > least

    return [shown(value, chart.kind, words) if said(value) else "" for value in series.values]


def _line(axes: Any, chart: Chart, words: Words) -> None:
    places = list(range(len(chart.categories)))
    for number, series in enumerate(chart.series):
        values = [float("nan") if value is None else float(value) for value in series.values]
        colour = palette.fill_of(series, number)
        axes.plot(places, values, color=colour, marker="o", markersize=4, label=clean(series.name))
    axes.set_xticks(places, [_short(name) for name in chart.categories])
    marks = _axis(axes.yaxis, chart, words)
    axes.set_ylim(0, float(marks[-1]) * 1.03)
    axes.grid(axis="y", color=palette.FAINT, linewidth=0.6)


def _short(name: str) -> str:
    """Return a name that leaves room for its bar, with ``$`` kept from being read as mathematics."""
    plain = clean(name)
    return (plain if len(plain) <= _LETTERS else f"{plain[: _LETTERS - 1]}…").replace("$", r"\$")
