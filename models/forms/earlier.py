"""What a cell held in the periods before, and whether what it holds now is unusual beside that.

Rows that carry a code are found again by it: a village keeps its past when others come in before it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from models.forms.usual import UNASKED, Usual, allowed, usual
from models.forms.values import to_number

NEVER = -1.0
"""``compare`` of a question whose author wrote that it is never compared."""

Load = Callable[[], Sequence[Mapping[str, str]]]
"""Gives the values of earlier entries by path, newest first; asked at most once."""


CODES = ("village_code", "code")
"""The questions by which a row says what it is about, first found first."""

CodeOf = Callable[[str], tuple[str, str] | None]
"""Gives the code of a row ("/data/r[2]"): the question's name and what it holds; None for no code."""


class Unusual(NamedTuple):
    """A value beside its past: ``usual`` is None where it was only compared with the period before."""

    usual: Usual | None


class Earlier:
    """The past of one entry's cells. What lies further back than one period is loaded when first needed."""

    def __init__(self, previous: Mapping[str, str], load: Load | None = None) -> None:
        self._previous = previous
        self._load = load
        self._rows: dict[tuple[int, str], str] = {}
        self.code_of: CodeOf = lambda _row: None
        """Set by whoever knows the entry's rows."""
        self._loaded: Sequence[Mapping[str, str]] = ()
        self._ranges: dict[str, Usual | None] = {}

    def __bool__(self) -> bool:
        return bool(self._previous) or self._load is not None

    def previous(self, path: str) -> str:
        """The text at this path in the period before, "" for none."""
        return self._text(self._previous, path)

    def rows_moved(self) -> None:
        """Look for rows and ranges anew: rows came or went."""
        self._rows.clear()
        self._ranges.clear()

    def _text(self, values: Mapping[str, str], path: str) -> str:
        end = path.rfind("]") + 1
        if not end:
            return values.get(path, "")
        row = path[:end]
        then = self._rows.get((id(values), row))
        if then is None:
            then = self._rows[id(values), row] = self._row_then(values, row)
        return values.get(then + path[end:], "") if then else ""

    def _row_then(self, values: Mapping[str, str], row: str) -> str:
        """Return where this row was in an earlier entry; "" when it was not there."""
        code = self.code_of(row)
        if code is None:
            return row
        name, text = code
        repeat, number = row[: row.rindex("[")], 1
        if values.get(f"{row}/{name}") == text or f"{repeat}[1]/{name}" not in values:
            return row
        while (then := values.get(f"{repeat}[{number}]/{name}")) is not None:
            if then == text:
                return f"{repeat}[{number}]"
            number += 1
        return ""

    def unusual(self, path: str, value: float, limit: float | None, *, whole: bool) -> Unusual | None:
        """Judge a number: None where it is as one would expect, or where nothing is known.

        ``limit`` is the catalogue's own, in percent; None where it names none. With three or more periods
        known the usual range decides, with fewer the change against the period before, if there is a limit.
        """
        percent = UNASKED if limit is None else limit
        counts = limit is None and whole
        before = to_number(self._text(self._previous, path))
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
        numbers = [to_number(self._text(values, path)) for values in self._loaded]
        known = [number for number in numbers if number == number]
        found = self._ranges[path] = usual(known, percent, whole=whole, counts=counts)
        return found
