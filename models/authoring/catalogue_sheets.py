"""The six sheets of a catalogue, read into typed rows; every trouble is a complaint at its cell.

Sheets and columns are those of the province guide: settings, units, forms, calendar, indicators, targets.
Here each sheet is read by itself; models.authoring.publication checks them against each other and against
the forms.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import StrEnum

from models.authoring.catalogue_rows import CatalogueSheets, Columns, FormRow, Placed, Settings, titles
from models.authoring.indicator_sheets import INDICATORS_COLUMNS, TARGETS_COLUMNS, read_indicator, read_target
from models.authoring.sheet_reader import RowReader, SheetReader
from models.authoring.sheets import Sheet
from models.calendar import DayRule, PeriodException, PeriodRule, parse_day_rule
from models.catalogue import FormKind
from models.errors import UnknownPeriodError
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


def read_catalogue_sheets(sheets: Mapping[str, Sheet]) -> CatalogueSheets:
    """Read the sheets of models.authoring.catalogue_book."""
    found = CatalogueSheets()
    _read(found, sheets, "settings", SETTINGS_COLUMNS, _settings)
    _read(found, sheets, "units", UNITS_COLUMNS, _unit)
    _read(found, sheets, "forms", FORMS_COLUMNS, _form)
    _read(found, sheets, "calendar", CALENDAR_COLUMNS, _calendar)
    _read(found, sheets, "indicators", INDICATORS_COLUMNS, read_indicator)
    _read(found, sheets, "targets", TARGETS_COLUMNS, read_target)
    return found


class YesNo(StrEnum):
    """A cell that says yes or no."""

    YES = "yes"
    NO = "no"


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
    ("title::vi", "title::en", "verify"),
)
CALENDAR_COLUMNS: Columns = (("period", "window_start", "window_end", "deadline"), ())


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
        found.settings = Settings(province, catalogue, titles(row, "title"), language, begins)


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
        said, units, cell = titles(row, "title"), row.codes("units"), row.cell("workbook")
        twice = row.choice("verify", YesNo, YesNo.NO) is YesNo.YES
        found.forms.append(FormRow(form_id, workbook, kind, period, units, due_rule, said, cell, twice))


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
