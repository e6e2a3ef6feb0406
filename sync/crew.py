"""The helpers of one import: batches of files go out to them in turn and come back in order.

No file is ever opened in the process that writes. Helpers that are done wait for the next import of the same
program, for a moment: starting one takes longer than examining a hundred files. A single file that somebody
wants to look at or to take in goes the same way (``apart``).
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sync.examination import Ready, Refused
from sync.examiner import Definition, Examiner, Looked
from sync.helper import Helper
from sync.helping import Examining, Task
from sync.source import Source

HEAVY = 32 * 1024 * 1024  # bytes that are settled together
Found = TypeVar("Found")

_IDLE: list[Helper] = []
_AT_REST = threading.Lock()


@dataclass(frozen=True, slots=True)
class Crew:
    """Some helpers, who work by one examiner; ``definition`` reads a form where one is needed."""

    helpers: Sequence[Helper]
    examiner: Examiner
    definition: Definition

    def examined(
        self, batches: Iterable[Sequence[Source]], now: Callable[[], datetime]
    ) -> Iterator[tuple[datetime, list[Looked]]]:
        """Yield each batch examined, in order, with the moment at which it counts as received.

        The next ones are examined meanwhile. A batch that unfolds to much is yielded in several: what is in
        memory has an end, whatever was sent.

        Raises:
            HelperError, models.store.errors.StoreError: as ``Helper.answers`` says.
        """
        waiting: deque[tuple[Helper, Task]] = deque()
        for number, batch in enumerate(batches):
            helper, task = self.helpers[number % len(self.helpers)], Task(batch, now())
            helper.ask(self.examiner, self.definition, task)
            waiting.append((helper, task))
            if len(waiting) > len(self.helpers):
                yield from _finished(*waiting.popleft())
        while waiting:
            yield from _finished(*waiting.popleft())

    def one(self, source: Source, at: datetime, forgive: frozenset[str] = frozenset()) -> Ready | Refused:
        """Examine one file that was received ``at``. Raises what ``examined`` raises."""
        return _one(self.helpers[0], self.examiner, self.definition, Task([source], at, forgive))


@contextmanager
def crew(examiner: Examiner, definition: Definition, count: int = 1) -> Iterator[Crew]:
    """Give some helpers for one import; those that did all they were asked for may help the next one."""
    helpers = [_hired() for _ in range(max(1, count))]
    try:
        yield Crew(helpers, examiner, definition)
    finally:
        for helper in helpers:
            _dismiss(helper)


def apart(examiner: Examining[Found], data: bytes, at: datetime) -> Found | Refused:
    """Have the bytes of a file examined by a helper; Refused where that ends the helper or does not end.

    Raises:
        HelperError: no process can be started to examine it.
    """
    source, helper = Source("", len(data), named=True, content=data), _hired()
    try:
        return _one(helper, examiner, _no_form, Task([source], at))
    finally:
        _dismiss(helper)


def end_idle() -> None:
    """End the helpers that wait for the next import."""
    with _AT_REST:
        idle = _IDLE[:]
        _IDLE.clear()
    for helper in idle:
        helper.end()


def _hired() -> Helper:
    with _AT_REST:
        return _IDLE.pop() if _IDLE else Helper()


def _dismiss(helper: Helper) -> None:
    if not helper.is_free:
        helper.end()
        return
    with _AT_REST:
        _IDLE.append(helper)


def _one(helper: Helper, examiner: Examining[Found], definition: Definition, task: Task) -> Found | Refused:
    helper.ask(examiner, definition, task)
    found: Found | Refused = next(helper.answers(1))
    return found


def _no_form(_sha256: str) -> None:
    """Stand in for the forms where none are needed."""


def _finished(helper: Helper, task: Task) -> Iterator[tuple[datetime, list[Looked]]]:
    """Part what was examined into lists that are not too heavy; nearly always it is one."""
    group: list[Looked] = []
    weight = 0
    for source, found in zip(task.sources, helper.answers(len(task.sources)), strict=True):
        one = Looked(source, found)
        if group and weight + one.weight > HEAVY:
            yield task.at, group
            group, weight = [], 0
        group.append(one)
        weight += one.weight
    if group:
        yield task.at, group


if hasattr(os, "register_at_fork"):  # a forked process has the pipes, but not the threads that watch them
    os.register_at_fork(after_in_child=_IDLE.clear)
