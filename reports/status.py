"""Completeness of one period: what was expected of whom, what came, when, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from locales.words import mark
from models.calendar import days_late
from models.catalogue import Catalogue, CatalogueForm
from models.entries import EntryState
from models.periods import Period
from models.standing import Standing, standing
from models.units import Unit
from reports.gathering import Why
from reports.table import CellKind, Column, Table, table


@dataclass(frozen=True, slots=True)
class Submission:
    """The current revision of one entry at the province; ``arrived`` is the day it was first taken in."""

    unit: str
    form: str
    state: EntryState
    arrived: date | None


@dataclass(frozen=True, slots=True)
class StatusCell:
    """One unit and form: what is there and how late it came (or is, by ``today``)."""

    unit: Unit
    form: CatalogueForm
    state: EntryState | None
    arrived: date | None
    days_late: int

    @property
    def received(self) -> bool:
        """Whether anything came."""
        return self.state is not None

    @property
    def on_time(self) -> bool:
        """Whether it came by the deadline."""
        return self.received and self.days_late == 0

    @property
    def returned(self) -> bool:
        """Whether it was sent back and waits for a correction."""
        return self.state is EntryState.RETURNED


@dataclass(frozen=True, slots=True)
class FormStatus:
    """The counts of one form."""

    form: CatalogueForm
    deadline: date
    expected: int
    received: int
    on_time: int
    late: int
    missing: int
    returned: int


@dataclass(frozen=True, slots=True)
class Completeness:
    """All forms of one period, and every cell behind the counts.

    ``split`` are units that were asked then and that no unit of the chosen day carries on.
    """

    period: Period
    forms: tuple[FormStatus, ...]
    cells: tuple[StatusCell, ...]
    split: tuple[Unit, ...] = ()

    def missing(self) -> dict[Unit, tuple[CatalogueForm, ...]]:
        """Return who is missing what, in the order of the units."""
        found: dict[Unit, list[CatalogueForm]] = {}
        for cell in self.cells:
            if not cell.received:
                found.setdefault(cell.unit, []).append(cell.form)
        return {unit: tuple(forms) for unit, forms in found.items()}


def completeness(
    catalogue: Catalogue,
    period: Period,
    submissions: Iterable[Submission],
    *,
    today: date,
    on: date | None = None,
) -> Completeness:
    """Count the forms that report this kind of period, for the communes that existed when it ended.

    With ``on`` for the communes of that day. A form of a unit that carries others on is there when it
    sent it, or when all of them did; a unit that neither existed then nor carries one on is not asked.
    """
    came = {(one.unit, one.form): one for one in submissions}
    stand = standing(catalogue.units, catalogue.calendar.window(period)[1], on)
    forms = [form for form in catalogue.periodic_forms() if form.period is period.kind]
    cells: list[StatusCell] = []
    counts: list[FormStatus] = []
    for form in forms:
        deadline = catalogue.calendar.deadline(period, form)
        own = [
            _cell(unit, form, _submitted(stand, unit, form, came), deadline, today)
            for unit in stand.units
            if any(map(form.is_for, stand.expected(unit.code)))
        ]
        counts.append(_counted(form, deadline, own))
        cells += own
    cells.sort(key=lambda cell: cell.unit.code)
    split = [unit for unit in stand.apart if any(form.is_for(unit.code) for form in forms)]
    return Completeness(period, tuple(counts), tuple(cells), tuple(split))


def _submitted(
    stand: Standing, unit: Unit, form: CatalogueForm, came: Mapping[tuple[str, str], Submission]
) -> Submission | None:
    """Return what a unit sent, or what all those sent that it carries on: the last day, the worst state."""
    own = came.get((unit.code, form.form_id))
    former = stand.former.get(unit.code)
    if own is not None or former is None:
        return own
    needed = former if unit.code in stand.asked else stand.expected(unit.code)
    sent = [came.get((code, form.form_id)) for code in needed if form.is_for(code)]
    known = [one for one in sent if one is not None]
    if not known or len(known) < len(sent):
        return None
    days = [one.arrived for one in known if one.arrived is not None]
    worst = min(known, key=lambda one: _WORST.get(one.state, 1))
    return Submission(unit.code, form.form_id, worst.state, max(days) if days else None)


_WORST = {EntryState.RETURNED: 0, EntryState.ACCEPTED: 2}


def _cell(
    unit: Unit, form: CatalogueForm, submission: Submission | None, deadline: date, today: date
) -> StatusCell:
    if submission is None:
        return StatusCell(unit, form, None, None, days_late(deadline, today))
    late = days_late(deadline, submission.arrived) if submission.arrived else 0
    return StatusCell(unit, form, submission.state, submission.arrived, late)


def _counted(form: CatalogueForm, deadline: date, cells: list[StatusCell]) -> FormStatus:
    received = sum(cell.received for cell in cells)
    on_time = sum(cell.on_time for cell in cells)
    return FormStatus(
        form=form,
        deadline=deadline,
        expected=len(cells),
        received=received,
        on_time=on_time,
        late=received - on_time,
        missing=len(cells) - received,
        returned=sum(cell.returned for cell in cells),
    )


def status_document(status: Completeness) -> dict[str, object]:
    """Return the JSON document of ``xaso province status``."""
    names = ("expected", "received", "on_time", "late", "missing", "returned")
    return {
        "period": str(status.period),
        "summary": {name: sum(getattr(form, name) for form in status.forms) for name in names},
        "forms": [
            {
                "form": form.form.form_id,
                "title": form.form.title,
                "deadline": form.deadline.isoformat(),
                **{name: getattr(form, name) for name in names},
            }
            for form in status.forms
        ],
        "missing": [
            {"unit": unit.code, "name": unit.name, "forms": [form.form_id for form in forms]}
            for unit, forms in status.missing().items()
        ],
        "cells": [
            {
                "unit": cell.unit.code,
                "form": cell.form.form_id,
                "state": cell.state.value if cell.state else None,
                "arrived": cell.arrived.isoformat() if cell.arrived else None,
                "days_late": cell.days_late,
            }
            for cell in status.cells
        ],
        "for_a_person": [
            {"unit": unit.code, "name": unit.name, "why": Why.SPLIT.value} for unit in status.split
        ],
    }


STATUS_COLUMNS = (
    Column("form", mark("Form")),
    Column("deadline", mark("Deadline"), CellKind.DAY),
    Column("expected", mark("Expected"), CellKind.COUNT),
    Column("received", mark("Received"), CellKind.COUNT),
    Column("on_time", mark("On time"), CellKind.COUNT),
    Column("late", mark("Late"), CellKind.COUNT),
    Column("missing", mark("Missing"), CellKind.COUNT),
    Column("returned", mark("Returned"), CellKind.COUNT),
)
MISSING_COLUMNS = (
    Column("unit", mark("Code")),
    Column("name", mark("Unit")),
    Column("forms", mark("Missing forms")),
)


def status_table(status: Completeness, language: str) -> Table:
    """Return the counts by form."""
    return table(
        "status",
        mark("Completeness"),
        STATUS_COLUMNS,
        [
            (
                _title(form.form, language),
                form.deadline,
                form.expected,
                form.received,
                form.on_time,
                form.late,
                form.missing,
                form.returned,
            )
            for form in status.forms
        ],
    )


def missing_table(status: Completeness, language: str) -> Table:
    """Return who is missing what."""
    return table(
        "missing",
        mark("Missing units"),
        MISSING_COLUMNS,
        [
            (unit.code, unit.name, "; ".join(_title(form, language) for form in forms))
            for unit, forms in status.missing().items()
        ],
    )


def _title(form: CatalogueForm, language: str) -> str:
    return form.title.get(language) or form.title.get("vi", form.form_id)
