"""The quality of a unit's data in one period as four measured figures: đúng, đủ, sạch, sống.

Each figure is exact, between 0 and 1, and names what it was counted from; what nothing can be said of is
None, never 0 or 1.

- right (đúng): filled cells that break no hard rule, of all filled cells;
- full (đủ): each expected form weighs the same; one that came counts the share of its cells that are
  filled, one that did not come counts nothing;
- clean (sạch): entries that came from one laptop only and leave no warning unexplained, and records that
  no other record repeats word for word, of all entries and records;
- alive (sống): forms that came by their deadline, of those that came or whose deadline has passed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.office import Facts


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: ``good`` of ``counted``. ``good`` of the figure full may be a fraction."""

    good: Fraction
    counted: int

    @property
    def share(self) -> Fraction | None:
        """The figure, 0..1; None when there was nothing to count."""
        return self.good / self.counted if self.counted else None


@dataclass(frozen=True, slots=True)
class Quality:
    """The four figures of one unit, or of several added up."""

    right: Figure
    full: Figure
    clean: Figure
    alive: Figure

    @property
    def figures(self) -> tuple[Figure, Figure, Figure, Figure]:
        """The four in their order: right, full, clean, alive."""
        return self.right, self.full, self.clean, self.alive

    @property
    def whole(self) -> Fraction | None:
        """One figure for all: the mean of those that are defined; None while no entry came to judge by."""
        if not self.right.counted:
            return None
        shares = [share for figure in self.figures if (share := figure.share) is not None]
        return sum(shares, Fraction(0)) / len(shares)


def quality(facts: Facts) -> Quality:
    """Return the figures of one unit."""
    right = sum(entry.right.some for entry in facts.entries)
    filled = sum(entry.right.all for entry in facts.entries)
    full = sum((_share(entry.full.some, entry.full.all) for entry in facts.entries), Fraction(0))
    clean = sum(not entry.twin and entry.warnings.some == entry.warnings.all for entry in facts.entries)
    return Quality(
        right=Figure(Fraction(right), filled),
        full=Figure(full, facts.expected),
        clean=Figure(Fraction(clean + facts.records.some), len(facts.entries) + facts.records.all),
        alive=Figure(Fraction(facts.due.some), facts.due.all),
    )


def together(qualities: Iterable[Quality]) -> Quality:
    """Add up units: sums over sums, never a mean of shares."""
    known = list(qualities)
    return (
        Quality(*(_added(figures) for figures in zip(*(one.figures for one in known), strict=True)))
        if known
        else _NONE
    )


def _added(figures: Iterable[Figure]) -> Figure:
    known = list(figures)
    return Figure(sum((one.good for one in known), Fraction(0)), sum(one.counted for one in known))


def _share(some: int, whole: int) -> Fraction:
    """A form without a cell to fill is full."""
    return Fraction(some, whole) if whole else Fraction(1)


_NONE = Quality(*(Figure(Fraction(0), 0) for _ in range(4)))
