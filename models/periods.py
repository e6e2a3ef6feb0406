"""Periods: months, quarters, halves, nine-month spans and years, and how people write them.

Canonical text: ``2026M10``, ``2026Q3``, ``2026H1``, ``2026N9`` (nine months), ``2026``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from models.errors import UnknownPeriodError


class PeriodKind(StrEnum):
    """How often a form reports."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    NINE_MONTHS = "9-months"
    YEAR = "year"
    NONE = "none"  # registers


PER_YEAR = {
    PeriodKind.MONTH: 12,
    PeriodKind.QUARTER: 4,
    PeriodKind.HALF: 2,
    PeriodKind.NINE_MONTHS: 1,
    PeriodKind.YEAR: 1,
}
_LETTER = {PeriodKind.MONTH: "M", PeriodKind.QUARTER: "Q", PeriodKind.HALF: "H"}
_PATTERNS: tuple[tuple[re.Pattern[str], PeriodKind], ...] = (
    (re.compile(r"(?P<y>\d{4})M(?P<n>\d{1,2})"), PeriodKind.MONTH),
    (re.compile(r"(?P<y>\d{4})-(?P<n>\d{1,2})"), PeriodKind.MONTH),
    (re.compile(r"(?P<y>\d{4})(?P<n>\d{2})"), PeriodKind.MONTH),
    (re.compile(r"(?P<n>\d{1,2})/(?P<y>\d{4})"), PeriodKind.MONTH),
    (re.compile(r"(?P<y>\d{4})-?Q(?P<n>\d)"), PeriodKind.QUARTER),
    (re.compile(r"Q(?P<n>\d)/(?P<y>\d{4})"), PeriodKind.QUARTER),
    (re.compile(r"(?P<y>\d{4})-?[HS](?P<n>\d)"), PeriodKind.HALF),
    (re.compile(r"[HS](?P<n>\d)/(?P<y>\d{4})"), PeriodKind.HALF),
    (re.compile(r"(?P<y>\d{4})N9"), PeriodKind.NINE_MONTHS),
    (re.compile(r"9T/(?P<y>\d{4})"), PeriodKind.NINE_MONTHS),
    (re.compile(r"(?P<y>\d{4})"), PeriodKind.YEAR),
)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """One reporting period: a year, a kind and a number within the year (from 1)."""

    year: int
    number: int
    kind: PeriodKind

    def __str__(self) -> str:
        if self.kind is PeriodKind.YEAR:
            return f"{self.year:04d}"
        if self.kind is PeriodKind.NINE_MONTHS:
            return f"{self.year:04d}N9"
        width = 2 if self.kind is PeriodKind.MONTH else 1
        return f"{self.year:04d}{_LETTER[self.kind]}{self.number:0{width}d}"

    def shifted(self, steps: int) -> Period:
        """Return the period ``steps`` later (earlier when negative) of the same kind."""
        per_year = PER_YEAR[self.kind]
        index = self.year * per_year + (self.number - 1) + steps
        return Period(index // per_year, index % per_year + 1, self.kind)

    @property
    def previous(self) -> Period:
        """The period just before this one."""
        return self.shifted(-1)

    @property
    def same_of_last_year(self) -> Period:
        """The period that growth is measured against."""
        return Period(self.year - 1, self.number, self.kind)

    @property
    def last_month(self) -> int:
        """The number (1..12) of the last calendar month that this period covers."""
        if self.kind is PeriodKind.NINE_MONTHS:
            return 9
        return self.number * (12 // PER_YEAR[self.kind])


def parse_period(text: str) -> Period:
    """Read a period as people and files write it. Raises UnknownPeriodError."""
    wanted = text.strip().upper()
    for pattern, kind in _PATTERNS:
        match = pattern.fullmatch(wanted)
        if match is None:
            continue
        number = int(match.groupdict().get("n") or 1)
        year = int(match["y"])
        if 1 <= number <= PER_YEAR[kind] and 1900 <= year <= 9998:
            return Period(year, number, kind)
        break
    raise UnknownPeriodError(value=text)
