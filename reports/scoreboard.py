"""The scoreboard of one period: every indicator of every commune and of the province, points, index, rank."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

import msgspec

from locales.words import mark
from models.catalogue import Catalogue, Indicator, Target
from models.indicators import Measurement, Ratio, growth, own, percent, total
from models.judging import Judge
from models.periods import Period
from models.scores import UNSCORED, Score, ranks, unit_score
from models.units import Unit
from reports.gathering import Apart, Gathering, is_given
from reports.table import Bound, CellKind, Column, Table, table


class IndicatorRow(msgspec.Struct, frozen=True, gc=False):
    """One indicator of one unit (or of the province, under its code).

    ``behind`` is what it was summed from, unless that is the unit's own figure alone; ``earlier`` what was
    reported of the same period of last year.
    """

    indicator: Indicator
    unit: Unit
    ratio: Ratio
    percent: Decimal | None
    target: Target | None
    met: bool | None
    score: Score
    behind: tuple[Measurement, ...] = ()
    earlier: tuple[Measurement, ...] = ()

    @property
    def growth(self) -> Decimal | None:
        """Percentage points on the same period of last year; None where either is undefined."""
        if not self.earlier or self.percent is None:
            return None
        return growth(self.percent, percent(total(self.indicator, self.earlier)))


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit's points, index and place among the communes (the province has no place)."""

    unit: Unit
    points: Fraction | None
    maximum: Fraction
    dti: Fraction | None
    rank: int | None


@dataclass(frozen=True, slots=True)
class Scoreboard:
    """All rows of one period: by indicator then unit, the province's own apart.

    ``on`` is the day whose units the rows are, None = the period's last. ``carried`` names units whose
    figures stand under the one that they became part of, ``for_a_person`` what is part of no row.
    """

    period: Period
    rows: tuple[IndicatorRow, ...]
    province_rows: tuple[IndicatorRow, ...]
    units: tuple[UnitRow, ...]
    province: UnitRow
    on: date | None = None
    carried: tuple[tuple[Unit, Unit], ...] = ()
    for_a_person: tuple[Apart, ...] = ()

    @property
    def targets(self) -> int:
        """Return how many indicators of the province have a target."""
        return sum(row.target is not None for row in self.province_rows)

    @property
    def targets_met(self) -> int:
        """Return how many of them are met; what is undefined is not."""
        return sum(row.met is True for row in self.province_rows)


def scoreboard(
    catalogue: Catalogue,
    period: Period,
    measurements: Iterable[Measurement],
    *,
    before: Iterable[Measurement] = (),
    on: date | None = None,
) -> Scoreboard:
    """Add up one period. ``before`` are the measurements of the same period of last year, for growth.

    Rows are the communes that existed on the period's last day, or those of the day ``on``; a unit that
    carries others on shows their figures too (reports.gathering).
    """
    now = Gathering(catalogue, period, measurements, on)
    day = on or catalogue.calendar.window(period)[1]
    then = Gathering(catalogue, period.same_of_last_year, before, day)
    province = catalogue.units[catalogue.province_code]
    rows: list[IndicatorRow] = []
    province_rows: list[IndicatorRow] = []
    for indicator in now.indicators:
        judge = Judge(indicator, catalogue.targets, str(period))
        whole: list[Measurement] = []
        earlier: list[Measurement] = []
        compared = then.has(indicator)
        for unit, behind in now.each(indicator):
            last_year = then.given(indicator, unit.code) if compared else ()
            rows.append(_row(judge, unit, behind, last_year))
            whole += behind
            earlier += last_year
        whole += now.apart(indicator)
        earlier += [one for one in then.apart(indicator) if is_given(one)]
        province_rows.append(_row(judge, province, whole, earlier))
    return Scoreboard(
        period,
        tuple(rows),
        tuple(province_rows),
        _unit_rows(now.standing.units, rows),
        _unit_row(province, province_rows),
        on,
        now.carried,
        now.for_a_person,
    )


def _row(
    judge: Judge, unit: Unit, behind: Sequence[Measurement], earlier: Sequence[Measurement]
) -> IndicatorRow:
    indicator, code = judge.indicator, unit.code
    if len(behind) == 1:
        ratio = own(indicator, behind[0])
        kept = () if behind[0].unit == code else tuple(behind)
    else:
        ratio, kept = total(indicator, behind), tuple(behind)
    percent, target, met, points = judge.judge(ratio, code)
    last_year = tuple(earlier) if earlier else ()
    return IndicatorRow(indicator, unit, ratio, percent, target, met, points, kept, last_year)


def _unit_rows(communes: Sequence[Unit], rows: Sequence[IndicatorRow]) -> tuple[UnitRow, ...]:
    own: dict[str, list[IndicatorRow]] = {unit.code: [] for unit in communes}
    for row in rows:
        if row.score is not UNSCORED:
            own[row.unit.code].append(row)
    scored = [_unit_row(unit, own[unit.code]) for unit in communes]
    places = ranks({row.unit.code: row.dti for row in scored})
    return tuple(UnitRow(row.unit, row.points, row.maximum, row.dti, places[row.unit.code]) for row in scored)


def _unit_row(unit: Unit, rows: Sequence[IndicatorRow]) -> UnitRow:
    whole = unit_score(row.score for row in rows)
    return UnitRow(unit, whole.points, whole.maximum, whole.dti, None)


INDICATOR_COLUMNS = (
    Column("code", mark("Code")),
    Column("label", mark("Indicator")),
    Column("numerator", mark("Numerator"), CellKind.COUNT),
    Column("denominator", mark("Denominator"), CellKind.COUNT),
    Column("percent", mark("Percent"), CellKind.PERCENT),
    Column("growth", mark("On last year (points)"), CellKind.GROWTH),
    Column("target", mark("Target"), CellKind.BOUND),
    Column("met", mark("Met"), CellKind.YES_NO),
    Column("score", mark("Points"), CellKind.POINTS),
    Column("max", mark("Of"), CellKind.POINTS),
)
UNIT_COLUMNS = (
    Column("rank", mark("Rank"), CellKind.COUNT),
    Column("unit", mark("Code")),
    Column("name", mark("Unit")),
    Column("score", mark("Points"), CellKind.POINTS),
    Column("max", mark("Of"), CellKind.POINTS),
    Column("dti", mark("Index"), CellKind.INDEX),
)


def indicators_table(board: Scoreboard, language: str, unit: str | None = None) -> Table:
    """Return the indicators of the province, or of one commune."""
    rows = board.province_rows if unit is None else [row for row in board.rows if row.unit.code == unit]
    return table(
        "indicators",
        mark("Indicators"),
        INDICATOR_COLUMNS,
        [
            (
                row.indicator.code,
                row.indicator.label.get(language) or row.indicator.label.get("vi", row.indicator.code),
                row.ratio.numerator,
                row.ratio.denominator,
                row.percent,
                row.growth,
                _bound(row),
                row.met,
                row.score.points,
                row.score.maximum,
            )
            for row in rows
        ],
    )


def _bound(row: IndicatorRow) -> Bound | None:
    if row.target is None:
        return None
    return Bound(row.target.comparison.value, row.target.value, row.indicator.is_ratio)


def units_table(board: Scoreboard) -> Table:
    """Return the communes by place; those that reported nothing come last."""
    ordered = sorted(board.units, key=lambda row: (row.rank is None, row.rank or 0, row.unit.code))
    return table(
        "units",
        mark("Scoreboard"),
        UNIT_COLUMNS,
        [(row.rank, row.unit.code, row.unit.name, row.points, row.maximum, row.dti) for row in ordered],
    )
