"""The matrix as a sheet: a row a unit, a column a form, then points, rank and quality of data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import takewhile

from locales.words import Words
from locales.words import mark as _
from tui.marks import Marks
from tui.province.views import CellView, ColumnView, MatrixView, RowView, StandingView
from tui.widgets.sheet_model import Cell, Column, StillModel, Tone

CODE, NAME = 0, 1
LEADING = 1  # registers shown before the standing; the others follow it
WIDE = 132  # where the four figures of quality have room
ROOMY = 100  # where remarks may be long
KINDS = {
    "month": _("month"),
    "quarter": _("qtr"),
    "half": _("half"),
    "9-months": _("9 mo."),
    "year": _("year"),
}
FOUR = (_("correct"), _("full"), _("clean"), _("alive"))
_NONE = StandingView()


class Sort(StrEnum):
    """How the units are ordered."""

    CODE = "code"
    RANK = "rank"
    QUALITY = "quality"
    TROUBLE = "trouble"


class Part(StrEnum):
    """What a column holds."""

    CODE = "code"
    NAME = "name"
    FORM = "form"
    INDEX = "index"
    RANK = "rank"
    QUALITY = "quality"
    FOUR = "four"


@dataclass(frozen=True, slots=True)
class Place:
    """A column of the sheet: its part and which form, or which of the four figures."""

    part: Part
    number: int = 0


class MatrixSheet(StillModel):
    """The model of the matrix. ``standings`` are by unit, empty while they are being worked out."""

    frozen = 2
    footers = 1

    def __init__(
        self,
        view: MatrixView,
        standings: Mapping[str, StandingView],
        words: Words,
        marks: Marks,
        sort: Sort = Sort.CODE,
        width: int = 80,
    ) -> None:
        self._remarks, self._name = (18, 24) if width >= ROOMY else (11, 14)
        self.view = view
        self.standings = standings
        self.words = words
        self.marks = marks
        self._shared = self._shared_words()
        self.places = _places(view)
        self.columns = tuple(self._column(place) for place in self.places)
        self.order = _ordered(view, standings, sort)
        self._totals = [_total(view, index) for index in range(len(view.columns))]

    def _column(self, place: Place) -> Column:
        text = self.words.text
        if place.part is Part.CODE:
            return Column("", 5)
        if place.part is Part.NAME:
            return Column(text("unit"), 30, grows=True, least=self._name)
        if place.part is Part.FORM:
            column = self.view.columns[place.number]
            return Column(self.form_title(column), 6, "left" if column.period else "right")
        if place.part is Part.INDEX:
            return Column(text("pts"), 4, "right")
        if place.part is Part.RANK:
            return Column(text("rank"), 4, "right")
        if place.part is Part.QUALITY:
            return Column(text("quality"), self._remarks)
        return Column(text(FOUR[place.number]), 5, "right", needs=WIDE)

    def form_title(self, column: ColumnView) -> str:
        """A short head: the kind of period where it is the only form of its kind, else the form's title."""
        same = [other for other in self.view.columns if other.kind == column.kind]
        if column.period and len(same) == 1:
            return self.words.text(KINDS[column.kind])
        title = self.words.of(column.title)
        if column.period:
            return title
        first, last = self._shared
        words = title.split()
        return " ".join(words[first : len(words) - last]) or title

    def _shared_words(self) -> tuple[int, int]:
        """With how many words all titles of registers begin and end: “Sổ” says nothing in a narrow head."""
        titles = [self.words.of(column.title).split() for column in self.view.columns if not column.period]
        if len(titles) == 1:
            return 0, 0
        ends = [title[::-1] for title in titles]
        return _alike(titles), _alike(ends)

    # -- rows ----------------------------------------------------------------------------------------

    def row_count(self) -> int:
        """How many units there are."""
        return len(self.order)

    def unit(self, row: int) -> RowView | None:
        """The unit of a row."""
        return self.view.rows[self.order[row]] if 0 <= row < len(self.order) else None

    def form_at(self, column: int) -> int | None:
        """Which form stands in a column of the sheet."""
        place = self.places[column] if 0 <= column < len(self.places) else None
        return place.number if place is not None and place.part is Part.FORM else None

    def row_of(self, code: str) -> int:
        """The row of a unit, 0 when it is not there."""
        found = (row for row, index in enumerate(self.order) if self.view.rows[index].code == code)
        return next(found, 0)

    def rests(self, row: int, column: int) -> bool:
        """The cursor stands on names, forms and the quality."""
        del row
        return self.places[column].part in {Part.NAME, Part.FORM, Part.QUALITY}

    def draft(self, row: int, column: int) -> str:
        """The text of a cell, to be copied."""
        return self.cell(row, column).text

    def cell(self, row: int, column: int) -> Cell:
        """What stands in a cell."""
        unit = self.view.rows[self.order[row]]
        place = self.places[column]
        if place.part is Part.CODE:
            return Cell(unit.code, Tone.QUIET)
        if place.part is Part.NAME:
            return Cell(unit.name, Tone.STRONG if unit.trouble else Tone.PLAIN)
        if place.part is Part.FORM:
            return self.mark(unit.cells[place.number], self.view.columns[place.number])
        return self._standing(unit, self.standings.get(unit.code, _NONE), place)

    def mark(self, cell: CellView, column: ColumnView) -> Cell:
        """A cell as its mark, and by how many days it was or is late; for a register its records."""
        marks = self.marks
        if not column.period:
            return self._register(cell)
        said = {
            "accepted": (marks.complete, Tone.GOOD),
            "received": (marks.saved, Tone.PLAIN),
            "returned": (marks.returned, Tone.SOFT),
            "refused": (marks.hard, Tone.HARD),
            "missing": (marks.off, Tone.SOFT),
            "awaited": (marks.off, Tone.QUIET),
        }
        sign, tone = said.get(cell.mark, (marks.dash, Tone.OFF))
        return Cell(f"{sign} +{cell.late}" if cell.late else sign, tone)

    def _register(self, cell: CellView) -> Cell:
        if not cell.records:
            return Cell(self.marks.dash, Tone.OFF)
        sign = {"accepted": self.marks.complete, "returned": self.marks.returned}.get(cell.mark, "")
        tone = {"accepted": Tone.GOOD, "returned": Tone.SOFT}.get(cell.mark, Tone.PLAIN)
        return Cell(f"{sign} {cell.records:>4}".strip(), tone)

    def _standing(self, unit: RowView, standing: StandingView, place: Place) -> Cell:
        words, dash = self.words, self.marks.dash
        if place.part is Part.INDEX:
            return Cell(words.number(standing.index) or dash, Tone.PLAIN if standing.index else Tone.OFF)
        if place.part is Part.RANK:
            return Cell(str(standing.rank) if standing.rank else dash, Tone.QUIET)
        if place.part is Part.FOUR:
            figure = standing.four[place.number]
            return Cell(f"{figure}%" if figure else dash, Tone.QUIET)
        remark, tone = self.remark(unit)
        share = f"{standing.quality}%" if standing.quality else "" if remark else dash
        return Cell(" ".join(part for part in (f"{share:>4}" if share else "", remark) if part), tone)

    def remark(self, unit: RowView) -> tuple[str, Tone]:
        """What is wrong beyond the marks: missing bundles, a refused file."""
        if unit.refused:
            return f"{self.marks.hard} {unit.refused.removeprefix('E_')}", Tone.HARD
        if unit.missing:
            numbers = ",".join(str(number) for number in unit.missing[:3])
            numbers += self.marks.cut if len(unit.missing) > 3 else ""
            if self._remarks < 20:
                return f"{self.marks.off}{numbers}", Tone.SOFT
            return self.words.text("no bundle {numbers}", numbers=numbers), Tone.SOFT
        return "", Tone.PLAIN

    def footer(self, line: int, column: int) -> Cell:
        """How many came of each form; the province's own standing."""
        del line
        place = self.places[column]
        if place.part is Part.NAME:
            return Cell(self.words.counted("{count} unit", "{count} units", len(self.order)), Tone.STRONG)
        if place.part is Part.FORM:
            return Cell(self._totals[place.number])
        if place.part is Part.CODE:
            return Cell()
        own = self.standings.get(self.view.province, _NONE)
        if place.part is Part.RANK:
            return Cell()
        return self._standing(RowView("", "", ()), own, place)


def _alike(titles: list[list[str]]) -> int:
    """With how many words all of them begin."""
    return sum(1 for _ in takewhile(lambda words: len(set(words)) == 1, zip(*titles, strict=False)))


def _places(view: MatrixView) -> list[Place]:
    forms = [Place(Part.FORM, index) for index in range(len(view.columns))]
    lead = sum(1 for column in view.columns if column.period) + LEADING
    standing = [Place(Part.INDEX), Place(Part.RANK), Place(Part.QUALITY)]
    four = [Place(Part.FOUR, index) for index in range(len(FOUR))]
    return [Place(Part.CODE), Place(Part.NAME), *forms[:lead], *standing, *forms[lead:], *four]


def _ordered(view: MatrixView, standings: Mapping[str, StandingView], sort: Sort) -> list[int]:
    def key(index: int) -> tuple[int, int, int]:
        row = view.rows[index]
        standing = standings.get(row.code, _NONE)
        if sort is Sort.RANK:
            return (not standing.rank, standing.rank, index)
        if sort is Sort.QUALITY:
            return (not standing.quality, int(standing.quality or 0), index)
        if sort is Sort.TROUBLE:
            return (not row.trouble, -sum(cell.trouble for cell in row.cells), index)
        return (0, 0, index)

    return sorted(range(len(view.rows)), key=key)


def _total(view: MatrixView, index: int) -> str:
    cells = [row.cells[index] for row in view.rows]
    if not view.columns[index].period:
        return str(sum(cell.records for cell in cells))
    asked = sum(cell.mark != "not asked" for cell in cells)
    here = sum(cell.here for cell in cells)
    return f"{here}/{asked}" if len(f"{here}/{asked}") <= 6 else str(here)
