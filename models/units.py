"""Organisation units: province, commune (xã, phường, đặc khu), village (thôn, tổ dân phố).

A unit's identity is its code together with the catalogue version: well over a thousand of today's codes
named another unit before July 2025. Codes are text; leading zeros count. Villages have no national code,
theirs is made from the commune's (``22810-01``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum

import msgspec

from models.errors import UnknownUnitError


class UnitKind(StrEnum):
    """The three tiers."""

    PROVINCE = "province"
    COMMUNE = "commune"
    VILLAGE = "village"


class Unit(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One organisation unit.

    ``sort`` is the Vietnamese sort of unit (xã, phường, đặc khu, thôn …), ``valid_to`` the last day it
    existed, ``successor`` the code of the unit that it became part of as a whole (a unit that was split
    has none: its figures are never carried on by rule).
    """

    code: str
    name: str
    kind: UnitKind
    sort: str = ""
    parent: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    successor: str | None = None

    def valid_on(self, day: date) -> bool:
        """Tell whether the unit existed on ``day``."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)


class Units(Mapping[str, Unit]):
    """The units of one catalogue by code, in the catalogue's order."""

    def __init__(self, units: Iterable[Unit] = ()) -> None:
        self._by_code = {unit.code: unit for unit in units}
        self._children: dict[str | None, list[Unit]] = {}
        for unit in self._by_code.values():
            self._children.setdefault(unit.parent, []).append(unit)

    def __getitem__(self, code: str) -> Unit:
        """Return the unit with this code. Raises UnknownUnitError (also for ``get`` without a default)."""
        try:
            return self._by_code[code]
        except KeyError:
            raise UnknownUnitError(value=code) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_code)

    def __len__(self) -> int:
        return len(self._by_code)

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def get(self, code: str) -> Unit:  # type: ignore[override]
        """Return the unit with this code. Raises UnknownUnitError: no unit is never a blank unit."""
        return self[code]

    def children(self, code: str, on: date | None = None) -> tuple[Unit, ...]:
        """Return the units directly below ``code``, those valid on a day when ``on`` is given."""
        below = self._children.get(code, ())
        return tuple(unit for unit in below if on is None or unit.valid_on(on))

    def of_kind(self, kind: UnitKind, on: date | None = None) -> tuple[Unit, ...]:
        """Return all units of a tier, those valid on a day when ``on`` is given."""
        return tuple(u for u in self._by_code.values() if u.kind is kind and (on is None or u.valid_on(on)))

    def province(self, code: str) -> Unit:
        """Return the province that ``code`` lies in (itself if it is one). Raises UnknownUnitError."""
        unit = self[code]
        seen = {unit.code}
        while unit.kind is not UnitKind.PROVINCE:
            if unit.parent is None or unit.parent in seen:
                raise UnknownUnitError(value=code, parent=unit.parent)
            unit = self[unit.parent]
            seen.add(unit.code)
        return unit

    def today(self, code: str) -> Unit:
        """Return what ``code`` has become by whole mergers (itself if it still exists).

        Raises UnknownUnitError when a successor is missing from the list.
        """
        unit = self[code]
        seen = {unit.code}
        while unit.successor is not None and unit.successor not in seen:
            unit = self[unit.successor]
            seen.add(unit.code)
        return unit

    def on(self, code: str, day: date) -> Unit | None:
        """Return what carries a unit on, on a day: itself while it exists, else by whole mergers.

        None when it was split, or when it had not begun. Raises UnknownUnitError.
        """
        unit = self[code]
        seen = {unit.code}
        while not unit.valid_on(day):
            if unit.successor is None or unit.successor in seen:
                return None
            unit = self[unit.successor]
            seen.add(unit.code)
        return unit

    def carried(self, code: str) -> tuple[Unit, ...]:
        """Return the former units whose history the unit carries on: those that merged into it whole."""
        return tuple(
            unit
            for unit in self._by_code.values()
            if unit.code != code and unit.successor is not None and self.today(unit.code).code == code
        )
