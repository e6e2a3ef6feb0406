"""Functions over single values: what each takes and what it answers.

Node-set functions (count, sum, position …) are in evaluation.py, which knows where nodes come from.
"""

from __future__ import annotations

import base64
import hashlib
import math
import re
import unicodedata
from collections.abc import Callable
from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Any

from models.forms.errors import EvaluationError
from models.forms.values import NAN, Value, to_number, to_text

DIGESTS = {"MD5": "md5", "SHA-1": "sha1", "SHA-256": "sha256", "SHA-384": "sha384", "SHA-512": "sha512"}
# The letters say how each argument is converted first: n number, t text, b yes-no, v as it is.
SIMPLE: dict[str, tuple[str, Callable[..., Value]]] = {}


def _simple(kinds: str, *names: str) -> Callable[[Callable[..., Value]], Callable[..., Value]]:
    def register(function: Callable[..., Value]) -> Callable[..., Value]:
        for name in names:
            SIMPLE[name] = (kinds, function)
        return function

    return register


@_simple("", "pi")
def _pi() -> float:
    return math.pi


@_simple("b", "not")
def _not(value: bool) -> bool:
    return not value


@_simple("b", "boolean")
def _boolean(value: bool) -> bool:
    return value


@_simple("n", "number")
def _number(value: float) -> float:
    return value


@_simple("t", "string")
def _string(value: str) -> str:
    return value


@_simple("t", "boolean-from-string")
def _boolean_from_string(text: str) -> bool:
    return text.lower() == "true" or text == "1"


@_simple("n", "int")
def truncate(number: float) -> float:
    """Drop the decimals."""
    return number if math.isnan(number) or math.isinf(number) else float(math.trunc(number))


@_simple("nn", "round")
def round_places(number: float, places: float = 0.0) -> float:
    """Round half up, away from nothing: -2.5 gives -2, as XPath and spreadsheets have it."""
    if math.isnan(number) or math.isinf(number):
        return number
    digits = whole(places)
    if abs(digits) > 30:
        return NAN
    if digits < 0:
        size = 10.0**-digits
        return math.trunc(number / size + 0.5) * size
    if digits <= 8 and -1e6 < number < 1e6:
        size = 10.0**digits
        scaled = number * size
        below = math.floor(scaled)
        part = scaled - below
        if not 0.4999 < part < 0.5001:  # away from the tie every way of rounding agrees
            return (below + (part > 0.5)) / size
    method = ROUND_HALF_DOWN if number < 0 else ROUND_HALF_UP
    exact = Decimal(repr(number))
    if exact.adjusted() + digits > 26:
        return number
    return float(exact.quantize(Decimal(1).scaleb(-digits), method))


def whole(number: float) -> int:
    """A float as Java's intValue: truncated, 0 for NaN, held within 32 bits."""
    if math.isnan(number):
        return 0
    return int(max(-2147483648.0, min(2147483647.0, number)))


def _math(name: str, function: Callable[..., float], arguments: int = 1) -> None:
    def guarded(*numbers: float) -> float:
        try:
            return float(function(*numbers))
        except OverflowError:
            return math.inf
        except (ValueError, ZeroDivisionError, TypeError):
            return NAN

    SIMPLE[name] = ("d" * arguments, guarded)


def _logarithm(base_ten: bool) -> Callable[[float], float]:
    plain = math.log10 if base_ten else math.log
    return lambda number: -math.inf if number == 0 else plain(number)


def _power(base: float, exponent: float) -> float:
    if base == 0 and exponent < 0:
        odd = exponent.is_integer() and exponent % 2 == 1
        return math.copysign(math.inf, base) if odd else math.inf
    return math.pow(base, exponent)


_math("abs", abs)
_math("exp", math.exp)
_math("exp10", lambda number: math.pow(10.0, number))
_math("log", _logarithm(base_ten=False))
_math("log10", _logarithm(base_ten=True))
_math("sqrt", math.sqrt)
_math("sin", math.sin)
_math("cos", math.cos)
_math("tan", math.tan)
_math("asin", math.asin)
_math("acos", math.acos)
_math("atan", math.atan)
_math("atan2", math.atan2, 2)
_math("pow", _power, 2)


@_simple("tv", "selected", "is-selected")
def _selected(chosen: str, wanted: Value) -> bool:
    return f" {to_text(wanted).strip()} " in f" {chosen} "


@_simple("t", "count-selected")
def _count_selected(chosen: str) -> float:
    return float(len(chosen.split()))


@_simple("tn", "selected-at")
def _selected_at(chosen: str, place: float) -> str:
    values, index = chosen.split(), whole(place)
    return values[index] if 0 <= index < len(values) else ""


@_simple("t", "string-length")
def _string_length(text: str) -> float:
    return float(len(text))


@_simple("t", "normalize-space")
def _normalize_space(text: str) -> str:
    return re.sub(r"[ \t\n\x0b\f\r]+", " ", text.strip(" \t\n\x0b\f\r"))


@_simple("tt", "contains")
def _contains(text: str, part: str) -> bool:
    return part in text


@_simple("tt", "starts-with")
def _starts_with(text: str, part: str) -> bool:
    return text.startswith(part)


@_simple("tt", "ends-with")
def _ends_with(text: str, part: str) -> bool:
    return text.endswith(part)


@_simple("tt", "substring-before")
def _substring_before(text: str, part: str) -> str:
    before, found, _ = text.partition(part) if part else ("", "", "")
    return before if found else ""


@_simple("tt", "substring-after")
def _substring_after(text: str, part: str) -> str:
    return text.partition(part)[2] if part else text


@_simple("tnn", "substr")
def _substr(text: str, start: float, end: float | None = None) -> str:
    size = len(text)
    first, last = whole(start), size if end is None else whole(end)
    first = min(max(0, first + size if first < 0 else first), size)
    last = min(max(0, last + size if last < 0 else last), size)
    return text[first:last]


@_simple("tnn", "substring")
def _substring(text: str, start: float, length: float = math.inf) -> str:
    """XPath's own: places count from 1, both numbers are rounded."""
    if math.isnan(start) or math.isnan(length) or math.isinf(start):
        return ""
    first = math.floor(start + 0.5)
    last = len(text) + 1 if math.isinf(length) else first + math.floor(length + 0.5)
    return text[max(first, 1) - 1 : max(last, 1) - 1]


@_simple("ttt", "translate")
def _translate(text: str, old: str, new: str) -> str:
    table: dict[str, str] = {}
    for place, letter in enumerate(old):
        table.setdefault(letter, new[place] if place < len(new) else "")
    return "".join(table.get(letter, letter) for letter in text)


@_simple("tt", "regex")
def _regex(text: str, pattern: str) -> bool:
    return _compiled(pattern).fullmatch(text) is not None


@lru_cache(256)
def _compiled(pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(
            pattern.replace(r"\p{L}", r"[^\W\d_]").replace(r"\p{N}", r"\d"),
            re.ASCII if pattern.isascii() and r"\p" not in pattern else 0,
        )
    except (re.error, OverflowError, RecursionError) as trouble:
        raise EvaluationError(reason="regex", pattern=pattern) from trouble


@_simple("ttt", "digest")
def _digest(text: str, algorithm: str, encoding: str = "base64") -> str:
    name = DIGESTS.get(algorithm.upper())
    if name is None or encoding.lower() not in ("hex", "base64"):
        raise EvaluationError(reason="digest", algorithm=algorithm, encoding=encoding)
    data = hashlib.new(name, text.encode(), usedforsecurity=False).digest()
    return data.hex() if encoding.lower() == "hex" else base64.b64encode(data).decode()


@_simple("t", "base64-decode")
def _base64_decode(text: str) -> str:
    try:
        return unicodedata.normalize("NFC", base64.b64decode(text).decode("utf-8", "replace"))
    except ValueError as trouble:
        raise EvaluationError(reason="base64") from trouble


def _points(text: str) -> list[tuple[float, float]]:
    found = []
    for part in text.split(";"):
        numbers = [to_number(word) for word in part.split()]
        if len(numbers) >= 2 and not any(map(math.isnan, numbers[:2])):
            found.append((numbers[0], numbers[1]))
    return found


_EARTH = 6378100.0  # metres


def distance(texts: list[str]) -> float:
    """Metres along the points (latitude longitude …) that the texts hold."""
    points = [point for text in texts for point in _points(text)]
    total = 0.0
    for (lat1, lon1), (lat2, lon2) in pairwise(points):
        phi1, phi2 = math.radians(lat1), math.radians(lat2)
        half = math.sin((phi2 - phi1) / 2) ** 2
        half += math.cos(phi1) * math.cos(phi2) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
        total += 2 * _EARTH * math.asin(min(1.0, math.sqrt(half)))
    return total


def area(texts: list[str]) -> float:
    """Square metres within the polygon of points that the texts hold."""
    points = [point for text in texts for point in _points(text)]
    if len(points) > 1 and points[0] == points[-1]:
        points.pop()
    if len(points) < 3:
        return 0.0
    total = 0.0
    for (lat1, lon1), (lat2, lon2) in zip(points, [*points[1:], points[0]], strict=True):
        total += math.radians(lon2 - lon1) * (2 + math.sin(math.radians(lat1)) + math.sin(math.radians(lat2)))
    return abs(total * _EARTH * _EARTH / 2)


def greatest(values: list[Value]) -> Value:
    """The largest number; blanks do not count; NaN when there is none."""
    numbers = [number for number in map(to_number, values) if number == number]
    return max(numbers) if numbers else NAN


def least(values: list[Value]) -> Value:
    """The smallest number; blanks do not count; NaN when there is none."""
    numbers = [number for number in map(to_number, values) if number == number]
    return min(numbers) if numbers else NAN


def remainder(left: float, right: float) -> float:
    """``mod``: the sign of the left number, NaN for mod 0."""
    if math.isnan(left) or math.isnan(right) or math.isinf(left) or right == 0:
        return NAN
    return math.fmod(left, right)


def quotient(left: float, right: float) -> float:
    """``div``: infinite or NaN for division by 0."""
    if right != 0:
        try:
            return left / right
        except OverflowError:  # pragma: no cover - float division saturates
            return NAN
    if left == 0 or math.isnan(left):
        return NAN
    return math.copysign(math.inf, left) * math.copysign(1.0, right)


class ParkMiller:
    """The generator by which ODK says ``randomize()`` shuffles: x → 16807·x mod (2³¹ - 1)."""

    MODULUS = 2147483647

    def __init__(self, seed: int) -> None:
        self._state = seed % self.MODULUS
        if self._state <= 0:
            self._state += self.MODULUS - 1

    def fraction(self) -> float:
        """A number from 0 up to 1."""
        self._state = self._state * 16807 % self.MODULUS
        return (self._state - 1) / (self.MODULUS - 1)


def shuffled(items: list[Any], seed: int) -> list[Any]:
    """A shuffled copy: Fisher-Yates, the same for the same seed on every engine."""
    generator, copy = ParkMiller(seed), list(items)
    for last in range(len(copy) - 1, 0, -1):
        other = math.floor(generator.fraction() * (last + 1))
        copy[last], copy[other] = copy[other], copy[last]
    return copy
