"""A helper, from the side of whoever needs it: a process that examines files, watched by a thread.

The thread hands out one task after the other and lays the answers on a shelf, in order, as far as there is
room: what waits in memory has an end, however quick the helper and whatever was sent. A file that ends two
helpers, or that one does not finish within its time, is refused (E_EXAMINATION); the files behind it go to a
fresh process. A helper that was not asked for a while ends by itself and is started again when it is needed.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from queue import Empty, SimpleQueue
from typing import Any, NoReturn

from sync import helping
from sync.errors import ExaminationError, HelperError
from sync.examination import Refused
from sync.examiner import Definition
from sync.helping import OUT_OF_MEMORY, READY, Examining, Task
from sync.shelf import Shelf, UnwantedError
from sync.source import Source

START = 60.0  # seconds in which a helper must begin, and load what an examiner needs
PATIENCE = 30.0  # seconds that a file may take to be read, and again to be examined …
SLOWEST = 500_000  # … and one more for so many bytes: sticks are slow
REST = 30.0  # seconds after which a helper that nobody asks ends
TRIES = 2  # helpers that a file may end before it is blamed: somebody else may have ended the first
_LAST = 10.0  # seconds in which a process that closed its pipe must have ended


@dataclass(frozen=True, slots=True)
class _Order:
    """A task, and what is needed for it."""

    examiner: Examining[object]
    definition: Definition
    task: Task


@dataclass(slots=True)
class _DiedError(Exception):
    """The helper ended, or was ended, while it was at a file of this digest ("" while it still read it)."""

    why: str
    digest: str = ""


class Helper:
    """One process at most at a time, and the thread that watches it."""

    def __init__(self) -> None:
        self._orders: SimpleQueue[_Order | None] = SimpleQueue()
        self._shelf = Shelf()
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None
        self._knows: Examining[object] | None = None  # what the process was given
        self._owed = 0  # answers that were asked for and not taken
        self._watch = threading.Thread(target=self._conduct, name="xaso-helper", daemon=True)
        self._watch.start()

    @property
    def is_free(self) -> bool:
        """Whether every answer was taken."""
        return self._owed == 0

    def ask(self, examiner: Examining[object], definition: Definition, task: Task) -> None:
        """Hand out a task; ``definition`` is called from another thread."""
        self._owed += len(task.sources)
        self._orders.put(_Order(examiner, definition, task))

    def answers(self, count: int) -> Iterator[Any]:
        """Yield what came of the next ``count`` files that were asked for, in order.

        It is what their examiner found, or Refused.

        Raises:
            HelperError: no process can be started to examine them.
            models.store.errors.StoreError: a form could not be read.
        """
        for _ in range(count):
            answer = self._shelf.take()
            if isinstance(answer, Exception):
                raise answer
            self._owed -= 1
            yield helping.found(answer) if isinstance(answer, bytes) else answer

    def end(self) -> None:
        """End the process, whatever it is at."""
        self._shelf.close()
        self._orders.put(None)
        process = self._process
        if process is not None and self._owed:
            with contextlib.suppress(ValueError, OSError):  # it has ended meanwhile
                process.kill()
        self._watch.join()

    def _conduct(self) -> None:
        while True:
            try:
                order = self._orders.get(timeout=REST)
            except Empty:
                self._stop()
                continue
            if order is None:
                self._stop()
                return
            try:
                self._work_through(order)
            except UnwantedError:
                pass
            except Exception as error:  # told to whoever waits for the answers
                with contextlib.suppress(UnwantedError):
                    self._shelf.put(error)

    def _work_through(self, order: _Order) -> None:
        todo = deque(order.task.sources)
        died = 0  # helpers that the first of ``todo`` ended
        while todo:
            try:
                self._begin(order, Task(tuple(todo), order.task.at, order.task.forgive))
                while todo:
                    self._shelf.put(self._answer(order, todo[0]))
                    todo.popleft()
                    died = 0
            except _DiedError as error:
                self._stop()
                self._shelf.check()
                died += 1
                if died == TRIES or error.why == "time":
                    self._shelf.put(_blamed(todo.popleft(), error))
                    died = 0

    def _begin(self, order: _Order, task: Task) -> None:
        """Give a process its task. Raises HelperError or _DiedError."""
        for attempt in range(1, TRIES + 1):
            try:
                self._prepare(order.examiner)
                break
            except _DiedError as error:
                self._stop()
                self._shelf.check()
                if attempt == TRIES:
                    raise HelperError(reason=error.why) from None
        try:
            self._connection.send(task)
        except OSError:
            self._died()

    def _prepare(self, examiner: Examining[object]) -> None:
        """See that a process is there and has loaded what it examines with. Raises what ``_begin`` does."""
        if self._process is None:
            self._start()
        if self._knows is examiner:
            return
        try:
            self._connection.send(examiner)
        except OSError:
            self._died()
        self._receive(START)
        self._knows = examiner

    def _answer(self, order: _Order, source: Source) -> bytes:
        """Return what came of a file, as it was sent. Raises _DiedError."""
        digest = ""
        while True:
            answer = self._receive(PATIENCE + source.size / SLOWEST, digest)
            form = helping.wanted(answer)
            if form is not None:
                self._connection.send(order.definition(form))
                continue
            at_work = helping.begun(answer)
            if at_work is None:
                return answer
            digest = at_work

    def _receive(self, seconds: float, digest: str = "") -> bytes:
        try:
            if self._connection.poll(seconds):
                return self._connection.recv_bytes()
        except (EOFError, OSError):
            self._died(digest)
        raise _DiedError("time", digest)

    def _died(self, digest: str = "") -> NoReturn:
        """Say why the process ended. Raises _DiedError."""
        assert self._process is not None  # noqa: S101  # one that died was there
        self._process.join(_LAST)
        code = self._process.exitcode
        raise _DiedError("memory" if code == OUT_OF_MEMORY else f"exit {code}", digest)

    def _start(self) -> None:
        """Start a process. Raises HelperError."""
        # Not forked: this process may hold database connections and threads, and Windows cannot.
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=helping.serve, args=(theirs,), name="xaso-helper", daemon=True)
        self._pipe, self._knows = ours, None
        try:
            with theirs:
                process.start()
            self._process = process
            if self._receive(START) == READY:
                return
            reason = "silent"
        except _DiedError as error:
            reason = error.why
        except OSError as error:
            reason = error.strerror or str(error)
        self._stop()
        raise HelperError(reason=reason)

    def _stop(self) -> None:
        """End the process at once; whatever it was at is asked of another one."""
        process, self._process = self._process, None
        pipe, self._pipe = self._pipe, None
        if process is not None:
            process.kill()
            process.join()
            process.close()
        if pipe is not None:
            pipe.close()

    @property
    def _connection(self) -> Connection:
        assert self._pipe is not None  # noqa: S101  # a process was started
        return self._pipe


def _blamed(source: Source, error: _DiedError) -> Refused:
    """Refuse a file that ends whoever examines it."""
    if not error.digest and not source.content:
        details = {"path": source.label, "reason": f"reading it did not end ({error.why})"}
        return Refused("", "E_UNREADABLE", dict(details))
    return Refused(error.digest, ExaminationError.code, {"reason": error.why})
