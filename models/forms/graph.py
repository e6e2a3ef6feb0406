"""Rules of one session and the ways between a changed cell and the cells whose rules read it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Literal, NamedTuple, TypeAlias

from models.forms.compiling import Closure
from models.forms.definition import Action, Property, Reads
from models.forms.expressions.coding import Tree
from models.forms.instance import Cell, Rows, Template

Work: TypeAlias = Literal["relevant", "shown", "required", "readonly", "calculate", "count", "choices"]
# These stand at the repeat itself, the others at its rows.
AT_ROWS = ("shown", "count")


# The way down from one cell to others: child slots, True where all rows of a repeat are meant.
Way: TypeAlias = "tuple[tuple[int, bool], ...]"


class Rule:
    """An expression of the graph in this session, compiled when first needed."""

    __slots__ = ("closure", "counter", "rank", "reads", "template", "tree", "work")

    def __init__(
        self, rank: int, template: Template, work: Work, tree: Tree, reads: tuple[Reads, ...] = ()
    ) -> None:
        self.rank = rank
        self.reads = reads
        self.template = template
        self.work = work
        self.tree = tree
        self.closure: Closure | None = None
        self.counter: Callable[[Any], Cell] | Literal[False] | None = None


class Reader(NamedTuple):
    """A rule that reads a node, and the way from the changed cell to the rule's cells.

    ``climbs`` parents up, then down ``slots`` (with "all rows" where a repeat lies on the way).
    """

    rule: Rule
    climbs: int
    slots: Way


class Change:
    """A setvalue action in this session."""

    __slots__ = ("action", "closure", "target")

    def __init__(self, action: Action, target: Template) -> None:
        self.action = action
        self.target = target
        self.closure: Closure | None = None


PROPERTIES: dict[Property, str] = {
    "relevant": "relevant",
    "required": "required",
    "readonly": "readonly",
    "calculate": "calculate",
    "count": "repeat_count",
}


def next_row(rows: Rows) -> Cell:
    """Where the next row would stand: a repeat's expressions are relative to a row, and there may be none."""
    row = Cell(rows.template, rows)
    row.position = len(rows.children)
    return row


def standing(cell: Any, slots: Way) -> list[Any]:
    """The cells (or Rows) at the end of ``slots`` below ``cell``."""
    cells = [cell]
    for slot, fans_out in slots:
        if fans_out:
            cells = [row for each in cells for row in each.children[slot].children]
        else:
            cells = [each.children[slot] for each in cells]
    return cells


def way_down(common: Template, rule: Rule) -> Way:
    """The way down from a cell of ``common`` to the cells (or Rows) where ``rule`` stands."""
    found: list[tuple[int, bool]] = []
    at: Template | None = rule.template
    while at is not None and at is not common:
        fans_out = at.is_repeat and not (at is rule.template and rule.work in AT_ROWS)
        found.append((at.slot, fans_out))
        at = at.parent
    found.reverse()
    return tuple(found)


def targets_of(cell: Any, target: Template) -> Iterator[Cell]:
    """The concrete cells of ``target`` nearest to ``cell``: same rows where both stand in the same repeat."""
    lineage = target.above
    while cell.__class__ is Rows or cell.template not in lineage:
        cell = cell.parent
    yield from _down(cell, lineage[lineage.index(cell.template) + 1 :])


def _down(cell: Cell, steps: tuple[Template, ...]) -> Iterator[Cell]:
    if not steps:
        yield cell
        return
    child = cell.children[steps[0].slot]
    for below in child.children if isinstance(child, Rows) else (child,):
        yield from _down(below, steps[1:])


def attached(cell: Any) -> bool:
    """Whether a cell is still part of the entry: every row above it is."""
    while cell is not None:
        above = cell.parent
        if above.__class__ is Rows:
            rows = above.children
            if cell.position >= len(rows) or rows[cell.position] is not cell:
                return False
        cell = above
    return True
