"""Where a path leads: worked out once from templates, so that following it touches only list slots.

A path is made absolute first; the leading names that it shares with the reader's own place stay in the
reader's own rows (an absolute path inside a repeat means the same row), the rest fans out over all rows.
A relative path stays in the rows that it does not leave: ``../../r/x`` read in a row of ``r`` is all rows.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from models.forms.errors import DefinitionError
from models.forms.expressions.coding import Tree
from models.forms.instance import Cell, Rows, Template

Start = Callable[[Any], Cell]


class Frame:
    """One candidate of a node set while a predicate looks at it; ``origin`` is what ``current()`` answers."""

    __slots__ = ("here", "origin", "position", "size")

    def __init__(self, here: Any, origin: Cell, position: int, size: int) -> None:
        self.here = here
        self.origin = origin
        self.position = position
        self.size = size


class Place(NamedTuple):
    """Where an expression stands: at ``template``'s cells, or (None) at rows of a secondary instance.

    ``framed`` says that what comes in is a Frame: the expression is a predicate. ``origin`` is the template
    of the expression as a whole.
    """

    template: Template | None
    origin: Template
    framed: bool = False


class Stride(NamedTuple):
    """One step down, filtered by predicates: to a child by its template, or to what bears a name.

    The template is not known for "*", which is any child, and for what comes after it: ``name`` says it then.
    """

    child: Template | None
    predicates: tuple[Tree, ...] = ()
    name: str = "*"


class Route(NamedTuple):
    """``climbs`` parents up, then down the strides; ``target`` is the template it ends at, None after "*"."""

    from_origin: bool
    climbs: int
    strides: tuple[Stride, ...]
    target: Template | None

    @property
    def single(self) -> bool:
        """Whether the route leads to exactly one cell."""
        return self.target is not None and not any(map(_fans_out, self.strides))


def _fans_out(stride: Stride) -> bool:
    return bool(stride.predicates) or stride.child is None or stride.child.is_repeat


def step_of(tree: Tree) -> tuple[str, tuple[Tree, ...]]:
    """A step's name and predicates. Raises DefinitionError."""
    if isinstance(tree, str):
        return tree, ()
    if isinstance(tree, list) and tree and isinstance(tree[0], str):
        return tree[0], tuple(tree[1:])
    raise DefinitionError(reason="expression", problem="a step has a name")


def route(base: Tree, steps: list[Tree], place: Place, root: Template) -> Route | None:
    """The route of a path over the entry, None when it leads nowhere in this form."""
    from_origin = base not in ("/", ".")  # current()
    context = place.origin if from_origin or place.template is None else place.template
    names: list[tuple[str, tuple[Tree, ...]]] = []
    kept = len(context.above)
    if base != "/":
        names = [(template.spec.name, ()) for template in context.above]
    for step in steps:
        name, predicates = step_of(step)
        if name == "..":
            if not names:
                return None
            names.pop()
            kept = min(kept, len(names)) if base != "/" else kept
        elif name != ".":
            names.append((name, predicates))
        elif predicates and names:
            names[-1] = (names[-1][0], names[-1][1] + predicates)
    return _bound(names, context, root, from_origin, kept)


def _bound(
    names: list[tuple[str, tuple[Tree, ...]]], context: Template, root: Template, from_origin: bool, kept: int
) -> Route | None:
    """``kept`` of the reader's own rows stay: a relative path that climbed out of one means all of them."""
    if not names or names[0][0] not in (root.spec.name, "*"):  # as in JavaRosa none asks of the root
        return None
    own = context.above
    if any(name == "*" for name, _ in names):
        names = _own_for_stars(names, own)
    shared = 1
    while shared < min(len(own), len(names)) and names[shared] == (own[shared].spec.name, ()):
        if shared >= kept and own[shared].is_repeat:
            break
        shared += 1
    anchor = own[shared - 1]
    strides: list[Stride] = []
    at: Template | None = anchor
    for name, predicates in names[shared:]:
        if name == "*" or at is None:
            at = None
            strides.append(Stride(None, predicates, name))
            continue
        at = at.by_name.get(name)
        if at is None:
            return None
        strides.append(Stride(at, predicates))
    return Route(from_origin, context.depth - anchor.depth, tuple(strides), at)


def _own_for_stars(
    names: list[tuple[str, tuple[Tree, ...]]], own: tuple[Template, ...]
) -> list[tuple[str, tuple[Tree, ...]]]:
    """The names with every "*" on the reader's own way put as the reader's own ancestor there.

    XPath would take every child; JavaRosa fills such a star in from where the expression stands, and so
    ``/data/*/x`` read in a row means that row's x. A predicate behind the star still picks rows anew.
    """
    filled = list(names)
    for level, (template, (name, predicates)) in enumerate(zip(own, names, strict=False)):
        if name not in (template.spec.name, "*"):
            break
        filled[level] = (template.spec.name, predicates)
    return filled


def anchor_of(place: Place, found: Route) -> Template:
    """The template at which the route turns downwards."""
    at = place.origin if found.from_origin or place.template is None else place.template
    depth = at.depth - found.climbs
    while at.depth > depth and at.parent is not None:
        at = at.parent
    return at


def starter(place: Place, found: Route) -> Start:
    """How to come from what an expression is given to the route's anchor cell."""
    climbs = found.climbs
    if place.framed and (found.from_origin or place.template is None):
        return lambda frame: _climb(frame.origin, climbs)
    if place.framed:
        return lambda frame: _climb(frame.here, climbs)
    if climbs == 0:
        return lambda cell: cell
    if climbs == 1:
        return lambda cell: cell.parent
    return lambda cell: _climb(cell, climbs)


def _climb(cell: Any, climbs: int) -> Cell:
    while climbs:
        cell = cell.parent
        climbs -= 1
    return cell  # type: ignore[no-any-return]


def spread(found: list[Cell], stride: Stride) -> list[Cell]:
    """The cells one step down, before predicates."""
    if stride.child is None:
        every: list[Cell] = []
        for cell in found:
            for child in cell.children:
                if stride.name in ("*", child.template.spec.name):
                    every.extend(child.children if isinstance(child, Rows) else (child,))
        return every
    slot = stride.child.slot
    if stride.child.is_repeat:
        return [row for cell in found for row in cell.children[slot].children]  # type: ignore[misc]
    return [cell.children[slot] for cell in found]  # type: ignore[misc]
