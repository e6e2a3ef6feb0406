"""What can be counted about the quality of a unit's data; reports.quality makes figures of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, select

from models.indicators import Measurement
from models.measured import CLEAN, FULL, OWN, RIGHT, SINGLE
from models.office.matrix import Mark, Matrix
from models.registers import Record
from models.store import Transaction
from models.store.schema import ENTRY

if TYPE_CHECKING:  # only who opens an entry loads the form engine
    from models.session import EntrySession

_e = ENTRY.c
_LAPTOPS = (
    select(_e.unit, _e.form)
    .where(_e.period == bindparam("of_period"))
    .group_by(_e.unit, _e.form)
    .having(func.count(_e.lineage.distinct()) > 1)
)


@dataclass(frozen=True, slots=True)
class Count:
    """Some of all."""

    some: int = 0
    all: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.some + other.some, self.all + other.all)


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """One entry of the period: its filled cells that are right, its cells that are filled, its warnings that
    are explained, and whether another laptop sent the same form, too."""

    right: Count
    full: Count
    warnings: Count
    twin: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """One unit in one period. ``entries`` came; ``expected`` forms were asked for; of those that came or are
    past their deadline (``due``) some came ``on_time``; ``records`` of registers, some without a twin."""

    unit: str
    entries: tuple[EntryFacts, ...]
    expected: int
    due: Count
    records: Count


def entry_facts(session: EntrySession, unit: str, period: str, entry_id: str) -> list[Measurement]:
    """Count an entry's cells and warnings as measurements of the names above."""
    progress = session.progress()
    found = session.violations()
    wrong = {one.path for one in found if one.severity == "hard" and session.value(one.path)}
    soft = [one for one in found if one.severity == "soft"]
    explained = sum(one.explained for one in soft)
    figures = {
        RIGHT: (max(0, progress.done - len(wrong)), progress.done),
        FULL: (progress.done, progress.total),
        CLEAN: (explained, len(soft)),
    }
    return [_kept(name, unit, period, some, whole, entry_id) for name, (some, whole) in figures.items()]


def register_facts(unit: str, period: str, records: Mapping[str, Iterable[Record]]) -> Measurement:
    """Count a unit's records that no other record of the same register says word for word."""
    single = whole = 0
    for register in records.values():
        said = [tuple(sorted((name, value.casefold()) for name, value in r.fields.items())) for r in register]
        whole += len(said)
        single += len(set(said))
    return _kept(SINGLE, unit, period, single, whole, None)


def _kept(name: str, unit: str, period: str, some: int, whole: int, entry_id: str | None) -> Measurement:
    return Measurement(
        indicator=name,
        unit=unit,
        period=period,
        numerator=Decimal(some),
        denominator=Decimal(whole),
        entry_id=entry_id,
    )


def facts_of(
    matrix: Matrix, measurements: Iterable[Measurement], twins: Iterable[tuple[str, str]]
) -> dict[str, Facts]:
    """Return unit → facts, of the forms that report exactly the matrix's period and of registers."""
    kept: dict[str, dict[str | None, dict[str, Count]]] = {}
    for one in measurements:
        if one.indicator in OWN:
            count = Count(int(one.numerator or 0), int(one.denominator or 0))
            kept.setdefault(one.unit, {}).setdefault(one.entry_id, {})[one.indicator] = count
    double = set(twins)
    own = [index for index, column in enumerate(matrix.columns) if column.period == matrix.period]
    found = {}
    for row in matrix.rows:
        mine = kept.get(row.unit.code, {})
        cells = [(matrix.columns[index].form.form_id, row.cells[index]) for index in own]
        asked = [(form, cell) for form, cell in cells if cell.mark is not Mark.NOT_ASKED]
        entries = tuple(
            _entry(mine.get(cell.entry, {}), (row.unit.code, form) in double)
            for form, cell in asked
            if cell.here and cell.entry in mine
        )
        due = [cell for _form, cell in asked if cell.here or cell.days_late]
        on_time = sum(cell.here and not cell.days_late for cell in due)
        records = mine.get(None, {}).get(SINGLE, Count())
        found[row.unit.code] = Facts(row.unit.code, entries, len(asked), Count(on_time, len(due)), records)
    return found


def _entry(counts: Mapping[str, Count], twin: bool) -> EntryFacts:
    empty = Count()
    return EntryFacts(counts.get(RIGHT, empty), counts.get(FULL, empty), counts.get(CLEAN, empty), twin)


def twins(reading: Transaction, period: str) -> list[tuple[str, str]]:
    """Return the units and forms of which two laptops sent an entry for the period."""
    return [(row[0], row[1]) for row in reading.connection.execute(_LAPTOPS, {"of_period": period})]
