"""A workbook opened for compiling: its sheets, its survey as a tree, the name of its root."""

from __future__ import annotations

from pathlib import Path

from models.authoring.sheets import Workbook, read_sheets
from models.authoring.survey import Survey, columns_of, read_survey

DEFAULT_ROOT = "data"


def open_workbook(path: Path) -> tuple[Workbook, Survey | None]:
    """The sheets and the survey read; no survey when the workbook has no such sheet.

    Raises: models.authoring.sheets.UnreadableWorkbookError.
    """
    workbook = read_sheets(path)
    sheet = workbook.sheets.get("survey")
    if sheet is None or not (sheet.headers or sheet.rows):
        return workbook, None
    return workbook, read_survey(sheet, root_name(workbook))


def root_name(workbook: Workbook) -> str:
    """The name of the primary instance's root: the setting ``name``, else "data"."""
    settings = workbook.sheets.get("settings")
    if settings is not None and settings.rows:
        for column in columns_of(settings):
            if column.name == "name" and column.index in settings.rows[0].cells:
                return settings.rows[0].cells[column.index]
    return DEFAULT_ROOT
