"""Numbers as people type them, in the way of their language, and sums that begin with "="."""

from __future__ import annotations

import re
from decimal import Decimal, DecimalException

from models.forms.outcomes import Refusal
from models.typed_text import plain_signs

_LONGEST = 200  # letters of a number or sum


def typed_integer(text: str, language: str) -> str | Refusal:
    """Canonical text of a whole number, or why it is none."""
    number = read_number(text, language)
    if number is None:
        return Refusal("E_NOT_A_NUMBER", {"value": text})
    if number != number.to_integral_value():
        return Refusal("E_NOT_AN_INTEGER", {"value": text})
    return str(int(number))


def typed_decimal(text: str, language: str) -> str | Refusal:
    """Canonical text of a number, or why it is none."""
    number = read_number(text, language)
    if number is None:
        return Refusal("E_NOT_A_NUMBER", {"value": text})
    plain = format(number.normalize(), "f")
    return "0" if plain == "-0" else plain


def read_number(text: str, language: str) -> Decimal | None:
    """A number as the language writes it (vi: 1.234.567,89), or a sum that begins with "="."""
    plain = plain_signs(text).strip()
    if len(plain) > _LONGEST:
        return None
    try:
        if plain.startswith("="):
            return _Sum(plain[1:], language).value()
        return _plain_number(plain.removesuffix("%").strip(), language)
    except (DecimalException, ValueError, RecursionError):
        return None


def _plain_number(text: str, language: str) -> Decimal:
    """Raises ValueError when the text is no number."""
    sign, digits = (text[0], text[1:].strip()) if text[:1] in ("-", "+") else ("", text)
    digits = digits.replace(" ", "")
    thousands, point = (".", ",") if language == "vi" else (",", ".")
    if re.fullmatch(rf"\d{{1,3}}(?:\{thousands}\d{{3}})+(?:\{point}\d+)?", digits, re.ASCII):
        digits = digits.replace(thousands, "")
    elif digits.count(thousands) == 1 and point not in digits:
        digits = digits.replace(thousands, point)  # 94.9 typed on a number pad cannot mean thousands
    if not re.fullmatch(rf"\d+(?:\{point}\d*)?|\{point}\d+", digits, re.ASCII):
        raise ValueError(text)
    return Decimal(sign + digits.replace(point, "."))


class _Sum:
    """A sum as people type it into a cell: + - * / and brackets over plain numbers."""

    def __init__(self, text: str, language: str) -> None:
        self._words = re.findall(r"[\d.,]+|[-+*/()%]|\S", text)
        self._language = language
        self._at = 0

    def value(self) -> Decimal:
        """Raises ValueError or DecimalException."""
        result = self._terms(0)
        if self._at != len(self._words):
            raise ValueError("something is left over")
        return round(result, 10) + 0

    def _next(self) -> str:
        return self._words[self._at] if self._at < len(self._words) else ""

    def _terms(self, depth: int) -> Decimal:
        result = self._factors(depth)
        while self._next() in ("+", "-"):
            self._at += 1
            sign = 1 if self._words[self._at - 1] == "+" else -1
            result += sign * self._factors(depth)
        return result

    def _factors(self, depth: int) -> Decimal:
        result = self._atom(depth)
        while self._next() in ("*", "/"):
            self._at += 1
            if self._words[self._at - 1] == "*":
                result *= self._atom(depth)
            else:
                result /= self._atom(depth)
        return result

    def _atom(self, depth: int) -> Decimal:
        word = self._next()
        self._at += 1
        if word == "-":
            return -self._atom(depth + 1)
        if word == "(" and depth < 50:
            result = self._terms(depth + 1)
            if self._next() != ")":
                raise ValueError("a bracket is open")
            self._at += 1
            return result
        number = _plain_number(word, self._language)
        if self._next() == "%":
            self._at += 1
            return number / 100
        return number
