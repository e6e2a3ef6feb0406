"""Where things stand in a sheet: columns to places, text to widths. Pure; widths are terminal cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size

from tui.widgets.sheet_model import Column

GAP = 1  # between two columns; the opening bracket of the cursor stands there
AIR = 1  # more before a marked column, so that the bracket does not touch what stands before it
ENDING = 2  # in a marked column: the closing bracket and the mark


class Slot(NamedTuple):
    """A visible column: its index, where its text begins and how wide it is."""

    column: int
    x: int
    width: int

    @property
    def end(self) -> int:
        """Where the next one begins when nothing more is between them."""
        return self.x + self.width + GAP


def fit(text: str, width: int, align: str, cut: str = "…") -> str:
    """Return ``text`` in exactly ``width`` cells, cut with ``cut`` or padded."""
    if width <= 0:
        return ""
    length = len(text) if text.isascii() else cell_len(text)
    if length > width:
        return set_cell_size(text, width - 1) + cut if width > 1 else cut
    room = " " * (width - length)
    return room + text if align == "right" else text + room


def lay_out(columns: Sequence[Column], frozen: int, width: int, left: int, margin: int) -> tuple[Slot, ...]:
    """Return the visible columns when ``left`` is the first scrolling column that is shown.

    ``margin`` cells stand before the first column: there the row under the cursor is pointed at.

    The first ``frozen`` columns always show. A column whose ``needs`` is more than ``width`` is dropped.
    What is left over goes to the column that grows. A column that does not fit whole is not shown,
    except that at least one scrolling column always is.
    """
    shown: list[int] = []
    taken = margin
    for index, column in enumerate(columns):
        if (index >= frozen and index < left) or column.needs > width:
            continue
        wide = (column.least if column.grows else column.width) + GAP
        wide += _air(columns[shown[-1]], column) if shown else 0
        if taken + wide > width and any(i >= frozen for i in shown):
            break
        shown.append(index)
        taken += wide
    spare = max(0, width - taken)
    slots = []
    x = margin
    for at, index in enumerate(shown):
        column = columns[index]
        x += _air(columns[shown[at - 1]], column) if at else 0
        wide = column.width
        if column.grows:
            wide = min(column.width, column.least + spare)
        wide = max(1, min(wide, width - x))
        slots.append(Slot(index, x, wide))
        x += wide + GAP
    return tuple(slots)


def _air(before: Column, column: Column) -> int:
    """A marked column keeps its last cells free itself; what stands in another one reaches to its end."""
    return AIR if column.marked and not before.marked else 0


def wrap(text: str, width: int, lines: int) -> list[str]:
    """Return ``text`` broken at spaces into at most ``lines`` lines; the last one may be too long."""
    broken: list[str] = []
    for word in text.split():
        if broken and (len(broken) == lines or cell_len(f"{broken[-1]} {word}") <= width):
            broken[-1] += f" {word}"
        else:
            broken.append(word)
    return broken or [""]
