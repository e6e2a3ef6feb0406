"""Trees as JSON: lists that begin with what they are, as a definition ships them.

number → 3.5 · text → "abc" · ``f(a, b)`` → ["f()", a, b] · ``a + b`` → ["+", a, b] · ``-a`` → ["neg", a]
path → ["/", base, step…], base "/" or "." or a call; a step is a name, "*", "." or "..", or with
predicates the list [step, predicate…].
"""

from __future__ import annotations

from typing import TypeAlias

from models.forms.errors import DefinitionError, ExpressionError
from models.forms.expressions.signatures import check_call
from models.forms.expressions.tree import (
    BINARY_OPERATORS,
    Binary,
    Call,
    Expr,
    Negation,
    Number,
    Path,
    Step,
    Text,
)

Tree: TypeAlias = "float | str | list[Tree]"


def to_tree(expr: Expr) -> Tree:
    """Return the JSON form of an expression."""
    match expr:
        case Number(value):
            return int(value) if value == int(value) and value < 2**53 else value
        case Text(value):
            return value
        case Call(name, arguments):
            return [f"{name}()", *map(to_tree, arguments)]
        case Binary(operator, left, right):
            return [operator, to_tree(left), to_tree(right)]
        case Negation(operand):
            return ["neg", to_tree(operand)]
        case Path(base, steps):
            first: Tree = base if isinstance(base, str) else to_tree(base)
            return ["/", first, *map(_step_to_tree, steps)]


def _step_to_tree(step: Step) -> Tree:
    name = {"self": ".", "parent": ".."}.get(step.axis, step.name)
    return [name, *map(to_tree, step.predicates)] if step.predicates else name


def from_tree(tree: Tree) -> Expr:
    """Read the JSON form of an expression. Raises DefinitionError."""
    try:
        return _read(tree)
    except (IndexError, TypeError, ValueError, RecursionError, ExpressionError) as trouble:
        raise DefinitionError(reason="expression", problem=str(trouble)) from trouble


def _read(tree: Tree) -> Expr:
    if isinstance(tree, str):
        return Text(tree)
    if isinstance(tree, bool) or not isinstance(tree, list):
        return Number(_finite(tree))
    head, *rest = tree
    if not isinstance(head, str):
        raise TypeError("an expression begins with its kind")
    if head == "/":
        return _read_path(rest)
    if head == "neg":
        (operand,) = rest
        return Negation(_read(operand))
    if head in BINARY_OPERATORS:
        left, right = rest
        return Binary(head, _read(left), _read(right))
    if not head.endswith("()"):
        raise ValueError(f"unknown kind {head!r}")
    check_call(head[:-2], len(rest))
    return Call(head[:-2], tuple(map(_read, rest)))


def _finite(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < float("inf"):
        raise TypeError("not a number")
    return float(value)


def _read_path(rest: list[Tree]) -> Path:
    base, *steps = rest
    read = tuple(map(_read_step, steps))
    if base == "/":
        return Path("/", read)
    if base == ".":
        return Path(".", read)
    call = _read(base)
    if not isinstance(call, Call) or call.name not in ("instance", "current"):
        raise ValueError("a path begins at instance() or current()")
    return Path(call, read)


def _read_step(tree: Tree) -> Step:
    name, predicates = (tree[0], tree[1:]) if isinstance(tree, list) else (tree, [])
    if not isinstance(name, str) or not name:
        raise TypeError("a step has a name")
    read = tuple(map(_read, predicates))
    if name == ".":
        return Step("self", "", read)
    if name == "..":
        return Step("parent", "", read)
    return Step("child", name, read)
