"""What is usual for a cell: the range in which its number lay in the periods before. Pure.

A value is looked at beside up to twelve earlier ones of the same cell. Usual is their median
± 3.5 × 1.4826 × MAD (the modified z-score of Iglewicz and Hoaglin, with the threshold of WHO's data quality
reviews), but never less than ``percent`` of the median and of the last value: what the catalogue allows
goes first, and a level that was explained once is the new level. Mean and standard deviation, of which
DHIS2 makes its min-max values, are drawn to the very typing error they are to find; the median is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor, sqrt
from typing import NamedTuple

PERIODS = 12
"""So many periods back are looked at."""
FEWEST = 3
"""With fewer known values nothing can be said to be usual."""
UNASKED = 50.0
"""Percent that are let pass where the catalogue names no limit of its own."""
_THRESHOLD = 3.5
_TO_DEVIATION = 1.4826  # MAD × this is the standard deviation of normal values


class Usual(NamedTuple):
    """From ``low`` to ``high``, both included; so it was in ``periods`` earlier periods."""

    low: float
    high: float
    periods: int

    def holds(self, value: float) -> bool:
        """Whether a value is usual."""
        return self.low <= value <= self.high


def usual(earlier: Sequence[float], percent: float, *, whole: bool, counts: bool = False) -> Usual | None:
    """Return the usual range of a cell; None while fewer than FEWEST values are known.

    ``earlier`` is newest first, without blanks. ``percent`` is what may always change. ``whole`` rounds the
    bounds outward to whole numbers; ``counts`` allows for what chance does to small counts (their square
    root), which a limit given by the catalogue does not. What never was below 0 is not expected there.
    """
    known = earlier[:PERIODS]
    if len(known) < FEWEST:
        return None
    middle = _median(known)
    spread = _median([abs(value - middle) for value in known])
    width = max(_THRESHOLD * _TO_DEVIATION * spread, allowed(middle, percent, counts=counts))
    near = allowed(known[0], percent, counts=counts)
    low = min(middle - width, known[0] - near)
    high = max(middle + width, known[0] + near)
    if low < 0 and min(known) >= 0:
        low = 0.0
    if not (high - low < float("inf")):
        return None
    return Usual(*_outward(low, high, whole=whole), len(known))


def allowed(value: float, percent: float, *, counts: bool) -> float:
    """Return how far from ``value`` the next one may lie without anybody asking."""
    share = abs(value) * percent / 100
    return max(share, _THRESHOLD * sqrt(max(abs(value), 1.0))) if counts else share


def _median(values: Sequence[float]) -> float:
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def _outward(low: float, high: float, *, whole: bool) -> tuple[float, float]:
    """Round both bounds so that people can read them and nothing usual falls outside."""
    if whole:
        return float(floor(low)), float(ceil(high))
    size = max(abs(low), abs(high))
    places = 2 if size >= 1 else 4  # shares of a whole have more places than kilometres
    scale = 10.0**places
    if size * scale >= 2**53:
        return low, high
    return floor(low * scale) / scale, ceil(high * scale) / scale
