"""A first look at simple expressions without compiling them: most are needed just once when an entry opens.

Only what is quick and plain is answered here, exactly as the compiled expression would; for everything else
the answer is None and the expression is compiled.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from models.forms.evaluation import SIMPLE
from models.forms.expressions.coding import Tree
from models.forms.functions import quotient
from models.forms.instance import Cell
from models.forms.values import Value, equal, to_boolean, to_number, to_text

_CONVERT: dict[str, Callable[[Value], Any]] = {"n": to_number, "t": to_text, "b": to_boolean}
_ARITHMETIC: dict[str, Callable[[float, float], Value]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "div": quotient,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}


def glance(tree: Tree, cell: Cell) -> Value | None:
    """The value of an expression at a cell that stands in no repeat, or None when it is not that simple."""
    if not isinstance(tree, list):
        return tree if isinstance(tree, str) else float(tree)
    head = tree[0]
    if head == "/":
        return _walk(tree, cell)
    size = len(tree)
    if size == 3 and not head.endswith(")"):  # type: ignore[union-attr]
        return _operation(head, tree, cell)  # type: ignore[arg-type]
    if head == "if()" and size == 4:
        test = glance(tree[1], cell)
        if test is None:
            return None
        return glance(tree[2] if to_boolean(test) else tree[3], cell)
    simple = SIMPLE.get(head[:-2])  # type: ignore[index,arg-type]
    if simple is None or "d" in simple[0] or "v" in simple[0] or size - 1 != len(simple[0]):
        return None
    arguments = []
    for kind, argument in zip(simple[0], tree[1:], strict=True):
        value = glance(argument, cell)
        if value is None:
            return None
        arguments.append(_CONVERT[kind](value))
    return simple[1](*arguments)


def _operation(head: str, tree: list[Tree], cell: Cell) -> Value | None:
    left = glance(tree[1], cell)
    if left is None:
        return None
    if head in ("and", "or"):
        truth = to_boolean(left)
        if truth == (head == "or"):
            return truth
        right = glance(tree[2], cell)
        return None if right is None else to_boolean(right)
    right = glance(tree[2], cell)
    if right is None:
        return None
    if head == "=":
        return equal(left, right)
    if head == "!=":
        return not equal(left, right)
    work = _ARITHMETIC.get(head)
    return None if work is None else work(to_number(left), to_number(right))


def _walk(tree: list[Tree], cell: Cell) -> Value | None:
    at: Any = cell
    base = tree[1]
    steps = iter(tree)
    next(steps)
    next(steps)
    if base == "/":
        while at.parent is not None:
            at = at.parent
        if next(steps, None) != at.template.spec.name:
            return None
    elif base != ".":
        return None
    for step in steps:
        if step == "..":
            at = at.parent
        elif step != ".":
            if step.__class__ is not str or at is None:
                return None
            child = at.template.by_name.get(step)
            if child is None or child.is_repeat:
                return None
            at = at.children[child.slot]
        if at is None:
            return None
    if not at.template.leaf:
        return None
    return at.typed if at.relevant else ""
