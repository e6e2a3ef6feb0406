"""Undo and redo in steps as a person made them: a pasted block is one step, one durable write."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.desk import Sitting
    from models.session import Outcome


class Steps:
    """How many changes of the session each step of the person was."""

    def __init__(self, sitting: Sitting) -> None:
        self._sitting = sitting
        self._done: list[int] = []
        self._undone: list[int] = []

    def did(self, changes: int = 1) -> None:
        """A person made one step of so many accepted changes."""
        if changes:
            self._done.append(changes)
            self._undone.clear()

    def undo(self) -> Outcome | None:
        """Take back the last step; None when there is none."""
        return self._repeat(self._done, self._undone, self._sitting.undo)

    def redo(self) -> Outcome | None:
        """Do the last undone step again; None when there is none."""
        return self._repeat(self._undone, self._done, self._sitting.redo)

    def _repeat(
        self, source: list[int], target: list[int], act: Callable[[], Outcome | None]
    ) -> Outcome | None:
        count = source.pop() if source else 1
        outcomes = [outcome for outcome in (act() for _ in range(count)) if outcome is not None]
        if outcomes:
            target.append(len(outcomes))
        return merged(outcomes)


def merged(outcomes: Iterable[Outcome]) -> Outcome | None:
    """Join outcomes into one, so that they are one durable write; None when there are none."""
    found = list(outcomes)
    if not found:
        return None
    if len(found) == 1:
        return found[0]
    return replace(
        found[-1],
        changes=tuple(change for outcome in found for change in outcome.changes),
        relevance=tuple(pair for outcome in found for pair in outcome.relevance),
        violations=tuple(violation for outcome in found for violation in outcome.violations),
        structure_changed=any(outcome.structure_changed for outcome in found),
    )
