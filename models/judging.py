"""Judging many units by one indicator: what is the same for all of them is worked out once."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from models.catalogue import Direction, Indicator, Method, Target
from models.indicators import PLACES, Ratio, divided, half_up, is_met, percent_of, target_for
from models.scores import Score, part_of, score, share_score

Verdict = tuple[Decimal | None, Target | None, bool | None, Score]
"""Percentage (of ratios), the target that counts, whether it is met, points."""


class _Percents(dict[int, tuple[Decimal, bool | None]]):
    """Percentage and whether it meets the common target, by hundredths: ten thousand for all units."""

    def __init__(self, target: Target | None) -> None:
        self._target = target

    def __missing__(self, units: int) -> tuple[Decimal, bool | None]:
        percent = percent_of(units)
        made = self[units] = percent, None if self._target is None else is_met(self._target, percent)
        return made


class Judge:
    """One indicator in one period. ``targets`` are all of the catalogue."""

    def __init__(self, indicator: Indicator, targets: Sequence[Target], period: str) -> None:
        self.indicator = indicator
        self._period = period
        self._targets = [target for target in targets if target.indicator == indicator.code]
        self._single = any(target.units for target in self._targets)
        self._same = target_for(self._targets, indicator.code, "", period)
        self._of_percents = _Percents(self._same)
        # What most indicators are: the share itself, of all the points; without points, or another way.
        self._unscored = score(indicator, _NOTHING) if indicator.method is Method.NONE else None
        self._straight = indicator.method is Method.RATIO and indicator.direction is not Direction.DOWN
        self._most = Fraction(indicator.max_points)
        self._none, self._all = Score.of(Fraction(0), self._most), Score.of(self._most, self._most)

    def judge(self, ratio: Ratio, unit: str) -> Verdict:
        """Return what is to be said of a unit's figure; nothing of what does not apply."""
        if ratio.numerator is None or ratio.denominator is None:
            return self._undivided(ratio, unit)
        top, one = ratio.numerator.as_integer_ratio()
        bottom, other = ratio.denominator.as_integer_ratio()
        if one != 1 or other != 1 or top < 0 or bottom <= 0:  # not counts, as nearly all are
            parts = divided(ratio)
            if parts is None:
                return self._undivided(ratio, unit)
            top, bottom = parts
        percent, met = self._of_percents[half_up(100 * top, bottom, PLACES)]
        target = self._same
        if self._single:
            target = self._target(unit)
            met = None if target is None else is_met(target, percent)
        if self._unscored is not None:
            return percent, target, met, self._unscored
        return percent, target, met, self._score(top, bottom)

    def _score(self, top: int, bottom: int) -> Score:
        if not self._straight:
            return share_score(self.indicator, top, bottom)
        if top <= 0:
            return self._none
        if top >= bottom:
            return self._all
        return part_of(self._most, top, bottom)

    def _undivided(self, ratio: Ratio, unit: str) -> Verdict:
        """Judge what is no share: a count, what was not reported, what does not apply."""
        points = score(self.indicator, ratio)
        if not ratio.applicable:
            return None, None, None, points
        target = self._target(unit) if self._single else self._same
        if target is None or self.indicator.is_ratio:
            return None, target, None, points
        return None, target, is_met(target, ratio.numerator), points

    def _target(self, unit: str) -> Target | None:
        return target_for(self._targets, self.indicator.code, unit, self._period)


_NOTHING = Ratio(numerator=None, denominator=None, counted=0)
