"""How the province went over the last periods: lines of its index and of its shares."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby

from reports.course import Step
from reports.documents.book import Chart, Kind, Section, Series, Shape, Tone
from reports.documents.contents.source import Source, index
from reports.scoreboard import IndicatorRow

_LINES = 5  # that can be told apart in one chart
_LEAST = 2  # points that make a line
Values = tuple[Decimal | None, ...]


def course_section(source: Source, steps: Sequence[Step]) -> Section | None:
    """Return the section: the province's index with the year before, and growth in a sentence."""
    now, before = (
        tuple(index(value) for value in values)
        for values in ([step.index for step in steps], [step.before for step in steps])
    )
    said = growth_sentence(source)
    text = source.words.text
    blocks: tuple[Chart, ...] = ()
    if _drawn(now):
        series = [Series(text("Index"), now)]
        if _drawn(before):
            series.append(Series(text("The year before"), before, Tone.QUIET))
        blocks = (
            Chart(
                key="course_chart",
                title=text("The province's index over the last periods"),
                shape=Shape.LINE,
                categories=_periods(source, steps),
                series=tuple(series),
                kind=Kind.SCORE,
                top=1,
            ),
        )
    if not blocks and said is None:
        return None
    title = text("Over the last periods")
    return Section(key="course", title=title, paragraphs=(said,) if said else (), blocks=blocks)


def growth_sentence(source: Source) -> str | None:
    """Say how shares moved against the same period of last year; None where there is nothing to compare."""
    rows = [row for row in source.board.province_rows if row.growth is not None]
    moved = [(row.growth, row) for row in rows if row.growth is not None]
    if not moved:
        return None
    words = source.words
    most, least = max(moved, key=lambda one: one[0]), min(moved, key=lambda one: one[0])
    return words.text(
        "Indicators against the same period of last year: {up} rose, {down} fell, {same} stayed. "
        "Most: {most} ({gain} points); least: {least} ({loss} points).",
        up=words.number(sum(growth > 0 for growth, _ in moved)),
        down=words.number(sum(growth < 0 for growth, _ in moved)),
        same=words.number(sum(growth == 0 for growth, _ in moved)),
        most=source.label(most[1].indicator),
        gain=words.signed(most[0], 2),
        least=source.label(least[1].indicator),
        loss=words.signed(least[0], 2),
    )


def lines_section(source: Source, steps: Sequence[Step]) -> Section | None:
    """Return the appendix: the shares of each pillar as lines, as many in a chart as can be told apart."""
    charts = tuple(_charts(source, steps))
    if not charts:
        return None
    title = source.words.text("Shares over the last periods")
    return Section(key="course_lines", title=title, blocks=charts, appendix=True)


def _charts(source: Source, steps: Sequence[Step]) -> Iterator[Chart]:
    number = 0
    for pillar, group in groupby(source.board.province_rows, key=lambda row: row.indicator.pillar):
        lines = [(row, values) for row in group if _drawn(values := _values(row, steps))]
        for start in range(0, len(lines), _LINES):
            number += 1
            part = lines[start : start + _LINES]
            known = [value for _row, values in part for value in values if value is not None]
            alone = f": {source.label(part[0][0].indicator)}" if len(part) == 1 else ""
            yield Chart(
                key=f"course_chart{number}",
                title=f"{pillar}{alone}",  # a single line has no legend to name it
                shape=Shape.LINE,
                categories=_periods(source, steps),
                series=tuple(Series(source.label(row.indicator), values) for row, values in part),
                kind=Kind.PERCENT,
                top=100 if max(known) <= 100 else None,
            )


def _values(row: IndicatorRow, steps: Sequence[Step]) -> Values:
    return tuple(step.percents.get(row.indicator.code) for step in steps)


def _drawn(values: Values) -> bool:
    return sum(value is not None for value in values) >= _LEAST


def _periods(source: Source, steps: Sequence[Step]) -> tuple[str, ...]:
    return tuple(source.words.period(step.period) for step in steps)
