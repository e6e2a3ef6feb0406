"""Figures from a file: JSON or CSV, turned into cells to fill and records to add.

JSON, canonical values (12.5, "2026-10-05"):
    {"awa_media_items": 12, "/data/a/b": "x"}              paths, or names where they are unique
    {"villages": {"22810-01": {"soc_x_num": 5}}}           rows of a repeat by their code
    {"r": [{"x": 1}, {"x": 2}]}                            rows of a repeat in their order
    {"values": {…}, "notes": {path: text}, "explanations": {path: text}}
    [{…}, {…}]                                             records of a register
CSV, as a person types them (1.234,5 and 05/10/2026 in Vietnamese):
    path,value | village_code,question,question… | one record of a register a line
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from cli.errors import BadInputFileError
from locales.words import Words, mark
from models.identifiers import nfc

ENTRY_COLUMN = "entry_id"  # names the record of a register that is to be changed
_LIMIT = 32 * 1024 * 1024  # no file of figures is larger; a wrong file is not read into memory


@dataclass(frozen=True, slots=True)
class RowKey:
    """A row of a repeat: by its code (village_code …) or by its number from 1; ``repeat`` "" = any repeat."""

    repeat: str
    code: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class Figure:
    """One cell to fill: ``name`` is a path or a question's name, ``typed`` tells how ``value`` is read."""

    name: str
    value: str
    row: RowKey | None = None
    typed: bool = False


@dataclass(slots=True)
class Sheet:
    """What one entry is to hold: figures in their order, notes and explanations by name."""

    figures: list[Figure] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
    explanations: dict[str, str] = field(default_factory=dict)
    entry_id: str | None = None


def read_figures(path: Path, words: Words) -> list[Sheet]:
    """Read a file of figures: one sheet, or one for each record of a register.

    Raises BadInputFileError; OSError where the file cannot be read.
    """
    if path.stat().st_size > _LIMIT:
        raise BadInputFileError(path=str(path), problem=words.text("it is too large"))
    data = path.read_bytes()
    try:
        text = nfc(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadInputFileError(path=str(path), problem=words.text("it is not UTF-8 text")) from error
    try:
        if text.lstrip()[:1] in ("{", "["):
            return sheets_from_json(text)
        return sheets_from_csv(text)
    except _Misread as error:
        problem = words.text(error.message, **error.fields)
        raise BadInputFileError(path=str(path), problem=problem) from error


class _Misread(Exception):  # noqa: N818 - becomes a BadInputFileError once the path is known
    def __init__(self, message: str, **fields: object) -> None:
        super().__init__(message)
        self.message = message
        self.fields = fields


def sheets_from_json(text: str) -> list[Sheet]:
    """Read JSON: an object is one sheet, a list is one sheet a record."""
    try:
        document = json.loads(text, parse_float=Decimal, parse_int=Decimal)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise _Misread(mark("line {line} is not JSON"), line=line) from error
    if isinstance(document, list):
        return [_sheet(_object(record)) for record in document]
    return [_sheet(_object(document))]


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _Misread(mark("a record must be {{name: value}}, not “{value}”"), value=str(value)[:40])
    return value


def _sheet(document: dict[str, Any]) -> Sheet:
    sheet = Sheet()
    values = document
    if isinstance(document.get("values"), dict):
        values = document["values"]
        sheet.notes = {name: _text(name, text) for name, text in _object(document.get("notes", {})).items()}
        told = _object(document.get("explanations", {}))
        sheet.explanations = {name: _text(name, text) for name, text in told.items()}
    for name, value in values.items():
        if name == ENTRY_COLUMN:
            sheet.entry_id = _text(name, value)
        else:
            sheet.figures.extend(_figures(name, value))
    return sheet


def _figures(name: str, value: Any) -> Iterator[Figure]:
    if isinstance(value, dict):
        for code, cells in value.items():
            for question, cell in _object(cells).items():
                yield Figure(question, _text(question, cell), RowKey(name, code=code))
    elif isinstance(value, list) and any(isinstance(each, dict) for each in value):
        for number, cells in enumerate(value, 1):
            for question, cell in _object(cells).items():
                yield Figure(question, _text(question, cell), RowKey(name, number=number))
    elif isinstance(value, list):
        yield Figure(name, " ".join(_text(name, each) for each in value))
    else:
        yield Figure(name, _text(name, value))


def _text(name: str, value: Any) -> str:
    """Return a JSON value as canonical text; true and false are what a select of yes and no calls them."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, str):
        return value
    raise _Misread(mark("“{name}” must be a number or a text"), name=name)


def sheets_from_csv(text: str) -> list[Sheet]:
    """Read CSV (comma, semicolon or tab): path,value; rows by village_code; or records."""
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    rows = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    try:
        headers = [header.strip() for header in next(rows, [])]
        lines = [row for row in rows if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise _Misread(mark("line {line} is not CSV"), line=rows.line_num) from error
    if len(headers) < 2 and headers != [ENTRY_COLUMN]:
        raise _Misread(mark("the first line must name the columns"))
    for number, row in enumerate(lines, 2):
        if len(row) > len(headers):
            raise _Misread(mark("line {line} has more cells than the first line"), line=number)
    cells = [dict(zip(headers, row, strict=False)) for row in lines]
    if [header.lower() for header in headers[:2]] == ["path", "value"]:
        return [_by_path(headers, cells)]
    keys = [header for header in headers if header.endswith("village_code")]
    if keys:
        return [_by_village(keys[0], cells)]
    return [_record(row) for row in cells]


def _by_path(headers: Sequence[str], cells: Sequence[Mapping[str, str]]) -> Sheet:
    name, value = headers[:2]
    return Sheet([Figure(row[name].strip(), row.get(value, "").strip(), typed=True) for row in cells])


def _by_village(key: str, cells: Sequence[Mapping[str, str]]) -> Sheet:
    """One line a village; the columns that are blank in a line are left as they are."""
    sheet = Sheet()
    for row in cells:
        code = row[key].strip()
        for name, value in row.items():
            if name != key and value.strip():
                sheet.figures.append(Figure(name, value.strip(), RowKey("", code=code), typed=True))
    return sheet


def _record(row: Mapping[str, str]) -> Sheet:
    sheet = Sheet(entry_id=row.get(ENTRY_COLUMN, "").strip() or None)
    for name, value in row.items():
        if name and name != ENTRY_COLUMN and value.strip():
            sheet.figures.append(Figure(name, value.strip(), typed=True))
    return sheet
