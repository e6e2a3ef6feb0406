"""Puts figures into an entry through its sitting: the same checks and history as typing them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cli.figures import Figure, RowKey, Sheet
from locales.explain import explain_code
from locales.words import Words

if TYPE_CHECKING:  # only named in annotations: loading them costs
    from models.desk import Sitting
    from models.session import Outcome

NO_SUCH_CELL = "E_UNKNOWN_NODE"
_ROW_CODES = ("village_code", "code")  # the questions by which a row is named, first found first


@dataclass(frozen=True, slots=True)
class Refused:
    """A figure that was not taken: where, what, and why in the caller's language."""

    path: str
    value: str
    code: str
    message: str


@dataclass(slots=True)
class Filled:
    """What became of a sheet of figures."""

    accepted: list[Outcome] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)


class Filler:
    """Fills one sitting."""

    def __init__(self, sitting: Sitting, words: Words) -> None:
        self._sitting = sitting
        self._words = words
        self._index = _Index(sitting)

    def fill(self, sheet: Sheet) -> Filled:
        """Enter every figure in its order; what the form does not ask for yet is tried again at the end.

        All of it is on the disk when this returns: one commit for the file, which stays where it is anyway.
        Raises StoreError, EntryStateError.
        """
        filled = Filled()
        with self._sitting.at_once():
            later = self._pass(sheet.figures, filled, last=False)
            self._pass(later, filled, last=True)
        for name, text in sheet.notes.items():
            self._sitting.apply_note(self._index.path(name, None) or name, text)
        for name, text in sheet.explanations.items():
            self._sitting.apply_explanation(self._index.path(name, None) or name, text)
        self._sitting.flush()
        return filled

    def holds(self, sheet: Sheet) -> bool:
        """Tell whether the entry says what the sheet says, as far as canonical text can be compared."""
        session = self._sitting.session
        for figure in sheet.figures:
            path = self._index.path(figure.name, figure.row)
            if path is None or session.value(path) != figure.value:
                return False
        told = {**sheet.notes, **sheet.explanations}
        here = {*session.notes.values(), *session.explanations.values()}
        return all(text in here for text in told.values())

    def _pass(self, figures: Iterable[Figure], filled: Filled, *, last: bool) -> list[Figure]:
        later = []
        for figure in figures:
            path = self._place(figure)
            if path is None or not self._sitting.session.is_relevant(path):
                if not last:
                    later.append(figure)
                    continue
                if path is None:
                    filled.refused.append(self._refusal(_shown(figure), figure.value, NO_SUCH_CELL, {}))
                    continue
            self._enter(path, figure, filled)
        return later

    def _enter(self, path: str, figure: Figure, filled: Filled) -> None:
        take = self._sitting.apply if figure.typed else self._sitting.apply_value
        outcome = take(path, figure.value)
        if outcome.refusal is not None:
            refusal = outcome.refusal
            filled.refused.append(self._refusal(path, figure.value, refusal.code, dict(refusal.details)))
            return
        filled.accepted.append(outcome)
        if outcome.structure_changed:
            self._index = _Index(self._sitting)

    def _place(self, figure: Figure) -> str | None:
        path = self._index.path(figure.name, figure.row)
        row = figure.row
        if path is not None or row is None or not row.number:
            return path
        repeat = self._index.repeat(row.repeat)
        if repeat is None or row.number != self._index.rows(repeat) + 1:
            return None
        if self._sitting.add_row(repeat).refusal is None:
            self._index = _Index(self._sitting)
        return self._index.path(figure.name, row)

    def _refusal(self, path: str, value: str, code: str, details: dict[str, object]) -> Refused:
        told = explain_code(code, self._words, {"path": path, "raw": value, "value": value, **details})
        return Refused(path, value, code, f"{told.body} {told.remedy}")


def _shown(figure: Figure) -> str:
    if figure.row is None:
        return figure.name
    return f"{figure.row.repeat or '*'}[{figure.row.code or figure.row.number}]/{figure.name}"


class _Index:
    """Where each question of an entry is, by name and by row."""

    def __init__(self, sitting: Sitting) -> None:
        self._by_name: dict[str, list[str]] = {}
        self._paths: set[str] = set()
        self._rows: dict[str, list[str]] = {}
        self._row_codes: dict[str, dict[str, str]] = {}
        for node in sitting.session.outline():
            name = node.ref.rsplit("/", 1)[-1]
            if node.kind == "row":
                self._rows.setdefault(node.path[: node.path.rindex("[")], []).append(node.path)
            elif node.kind == "repeat":
                self._rows.setdefault(node.path, [])
            elif node.kind == "question":
                self._paths.add(node.path)
                self._by_name.setdefault(name, []).append(node.path)
                row = _row_of(node.path)
                if row and node.value and name.endswith("code"):
                    self._row_codes.setdefault(row, {}).setdefault(name, node.value)

    def path(self, name: str, row: RowKey | None) -> str | None:
        """Return the one cell that is meant, None when there is none or more than one."""
        if name.startswith("/"):
            return name if name in self._paths else None
        found = self._by_name.get(name.strip("/"), [])
        if row is None:
            return found[0] if len(found) == 1 else None
        for path in found:
            if self._is_row(path, row):
                return path
        return None

    def repeat(self, name: str) -> str | None:
        """Return the path of the repeat with this name (or path)."""
        return next((path for path in self._rows if path == name or path.rsplit("/", 1)[-1] == name), None)

    def rows(self, repeat: str) -> int:
        """Return how many rows the repeat has."""
        return len(self._rows[repeat])

    def _is_row(self, path: str, row: RowKey) -> bool:
        at = _row_of(path)
        if at is None:
            return False
        repeat, _, number = at[:-1].rpartition("[")
        if row.repeat and row.repeat not in (repeat, repeat.rsplit("/", 1)[-1]):
            return False
        if row.number:
            return int(number) == row.number
        codes = self._row_codes.get(at, {})
        named = next((codes[name] for name in _ROW_CODES if name in codes), None)
        return row.code == named or (named is None and row.code in codes.values())


def _row_of(path: str) -> str | None:
    """Return the innermost row that a cell lies in: "/data/r[2]/g/x" → "/data/r[2]"."""
    end = path.rfind("]")
    return path[: end + 1] if end >= 0 else None
