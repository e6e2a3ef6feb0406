"""The sheets indicators and targets."""

from __future__ import annotations

import re
from decimal import Decimal

from models.authoring.catalogue_rows import CatalogueSheets, Columns, Placed, titles
from models.authoring.sheet_reader import RowReader
from models.catalogue import Comparison, Direction, Formula, Indicator, Level, Method, PointStep, Target
from models.errors import UnknownPeriodError
from models.forms.errors import FormError
from models.periods import PeriodKind, parse_period

_INDICATOR_CODE = re.compile(r"[a-z][a-z0-9_]{0,63}")
_STEPS = re.compile(
    r"(?:steps)?\s*[:(]?\s*(?P<steps>[\d.]+\s*:\s*[\d.]+(?:\s*;\s*[\d.]+\s*:\s*[\d.]+)*)\s*\)?"
)
_TARGET = re.compile(r"(?P<sign>>=|<=|≥|≤|>|<|=)?\s*(?P<value>[^%]+)%?")
_SIGNS = {"≥": ">=", "≤": "<="}
_DIRECTIONS = {"↑": "up", "↓": "down", "–": "none", "-": "none", "": "none"}
INDICATORS_COLUMNS: Columns = (
    (
        "code",
        "pillar",
        "label::vi",
        "label::en",
        "form",
        "numerator",
        "denominator",
        "unit",
        "direction",
        "level",
        "not_applicable",
        "method",
        "max_points",
    ),
    ("period",),
)
TARGETS_COLUMNS: Columns = (("indicator", "units", "period", "value", "source"), ())


def read_indicator(found: CatalogueSheets, row: RowReader) -> None:
    """Read one row of the sheet indicators."""
    code = row.matched("code", _INDICATOR_CODE, "soc_health_record")
    form = row.need("form")
    row.need("label::vi")
    direction = _DIRECTIONS.get(row.text("direction"))
    method, steps = _method(row)
    numerator, denominator = _formula(row, "numerator"), _formula(row, "denominator")
    if row.text("denominator") and not row.text("numerator"):
        row.need("numerator")
    points = row.number("max_points")
    if not code or not form:
        return
    indicator = Indicator(
        code=code,
        pillar=row.text("pillar"),
        label=titles(row, "label"),
        form=form,
        period=row.choice("period", PeriodKind, PeriodKind.NONE) or PeriodKind.NONE,
        numerator=numerator,
        denominator=denominator,
        unit=row.text("unit"),
        direction=Direction(direction) if direction else row.choice("direction", Direction) or Direction.NONE,
        level=row.choice("level", Level, Level.COMMUNE) or Level.COMMUNE,
        not_applicable=_formula(row, "not_applicable"),
        method=method,
        steps=steps,
        max_points=points if points is not None else max((s.points for s in steps), default=Decimal(0)),
    )
    found.indicators.append((indicator, Placed(row)))


def _method(row: RowReader) -> tuple[Method, tuple[PointStep, ...]]:
    match = _STEPS.fullmatch(row.text("method"))
    if match is None:
        return row.choice("method", Method, Method.NONE) or Method.NONE, ()
    steps = []
    for part in match["steps"].split(";"):
        percent, points = (row.number("method", piece.strip()) for piece in part.split(":"))
        if percent is not None and points is not None:
            steps.append(PointStep(percent, points))
    return Method.STEPS, tuple(sorted(steps, key=lambda step: step.percent))


def read_target(found: CatalogueSheets, row: RowReader) -> None:
    """Read one row of the sheet targets, after the indicators."""
    indicator = row.need("indicator")
    match = _TARGET.fullmatch(row.need("value"))
    value = row.number("value", match["value"]) if match else None
    period = row.text("period")
    if period:
        try:
            period = str(parse_period(period))
        except UnknownPeriodError:
            row.complain(
                "period",
                "E_CELL_VALUE",
                f"“{period}” không phải là kỳ, ví dụ đúng: 2026 hoặc 2026M10.",
                f"“{period}” is not a period, for example: 2026 or 2026M10.",
            )
    if not indicator or match is None or value is None:
        return
    sign = _SIGNS.get(match["sign"] or "", match["sign"] or "")
    down = any(known.code == indicator and known.direction is Direction.DOWN for known, _ in found.indicators)
    comparison = Comparison(sign) if sign else Comparison.AT_MOST if down else Comparison.AT_LEAST
    target = Target(
        indicator=indicator,
        value=value,
        comparison=comparison,
        units=row.codes("units"),
        period=period,
        source=row.text("source"),
    )
    found.targets.append((target, Placed(row)))


def _formula(row: RowReader, column: str) -> Formula | None:
    text = row.text(column)
    if not text:
        return None
    try:
        return Formula.of(text)
    except FormError as error:
        row.complain(
            column,
            "E_EXPRESSION",
            f"Biểu thức “{text}” không đọc được ({error.code}: {error.details}).",
            f"The expression “{text}” cannot be read ({error.code}: {error.details}).",
        )
        return None
