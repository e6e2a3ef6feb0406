"""From trees to closures: every expression is compiled once for a session and then only called.

A closure takes the cell at which the expression stands (or a Frame inside a predicate) and answers a Value;
nothing in here is ever handed to ``eval`` or ``exec``.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeAlias

from models.forms.calls import MAKERS as CALLS
from models.forms.compiling import Closure, NodeSet, value_of
from models.forms.dated_calls import MAKERS as DATED_CALLS
from models.forms.dates import fractional_days
from models.forms.errors import DefinitionError
from models.forms.expressions.coding import Tree
from models.forms.functions import NUMBERS, quotient, remainder
from models.forms.paths import PathCompiler
from models.forms.routes import Place
from models.forms.session_calls import MAKERS as SESSION_CALLS
from models.forms.shuffling import shuffled
from models.forms.text_functions import TEXTS
from models.forms.values import Value, equal, to_boolean, to_number, to_text

Numeric: TypeAlias = Callable[[Any], float]
Textual: TypeAlias = Callable[[Any], str]
Logical: TypeAlias = Callable[[Any], bool]
SIMPLE = {**NUMBERS, **TEXTS}
_MAKERS = {**CALLS, **SESSION_CALLS, **DATED_CALLS}
_CONSTANTS: dict[str, Value] = {"true()": True, "false()": False}


def _is_path(tree: Tree) -> bool:
    return isinstance(tree, list) and bool(tree) and tree[0] in ("/", "randomize()")


class Compiler(PathCompiler):
    """Compiles the trees of one session."""

    def value(self, tree: Tree, place: Place) -> Closure:
        """Compile an expression. Raises DefinitionError for a tree that is none."""
        try:
            if not isinstance(tree, list):
                constant: Value = tree if isinstance(tree, str) else float(tree)
                return lambda _context: constant
            head = tree[0]
            if head == "/":
                return self.path_value(tree, place)
            if not isinstance(head, str):
                raise DefinitionError(reason="expression", problem="no kind")
            if head.endswith("()"):
                return self._call(head, tree[1:], place)
            return self._operation(head, tree, place)
        except (IndexError, TypeError, ValueError, AttributeError, RecursionError) as trouble:
            raise DefinitionError(reason="expression", problem=repr(trouble)) from trouble

    def number(self, tree: Tree, place: Place) -> Numeric:
        """Compile an expression whose number is wanted."""
        if tree.__class__ in (int, float):
            constant = float(tree)
            return lambda _context: constant
        value = self.value(tree, place)

        def number(context: Any) -> float:
            found = value(context)
            return found if found.__class__ is float else to_number(found)

        return number

    def text(self, tree: Tree, place: Place) -> Textual:
        """Compile an expression whose text is wanted."""
        if isinstance(tree, str):
            constant = tree
            return lambda _context: constant
        value = self.value(tree, place)
        return lambda context: to_text(value(context))

    def boolean(self, tree: Tree, place: Place) -> Logical:
        """Compile an expression whose truth is wanted."""
        value = self.value(tree, place)

        def truth(context: Any) -> bool:
            found = value(context)
            return found if found.__class__ is bool else to_boolean(found)

        return truth

    def members(self, tree: Tree, place: Place) -> NodeSet:
        """Compile a node set, a shuffled one too."""
        if isinstance(tree, list) and tree and tree[0] == "randomize()":
            return self._randomized(tree, place)
        return self.nodes(tree, place)

    # operators

    def _operation(self, head: str, tree: list[Tree], place: Place) -> Closure:
        if head == "neg":
            operand = self.number(tree[1], place)
            return lambda context: -operand(context)
        _, first, second = tree
        if head in ("and", "or"):
            return self._logical(head, first, second, place)
        if head in ("=", "!="):
            return self._equality(head, first, second, place)
        return self._numeric(head, self.number(first, place), self.number(second, place))

    def _logical(self, head: str, first: Tree, second: Tree, place: Place) -> Closure:
        left, right = self.boolean(first, place), self.boolean(second, place)
        if head == "and":
            return lambda context: left(context) and right(context)
        return lambda context: left(context) or right(context)

    def _equality(self, head: str, first: Tree, second: Tree, place: Place) -> Closure:
        left, right = self.value(first, place), self.value(second, place)
        if head == "=":
            return lambda context: equal(left(context), right(context))
        return lambda context: not equal(left(context), right(context))

    def _numeric(self, head: str, left: Numeric, right: Numeric) -> Closure:
        table: dict[str, Closure] = {
            "+": lambda context: left(context) + right(context),
            "-": lambda context: left(context) - right(context),
            "*": lambda context: left(context) * right(context),
            "div": lambda context: quotient(left(context), right(context)),
            "mod": lambda context: remainder(left(context), right(context)),
            "<": lambda context: left(context) < right(context),
            "<=": lambda context: left(context) <= right(context),
            ">": lambda context: left(context) > right(context),
            ">=": lambda context: left(context) >= right(context),
        }
        if head not in table:
            raise DefinitionError(reason="expression", problem=f"unknown kind {head!r}")
        return table[head]

    # functions

    def _call(self, head: str, arguments: list[Tree], place: Place) -> Closure:
        constant = _CONSTANTS.get(head)
        if constant is not None:
            return lambda _context: constant
        maker = _MAKERS.get(head)
        if maker is not None:
            return maker(self, arguments, place)
        if head[:-2] not in SIMPLE:
            raise DefinitionError(reason="expression", problem=f"unknown function {head}")
        return self.simple(head[:-2], arguments, place)

    def simple(self, name: str, arguments: list[Tree], place: Place) -> Closure:
        """Compile a call of a function over single values."""
        kinds, function = SIMPLE[name]
        compiled = [self._argument(kind, tree, place) for kind, tree in zip(kinds, arguments, strict=False)]
        if len(compiled) == 1:
            only = compiled[0]
            return lambda context: function(only(context))
        if len(compiled) == 2:
            first, second = compiled
            return lambda context: function(first(context), second(context))
        return lambda context: function(*[argument(context) for argument in compiled])

    def _argument(self, kind: str, tree: Tree, place: Place) -> Callable[[Any], Any]:
        if kind == "n":
            return self.number(tree, place)
        if kind == "t":
            return self.text(tree, place)
        if kind == "b":
            return self.boolean(tree, place)
        value = self.value(tree, place)
        if kind == "d":
            return lambda context: _exact(value(context))
        return value

    def values(self, arguments: list[Tree], place: Place) -> Callable[[Any], list[Value]]:
        """The values of several arguments, or of the members of a single node set."""
        if len(arguments) == 1 and _is_path(arguments[0]):
            members = self.members(arguments[0], place)
            return lambda context: [value_of(member) for member in members(context)]
        compiled = [self.value(tree, place) for tree in arguments]
        return lambda context: [value(context) for value in compiled]

    def _randomized(self, tree: list[Tree], place: Place) -> NodeSet:
        members = self.nodes(tree[1], place)
        if len(tree) == 2:
            world = self.world
            return lambda context: shuffled(list(members(context)), world.random.getrandbits(31))
        seed = self.number(tree[2], place)

        def seeded(context: Any) -> list[Any]:
            number = seed(context)
            return shuffled(list(members(context)), 0 if number != number else int(number))

        return seeded


def _exact(value: Value) -> float:
    return fractional_days(value) if value.__class__ is datetime else to_number(value)
