"""What was changed in an entry's tree, entry by entry, so that a step can be told and taken back exactly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from models.forms.instance import Cell, Rows
from models.forms.values import Value


@dataclass(slots=True)
class Texted:
    """Journal: a cell's text and typed value before."""

    cell: Cell
    text: str
    typed: Value


@dataclass(slots=True)
class Flagged:
    """Journal: a cell's flag before; "relevant" notes the effective relevance of one node."""

    cell: Any
    flag: Literal["own", "relevant", "required", "readonly"]
    old: bool


@dataclass(slots=True)
class Rowed:
    """Journal: a row that came or went."""

    rows: Rows
    row: Cell
    index: int
    added: bool


Entry: TypeAlias = Texted | Flagged | Rowed


def revert(journal: list[Entry]) -> list[Entry]:
    """Take back what a journal tells; the answer, given to ``revert`` in turn, brings it about again."""
    inverse: list[Entry] = []
    for entry in reversed(journal):
        match entry:
            case Texted(cell, text, typed):
                inverse.append(Texted(cell, cell.text, cell.typed))
                cell.text, cell.typed = text, typed
            case Flagged(node, flag, old):
                inverse.append(Flagged(node, flag, getattr(node, flag)))
                setattr(node, flag, old)
            case Rowed(rows, row, index, added):
                inverse.append(Rowed(rows, row, index, added=not added))
                if added:
                    rows.children.pop(index)
                else:
                    rows.children.insert(index, row)
                for position, each in enumerate(rows.children):
                    each.position = position
    return inverse
