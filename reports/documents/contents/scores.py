"""The scoreboard of the communes: points, index, place."""

from __future__ import annotations

from reports.documents.book import (
    Cell,
    Chart,
    Column,
    Kind,
    Row,
    RowRole,
    Section,
    Series,
    Shape,
    Table,
    Trace,
)
from reports.documents.contents.source import Source, index, points
from reports.documents.contents.succession import succession_sentences
from reports.scoreboard import UnitRow

_DRAWN = 15  # bars that a third of a page holds


def scores_section(source: Source) -> Section:
    """Return the section: units by place, a chart of the first of them."""
    ordered = sorted(source.board.units, key=lambda row: (row.rank is None, row.rank or 0, row.unit.code))
    title = source.words.text("Scores and ranks of units")
    ranked = [row for row in ordered if row.rank is not None]
    charts = (_chart(source, ranked),) if ranked else ()
    blocks = (*charts, _table(source, ordered))
    return Section(
        key="scores",
        title=title,
        paragraphs=(*_sentences(source, ranked), *succession_sentences(source)),
        blocks=blocks,
    )


def _sentences(source: Source, ranked: list[UnitRow]) -> tuple[str, ...]:
    words = source.words
    total = len(source.board.units)
    if not ranked:
        return (words.text("No unit has reported anything to score yet."),)
    said = words.text(
        "Units with an index: {ranked} of {total}. Highest: {best} ({high}); lowest: {worst} ({low}).",
        ranked=words.number(len(ranked)),
        total=words.number(total),
        best=ranked[0].unit.name,
        high=words.number(index(ranked[0].dti)),
        worst=ranked[-1].unit.name,
        low=words.number(index(ranked[-1].dti)),
    )
    return (said,)


def _table(source: Source, ordered: list[UnitRow]) -> Table:
    text = source.words.text
    rows = [_row(source, row) for row in ordered]
    if source.board.province.dti is not None:
        rows.append(_row(source, source.board.province, RowRole.TOTAL))
    return Table(
        key="score_table",
        title=text("Ranking of units"),
        columns=(
            Column(text("Rank"), Kind.COUNT, 8),
            Column(text("Code"), width=9),
            Column(text("Unit"), width=32),
            Column(text("Points"), Kind.POINTS, 12),
            Column(text("Of"), Kind.POINTS, 12),
            Column(text("Index"), Kind.SCORE, 14, bar=True),
        ),
        rows=tuple(rows),
        fixed=3,
        note=text(
            "Index = points over the most to be had. What does not apply to a unit lowers its maximum; "
            "what it did not report earns nothing. Equal units share a rank."
        ),
    )


def _row(source: Source, row: UnitRow, role: RowRole = RowRole.BODY) -> Row:
    total = role is RowRole.TOTAL
    own = source.by_unit.get(row.unit.code, ())
    reported = any(one.ratio.counted for one in own)
    scored, silent = source.scored
    entries = tuple(
        sorted(
            {entry for one in own for entry in source.entries.get((one.indicator.code, one.unit.code), ())}
        )
    )
    called = source.words.text("Index")
    trace = Trace(
        figure=f"{called} · {row.unit.name}",
        numerator=points(row.points),
        denominator=points(row.maximum),
        period=source.period,
        counted=scored if total else (row.unit.code,) if reported else (),
        missing=silent if total else () if reported else (row.unit.code,),
        entries=() if total else entries,
    )
    return Row(
        (
            Cell("" if total else row.rank),
            Cell(row.unit.code),
            Cell(row.unit.name),
            Cell(points(row.points), trace),
            Cell(points(row.maximum), trace),
            Cell(index(row.dti), trace),
        ),
        role,
    )


def _chart(source: Source, ranked: list[UnitRow]) -> Chart:
    text = source.words.text
    drawn = ranked[:_DRAWN]
    some = len(ranked) > len(drawn)
    title = text("Index of the first {count} units", count=len(drawn)) if some else text("Index of the units")
    return Chart(
        key="score_chart",
        title=title,
        shape=Shape.BARS,
        categories=tuple(row.unit.name for row in drawn),
        series=(Series(text("Index"), tuple(index(row.dti) for row in drawn)),),
        kind=Kind.SCORE,
        top=1,
    )
