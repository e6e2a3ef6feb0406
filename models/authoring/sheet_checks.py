"""Faults that show in the sheets themselves, all of them at once, before pyxform stops at its first."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator

from models.authoring.columns import CHOICES_TRANSLATED, MEDIA, Column, nearest, use_of
from models.authoring.complaints import Complaint, complain
from models.authoring.languages import is_vietnamese
from models.authoring.question_types import REFUSED
from models.authoring.sheets import Sheet, Workbook
from models.authoring.survey import GROUP_KINDS, Line, Survey, columns_of
from models.authoring.type_names import IGNORED_TYPES, PLAIN_TYPES, refused_name

_REFERENCE = re.compile(r"\$\{([^${}]*)\}")
_BROKEN = re.compile(r"\$\{[^}]*$|\$\([^)]*\)|\$\[[^\]]*\]|(?<!\$)\{[A-Za-z_][\w.-]*\}")
_NAME = re.compile(r"^[^\W\d][\w.-]*$")
EXPRESSION_COLUMNS = frozenset(
    "relevant constraint calculation required read_only choice_filter repeat_count trigger".split()
)
REFERENCE_COLUMNS = (*EXPRESSION_COLUMNS, "label", "hint", "guidance_hint", "default", "constraint_message")
TRANSLATED = ("label", "hint", "guidance_hint", "constraint_message", "required_message")


def check_sheets(workbook: Workbook, survey: Survey) -> Iterator[Complaint]:
    """Every complaint that the survey, choices and settings sheets give rise to."""
    yield from _check_workbook(workbook, survey)
    for name, sheet in workbook.sheets.items():
        if name in ("survey", "choices", "settings"):
            yield from _check_headers(name, sheet)
    yield from _check_namespaces(workbook, survey)
    yield from _check_groups(survey)
    yield from _check_names(survey)
    lists = choice_lists(workbook)
    for line in survey.lines:
        if not line.disabled and not line.ends:
            yield from _check_line(line, survey, lists)
    yield from _check_references(workbook, survey)
    choices = workbook.sheets.get("choices")
    if choices is not None:
        yield from _check_choices(choices, workbook, survey)
    yield from _check_translations(workbook, survey)


# ── the workbook ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _check_workbook(workbook: Workbook, survey: Survey) -> Iterator[Complaint]:
    for name in ("entities", "osm"):
        sheet = workbook.sheets.get(name)
        if sheet is not None and sheet.headers and any(row.cells for row in sheet.rows):
            if name == "entities":
                yield complain("ENTITIES", sheet.title, "A1")
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
            vi, en = (f" Có phải là “{near}”?", f" Did you mean “{near}”?") if near else ("", "")
            yield complain("COLUMN_UNKNOWN", sheet.title, cell, name=column.header, hint_vi=vi, hint_en=en)
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


# ── groups and names ─────────────────────────────────────────────────────────────────────────────────────────────────


def _check_groups(survey: Survey) -> Iterator[Complaint]:
    open_lines: list[Line] = []
    for line in survey.lines:
        if line.disabled:
            continue
        if line.begins:
            open_lines.append(line)
        elif line.ends:
            wanted = GROUP_KINDS.get(line.ends, line.ends)
            if open_lines and GROUP_KINDS.get(open_lines[-1].begins, open_lines[-1].begins) == wanted:
                open_lines.pop()
                continue
            yield complain(
                "GROUP_NOT_OPEN", survey.sheet.title, survey.cell(line.row, "type"), type=line.type
            )
            if open_lines:
                open_lines.pop()
    for line in open_lines:
        end = f"end {GROUP_KINDS.get(line.begins, line.begins)}"
        yield complain(
            "GROUP_OPEN", survey.sheet.title, survey.cell(line.row, "type"), name=line.name, end=end
        )


def _check_names(survey: Survey) -> Iterator[Complaint]:
    seen: dict[str, Line] = {}
    title = survey.sheet.title
    for line in survey.lines:
        if line.disabled or line.ends or not line.type:
            continue
        cell = survey.cell(line.row, "name")
        if not line.name:
            if _needs_name(line):
                yield complain("NAME_MISSING", title, cell)
        elif not _NAME.match(line.name):
            yield complain("NAME_INVALID", title, cell, name=line.name)
        elif line.ref.lower() in seen and not line.type.endswith("-external"):
            other = survey.cell(seen[line.ref.lower()].row, "name")
            yield complain("NAME_TWICE", title, cell, name=line.name, other=other)
        elif line.begins in ("repeat", "lgroup") and line.name == survey.root:
            yield complain("NAME_OF_ROOT", title, cell, name=line.name)
        if line.name and not line.type.endswith("-external"):
            seen.setdefault(line.ref.lower(), line)


def _needs_name(line: Line) -> bool:
    return line.begins != "group" or bool(line.begins)


# ── rows ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _check_line(line: Line, survey: Survey, lists: dict[str, str]) -> Iterator[Complaint]:
    yield from _check_type(line, survey, lists)
    appearance = survey.text(line.row, "appearance")
    cell = survey.cell(line.row, "appearance")
    if "search(" in appearance.replace(" ", ""):
        yield complain("APPEARANCE_SEARCH", survey.sheet.title, cell)
    elif re.search(r"\bex:", appearance):
        yield complain("APPEARANCE_APP", survey.sheet.title, cell, text=appearance)
    for column, _ in survey.cells(line.row, "save_to"):
        yield complain("ENTITIES", survey.sheet.title, survey.sheet.cell(column.index, line.row.number))
    yield from _check_media(line, survey)


def _check_type(line: Line, survey: Survey, lists: dict[str, str]) -> Iterator[Complaint]:
    cell, title = survey.cell(line.row, "type"), survey.sheet.title
    kind = " ".join(line.type.lower().split())
    if not kind:
        if any(survey.text(line.row, name) for name in ("name", "label", "calculation")):
            yield complain("TYPE_MISSING", title, cell)
        return
    refused = refused_name(kind, line)
    if refused is not None:
        what = REFUSED[refused]
        yield complain(
            "TYPE_UNSUPPORTED",
            title,
            cell,
            type=line.type,
            kind_vi=what.vi,
            kind_en=what.en,
            instead_vi=what.instead_vi,
            instead_en=what.instead_en,
        )
        return
    if kind in IGNORED_TYPES:
        yield complain("TYPE_IGNORED", title, cell, type=line.type)
    elif line.select is not None:
        yield from _check_select(line, survey, lists)
    elif line.begins:
        if line.begins not in GROUP_KINDS:
            yield _unknown_type(line, title, cell)
    elif kind.replace("_", " ") not in PLAIN_TYPES:
        yield _unknown_type(line, title, cell)
    elif kind.replace("_", " ") in ("calculate", "q calculate", "add calculate prompt"):
        wanted = ("calculation", "default", "trigger", "bind::jr:preload")
        if not any(survey.text(line.row, name) for name in wanted):
            yield complain("CALCULATION_MISSING", title, survey.cell(line.row, "calculation"))


def _unknown_type(line: Line, title: str, cell: str) -> Complaint:
    kind = line.type.lower().replace("_", " ")
    names = [*PLAIN_TYPES, "select one", "select multiple", "begin group", "begin repeat"]
    first = " ".join(kind.split()[:2]) if kind.startswith("select") else kind
    near = difflib.get_close_matches(first, names, 1, 0.7)
    shown = (
        near[0].replace("select one", "select_one").replace("select multiple", "select_multiple")
        if near
        else ""
    )
    vi, en = (f" Có phải là “{shown}”?", f" Did you mean “{shown}”?") if shown else ("", "")
    return complain("TYPE_UNKNOWN", title, cell, type=line.type, hint_vi=vi, hint_en=en)


def _check_select(line: Line, survey: Survey, lists: dict[str, str]) -> Iterator[Complaint]:
    select, title = line.select, survey.sheet.title
    if select is None:
        return
    cell = survey.cell(line.row, "type")
    if select.from_file:
        if not select.list_name.lower().endswith(".csv"):
            yield complain("FILE_UNSUPPORTED", title, cell, file=select.list_name)
    elif not select.list_name.startswith("${") and select.list_name not in lists:
        near = difflib.get_close_matches(select.list_name, lists, 1, 0.6)
        vi, en = (f" Có phải là “{near[0]}”?", f" Did you mean “{near[0]}”?") if near else ("", "")
        yield complain("LIST_MISSING", title, cell, name=select.list_name, hint_vi=vi, hint_en=en)


def _check_media(line: Line, survey: Survey) -> Iterator[Complaint]:
    for name in MEDIA:
        for column, _ in survey.cells(line.row, name):
            cell = survey.sheet.cell(column.index, line.row.number)
            if survey.text(line.row, "label") or survey.text(line.row, "hint") or line.begins:
                yield complain("MEDIA_IGNORED", survey.sheet.title, cell, column=column.header)
            else:
                yield complain("LABEL_ONLY_MEDIA", survey.sheet.title, cell)
            break


# ── references ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _check_references(workbook: Workbook, survey: Survey) -> Iterator[Complaint]:
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
            near = difflib.get_close_matches(stripped, survey.by_name, 1, 0.6)
            vi, en = (f" Có phải là ${{{near[0]}}}?", f" Did you mean ${{{near[0]}}}?") if near else ("", "")
            yield complain("REFERENCE_UNKNOWN", title, cell, name=stripped, hint_vi=vi, hint_en=en)
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


# ── choices ──────────────────────────────────────────────────────────────────────────────────────────────────────────


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


def _check_choices(sheet: Sheet, workbook: Workbook, survey: Survey) -> Iterator[Complaint]:
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
    duplicates_allowed = _setting(workbook, "allow_choice_duplicates").lower() in ("yes", "true", "true()")
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


def _setting(workbook: Workbook, name: str) -> str:
    sheet = workbook.sheets.get("settings")
    if sheet is None or not sheet.rows:
        return ""
    for column in columns_of(sheet):
        if column.name.lower() == name:
            return next((row.cells[column.index] for row in sheet.rows if column.index in row.cells), "")
    return ""


# ── translations ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _check_translations(workbook: Workbook, survey: Survey) -> Iterator[Complaint]:
    """A form that speaks Vietnamese must speak it everywhere; one that does not is told so once."""
    languages = {
        column.language for column in survey.columns if column.name in TRANSLATED and column.language
    }
    vietnamese = [language for language in languages if is_vietnamese(language)]
    default = _setting(workbook, "default_language")
    if not vietnamese:
        if not (default and is_vietnamese(default)) and not _looks_vietnamese(survey):
            cell = survey.sheet.cell(0, survey.sheet.header_row)
            label = next((column for column in survey.columns if column.name == "label"), None)
            if label is not None:
                cell = survey.sheet.cell(label.index, survey.sheet.header_row)
            yield complain("LANGUAGE_VI_MISSING", survey.sheet.title, cell)
        return
    for line in survey.lines:
        if not line.disabled and not line.ends:
            yield from _missing(
                line.row.cells, line.row.number, TRANSLATED, survey.columns, survey.sheet, default
            )
    choices = workbook.sheets.get("choices")
    if choices is not None:
        columns = columns_of(choices)
        used = {line.select.list_name for line in survey.lines if line.select}
        index = next((column.index for column in columns if column.name == "list_name"), -1)
        for row in choices.rows:
            if row.cells.get(index) in used:
                yield from _missing(
                    row.cells, row.number, tuple(CHOICES_TRANSLATED & {"label"}), columns, choices, default
                )


def _missing(
    cells: dict[int, str],
    number: int,
    names: Iterable[str],
    columns: tuple[Column, ...],
    sheet: Sheet,
    default: str,
) -> Iterator[Complaint]:
    for name in names:
        same = [column for column in columns if column.name == name]
        filled = [column for column in same if column.index in cells]
        ours = [column for column in same if is_vietnamese(column.language)]
        plain = [column for column in filled if not column.language]
        if not filled or any(column in filled for column in ours) or (plain and is_vietnamese(default)):
            continue
        wanted = ours[0] if ours else filled[0]
        header = wanted.header if ours else f"{name}::Tiếng Việt (vi)"
        yield complain("LABEL_MISSING_VI", sheet.title, sheet.cell(wanted.index, number), column=header)


_VIETNAMESE_LETTERS = re.compile("[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệịỉĩọỏốồổỗộớờởỡợụủũứừửữựỳỵỷỹ]", re.IGNORECASE)


def _looks_vietnamese(survey: Survey) -> bool:
    """A workbook of one language needs no language name: its letters say that it is Vietnamese."""
    labels = [
        text
        for line in survey.lines
        for column, text in survey.cells(line.row, "label")
        if not column.language
    ]
    return bool(labels) and sum(bool(_VIETNAMESE_LETTERS.search(text)) for text in labels) * 3 >= len(labels)
