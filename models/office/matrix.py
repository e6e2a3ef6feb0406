"""The completeness matrix: communes × forms, what is there of each, and what is missing.

Each periodic form is asked about in the period of its own kind that the chosen period lies in; registers
have no period and count their records.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from models.calendar import days_late, period_of
from models.catalogue import Catalogue, CatalogueForm
from models.entries import EntryState
from models.errors import UnknownPeriodError
from models.office.arrivals import Arrival, RegisterCount
from models.periods import Period
from models.units import Unit


class Mark(StrEnum):
    """How a unit stands with a form."""

    ACCEPTED = "accepted"
    RECEIVED = "received"  # here, nobody has looked yet
    RETURNED = "returned"
    REFUSED = "refused"  # nothing is here, but a bundle of the unit lies in quarantine
    MISSING = "missing"  # the deadline has passed
    AWAITED = "awaited"  # there is time left
    NOT_ASKED = "not asked"  # the form is not for this unit


@dataclass(frozen=True, slots=True)
class Column:
    """One form; ``period`` and ``deadline`` are None for a register."""

    form: CatalogueForm
    period: Period | None
    deadline: date | None


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """One unit and form. ``days_late``: how late it came, or is today; ``records`` of a register."""

    mark: Mark
    entry: str | None = None
    days_late: int = 0
    records: int = 0

    @property
    def here(self) -> bool:
        """Whether anything came."""
        return self.mark in _HERE


_HERE = frozenset({Mark.ACCEPTED, Mark.RECEIVED, Mark.RETURNED})
_MARKS = {EntryState.ACCEPTED: Mark.ACCEPTED, EntryState.RETURNED: Mark.RETURNED}


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One unit: a cell for each column, the numbers of bundles that are missing, why others were refused."""

    unit: Unit
    cells: tuple[MatrixCell, ...]
    missing: tuple[int, ...] = ()
    refused: str = ""

    @property
    def trouble(self) -> bool:
        """Whether a person should look: something is returned, refused, late or missing."""
        wrong = {Mark.RETURNED, Mark.REFUSED, Mark.MISSING}
        return bool(self.missing or self.refused) or any(cell.mark in wrong for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Matrix:
    """All units of one period. The counts are of the forms that report exactly this period."""

    period: Period
    deadline: date | None
    columns: tuple[Column, ...]
    rows: tuple[MatrixRow, ...]

    @property
    def expected(self) -> int:
        """How many entries the period should have."""
        return sum(cell.mark is not Mark.NOT_ASKED for cell in self._own())

    @property
    def received(self) -> int:
        """How many came."""
        return sum(cell.here for cell in self._own())

    @property
    def on_time(self) -> int:
        """How many came by the deadline."""
        return sum(cell.here and not cell.days_late for cell in self._own())

    def _own(self) -> Iterable[MatrixCell]:
        own = [index for index, column in enumerate(self.columns) if column.period == self.period]
        return (row.cells[index] for row in self.rows for index in own)


def columns_of(catalogue: Catalogue, period: Period) -> tuple[Column, ...]:
    """Return the forms as columns: those of the period's own kind first, other periodic ones, registers."""
    day = catalogue.calendar.window(period)[1]
    periodic = sorted(catalogue.periodic_forms(), key=lambda form: form.period is not period.kind)
    columns = []
    for form in periodic:
        at = period if form.period is period.kind else period_of(form.period, day)
        try:
            columns.append(Column(form, at, catalogue.calendar.deadline(at, form)))
        except UnknownPeriodError:
            continue  # the calendar has no rule for this kind: nothing can be due
    return (*columns, *(Column(form, None, None) for form in catalogue.registers()))


def matrix_of(
    catalogue: Catalogue,
    period: Period,
    arrivals: Iterable[Arrival],
    registers: Iterable[RegisterCount],
    *,
    missing: Mapping[str, tuple[int, ...]],
    refused: Mapping[str, str],
    today: date,
) -> Matrix:
    """Put together who has sent what. ``refused`` names why a unit's bundles lie in quarantine."""
    columns = columns_of(catalogue, period)
    asked = [(column, str(column.period)) for column in columns]
    came = {(one.unit, one.form, one.period): one for one in arrivals}
    counts = {(one.unit, one.form): one for one in registers}
    rows = tuple(
        MatrixRow(
            unit,
            _cells(unit, asked, came, counts, unit.code in refused, today),
            missing.get(unit.code, ()),
            refused.get(unit.code, ""),
        )
        for unit in catalogue.communes(catalogue.calendar.window(period)[1])
    )
    return Matrix(period, next((c.deadline for c in columns if c.period == period), None), columns, rows)


def _cells(
    unit: Unit,
    columns: Sequence[tuple[Column, str]],
    came: Mapping[tuple[str, str, str], Arrival],
    counts: Mapping[tuple[str, str], RegisterCount],
    refused: bool,
    today: date,
) -> tuple[MatrixCell, ...]:
    found = []
    for column, period in columns:
        form = column.form
        if not form.is_for(unit.code):
            found.append(MatrixCell(Mark.NOT_ASKED))
        elif column.period is None:
            found.append(_register(counts.get((unit.code, form.form_id))))
        else:
            arrival = came.get((unit.code, form.form_id, period))
            found.append(_entry(arrival, column.deadline, refused, today))
    return tuple(found)


def _entry(arrival: Arrival | None, deadline: date | None, refused: bool, today: date) -> MatrixCell:
    if arrival is not None:
        late = days_late(deadline, arrival.arrived) if deadline and arrival.arrived else 0
        return MatrixCell(_MARKS.get(arrival.state, Mark.RECEIVED), arrival.entry, late)
    late = days_late(deadline, today) if deadline else 0
    if refused:
        return MatrixCell(Mark.REFUSED, None, late)
    return MatrixCell(Mark.MISSING if late else Mark.AWAITED, None, late)


def _register(count: RegisterCount | None) -> MatrixCell:
    if count is None or not count.records:
        return MatrixCell(Mark.AWAITED)
    if count.returned:
        mark = Mark.RETURNED
    elif count.accepted == count.records:
        mark = Mark.ACCEPTED
    else:
        mark = Mark.RECEIVED
    return MatrixCell(mark, None, 0, count.records)
