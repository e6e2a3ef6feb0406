"""Paths through the entry as closures: single cells straight from list slots, node sets with predicates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from models.forms.compiling import Closure, Filter, NodeSet, keeping, nothing, value_of
from models.forms.errors import DefinitionError, EvaluationError
from models.forms.expressions.coding import Tree
from models.forms.instance import Cell, Template
from models.forms.routes import Frame, Place, Route, Stride, anchor_of, route, spread, starter
from models.forms.table_paths import TablePaths
from models.forms.values import Value


class PathCompiler(TablePaths):
    """Compiles paths; its subclass compiles everything else and so the predicates in them."""

    def path_value(self, tree: list[Tree], place: Place) -> Closure:
        """The single value of a path: "" for no node. Several nodes raise EvaluationError when called."""
        if place.template is None and tree[1] == ".":
            return self.row_value(tree[2:], place)
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
            return self.row_nodes(tree[2:], place)
        found = self.route_of(tree, place)
        if found is None:
            return nothing
        if isinstance(found, str):
            return self.table_nodes(found, tree[2:], place)
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
        strides = [(stride, self._filters(stride, place.origin)) for stride in found.strides]
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

    def _filters(self, stride: Stride, origin: Template) -> list[Filter]:
        child = stride.child
        if child is None:
            return [self._mixed_filter(predicate, origin) for predicate in stride.predicates]
        inner = Place(child, origin, framed=True)
        return [self.filter(predicate, inner) for predicate in stride.predicates]

    def _mixed_filter(self, predicate: Tree, origin: Template) -> Filter:
        """A predicate behind "*": its paths lead elsewhere from each kind of child; compiled as they come."""
        tests: dict[Template, Closure] = {}

        def test(frame: Frame) -> Value:
            template = frame.here.template
            known = tests.get(template)
            if known is None:
                inner = Place(template, origin, framed=True)
                known = tests[template] = self.value(predicate, inner)
            return known(frame)

        return keeping(test)


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
