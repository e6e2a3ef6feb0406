"""A report as values, before it is any kind of file: sections of tables and charts, every figure traced.

Texts are already in the document's language and NFC; numbers are exact (Decimal or int), so each writer
can write them its own way. Blank (None) is never 0.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

import msgspec

from models.indicators import Measurement

Value: TypeAlias = str | int | Decimal | date | None


class Kind(StrEnum):
    """What a cell holds, hence how it is written."""

    TEXT = "text"
    COUNT = "count"  # as it is: 1.234, or 12,5 where decimals were reported
    PERCENT = "percent"  # 76.44 means 76,44 %
    CHANGE = "change"  # percentage points with their sign: +9,48
    POINTS = "points"  # two places
    SCORE = "score"  # 0..1, four places: near ranks must not look equal
    DATE = "date"


class Tone(StrEnum):
    """What a colour says; it only ever repeats what the text says."""

    PLAIN = "plain"
    GOOD = "good"
    FAIR = "fair"
    BAD = "bad"
    QUIET = "quiet"


class Trace(msgspec.Struct, frozen=True, kw_only=True):
    """Where a figure comes from.

    ``figure`` is what it is called (indicator and unit), ``period`` canonical text, ``counted``,
    ``missing`` and ``excluded`` are unit codes, ``entries`` the ids of the entries it was read from (none
    when it was counted from a register, or is a sum over units whose own figures name theirs). ``kind`` is
    how the numerator is written.
    """

    figure: str
    numerator: Decimal | None
    denominator: Decimal | None
    period: str
    counted: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    entries: tuple[str, ...] = ()
    kind: Kind = Kind.COUNT


class Cell(msgspec.Struct, frozen=True):
    """One value of a table. ``kind`` None is the column's, ``tone`` PLAIN the table's colours' say."""

    value: Value
    trace: Trace | None = None
    kind: Kind | None = None
    tone: Tone = Tone.PLAIN


class Column(msgspec.Struct, frozen=True):
    """A column: ``width`` in characters; ``bar`` draws the share of 1 (score) or 100 (percent) with it."""

    title: str
    kind: Kind = Kind.TEXT
    width: int = 12
    bar: bool = False


class RowRole(StrEnum):
    """What a row is: one of many, the heading of a group, or a total (never sorted away)."""

    BODY = "body"
    GROUP = "group"
    TOTAL = "total"


class Row(msgspec.Struct, frozen=True):
    """One row; a GROUP row has one cell, its heading."""

    cells: tuple[Cell, ...]
    role: RowRole = RowRole.BODY


class Colour(msgspec.Struct, frozen=True):
    """In ``column``, the text ``equals`` is shown in ``tone``."""

    column: int
    equals: str
    tone: Tone


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """A table. ``fixed`` leading columns stay in sight; ``key`` is plain letters, unique in the book.

    ``short`` is its title where there is little room (the name of a sheet).
    """

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    colours: tuple[Colour, ...] = ()
    fixed: int = 1
    note: str = ""
    short: str = ""

    def kind_of(self, column: int, cell: Cell) -> Kind:
        """Return how the cell is written."""
        return cell.kind or self.columns[column].kind

    def tone_of(self, column: int, cell: Cell) -> Tone:
        """Return the cell's tone: its own, else what the table's colours say of its text."""
        if cell.tone is not Tone.PLAIN:
            return cell.tone
        for colour in self.colours:
            if colour.column == column and colour.equals == cell.value:
                return colour.tone
        return Tone.PLAIN


class Shape(StrEnum):
    """How a chart is drawn."""

    BARS = "bars"  # lying, one below the other: names of units are long
    STACKED = "stacked"  # lying, parts of a whole
    LINE = "line"


class Series(msgspec.Struct, frozen=True):
    """One series; a value of None is a gap."""

    name: str
    values: tuple[Decimal | int | None, ...]
    tone: Tone = Tone.PLAIN


class Chart(msgspec.Struct, frozen=True, kw_only=True):
    """A chart: every series has one value a category. ``top`` fixes the end of the axis (100, 1)."""

    key: str
    title: str
    shape: Shape
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    kind: Kind = Kind.COUNT
    top: int | None = None


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the report; an ``appendix`` comes after the signature, on wide pages."""

    key: str
    title: str
    paragraphs: tuple[str, ...] = ()
    blocks: tuple[Table | Chart, ...] = ()
    appendix: bool = False

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables among the blocks."""
        return tuple(block for block in self.blocks if isinstance(block, Table))

    @property
    def charts(self) -> tuple[Chart, ...]:
        """The charts among the blocks."""
        return tuple(block for block in self.blocks if isinstance(block, Chart))


class Letterhead(msgspec.Struct, frozen=True, kw_only=True):
    """Who issues the document, and what an official letter says around its text (Decree 30/2020).

    Blank ``number`` and ``signer`` leave room to write by hand. ``symbol`` follows the number (BC-UBND).
    """

    superior: str = ""
    body: str
    number: str = ""
    symbol: str
    place: str
    authority: str = ""
    position: str = ""
    signer: str = ""
    recipients: tuple[str, ...] = ()


class Book(msgspec.Struct, frozen=True, kw_only=True):
    """A whole report. ``units`` names every unit code that a trace mentions.

    ``definitions`` and ``missing`` are tables like others, kept apart because every format shows them last.
    ``measured`` are the units' own figures, ``ratios`` the codes of those indicators that are shares.
    """

    title: str
    subject: str
    province: str
    period: str
    period_title: str
    day: date
    language: str
    letterhead: Letterhead
    opening: tuple[str, ...] = ()
    sections: tuple[Section, ...]
    definitions: Table
    missing: Table
    units: dict[str, str]
    measured: tuple[Measurement, ...] = ()
    ratios: frozenset[str] = frozenset()

    @property
    def body(self) -> tuple[Section, ...]:
        """The sections of the report itself."""
        return tuple(section for section in self.sections if not section.appendix)

    @property
    def appendices(self) -> tuple[Section, ...]:
        """The sections that follow the signature."""
        return tuple(section for section in self.sections if section.appendix)
