"""What is still to be calculated: cells by the rank of the rule that wants them, lowest rank first."""

from __future__ import annotations

from heapq import heappop, heappush
from typing import Any

from models.forms.graph import Reader, Rule, Way


class Agenda:
    """A heap of ranks, each with the cells waiting under it in the order in which they came."""

    __slots__ = ("_cells", "_ranks")

    def __init__(self) -> None:
        self._cells: dict[int, dict[Any, None]] = {}
        self._ranks: list[int] = []

    def __bool__(self) -> bool:
        return bool(self._ranks)

    def take(self) -> tuple[int, dict[Any, None]]:
        """Take the lowest rank off with its cells."""
        rank = heappop(self._ranks)
        return rank, self._cells.pop(rank)

    def push(self, rule: Rule, cell: Any) -> None:
        """Note that a rule is to be worked out at a cell (or at Rows)."""
        rank = rule.rank
        cells = self._cells.get(rank)
        if cells is None:
            cells = self._cells[rank] = {}
            heappush(self._ranks, rank)
        cells[cell] = None

    def push_below(self, rule: Rule, cell: Any, way: Way) -> None:
        """Note a rule at every cell at the end of a way down."""
        for place, (slot, fans_out) in enumerate(way):
            cell = cell.children[slot]
            if fans_out:
                for row in cell.children:
                    self.push_below(rule, row, way[place + 1 :])
                return
        self.push(rule, cell)

    def schedule(self, reader: Reader, cell: Any) -> None:
        """Note a reader of a changed cell at every cell where it stands."""
        for _ in range(reader.climbs):
            cell = cell.parent
        self.push_below(reader.rule, cell, reader.slots)
