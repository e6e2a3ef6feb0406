"""Examining many files: in this process, or in several while one writer settles what they examined."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, islice
from multiprocessing.process import BaseProcess

from models.entries import EntrySnapshot
from models.errors import XasoError
from models.packing import Pack
from sync import encryption
from sync.errors import ContentError, TooLargeError, UnreadableError
from sync.examination import Examined, Ready, Refused, examine, ready
from sync.sources import Source
from sync.trust import Trust

Validate = Callable[[EntrySnapshot, str], str | None]
CHUNK = 16  # files in one task of another process
HEAVY = 32 * 1024 * 1024  # bytes that are settled together
HEAVY_PART = 16 * 1024 * 1024  # bytes of one task that wait until they are settled; usual ones are 2 MiB
AHEAD = 2  # batches examined before they are settled: memory stays flat


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of one file; ``data`` is kept only where it was read in this process."""

    source: Source
    found: Examined | Ready | Refused
    data: bytes | None = None

    @property
    def weight(self) -> int:
        """About how many bytes it takes in memory."""
        return self.found.weight + len(self.data or b"")

    def bytes_again(self) -> bytes | None:
        """Return the file's bytes for the quarantine, None where they cannot be had any more."""
        if self.data is not None or self.source.too_large:
            return self.data
        try:
            return self.source.read()
        except (UnreadableError, TooLargeError):
            return None


@dataclass(frozen=True, slots=True)
class Examiner:
    """What is needed to examine files: keys as text, trust, our name, forms, and how the store packs rows.

    It can go to other processes.
    """

    identities: tuple[str, ...] = field(repr=False)
    trust: Trust
    recipient: str
    definitions: Mapping[str, str]  # form definitions by SHA-256
    validate: Validate
    pack: Pack

    def look(self, source: Source, at: datetime) -> Looked:
        """Read, open and verify one file, and hold its entries against the forms that are known."""
        if source.too_large:
            return Looked(source, Refused("", TooLargeError.code, {"what": "file", "size": source.size}))
        try:
            data = source.read()
        except (TooLargeError, UnreadableError) as error:
            return Looked(source, Refused("", error.code, dict(error.details)))
        try:
            found: Examined | Ready | Refused = self.examine(data, at)
        except MemoryError:
            raise
        except Exception as error:
            reason = f"{type(error).__name__}: {error}"
            found = Refused(hashlib.sha256(data).hexdigest(), XasoError.code, {"reason": reason})
        return Looked(source, found, data)

    def examine(
        self, data: bytes, at: datetime, forgive: frozenset[str] = frozenset()
    ) -> Examined | Ready | Refused:
        """Open and verify bytes that were received ``at``; without all their forms they are only examined."""
        found = examine(
            data,
            identities=[encryption.identity(text) for text in self.identities],
            trust=self.trust,
            recipient=self.recipient,
            at=at,
            forgive=forgive,
        )
        return self._checked(found) if isinstance(found, Examined) else found

    def _checked(self, found: Examined) -> Examined | Ready | Refused:
        """Hold the entries against their forms; where one is not known, the settlement does."""
        for entry in found.entries:
            definition = self.definitions.get(entry.form_sha256)
            if definition is None:
                return found
            wrong = self.validate(entry, definition)
            if wrong is not None:
                details: dict[str, object] = {"reason": f"{entry.form}: {wrong}"}
                code = ContentError.code
                return Refused(found.sha256, code, details, found.id, found.manifest, genuine=True)
        return ready(found, self.pack)


def examined(
    examiner: Examiner, batches: Iterable[Sequence[Source]], now: Callable[[], datetime], workers: int = 0
) -> Iterator[tuple[datetime, list[Looked]]]:
    """Yield each batch examined, in order, with the moment at which it counts as received.

    With ``workers`` and more than one batch, other processes examine the next ones meanwhile. A batch that
    unfolds to much is yielded in several: what is in memory has an end, whatever was sent.
    """
    given = iter(batches)
    first = list(islice(given, 2))
    if not workers or len(first) < 2:
        for batch in chain(first, given):
            at = now()
            yield from _light(at, (examiner.look(source, at) for source in batch))
        return
    with closing(_Team(examiner, workers)) as team:
        # The first batch is examined here: the others need a moment to begin.
        at = now()
        waiting = deque([team.begin(first[1], now())])
        yield from _light(at, (examiner.look(source, at) for source in first[0]))
        for batch in given:
            waiting.append(team.begin(batch, now()))
            if len(waiting) > AHEAD:
                task = waiting.popleft()
                yield from _light(task.at, team.finish(task))
        while waiting:
            task = waiting.popleft()
            yield from _light(task.at, team.finish(task))


def _light(at: datetime, looked: Iterable[Looked]) -> Iterator[tuple[datetime, list[Looked]]]:
    """Part what was examined into lists that are not too heavy; nearly always it is one."""
    group: list[Looked] = []
    weight = 0
    for one in looked:
        if group and weight + one.weight > HEAVY:
            yield at, group
            group, weight = [], 0
        group.append(one)
        weight += one.weight
    if group:
        yield at, group


@dataclass(slots=True)
class _Part:
    """Some files of a batch, in the hands of a process of ``pool``."""

    sources: Sequence[Source]
    pool: ProcessPoolExecutor
    future: Future[list[Examined | Ready | Refused | None]]
    looked: list[Looked | None] | None = None


@dataclass(frozen=True, slots=True)
class _Task:
    """A batch that is being examined."""

    at: datetime
    parts: list[_Part]


class _Team:
    """Other processes that examine; this one lends a hand instead of waiting for them.

    A process that dies takes its pool with it. Its files are examined one by one then, so that a file
    that kills is found, told as unreadable, and stops nothing.
    """

    def __init__(self, examiner: Examiner, workers: int) -> None:
        self._examiner = examiner
        self._workers = workers
        self._pool = self._new_pool()

    def close(self) -> None:
        """End the processes."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def begin(self, batch: Sequence[Source], at: datetime) -> _Task:
        """Hand a batch out."""
        parts = (batch[start : start + CHUNK] for start in range(0, len(batch), CHUNK))
        return _Task(at, [self._hand_out(part, at) for part in parts])

    def finish(self, task: _Task) -> Iterator[Looked]:
        """Yield a batch examined: what nobody began is taken from its end, then the rest is waited for."""
        for part in reversed(task.parts):
            if not task.parts[0].future.done() and part.future.cancel():
                part.looked = _not_heavy(self._examiner, part.sources, task.at)
        for part in task.parts:
            looked = self._result(part, task.at) if part.looked is None else part.looked
            part.looked = []
            for source, one in zip(part.sources, looked, strict=True):
                yield one if one is not None else self._one(source, task.at)

    def _hand_out(self, sources: Sequence[Source], at: datetime) -> _Part:
        try:
            return _Part(sources, self._pool, self._pool.submit(_look, sources, at))
        except BrokenProcessPool:
            self._renew(self._pool)
            return _Part(sources, self._pool, self._pool.submit(_look, sources, at))

    def _result(self, part: _Part, at: datetime) -> list[Looked | None]:
        try:
            return _with_sources(part.sources, part.future.result())
        except BrokenProcessPool:
            self._renew(part.pool)
            return [self._one(source, at) for source in part.sources]

    def _one(self, source: Source, at: datetime) -> Looked:
        part = self._hand_out([source], at)
        try:
            found = part.future.result()[0]
            assert found is not None  # noqa: S101  # a file alone is never too heavy
            return Looked(source, found)
        except BrokenProcessPool:
            self._renew(part.pool)
            reason = "examining it ended the process"
            return Looked(source, Refused("", UnreadableError.code, {"path": source.label, "reason": reason}))

    def _renew(self, broken: ProcessPoolExecutor) -> None:
        if broken is self._pool:
            broken.shutdown(wait=True, cancel_futures=True)
            self._pool = self._new_pool()

    def _new_pool(self) -> ProcessPoolExecutor:
        # Not forked: this process may hold database connections and threads, and Windows cannot.
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self._workers, context, _begin, (self._examiner,))


_HERE: list[Examiner] = []  # in another process: what it was given at its beginning


def _begin(examiner: Examiner) -> None:
    _HERE.append(examiner)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # interrupting the import is the parent's business
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_follow, args=(parent,), daemon=True).start()


def _follow(parent: BaseProcess) -> None:
    """End with the import, however it ended: nobody would come for the answers any more."""
    parent.join()
    os._exit(1)


def _look(sources: Sequence[Source], at: datetime) -> list[Examined | Ready | Refused | None]:
    # Neither the files' bytes nor their sources are sent back: whoever asked can have both again.
    return [None if one is None else one.found for one in _not_heavy(_HERE[0], sources, at)]


def _not_heavy(examiner: Examiner, sources: Sequence[Source], at: datetime) -> list[Looked | None]:
    """Examine some files; None for what is too heavy to wait beside others until its turn comes."""
    found: list[Looked | None] = []
    left = HEAVY_PART
    for source in sources:
        one = examiner.look(source, at) if left > 0 else None
        left -= one.weight if one is not None else 0
        found.append(one if left > 0 or len(sources) == 1 else None)
    return found


def _with_sources(
    sources: Sequence[Source], found: Sequence[Examined | Ready | Refused | None]
) -> list[Looked | None]:
    return [None if one is None else Looked(source, one) for source, one in zip(sources, found, strict=True)]
