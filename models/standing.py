"""On which units a period's figures stand: those that existed then, or those of another day.

A unit that merged as a whole carries its figures to its successor; one that was split has no successor, so
nothing of it is carried by rule: it stands apart, for a person to decide about.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from models.units import Unit, UnitKind, Units


class UnitsOf(StrEnum):
    """Whose units a report is drawn on."""

    THEN = "then"  # of the period's last day
    TODAY = "today"


@dataclass(frozen=True, slots=True)
class Standing:
    """The communes of one day, and what each carries on.

    ``units`` are the rows; ``former`` names, for those that carry something, the codes of the units that
    became part of them as a whole; ``asked`` are the codes of the communes that existed on the period's
    last day, of whom its forms were expected; ``apart`` those of them that nobody carries on.
    """

    units: tuple[Unit, ...]
    former: Mapping[str, tuple[str, ...]]
    asked: frozenset[str]
    apart: tuple[Unit, ...]

    def behind(self, unit: str) -> tuple[str, ...]:
        """Return the codes whose figures are a row's: its own first."""
        return (unit, *self.former.get(unit, ()))

    def expected(self, unit: str) -> tuple[str, ...]:
        """Return the codes of whom a row's forms were expected: itself, or before that the former ones."""
        if unit in self.asked:
            return (unit,)
        return tuple(code for code in self.former.get(unit, ()) if code in self.asked)


def standing(units: Units, then: date, on: date | None = None) -> Standing:
    """Return how the figures of a period that ended on ``then`` stand on the communes of ``on`` (or then)."""
    day = on or then
    rows = units.of_kind(UnitKind.COMMUNE, day)
    former: dict[str, list[str]] = {}
    apart = []
    asked = set()
    for unit in units.of_kind(UnitKind.COMMUNE):
        if unit.valid_on(then):
            asked.add(unit.code)
        if unit.valid_on(day):
            continue
        became = units.on(unit.code, day)
        if became is not None:
            former.setdefault(became.code, []).append(unit.code)
        elif unit.valid_on(then):
            apart.append(unit)
    return Standing(rows, {code: tuple(old) for code, old in former.items()}, frozenset(asked), tuple(apart))
