"""The scoreboard of one period: every indicator of every commune and of the province, points, index, rank."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from locales.words import mark
from models.catalogue import Catalogue, Indicator, Target
from models.indicators import (
    Measurement,
    Ratio,
    Score,
    growth,
    is_met,
    percent,
    ranks,
    score,
    target_for,
    total,
    unit_score,
    value_for_target,
)
from models.periods import Period
from models.units import Unit
from reports.figures import decimal_text, index_text, plain_number, points_text
from reports.table import CellKind, Column, Table, table


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """One indicator of one unit (or of the province, under its code). ``growth`` is in points."""

    indicator: Indicator
    unit: Unit
    ratio: Ratio
    percent: Decimal | None
    target: Target | None
    met: bool | None
    score: Score
    growth: Decimal | None


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
    """All rows of one period: by indicator then unit, the province's own apart."""

    period: Period
    rows: tuple[IndicatorRow, ...]
    province_rows: tuple[IndicatorRow, ...]
    units: tuple[UnitRow, ...]
    province: UnitRow

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
) -> Scoreboard:
    """Add up one period. ``before`` are the measurements of the same period of last year, for growth."""
    day = catalogue.calendar.window(period)[1]
    communes = catalogue.communes(day)
    province = catalogue.units[catalogue.province_code]
    known = {unit.code for unit in communes}
    now = _by_indicator(measurements, known)
    then = _by_indicator(before, known)
    rows: list[IndicatorRow] = []
    province_rows: list[IndicatorRow] = []
    for indicator in _indicators(catalogue, period):
        ours, theirs = now.get(indicator.code, {}), then.get(indicator.code, {})
        aims = [target for target in catalogue.targets if target.indicator == indicator.code]
        reporting = [unit for unit in communes if catalogue.form(indicator.form).is_for(unit.code)]
        for unit in reporting:
            ratio = total(indicator, [ours.get(unit.code) or _nothing(indicator, unit, period)])
            earlier = [theirs[unit.code]] if unit.code in theirs else []
            rows.append(_row(aims, indicator, unit, period, ratio, earlier))
        whole = total(indicator, [ours.get(u.code) or _nothing(indicator, u, period) for u in reporting])
        province_rows.append(_row(aims, indicator, province, period, whole, list(theirs.values())))
    return Scoreboard(
        period,
        tuple(rows),
        tuple(province_rows),
        _unit_rows(communes, rows),
        _unit_row(province, province_rows),
    )


def _indicators(catalogue: Catalogue, period: Period) -> list[Indicator]:
    return [one for one in catalogue.indicators if one.period is period.kind and one.numerator is not None]


def _by_indicator(measurements: Iterable[Measurement], units: set[str]) -> dict[str, dict[str, Measurement]]:
    found: dict[str, dict[str, Measurement]] = {}
    for one in measurements:
        if one.unit in units:
            found.setdefault(one.indicator, {})[one.unit] = one
    return found


def _nothing(indicator: Indicator, unit: Unit, period: Period) -> Measurement:
    return Measurement(indicator=indicator.code, unit=unit.code, period=str(period))


def _row(
    targets: Sequence[Target],
    indicator: Indicator,
    unit: Unit,
    period: Period,
    ratio: Ratio,
    earlier: Sequence[Measurement],
) -> IndicatorRow:
    target = (
        target_for(targets, indicator.code, unit.code, str(period)) if targets and ratio.applicable else None
    )
    published = percent(ratio)
    return IndicatorRow(
        indicator=indicator,
        unit=unit,
        ratio=ratio,
        percent=published,
        target=target,
        met=is_met(target, value_for_target(indicator, ratio)) if target else None,
        score=score(indicator, ratio),
        growth=growth(published, percent(total(indicator, earlier))) if earlier else None,
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
    }


def _indicator_json(row: IndicatorRow) -> dict[str, object]:
    return {
        "code": row.indicator.code,
        "unit": row.unit.code,
        "numerator": plain_number(row.ratio.numerator),
        "denominator": plain_number(row.ratio.denominator),
        "percent": decimal_text(row.percent),
        "target": decimal_text(row.target.value) if row.target else None,
        "met": row.met,
        "score": points_text(row.score.points),
        "max": points_text(row.score.maximum),
    }


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
