"""Examining many files: in this process, or in several while one writer settles what they examined."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain, islice

from models.entries import EntrySnapshot
from sync import encryption
from sync.errors import ContentError, TooLargeError, UnreadableError
from sync.examination import Examined, Refused, examine
from sync.sources import Source
from sync.trust import Trust

Validate = Callable[[EntrySnapshot, str], str | None]
CHUNK = 32  # files in one task of another process
AHEAD = 2  # batches examined before they are settled: memory stays flat


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of one file; ``data`` is kept only where it was read in this process or refused."""

    source: Source
    found: Examined | Refused
    data: bytes | None = None

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
    """What is needed to examine files: keys as text, trust, our name, forms. It can go to other processes."""

    identities: tuple[str, ...] = field(repr=False)
    trust: Trust
    recipient: str
    definitions: Mapping[str, str]  # form definitions by SHA-256
    validate: Validate

    def look(self, source: Source, at: datetime) -> Looked:
        """Read, open and verify one file, and hold its entries against the forms that are known."""
        if source.too_large:
            return Looked(source, Refused("", TooLargeError.code, {"what": "file", "size": source.size}))
        try:
            data = source.read()
        except (TooLargeError, UnreadableError) as error:
            return Looked(source, Refused("", error.code, dict(error.details)))
        return Looked(source, self.examine(data, at), data)

    def examine(self, data: bytes, at: datetime, forgive: frozenset[str] = frozenset()) -> Examined | Refused:
        """Open and verify bytes that were received ``at``."""
        found = examine(
            data,
            identities=[encryption.identity(text) for text in self.identities],
            trust=self.trust,
            recipient=self.recipient,
            at=at,
            forgive=forgive,
        )
        return self._checked(found) if isinstance(found, Examined) else found

    def _checked(self, found: Examined) -> Examined | Refused:
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
        return replace(found, validated=True)


def examined(
    examiner: Examiner, batches: Iterable[Sequence[Source]], now: Callable[[], datetime], workers: int = 0
) -> Iterator[tuple[datetime, list[Looked]]]:
    """Yield each batch examined, in order, with the moment at which it counts as received.

    With ``workers`` and more than one batch, other processes examine the next ones meanwhile.
    """
    given = iter(batches)
    first = list(islice(given, 2))
    if not workers or len(first) < 2:
        for batch in chain(first, given):
            at = now()
            yield at, [examiner.look(source, at) for source in batch]
        return
    with ExitStack() as stack:
        # Not forked: this process may hold database connections and threads.
        pool = stack.enter_context(
            ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), _begin, (examiner,))
        )
        stack.callback(pool.shutdown, wait=True, cancel_futures=True)
        waiting: deque[tuple[datetime, list[Future[list[Looked]]]]] = deque()
        for batch in chain(first, given):
            at = now()
            parts = [batch[start : start + CHUNK] for start in range(0, len(batch), CHUNK)]
            waiting.append((at, [pool.submit(_look, part, at) for part in parts]))
            if len(waiting) > AHEAD:
                yield _finished(*waiting.popleft())
        while waiting:
            yield _finished(*waiting.popleft())


def _finished(at: datetime, parts: list[Future[list[Looked]]]) -> tuple[datetime, list[Looked]]:
    return at, [looked for part in parts for looked in part.result()]


_HERE: list[Examiner] = []  # in another process: what it was given at its beginning


def _begin(examiner: Examiner) -> None:
    _HERE.append(examiner)


def _look(sources: Sequence[Source], at: datetime) -> list[Looked]:
    looked = [_HERE[0].look(source, at) for source in sources]
    # The bytes of a good file are not sent back: the container is in what was found.
    return [replace(one, data=None) if isinstance(one.found, Examined) else one for one in looked]
