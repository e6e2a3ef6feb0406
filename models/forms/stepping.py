"""Steps of a session: each is told as an outcome, can be taken back exactly, and done again."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from models.forms.instance import Cell, Rows, find
from models.forms.journal import Entry, Rowed, revert
from models.forms.opening import texts_of
from models.forms.outcomes import CellChange, Outcome, Refusal
from models.forms.telling import differences, relevance_changed, texts_changed
from models.forms.workings import Workings


class Step(NamedTuple):
    """What was touched, and all that was changed in the entry's tree by it."""

    path: str
    journal: list[Entry]


class Steps:
    """The steps that were done and those that were taken back."""

    def __init__(self, workings: Workings) -> None:
        self._workings = workings
        self._engine = workings.engine
        self._overview = workings.overview
        self._done: list[Step] = []
        self._undone: list[Step] = []

    def close(self, path: str, cell: Cell | None) -> Outcome:
        """End a step at ``path`` and tell it; one that changed nothing is not kept."""
        journal = self._engine.journal
        if journal:
            self._engine.journal = []
            self._done.append(Step(path, journal))
            self._undone.clear()
        return self._told(path, cell, journal)

    def undo(self) -> Outcome | None:
        """Take the last step back; None when there is none."""
        return self._go(self._done, self._undone)

    def redo(self) -> Outcome | None:
        """Do again what was taken back last; None when there is nothing."""
        return self._go(self._undone, self._done)

    def _go(self, source: list[Step], other: list[Step]) -> Outcome | None:
        if not source:
            return None
        path, journal = source.pop()
        inverse = revert(journal)
        other.append(Step(path, inverse))
        cell = find(self._workings.root, path)
        return self._told(path, cell if isinstance(cell, Cell) else None, inverse)

    def tried(self, step: Callable[[], Outcome]) -> list[Entry]:
        """Do a step and take it back as if it never was; returns what it changed."""
        done, undone = list(self._done), list(self._undone)
        step()
        if len(self._done) == len(done):
            return []
        journal = self._done[-1].journal
        revert(journal)
        self._overview.forget()
        if _moved_rows(journal):
            self._workings.follow_rows()
        self._done, self._undone = done, undone
        return journal

    def _told(self, path: str, cell: Cell | None, journal: list[Entry]) -> Outcome:
        self._overview.forget()
        structure = _moved_rows(journal)
        changes = self._moved(journal) if structure else texts_changed(journal)
        changes.sort(key=lambda change: change.path != path)  # stable: the touched cell first
        return Outcome(
            path,
            cell.text if cell is not None else "",
            None,
            tuple(changes),
            relevance_changed(journal),
            tuple(self._workings.violations_of(cell)) if cell is not None else (),
            structure,
        )

    def _moved(self, journal: list[Entry]) -> list[CellChange]:
        """Changes of a step that added or removed rows: paths move, so compare before with after.

        Notes and explanations move with their rows.
        """
        after = texts_of(self._engine)
        inverse = revert(journal)
        before = texts_of(self._engine)
        self._workings.hold_remarks()
        revert(inverse)
        self._workings.follow_rows()
        return differences(before, after)


def _moved_rows(journal: list[Entry]) -> bool:
    return Rowed in map(type, journal)


def refused(node: Cell | Rows, refusal: Refusal) -> Outcome:
    """Tell that nothing was done at a node, and why."""
    return Outcome(node.path, node.text if isinstance(node, Cell) else "", refusal, (), (), (), False)
