"""Figures as JSON carries them: exact, the same text on every store and machine."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from models.indicators import half_up
from models.scores import Score

POINT_PLACES = 2
INDEX_PLACES = 4


def plain_number(value: Decimal | None) -> int | str | None:
    """Return a JSON integer when the value is whole, else its decimal text; None when it is undefined."""
    if value is None:
        return None
    top, bottom = value.as_integer_ratio()
    return top if bottom == 1 else format(value.normalize(), "f")


def decimal_text(value: Decimal | None) -> str | None:
    """Return decimal text as it is, None when undefined."""
    if value is None:
        return None
    text = str(value)  # thrice as fast; it is the same unless it has an exponent
    return format(value, "f") if "E" in text else text


def points_text(value: Fraction | None) -> str | None:
    """Return points with two places, rounded half up."""
    return None if value is None else _fixed(value, POINT_PLACES)


def score_text(score: Score) -> str | None:
    """Return the points of one indicator as ``points_text`` would."""
    if score.top is None:
        return None
    return fixed_text(half_up(score.top, score.bottom, POINT_PLACES), POINT_PLACES)


def index_text(value: Fraction | None) -> str | None:
    """Return an index of 0..1 with four places, rounded half up."""
    return None if value is None else _fixed(value, INDEX_PLACES)


def _fixed(value: Fraction, places: int) -> str:
    return fixed_text(half_up(*value.as_integer_ratio(), places), places)


@lru_cache(maxsize=1 << 14)
def fixed_text(units: int, places: int) -> str:
    """Return a number given in units of 10^-places as text. Points and percentages repeat over and over."""
    whole, rest = divmod(abs(units), 10**places)
    return f"{'-' if units < 0 else ''}{whole}.{rest:0{places}d}"
