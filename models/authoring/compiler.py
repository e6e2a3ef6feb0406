"""compile_workbook: from what the province wrote to a definition, or to every complaint about it at once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from models.authoring.complaints import Complaint, complain, in_order
from models.authoring.conversion import convert_workbook
from models.authoring.definition_builder import Builder
from models.authoring.location import Locator, NodeLocator
from models.authoring.sheet_checks import check_sheets
from models.authoring.sheets import UnreadableWorkbookError, without_remarks
from models.authoring.soft_messages import soft_messages
from models.authoring.survey import WorkbookLocator
from models.authoring.workbook import open_workbook
from models.authoring.xform import NotAnXFormError, read_xform
from models.forms.definition import FormDefinition


@dataclass(frozen=True, slots=True)
class Compiled:
    """A definition, or None with an error among the complaints; the XForm it came from, if there is one."""

    definition: FormDefinition | None
    complaints: tuple[Complaint, ...]
    xform: str | None = None

    @property
    def errors(self) -> tuple[Complaint, ...]:
        """The complaints that stand in the way."""
        return tuple(one for one in self.complaints if one.severity == "error")


def compile_workbook(path: Path) -> Compiled:
    """Compile an .xlsx/.xls/.csv workbook, a folder of .csv sheets, or an XForm .xml.

    Never raises for what is in the file: whatever is wrong becomes a complaint.
    """
    try:
        with without_remarks():
            return _compile_xml(path) if path.suffix.lower() == ".xml" else _compile_sheets(path)
    except UnreadableWorkbookError as error:
        return _refused("WORKBOOK_UNREADABLE", error.reason)
    except NotAnXFormError as error:
        return _refused("XFORM_UNREADABLE", error.reason)
    except RecursionError:
        return _refused("INTERNAL", "nested too deeply")
    except (
        Exception
    ) as error:  # the file is untrusted: a fault of ours must not be a crash of the province's check
        return _refused("INTERNAL", f"{type(error).__name__}: {error}")


def compile_xform(text: str | bytes, locator: Locator | None = None) -> Compiled:
    """Compile an XForm that is already at hand. Raises: NotAnXFormError."""
    return _build(text, locator or NodeLocator(), (), {})


def _compile_xml(path: Path) -> Compiled:
    try:
        data = path.read_bytes()
    except OSError as error:
        return _refused("XFORM_UNREADABLE", error.strerror or str(error))
    return compile_xform(data)


def _compile_sheets(path: Path) -> Compiled:
    workbook, survey = open_workbook(path)
    if survey is None:
        first = next(iter(workbook.others), None)
        complaint = complain(
            "SHEET_MISSING", first or "survey", "A1", name="survey", columns="type, name, label"
        )
        return Compiled(None, (complaint,))
    complaints = tuple(check_sheets(workbook, survey))
    converted = convert_workbook(workbook, survey)
    if converted.xform is None:
        return Compiled(
            None, in_order(_without_echoes(complaints, _new_ones(converted.complaints, complaints)))
        )
    locator = WorkbookLocator(workbook, survey)
    try:
        return _build(converted.xform, locator, complaints, soft_messages(survey))
    except NotAnXFormError as error:
        if not any(one.severity == "error" for one in complaints):
            complaints = (
                complain("XFORM_UNREADABLE", survey.sheet.title, "A1", reason=error.reason),
                *complaints,
            )
        return Compiled(None, in_order(complaints), converted.xform)


def _build(
    text: str | bytes,
    locator: Locator,
    complaints: tuple[Complaint, ...],
    messages: dict[str, dict[str, str]],
) -> Compiled:
    builder = Builder.of(read_xform(text), locator, messages)
    definition = builder.build()
    together = in_order(_without_echoes(complaints, builder.complaints))
    shown = text if isinstance(text, str) else text.decode("utf-8", "replace")
    refused = any(one.severity == "error" for one in together)
    return Compiled(None if refused else definition, together, shown)


def _new_ones(later: tuple[Complaint, ...], known: tuple[Complaint, ...]) -> list[Complaint]:
    """pyxform's own complaint, unless a row it names is already complained about, or it names none."""
    rows = {(one.sheet, _row(one.cell)) for one in known if one.severity == "error"}
    return [
        one
        for one in later
        if (one.sheet, _row(one.cell)) not in rows
        and not (rows and one.cell is not None and _row(one.cell) == "1")
    ]


def _row(cell: str | None) -> str:
    return "".join(filter(str.isdigit, cell or ""))


def _without_echoes(
    first: tuple[Complaint, ...], later: tuple[Complaint, ...] | list[Complaint]
) -> list[Complaint]:
    """Later stages stumble over what the first already named at the same cell: said once is enough."""
    known = {(one.sheet, one.cell) for one in first if one.severity == "error"}
    return [*first, *(one for one in later if (one.sheet, one.cell) not in known)]


def _refused(code: str, reason: object) -> Compiled:
    return Compiled(None, (complain(code, None, None, reason=reason, text=reason),))
