"""The appendix of figures: every unit's own figure of every indicator, one table a pillar."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from reports.documents.book import Cell, Column, Kind, Row, RowRole, Section, Table
from reports.documents.contents.source import Source
from reports.scoreboard import IndicatorRow

_BESIDE = 9  # indicators that fit on a page beside each other


def figures_sections(source: Source) -> Iterator[Section]:
    """Return one appendix a pillar, more where a pillar has too many indicators for a page."""
    number = 0
    for pillar, group in groupby(source.board.province_rows, key=lambda row: row.indicator.pillar):
        rows = list(group)
        parts = [rows[start : start + _BESIDE] for start in range(0, len(rows), _BESIDE)]
        for part_number, part in enumerate(parts, start=1):
            number += 1
            title = source.words.text("Figures of units: {pillar}", pillar=pillar)
            if len(parts) > 1:
                title = f"{title} ({part_number}/{len(parts)})"
            yield Section(
                key=f"figures{number}",
                title=title,
                blocks=(_table(source, f"figure_table{number}", title, part),),
                appendix=True,
            )


def _table(source: Source, key: str, title: str, province: Sequence[IndicatorRow]) -> Table:
    text = source.words.text
    codes = [row.indicator.code for row in province]
    own = {
        (row.indicator.code, row.unit.code): row
        for code in codes
        for row in source.by_indicator.get(code, ())
    }
    columns = [Column(text("Code"), width=8), Column(text("Unit"), width=25)]
    columns += [
        Column(source.label(row.indicator), Kind.PERCENT if row.indicator.is_ratio else Kind.COUNT, 14)
        for row in province
    ]
    rows = []
    for unit in source.board.units:
        cells = [Cell(unit.unit.code), Cell(unit.unit.name)]
        for code in codes:
            row = own.get((code, unit.unit.code))
            cells.append(source.figure(row, source.unit_trace(row)) if row else Cell(""))
        rows.append(Row(tuple(cells)))
    total = [Cell(""), Cell(source.name(source.catalogue.province_code))]
    total += [source.figure(row, source.province_trace(row)) for row in province]
    rows.append(Row(tuple(total), RowRole.TOTAL))
    short = title.partition(": ")[2]
    return Table(key=key, title=title, columns=tuple(columns), rows=tuple(rows), fixed=2, short=short)
