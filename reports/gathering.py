"""Which measurements stand behind each figure of a period, on the units of one day: none of them twice.

A unit's own entry goes before those of the units that it carries on; without one, theirs are summed. The
records of registers live on, so a unit's own and theirs are always summed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from models.catalogue import Catalogue, FormKind, Indicator
from models.indicators import Measurement
from models.periods import Period
from models.standing import Standing, standing
from models.units import Unit, UnitKind


class Why(StrEnum):
    """Why a unit's figures are not part of any row and wait for a person."""

    SPLIT = "split"  # it existed then, and no unit of the day carries it on
    REPLACED = "replaced"  # the unit that carries it on has sent the same form itself
    ENDED = "ended"  # it sent a form for a period at whose end it did not exist, and nobody carries it on


@dataclass(frozen=True, slots=True)
class Apart:
    """A unit whose figures a person must decide about. Of a split one the province's sums still have them."""

    unit: Unit
    why: Why
    measurements: tuple[Measurement, ...]


class Gathering:
    """One period's measurements. ``on`` is the day whose units are the rows; None = the period's last day."""

    def __init__(
        self,
        catalogue: Catalogue,
        period: Period,
        measurements: Iterable[Measurement],
        on: date | None = None,
    ) -> None:
        self.catalogue = catalogue
        self.period = period
        self._text = str(period)
        self.standing: Standing = standing(catalogue.units, catalogue.calendar.window(period)[1], on)
        self.indicators = [
            one for one in catalogue.indicators if one.period is period.kind and one.numerator is not None
        ]
        self._by_indicator: dict[str, dict[str, Measurement]] = {one.code: {} for one in self.indicators}
        communes = {unit.code for unit in catalogue.units.of_kind(UnitKind.COMMUNE)}
        for one in measurements:
            known = self._by_indicator.get(one.indicator)
            if known is not None and one.unit in communes:
                known[one.unit] = one

    def rows(self, indicator: Indicator) -> list[Unit]:
        """Return the units that the indicator's form is for."""
        form = self.catalogue.form(indicator.form)
        if not form.units:
            return list(self.standing.units)
        return [
            unit for unit in self.standing.units if any(map(form.is_for, self.standing.behind(unit.code)))
        ]

    def has(self, indicator: Indicator) -> bool:
        """Tell whether anything was measured of an indicator."""
        return bool(self._by_indicator[indicator.code])

    def each(self, indicator: Indicator) -> Iterator[tuple[Unit, list[Measurement]]]:
        """Yield each unit that the indicator's form is for, and what its row is summed from (``behind``)."""
        ours, former = self._by_indicator[indicator.code], self.standing.former
        for unit in self.rows(indicator):
            code = unit.code
            if code in former:
                yield unit, self.behind(indicator, code)
            else:
                yield unit, [ours.get(code) or self._blank(indicator, code)]

    def behind(self, indicator: Indicator, unit: str) -> list[Measurement]:
        """Return what one row is summed from; at least one, which is blank where nothing was reported."""
        ours = self._by_indicator[indicator.code]
        own = ours.get(unit)
        former = self.standing.former.get(unit)
        if former is None:
            return [own or self._blank(indicator, unit)]
        return self._carried(indicator, unit, own, former)

    def given(self, indicator: Indicator, unit: str) -> list[Measurement]:
        """Return those of them that were reported."""
        return [one for one in self.behind(indicator, unit) if is_given(one)]

    def apart(self, indicator: Indicator) -> list[Measurement]:
        """Return the figures of the units that existed then and that no row carries on."""
        ours = self._by_indicator[indicator.code]
        form = self.catalogue.form(indicator.form)
        return [
            ours.get(unit.code) or self._blank(indicator, unit.code)
            for unit in self.standing.apart
            if form.is_for(unit.code)
        ]

    @cached_property
    def carried(self) -> tuple[tuple[Unit, Unit], ...]:
        """The units whose figures stand under another one, and that one."""
        units = self.catalogue.units
        return tuple(
            (units[code], row)
            for row in self.standing.units
            for code in self.standing.former.get(row.code, ())
            if self._counts(code, row.code)
        )

    def _counts(self, code: str, row: str) -> bool:
        return any(
            one.unit == code and is_given(one)
            for indicator in self.indicators
            for one in self.behind(indicator, row)
        )

    @cached_property
    def for_a_person(self) -> tuple[Apart, ...]:
        """What reported and is part of no row, in the order of the catalogue."""
        rows = {unit.code for unit in self.standing.units}
        becomes = {old: new for new, former in self.standing.former.items() for old in former}
        split = {unit.code for unit in self.standing.apart}
        left: dict[str, list[Measurement]] = {}
        for indicator in self.indicators:
            for code, one in self._by_indicator[indicator.code].items():
                if code in rows or not is_given(one):
                    continue
                if code not in becomes or one not in self.behind(indicator, becomes[code]):
                    left.setdefault(code, []).append(one)
        return tuple(
            Apart(unit, self._why(unit.code, split, becomes), tuple(left.get(unit.code, ())))
            for unit in self.catalogue.units.of_kind(UnitKind.COMMUNE)
            if unit.code in left or unit.code in split
        )

    @staticmethod
    def _why(code: str, split: set[str], becomes: dict[str, str]) -> Why:
        if code in split:
            return Why.SPLIT
        return Why.REPLACED if code in becomes else Why.ENDED

    def _carried(
        self, indicator: Indicator, unit: str, own: Measurement | None, former: tuple[str, ...]
    ) -> list[Measurement]:
        ours = self._by_indicator[indicator.code]
        theirs = [ours[code] for code in former if code in ours and is_given(ours[code])]
        if own is not None and is_given(own):
            register = self.catalogue.form(indicator.form).kind is FormKind.REGISTER
            return [own, *theirs] if register else [own]
        if self.catalogue.form(indicator.form).kind is FormKind.REGISTER:
            return theirs or [self._blank(indicator, unit)]
        sent = {one.unit for one in theirs}
        silent = [code for code in self.standing.expected(unit) if code not in sent]
        if unit in silent and theirs:
            silent = []  # the successor was to report, and those that it carries on did so for it
        return [*theirs, *(self._blank(indicator, code) for code in silent)] or [self._blank(indicator, unit)]

    def _blank(self, indicator: Indicator, unit: str) -> Measurement:
        return Measurement(indicator=indicator.code, unit=unit, period=self._text)


def is_given(one: Measurement) -> bool:
    """Tell whether a measurement is of something reported; of an entry it is, whatever it left blank."""
    return one.entry_id is not None or one.numerator is not None or not one.applicable
