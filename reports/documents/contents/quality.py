"""The appendix of data quality: right, full, clean, alive (đúng, đủ, sạch, sống) of every unit."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from models.indicators import rounded
from reports.documents.book import Cell, Column, Kind, Row, RowRole, Section, Table, Trace
from reports.documents.contents.source import Source
from reports.quality import Figure, Quality, together


def quality_section(source: Source, qualities: Mapping[str, Quality]) -> Section | None:
    """Return the appendix; None when nothing was measured. ``qualities`` are by unit code."""
    if not qualities:
        return None
    text = source.words.text
    title = text("Quality of data")
    names = (text("Correct data"), text("Full data"), text("Clean data"), text("Live data"))
    rows = [_row(source, names, code, one) for code, one in qualities.items()]
    rows.append(_row(source, names, source.catalogue.province_code, together(qualities.values()), qualities))
    table = Table(
        key="quality_table",
        title=title,
        columns=(
            Column(text("Code"), width=8),
            Column(text("Unit"), width=28),
            *(Column(name, Kind.PERCENT, 12) for name in names),
            Column(text("Together"), Kind.PERCENT, 14, bar=True),
        ),
        rows=tuple(rows),
        fixed=2,
        note=text(
            "Correct: filled cells that break no rule. Full: cells filled, of all that were expected. Clean: "
            "entries and records that are not doubled and leave no warning unexplained. Live: forms that "
            "came by their deadline."
        ),
    )
    return Section(key="quality", title=title, blocks=(table,), appendix=True)


def _row(
    source: Source,
    names: tuple[str, ...],
    code: str,
    quality: Quality,
    behind: Mapping[str, Quality] | None = None,
) -> Row:
    """Return a unit's row, or with ``behind`` the total of those units."""
    counted = (code,) if behind is None else tuple(behind)
    cells = [Cell(code if behind is None else ""), Cell(source.name(code))]
    for name, figure in zip(names, quality.figures, strict=True):
        trace = Trace(
            figure=f"{name} · {source.name(code)}",
            numerator=_number(figure),
            denominator=Decimal(figure.counted),
            period=source.period,
            counted=counted,
        )
        share = figure.share
        cells.append(Cell(None if share is None else rounded(share * 100), trace))
    whole = quality.whole
    cells.append(Cell(None if whole is None else rounded(whole * 100), _mean(source, code, quality, counted)))
    return Row(tuple(cells), RowRole.BODY if behind is None else RowRole.TOTAL)


def _mean(source: Source, code: str, quality: Quality, counted: tuple[str, ...]) -> Trace:
    """Return the trace of the one figure for all: the sum of the shares (percent), and how many they are."""
    shares = [share for figure in quality.figures if (share := figure.share) is not None]
    return Trace(
        figure=f"{source.words.text('Together')} · {source.name(code)}",
        numerator=rounded(sum(shares, Fraction(0)) * 100) if shares else None,
        denominator=Decimal(len(shares)),
        period=source.period,
        counted=counted,
    )


def _number(figure: Figure) -> Decimal:
    """Return how many are good; a fraction (of full) with two places."""
    return Decimal(int(figure.good)) if figure.good.denominator == 1 else rounded(figure.good)
