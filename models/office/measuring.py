"""What the province measures: indicators of entries and registers, kept beside what they came from.

Entries are opened once, in small batches, each a short write: an import that runs meanwhile hardly waits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from models.catalogue import Catalogue
from models.entries import EntryHead
from models.measured import KIT, REGISTERS, Measured, is_whole, pending, register_day, register_text
from models.office.arrivals import day_of
from models.office.facts import register_facts
from models.periods import Period
from models.registers import Record, record_of
from models.store import Store, Transaction

if TYPE_CHECKING:  # the form engine is loaded when something has to be measured
    from models.office.reader import Reader

BATCH = 25  # entries in one write

Progress = Callable[[int, int], None]


class Measuring:
    """Measures one period of a store. ``now`` is an aware moment, ``today`` a day on this machine."""

    def __init__(
        self, store: Store, catalogue: Catalogue, period: Period, now: datetime, today: date
    ) -> None:
        self._store = store
        self._catalogue = catalogue
        self._period = period
        self._now = now
        self._today = today
        self._kept_reader: Reader | None = None

    def run(self, *, count_registers: bool = True, progress: Progress | None = None) -> Measured:
        """Measure what arrived since the last time, then return all of the period.

        A register lives on, so it is counted as it stood on the period's deadline, or stands today while that
        is to come: whenever a period gone by is looked at, its figures are the same. ``count_registers``
        False leaves them as they were counted. ``progress`` hears (done, of). Raises StoreError.
        """
        period = str(self._period)
        with self._store.reading() as reading:
            left = pending(reading, period)
            if is_whole(reading, period, left, self._day if count_registers else None):
                return Measured.of(reading.measurements.of(period))
        for start in range(0, len(left.entries), BATCH):
            self._measure(left.entries[start : start + BATCH])
            if progress is not None:
                progress(min(start + BATCH, len(left.entries)), len(left.entries))
        if count_registers:
            self._count_registers(left.kit)
        with self._store.transaction() as writing:
            if writing.meta.get(KIT + period) != left.kit:
                writing.meta.set(KIT + period, left.kit)
            return Measured.of(writing.measurements.of(period))

    def kept(self) -> Measured:
        """Return what was measured before, whatever arrived since. Raises StoreError."""
        with self._store.reading() as reading:
            return Measured.of(reading.measurements.of(str(self._period)))

    @property
    def _day(self) -> date:
        return register_day(self._catalogue, self._period, self._today)

    def _measure(self, heads: Sequence[EntryHead]) -> None:
        with self._store.reading() as reading:
            reader = self._reader(reading)
            found = {head.id: reader.measured(head) for head in heads}
        with self._store.transaction() as writing:
            for entry_id, measurements in found.items():
                writing.measurements.replace(entry_id, measurements)

    def _reader(self, reading: Transaction) -> Reader:
        from models.office.reader import Reader  # as above

        if self._kept_reader is None:
            self._kept_reader = Reader(self._catalogue, self._now)
        self._kept_reader.reading = reading
        return self._kept_reader

    def _count_registers(self, kit: str) -> None:
        from models.measures import measure_registers  # as above

        catalogue, period, day = self._catalogue, self._period, self._day
        with self._store.reading() as reading:
            state = register_text(kit, day, reading.entries.register_state())
            if reading.meta.get(f"{REGISTERS}{period}") == state:
                return
            records = register_records(reading, catalogue, until=day if day < self._today else None)
        # A unit without records has no figures to keep: to the scoreboard, nothing kept is nothing reported.
        found = {
            unit.code: [
                *measure_registers(catalogue, unit.code, period, records[unit.code], today=day),
                register_facts(unit.code, str(period), records[unit.code]),
            ]
            for unit in catalogue.communes()
            if unit.code in records
        }
        with self._store.transaction() as writing:
            writing.measurements.replace_registers(str(period), found)
            writing.meta.set(f"{REGISTERS}{period}", state)


def register_records(
    reading: Transaction,
    catalogue: Catalogue,
    forms: Iterable[str] | None = None,
    until: date | None = None,
) -> Mapping[str, Mapping[str, Sequence[Record]]]:
    """Return unit → register → its current records, or those that stood there on the day ``until``."""
    found: dict[str, dict[str, list[Record]]] = {}
    for form in forms if forms is not None else [register.form_id for register in catalogue.registers()]:
        values = reading.entries.values_of(form=form)
        heads = reading.entries.heads(form=form)
        if until is not None:
            heads = _standing(reading.entries.heads(form=form, current=False), until)
        for head in heads:
            fields = values[head.id] if head.id in values else reading.entries.travelling(head.id)
            record = record_of(head.id, head.unit, fields)
            found.setdefault(head.unit, {}).setdefault(form, []).append(record)
    return found


def _standing(revisions: Iterable[EntryHead], until: date) -> list[EntryHead]:
    """Return of each record the highest revision that was completed by the end of a day."""
    last: dict[str, EntryHead] = {}
    for head in revisions:
        known = last.get(head.lineage)
        if head.completed_at is None or day_of(head.completed_at) > until:
            continue
        if known is None or (known.revision, known.id) < (head.revision, head.id):
            last[head.lineage] = head
    return list(last.values())
