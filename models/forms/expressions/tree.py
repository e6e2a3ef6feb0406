"""The tree of an expression: seven kinds of node and no others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Axis: TypeAlias = Literal["child", "self", "parent"]
BINARY_OPERATORS = ("or", "and", "=", "!=", "<", "<=", ">", ">=", "+", "-", "*", "div", "mod")


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written: never negative, XPath knows no signed literal."""

    value: float


@dataclass(frozen=True, slots=True)
class Text:
    """A quoted text."""

    value: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path; ``name`` is "" for ``.`` and ``..``, "*" for every child."""

    axis: Axis
    name: str = ""
    predicates: tuple[Expr, ...] = ()


@dataclass(frozen=True, slots=True)
class Path:
    """A location path.

    ``base`` is "/" (from the root), "." (from the context node) or a call of ``instance()`` or ``current()``.
    """

    base: Literal["/", "."] | Call
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments; the name is one of models.forms.expressions.signatures."""

    name: str
    arguments: tuple[Expr, ...] = ()


@dataclass(frozen=True, slots=True)
class Binary:
    """Two operands and one of BINARY_OPERATORS."""

    operator: str
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Negation:
    """Unary minus."""

    operand: Expr


Expr: TypeAlias = Number | Text | Path | Call | Binary | Negation
