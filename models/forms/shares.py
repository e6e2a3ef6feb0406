"""Shares: which columns of a table stand above the line and which below.

A column that a form calculates as ``round(100 * ${done} div ${all}, 2)`` is a share, and so is an indicator
whose numerator and denominator are columns, or sums over columns. Where a table is added up a share is the
sum above divided by the sum below, never a mean, so whoever shows totals has to know what it is made of.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from models.forms.expressions import dependencies, from_tree
from models.forms.expressions.coding import Tree
from models.forms.expressions.tree import Binary, Call, Expr, Number, Path, Text

DEEP = 8  # totals of totals of totals: further than any form goes
PLACES = 2  # of a share that nothing rounds


class Share(NamedTuple):
    """The sum of the columns ``above`` (generic refs) by that of those ``below``, ``times`` a number."""

    above: tuple[str, ...]
    below: tuple[str, ...]
    times: int = 100
    places: int = PLACES


def share_of(expr: Expr, context: str) -> Share | None:
    """Return the share that a calculation at the generic ref ``context`` works out, None when it is none."""
    inner, places = _unrounded(expr)
    times, quotient = _scaled(inner)
    if not isinstance(quotient, Binary) or quotient.operator != "div":
        return None
    more, top = _scaled(quotient.left)
    above, below = _added(top, context), _added(quotient.right, context)
    factor = times * more
    if not above or not below or factor != int(factor):
        return None
    return Share(above, below, int(factor), places)


def columns_of(expr: Expr, calculations: Mapping[str, Tree], context: str = "/") -> tuple[str, ...]:
    """Return the refs of the questions that a sum is made of, () when it is made in another way.

    ``calculations`` are those of the form by generic ref: a question outside of a table that adds up a column
    stands for that column.
    """
    return _followed(expr, calculations, context, DEEP)


def _followed(expr: Expr, calculations: Mapping[str, Tree], context: str, deep: int) -> tuple[str, ...]:
    found: list[str] = []
    for ref in _added(_guarded(expr), context):
        tree = calculations.get(ref)
        if tree is None:
            found.append(ref)
            continue
        inner = _followed(from_tree(tree), calculations, ref, deep - 1) if deep else ()
        if not inner:
            return ()
        found += inner
    return tuple(found)


def _added(expr: Expr, context: str) -> tuple[str, ...]:
    """The questions whose sum an expression is; () for anything else."""
    match expr:
        case Path(base, _) if isinstance(base, str):
            refs = {one.ref for one in dependencies(expr, context)}
            return tuple(refs) if len(refs) == 1 else ()
        case Call("sum", (Path() as column,)):
            return _added(column, context)
        case Call("coalesce", (Path() as question, Number() | Text())):
            return _added(question, context)
        case Binary("+", left, right):
            first, second = _added(left, context), _added(right, context)
            return (*first, *second) if first and second else ()
        case _:
            return ()


def _scaled(expr: Expr) -> tuple[float, Expr]:
    """Take the numbers away that an expression is multiplied by."""
    times = 1.0
    while isinstance(expr, Binary) and expr.operator == "*":
        if isinstance(expr.left, Number):
            times, expr = times * expr.left.value, expr.right
        elif isinstance(expr.right, Number):
            times, expr = times * expr.right.value, expr.left
        else:
            break
    return times, expr


def _unrounded(expr: Expr) -> tuple[Expr, int]:
    """Take away what keeps a blank blank, and the rounding; return the places too."""
    match _guarded(expr):
        case Call("round", (inner,)):
            return _guarded(inner), 0
        case Call("round", (inner, Number(places))):
            return _guarded(inner), max(int(places), 0)
        case inner:
            return inner, PLACES


def _guarded(expr: Expr) -> Expr:
    """``if(…, '', x)`` and ``if(…, x, '')`` are x where there is anything to say."""
    match expr:
        case Call("if", (_, Text(""), inner)) | Call("if", (_, inner, Text(""))):
            return _guarded(inner)
        case _:
            return expr
