"""The four sorts of value of an expression (text, number, yes-no, moment) and how one becomes another.

The rules are JavaRosa's, which are XPath 1.0's with dates added; numbers in text are written plainly.
"""

from __future__ import annotations

import math
import re
from datetime import datetime, tzinfo
from decimal import Decimal
from typing import TypeAlias

from models.forms.dates import (
    date_text,
    midnight,
    moment_text,
    parse_moment,
    parse_time,
    time_text,
    whole_days,
)

Value: TypeAlias = "str | float | bool | datetime"
NAN = float("nan")
TOLERANCE = 1e-12
_NUMBER = re.compile(r"\s*-?(?:\d+\.?\d*|\.\d+)\s*", re.ASCII)


def to_number(value: Value) -> float:
    """A number, or NaN; a text counts only when it is plainly written; a moment counts whole days."""
    kind = value.__class__
    if kind is float:
        return value  # type: ignore[return-value]
    if kind is str:
        return float(value) if _NUMBER.fullmatch(value) else NAN  # type: ignore[arg-type]
    if kind is bool:
        return 1.0 if value else 0.0
    return whole_days(value)  # type: ignore[arg-type]


def plain_number(text: str) -> Value:
    """The number that a text plainly writes, else the text itself."""
    return float(text) if _NUMBER.fullmatch(text) else text


def to_boolean(value: Value) -> bool:
    """Blank, 0 and not-a-number are no; everything else is yes."""
    kind = value.__class__
    if kind is bool:
        return value  # type: ignore[return-value]
    if kind is str:
        return value != ""
    if kind is float:
        return abs(value) > TOLERANCE  # type: ignore[arg-type]
    return True


def to_text(value: Value) -> str:
    """The text of a value, as ``string()`` gives it; a moment shows its day only."""
    kind = value.__class__
    if kind is str:
        return value  # type: ignore[return-value]
    if kind is float:
        return number_text(value)  # type: ignore[arg-type]
    if kind is bool:
        return "true" if value else "false"
    return date_text(value)  # type: ignore[arg-type]


def number_text(number: float) -> str:
    """Write a number without an exponent, and without decimals when it is whole."""
    if number != number:
        return "NaN"
    if number.is_integer() and abs(number) < 1e15:
        return str(int(number))
    if abs(number) < TOLERANCE:
        return "0"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    if abs(number) < 1e15 and abs(number - round(number)) < TOLERANCE:
        return str(round(number))
    text = repr(number)
    if abs(number) >= 2.0**63:  # nothing people count; written as ODK Collect writes it
        digits, _, power = text.replace("+", "").partition("e")
        return f"{digits if '.' in digits else digits + '.0'}E{power}"
    return format(Decimal(text), "f") if "e" in text else text.removesuffix(".0")


def equal(left: Value, right: Value) -> bool:
    """XPath's ``=`` on single values: yes-no wins, then numbers within 1e-12, then text."""
    if left.__class__ is str and right.__class__ is str:
        return left == right
    if left.__class__ is bool or right.__class__ is bool:
        return to_boolean(left) == to_boolean(right)
    if left.__class__ is float or right.__class__ is float:
        a, b = to_number(left), to_number(right)
        return a == b or abs(a - b) < TOLERANCE
    return to_text(left) == to_text(right)


def read(datatype: str, text: str, zone: tzinfo | None, today: datetime) -> Value:
    """The typed value of a cell's text, ``""`` for blank; what does not fit its type stays text."""
    if not text or datatype == "string":
        return text
    if datatype in ("int", "decimal"):
        return plain_number(text)
    moment: datetime | None = None
    if datatype in ("date", "dateTime"):
        moment = parse_moment(text, zone)
    elif datatype == "time":
        moment = parse_time(text, today.date(), zone)
    elif datatype == "boolean":
        return text in ("1", "true")
    return text if moment is None else moment


def store(datatype: str, value: Value, zone: tzinfo | None) -> tuple[str, Value]:
    """What a calculated value becomes in a cell of ``datatype``: canonical text, and what is read back."""
    kind = value.__class__
    if kind is float:
        return _store_number(datatype, value)  # type: ignore[arg-type]
    if kind is bool or (datatype == "boolean" and value != ""):
        return ("1", True) if to_boolean(value) else ("0", False)
    if kind is str:
        return value, value  # type: ignore[return-value]
    moment: datetime = value  # type: ignore[assignment]
    if datatype == "date":
        return date_text(moment), midnight(moment)
    if datatype == "time":
        return time_text(moment, zone), moment
    return moment_text(moment, zone), moment


def _store_number(datatype: str, number: float) -> tuple[str, Value]:
    if number != number:
        return "", ""
    if datatype == "boolean":
        return ("1", True) if abs(number) > TOLERANCE else ("0", False)
    if datatype == "int":
        whole = int(max(-(2.0**31), min(2.0**31 - 1, number)))  # as wide as the int of ODK Collect
        return str(whole), float(whole)
    if math.isinf(number):
        return number_text(number), number
    whole = math.trunc(number)
    if abs(number - whole) < 1e-9:
        return str(whole), float(whole)
    return number_text(number), number
