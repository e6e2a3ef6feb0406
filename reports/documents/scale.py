"""Round ends and steps for the axis of a chart."""

from __future__ import annotations

from decimal import Decimal

from reports.documents.book import Chart, Shape

_STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
_PARTS = 5


def ticks(chart: Chart) -> tuple[Decimal, ...]:
    """Return the marks of the value axis, from 0 to a round number at or beyond every value."""
    top = Decimal(chart.top) if chart.top is not None else highest(chart)
    if top <= 0:
        return (Decimal(0), Decimal(1))
    raw = top / _PARTS
    power = Decimal(10) ** raw.adjusted()
    step = next(part * power for part in _STEPS if part * power >= raw)
    marks = [Decimal(0)]
    while marks[-1] < top:
        marks.append(marks[-1] + step)
    return tuple(marks)


def highest(chart: Chart) -> Decimal:
    """Return the largest value that must fit: of a bar, or of a whole stack."""
    known = [[Decimal(value or 0) for value in series.values] for series in chart.series]
    if chart.shape is Shape.STACKED:
        return max((sum(parts, Decimal(0)) for parts in zip(*known, strict=True)), default=Decimal(0))
    return max((value for values in known for value in values), default=Decimal(0))
