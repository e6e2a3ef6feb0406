"""What a cell held in the periods before, and whether what it holds now is unusual beside that."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from models.forms.usual import UNASKED, Usual, allowed, usual
from models.forms.values import to_number

NEVER = -1.0
"""``compare`` of a question whose author wrote that it is never compared."""

Load = Callable[[], Sequence[Mapping[str, str]]]
"""Gives the values of earlier entries by path, newest first; asked at most once."""


class Unusual(NamedTuple):
    """A value beside its past: ``usual`` is None where it was only compared with the period before."""

    usual: Usual | None


class Earlier:
    """The past of one entry's cells. What lies further back than one period is loaded when first needed."""

    def __init__(self, previous: Mapping[str, str], load: Load | None = None) -> None:
        self._previous = previous
        self._load = load
        self._loaded: Sequence[Mapping[str, str]] = ()
        self._ranges: dict[str, Usual | None] = {}

    def __bool__(self) -> bool:
        return bool(self._previous) or self._load is not None

    def previous(self, path: str) -> str:
        """The text at this path in the period before, "" for none."""
        return self._previous.get(path, "")

    def unusual(self, path: str, value: float, limit: float | None, *, whole: bool) -> Unusual | None:
        """Judge a number: None where it is as one would expect, or where nothing is known.

        ``limit`` is the catalogue's own, in percent; None where it names none. With three or more periods
        known the usual range decides, with fewer the change against the period before, if there is a limit.
        """
        percent = UNASKED if limit is None else limit
        counts = limit is None and whole
        before = to_number(self._previous.get(path, ""))
        if before == before and abs(value - before) <= allowed(before, percent, counts=counts):
            return None
        found = self._range(path, percent, whole=whole, counts=counts)
        if found is not None:
            if found.holds(value) or (limit is None and found.low == found.high):
                return None
            return Unusual(found)
        if limit is None or before != before or before == 0:
            return None
        return Unusual(None)

    def _range(self, path: str, percent: float, *, whole: bool, counts: bool) -> Usual | None:
        try:
            return self._ranges[path]
        except KeyError:
            pass
        if self._load is not None:
            self._loaded, self._load = self._load(), None
        numbers = [to_number(values[path]) for values in self._loaded if path in values]
        known = [number for number in numbers if number == number]
        found = self._ranges[path] = usual(known, percent, whole=whole, counts=counts)
        return found
