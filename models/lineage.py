"""What became of the communes that existed before July 2025.

The old codes live in a space of their own: most of them name another unit today. A unit that merged as
a whole carries its history on; one that was split is listed for a person and never summed by rule.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

import msgspec


class Extent(StrEnum):
    """How much of the old unit went to the new one."""

    WHOLE = "whole"
    PART = "part"


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """One old unit, or a part of it, and the unit of today that it belongs to."""

    old_code: str
    old_name: str
    old_district: str
    old_province: str
    new_code: str
    extent: Extent


class Lineage:
    """The links of the reform, asked from either side."""

    def __init__(self, links: Iterable[Link]) -> None:
        self.links = tuple(links)
        self._by_old: dict[str, list[Link]] = {}
        self._by_new: dict[str, list[Link]] = {}
        for link in self.links:
            self._by_old.setdefault(link.old_code, []).append(link)
            self._by_new.setdefault(link.new_code, []).append(link)

    def predecessors(self, new_code: str) -> tuple[Link, ...]:
        """Return the old units, whole and part, that make up a unit of today."""
        return tuple(self._by_new.get(new_code, ()))

    def successors(self, old_code: str) -> tuple[Link, ...]:
        """Return the units of today that an old unit went to; more than one when it was split."""
        return tuple(self._by_old.get(old_code, ()))

    def summed(self, new_code: str) -> tuple[str, ...]:
        """Return the old codes whose figures may be added up for a unit of today."""
        return tuple(link.old_code for link in self.predecessors(new_code) if link.extent is Extent.WHOLE)

    def for_a_person(self, new_code: str) -> tuple[Link, ...]:
        """Return the split old units that somebody must decide about."""
        return tuple(link for link in self.predecessors(new_code) if link.extent is Extent.PART)
