"""Ways through the tree of an expression. None of them recurses: a long sum is a deep tree."""

from __future__ import annotations

from collections.abc import Iterator

from models.forms.expressions.tree import Binary, Call, Expr, Negation, Path


def operands(expr: Expr) -> tuple[Expr, ...]:
    """What an expression makes its value of: arguments and operands; a path has none."""
    match expr:
        case Call(_, arguments):
            return arguments
        case Binary(_, left, right):
            return (left, right)
        case Negation(operand):
            return (operand,)
        case _:
            return ()


def predicates(path: Path) -> tuple[Expr, ...]:
    """The predicates of all steps of a path."""
    return tuple(predicate for step in path.steps for predicate in step.predicates)


def parts(expr: Expr) -> tuple[Expr, ...]:
    """All expressions that stand directly in an expression, those inside a path too."""
    if not isinstance(expr, Path):
        return operands(expr)
    base = (expr.base,) if isinstance(expr.base, Call) else ()
    return (*base, *predicates(expr))


def walk(expr: Expr) -> Iterator[Expr]:
    """Yield the expression and everything in it, in the order in which it is written."""
    waiting = [expr]
    while waiting:
        one = waiting.pop()
        yield one
        waiting += reversed(parts(one))


def value_paths(expr: Expr) -> Iterator[Path]:
    """Yield the paths that the value is made of; what their predicates read only picks nodes."""
    waiting = [expr]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Path):
            yield one
        waiting += reversed(operands(one))


def depth(expr: Expr) -> int:
    """How deeply the tree is nested."""
    level, found = [expr], 0
    while level:
        found += 1
        level = [part for one in level for part in parts(one)]
    return found
