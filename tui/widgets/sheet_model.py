"""What a sheet draws: rows and columns of cells, given by a model that knows nothing of terminals."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, NamedTuple, Protocol


class Tone(StrEnum):
    """How a cell sounds; the theme turns it into a colour, the mark says the same without one."""

    PLAIN = "plain"
    QUIET = "quiet"
    STRONG = "strong"
    HEADING = "heading"
    GOOD = "good"
    SOFT = "soft"
    HARD = "hard"
    OFF = "off"


class Column(NamedTuple):
    """A column: its title and its width in terminal cells.

    One that ``grows`` takes what is left, between ``least`` and ``width`` cells. A ``marked`` column
    keeps its last two cells for the cursor's bracket and the mark. A column is dropped from sheets
    that are narrower than it ``needs``.
    """

    title: str
    width: int
    align: Literal["left", "right"] = "left"
    grows: bool = False
    least: int = 0
    marked: bool = False
    needs: int = 0


class Cell(NamedTuple):
    """What stands in a cell. ``mark`` is one character in the last place of a marked column."""

    text: str = ""
    tone: Tone = Tone.PLAIN
    mark: str = ""
    mark_tone: Tone = Tone.PLAIN
    align: Literal["", "left", "right"] = ""  # where it differs from the column's


class Span(NamedTuple):
    """A cell that is drawn over several columns: ``first`` to ``last``; ``owner`` is the model's column."""

    first: int
    last: int
    owner: int


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a committed cell: was it accepted, and which rows look different now.

    ``rows`` None means that anything may have changed, also the number of rows.
    """

    accepted: bool
    rows: Collection[int] | None = ()
    footer: bool = False


class SheetModel(Protocol):
    """Gives a sheet its contents. Rows and columns count from 0; every method must be quick."""

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns, in order."""
        ...

    @property
    def frozen(self) -> int:
        """How many columns at the left never scroll away."""
        ...

    @property
    def header(self) -> bool:
        """Whether the titles of the columns are drawn."""
        ...

    @property
    def footers(self) -> int:
        """How many lines of totals stand below the rows."""
        ...

    def row_count(self) -> int:
        """How many rows there are."""
        ...

    def cell(self, row: int, column: int) -> Cell:
        """What stands in a cell."""
        ...

    def footer(self, line: int, column: int) -> Cell:
        """What stands in a line of totals."""
        ...

    def spans(self, row: int) -> tuple[Span, ...] | None:
        """How the row (the titles: row -1) is divided when its cells do not follow the columns; else None."""
        ...

    def rests(self, row: int, column: int) -> bool:
        """Whether the cursor may stand here."""
        ...

    def edits(self, row: int, column: int) -> bool:
        """Whether a person may type here."""
        ...

    def draft(self, row: int, column: int) -> str:
        """The text with which editing in place begins."""
        ...

    def take(self, row: int, column: int, raw: str) -> Taken:
        """Accept or refuse what a person typed into a cell."""
        ...


class StillModel:
    """The answers of a model that only shows rows, one below the other, and takes nothing."""

    frozen = 0
    header = True
    footers = 0

    def footer(self, line: int, column: int) -> Cell:
        """There are no totals."""
        del line, column
        return Cell()

    def spans(self, row: int) -> tuple[Span, ...] | None:
        """Cells follow the columns."""
        del row
        return None

    def edits(self, row: int, column: int) -> bool:
        """Nothing is typed here."""
        del row, column
        return False

    def draft(self, row: int, column: int) -> str:
        """Nothing is typed here."""
        del row, column
        return ""

    def take(self, row: int, column: int, raw: str) -> Taken:
        """Nothing is typed here."""
        del row, column, raw
        return Taken(accepted=False)
