"""Steps: what a sitting has done and the disk does not hold yet, in order."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from models.entries import Change
from models.forms.outcomes import Outcome, Progress


class Step(msgspec.Struct, frozen=True, eq=False):
    """One thing done at one moment: changed cells, notes, explanations, and how far the entry then was."""

    at: str
    progress: Progress
    changes: tuple[Change, ...] = ()
    notes: Mapping[str, str] = msgspec.field(default_factory=dict)
    explanations: Mapping[str, str] = msgspec.field(default_factory=dict)
    outcome: Outcome | None = None


def runs(steps: Iterable[Step]) -> Iterator[tuple[list[Change], Step]]:
    """Yield steps together that can be written as one: all their changes, and the last of them.

    Only the last one may bring notes or explanations: the history keeps the order in which things were done.
    """
    changes: list[Change] = []
    last: Step | None = None
    for last in steps:
        changes += last.changes
        if last.notes or last.explanations:
            yield changes, last
            changes, last = [], None
    if last is not None:
        yield changes, last


class Pending:
    """A queue of steps: one thread adds, another one takes away what it has saved. Nothing overtakes."""

    def __init__(self) -> None:
        self._steps: deque[Step] = deque()
        self._guard = threading.Lock()

    def add(self, step: Step) -> None:
        """Put a step at the end."""
        with self._guard:
            self._steps.append(step)

    def up_to(self, outcome: Outcome | None = None) -> list[Step]:
        """Return the steps up to the one that ``outcome`` came from; all of them for None.

        Empty when that one is not waiting (any more): it was saved already, or it changed nothing.
        """
        with self._guard:
            steps = list(self._steps)
        if outcome is None:
            return steps
        for number, step in enumerate(steps, start=1):
            if step.outcome is outcome:
                return steps[:number]
        return []

    def drop(self, count: int) -> None:
        """Forget the first ``count`` steps: they are saved."""
        with self._guard:
            for _ in range(count):
                self._steps.popleft()

    def __len__(self) -> int:
        with self._guard:
            return len(self._steps)
