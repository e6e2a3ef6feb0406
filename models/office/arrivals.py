"""What is there of each unit: the current entries of periods, and how many records registers hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text

from models.entries import EntryState
from models.store import Transaction

# The first revision that came decides whether it came in time: of the form, unit and period, so that a
# second laptop's entry of the same form is no new arrival.
_ARRIVALS = text(
    "SELECT e.id, e.unit, e.form, e.period, e.state, e.revision, "
    "(SELECT MIN(o.received_at) FROM entry o "
    "WHERE o.period = e.period AND o.form = e.form AND o.unit = e.unit) "
    "FROM entry e WHERE e.is_current AND e.period = :period ORDER BY e.unit, e.form"
)
_COUNTS = text(
    "SELECT unit, form, COUNT(*), SUM(CASE WHEN state = 'accepted' THEN 1 ELSE 0 END), "
    "SUM(CASE WHEN state = 'returned' THEN 1 ELSE 0 END) "
    "FROM entry WHERE is_current AND period IS NULL GROUP BY unit, form"
)


@dataclass(frozen=True, slots=True)
class Arrival:
    """The current entry of one form, unit and period; ``arrived`` is the day its first revision came."""

    entry: str
    unit: str
    form: str
    period: str
    state: EntryState
    revision: int
    arrived: date | None


@dataclass(frozen=True, slots=True)
class RegisterCount:
    """How many current records of one register a unit sent, and how many were accepted or returned."""

    unit: str
    form: str
    records: int
    accepted: int
    returned: int


def arrivals(reading: Transaction, periods: Sequence[str]) -> list[Arrival]:
    """Return what came for these periods (canonical text), one question to the store a period."""
    days: dict[str, date] = {}
    found = []
    for period in periods:
        for entry, unit, form, at, state, revision, stamp in reading.connection.execute(
            _ARRIVALS, {"period": period}
        ):
            if stamp and stamp not in days:
                days[stamp] = day_of(stamp)
            arrived = days.get(stamp or "")
            found.append(Arrival(entry, unit, form, at, EntryState(state), revision, arrived))
    return found


def register_counts(reading: Transaction) -> list[RegisterCount]:
    """Return how many records each unit keeps in each register."""
    rows = reading.connection.execute(_COUNTS)
    return [RegisterCount(row[0], row[1], int(row[2]), int(row[3]), int(row[4])) for row in rows]


def day_of(stamp: str) -> date:
    """Return the day of a time stamp on this machine's calendar."""
    return datetime.fromisoformat(stamp).astimezone().date()
