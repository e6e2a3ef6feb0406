"""What is there of each unit: the current entries of periods, and how many records registers hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, case, func, select

from models.entries import EntryState
from models.store import Transaction
from models.store.schema import ENTRY

_e = ENTRY.c
_o = ENTRY.alias("o").c

# The first revision that came decides whether it came in time: of the form, unit and period, so that a
# second laptop's entry of the same form is no new arrival.
_FIRST = (
    select(func.min(_o.received_at))
    .where(_o.period == _e.period, _o.form == _e.form, _o.unit == _e.unit)
    .scalar_subquery()
)
_ARRIVALS = (
    select(_e.id, _e.unit, _e.form, _e.period, _e.state, _e.revision, _FIRST)
    .where(_e.is_current, _e.period == bindparam("of_period"))
    .order_by(_e.unit, _e.form)
)
_COUNTS = (
    select(
        _e.unit,
        _e.form,
        func.count(),
        func.sum(case((_e.state == EntryState.ACCEPTED.value, 1), else_=0)),
        func.sum(case((_e.state == EntryState.RETURNED.value, 1), else_=0)),
    )
    .where(_e.is_current, _e.period.is_(None))
    .group_by(_e.unit, _e.form)
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
            _ARRIVALS, {"of_period": period}
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
