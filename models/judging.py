"""Judging many units by one indicator: what is the same for all of them is worked out once."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from models.catalogue import Indicator, Method, Target
from models.indicators import (
    PLACES,
    Ratio,
    Score,
    divided,
    half_up,
    is_met,
    published,
    score,
    share_score,
    target_for,
)

Verdict = tuple[Decimal | None, Target | None, bool | None, Score]
"""Percentage (of ratios), the target that counts, whether it is met, points."""


class Judge:
    """One indicator in one period. ``targets`` are all of the catalogue."""

    def __init__(self, indicator: Indicator, targets: Sequence[Target], period: str) -> None:
        self.indicator = indicator
        self._period = period
        self._targets = [target for target in targets if target.indicator == indicator.code]
        self._single = any(target.units for target in self._targets)
        self._same = target_for(self._targets, indicator.code, "", period)
        self._scored = indicator.method is not Method.NONE
        self._of_percents: dict[int, tuple[Decimal, bool | None]] = {}  # in hundredths

    def judge(self, ratio: Ratio, unit: str) -> Verdict:
        """Return what is to be said of a unit's figure; nothing of what does not apply."""
        indicator = self.indicator
        if not ratio.counted and not ratio.missing:
            return None, None, None, score(indicator, ratio)
        target = self._target(unit) if self._single else self._same
        if indicator.denominator is None:
            met = None if target is None else is_met(target, ratio.numerator)
            return None, target, met, score(indicator, ratio)
        parts = divided(ratio)
        if parts is None:
            return None, target, None, score(indicator, ratio)
        units = half_up(100 * parts[0], parts[1], PLACES)
        known = self._of_percents.get(units)
        if known is None:
            percent = published(units)
            known = percent, None if self._same is None else is_met(self._same, percent)
            self._of_percents[units] = known
        percent, met = known
        if target is not self._same:
            met = None if target is None else is_met(target, percent)
        return (
            percent,
            target,
            met,
            share_score(indicator, *parts) if self._scored else score(indicator, ratio),
        )

    def _target(self, unit: str) -> Target | None:
        return target_for(self._targets, self.indicator.code, unit, self._period)
