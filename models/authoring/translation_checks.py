"""Is every text there in Vietnamese, where the form speaks Vietnamese at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from models.authoring.choice_checks import setting
from models.authoring.columns import CHOICES_TRANSLATED, Column
from models.authoring.complaints import Complaint, complain
from models.authoring.languages import is_vietnamese
from models.authoring.sheets import Sheet, Workbook
from models.authoring.survey import Survey, columns_of

TRANSLATED = ("label", "hint", "guidance_hint", "constraint_message", "required_message")


def check_translations(workbook: Workbook, survey: Survey) -> Iterator[Complaint]:
    """A form that speaks Vietnamese must speak it everywhere; one that does not is told so once."""
    languages = {
        column.language for column in survey.columns if column.name in TRANSLATED and column.language
    }
    vietnamese = [language for language in languages if is_vietnamese(language)]
    default = setting(workbook, "default_language")
    yield from _check_default_language(workbook, default, languages)
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


def _check_default_language(workbook: Workbook, default: str, languages: set[str]) -> Iterator[Complaint]:
    """pyxform makes a language of its own of a name that no column has, and fills it with dashes."""
    settings = workbook.sheets.get("settings")
    choices = workbook.sheets.get("choices")
    spoken = languages | {
        column.language for column in (columns_of(choices) if choices else ()) if column.language
    }
    if not default or not languages or settings is None or default in spoken:
        return
    column = next(one for one in columns_of(settings) if one.name.lower() == "default_language")
    row = next(row for row in settings.rows if column.index in row.cells)
    instead = next((one for one in sorted(languages) if is_vietnamese(one)), min(languages))
    cell = settings.cell(column.index, row.number)
    yield complain("LANGUAGE_DEFAULT", settings.title, cell, name=default, instead=instead)


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
