"""Faults that show in the sheets themselves, all of them at once, before pyxform stops at its first."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from models.authoring.choice_checks import check_choices, choice_lists
from models.authoring.columns import nearest, use_of
from models.authoring.complaints import Complaint, complain
from models.authoring.hints import NO_HINTS, did_you_mean_this
from models.authoring.reference_checks import check_references
from models.authoring.row_checks import check_groups, check_line, check_names
from models.authoring.sheets import Sheet, Workbook
from models.authoring.survey import Survey, columns_of
from models.authoring.translation_checks import check_translations


def check_sheets(workbook: Workbook, survey: Survey) -> Iterator[Complaint]:
    """Every complaint that the survey, choices and settings sheets give rise to."""
    yield from _check_workbook(workbook, survey)
    for name, sheet in workbook.sheets.items():
        if name in ("survey", "choices", "settings"):
            yield from _check_headers(name, sheet)
    yield from _check_namespaces(workbook, survey)
    yield from check_groups(survey)
    yield from check_names(survey)
    lists = choice_lists(workbook)
    for line in survey.lines:
        if not line.disabled and not line.ends:
            yield from check_line(line, survey, lists)
    yield from check_references(workbook, survey)
    choices = workbook.sheets.get("choices")
    if choices is not None:
        yield from check_choices(choices, workbook, survey)
    yield from check_translations(workbook, survey)


def _check_workbook(workbook: Workbook, survey: Survey) -> Iterator[Complaint]:
    entities = workbook.sheets.get("entities")
    if entities is not None and any(row.cells for row in entities.rows):
        yield complain("ENTITIES", entities.title, "A1")
    for title in workbook.others:
        if not title.startswith("_") and _near_sheet(title):
            yield complain("SHEET_IGNORED", title, "A1", name=title)
    names = {column.name for column in survey.columns}
    for needed in ("type", "name"):
        if needed not in names:
            yield complain("COLUMN_MISSING", survey.sheet.title, f"A{survey.sheet.header_row}", name=needed)


def _near_sheet(title: str) -> bool:
    return bool(difflib.get_close_matches(title.lower(), ("survey", "choices", "settings"), 1, 0.75))


def _check_headers(name: str, sheet: Sheet) -> Iterator[Complaint]:
    for index in sheet.duplicates:
        yield complain(
            "COLUMN_TWICE", sheet.title, sheet.cell(index, sheet.header_row), name=sheet.headers[index]
        )
    for column in columns_of(sheet):
        cell = sheet.cell(column.index, sheet.header_row)
        use = use_of(column, name)
        if use == "unknown":
            near = nearest(column, name)
            hints = did_you_mean_this(f"“{near}”") if near else NO_HINTS
            yield complain("COLUMN_UNKNOWN", sheet.title, cell, name=column.header, **hints)
        elif use == "ignored" and not column.name.startswith(("_", "#")):
            code = "SETTING_IGNORED" if name == "settings" else "COLUMN_IGNORED"
            if any(column.index in row.cells for row in sheet.rows):
                yield complain(code, sheet.title, cell, name=column.header)


def _check_namespaces(workbook: Workbook, survey: Survey) -> Iterator[Complaint]:
    ours = [column for column in survey.columns if "xaso:" in column.name]
    settings = workbook.sheets.get("settings")
    declared = settings is not None and any(
        "https://xaso.example/ns/1" in text for row in settings.rows for text in row.cells.values()
    )
    if ours and not declared:
        cell = survey.sheet.cell(ours[0].index, survey.sheet.header_row)
        yield complain("NAMESPACE_MISSING", survey.sheet.title, cell)
