"""Faults of single rows of the survey sheet: groups, names, types, lists, media."""

from __future__ import annotations

import re
from collections.abc import Iterator

from models.authoring.columns import MEDIA
from models.authoring.complaints import Complaint, complain
from models.authoring.hints import did_you_mean
from models.authoring.question_types import REFUSED
from models.authoring.survey import GROUP_KINDS, Line, Survey
from models.authoring.type_names import IGNORED_TYPES, PLAIN_TYPES, refused_name

_NAME = re.compile(r"^[^\W\d][\w.-]*$")


def check_groups(survey: Survey) -> Iterator[Complaint]:
    """Every group that is opened is closed, and the other way round."""
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


def check_names(survey: Survey) -> Iterator[Complaint]:
    """Names are there, well formed and unique among their siblings."""
    seen: dict[str, Line] = {}
    title = survey.sheet.title
    for line in survey.lines:
        if line.disabled or line.ends or not line.type:
            continue
        cell = survey.cell(line.row, "name")
        if not line.name:
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


def check_line(line: Line, survey: Survey, lists: dict[str, str]) -> Iterator[Complaint]:
    """Type, list, appearance and media of one row."""
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
    hints = did_you_mean(first, names, likeness=0.7)
    as_written = {name: hint.replace("select ", "select_") for name, hint in hints.items()}
    return complain("TYPE_UNKNOWN", title, cell, type=line.type, **as_written)


def _check_select(line: Line, survey: Survey, lists: dict[str, str]) -> Iterator[Complaint]:
    select, title = line.select, survey.sheet.title
    if select is None:
        return
    cell = survey.cell(line.row, "type")
    if select.from_file:
        if not select.list_name.lower().endswith(".csv"):
            yield complain("FILE_UNSUPPORTED", title, cell, file=select.list_name)
    elif not select.list_name.startswith("${") and select.list_name not in lists:
        hints = did_you_mean(select.list_name, lists)
        yield complain("LIST_MISSING", title, cell, name=select.list_name, **hints)


def _check_media(line: Line, survey: Survey) -> Iterator[Complaint]:
    for name in MEDIA:
        for column, _ in survey.cells(line.row, name):
            cell = survey.sheet.cell(column.index, line.row.number)
            if survey.text(line.row, "label") or survey.text(line.row, "hint") or line.begins:
                yield complain("MEDIA_IGNORED", survey.sheet.title, cell, column=column.header)
            else:
                yield complain("LABEL_ONLY_MEDIA", survey.sheet.title, cell)
            break
