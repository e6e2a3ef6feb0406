"""Paths as closures: single cells straight from list slots, node sets with predicates, tables by index."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from models.forms.errors import DefinitionError, EvaluationError
from models.forms.expressions.coding import Tree
from models.forms.instance import Cell, Template
from models.forms.routes import Frame, Place, Route, Stride, anchor_of, route, spread, starter, step_of
from models.forms.values import Value, equal, to_boolean
from models.forms.world import Table, World

Closure: TypeAlias = Callable[[Any], Value]
# A node set's members: cells of the entry, rows of a table, or texts of one of its columns.
NodeSet: TypeAlias = Callable[[Any], Sequence[Any]]
Filter: TypeAlias = Callable[[Sequence[Any], Any, Cell], Sequence[Any]]


def value_of(member: Any) -> Value:
    """What reading one member of a node set gives."""
    if member.__class__ is Cell:
        return member.typed if member.relevant else ""
    return member if member.__class__ is str else ""


def _nothing(_context: Any) -> Sequence[Any]:
    return ()


class PathCompiler:
    """Compiles paths; its subclass compiles everything else and so the predicates in them."""

    def __init__(self, world: World) -> None:
        self.world = world

    def value(self, tree: Tree, place: Place) -> Closure:
        """Compile any expression to a closure that answers its single value."""
        raise NotImplementedError

    def number(self, tree: Tree, place: Place) -> Callable[[Any], float]:
        """Compile an expression whose number is wanted."""
        raise NotImplementedError

    def text(self, tree: Tree, place: Place) -> Callable[[Any], str]:
        """Compile an expression whose text is wanted."""
        raise NotImplementedError

    def boolean(self, tree: Tree, place: Place) -> Callable[[Any], bool]:
        """Compile an expression whose truth is wanted."""
        raise NotImplementedError

    def members(self, tree: Tree, place: Place) -> NodeSet:
        """Compile a node set, a shuffled one too."""
        raise NotImplementedError

    def values(self, arguments: list[Tree], place: Place) -> Callable[[Any], list[Value]]:
        """Compile several arguments, or one node set, whose values are wanted."""
        raise NotImplementedError

    def simple(self, name: str, arguments: list[Tree], place: Place) -> Closure:
        """Compile a call of a function over single values."""
        raise NotImplementedError

    def path_value(self, tree: list[Tree], place: Place) -> Closure:
        """The single value of a path: "" for no node. Several nodes raise EvaluationError when called."""
        if place.template is None and tree[1] == ".":
            return self._row_value(tree[2:])
        found = self.route_of(tree, place)
        if isinstance(found, Route) and found.single:
            return self._single_value(found, place)
        members = self.nodes(tree, place)

        def only(context: Any) -> Value:
            several = members(context)
            if len(several) == 1:
                return value_of(several[0])
            if several:
                raise EvaluationError(reason="several_nodes", count=len(several))
            return ""

        return only

    def cell_at(self, tree: list[Tree], place: Place) -> Callable[[Any], Cell] | None:
        """How to come to the one cell that a path means, None when it may mean none or several."""
        found = self.route_of(tree, place)
        return self.single(found, place) if isinstance(found, Route) and found.single else None

    def nodes(self, tree: Tree, place: Place) -> NodeSet:
        """The node set of a path, relevant nodes only."""
        if not isinstance(tree, list) or len(tree) < 2 or tree[0] != "/":
            raise EvaluationError(reason="not_nodes")
        if place.template is None and tree[1] == ".":
            return self._row_nodes(tree[2:])
        found = self.route_of(tree, place)
        if found is None:
            return _nothing
        if isinstance(found, str):
            return self._table_nodes(found, tree[2:], place)
        if found.single:
            cell_of = self.single(found, place)

            def one(context: Any) -> Sequence[Any]:
                cell = cell_of(context)
                return (cell,) if cell.relevant else ()

            return one
        return self._spread_nodes(found, place)

    def referred(self, text: str, place: Place) -> Template | None:
        """The template that a path written as text means, as jr:choice-name's second argument does."""
        base: Tree = "/" if text.startswith("/") else "."
        steps: list[Tree] = [name for name in text.split("/") if name]
        found = route(base, steps, place, self.world.templates[0])
        return found.target if found is not None else None

    def route_of(self, tree: list[Tree], place: Place) -> Route | str | None:
        """A route over the entry, or the name of the table that the path reads."""
        base = tree[1]
        if isinstance(base, list) and base and base[0] == "instance()":
            if len(base) != 2 or not isinstance(base[1], str):
                raise DefinitionError(reason="expression", problem="instance() names a table")
            return base[1]
        return route(base, tree[2:], place, self.world.templates[0])

    def single(self, found: Route, place: Place) -> Callable[[Any], Cell]:
        """How to come to the one cell of a single route."""
        anchor = anchor_of(place, found)
        slots = [stride.child.slot for stride in found.strides if stride.child is not None]
        fixed = anchor.fixed
        if fixed is not None:
            cell = _descend(fixed, slots)
            return lambda _context: cell
        start = starter(place, found)
        if not slots:
            return start
        if len(slots) == 1:
            slot = slots[0]
            if found.climbs == 1 and not place.framed:
                return lambda cell: cell.parent.children[slot]
            return lambda context: start(context).children[slot]  # type: ignore[return-value]
        return lambda context: _descend(start(context), slots)

    def _single_value(self, found: Route, place: Place) -> Closure:
        cell_of = self.single(found, place)
        if found.climbs == 1 and len(found.strides) == 1 and not place.framed:
            child = found.strides[0].child
            slot = child.slot if child is not None else 0
            if anchor_of(place, found).fixed is None:

                def sibling(cell: Any) -> Value:
                    other = cell.parent.children[slot]
                    return other.typed if other.relevant else ""

                return sibling

        def read(context: Any) -> Value:
            cell = cell_of(context)
            return cell.typed if cell.relevant else ""

        return read

    def _spread_nodes(self, found: Route, place: Place) -> NodeSet:
        start = starter(place, found)
        strides = [
            (stride, self._filters(stride.predicates, stride.child, place)) for stride in found.strides
        ]
        plain = not any(filters for _, filters in strides)
        stride_only = [stride for stride, _ in strides]

        def members(context: Any) -> Sequence[Any]:
            cells = [start(context)]
            for stride in stride_only:
                cells = spread(cells, stride)
            return [cell for cell in cells if cell.relevant]

        if plain:
            return members

        def filtered(context: Any) -> Sequence[Any]:
            cells: Sequence[Any] = [start(context)]
            origin = context.origin if context.__class__ is Frame else context
            for stride, filters in strides:
                cells = _filtered_spread(cells, stride, filters, context, origin)
            return [cell for cell in cells if cell.relevant]

        return filtered

    def _filters(self, predicates: Sequence[Tree], child: Template | None, place: Place) -> list[Filter]:
        return [self._filter(predicate, Place(child, place.origin, framed=True)) for predicate in predicates]

    def _filter(self, predicate: Tree, inner: Place) -> Filter:
        test = self.value(predicate, inner)

        def kept(members: Sequence[Any], _context: Any, origin: Cell) -> Sequence[Any]:
            size = len(members)
            return [
                member
                for place, member in enumerate(members)
                if test(Frame(member, origin, place + 1, size)) is True
            ]

        return kept

    def _row_value(self, steps: list[Tree]) -> Closure:
        members = self._row_nodes(steps)

        def text(frame: Any) -> Value:
            found = members(frame)
            return found[0] if found and found[0].__class__ is str else ""

        return text

    def _row_nodes(self, steps: list[Tree]) -> NodeSet:
        """A relative path inside a predicate over a table: the row itself or one of its columns."""
        names = [name for name, _ in map(step_of, steps) if name != "."]
        if not names:
            return lambda frame: (frame.here,)
        if len(names) > 1 or names[0] == "..":
            return _nothing
        column = names[0]

        def texts(frame: Any) -> Sequence[Any]:
            row = frame.here
            return (row[column],) if column in row else ()

        return texts

    def _table_nodes(self, name: str, steps: list[Tree], place: Place) -> NodeSet:
        table = self.world.table(name)
        if table is None:

            def missing(_context: Any) -> Sequence[Any]:
                raise EvaluationError(reason="no_instance", name=name)

            return missing
        parts = [step_of(step) for step in steps if step != "."]
        if len(parts) < 2:
            return lambda _context: table.rows
        rows = self._table_rows(table, parts[1][1], place)
        if len(parts) == 2:
            return rows
        if len(parts) > 3:
            return _nothing
        column = parts[2][0]
        return lambda context: [row[column] for row in rows(context) if column in row]

    def _table_rows(self, table: Table, predicates: Sequence[Tree], place: Place) -> NodeSet:
        if not predicates:
            return lambda _context: table.rows
        inner = Place(None, place.origin, framed=True)
        lookup = self._lookup(table, predicates[0], inner)
        filters = [self._filter(predicate, inner) for predicate in predicates[0 if lookup is None else 1 :]]

        def rows(context: Any) -> Sequence[Any]:
            found: Sequence[Any] = table.rows if lookup is None else lookup(context)
            origin = context.origin if context.__class__ is Frame else context
            for kept in filters:
                found = kept(found, context, origin)
            return found

        return rows

    def _lookup(self, table: Table, predicate: Tree, inner: Place) -> NodeSet | None:
        """``[column = …]`` where the other side does not look at the row: one step into an index."""
        if not isinstance(predicate, list) or len(predicate) != 3:
            return None
        if predicate[0] == "and":
            return self._both(table, predicate[1], predicate[2], inner)
        if predicate[0] != "=":
            return None
        for own, other in ((predicate[1], predicate[2]), (predicate[2], predicate[1])):
            column = _column(own)
            if column is not None and not _looks_at_row(other):
                return self._index(table, column, self.value(other, inner))
        return None

    def _both(self, table: Table, first: Tree, second: Tree, inner: Place) -> NodeSet | None:
        """``[a = … and b = …]``: by the index that leaves fewer rows, then by the whole of the other."""
        if _counts_rows(first) or _counts_rows(second):
            return None
        one, other = self._lookup(table, first, inner), self._lookup(table, second, inner)
        left, right = self.value(first, inner), self.value(second, inner)

        def rows(context: Any) -> Sequence[Any]:
            origin = context.origin if context.__class__ is Frame else context
            found, test = (one(context), right) if one is not None else (table.rows, left)
            if other is not None and len(found) > 1:
                fewer = other(context)
                if len(fewer) < len(found) or one is None:
                    found, test = fewer, left
            return [row for row in found if to_boolean(test(Frame(row, origin, 0, 0)))]

        return None if one is None and other is None else rows

    def _index(self, table: Table, column: str, other: Closure) -> NodeSet:
        def rows(context: Any) -> Sequence[Any]:
            origin = context.origin if context.__class__ is Frame else context
            wanted = other(Frame(None, origin, 0, 0))
            if wanted.__class__ is str:
                return table.where(column, wanted)
            if wanted.__class__ is float and wanted.is_integer():
                return table.where_number(column, wanted)
            return [row for row in table.rows if column in row and equal(row[column], wanted)]

        return rows


def _descend(cell: Cell, slots: Sequence[int]) -> Cell:
    for slot in slots:
        cell = cell.children[slot]  # type: ignore[assignment]
    return cell


def _filtered_spread(
    cells: Sequence[Any], stride: Stride, filters: list[Filter], context: Any, origin: Cell
) -> Sequence[Any]:
    if not filters:
        return spread(list(cells), stride)
    kept: list[Any] = []
    for cell in cells:  # a predicate counts positions below each parent anew
        found: Sequence[Any] = spread([cell], stride)
        for keep in filters:
            found = keep(found, context, origin)
        kept.extend(found)
    return kept


def _column(tree: Tree) -> str | None:
    if not isinstance(tree, list) or len(tree) < 3 or tree[0] != "/" or tree[1] != ".":
        return None
    names = [step for step in tree[2:] if step != "."]
    return names[0] if len(names) == 1 and isinstance(names[0], str) and names[0] not in ("..", "*") else None


def _counts_rows(tree: Tree) -> bool:
    if not isinstance(tree, list):
        return False
    return tree[0] in ("position()", "last()") or any(map(_counts_rows, tree[1:]))


def _looks_at_row(tree: Tree) -> bool:
    if not isinstance(tree, list):
        return False
    if tree[0] == "/":
        return tree[1] == "." or any(isinstance(step, list) for step in tree[2:])
    if tree[0] in ("position()", "last()", "once()", "string-length()", "normalize-space()"):
        return True
    return any(map(_looks_at_row, tree[1:]))
