"""Why an expression cannot be read: the parser's errors as complaints, with what was perhaps meant."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeAlias

from models.authoring.hints import NO_HINTS, did_you_mean
from models.forms.errors import (
    ArgumentCountError,
    ExpressionError,
    ExpressionSyntaxError,
    UnknownFunctionError,
    UnsupportedExpressionError,
)
from models.forms.expressions.signatures import SIGNATURES

Refusal: TypeAlias = "tuple[str, dict[str, object]]"
"""The code of a complaint and what its sentences name."""

# What people write who know other languages.
OTHER_LANGUAGES = {
    "==": (" Viết một dấu =.", " Write a single =."),
    "=": (" Viết một dấu =.", " Write a single =."),
    "&&": (" Viết and.", " Write and."),
    "&": (" Viết and.", " Write and."),
    "||": (" Viết or.", " Write or."),
    "|": (" Viết or.", " Write or."),
    ";": (" Các tham số cách nhau bằng dấu phẩy.", " Arguments are parted by commas."),
    "!": (" Viết not(…) hoặc !=.", " Write not(…) or !=."),
    ">": (" Viết >= hoặc !=.", " Write >= or !=."),
}
_DECIMAL_COMMA = re.compile(r"(?<![\w.,])\d+,\d+(?![\w.,])")


def refusal(error: ExpressionError, text: str, written: str) -> Refusal:
    """Return what to complain of when the parser refused ``text``; ``written`` is what the author wrote."""
    details = error.details
    match error:
        case UnknownFunctionError():
            name = str(details.get("name", ""))
            hints = did_you_mean(name, SIGNATURES, likeness=0.7, shown="{}()")
            return "APPEARANCE_SEARCH" if name == "search" else "FUNCTION_UNKNOWN", {"name": name, **hints}
        case ArgumentCountError():
            return _arguments(details, text)
        case UnsupportedExpressionError():
            found = details.get("what", "")
            return "EXPRESSION_TOO_DEEP" if found == "depth" else "EXPRESSION_UNSUPPORTED", {"what": found}
        case ExpressionSyntaxError():
            return _syntax(details, text, written)
        case _:
            return "EXPRESSION_SYNTAX", {"text": text, "found": text, **NO_HINTS}


def _arguments(details: Mapping[str, object], text: str) -> Refusal:
    comma = _DECIMAL_COMMA.search(text)
    if comma:  # "round(2,5)" is two arguments to a parser and one number to the person who wrote it
        return _comma(comma.group())
    least, most = details.get("least"), details.get("most")
    wanted = f"{least}" if least == most else f"≥ {least}" if most is None else f"{least}–{most}"
    return "FUNCTION_ARGUMENTS", {
        "name": details.get("name"),
        "given": details.get("given"),
        "wanted": wanted,
    }


def _syntax(details: Mapping[str, object], text: str, written: str) -> Refusal:
    found = str(details.get("found", ""))
    match details.get("reason"):
        case "decimal_comma":
            comma = _DECIMAL_COMMA.search(text)
            return _comma(comma.group() if comma else found)
        case "end":
            return "EXPRESSION_END", {"text": written}
        case "quote":
            return "EXPRESSION_QUOTE", {"text": written}
        case _:
            vietnamese, english = OTHER_LANGUAGES.get(found, ("", ""))
            hints = {"hint_vi": vietnamese, "hint_en": english}
            return "EXPRESSION_SYNTAX", {"text": written, "found": found, **hints}


def _comma(number: str) -> Refusal:
    return "DECIMAL_COMMA", {"text": number, "instead": number.replace(",", ".")}
