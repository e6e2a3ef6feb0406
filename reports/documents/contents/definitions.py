"""The appendix of definitions: what each indicator counts, by which rule it earns points, its target."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from locales.words import mark
from models.catalogue import Formula, Indicator, Level, Method
from reports.documents.book import Cell, Column, Kind, Row, RowRole, Table
from reports.documents.contents.indicators import target_text
from reports.documents.contents.source import Source
from reports.documents.questions import formula_text
from reports.scoreboard import IndicatorRow

_METHODS = {
    Method.RATIO: mark("share of the points"),
    Method.STEPS: mark("by steps"),
    Method.YES_NO: mark("yes or no"),
    Method.NONE: mark("no points"),
}
_LEVELS = {Level.COMMUNE: mark("commune"), Level.VILLAGE: mark("village, summed")}


def definitions_table(source: Source) -> Table:
    """Return one row an indicator of the period, by pillar."""
    text = source.words.text
    return Table(
        key="definition_table",
        title=text("Definitions of indicators"),
        columns=(
            Column(text("Code"), width=26),
            Column(text("Indicator"), width=28),
            Column(text("Unit of measure"), width=10),
            Column(text("Numerator"), width=31),
            Column(text("Denominator"), width=31),
            Column(text("Form"), width=20),
            Column(text("Counted by"), width=12),
            Column(text("Points"), width=14),
            Column(text("Most points"), Kind.COUNT, 9),
            Column(text("Target"), width=10),
        ),
        rows=tuple(_rows(source)),
        fixed=2,
    )


def _rows(source: Source) -> Iterator[Row]:
    for pillar, rows in groupby(source.board.province_rows, key=lambda row: row.indicator.pillar):
        yield Row((Cell(pillar),), RowRole.GROUP)
        for row in rows:
            yield _row(source, row, row.indicator)


def _said(source: Source, form: str, formula: Formula | None) -> str:
    """Return a formula with the form's questions by name."""
    return "" if formula is None else formula_text(formula.text, source.questions.get(form, {}))


def _row(source: Source, row: IndicatorRow, indicator: Indicator) -> Row:
    text = source.words.text
    form = source.catalogue.form(indicator.form)
    return Row(
        (
            Cell(indicator.code),
            Cell(source.label(indicator)),
            Cell("" if indicator.unit == "–" else indicator.unit),
            Cell(_said(source, indicator.form, indicator.numerator)),
            Cell(_said(source, indicator.form, indicator.denominator)),
            Cell(source.words.of(form.title)),
            Cell(text(_LEVELS[indicator.level])),
            Cell(text(_METHODS[indicator.method])),
            Cell(indicator.max_points if indicator.method is not Method.NONE else None),
            Cell(target_text(source, row)),
        )
    )
