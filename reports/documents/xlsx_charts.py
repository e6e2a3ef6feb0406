"""Native charts of a workbook; their numbers stand on a sheet of their own, where anyone can check them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from locales.words import Words
from reports.documents import palette
from reports.documents.book import Chart, Kind, Series, Shape, Tone
from reports.documents.text import clean
from reports.documents.xlsx_look import Look, page

_ROW_PIXELS = 20
_TYPES = {
    Shape.BARS: {"type": "bar"},
    Shape.STACKED: {"type": "bar", "subtype": "stacked"},
    Shape.LINE: {"type": "line"},
}
_FORMATS = {Kind.PERCENT: '0.00"%"', Kind.SCORE: "0.0000", Kind.POINTS: "0.00"}
_AXES = {Kind.PERCENT: '0"%"', Kind.SCORE: "0.0"}


@dataclass(frozen=True, slots=True)
class _Placed:
    chart: Chart
    row: int


class ChartSheet:
    """Inserts charts into sheets and keeps their numbers."""

    def __init__(self, name: str, words: Words) -> None:
        self.name = name
        self._words = words
        self._placed: list[_Placed] = []
        self._next = 0

    def insert(self, workbook: Any, sheet: Any, chart: Chart, *, row: int, column: int) -> int:
        """Insert a chart at a cell; return how many rows it covers."""
        start = self._next
        self._placed.append(_Placed(chart, start))
        self._next += len(chart.categories) + 3
        drawn = workbook.add_chart(_TYPES[chart.shape])
        for number, series in enumerate(chart.series):
            drawn.add_series(self._series(chart, series, number, start))
        drawn.set_title({"name": clean(chart.title), "name_font": {"size": 12}, "overlay": False})
        drawn.set_legend({"position": "bottom"} if len(chart.series) > 1 else {"none": True})
        values: dict[str, object] = {
            "min": 0,
            "major_gridlines": {"visible": True, "line": {"color": palette.FAINT}},
        }
        values["num_format"] = _AXES.get(chart.kind, "#,##0")
        if chart.top is not None:
            values["max"] = chart.top
        categories: dict[str, object] = {"num_font": {"size": 9}, "interval_unit": 1}
        lying = chart.shape is not Shape.LINE
        if lying:
            categories["reverse"] = True
            categories["crossing"] = "max"  # keeps the numbers at the foot of the turned chart
        drawn.set_x_axis(values if lying else categories)  # of lying bars x is the axis of values
        drawn.set_y_axis(categories if lying else values)
        bars = 1 if chart.shape is Shape.STACKED else len(chart.series)
        height = 150 + len(chart.categories) * (8 + 12 * bars) if lying else 320
        drawn.set_size({"width": 720, "height": height})
        sheet.insert_chart(row, column, drawn, {"description": clean(chart.title)})
        return height // _ROW_PIXELS + 2

    def _series(self, chart: Chart, series: Series, number: int, start: int) -> dict[str, object]:
        last = start + 1 + len(chart.categories)
        colour = palette.fill_of(series, number)
        made: dict[str, object] = {
            "name": [self.name, start + 1, number + 1],
            "categories": [self.name, start + 2, 0, last, 0],
            "values": [self.name, start + 2, number + 1, last, number + 1],
            "gap": 45,
        }
        if chart.shape is Shape.LINE:
            made |= {
                "line": {"color": colour, "width": 2},
                "marker": {"type": "circle", "fill": {"color": colour}},
            }
            return made
        made["fill"] = {"color": colour}
        if chart.shape is Shape.BARS:
            made["data_labels"] = {"value": True, "num_format": _FORMATS.get(chart.kind, "#,##0")}
        return made

    def write(self, workbook: Any, look: Look) -> None:
        """Write the sheet of numbers, when there is any chart."""
        if not self._placed:
            return
        sheet = workbook.add_worksheet(self.name)
        page(sheet, landscape=True)
        sheet.set_column(0, 0, 40)
        sheet.set_column(1, 8, 16)
        for placed in self._placed:
            chart, row = placed.chart, placed.row
            sheet.write_string(row, 0, clean(chart.title), look.title)
            sheet.write_string(row + 1, 0, "", look.head)
            for number, series in enumerate(chart.series, start=1):
                sheet.write_string(row + 1, number, clean(series.name), look.head_right)
                for place, value in enumerate(series.values, start=row + 2):
                    if value is not None:
                        sheet.write_number(place, number, Decimal(value), _look(look, chart, value))
            for place, category in enumerate(chart.categories, start=row + 2):
                sheet.write_string(place, 0, clean(category), look.text)


def _look(look: Look, chart: Chart, value: Decimal | int) -> Any:
    """Return the format of a number on the sheet: percentages stand there as numbers of 0 to 100."""
    kind = Kind.COUNT if chart.kind is Kind.PERCENT else chart.kind
    return look.cell(kind, value, Tone.PLAIN, total=False)
