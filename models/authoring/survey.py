"""The survey sheet as a tree: which row stands behind which node of the XForm."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from models.authoring.columns import Column, read_header
from models.authoring.sheets import Row, Sheet, Workbook

WHAT_COLUMNS = {
    "bind_type": "bind::type",
    "calculate": "calculation",
    "readonly": "read_only",
    "count": "repeat_count",
    "warning": "bind::xaso:warning",
    "warning_message": "bind::xaso:warningMsg",
    "compare": "bind::xaso:compare",
    "layout": "body::xaso:layout",
}
_BEGIN = re.compile(r"^(?:begin)[\s_]+(.+)$", re.IGNORECASE)
_END = re.compile(r"^(?:end)[\s_]+(.+)$", re.IGNORECASE)
_SELECT_KINDS = (
    "select[_ ](?:one|multiple)[_ ]from[_ ]file|select_one_external|select_one|select_multiple"
    "|select one from|select one|select1|select all that apply from|select all that apply"
    "|select multiple from|select multiple|rank"
)
_SELECT = re.compile(
    rf"^(?:add\s+)?(?P<kind>{_SELECT_KINDS})\s+(?P<list>\S.*?)"
    r"(?P<other>\s+(?:or specify other|or_other|or other))?$",
    re.IGNORECASE,
)
GROUP_KINDS = {
    "group": "group",
    "repeat": "repeat",
    "lgroup": "repeat",
    "looped group": "repeat",
    "loop": "loop",
}
METADATA_ENDS = ("end", "end time", "end_time")


@dataclass(frozen=True, slots=True)
class Select:
    """A select's list, or its file; ``other`` when "or_other" stands behind."""

    kind: str
    list_name: str
    from_file: bool
    other: bool


@dataclass(slots=True)
class Line:
    """One row of the survey sheet with its place in the tree; ``ref`` is "" for rows that end a group."""

    row: Row
    type: str
    name: str
    ref: str
    parent: str
    begins: str = ""
    ends: str = ""
    select: Select | None = None
    disabled: bool = False


@dataclass(slots=True)
class Survey:
    """The survey sheet read: columns, lines, and the lines by ref and by name."""

    sheet: Sheet
    columns: tuple[Column, ...]
    root: str
    lines: list[Line] = field(default_factory=list)
    by_ref: dict[str, Line] = field(default_factory=dict)
    by_name: dict[str, list[Line]] = field(default_factory=dict)

    def text(self, row: Row, name: str) -> str:
        """The cell under the first column of this canonical name that is filled."""
        for column in self.columns:
            if column.name == name and column.index in row.cells:
                return row.cells[column.index]
        return ""

    def cells(self, row: Row, name: str) -> Iterator[tuple[Column, str]]:
        """Every filled cell of the row under columns of this name (one a language)."""
        for column in self.columns:
            if column.name == name and column.index in row.cells:
                yield column, row.cells[column.index]

    def cell(self, row: Row, name: str) -> str:
        """The name of this column's cell: the filled one, else the first, else the type's."""
        index = next((column.index for column, _ in self.cells(row, name)), None)
        if index is None:
            index = next((column.index for column in self.columns if column.name == name), None)
        if index is None:
            index = next((column.index for column in self.columns if column.name == "type"), 0)
        return self.sheet.cell(index, row.number)


def columns_of(sheet: Sheet) -> tuple[Column, ...]:
    """The header row read."""
    return tuple(read_header(text, index) for index, text in sorted(sheet.headers.items()))


def read_survey(sheet: Sheet, root: str) -> Survey:
    """Rows to lines; groups nest by begin and end, as pyxform does it, but never fail."""
    survey = Survey(sheet, columns_of(sheet), root)
    stack: list[tuple[str, str]] = []  # (kind, ref)
    for row in sheet.rows:
        if not row.cells:
            continue
        kind = " ".join(survey.text(row, "type").split())
        name = survey.text(row, "name")
        parent = stack[-1][1] if stack else f"/{root}"
        if not name:
            name = _generated_name(kind, survey.text(row, "appearance"), row.number)
        disabled = survey.text(row, "disabled").lower() in ("yes", "true", "true()", "1")
        line = Line(row, kind, name, "", parent, disabled=disabled)
        begin, end = _BEGIN.match(kind), _END.match(kind)
        if begin:
            line.begins = begin.group(1).lower().replace("_", " ").split(" over ")[0].strip()
            line.ref = f"{parent}/{name}"
            if not disabled:
                stack.append((line.begins, line.ref))
        elif end and kind.lower() not in METADATA_ENDS:
            line.ends = end.group(1).lower().replace("_", " ")
            if stack and not disabled:
                stack.pop()
        else:
            line.ref = f"{parent}/{name}"
            line.select = select_of(kind)
        survey.lines.append(line)
        if line.ref and name and not disabled:
            survey.by_ref.setdefault(line.ref, line)
            survey.by_name.setdefault(name, []).append(line)
    return survey


def _generated_name(kind: str, appearance: str, number: int) -> str:
    """The name pyxform gives a note or a table-list group that has none."""
    if kind.lower() in ("note", "q note", "add note prompt"):
        return f"generated_note_name_{number}"
    if "table-list" in appearance and _BEGIN.match(kind):
        return f"table_list_{number}"
    return ""


def select_of(kind: str) -> Select | None:
    """ "select_one xa or_other" → its list; None for other types."""
    found = _SELECT.match(kind)
    if not found:
        return None
    words = found["kind"].lower()
    return Select(words, found["list"].strip(), "file" in words, found["other"] is not None)


class WorkbookLocator:
    """Finds the cell behind a node; what pyxform adds (x_count, x_other) belongs to the row that made it."""

    def __init__(self, workbook: Workbook, survey: Survey) -> None:
        self.workbook = workbook
        self.survey = survey

    def at(self, ref: str, what: str) -> tuple[str, str]:
        """Sheet title and cell."""
        if ref.startswith("instance:"):
            return self._instance(ref.partition(":")[2])
        if ref.endswith("/meta/instanceName"):
            return self._setting("instance_name")
        line = self.survey.by_ref.get(ref)
        name = WHAT_COLUMNS.get(what, what)
        if line is None and ref.endswith("_count"):
            line, name = self.survey.by_ref.get(ref.removesuffix("_count")), "repeat_count"
        if line is None and ref.endswith("_other"):
            line, name = self.survey.by_ref.get(ref.removesuffix("_other")), "type"
        while line is None and ref.count("/") > 1:
            ref = ref.rpartition("/")[0]
            line = self.survey.by_ref.get(ref)
        if line is None:
            return self.survey.sheet.title, self.survey.sheet.cell(0, self.survey.sheet.header_row)
        if line.begins == "repeat" and what == "calculate":
            name = "repeat_count"
        return self.survey.sheet.title, self.survey.cell(line.row, name)

    def written(self, ref: str, what: str) -> str:
        """What the author wrote in the cell that `at` names."""
        title, cell = self.at(ref, what)
        if title != self.survey.sheet.title:
            return ""
        for line in self.survey.lines:
            for index, text in line.row.cells.items():
                if self.survey.sheet.cell(index, line.row.number) == cell:
                    return text
        return ""

    def _instance(self, name: str) -> tuple[str, str]:
        for line in self.survey.lines:
            if line.select and line.select.from_file and line.select.list_name.rpartition(".")[0] == name:
                return self.survey.sheet.title, self.survey.cell(line.row, "type")
            if line.name == name and line.type.endswith("-external"):
                return self.survey.sheet.title, self.survey.cell(line.row, "type")
        for line in self.survey.lines:
            for index, text in line.row.cells.items():
                if name.lstrip("_") in text:
                    return self.survey.sheet.title, self.survey.sheet.cell(index, line.row.number)
        return self.survey.sheet.title, self.survey.sheet.cell(0, self.survey.sheet.header_row)

    def _setting(self, name: str) -> tuple[str, str]:
        sheet = self.workbook.sheets.get("settings")
        if sheet is None:
            return self.survey.sheet.title, self.survey.sheet.cell(0, self.survey.sheet.header_row)
        index = next((column.index for column in columns_of(sheet) if column.name == name), 0)
        row = sheet.rows[0].number if sheet.rows else sheet.header_row
        return sheet.title, sheet.cell(index, row)
