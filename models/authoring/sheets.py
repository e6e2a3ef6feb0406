"""Reading a workbook's sheets ourselves, cell by cell, so that a complaint can say where.

pyxform drops headers it does not know and often names a row only, so the compiler reads the same file once
more. What comes in is untrusted: sizes are looked at before anything is unpacked.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import unicodedata
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl
import xlrd  # type: ignore[import-untyped]

FORM_SHEETS = ("survey", "choices", "settings", "external_choices", "entities", "osm")
MAX_FILE_BYTES = 20_000_000
MAX_UNPACKED_BYTES = 150_000_000
MAX_RATIO = 400
MAX_ROWS = 60_000
MAX_SURVEY_ROWS = 4_000
MAX_COLUMNS = 400
MAX_CELL_CHARACTERS = 33_000  # Excel itself allows 32,767
MAX_REFERENCES = 20_000
EMPTY_ROWS_THAT_END_A_SHEET = 60


class UnreadableWorkbookError(Exception):
    """The file is not a workbook, or is larger than any form; the compiler makes a complaint of it."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number in the file (from 1) and its non-blank cells, text by column index (from 0)."""

    number: int
    cells: dict[int, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its title as written, its header row and the rows below it.

    ``headers``: header text by column index, as written but stripped. ``rows`` includes blank rows, so that
    the row that pyxform calls n is ``rows[n - 2]``.
    """

    title: str
    header_row: int
    headers: dict[int, str]
    rows: tuple[Row, ...]
    duplicates: tuple[int, ...] = ()

    def cell(self, column: int, row: int) -> str:
        """The name of a cell, "C12"."""
        return f"{column_letters(column)}{row}"


@dataclass(frozen=True, slots=True)
class Workbook:
    """The sheets of one form; ``others`` are the titles of sheets that XLSForm does not know."""

    path: Path
    sheets: dict[str, Sheet]
    others: tuple[str, ...] = field(default=())


def column_letters(index: int) -> str:
    """0 → "A", 26 → "AA"."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def read_sheets(path: Path) -> Workbook:
    """The form's sheets from an .xlsx/.xls file, a .csv file of several sheets, or a folder of .csv files.

    Raises: UnreadableWorkbookError.
    """
    try:
        if path.is_dir():
            return _read_folder(path)
        if not path.is_file():
            raise UnreadableWorkbookError(reason="there is no such file")
        if path.stat().st_size > MAX_FILE_BYTES:
            raise UnreadableWorkbookError(reason="the file is larger than 20 MB")
        match path.suffix.lower():
            case ".xlsx" | ".xlsm":
                return _read_xlsx(path)
            case ".xls":
                return _read_xls(path)
            case ".csv":
                return _read_csv(path)
        raise UnreadableWorkbookError(reason="not an .xlsx, .xls or .csv file")
    except UnreadableWorkbookError:
        raise
    except RecursionError as error:
        raise UnreadableWorkbookError(reason="nested too deeply") from error
    except Exception as error:  # a broken file may raise anything out of the libraries that read it
        raise UnreadableWorkbookError(reason=f"{type(error).__name__}: {error}") from error


@contextmanager
def without_remarks() -> Iterator[None]:
    """Keep openpyxl's remarks on styles and extensions, which no form needs, off the terminal."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def check_archive(path: Path) -> None:
    """Look at the sizes a zip promises before anything is unpacked. Raises: UnreadableWorkbookError."""
    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
        unpacked = sum(entry.file_size for entry in entries)
        packed = max(1, sum(entry.compress_size for entry in entries))
    if len(entries) > 2_000 or unpacked > MAX_UNPACKED_BYTES:
        raise UnreadableWorkbookError(reason="the archive unpacks to more than any form needs")
    if unpacked > 5_000_000 and unpacked / packed > MAX_RATIO:
        raise UnreadableWorkbookError(reason="the archive is packed suspiciously tightly")


def _read_xlsx(path: Path) -> Workbook:
    check_archive(path)
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        titles = list(book.sheetnames)
        wanted = _wanted(titles)
        sheets = {}
        for name, title in wanted.items():
            worksheet = book[title]
            rows = (
                [_plain(value) for value in row]
                for row in worksheet.iter_rows(values_only=True, max_col=MAX_COLUMNS)
            )
            sheets[name] = _sheet(title, rows)
    finally:
        book.close()
    return Workbook(path, sheets, tuple(title for title in titles if title not in wanted.values()))


def _read_xls(path: Path) -> Workbook:
    book = xlrd.open_workbook(str(path), logfile=io.StringIO())
    titles = book.sheet_names()
    wanted = _wanted(titles)
    sheets = {}
    for name, title in wanted.items():
        worksheet = book.sheet_by_name(title)
        rows = (
            [_xls_value(cell, book.datemode) for cell in worksheet.row(number)[:MAX_COLUMNS]]
            for number in range(worksheet.nrows)
        )
        sheets[name] = _sheet(title, rows)
    return Workbook(path, sheets, tuple(title for title in titles if title not in wanted.values()))


def _xls_value(cell: xlrd.sheet.Cell, datemode: int) -> str:
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if cell.value else "FALSE"
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            moment = xlrd.xldate_as_tuple(cell.value, datemode)
        except xlrd.xldate.XLDateError:
            return str(cell.value)
        return str(dt.time(*moment[3:])) if moment[:3] == (0, 0, 0) else str(dt.datetime(*moment))  # noqa: DTZ001
    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK, xlrd.XL_CELL_ERROR):
        return ""
    return _plain(cell.value)


def _plain(value: object) -> str:
    """The text pyxform makes of a cell's value: whole numbers without ".0", booleans in capitals."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = str(value)
    if len(text) > MAX_CELL_CHARACTERS:
        raise UnreadableWorkbookError(reason="a cell is longer than 33,000 characters")
    return unicodedata.normalize("NFC", text.replace("\xa0", " ").strip())


def _wanted(titles: Sequence[str]) -> dict[str, str]:
    """Sheet title by XLSForm name; a lone sheet of any name is the survey, as in pyxform."""
    wanted = {title.lower(): title for title in titles if title.lower() in FORM_SHEETS}
    if not wanted and len(titles) == 1:
        wanted = {"survey": titles[0]}
    return wanted


def _read_csv(path: Path) -> Workbook:
    """A .csv with the sheet's name in the first column, alone on its line or beside the header row."""
    parts: dict[str, tuple[str, list[tuple[int, list[str]]]]] = {}
    current: list[tuple[int, list[str]]] | None = None
    for number, row in enumerate(_csv_rows(path.read_bytes()), start=1):
        if row and row[0].strip():
            title = row[0].strip()
            current = parts.setdefault(title.lower(), (title, []))[1]
        if current is not None and any(cell.strip() for cell in row[1:]):
            current.append((number, ["", *row[1:]]))
    sheets = {
        name: _numbered_sheet(title, rows) for name, (title, rows) in parts.items() if name in FORM_SHEETS
    }
    return Workbook(
        path, sheets, tuple(title for name, (title, _) in parts.items() if name not in FORM_SHEETS)
    )


def _read_folder(folder: Path) -> Workbook:
    sheets = {}
    for name in FORM_SHEETS:
        file = folder / f"{name}.csv"
        if not file.is_file():
            continue
        if file.stat().st_size > MAX_FILE_BYTES:
            raise UnreadableWorkbookError(reason="the file is larger than 20 MB")
        sheets[name] = _sheet(name, _csv_rows(file.read_bytes()))
    return Workbook(folder, sheets)


def _csv_rows(data: bytes) -> Iterator[list[str]]:
    yield from csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))


def _sheet(title: str, rows: Iterable[Sequence[str]]) -> Sheet:
    return _numbered_sheet(title, ((number, list(row)) for number, row in enumerate(rows, start=1)))


def _numbered_sheet(title: str, rows: Iterable[tuple[int, Sequence[str]]]) -> Sheet:
    """Header and rows; a long run of blank rows ends the sheet, as it does in pyxform."""
    header_row = 1
    headers: dict[int, str] = {}
    duplicates: list[int] = []
    found: list[Row] = []
    blank = 0
    for order, (number, row) in enumerate(rows):
        cells = {index: _plain(value) for index, value in enumerate(row[:MAX_COLUMNS])}
        cells = {index: text for index, text in cells.items() if text}
        if order == 0:
            header_row = number
            seen: set[str] = set()
            for index, text in cells.items():
                headers[index] = " ".join(text.split())
                if headers[index] in seen:
                    duplicates.append(index)
                seen.add(headers[index])
            continue
        blank = 0 if cells else blank + 1
        if blank > EMPTY_ROWS_THAT_END_A_SHEET:
            break
        limit = MAX_SURVEY_ROWS if title.lower() == "survey" else MAX_ROWS
        if len(found) >= limit:
            raise UnreadableWorkbookError(reason=f"sheet {title} has more than {limit} rows")
        found.append(Row(number, cells))
    if sum(text.count("${") for row in found for text in row.cells.values()) > MAX_REFERENCES:
        raise UnreadableWorkbookError(reason=f"sheet {title} has more than {MAX_REFERENCES} references")
    while found and not found[-1].cells:
        found.pop()
    return Sheet(title, header_row, headers, tuple(found), tuple(duplicates))
