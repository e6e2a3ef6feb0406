"""One writer thread that keeps what was typed, in order, off the screen's thread.

The screen only ever asks what is still on its way. A save that fails stays at the head of the queue, is
tried again, and nothing behind it overtakes it; the value stays on the screen and the mark says NOT SAVED.
"""

from __future__ import annotations

import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import NamedTuple

FIRST_PAUSE = 0.5  # seconds before the first new attempt; doubled up to LONGEST_PAUSE
LONGEST_PAUSE = 8.0
GRACE = 0.03  # seconds: the echo of the key that comes right after goes first, then the write


class Keeping(StrEnum):
    """How safe everything that was typed is."""

    SAVED = "saved"
    SAVING = "saving"
    NOT_SAVED = "not saved"


class Job(NamedTuple):
    """One durable write and the cells (entry id, path) that it makes safe."""

    write: Callable[[], object]
    cells: tuple[tuple[str, str], ...]
    begins: float  # not before this moment of the monotonic clock, unless someone waits for it


class Saver:
    """Writes jobs one after the other in a thread of its own.

    ``notify`` is called from that thread after every change of state; it must be quick and thread-safe.
    """

    def __init__(
        self, notify: Callable[[], None], *, pause: float = FIRST_PAUSE, grace: float = GRACE
    ) -> None:
        self._notify = notify
        self._pause = pause
        self._grace = grace
        self._awaited = 0
        self._jobs: deque[Job] = deque()
        self._cells: Counter[tuple[str, str]] = Counter()
        self._changed = threading.Condition()
        self._stopping = False
        self._thread: threading.Thread | None = None
        self.error: Exception | None = None

    @property
    def keeping(self) -> Keeping:
        """The state of the whole queue."""
        if self.error is not None:
            return Keeping.NOT_SAVED
        return Keeping.SAVING if self._jobs else Keeping.SAVED

    def waits(self, entry: str, path: str) -> bool:
        """Whether a cell's last value is still on its way to the disk."""
        return (entry, path) in self._cells

    def submit(self, write: Callable[[], object], entry: str, paths: Iterable[str]) -> None:
        """Queue a write. Returns at once."""
        job = Job(write, tuple((entry, path) for path in paths), time.monotonic() + self._grace)
        with self._changed:
            self._jobs.append(job)
            self._cells.update(job.cells)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="saver", daemon=True)
                self._thread.start()
            self._changed.notify_all()
        self._notify()

    def flush(self, timeout: float) -> bool:
        """Wait until everything is on the disk; False when ``timeout`` seconds were not enough."""
        with self._changed:
            self._awaited += 1
            self._changed.notify_all()
            try:
                return self._changed.wait_for(lambda: not self._jobs, timeout)
            finally:
                self._awaited -= 1

    def stop(self) -> None:
        """End the thread after the write that is under way."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()

    def _run(self) -> None:
        pause = self._pause
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._jobs or self._stopping)
                if self._stopping:
                    return
                job = self._jobs[0]
                self._let_keys_go_first(job)
            try:
                job.write()
            except Exception as error:
                self._failed(error, pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            else:
                pause = self._pause
                self._done(job)

    def _let_keys_go_first(self, job: Job) -> None:
        while not (self._awaited or self._stopping) and (left := job.begins - time.monotonic()) > 0:
            self._changed.wait(left)

    def _failed(self, error: Exception, pause: float) -> None:
        self.error = error
        self._notify()
        with self._changed:
            if not self._stopping:
                self._changed.wait(pause)

    def _done(self, job: Job) -> None:
        with self._changed:
            self._jobs.popleft()
            self._cells.subtract(job.cells)
            for cell in job.cells:
                if self._cells[cell] <= 0:
                    del self._cells[cell]
            self.error = None
            self._notify()  # whoever waited for everything to be kept finds that it was told
            self._changed.notify_all()
