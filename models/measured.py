"""What was measured and is kept: as values, and whether it still says all that the store holds.

Measuring opens entries with the form engine (models.office.measuring); this only tells what it left behind,
and is light enough for a command that finds nothing new.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from models.catalogue import Catalogue
from models.entries import EntryHead
from models.indicators import Measurement
from models.periods import Period
from models.store.installed import InstalledCatalogue

# The counts that tell the quality of data are kept beside an entry's measurements, under names that no
# indicator can have, so that the entry need not be opened again to say how good it is.
RIGHT = "~right"  # cells that break no hard rule, of the cells that are filled
FULL = "~full"  # filled cells, of the relevant cells a person fills
CLEAN = "~clean"  # warnings that are explained, of all warnings
SINGLE = "~single"  # records of registers without a twin, of all records
OWN = frozenset({RIGHT, FULL, CLEAN, SINGLE})

KIT = "measured.kit.2."  # + period: the kit whose indicators the kept measurements follow
REGISTERS = "measured.registers."  # + period: what the registers were like when they were counted

Row = tuple[str | None, str, str, str | None, str | None, object]
"""Entry, indicator, unit, numerator, denominator, applicable: as the store keeps them."""
RegisterState = tuple[int, str | None, int | None]
"""How many records count, when the last one changed, the sum of their revisions."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A period's measurements: of indicators, and the counts that tell the quality of data."""

    indicators: list[Measurement]
    counts: list[Measurement]

    @classmethod
    def of(cls, found: Iterable[Measurement]) -> Measured:
        """Part what the store keeps of a period."""
        indicators: list[Measurement] = []
        counts: list[Measurement] = []
        for one in found:
            (counts if one.indicator in OWN else indicators).append(one)
        return cls(indicators, counts)


def measurements_of(period: str, rows: Iterable[Row]) -> list[Measurement]:
    """Return the rows of one period as values."""
    number = _Numbers()
    return [
        Measurement(
            indicator=name,
            unit=at,
            period=period,
            numerator=number[top],
            denominator=number[bottom],
            entry_id=entry,
            applicable=bool(applicable),
        )
        for entry, name, at, top, bottom, applicable in rows
    ]


class _Numbers(dict[str | None, Decimal | None]):
    """Numbers by their text: counts repeat over and over, each is made once."""

    def __missing__(self, text: str | None) -> Decimal | None:
        made = self[text] = None if text is None else Decimal(text)
        return made


class _Catalogues(Protocol):
    def current(self) -> InstalledCatalogue | None: ...


class _Meta(Protocol):
    def get(self, key: str) -> str | None: ...


class _Measurements(Protocol):
    def of(self, period: str, indicator: str | None = None) -> list[Measurement]: ...


class _Entries(Protocol):
    def heads(self, *, period: str | None = None) -> list[EntryHead]: ...

    def register_state(self) -> RegisterState: ...


class Reading(Protocol):
    """A with-block of the store or of its quick reader, as far as it is asked here."""

    @property
    def catalogues(self) -> _Catalogues: ...  # noqa: D102
    @property
    def meta(self) -> _Meta: ...  # noqa: D102
    @property
    def measurements(self) -> _Measurements: ...  # noqa: D102
    @property
    def entries(self) -> _Entries: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Pending:
    """The kit in force ("" before the first), and the period's entries that it has not measured."""

    kit: str
    entries: Sequence[EntryHead]


def pending(reading: Reading, period: str) -> Pending:
    """Return what of a period is to be measured."""
    installed = reading.catalogues.current()
    kit = installed.kit_id if installed else ""
    known: set[str | None] = set()
    if reading.meta.get(KIT + period) == kit:
        known = {one.entry_id for one in reading.measurements.of(period, RIGHT)}
    return Pending(kit, [head for head in reading.entries.heads(period=period) if head.id not in known])


def register_day(catalogue: Catalogue, period: Period, today: date) -> date:
    """Return the day as of which a period's registers count: its deadline, today while that is to come."""
    return min(today, catalogue.calendar.deadline(period))


def register_text(kit: str, day: date, state: RegisterState) -> str:
    """Return what the registers are like on a day, as it is kept beside what was counted from them."""
    count, last, revisions = state
    return f"{kit} {day} {count} {last} {revisions}"


def is_whole(reading: Reading, period: str, left: Pending, registers: date | None) -> bool:
    """Tell whether what is kept of a period is all that there is to measure; ``left`` is what is pending.

    ``registers`` is the day as of which registers count, None where they stay as they were counted.
    """
    if left.entries or reading.meta.get(KIT + period) != left.kit:
        return False
    if registers is None:
        return True
    state = register_text(left.kit, registers, reading.entries.register_state())
    return reading.meta.get(REGISTERS + period) == state
