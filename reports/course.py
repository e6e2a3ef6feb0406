"""The province's figures period after period, and beside each the same period of the year before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from models.catalogue import Catalogue
from models.indicators import Measurement, percent, total
from models.periods import Period
from models.scores import score, unit_score
from reports.gathering import Gathering

PERIODS = 12
Measure = Callable[[Period], Iterable[Measurement]]


@dataclass(frozen=True, slots=True)
class Step:
    """The province in one period: its index 0..1, and percentages of shares by indicator. None = undefined.

    ``before`` is its index in the same period of the year before.
    """

    period: Period
    index: Fraction | None
    percents: Mapping[str, Decimal | None]
    before: Fraction | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing was reported."""
        return self.index is None and all(value is None for value in self.percents.values())


def course(
    catalogue: Catalogue, period: Period, measure: Measure, periods: int = PERIODS
) -> tuple[Step, ...]:
    """Return the last periods up to this one, oldest first, without the blank ones at the beginning.

    ``measure`` gives the measurements of a period; it is not asked of periods before the calendar begins.
    """
    begins, window = catalogue.calendar.begins, catalogue.calendar.window

    def measured(one: Period) -> Iterable[Measurement]:
        return () if begins is not None and window(one)[1] < begins else measure(one)

    wanted = [period.shifted(-back) for back in range(periods - 1, -1, -1)]
    years = {*wanted, *(one.same_of_last_year for one in wanted)}
    known = {one: step_of(catalogue, one, measured(one)) for one in sorted(years)}
    steps = [
        Step(one, known[one].index, known[one].percents, known[one.same_of_last_year].index) for one in wanted
    ]
    first = next((at for at, step in enumerate(steps) if not step.empty), len(steps))
    return tuple(steps[first:])


def step_of(catalogue: Catalogue, period: Period, measurements: Iterable[Measurement]) -> Step:
    """Add up one period for the province alone."""
    gathered = Gathering(catalogue, period, measurements)
    percents: dict[str, Decimal | None] = {}
    scores = []
    for indicator in gathered.indicators:
        behind = [one for unit in gathered.rows(indicator) for one in gathered.behind(indicator, unit.code)]
        ratio = total(indicator, behind)
        scores.append(score(indicator, ratio))
        if indicator.is_ratio:
            percents[indicator.code] = percent(ratio)
    return Step(period, unit_score(scores).dti, percents)
