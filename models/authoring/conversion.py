"""Workbook → XForm by pyxform's public convert(); what it refuses becomes a complaint with a cell."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert

from models.authoring.columns import read_header
from models.authoring.complaints import Complaint, complain
from models.authoring.sheets import Sheet, Workbook
from models.authoring.survey import Survey, columns_of

_ROW = re.compile(r"\[row : (\d+)\]")
_SHEET = re.compile(r"On the '(survey|choices|settings|external_choices|entities)' sheet|for sheet: '(\w+)'")
_COLUMN = re.compile(r"the '([\w: -]+)' (?:value|column)")
_QUOTED = re.compile(r"\$\{([^}]*)\}|'([^']+)'")


@dataclass(frozen=True, slots=True)
class Converted:
    """The XForm's text, or the complaints that stand in its way."""

    xform: str | None
    complaints: tuple[Complaint, ...]


def convert_workbook(workbook: Workbook, survey: Survey) -> Converted:
    """Have pyxform make the XForm. Whatever it raises becomes complaints."""
    warnings: list[str] = []
    try:
        source: Any = _as_dict(workbook) if workbook.path.is_dir() else str(workbook.path)
        result = convert(source, warnings=warnings, validate=False, pretty_print=False)
    except PyXFormError as error:
        return Converted(None, tuple(_complaints(str(error), workbook, survey)))
    except RecursionError:
        return Converted(
            None, (complain("PYXFORM", survey.sheet.title, "A1", text="groups are nested too deeply."),)
        )
    except Exception as error:  # pyxform lets through what its own checks did not foresee
        text = f"{type(error).__name__}: {error}."
        return Converted(
            None, (complain("PYXFORM", survey.sheet.title, _find(survey.sheet, text), text=text),)
        )
    return Converted(result.xform, ())


def _as_dict(workbook: Workbook) -> dict[str, Any]:
    """The sheets as pyxform takes them in memory: a folder of .csv files is no file it could open."""
    book: dict[str, Any] = {"sheet_names": [sheet.title for sheet in workbook.sheets.values()]}
    for name, sheet in workbook.sheets.items():
        headers = sheet.headers
        book[name] = [
            {headers[i]: text for i, text in row.cells.items() if i in headers} for row in sheet.rows
        ]
        book[f"{name}_header"] = [dict.fromkeys(headers.values())]
    book["fallback_form_name"] = workbook.path.name
    return book


def _complaints(text: str, workbook: Workbook, survey: Survey) -> list[Complaint]:
    """One complaint for each line of pyxform's message that names a row; one for all of it otherwise."""
    pieces = [piece for piece in re.split(r"\n(?=\[row : )", text) if piece.strip()]
    found = []
    for piece in pieces:
        title, cell = _place(piece, workbook, survey)
        found.append(complain("PYXFORM", title, cell, text=_ROW.sub("", piece).strip().rstrip(".") + "."))
    return found


def _place(text: str, workbook: Workbook, survey: Survey) -> tuple[str, str]:
    named = _SHEET.search(text)
    name = (named.group(1) or named.group(2)) if named else "survey"
    sheet = workbook.sheets.get(name, survey.sheet)
    row = _ROW.search(text)
    if row is None:
        return sheet.title, _find(sheet, text)
    index = int(row.group(1)) - 2
    number = sheet.rows[index].number if 0 <= index < len(sheet.rows) else sheet.header_row
    return sheet.title, sheet.cell(_column(text, sheet), number)


def _column(text: str, sheet: Sheet) -> int:
    columns = columns_of(sheet)
    named = _COLUMN.search(text)
    wanted = read_header(named.group(1), 0).name if named else ""
    if not wanted:
        lower = text.lower()
        for word in ("calculation", "name", "list", "type", "label", "parameters", "trigger", "appearance"):
            if word in lower:
                wanted = {"list": "type"}.get(word, word)
                break
    return next((column.index for column in columns if column.name == wanted), 0)


def _find(sheet: Sheet, text: str) -> str:
    """The first cell that holds what the message quotes; else the header row's first."""
    for reference, quoted in _QUOTED.findall(text):
        for wanted in (f"${{{reference}}}" if reference else "", quoted):
            if not wanted or wanted == sheet.title:
                continue
            for index, header in sheet.headers.items():
                if header == wanted:
                    return sheet.cell(index, sheet.header_row)
            for row in sheet.rows:
                for index, content in row.cells.items():
                    if content == wanted or (reference and wanted in content):
                        return sheet.cell(index, row.number)
    return sheet.cell(0, sheet.header_row)
