"""A province's catalogue folder → catalogue, definitions and media, or everything that is wrong with it.

The folder holds catalogue.xlsx (or its sheets as .csv), the workbooks that its sheet forms names, and
further lists for selects in ``media/``. All complaints are gathered before anything is refused, so that an
author mends a workbook once and not ten times.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec

from models.authoring.catalogue_book import find_catalogue, read_catalogue_book
from models.authoring.catalogue_checks import check_calendar, check_indicators, check_targets, check_units
from models.authoring.catalogue_rows import CatalogueSheets, FormRow, Settings
from models.authoring.catalogue_sheets import read_catalogue_sheets
from models.authoring.compiler import Compiled, compile_workbook
from models.authoring.complaints import Complaint, in_order
from models.authoring.sheets import UnreadableWorkbookError
from models.calendar import Calendar
from models.catalogue import Catalogue, CatalogueForm, Indicator
from models.forms.definition import FormDefinition, definition_to_json
from models.media import province_media
from models.national import national_lineage
from models.periods import PeriodKind
from models.units import Units

Compile = Callable[[Path], Compiled]
_SUFFIXES = ("", ".xlsx", ".xls", ".xml", ".csv")


@dataclass(frozen=True, slots=True)
class Publication:
    """What a kit will carry. ``catalogue`` is None when there are errors.

    ``definitions`` are definition JSON by form id, ``media`` texts of .csv files by file name. In a
    complaint about a form's workbook the sheet is written as Excel does, ``[monthly.xlsx]survey``.
    """

    catalogue: Catalogue | None
    definitions: Mapping[str, str]
    media: Mapping[str, str]
    complaints: tuple[Complaint, ...]

    @property
    def errors(self) -> tuple[Complaint, ...]:
        """Return the complaints that forbid publishing."""
        return tuple(one for one in self.complaints if one.severity == "error")


@dataclass(slots=True)
class _Work:
    """What has been gathered so far."""

    folder: Path
    sheets: CatalogueSheets
    complaints: list[Complaint]
    forms: list[CatalogueForm] = field(default_factory=list)
    definitions: dict[str, FormDefinition] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)


def read_publication(
    folder: Path, *, version: int = 1, compile_form: Compile = compile_workbook
) -> Publication:
    """Read, compile and check a whole catalogue folder. Raises OSError when it cannot be read at all."""
    path = find_catalogue(folder)
    try:
        sheets = read_catalogue_sheets(read_catalogue_book(path))
    except UnreadableWorkbookError as error:
        return Publication(None, {}, {}, (_unreadable(path, error.reason),))
    work = _Work(folder, sheets, list(sheets.complaints))
    _compile_forms(work, compile_form)
    units = Units(unit for unit, _ in sheets.units)
    work.complaints += check_units(sheets, units)
    work.complaints += check_calendar(sheets)
    work.complaints += check_indicators(sheets, {form.form_id: form for form in work.forms}, work.definitions)
    work.complaints += check_targets(sheets, units)
    media = {**province_media(units, national_lineage()), **_own_media(folder)}
    work.complaints += list(_missing_media(work, media))
    complaints = in_order(work.complaints)
    failed = any(one.severity == "error" for one in complaints)
    settings = sheets.settings
    catalogue = None if failed or settings is None else _catalogue(work, settings, units, version)
    return Publication(catalogue, work.texts, media, complaints)


def _catalogue(work: _Work, settings: Settings, units: Units, version: int) -> Catalogue:
    sheets = work.sheets
    kinds = {form.form_id: form.period for form in work.forms}
    return Catalogue(
        catalogue_id=settings.catalogue_id,
        version=version,
        province_code=settings.province_code,
        title=settings.title,
        default_language=settings.default_language,
        units=units,
        forms=tuple(work.forms),
        calendar=Calendar(
            rules=tuple(sheets.rules), exceptions=tuple(sheets.exceptions), begins=settings.begins
        ),
        indicators=tuple(
            _with_period(indicator, kinds[indicator.form]) for indicator, _ in sheets.indicators
        ),
        targets=tuple(target for target, _ in sheets.targets),
    )


def _with_period(indicator: Indicator, form_period: PeriodKind) -> Indicator:
    if indicator.period is not PeriodKind.NONE:
        return indicator
    return msgspec.structs.replace(indicator, period=form_period)


def _compile_forms(work: _Work, compile_form: Compile) -> None:
    seen: set[str] = set()
    for row in work.sheets.forms:
        if row.form_id in seen:
            work.complaints.append(_twice(row))
            continue
        seen.add(row.form_id)
        path = _workbook(work.folder, row.workbook)
        if path is None:
            work.complaints.append(_not_found(row))
            continue
        _compile_form(work, row, path, compile_form)


def _compile_form(work: _Work, row: FormRow, path: Path, compile_form: Compile) -> None:
    compiled = compile_form(path)
    work.complaints += [_located(complaint, path) for complaint in compiled.complaints]
    definition = compiled.definition
    if definition is None:
        return
    if definition.form_id != row.form_id:
        work.complaints.append(_other_form(row, definition.form_id))
        return
    text = definition_to_json(definition)
    work.definitions[row.form_id] = definition
    work.texts[row.form_id] = text
    work.forms.append(
        CatalogueForm(
            form_id=row.form_id,
            workbook=row.workbook,
            kind=row.kind,
            period=row.period,
            units=row.units,
            due_rule=row.due_rule,
            title={**definition.title, **row.title},
            version=definition.version,
            sha256=hashlib.sha256(text.encode("utf-8")).hexdigest(),
            verify=row.verify,
        )
    )


def _workbook(folder: Path, name: str) -> Path | None:
    """Return the file or folder that a row of the sheet forms names, never one outside the folder."""
    if Path(name).name != name or name in ("", ".", ".."):
        return None
    found = (folder / f"{name}{suffix}" for suffix in _SUFFIXES)
    return next((path for path in found if path.exists()), None)


def _located(complaint: Complaint, path: Path) -> Complaint:
    return replace(complaint, sheet=f"[{path.name}]{complaint.sheet or ''}")


def _own_media(folder: Path) -> dict[str, str]:
    """Return the province's own lists for selects: media/*.csv."""
    own = folder / "media"
    if not own.is_dir():
        return {}
    return {path.name: path.read_text(encoding="utf-8-sig") for path in sorted(own.glob("*.csv"))}


def _missing_media(work: _Work, media: Mapping[str, str]) -> Iterator[Complaint]:
    for row in work.sheets.forms:
        definition = work.definitions.get(row.form_id)
        for instance in definition.instances.values() if definition else ():
            name = f"{instance.csv}.csv"
            if instance.csv and name not in media:
                yield Complaint(
                    "error",
                    "forms",
                    row.cell,
                    "E_MEDIA_MISSING",
                    f"Biểu mẫu “{row.form_id}” cần tệp “{name}”. Hãy đặt tệp vào thư mục media.",
                    f"The form “{row.form_id}” needs the file “{name}”. Put it into the folder media.",
                )


def _twice(row: FormRow) -> Complaint:
    return Complaint(
        "error",
        "forms",
        row.cell,
        "E_DUPLICATE",
        f"Biểu mẫu “{row.form_id}” được ghi hai lần. Hãy xóa một dòng.",
        f"The form “{row.form_id}” is listed twice. Delete one row.",
    )


def _not_found(row: FormRow) -> Complaint:
    return Complaint(
        "error",
        "forms",
        row.cell,
        "E_WORKBOOK_MISSING",
        f"Không thấy tệp “{row.workbook}” trong thư mục danh mục.",
        f"There is no file “{row.workbook}” in the catalogue’s folder.",
    )


def _unreadable(path: Path, reason: str) -> Complaint:
    return Complaint(
        "error",
        f"[{path.name}]",
        None,
        "E_WORKBOOK",
        f"Không đọc được tệp “{path.name}” ({reason}).",
        f"The file “{path.name}” cannot be read ({reason}).",
    )


def _other_form(row: FormRow, found: str) -> Complaint:
    return Complaint(
        "error",
        "forms",
        row.cell,
        "E_FORM_ID",
        f"Tệp “{row.workbook}” có form_id là “{found}”, không phải “{row.form_id}”.",
        f"The file “{row.workbook}” has the form_id “{found}”, not “{row.form_id}”.",
    )
