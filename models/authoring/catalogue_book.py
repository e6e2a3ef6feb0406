"""The catalogue's own sheets, read from catalogue.xlsx or from a folder of .csv files with the same names."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path

import openpyxl

from models.authoring.sheets import (
    MAX_CELL_CHARACTERS,
    MAX_COLUMNS,
    MAX_FILE_BYTES,
    MAX_ROWS,
    Row,
    Sheet,
    UnreadableWorkbookError,
    check_archive,
    without_remarks,
)

CATALOGUE_SHEETS = ("settings", "units", "forms", "calendar", "indicators", "targets")
WORKBOOK_NAME = "catalogue.xlsx"


def find_catalogue(folder: Path) -> Path:
    """Return where the sheets lie: catalogue.xlsx if there is one, else the folder itself."""
    workbook = folder / WORKBOOK_NAME
    return workbook if workbook.is_file() else folder


def read_catalogue_book(path: Path) -> dict[str, Sheet]:
    """Return the sheets by name, those that exist. Raises UnreadableWorkbookError."""
    try:
        with without_remarks():
            return _read_folder(path) if path.is_dir() else _read_xlsx(path)
    except UnreadableWorkbookError:
        raise
    except Exception as error:  # a broken file may raise anything out of the libraries that read it
        raise UnreadableWorkbookError(reason=f"{type(error).__name__}: {error}") from error


def _read_xlsx(path: Path) -> dict[str, Sheet]:
    _check_size(path)
    check_archive(path)
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        titles = {title.strip().lower(): title for title in book.sheetnames}
        return {
            name: _sheet(titles[name], book[titles[name]].iter_rows(values_only=True, max_col=MAX_COLUMNS))
            for name in CATALOGUE_SHEETS
            if name in titles
        }
    finally:
        book.close()


def _read_folder(folder: Path) -> dict[str, Sheet]:
    sheets = {}
    for name in CATALOGUE_SHEETS:
        file = folder / f"{name}.csv"
        if file.is_file():
            _check_size(file)
            text = file.read_bytes().decode("utf-8-sig")
            sheets[name] = _sheet(name, csv.reader(io.StringIO(text, newline="")))
    return sheets


def _check_size(path: Path) -> None:
    if path.stat().st_size > MAX_FILE_BYTES:
        raise UnreadableWorkbookError(reason="the file is larger than 20 MB")


def _sheet(title: str, rows: Iterable[Sequence[object]]) -> Sheet:
    """Return a sheet whose first row is the header; comment rows (``#`` in the first cell) count as blank."""
    headers: dict[int, str] = {}
    found: list[Row] = []
    for number, row in enumerate(rows, start=1):
        if number > MAX_ROWS:
            raise UnreadableWorkbookError(reason=f"sheet {title} has more than {MAX_ROWS} rows")
        cells = {index: text for index, value in enumerate(row) if (text := cell_text(value))}
        if number == 1:
            headers = {index: " ".join(text.split()) for index, text in cells.items()}
        elif not cells.get(0, "").startswith("#"):
            found.append(Row(number, cells))
    return Sheet(title, 1, headers, tuple(found))


def cell_text(value: object) -> str:
    """Return a cell's value as NFC text: whole numbers without ".0", days as YYYY-MM-DD."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    if len(text) > MAX_CELL_CHARACTERS:
        raise UnreadableWorkbookError(reason="a cell is longer than 100,000 characters")
    return unicodedata.normalize("NFC", text.replace("\xa0", " ").strip())
