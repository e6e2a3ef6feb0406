"""Functions over numbers and truths, and what is made of several values.

Node-set functions (count, sum, position …) are in calls.py, which knows where nodes come from.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal

from models.forms.simple import Simple
from models.forms.values import NAN, Value, to_number

NUMBERS = Simple()


@NUMBERS.named("", "pi")
def _pi() -> float:
    return math.pi


@NUMBERS.named("b", "not")
def _not(value: bool) -> bool:
    return not value


@NUMBERS.named("b", "boolean")
def _boolean(value: bool) -> bool:
    return value


@NUMBERS.named("n", "number")
def _number(value: float) -> float:
    return value


@NUMBERS.named("t", "string")
def _string(value: str) -> str:
    return value


@NUMBERS.named("t", "boolean-from-string")
def _boolean_from_string(text: str) -> bool:
    return text.lower() == "true" or text == "1"


@NUMBERS.named("n", "int")
def truncate(number: float) -> float:
    """Drop the decimals."""
    return number if math.isnan(number) or math.isinf(number) else float(math.trunc(number))


@NUMBERS.named("nn", "round")
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

    NUMBERS[name] = ("d" * arguments, guarded)


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
