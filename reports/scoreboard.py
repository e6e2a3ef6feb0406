"""The scoreboard of one period: every indicator of every commune and of the province, points, index, rank."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

import msgspec

from locales.words import mark
from models.catalogue import Catalogue, Indicator, Target
from models.indicators import (
    Measurement,
    Ratio,
    Score,
    growth,
    is_met,
    own,
    percent,
    ranks,
    score,
    target_for,
    total,
    unit_score,
)
from models.periods import Period
from models.units import Unit
from reports.figures import decimal_text, index_text, plain_number, points_text
from reports.gathering import Apart, Gathering, is_given
from reports.table import CellKind, Column, Table, table


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
        aim = _Aim(catalogue, indicator, str(period))
        whole: list[Measurement] = []
        earlier: list[Measurement] = []
        for unit in now.rows(indicator):
            behind = now.behind(indicator, unit.code)
            last_year = then.given(indicator, unit.code)
            rows.append(_row(aim, unit, behind, last_year))
            whole += behind
            earlier += last_year
        whole += now.apart(indicator)
        earlier += [one for one in then.apart(indicator) if is_given(one)]
        province_rows.append(_row(aim, province, whole, earlier))
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


class _Aim:
    """One indicator and its targets in one period; where none is for single units, all have the same."""

    def __init__(self, catalogue: Catalogue, indicator: Indicator, period: str) -> None:
        self.indicator = indicator
        self._period = period
        self._targets = [target for target in catalogue.targets if target.indicator == indicator.code]
        self._single = any(target.units for target in self._targets)
        self._same = target_for(self._targets, indicator.code, "", period)

    def target(self, unit: str) -> Target | None:
        if self._single:
            return target_for(self._targets, self.indicator.code, unit, self._period)
        return self._same


def _row(
    aim: _Aim, unit: Unit, behind: Sequence[Measurement], earlier: Sequence[Measurement]
) -> IndicatorRow:
    indicator = aim.indicator
    alone = len(behind) == 1
    ratio = own(indicator, behind[0]) if alone else total(indicator, behind)
    target = aim.target(unit.code) if ratio.applicable else None
    published = percent(ratio) if indicator.is_ratio else None
    compared = published if indicator.is_ratio else ratio.numerator
    return IndicatorRow(
        indicator,
        unit,
        ratio,
        published,
        target,
        is_met(target, compared) if target else None,
        score(indicator, ratio),
        () if alone and behind[0].unit == unit.code else tuple(behind),
        tuple(earlier),
    )


def _unit_rows(communes: Sequence[Unit], rows: Sequence[IndicatorRow]) -> tuple[UnitRow, ...]:
    own: dict[str, list[IndicatorRow]] = {unit.code: [] for unit in communes}
    for row in rows:
        own[row.unit.code].append(row)
    scored = [_unit_row(unit, own[unit.code]) for unit in communes]
    places = ranks({row.unit.code: row.dti for row in scored})
    return tuple(UnitRow(row.unit, row.points, row.maximum, row.dti, places[row.unit.code]) for row in scored)


def _unit_row(unit: Unit, rows: Sequence[IndicatorRow]) -> UnitRow:
    whole = unit_score(row.score for row in rows)
    return UnitRow(unit, whole.points, whole.maximum, whole.dti, None)


def scores_document(board: Scoreboard) -> dict[str, object]:
    """Return the JSON document of ``xaso province scores``."""
    province_rows = [_indicator_json(row) for row in board.province_rows]
    return {
        "indicators": [*(_indicator_json(row) for row in board.rows), *province_rows],
        "units": [{**_unit_json(row), "rank": row.rank} for row in board.units],
        "province": {
            **_unit_json(board.province),
            "targets_met": board.targets_met,
            "targets_total": board.targets,
            "indicators": province_rows,
        },
        "lineage": {
            "on": board.on.isoformat() if board.on else None,
            "carried": [{"unit": old.code, "to": new.code} for old, new in board.carried],
            "for_a_person": [_apart_json(apart) for apart in board.for_a_person],
        },
    }


def _apart_json(apart: Apart) -> dict[str, object]:
    return {
        "unit": apart.unit.code,
        "name": apart.unit.name,
        "why": apart.why.value,
        "figures": [
            {
                "code": one.indicator,
                "numerator": plain_number(one.numerator),
                "denominator": plain_number(one.denominator),
            }
            for one in apart.measurements
        ],
    }


def _indicator_json(row: IndicatorRow) -> dict[str, object]:
    ratio = row.ratio
    return {
        "code": row.indicator.code,
        "unit": row.unit.code,
        "numerator": plain_number(ratio.numerator),
        "denominator": plain_number(ratio.denominator),
        "percent": decimal_text(row.percent),
        "target": decimal_text(row.target.value) if row.target else None,
        "met": row.met,
        "score": points_text(row.score.points),
        "max": _most_text(row.indicator.max_points if row.score.maximum else _NOTHING),
    }


_NOTHING = Decimal(0)


@lru_cache(maxsize=1024)
def _most_text(most: Decimal) -> str | None:
    """Return the most points as text: of every unit the same, so each is written once."""
    return points_text(Fraction(most))


def _unit_json(row: UnitRow) -> dict[str, object]:
    return {
        "unit": row.unit.code,
        "name": row.unit.name,
        "score": points_text(row.points),
        "max": points_text(row.maximum),
        "dti": index_text(row.dti),
    }


INDICATOR_COLUMNS = (
    Column("code", mark("Code")),
    Column("label", mark("Indicator")),
    Column("numerator", mark("Numerator"), CellKind.COUNT),
    Column("denominator", mark("Denominator"), CellKind.COUNT),
    Column("percent", mark("Percent"), CellKind.PERCENT),
    Column("growth", mark("On last year (points)"), CellKind.POINTS),
    Column("target", mark("Target"), CellKind.COUNT),
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
                row.target.value if row.target else None,
                row.met,
                row.score.points,
                row.score.maximum,
            )
            for row in rows
        ],
    )


def units_table(board: Scoreboard) -> Table:
    """Return the communes by place; those that reported nothing come last."""
    ordered = sorted(board.units, key=lambda row: (row.rank is None, row.rank or 0, row.unit.code))
    return table(
        "units",
        mark("Scoreboard"),
        UNIT_COLUMNS,
        [(row.rank, row.unit.code, row.unit.name, row.points, row.maximum, row.dti) for row in ordered],
    )
