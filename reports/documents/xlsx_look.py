"""The formats of a workbook: fonts, number formats, colours; each made once and used again."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from reports.documents import palette
from reports.documents.book import Kind, Tone, Value
from reports.documents.text import NUMERIC

_NUMBERS = {
    Kind.PERCENT: "0.00%",
    Kind.CHANGE: "+0.00;-0.00;0.00",
    Kind.POINTS: "#,##0.00",
    Kind.SCORE: "0.0000",
    Kind.DATE: "dd/mm/yyyy",
}
_FONT = {"font_name": "Times New Roman", "font_size": 11, "font_color": palette.INK, "valign": "top"}
_LINES = {"bottom": 1, "bottom_color": palette.FAINT}


class Look:
    """Formats of one workbook."""

    def __init__(self, workbook: Any) -> None:
        self._workbook = workbook
        self._made: dict[tuple[tuple[str, object], ...], Any] = {}
        head = {"bold": True, "bg_color": palette.HEAD, "text_wrap": True, "valign": "vcenter", **_LINES}
        self.title = self._format(bold=True, font_size=15)
        self.quiet = self._format(font_color=palette.TEXT[Tone.QUIET], italic=True)
        self.text = self._format(**_LINES)
        self.lined = self._format(text_wrap=True, **_LINES)
        self.note = self._format(font_color=palette.TEXT[Tone.QUIET], italic=True, text_wrap=True)
        self.wrapped = self._format(text_wrap=True)
        self.head = self._format(**head, align="left", indent=1)
        self.head_right = self._format(**head, align="right")
        self.group = self._format(bold=True, bg_color=palette.GROUP, **_LINES)
        self.link = self._format(font_color=palette.ACCENT, underline=1, **_LINES)
        self.bar = {
            "type": "data_bar",
            "bar_color": "#9DBFE3",
            "bar_solid": True,
            "min_type": "num",
            "min_value": 0,
            "max_type": "num",
            "max_value": 1,
            "data_bar_2010": True,
        }

    def _format(self, **properties: object) -> Any:
        wanted = {**_FONT, **properties}
        key = tuple(sorted(wanted.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format(wanted)
        return self._made[key]

    def cell(self, kind: Kind, value: Value, tone: Tone, *, total: bool) -> Any:
        """Return the format of one cell."""
        properties: dict[str, object] = dict(_LINES)
        if kind in NUMERIC:
            properties["align"] = "right"
            properties["num_format"] = _NUMBERS.get(kind) or _count(value)
        elif kind is Kind.DATE:
            properties["num_format"] = _NUMBERS[kind]
            properties |= {"align": "left", "indent": 1}
        else:
            properties |= {"text_wrap": True, "align": "left", "indent": 1}
        if total:
            properties |= {"bold": True, "bg_color": palette.GROUP, "top": 2, "top_color": palette.ACCENT}
        if tone is not Tone.PLAIN:
            properties |= _toned(tone)
        return self._format(**properties)

    def toned(self, tone: Tone) -> Any:
        """Return the format that a conditional colour lays over a cell (no font: Excel takes none there)."""
        return self._workbook.add_format(_toned(tone))


def _toned(tone: Tone) -> dict[str, object]:
    colours: dict[str, object] = {"font_color": palette.TEXT[tone]}
    if tone in palette.BACK:
        colours["bg_color"] = palette.BACK[tone]
    return colours


def _count(value: Value) -> str:
    """Return the number format of a count: decimals only where there are any."""
    whole = not isinstance(value, Decimal) or value == value.to_integral_value()
    return "#,##0" if whole else "#,##0.00"


def page(sheet: Any, *, landscape: bool) -> None:
    """Set a sheet up for paper: A4, numbered, a page wide and as many pages high as it takes."""
    sheet.set_paper(9)
    if landscape:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(0.6, 0.6, 0.7, 0.7)
    sheet.set_footer("&R&P/&N")
