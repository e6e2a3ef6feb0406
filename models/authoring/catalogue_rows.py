"""What the sheets of a catalogue hold, as typed rows that remember their cells."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from models.authoring.complaints import Complaint
from models.authoring.sheet_reader import RowReader
from models.calendar import DayRule, PeriodException, PeriodRule
from models.catalogue import FormKind, Indicator, Target
from models.periods import PeriodKind
from models.units import Unit

Columns = tuple[tuple[str, ...], tuple[str, ...]]  # required, optional


@dataclass(frozen=True, slots=True)
class Settings:
    """The sheet settings: one row."""

    province_code: str
    catalogue_id: str
    title: dict[str, str]
    default_language: str
    begins: date | None = None


@dataclass(frozen=True, slots=True)
class FormRow:
    """One row of the sheet forms; ``cell`` is where the workbook is named."""

    form_id: str
    workbook: str
    kind: FormKind
    period: PeriodKind
    units: tuple[str, ...]
    due_rule: DayRule | None
    title: dict[str, str]
    cell: str
    verify: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """Where an indicator or a target stands, so that later checks can name the cell of each column."""

    row: RowReader

    def cell(self, column: str) -> str:
        """Return the cell's name."""
        return self.row.cell(column)


@dataclass(slots=True)
class CatalogueSheets:
    """All that the six sheets hold; what could not be read is left out and complained about."""

    settings: Settings | None = None
    units: list[tuple[Unit, Placed]] = field(default_factory=list)
    forms: list[FormRow] = field(default_factory=list)
    rules: list[PeriodRule] = field(default_factory=list)
    exceptions: list[PeriodException] = field(default_factory=list)
    indicators: list[tuple[Indicator, Placed]] = field(default_factory=list)
    targets: list[tuple[Target, Placed]] = field(default_factory=list)
    complaints: list[Complaint] = field(default_factory=list)


def titles(row: RowReader, column: str) -> dict[str, str]:
    """Return the texts of ``column::vi`` and ``column::en`` by language, those that are there."""
    return {language: text for language in ("vi", "en") if (text := row.text(f"{column}::{language}"))}
