"""The starter catalogue, written for one province as workbooks that its people edit in Excel."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from models.authoring.catalogue_book import CATALOGUE_SHEETS, WORKBOOK_NAME
from models.authoring.sheets import FORM_SHEETS
from models.national import province_units
from models.units import Unit

_STARTER = files("catalogues") / "starter"
_WIDEST = 60
_Rows = list[list[str]]


def write_starter(
    folder: Path, province: str, *, villages: Iterable[Unit] = (), begins: date | None = None
) -> list[Path]:
    """Write catalogue.xlsx and one workbook a form; return the files.

    ``villages`` are added to the sheet units; they have no national list, so a province writes its own.
    Nothing is asked for whose window ended before the day ``begins``.
    Raises UnknownUnitError for a code that is no province, FileExistsError rather than overwrite an
    author's work, OSError.
    """
    units = province_units(province)
    folder.mkdir(parents=True, exist_ok=True)
    books = {f"{form.name}.xlsx": _sheets(form, FORM_SHEETS) for form in starter_forms()}
    books[WORKBOOK_NAME] = _catalogue_sheets(units[province], (*units.values(), *villages), begins)
    existing = [name for name in books if (folder / name).exists()]
    if existing:
        raise FileExistsError(folder / existing[0])
    return [_write(folder / name, sheets) for name, sheets in books.items()]


def starter_forms() -> list[Traversable]:
    """Return the folders of the starter's forms, in the order of the sheet forms."""
    rows = _rows(_STARTER / "forms.csv")
    return [_STARTER / row[rows[0].index("workbook")] for row in rows[1:]]


def _catalogue_sheets(province: Unit, units: Iterable[Unit], begins: date | None) -> dict[str, _Rows]:
    sheets = _sheets(_STARTER, CATALOGUE_SHEETS)
    sheets["settings"] = _settings(sheets["settings"], province, begins)
    sheets["units"] = [
        sheets["units"][0],
        *([_cell(unit, name) for name in sheets["units"][0]] for unit in units),
    ]
    column = sheets["forms"][0].index("workbook")
    for row in sheets["forms"][1:]:
        row[column] = f"{row[column]}.xlsx"
    return sheets


def _settings(rows: _Rows, province: Unit, begins: date | None) -> _Rows:
    values = dict(zip(rows[0], rows[1], strict=True))
    values["province_code"] = province.code
    values["catalogue_id"] = f"xaso-{province.code}"
    values["title::vi"] = f"{values['title::vi']} · {province.name}"
    values["title::en"] = f"{values['title::en']} · {province.name}"
    values["begins"] = begins.isoformat() if begins else ""
    return [rows[0], [values[name] for name in rows[0]]]


def _cell(unit: Unit, column: str) -> str:
    value = getattr(unit, column)
    return "" if value is None else str(value)


def _sheets(folder: Traversable, names: Iterable[str]) -> dict[str, _Rows]:
    found = {name: folder / f"{name}.csv" for name in names}
    return {name: _rows(file) for name, file in found.items() if file.is_file()}


def _rows(file: Traversable) -> _Rows:
    return list(csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig"), newline="")))


def _write(path: Path, sheets: Mapping[str, Sequence[Sequence[str]]]) -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        _fill(book.create_sheet(name), rows)
    book.save(path)
    return path


def _fill(sheet: Worksheet, rows: Sequence[Sequence[str]]) -> None:
    """Write text cells only: a code keeps its zeros and an expression never becomes a formula of Excel's."""
    for row_number, row in enumerate(rows, start=1):
        for column_number, text in enumerate(row, start=1):
            if not text:
                continue
            cell = sheet.cell(row_number, column_number)
            cell.value = text
            cell.data_type = "s"
            cell.number_format = "@"
            if row_number == 1:
                cell.font = Font(bold=True)
            elif len(text) > _WIDEST:
                cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
    for column_number, width in enumerate(_widths(rows), start=1):
        sheet.column_dimensions[get_column_letter(column_number)].width = width


def _widths(rows: Sequence[Sequence[str]]) -> list[int]:
    longest = [0] * max((len(row) for row in rows), default=0)
    for row in rows:
        for index, text in enumerate(row):
            longest[index] = max(longest[index], len(text))
    return [min(max(width + 2, 8), _WIDEST) for width in longest]
