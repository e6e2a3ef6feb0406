"""The entry's tree at work: templates made of the definition once, cells for every concrete node."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from models.forms.definition import Node
from models.forms.values import Value

if TYPE_CHECKING:
    from models.forms.graph import Change, Reader, Rule

_ROW = re.compile(r"(.+)\[([1-9]\d{0,3})\]")
_TRUE = ["true()"]
_FALSE = ["false()"]


class Template:
    """A node of the definition with its place: number in document order, depth of its cells, its rules."""

    __slots__ = (
        "above",
        "actions",
        "by_name",
        "children",
        "depth",
        "fixed",
        "inner_rules",
        "is_repeat",
        "leaf",
        "number",
        "outside",
        "own",
        "parent",
        "readers",
        "readonly",
        "ref",
        "required",
        "row_actions",
        "rules",
        "slot",
        "spec",
    )

    def __init__(self, spec: Node, parent: Template | None, number: int, slot: int) -> None:
        self.spec = spec
        self.parent = parent
        self.number = number
        self.slot = slot
        self.is_repeat = spec.kind == "repeat"
        self.ref: str = f"{parent.ref}/{spec.name}" if parent else f"/{spec.name}"
        # the cells of a repeat are its rows, one level below the Rows that hold them
        self.depth: int = (parent.depth + (2 if self.is_repeat else 1)) if parent else 0
        self.leaf = spec.kind == "question"
        self.children: list[Template] = []
        self.by_name: dict[str, Template] = {}
        self.above: tuple[Template, ...] = (*parent.above, self) if parent else (self,)
        self.fixed: Cell | None = None  # the one cell of a template that stands in no repeat
        self.required = spec.required == _TRUE
        self.readonly = spec.readonly == _TRUE
        self.own = spec.relevant != _FALSE
        self.rules: list[Rule] = []
        self.readers: list[Reader] = []
        self.outside: list[Reader] | None = None
        self.inner_rules: list[Rule] | None = None
        self.actions: list[Change] = []
        self.row_actions: list[Change] = []

    def below(self) -> Iterator[Template]:
        """Every template below this one, document order."""
        for child in self.children:
            yield child
            yield from child.below()


def templates_of(root: Node) -> list[Template]:
    """Number the nodes of a definition; the index in the list is the number that its rules use."""
    found: list[Template] = []
    _template(root, None, 0, found)
    return found


def _template(spec: Node, parent: Template | None, slot: int, found: list[Template]) -> Template:
    template = Template(spec, parent, len(found), slot)
    found.append(template)
    if spec.children:
        template.children = children = [
            _template(child, template, index, found) for index, child in enumerate(spec.children)
        ]
        template.by_name = {child.spec.name: child for child in children}
    return template


class Cell:
    """A question, a group or a row of this entry.

    ``text`` is the canonical text, ``typed`` what expressions read of it. ``relevant`` takes the ancestors
    in, ``own`` is this node's condition alone. ``position`` is a row's number, from 0.
    """

    __slots__ = (
        "children",
        "own",
        "parent",
        "position",
        "readonly",
        "relevant",
        "required",
        "template",
        "text",
        "typed",
    )

    def __init__(self, template: Template, parent: Cell | Rows | None) -> None:
        self.template = template
        self.parent = parent
        self.children: list[Cell | Rows] = _NO_CHILDREN
        self.text = ""
        self.typed: Value = ""
        self.own = own = template.own
        above = parent.parent if template.is_repeat and parent is not None else parent
        self.relevant: bool = own and (above is None or above.relevant)
        self.required = template.required
        self.readonly = template.readonly
        self.position = 0

    @property
    def path(self) -> str:
        """The concrete path, rows numbered from 1."""
        if self.parent is None:
            return self.template.ref
        if self.template.is_repeat:
            return f"{self.parent.path}[{self.position + 1}]"
        return f"{self.parent.path}/{self.template.spec.name}"


class Rows:
    """A repeat of this entry: the rows that it has now.

    ``own`` is the repeat's condition where a further row would stand, ``relevant`` takes the ancestors in.
    """

    __slots__ = ("children", "own", "parent", "relevant", "template")

    def __init__(self, template: Template, parent: Cell) -> None:
        self.template = template
        self.parent = parent
        self.children: list[Cell] = []
        self.own = template.own
        self.relevant = self.own and parent.relevant

    @property
    def path(self) -> str:
        """The path of the repeat, without a row number."""
        return f"{self.parent.path}/{self.template.spec.name}"

    @property
    def given(self) -> bool:
        """Whether the form says which rows there are, and nobody adds or removes any."""
        spec = self.template.spec
        return spec.repeat_count is not None or spec.fixed


_NO_CHILDREN: list[Cell | Rows] = []


class Builder:
    """Makes cells. ``counts`` says how many rows a repeat path has, for others the form says it;
    ``fill`` gives a question's cell, at its path, what it starts with.

    A repeat inside a row that the form did not start with begins with its ``new_rows``.
    """

    def __init__(self, counts: Mapping[str, int], fill: Callable[[Cell, str], None]) -> None:
        self._counts = counts
        self._fill = fill

    def entry(self, template: Template) -> Cell:
        """Make a whole entry."""
        return self._cell(template, None, template.ref, fixed=True, added=False)

    def add(self, rows: Rows, path: str, *, added: bool = True) -> Cell:
        """Append one row at ``path``; ``added`` says that the form did not start with it."""
        row = self._cell(rows.template, rows, path, fixed=False, added=added)
        row.position = len(rows.children)
        rows.children.append(row)
        return row

    def _cell(
        self, template: Template, parent: Cell | Rows | None, path: str, *, fixed: bool, added: bool
    ) -> Cell:
        cell = Cell(template, parent)
        if fixed:
            template.fixed = cell
        if not template.children:
            return cell
        fill, path = self._fill, path + "/"
        children: list[Cell | Rows] = []
        cell.children = children
        for child in template.children:
            below = path + child.spec.name
            if child.leaf:
                leaf = Cell(child, cell)
                if fixed:
                    child.fixed = leaf
                fill(leaf, below)
                children.append(leaf)
            elif child.is_repeat:
                children.append(self._rows(child, cell, below, added=added))
            else:
                children.append(self._cell(child, cell, below, fixed=fixed, added=added))
        return cell

    def _rows(self, template: Template, parent: Cell, path: str, *, added: bool) -> Rows:
        rows = Rows(template, parent)
        starting = template.spec.new_rows if added else template.spec.rows
        count = self._counts.get(path, starting)
        if template.spec.fixed and template.spec.repeat_count is None:
            count = max(count, starting)  # nobody could have taken one out, nobody could add it again
        for number in range(count):
            self.add(rows, f"{path}[{number + 1}]", added=added or number >= starting)
        return rows


def row_counts(paths: Mapping[str, str]) -> dict[str, int]:
    """How many rows each repeat needs to hold these concrete paths."""
    rows = {path[: path.rindex("]") + 1] for path in paths if "]" in path}
    counts: dict[str, int] = {}
    while rows:
        outer: set[str] = set()
        for row in rows:
            match = _ROW.fullmatch(row)
            if match is None:
                continue
            repeat, number = match[1], int(match[2])
            counts[repeat] = max(counts.get(repeat, 0), number)
            if "]" in repeat:
                outer.add(repeat[: repeat.rindex("]") + 1])
        rows = outer
    return counts


def find(root: Cell, path: str) -> Cell | Rows | None:
    """The node at a concrete path, or None."""
    names = path.split("/")
    if len(names) < 2 or names[0] or names[1] != root.template.spec.name:
        return None
    at: Cell | Rows = root
    for name in names[2:]:
        row = ""
        if name.endswith("]"):
            name, _, row = name[:-1].partition("[")
        template = at.template.by_name.get(name)
        if template is None or isinstance(at, Rows):
            return None
        at = at.children[template.slot]
        if row:
            if not isinstance(at, Rows) or not row.isdecimal() or not 1 <= int(row) <= len(at.children):
                return None
            at = at.children[int(row) - 1]
    return at


def leaves(cell: Cell | Rows) -> Iterator[Cell]:
    """Every question cell at or below ``cell``, document order."""
    waiting: list[Cell | Rows] = [cell]  # no recursion: a grid has thousands
    while waiting:
        at = waiting.pop()
        if at.children:
            waiting.extend(reversed(at.children))
        elif isinstance(at, Cell) and at.template.spec.kind == "question":
            yield at


def everything(cell: Cell | Rows) -> Iterator[Cell | Rows]:
    """Every node at or below ``cell``, document order."""
    yield cell
    for child in cell.children:
        yield from everything(child)
