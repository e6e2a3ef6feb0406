"""${references}: do they name a question, and only one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from models.authoring.columns import Column
from models.authoring.complaints import Complaint, complain
from models.authoring.hints import did_you_mean
from models.authoring.sheets import Workbook
from models.authoring.survey import Line, Survey, columns_of

_REFERENCE = re.compile(r"\$\{([^${}]*)\}")
_BROKEN = re.compile(r"\$\{[^}]*$|\$\([^)]*\)|\$\[[^\]]*\]|(?<!\$)\{[A-Za-z_][\w.-]*\}")
EXPRESSION_COLUMNS = frozenset(
    (
        "relevant",
        "constraint",
        "calculation",
        "required",
        "read_only",
        "choice_filter",
        "repeat_count",
        "trigger",
    )
)
REFERENCE_COLUMNS = (*EXPRESSION_COLUMNS, "label", "hint", "guidance_hint", "default", "constraint_message")


def check_references(workbook: Workbook, survey: Survey) -> Iterator[Complaint]:
    """Every ${…} of the survey and of the settings."""
    for line in survey.lines:
        if line.disabled:
            continue
        for column in survey.columns:
            text = line.row.cells.get(column.index)
            if text is None or not _holds_references(column):
                continue
            cell = survey.sheet.cell(column.index, line.row.number)
            yield from _check_reference_text(text, column.name in EXPRESSION_COLUMNS, cell, survey, line)
        if line.select is not None and line.select.list_name.startswith("${"):
            cell = survey.cell(line.row, "type")
            yield from _check_reference_text(line.select.list_name, True, cell, survey, line)
    yield from _check_settings_references(workbook, survey)


def _check_settings_references(workbook: Workbook, survey: Survey) -> Iterator[Complaint]:
    sheet = workbook.sheets.get("settings")
    if sheet is None or not sheet.rows:
        return
    row = sheet.rows[0]
    here = Line(row, "", "", "", f"/{survey.root}")
    for column in columns_of(sheet):
        text = row.cells.get(column.index, "")
        if column.name == "instance_name":
            yield from _check_reference_text(
                text, True, sheet.cell(column.index, row.number), survey, here, sheet.title
            )


def _holds_references(column: Column) -> bool:
    return column.name in REFERENCE_COLUMNS or column.name.startswith(("bind::", "body::"))


def _check_reference_text(
    text: str, expression: bool, cell: str, survey: Survey, line: Line, sheet: str = ""
) -> Iterator[Complaint]:
    title = sheet or survey.sheet.title
    for name in _REFERENCE.findall(text):
        stripped = name.strip()
        if stripped.startswith("last-saved#"):
            yield complain("REFERENCE_LAST_SAVED", title, cell)
        elif stripped not in survey.by_name:
            if stripped in ("instanceID", "instanceName", survey.root) or _made_by_pyxform(stripped, survey):
                continue
            hints = did_you_mean(stripped, survey.by_name, shown="${{{}}}")
            yield complain("REFERENCE_UNKNOWN", title, cell, name=stripped, **hints)
        elif stripped == survey.root:
            where = survey.cell(survey.by_name[stripped][0].row, "name")
            yield complain("NAME_AS_ROOT", survey.sheet.title, where, name=stripped)
        elif len(survey.by_name[stripped]) > 1 and not _one_is_near(survey.by_name[stripped], line):
            cells = ", ".join(survey.cell(other.row, "name") for other in survey.by_name[stripped])
            yield complain("REFERENCE_AMBIGUOUS", title, cell, name=stripped, cells=cells)
    if expression:
        broken = _BROKEN.search(re.sub(r"'[^']*'|\"[^\"]*\"", "''", text))
        if broken:
            yield complain("REFERENCE_BROKEN", title, cell, text=broken.group())


def _made_by_pyxform(name: str, survey: Survey) -> bool:
    base, _, ending = name.rpartition("_")
    lines = survey.by_name.get(base, [])
    return any(
        (ending == "other" and line.select is not None and line.select.other)
        or (ending == "count" and bool(line.begins))
        for line in lines
    )


def _one_is_near(candidates: Iterable[Line], line: Line) -> bool:
    """pyxform prefers the question in the same repeat; only where none is near is the name ambiguous."""
    return sum(candidate.parent == line.parent for candidate in candidates) == 1
