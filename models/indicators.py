"""Indicators: sums over sums, exact percentages, targets, points, ranks.

Blank is not 0: what was not reported, or has no denominator, is None and stays None. A province's figure
is the sum of numerators over the sum of denominators, never a mean of percentages. Everything is Decimal
or Fraction; percentages round half up to two places, once, at the end.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

import msgspec

from models.catalogue import Comparison, Direction, Indicator, Method, Target
from models.periods import PeriodKind, parse_period

PLACES = 2


class Measurement(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One indicator of one unit in one period (canonical text).

    ``entry_id`` is the entry it was read from, None when it was counted from a register. A numerator or
    denominator of None was not reported. ``applicable`` is False where the indicator does not concern
    the unit.
    """

    indicator: str
    unit: str
    period: str
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    entry_id: str | None = None
    applicable: bool = True


class Ratio(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Sums over several units, or the figures of one.

    ``counted`` units stand behind the sums, ``missing`` ones gave no figure, ``excluded`` ones do not apply.
    """

    numerator: Decimal | None
    denominator: Decimal | None
    counted: int = 1
    missing: int = 0
    excluded: int = 0

    @property
    def applicable(self) -> bool:
        """Whether the indicator concerns any unit behind this figure."""
        return self.counted + self.missing > 0


def total(indicator: Indicator, measurements: Iterable[Measurement]) -> Ratio:
    """Add up: sum of numerators over sum of denominators, of those units only that gave both."""
    numerator, denominator = Decimal(0), Decimal(0)
    counted = missing = excluded = 0
    for one in measurements:
        if not one.applicable:
            excluded += 1
        elif one.numerator is None or (indicator.is_ratio and one.denominator is None):
            missing += 1
        else:
            counted += 1
            numerator += one.numerator
            denominator += one.denominator or 0
    return Ratio(
        numerator=numerator if counted else None,
        denominator=denominator if counted and indicator.is_ratio else None,
        counted=counted,
        missing=missing,
        excluded=excluded,
    )


def own(indicator: Indicator, one: Measurement) -> Ratio:
    """Return one unit's figure: the total of a single measurement, without adding anything up."""
    if not one.applicable:
        return _EXCLUDED
    if indicator.denominator is None:
        return _MISSING if one.numerator is None else Ratio(numerator=one.numerator, denominator=None)
    if one.numerator is None or one.denominator is None:
        return _MISSING
    return Ratio(numerator=one.numerator, denominator=one.denominator)


_EXCLUDED = Ratio(numerator=None, denominator=None, counted=0, excluded=1)
_MISSING = Ratio(numerator=None, denominator=None, counted=0, missing=1)


def half_up(numerator: int, denominator: int, places: int) -> int:
    """Return numerator / denominator in units of 10^-places, rounded half away from 0: whole numbers only."""
    doubled: int = 2 * abs(numerator) * 10**places
    units = (doubled + denominator) // (2 * denominator)
    return units if numerator >= 0 else -units


def rounded(value: Fraction | Decimal, places: int = PLACES) -> Decimal:
    """Return ``value`` rounded half up (away from 0 at the half, as in school), exactly once."""
    return Decimal(half_up(*value.as_integer_ratio(), places)).scaleb(-places)


def share(ratio: Ratio) -> Fraction | None:
    """Return the exact share, None when it is undefined: nothing reported, or nothing to divide by."""
    whole = divided(ratio)
    return None if whole is None else Fraction(*whole)


def divided(ratio: Ratio) -> tuple[int, int] | None:
    """Return the share as numerator and positive denominator, not in lowest terms; None = undefined."""
    if ratio.numerator is None or ratio.denominator is None:
        return None
    top, one = ratio.numerator.as_integer_ratio()
    bottom, other = ratio.denominator.as_integer_ratio()
    if one != other:
        top, bottom = top * other, bottom * one
    if bottom > 0:
        return top, bottom
    return (-top, -bottom) if bottom else None


def percent(ratio: Ratio) -> Decimal | None:
    """Return the percentage with two places, rounded half up; None when it is undefined."""
    whole = divided(ratio)
    return None if whole is None else percent_of(half_up(100 * whole[0], whole[1], PLACES))


def percent_of(units: int) -> Decimal:
    """Return a percentage from its hundredths."""
    return Decimal(units).scaleb(-PLACES)


def growth(now: Decimal | None, before: Decimal | None) -> Decimal | None:
    """Return the growth in points between two published percentages; None when either is undefined."""
    return None if now is None or before is None else now - before


def value_for_target(indicator: Indicator, ratio: Ratio) -> Decimal | None:
    """Return what a target is compared with: the percentage of a ratio, the count of a count."""
    return percent(ratio) if indicator.is_ratio else ratio.numerator


def target_for(targets: Sequence[Target], indicator: str, unit: str, period: str) -> Target | None:
    """Return the target that counts for a unit and period: the most particular one.

    A target without units is for the province and every commune. A unit's own goes before a general
    one, one of the period before one of its year.
    """
    best: tuple[int, int] | None = None
    found: Target | None = None
    for target in targets:
        if target.indicator != indicator:
            continue
        nearness = _period_nearness(target.period, period)
        if nearness is None or (target.units and unit not in target.units):
            continue
        rank = (1 if target.units else 0, nearness)
        if best is None or rank > best:
            best, found = rank, target
    return found


def _period_nearness(wanted: str, period: str) -> int | None:
    if not wanted:
        return 0
    if wanted == period:
        return 2
    asked, year = parse_period(period), parse_period(wanted)
    return 1 if year.kind is PeriodKind.YEAR and year.year == asked.year else None


_COMPARED: dict[Comparison, Callable[[Decimal, Decimal], bool]] = {
    Comparison.AT_LEAST: operator.ge,
    Comparison.MORE: operator.gt,
    Comparison.AT_MOST: operator.le,
    Comparison.LESS: operator.lt,
    Comparison.EQUAL: operator.eq,
}


def is_met(target: Target, value: Decimal | None) -> bool | None:
    """Tell whether the target is met; None when there is nothing to compare."""
    return None if value is None else _COMPARED[target.comparison](value, target.value)


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
