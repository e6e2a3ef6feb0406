"""Scores: the points that an indicator's figure earns, a unit's sum of them, and the places that follow."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

import msgspec

from models.catalogue import Direction, Indicator, Method
from models.indicators import PLACES, Ratio, divided, half_up


class Score(msgspec.Struct, frozen=True, gc=False):
    """Points and the most that could be had. ``points`` None = nothing to judge by (it earns nothing).

    The points are kept as ``top`` / ``bottom`` in lowest terms: a nation has a hundred thousand of them, and
    making a Fraction takes longer than all the rest of judging one figure.
    """

    top: int | None
    bottom: int
    maximum: Fraction

    @classmethod
    def of(cls, points: Fraction | None, maximum: Fraction) -> Score:
        """Return a score from exact points."""
        return cls(None, 1, maximum) if points is None else cls(*points.as_integer_ratio(), maximum)

    @property
    def points(self) -> Fraction | None:
        """The exact points."""
        return None if self.top is None else Fraction(self.top, self.bottom)


def score(indicator: Indicator, ratio: Ratio) -> Score:
    """Return the points of one indicator; what does not apply has a maximum of 0 and lowers the total."""
    if indicator.method is Method.NONE or not ratio.applicable:
        return UNSCORED
    reached = _reached(indicator, ratio)
    if reached is None:
        return Score(None, 1, _most(indicator.max_points))
    return share_score(indicator, *reached)


def share_score(indicator: Indicator, top: int, bottom: int) -> Score:
    """Return the points of an indicator that earns any, for a share as ``divided`` gives it."""
    maximum = _most(indicator.max_points)
    if indicator.method is Method.STEPS:
        return Score.of(_stepped(indicator, half_up(100 * top, bottom, PLACES)), maximum)
    if indicator.direction is Direction.DOWN:
        top = bottom - top
    if top <= 0:
        return Score.of(_NONE, maximum)
    if top >= bottom:
        return Score.of(maximum, maximum)
    return part_of(maximum, top, bottom)


def part_of(maximum: Fraction, top: int, bottom: int) -> Score:
    """Return the score of the share ``top`` / ``bottom``, between 0 and 1, of ``maximum`` points."""
    top, bottom = top * maximum.numerator, bottom * maximum.denominator
    common = math.gcd(top, bottom)
    return Score(top // common, bottom // common, maximum)


_most = lru_cache(maxsize=1024)(Fraction)
_NONE = Fraction(0)
UNSCORED = Score(None, 1, _NONE)
"""What earns no points, or does not apply."""


def _reached(indicator: Indicator, ratio: Ratio) -> tuple[int, int] | None:
    """Return the share that points are given for, as whole numbers; a bare yes-no is 1 or 0."""
    if indicator.method is Method.YES_NO and not indicator.is_ratio:
        return None if ratio.numerator is None else min(ratio.numerator, Decimal(1)).as_integer_ratio()
    return divided(ratio)


def _stepped(indicator: Indicator, reached: int) -> Fraction:
    """Return the points of the highest step reached, on the published percentage (in hundredths).

    Where less is better a step is reached from above: the points of the lowest one not passed.
    """
    published = Decimal(reached).scaleb(-PLACES)
    if indicator.direction is Direction.DOWN:
        given = [step.points for step in indicator.steps if published <= step.percent]
        return Fraction(given[0]) if given else _NONE
    given = [step.points for step in indicator.steps if published >= step.percent]
    return Fraction(given[-1]) if given else _NONE


class UnitScore(msgspec.Struct, frozen=True, kw_only=True):
    """A unit's points over all indicators; ``dti`` is 0..1, None for a unit that reported nothing."""

    points: Fraction | None
    maximum: Fraction

    @property
    def dti(self) -> Fraction | None:
        """Return points divided by the maximum; None when there is nothing to divide."""
        return None if self.points is None or not self.maximum else self.points / self.maximum


def unit_score(scores: Iterable[Score]) -> UnitScore:
    """Add up a unit's points; an indicator without a figure earns nothing and keeps its maximum."""
    given = [one for one in scores if one is not UNSCORED and one.maximum]
    points = [(one.top, one.bottom) for one in given if one.top is not None]
    maximum = _sum([one.maximum.as_integer_ratio() for one in given])
    return UnitScore(points=_sum(points) if points else None, maximum=maximum)


def _sum(values: Sequence[tuple[int, int]]) -> Fraction:
    """Add up exactly, brought to lowest terms once instead of after every step."""
    top, bottom = 0, 1
    for one, other in values:
        if other == bottom:
            top += one
        else:
            top, bottom = top * other + one * bottom, bottom * other
    return Fraction(top, bottom)


def ranks(values: Mapping[str, Fraction | None]) -> dict[str, int | None]:
    """Return places by key, largest first; equals share a place, the next is left out (1, 2, 2, 4)."""
    parts = {key: value.as_integer_ratio() for key, value in values.items() if value is not None}
    # Two fractions differ by more than one part in the product of their denominators: as whole numbers of
    # such parts they keep their order, and are compared much faster.
    shift = 2 * max((bottom.bit_length() for _top, bottom in parts.values()), default=0)
    whole = {key: (top << shift) // bottom for key, (top, bottom) in parts.items()}
    places: dict[int, int] = {}
    for place, value in enumerate(sorted(whole.values(), reverse=True), start=1):
        places.setdefault(value, place)
    return {key: places[whole[key]] if key in whole else None for key in values}
