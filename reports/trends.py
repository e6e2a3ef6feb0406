"""One unit's indicators over the last periods, its score by pillar, and the line that home shows of them.

Blank is not 0 here, too: a period without a figure is a hole in the curve.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from models.catalogue import INDEX, Catalogue, Indicator, Target
from models.indicators import Measurement, is_met, target_for, total, value_for_target
from models.periods import Period, parse_period
from models.scores import Score, UnitScore, score, unit_score

PERIODS = 12


@dataclass(frozen=True, slots=True)
class Trend:
    """One indicator of one unit: ``values`` belong to ``periods``, oldest first.

    ``at`` is the last period that was measured, None when none was; ``value``, ``target``, ``met`` and
    ``score`` are of that period.
    """

    indicator: Indicator
    periods: tuple[Period, ...]
    values: tuple[Decimal | None, ...]
    at: Period | None
    value: Decimal | None
    target: Target | None
    met: bool | None
    score: Score | None


@dataclass(frozen=True, slots=True)
class Pillar:
    """What the indicators of one pillar earned; ``met`` of ``judged`` targets are met."""

    name: str
    score: UnitScore
    met: int
    judged: int


@dataclass(frozen=True, slots=True)
class Summary:
    """A unit in one line: targets met, its index 0..1, and the index it should reach."""

    met: int
    judged: int
    index: Fraction | None
    target: Decimal | None


def trends(
    catalogue: Catalogue,
    unit: str,
    measurements: Iterable[Measurement],
    last: Mapping[str, Period],
    count: int = PERIODS,
) -> list[Trend]:
    """Return the trend of every indicator that can be measured, in the catalogue's order.

    Each ends with the period that ``last`` names for its form or register.
    """
    found: dict[str, dict[Period, Measurement]] = {}
    for one in measurements:
        if one.unit == unit:
            found.setdefault(one.indicator, {})[parse_period(one.period)] = one
    return [
        _trend(catalogue, unit, indicator, found.get(indicator.code, {}), last[indicator.form], count)
        for indicator in catalogue.indicators
        if indicator.numerator is not None and indicator.form in last
    ]


def _trend(
    catalogue: Catalogue,
    unit: str,
    indicator: Indicator,
    by_period: Mapping[Period, Measurement],
    last: Period,
    count: int,
) -> Trend:
    periods = tuple(last.shifted(step) for step in range(1 - count, 1))
    values = tuple(_value(indicator, by_period.get(period)) for period in periods)
    at = next((period for period in reversed(periods) if period in by_period), None)
    if at is None:
        return Trend(indicator, periods, values, None, None, None, None, None)
    ratio = total(indicator, [by_period[at]])
    target = target_for(catalogue.targets, indicator.code, unit, str(at)) if ratio.applicable else None
    value = value_for_target(indicator, ratio)
    met = None if target is None else is_met(target, value)
    return Trend(indicator, periods, values, at, value, target, met, score(indicator, ratio))


def _value(indicator: Indicator, measurement: Measurement | None) -> Decimal | None:
    return None if measurement is None else value_for_target(indicator, total(indicator, [measurement]))


def pillars(found: Sequence[Trend]) -> list[Pillar]:
    """Return the pillars in the order of their first indicator; what was never measured counts nowhere."""
    names = dict.fromkeys(trend.indicator.pillar for trend in found)
    return [_pillar(name, [trend for trend in found if trend.indicator.pillar == name]) for name in names]


def _pillar(name: str, of: Sequence[Trend]) -> Pillar:
    return Pillar(name, _scored(of), _met(of), _judged(of))


def summary(catalogue: Catalogue, unit: str, found: Sequence[Trend]) -> Summary:
    """Return the unit in one line."""
    periods = [str(trend.at) for trend in found if trend.at is not None]
    target = target_for(catalogue.targets, INDEX, unit, periods[0]) if periods else None
    return Summary(_met(found), _judged(found), _scored(found).dti, target.value if target else None)


def _scored(of: Iterable[Trend]) -> UnitScore:
    return unit_score(trend.score for trend in of if trend.score is not None)


def _met(of: Iterable[Trend]) -> int:
    return sum(1 for trend in of if trend.met)


def _judged(of: Iterable[Trend]) -> int:
    return sum(1 for trend in of if trend.met is not None)
