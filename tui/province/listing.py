"""Lists with headings, whose lines may open something: a unit's story, the inbox, tasks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from tui.sheets.lines import LinesModel
from tui.widgets.sheet_model import Cell, Column, Tone

T = TypeVar("T")


class Listing(Generic[T]):
    """Collects lines. What a line opens, if anything, is kept beside it."""

    def __init__(self, columns: Sequence[Column], *, header: bool = False) -> None:
        self.columns = tuple(columns)
        self._header = header
        self._rows: list[list[Cell]] = []
        self._still: set[int] = set()
        self._opens: dict[int, T] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def line(self, cells: Sequence[Cell], opens: T | None = None) -> None:
        """Add a line."""
        if opens is not None:
            self._opens[len(self._rows)] = opens
        self._rows.append(list(cells))

    def heading(self, *cells: str) -> None:
        """Add a heading, after an empty line where something stands above."""
        if self._rows:
            self._still.add(len(self._rows))
            self._rows.append([Cell()])
        self._still.add(len(self._rows))
        padded = [*cells, *[""] * (len(self.columns) - len(cells))]
        self._rows.append([Cell(text, Tone.QUIET) for text in padded])

    def note(self, text: str, tone: Tone = Tone.QUIET) -> None:
        """Add a sentence over the whole width, on which the cursor does not rest."""
        self._still.add(len(self._rows))
        self._rows.append([Cell(text, tone)])

    def opens(self, row: int) -> T | None:
        """What a row opens."""
        return self._opens.get(row)

    def texts(self) -> list[tuple[int, str]]:
        """The rows on which the cursor rests, as text to be found by."""
        return [
            (row, " ".join(cell.text for cell in cells if cell.text))
            for row, cells in enumerate(self._rows)
            if row not in self._still
        ]

    def model(self) -> LinesModel:
        """The sheet's model."""
        return LinesModel(self.columns, self._rows, header=self._header, still=frozenset(self._still))
