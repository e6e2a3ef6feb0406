"""Paths into tables: ``instance('x')/root/item[…]/column``, by an index wherever one will do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from models.forms.compiling import Closure, Compiling, NodeSet, nothing
from models.forms.errors import EvaluationError
from models.forms.expressions.coding import Tree
from models.forms.instance import Cell
from models.forms.routes import Frame, Place, step_of
from models.forms.values import Value, equal, to_boolean
from models.forms.world import Table


class TablePaths(Compiling):
    """Compiles paths into tables, and those inside predicates over them."""

    def row_value(self, steps: list[Tree], place: Place) -> Closure:
        """The single value of a relative path inside a predicate over a table."""
        members = self.row_nodes(steps, place)

        def text(frame: Any) -> Value:
            found = members(frame)
            return found[0] if found and found[0].__class__ is str else ""

        return text

    def row_nodes(self, steps: list[Tree], place: Place) -> NodeSet:
        """A relative path inside a predicate over a table: the row itself or one of its columns."""
        named = [step for step in map(step_of, steps) if step[0] != "."]
        if not named:
            return lambda frame: (frame.here,)
        if len(named) > 1 or named[0][0] == "..":
            return nothing
        column, predicates = named[0]
        if predicates or column == "*":
            texts = self._texts(named[0], place)
            return lambda frame: texts(frame.here, frame, frame.origin)

        def text(frame: Any) -> Sequence[Any]:
            row = frame.here
            return (row[column],) if row.__class__ is not str and column in row else ()

        return text

    def table_nodes(self, name: str, steps: list[Tree], place: Place) -> NodeSet:
        """The rows of a table, or the texts of one of its columns; EvaluationError when called without it."""
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
            return nothing
        column, predicates = parts[2]
        if not predicates and column != "*":
            return lambda context: [row[column] for row in rows(context) if column in row]
        texts = self._texts(parts[2], place)

        def columns(context: Any) -> Sequence[Any]:
            origin = context.origin if context.__class__ is Frame else context
            return [text for row in rows(context) for text in texts(row, context, origin)]

        return columns

    def _texts(
        self, step: tuple[str, tuple[Tree, ...]], place: Place
    ) -> Callable[[Any, Any, Cell], Sequence[Any]]:
        """What a row holds in one column, in all of them for "*": the texts that the predicates keep."""
        column, predicates = step
        inner = Place(None, place.origin, framed=True)
        filters = [self.filter(predicate, inner) for predicate in predicates]

        def texts(row: Any, context: Any, origin: Cell) -> Sequence[Any]:
            if row.__class__ is str:  # a predicate over the texts of a column: nothing stands below one
                return ()
            found: Sequence[Any] = [text for name, text in row.items() if column in ("*", name)]
            for kept in filters:
                found = kept(found, context, origin)
            return found

        return texts

    def _table_rows(self, table: Table, predicates: Sequence[Tree], place: Place) -> NodeSet:
        if not predicates:
            return lambda _context: table.rows
        inner = Place(None, place.origin, framed=True)
        lookup = self._lookup(table, predicates[0], inner)
        filters = [self.filter(predicate, inner) for predicate in predicates[0 if lookup is None else 1 :]]

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
