"""Indicators: sums over sums, exact percentages, targets; their points are in models.scores.

Blank is not 0: what was not reported, or has no denominator, is None and stays None. A province's figure
is the sum of numerators over the sum of denominators, never a mean of percentages. Everything is Decimal
or Fraction; percentages round half up to two places, once, at the end.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

import msgspec

from models.catalogue import Comparison, Indicator, Target
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


def divided(ratio: Ratio) -> tuple[int, int] | None:
    """Return the share as numerator and positive denominator, not in lowest terms.

    None when it is undefined: nothing reported, or nothing to divide by.
    """
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
