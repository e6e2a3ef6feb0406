"""A block of text from a spreadsheet, laid over the cells of a grid before anything is changed.

Excel puts tab-separated lines on the clipboard; cells with line breaks or quotes come in double quotes.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from tui.sheets.grid_sheet import GridSheet


@dataclass(frozen=True, slots=True)
class Landing:
    """One pasted cell: where it lands ("" when nowhere), and the text."""

    row: int
    column: int
    path: str
    raw: str


def read_block(text: str) -> list[list[str]]:
    """Return the cells of pasted text, row by row."""
    clean = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    if not clean:
        return []
    return list(csv.reader(io.StringIO(clean), delimiter="\t"))


def landings(grid: GridSheet, block: Sequence[Sequence[str]], row: int, column: int) -> list[Landing]:
    """Lay a block over the grid from (row, column) on. Columns that one does not type into are taken along,
    because a block copied from the same table has them too: their cells land nowhere.
    """
    found = []
    for down, cells in enumerate(block):
        for right, raw in enumerate(cells):
            at = row + down, column + right
            inside = at[0] < grid.row_count() and grid.edits(*at)
            found.append(Landing(*at, grid.path_at(*at) if inside else "", raw.strip()))
    return found


def numbers_again(raw: str) -> str:
    """Return a number as a spreadsheet writes it in a form that a person could have typed.

    Spaces between groups and a trailing percent sign are the spreadsheet's formatting, not the value's.
    """
    text = raw.replace("\u00a0", "").replace("\u202f", "").strip()
    compact = text.replace(" ", "")
    return compact if compact.replace(".", "").replace(",", "").lstrip("-").isdigit() else text
