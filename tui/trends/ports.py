"""Trends as screens see them: figures as decimal text, None where undefined."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class TrendView:
    """One indicator: ``values`` of ``periods`` (canonical text), oldest first; the rest is of ``at``."""

    code: str
    label: Mapping[str, str]
    unit: str
    percent: bool
    periods: tuple[str, ...]
    values: tuple[str | None, ...]
    at: str | None
    value: str | None
    target: str | None
    comparison: str
    met: bool | None


@dataclass(frozen=True, slots=True)
class PillarView:
    """A pillar with its indicators; ``index`` is 0..1, ``points`` of ``maximum``."""

    name: str
    points: str | None
    maximum: str
    index: str | None
    met: int
    judged: int
    trends: tuple[TrendView, ...]


@dataclass(frozen=True, slots=True)
class SummaryView:
    """The commune in one line: what home shows."""

    met: int = 0
    judged: int = 0
    index: str | None = None
    target: str | None = None


@dataclass(frozen=True, slots=True)
class TrendsView:
    """Everything that the page shows."""

    summary: SummaryView
    pillars: Sequence[PillarView] = ()


class Trends(Protocol):
    """Indicators over time. Every method may be slow: call it in a thread."""

    def summary(self, *, fresh: bool = True) -> SummaryView:
        """The commune in one line; unless ``fresh`` of what was measured before. Raises StoreError."""
        ...

    def view(self) -> TrendsView:
        """All indicators by pillar. Raises StoreError."""
        ...
