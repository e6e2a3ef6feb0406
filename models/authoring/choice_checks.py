"""Faults of the sheet choices."""

from __future__ import annotations

from collections.abc import Iterator

from models.authoring.complaints import Complaint, complain
from models.authoring.sheets import Sheet, Workbook
from models.authoring.survey import Survey, columns_of


def choice_lists(workbook: Workbook) -> dict[str, str]:
    """Names of the lists on the sheet choices, each with the cell where it begins."""
    sheet = workbook.sheets.get("choices")
    if sheet is None:
        return {}
    index = next((column.index for column in columns_of(sheet) if column.name == "list_name"), None)
    lists: dict[str, str] = {}
    for row in sheet.rows:
        if index is not None and index in row.cells:
            lists.setdefault(row.cells[index], sheet.cell(index, row.number))
    return lists


def check_choices(sheet: Sheet, workbook: Workbook, survey: Survey) -> Iterator[Complaint]:
    """Lists have names, values are there, unique, and fit for select_multiple."""
    columns = {column.name: column.index for column in reversed(columns_of(sheet))}
    for needed in ("list_name", "name"):
        if needed not in columns and any(row.cells for row in sheet.rows):
            yield complain("COLUMN_MISSING", sheet.title, f"A{sheet.header_row}", name=needed)
            return
    multiple = {
        line.select.list_name
        for line in survey.lines
        if line.select
        and ("multiple" in line.select.kind or "all" in line.select.kind or line.select.kind == "rank")
    }
    used = {line.select.list_name for line in survey.lines if line.select}
    duplicates_allowed = setting(workbook, "allow_choice_duplicates").lower() in ("yes", "true", "true()")
    seen: dict[tuple[str, str], str] = {}
    for row in sheet.rows:
        list_name = row.cells.get(columns.get("list_name", -1), "")
        if not list_name:
            continue
        name = row.cells.get(columns["name"], "")
        cell = sheet.cell(columns["name"], row.number)
        if not name:
            if list_name in used:
                yield complain("CHOICE_NAME_MISSING", sheet.title, cell)
            continue
        if (list_name, name) in seen and not duplicates_allowed:
            other = seen[(list_name, name)]
            yield complain("CHOICE_TWICE", sheet.title, cell, name=name, list=list_name, other=other)
        seen.setdefault((list_name, name), cell)
        if " " in name and list_name in multiple:
            yield complain("CHOICE_SPACE", sheet.title, cell, name=name)


def setting(workbook: Workbook, name: str) -> str:
    """The value of a setting, "" when it is not given."""
    sheet = workbook.sheets.get("settings")
    if sheet is None or not sheet.rows:
        return ""
    for column in columns_of(sheet):
        if column.name.lower() == name:
            return next((row.cells[column.index] for row in sheet.rows if column.index in row.cells), "")
    return ""
