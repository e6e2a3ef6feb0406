"""What compiling an expression is made of: closures, node sets, and the parts that belong together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from models.forms.expressions.coding import Tree
from models.forms.instance import Cell
from models.forms.routes import Frame, Place
from models.forms.values import Value
from models.forms.world import World

Closure: TypeAlias = Callable[[Any], Value]
# A node set's members: cells of the entry, rows of a table, or texts of one of its columns.
NodeSet: TypeAlias = Callable[[Any], Sequence[Any]]
Filter: TypeAlias = Callable[[Sequence[Any], Any, Cell], Sequence[Any]]


def value_of(member: Any) -> Value:
    """What reading one member of a node set gives."""
    if member.__class__ is Cell:
        return member.typed if member.relevant else ""
    return member if member.__class__ is str else ""


def nothing(_context: Any) -> Sequence[Any]:
    """The node set of a path that leads nowhere."""
    return ()


def keeping(test: Closure) -> Filter:
    """The filter that keeps the members for which ``test``, called with their frames, is true."""

    def kept(members: Sequence[Any], _context: Any, origin: Cell) -> Sequence[Any]:
        size = len(members)
        return [
            member
            for place, member in enumerate(members)
            if test(Frame(member, origin, place + 1, size)) is True
        ]

    return kept


class Compiling:
    """Compiles expressions in one world; each subclass adds what it knows."""

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

    def filter(self, predicate: Tree, inner: Place) -> Filter:
        """Compile a predicate: of members it keeps those for which it is true."""
        return keeping(self.value(predicate, inner))
