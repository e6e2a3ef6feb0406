"""A table as a report knows it: typed columns, typed cells; writers decide how it looks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Bound:
    """What a figure is to keep to: a comparison (">=") and its value; ``percent`` where that is a share."""

    comparison: str
    value: Decimal
    percent: bool


Cell: TypeAlias = str | int | bool | Decimal | Fraction | date | Bound | None


class CellKind(StrEnum):
    """What a column's cells are, hence how they are written and aligned."""

    TEXT = "text"
    COUNT = "count"  # whole numbers and exact decimals, as they are
    PERCENT = "percent"  # of 0..100, two places
    POINTS = "points"  # two places
    GROWTH = "growth"  # points more or fewer, with their sign, two places
    INDEX = "index"  # of 0..1, four places
    BOUND = "bound"  # what a figure is to keep to
    DAY = "day"
    YES_NO = "yes-no"


NUMERIC = frozenset(CellKind) - {CellKind.TEXT, CellKind.DAY, CellKind.YES_NO}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: a stable key for files, an English title (the key of its translation), a kind."""

    key: str
    title: str
    kind: CellKind = CellKind.TEXT

    @property
    def right(self) -> bool:
        """Whether cells are aligned right."""
        return self.kind in NUMERIC


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns. A cell of None is undefined, which is written as a dash and never as 0."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def __post_init__(self) -> None:
        wrong = [row for row in self.rows if len(row) != len(self.columns)]
        if wrong:
            raise ValueError(
                f"table {self.key}: a row has {len(wrong[0])} cells for {len(self.columns)} columns"
            )

    def records(self) -> Iterator[dict[str, Cell]]:
        """Return the rows as mappings by column key."""
        keys = [column.key for column in self.columns]
        return (dict(zip(keys, row, strict=True)) for row in self.rows)


def table(key: str, title: str, columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> Table:
    """Make a table of any sequences."""
    return Table(key, title, tuple(columns), tuple(tuple(row) for row in rows))
