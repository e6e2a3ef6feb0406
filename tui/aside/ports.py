"""What was set aside, as screens see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class AsideEntry:
    """One draft: ``name`` is what a record of a register calls itself, ``at`` a stamp, ``done`` its cells."""

    entry: str
    title: Mapping[str, str]
    period: str | None
    name: str = ""
    done: int = 0
    revision: int = 1
    at: str = ""
    by: str = ""
    why: str = ""


class Aside(Protocol):
    """Drafts that were begun by mistake. Every method may be slow: call it in a thread."""

    def draft(self, form: str, period: str) -> AsideEntry | None:
        """Return the draft of a period; None where there is none, or it is no draft any more."""
        ...

    def look(self, entry: str) -> AsideEntry | None:
        """Return this draft; None when it is no draft any more."""
        ...

    def discard(self, entry: str, why: str) -> None:
        """Set a draft aside. Raises EntryStateError, StoreError."""
        ...

    def all(self) -> Sequence[AsideEntry]:
        """Return what was set aside, the last first."""
        ...

    def restore(self, entry: str) -> None:
        """Make it a draft again. Raises EntryStateError when another took its place, StoreError."""
        ...
