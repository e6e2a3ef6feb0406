"""The quick reader of a province's store: what was measured, without loading SQLAlchemy.

As models.store.quick is for an entry: read only, its statements a second wording of the store's that tests
hold together (docs/adr/0006-start.md).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from models.indicators import Measurement
from models.measured import RegisterState, measurements_of
from models.store.quick import QuickEntries, QuickStore, QuickTransaction

_COUNTING = (
    "SELECT entry_id, indicator, unit, numerator, denominator, applicable FROM measurement WHERE period = ?1 "
    "AND (entry_id IS NULL OR entry_id IN (SELECT id FROM entry WHERE period = ?1 AND is_current)) "
    "{more}ORDER BY indicator, unit, number"
)
_REGISTERS = "SELECT COUNT(*), MAX(updated_at), SUM(revision) FROM entry WHERE is_current AND period IS NULL"


class QuickProvince(QuickStore):
    """A province's store, open for reading."""

    @contextmanager
    def reading(self) -> Iterator[QuickProvinceTransaction]:
        """Read: the block sees one moment of the store. Raises sqlite3.Error."""
        with super().reading() as within:
            yield QuickProvinceTransaction(within.connection)


class QuickProvinceTransaction(QuickTransaction):
    """What a with-block works with: ``events`` is the store's ``exchange.events``."""

    entries: QuickProvinceEntries

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__(connection)
        self.entries = QuickProvinceEntries(connection)
        self.measurements = QuickMeasurements(connection)
        self.events = QuickEvents(connection)


class QuickProvinceEntries(QuickEntries):
    """See models.store.entries.Entries."""

    def register_state(self) -> RegisterState:
        """Return how many records of registers count, when the last changed, the sum of their revisions."""
        count, last, revisions = self._connection.execute(_REGISTERS).fetchone()
        return count, last, revisions


class QuickMeasurements:
    """See models.store.measurements.Measurements."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def of(self, period: str, indicator: str | None = None, unit: str | None = None) -> list[Measurement]:
        """Return what counts for a period: of the current revision of each entry, and of registers."""
        given = {"indicator": indicator, "unit": unit}
        wanted = {name: value for name, value in given.items() if value is not None}
        more = "".join(f"AND {name} = ? " for name in wanted)
        rows = self._connection.execute(_COUNTING.format(more=more), (period, *wanted.values()))
        return measurements_of(period, rows.fetchall())


class QuickEvents:
    """See models.store.exchange_events.Events."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def behind(self, journal: Path) -> bool:
        """Tell whether events wait, or the journal does not end where this store says."""
        ask = self._connection.execute
        try:
            size = journal.stat().st_size
        except FileNotFoundError:
            size = 0
        seq, ends = ask("SELECT seq, size FROM exchange_journal WHERE name = 'journal'").fetchone() or (0, 0)
        if ends != size or ask("SELECT 1 FROM exchange_event LIMIT 1").fetchone():
            return True
        return seq == 0 and ask("SELECT 1 FROM exchange_kit LIMIT 1").fetchone() is not None
