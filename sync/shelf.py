"""Answers of a helper that wait to be taken, in order and not too much of them, between two threads."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field
from typing import TypeAlias

from sync.examination import Refused

ROOM = 16 * 1024 * 1024  # bytes of answers that wait
_GLANCE = 0.5  # seconds between two looks at whether the user interrupts
Answer: TypeAlias = "bytes | Refused | Exception"


class UnwantedError(Exception):
    """Nobody wants the answers any more."""


@dataclass(slots=True)
class Shelf:
    """Answers that wait, in order; whoever brings more than there is room for waits too."""

    _answers: deque[Answer] = field(default_factory=deque)
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _weight: int = 0
    _closed: bool = False

    def put(self, answer: Answer) -> None:
        """Lay an answer down as soon as there is room. Raises UnwantedError."""
        weight = _weight(answer)
        with self._changed:
            self._changed.wait_for(lambda: self._closed or not self._answers or self._weight + weight <= ROOM)
            if self._closed:
                raise UnwantedError
            self._answers.append(answer)
            self._weight += weight
            self._changed.notify_all()

    def take(self) -> Answer:
        """Wait for the next answer and take it."""
        with self._changed:
            while not self._changed.wait_for(lambda: bool(self._answers), _GLANCE):
                pass  # on Windows only a wait that ends lets an interrupt through
            answer = self._answers.popleft()
            self._weight -= _weight(answer)
            self._changed.notify_all()
        return answer

    def check(self) -> None:
        """Raise UnwantedError once nobody wants the answers any more."""
        if self._closed:
            raise UnwantedError

    def close(self) -> None:
        """Say that nobody wants the answers any more."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()


def _weight(answer: Answer) -> int:
    return len(answer) if isinstance(answer, bytes) else 0
