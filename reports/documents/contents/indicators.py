"""The province's indicators: sums over sums, against targets and the same period of last year."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from locales.words import compared
from reports.documents.book import (
    Cell,
    Chart,
    Colour,
    Column,
    Kind,
    Row,
    RowRole,
    Section,
    Series,
    Shape,
    Table,
    Tone,
)
from reports.documents.contents.source import Source, index, points, share
from reports.scoreboard import IndicatorRow


def indicators_section(source: Source) -> Section:
    """Return the section: one table by pillar and a chart of shares against their targets."""
    title = source.words.text("Indicators of the province")
    chart = _chart(source)
    blocks: tuple[Table | Chart, ...] = (_table(source), *((chart,) if chart else ()))
    return Section(key="indicators", title=title, blocks=blocks if source.board.province_rows else ())


def targets_sentence(source: Source) -> str | None:
    """Say how many targets are met; None when there are none."""
    board, words = source.board, source.words
    if not board.targets:
        return None
    return words.counted(
        "The province meets {met} of {count} target set for its indicators ({share}).",
        "The province meets {met} of {count} targets set for its indicators ({share}).",
        board.targets,
        met=words.number(board.targets_met),
        share=words.percent(share(board.targets_met, board.targets)),
    )


def _table(source: Source) -> Table:
    text = source.words.text
    met, unmet = text("met"), text("not met")
    columns = (
        Column(text("Indicator"), width=33),
        Column(text("Numerator"), Kind.COUNT, 12),
        Column(text("Denominator"), Kind.COUNT, 12),
        Column(text("Result"), Kind.COUNT, 12),
        Column(text("On last year (points)"), Kind.CHANGE, 11),
        Column(text("Target"), width=11),
        Column(text("Standing"), width=12),
        Column(text("Units counted"), width=11),
    )
    return Table(
        key="indicator_table",
        title=text("Results by indicator"),
        columns=columns,
        rows=tuple(_rows(source)),
        colours=(Colour(6, met, Tone.GOOD), Colour(6, unmet, Tone.BAD)),
        note=_note(source),
    )


def _note(source: Source) -> str:
    """Say how results come about, and of which day the registers are, where an indicator is counted there."""
    text = source.words.text
    said = [
        text(
            "A result is the sum of numerators over the sum of denominators of the units that reported both; "
            "– means undefined, which is not 0. Units counted: of those that the indicator applies to."
        )
    ]
    if any(source.of_register(row.indicator) for row in source.board.province_rows):
        day = source.words.date(source.day_of_registers)
        said.append(text("Indicators counted from registers: the registers as of {day}.", day=day))
    return " ".join(said)


def _rows(source: Source) -> Iterator[Row]:
    for pillar, rows in groupby(source.board.province_rows, key=lambda row: row.indicator.pillar):
        yield Row((Cell(pillar),), RowRole.GROUP)
        for row in rows:
            yield _row(source, row)


def _row(source: Source, row: IndicatorRow) -> Row:
    text, words = source.words.text, source.words
    trace = source.province_trace(row)
    unit = row.indicator.unit
    shows_unit = unit not in ("", "%", "–") and not row.indicator.is_ratio
    label = source.label(row.indicator)
    standing = {True: text("met"), False: text("not met"), None: ""}[row.met]
    asked = row.ratio.counted + row.ratio.missing
    return Row(
        (
            Cell(f"{label} ({unit})" if shows_unit else label),
            Cell(row.ratio.numerator, trace) if row.indicator.is_ratio else Cell(""),
            Cell(row.ratio.denominator, trace) if row.indicator.is_ratio else Cell(""),
            source.figure(row, trace),
            Cell(row.growth, source.growth_trace(row)) if row.indicator.is_ratio else Cell(""),
            Cell(target_text(source, row)),
            Cell(standing),
            Cell(f"{words.number(row.ratio.counted)}/{words.number(asked)}"),
        )
    )


def target_text(source: Source, row: IndicatorRow) -> str:
    """Return a target as people write it: ≥ 80%; blank when there is none."""
    if row.target is None:
        return ""
    sign = compared(row.target.comparison.value)
    return source.words.bound(sign, row.target.value, percent=row.indicator.is_ratio)


def _chart(source: Source) -> Chart | None:
    rows = [row for row in source.board.province_rows if row.indicator.is_ratio and row.percent is not None]
    if not rows:
        return None
    series = [Series(source.words.text("Result, %"), tuple(row.percent for row in rows))]
    targets = tuple(row.target.value if row.target else None for row in rows)
    if any(target is not None for target in targets):
        series.append(Series(source.words.text("Target, %"), targets, Tone.QUIET))
    return Chart(
        key="indicator_chart",
        title=source.words.text("Results and targets of the province"),
        shape=Shape.BARS,
        categories=tuple(source.label(row.indicator) for row in rows),
        series=tuple(series),
        kind=Kind.PERCENT,
        top=100 if all(row.percent <= 100 for row in rows if row.percent is not None) else None,
    )


def index_sentence(source: Source) -> str | None:
    """Say the province's own index; None when it is undefined."""
    province, words = source.board.province, source.words
    if province.dti is None:
        return None
    return words.text(
        "The province's digital transformation index is {index}: {points} of {maximum} points.",
        index=words.number(index(province.dti)),
        points=words.number(points(province.points), 2),
        maximum=words.number(points(province.maximum), 2),
    )
