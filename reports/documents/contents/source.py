"""All that a report is made from, and the small things that every section needs of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from msgspec.structs import replace

from locales.words import Words
from models.catalogue import Catalogue, FormKind, Indicator
from models.indicators import Measurement, rounded, total
from reports.documents.book import Cell, Kind, Tone, Trace
from reports.scoreboard import IndicatorRow, Scoreboard
from reports.status import Completeness
from reports.tasks import TaskReport

INDEX_PLACES = 4


@dataclass(frozen=True)
class Source:
    """The values of one period. ``programmes`` names programmes of tasks by code; ``tasks`` may be None.

    ``questions`` names the questions of forms by form and path, as far as they are known.
    """

    catalogue: Catalogue
    board: Scoreboard
    status: Completeness
    tasks: TaskReport | None
    measurements: tuple[Measurement, ...]
    day: date
    words: Words
    programmes: Mapping[str, str] = field(default_factory=dict)
    questions: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def period(self) -> str:
        """The period as canonical text."""
        return str(self.board.period)

    @cached_property
    def entries(self) -> dict[tuple[str, str], tuple[str, ...]]:
        """The entries that a unit's figure was read from, by indicator and unit."""
        return {
            (one.indicator, one.unit): (one.entry_id,)
            for one in self.measurements
            if one.entry_id is not None and one.period == self.period
        }

    @cached_property
    def by_indicator(self) -> dict[str, tuple[IndicatorRow, ...]]:
        """The units' own rows by indicator."""
        found: dict[str, list[IndicatorRow]] = {}
        for row in self.board.rows:
            found.setdefault(row.indicator.code, []).append(row)
        return {code: tuple(rows) for code, rows in found.items()}

    @cached_property
    def by_unit(self) -> dict[str, tuple[IndicatorRow, ...]]:
        """The units' own rows by unit."""
        found: dict[str, list[IndicatorRow]] = {}
        for row in self.board.rows:
            found.setdefault(row.unit.code, []).append(row)
        return {code: tuple(rows) for code, rows in found.items()}

    @cached_property
    def scored(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The units that have an index, and those that have none."""
        units = self.board.units
        return (
            tuple(one.unit.code for one in units if one.dti is not None),
            tuple(one.unit.code for one in units if one.dti is None),
        )

    def label(self, indicator: Indicator) -> str:
        """Return what the indicator is called."""
        return self.words.of(indicator.label) or indicator.code

    def of_register(self, indicator: Indicator) -> bool:
        """Whether the indicator is counted from a register (see ``day_of_registers``)."""
        return self.catalogue.form(indicator.form).kind is FormKind.REGISTER

    @property
    def day_of_registers(self) -> date:
        """The day as of which registers are counted: the period's deadline, today while that is to come."""
        return min(self.day, self.catalogue.calendar.deadline(self.board.period))

    def name(self, code: str) -> str:
        """Return a unit's name, its code when the catalogue does not know it."""
        return self.catalogue.units[code].name if code in self.catalogue.units else code

    def province_trace(self, row: IndicatorRow) -> Trace:
        """Return the trace of a sum over units: who is behind it, who is missing."""
        if self.board.carried or self.board.for_a_person:
            return replace(self._carried_trace(row), entries=())
        rows = self.by_indicator.get(row.indicator.code, ())
        return Trace(
            figure=f"{self.label(row.indicator)} · {row.unit.name}",
            numerator=row.ratio.numerator,
            denominator=row.ratio.denominator,
            period=self.period,
            counted=_codes(one for one in rows if one.ratio.counted),
            missing=_codes(one for one in rows if one.ratio.missing),
            excluded=_codes(one for one in rows if one.ratio.excluded),
        )

    def growth_trace(self, row: IndicatorRow) -> Trace | None:
        """Return the trace of points on last year: both shares are named; None where there are no points."""
        if row.growth is None or row.percent is None:
            return None
        words, before = self.words, row.percent - row.growth
        shares = f"{words.percent(row.percent)} − {words.percent(before)}"
        said = words.text("points on {period}", period=words.period(self.board.period.same_of_last_year))
        now = self.province_trace(row)
        named = f"{now.figure} · {said}: {shares}"
        return replace(now, figure=named, numerator=row.growth, denominator=None, kind=Kind.CHANGE)

    def unit_trace(self, row: IndicatorRow) -> Trace:
        """Return the trace of one unit's figure: the entries it was read from, of whichever unit they are."""
        if row.behind:
            return self._carried_trace(row)
        code = (row.unit.code,)
        return Trace(
            figure=f"{self.label(row.indicator)} · {row.unit.name}",
            numerator=row.ratio.numerator,
            denominator=row.ratio.denominator,
            period=self.period,
            counted=code if row.ratio.counted else (),
            missing=code if row.ratio.missing else (),
            excluded=code if row.ratio.excluded else (),
            entries=self.entries.get((row.indicator.code, row.unit.code), ()),
        )

    def _carried_trace(self, row: IndicatorRow) -> Trace:
        parts = [(one, total(row.indicator, [one])) for one in row.behind]
        return Trace(
            figure=f"{self.label(row.indicator)} · {row.unit.name}",
            numerator=row.ratio.numerator,
            denominator=row.ratio.denominator,
            period=self.period,
            counted=tuple(one.unit for one, ratio in parts if ratio.counted),
            missing=tuple(one.unit for one, ratio in parts if ratio.missing),
            excluded=tuple(one.unit for one, ratio in parts if ratio.excluded),
            entries=tuple(one.entry_id for one, _ratio in parts if one.entry_id is not None),
        )

    def figure(self, row: IndicatorRow, trace: Trace) -> Cell:
        """Return the cell of an indicator: the percentage of a share, the sum of a count."""
        tone = {True: Tone.GOOD, False: Tone.BAD, None: Tone.PLAIN}[row.met]
        if not row.ratio.applicable:
            return Cell(self.words.text("n/a"), trace, Kind.TEXT, Tone.QUIET)
        if row.indicator.is_ratio:
            return Cell(row.percent, trace, Kind.PERCENT, tone)
        return Cell(row.ratio.numerator, trace, Kind.COUNT, tone)


def _codes(rows: Iterable[IndicatorRow]) -> tuple[str, ...]:
    return tuple(row.unit.code for row in rows)


def points(value: Fraction | None) -> Decimal | None:
    """Return points with two places."""
    return None if value is None else rounded(value)


def index(value: Fraction | None) -> Decimal | None:
    """Return an index of 0..1 with four places."""
    return None if value is None else rounded(value, INDEX_PLACES)


def share(part: int, whole: int) -> Decimal | None:
    """Return a percentage with two places; None when there is no whole."""
    return rounded(Fraction(100 * part, whole)) if whole else None
