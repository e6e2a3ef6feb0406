"""The six sheets of a catalogue, read into typed rows; every trouble is a complaint at its cell.

Sheets and columns are those of the province guide: settings, units, forms, calendar, indicators, targets.
Here each sheet is read by itself; models.authoring.publication checks them against each other and against
the forms.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from models.authoring.complaints import Complaint
from models.authoring.sheet_reader import RowReader, SheetReader
from models.authoring.sheets import Sheet
from models.calendar import DayRule, PeriodException, PeriodRule, parse_day_rule
from models.catalogue import (
    Comparison,
    Direction,
    FormKind,
    Formula,
    Indicator,
    Level,
    Method,
    PointStep,
    Target,
)
from models.errors import UnknownPeriodError
from models.forms.errors import FormError
from models.identifiers import COMMUNE_CODE, FORM_ID, PROVINCE_CODE, VILLAGE_CODE
from models.periods import PeriodKind, parse_period
from models.units import Unit, UnitKind

_CODE_SHAPES = {
    UnitKind.PROVINCE: (PROVINCE_CODE, "56"),
    UnitKind.COMMUNE: (COMMUNE_CODE, "00004"),
    UnitKind.VILLAGE: (VILLAGE_CODE, "22810-01"),
}
_CATALOGUE_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_LANGUAGE = re.compile(r"vi|en")
_INDICATOR_CODE = re.compile(r"[a-z][a-z0-9_]{0,63}")
_STEPS = re.compile(
    r"(?:steps)?\s*[:(]?\s*(?P<steps>[\d.]+\s*:\s*[\d.]+(?:\s*;\s*[\d.]+\s*:\s*[\d.]+)*)\s*\)?"
)
_TARGET = re.compile(r"(?P<sign>>=|<=|≥|≤|>|<|=)?\s*(?P<value>.+)")
_SIGNS = {"≥": ">=", "≤": "<="}
_DIRECTIONS = {"↑": "up", "↓": "down", "–": "none", "-": "none", "": "none"}


@dataclass(frozen=True, slots=True)
class Settings:
    """The sheet settings: one row."""

    province_code: str
    catalogue_id: str
    title: dict[str, str]
    default_language: str
    begins: date | None = None


@dataclass(frozen=True, slots=True)
class FormRow:
    """One row of the sheet forms; ``cell`` is where the workbook is named."""

    form_id: str
    workbook: str
    kind: FormKind
    period: PeriodKind
    units: tuple[str, ...]
    due_rule: DayRule | None
    title: dict[str, str]
    cell: str


@dataclass(frozen=True, slots=True)
class Placed:
    """Where an indicator or a target stands, so that later checks can name the cell of each column."""

    row: RowReader

    def cell(self, column: str) -> str:
        """Return the cell's name."""
        return self.row.cell(column)


@dataclass(slots=True)
class CatalogueSheets:
    """All that the six sheets hold; what could not be read is left out and complained about."""

    settings: Settings | None = None
    units: list[tuple[Unit, Placed]] = field(default_factory=list)
    forms: list[FormRow] = field(default_factory=list)
    rules: list[PeriodRule] = field(default_factory=list)
    exceptions: list[PeriodException] = field(default_factory=list)
    indicators: list[tuple[Indicator, Placed]] = field(default_factory=list)
    targets: list[tuple[Target, Placed]] = field(default_factory=list)
    complaints: list[Complaint] = field(default_factory=list)


def read_catalogue_sheets(sheets: Mapping[str, Sheet]) -> CatalogueSheets:
    """Read the sheets of models.authoring.catalogue_book."""
    found = CatalogueSheets()
    _read(found, sheets, "settings", SETTINGS_COLUMNS, _settings)
    _read(found, sheets, "units", UNITS_COLUMNS, _unit)
    _read(found, sheets, "forms", FORMS_COLUMNS, _form)
    _read(found, sheets, "calendar", CALENDAR_COLUMNS, _calendar)
    _read(found, sheets, "indicators", INDICATORS_COLUMNS, _indicator)
    _read(found, sheets, "targets", TARGETS_COLUMNS, _target)
    return found


Columns = tuple[tuple[str, ...], tuple[str, ...]]
SETTINGS_COLUMNS: Columns = (
    ("province_code", "catalogue_id", "title::vi", "title::en", "default_language"),
    ("begins",),
)
UNITS_COLUMNS: Columns = (
    ("code", "name", "kind", "parent", "valid_from", "valid_to", "successor"),
    ("sort",),
)
FORMS_COLUMNS: Columns = (
    ("form_id", "workbook", "kind", "period", "units", "due_rule"),
    ("title::vi", "title::en"),
)
CALENDAR_COLUMNS: Columns = (("period", "window_start", "window_end", "deadline"), ())
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


def _read(
    found: CatalogueSheets,
    sheets: Mapping[str, Sheet],
    name: str,
    columns: Columns,
    read: Callable[[CatalogueSheets, RowReader], None],
) -> None:
    reader = SheetReader(name, sheets.get(name), *columns)
    for row in reader.rows():
        read(found, row)
    found.complaints.extend(reader.complaints)


def _titles(row: RowReader, column: str) -> dict[str, str]:
    return {language: text for language in ("vi", "en") if (text := row.text(f"{column}::{language}"))}


def _settings(found: CatalogueSheets, row: RowReader) -> None:
    if found.settings is not None:
        row.complain(
            "province_code",
            "E_DUPLICATE",
            "Trang settings chỉ có một dòng.",
            "The sheet settings has one row only.",
        )
        return
    province = row.matched("province_code", PROVINCE_CODE, "56")
    catalogue = row.matched("catalogue_id", _CATALOGUE_ID, "vn-56")
    row.need("title::vi")
    language = row.matched("default_language", _LANGUAGE, "vi")
    begins = row.day("begins")
    if province and catalogue and language:
        found.settings = Settings(province, catalogue, _titles(row, "title"), language, begins)


def _unit(found: CatalogueSheets, row: RowReader) -> None:
    kind = row.choice("kind", UnitKind)
    if kind is None:
        return
    code = row.matched("code", *_CODE_SHAPES[kind])
    name = row.need("name")
    parent = row.text("parent") if kind is UnitKind.PROVINCE else row.need("parent")
    unit = Unit(
        code=code or "",
        name=name,
        kind=kind,
        sort=row.text("sort"),
        parent=parent or None,
        valid_from=row.day("valid_from"),
        valid_to=row.day("valid_to"),
        successor=row.text("successor") or None,
    )
    if code and name:
        found.units.append((unit, Placed(row)))


def _form(found: CatalogueSheets, row: RowReader) -> None:
    form_id = row.matched("form_id", FORM_ID, "monthly")
    workbook = row.need("workbook")
    kind = row.choice("kind", FormKind)
    period = row.choice("period", PeriodKind, PeriodKind.NONE)
    due_rule = _day_rule(row, "due_rule")
    if kind is not None and period is not None and (kind is FormKind.REGISTER) != (period is PeriodKind.NONE):
        row.complain(
            "period",
            "E_CELL_VALUE",
            "Sổ thì kỳ là “none”; phiếu kỳ thì phải có kỳ (month, quarter, half, 9-months, year).",
            "A register’s period is “none”; a periodic form needs one (month, quarter, half …).",
        )
        return
    if form_id and workbook and kind is not None and period is not None:
        titles, units, cell = _titles(row, "title"), row.codes("units"), row.cell("workbook")
        found.forms.append(FormRow(form_id, workbook, kind, period, units, due_rule, titles, cell))


def _day_rule(row: RowReader, column: str) -> DayRule | None:
    text = row.text(column)
    if not text:
        return None
    try:
        return parse_day_rule(text)
    except ValueError:
        row.complain(
            column,
            "E_DAY_RULE",
            f"“{text}” không phải quy tắc ngày. Hãy viết như “15 m-1” (ngày 15 tháng trước) hoặc “last m”.",
            f"“{text}” is not a day rule. Write “15 m-1” (the 15th of the month before) or “last m”.",
        )
        return None


def _calendar(found: CatalogueSheets, row: RowReader) -> None:
    text = row.need("period")
    if not text:
        return
    if text in {kind.value for kind in PeriodKind if kind is not PeriodKind.NONE}:
        start, end, deadline = (
            _needed_rule(row, name) for name in ("window_start", "window_end", "deadline")
        )
        if start and end and deadline:
            found.rules.append(PeriodRule(kind=PeriodKind(text), start=start, end=end, deadline=deadline))
        return
    try:
        period = str(parse_period(text))
    except UnknownPeriodError:
        row.complain(
            "period",
            "E_CELL_VALUE",
            f"“{text}” không phải loại kỳ (month, quarter, half, 9-months, year) hay một kỳ như 2026M10.",
            f"“{text}” is neither month, quarter, half, 9-months, year nor a period such as 2026M10.",
        )
        return
    start_day, end_day, last_day = (row.day(name) for name in ("window_start", "window_end", "deadline"))
    found.exceptions.append(PeriodException(period=period, start=start_day, end=end_day, deadline=last_day))


def _needed_rule(row: RowReader, column: str) -> DayRule | None:
    return _day_rule(row, column) if row.need(column) else None


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


def _indicator(found: CatalogueSheets, row: RowReader) -> None:
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
        label=_titles(row, "label"),
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


def _target(found: CatalogueSheets, row: RowReader) -> None:
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
