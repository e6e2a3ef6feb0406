"""Words of an expression: names, numbers, texts and signs, with their positions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from models.forms.errors import ExpressionSyntaxError

Kind = Literal["name", "number", "text", "sign", "end"]

_NAME = r"[^\W\d][\w.\-·]*"
_PATTERN = re.compile(
    rf"""\s*(?:
      (?P<number>\d+(?:\.\d*)?|\.\d+)
    | (?P<name>{_NAME}(?::(?!:){_NAME})?)
    | (?P<text>"[^"]*"|'[^']*')
    | (?P<sign>::|//|\.\.|!=|<=|>=|[/.()\[\],@|+\-*=<>$])
    )""",
    re.VERBOSE,
)
_OPERATOR_NAMES = frozenset({"and", "or", "div", "mod"})
# After one of these (or at the start) a name or a star begins an operand.
_OPENERS = frozenset(["::", "@", "(", "[", ",", "/", "//", "|", "+", "-", "=", "!=", "<", "<=", ">", ">="])


@dataclass(frozen=True, slots=True)
class Token:
    """One word; operators that are names (and, or, div, mod) come as signs, a multiplying star as ``×``."""

    kind: Kind
    text: str
    position: int


def tokens(text: str) -> list[Token]:
    """Split ``text``; the last token has kind "end". Raises ExpressionSyntaxError."""
    found: list[Token] = []
    at, end = 0, len(text.rstrip())
    while at < end:
        match = _PATTERN.match(text, at)
        if match is None or match.lastgroup is None:
            raise _unreadable(text, at)
        kind, word = match.lastgroup, match[match.lastgroup]
        start = match.start(kind)
        operand_before = bool(found) and not (found[-1].kind == "sign" and _opens(found[-1]))
        if operand_before and kind == "name" and word in _OPERATOR_NAMES:
            kind = "sign"
        if operand_before and word == "*":
            word = "×"
        found.append(Token(_kind(kind), word, start))
        at = match.end()
    found.append(Token("end", "", end))
    return found


def _opens(token: Token) -> bool:
    return token.text in _OPENERS or token.text in _OPERATOR_NAMES or token.text == "×"


def _kind(name: str) -> Kind:
    kinds: dict[str, Kind] = {"name": "name", "number": "number", "text": "text", "sign": "sign"}
    return kinds[name]


def _unreadable(text: str, at: int) -> ExpressionSyntaxError:
    while text[at].isspace():
        at += 1
    reason = "quote" if text[at] in "'\"" else "character"
    return ExpressionSyntaxError(text=text, position=at, found=text[at], reason=reason)
