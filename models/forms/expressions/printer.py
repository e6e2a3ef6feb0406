"""From tree back to text; parsing the text again gives the same tree."""

from __future__ import annotations

from decimal import Decimal

from models.forms.expressions.tree import Binary, Call, Expr, Negation, Number, Path, Step, Text

_STRENGTH = {"or": 1, "and": 2, "=": 3, "!=": 3, "<": 4, "<=": 4, ">": 4, ">=": 4, "+": 5, "-": 5}
_STRONGEST_BINARY = 6  # * div mod
_UNARY = 7


def to_text(tree: Expr) -> str:
    """Return the expression as people write it, with the fewest parentheses."""
    return _text(tree, 0)


def _text(tree: Expr, outer: int) -> str:
    match tree:
        case Number(value):
            return _number(value)
        case Text(value):
            return f'"{value}"' if "'" in value else f"'{value}'"
        case Call(name, arguments):
            return f"{name}({', '.join(_text(argument, 0) for argument in arguments)})"
        case Path():
            return _path(tree)
        case Negation(operand):
            return _wrapped(f"-{_text(operand, _UNARY)}", _UNARY, outer)
        case Binary(operator, left, right):
            strength = _STRENGTH.get(operator, _STRONGEST_BINARY)
            text = f"{_text(left, strength)} {operator} {_text(right, strength + 1)}"
            return _wrapped(text, strength, outer)


def _wrapped(text: str, strength: int, outer: int) -> str:
    return f"({text})" if strength < outer else text


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else format(Decimal(repr(value)), "f")


def _path(path: Path) -> str:
    steps = "/".join(_step(step) for step in path.steps)
    if path.base == "/":
        return f"/{steps}"
    if path.base == ".":
        return steps
    base = _text(path.base, 0)
    return f"{base}/{steps}" if steps else base


def _step(step: Step) -> str:
    name = {"self": ".", "parent": ".."}.get(step.axis, step.name)
    return name + "".join(f"[{_text(predicate, 0)}]" for predicate in step.predicates)
