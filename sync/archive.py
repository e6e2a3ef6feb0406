"""The province's archive: every accepted container by id, and a log of what is needed to judge it again.

Containers are written first and made durable together, once for each transaction of the store, before
it commits: a container that the store knows is there. One that only the archive knows is left over from
an interrupted import and harmless.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from models.store.records import ReceivedRecord
from sync.errors import ArchiveError, DestinationError
from sync.handoff import folder

LOG = "notes.ndjson"
CONTAINER = ".tar"


class Note(msgspec.Struct, frozen=True):
    """What the store knew of a container; the log holds notes in the order of arrival.

    ``forgiven``: the codes in spite of which a person released it.
    """

    record: ReceivedRecord
    forgiven: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Archive:
    """A folder of containers; two hexadecimal digits of the id make the sub-folder."""

    root: Path
    _made: set[Path] = field(default_factory=set, repr=False, compare=False)
    _pending: list[tuple[Path, Note]] = field(default_factory=list, repr=False, compare=False)

    def path(self, bundle_id: str) -> Path:
        """Return where a container lies."""
        return self.root / bundle_id[:2] / f"{bundle_id}{CONTAINER}"

    def keep(self, container: bytes, note: Note) -> None:
        """Write a container, whole or not at all; ``secure`` makes it durable. Raises DestinationError."""
        path = self.path(note.record.id)
        part = path.with_name(path.name + folder.PART)
        try:
            if path.parent not in self._made:
                path.parent.mkdir(parents=True, exist_ok=True)
                self._made.add(path.parent)
            part.write_bytes(container)
            part.replace(path)
        except OSError as error:
            raise DestinationError(path=str(self.root), reason=error.strerror or str(error)) from error
        self._pending.append((path, note))

    def forget(self) -> None:
        """Leave out what a transaction kept that did not commit."""
        self._pending.clear()

    def secure(self) -> None:
        """Force out and log what was kept, before the store commits. Raises DestinationError."""
        if not self._pending:
            return
        lines = b"".join(msgspec.json.encode(note) + b"\n" for _, note in self._pending)
        try:
            folder.force_files([path for path, _ in self._pending])
            with (self.root / LOG).open("ab") as log:
                log.write(lines)
                log.flush()
                os.fsync(log.fileno())
        except OSError as error:
            raise DestinationError(path=str(self.root), reason=error.strerror or str(error)) from error
        finally:
            self._pending.clear()

    def read(self, bundle_id: str) -> bytes:
        """Return a container. Raises ArchiveError."""
        path = self.path(bundle_id)
        if not path.exists():
            raise ArchiveError(id=bundle_id, reason="missing")
        return folder.read(path)

    def note(self, bundle_id: str) -> Note:
        """Return what is noted of one container (``notes`` for many). Raises ArchiveError."""
        try:
            return self.notes()[bundle_id]
        except KeyError:
            raise ArchiveError(id=bundle_id, reason="note") from None

    def notes(self) -> dict[str, Note]:
        """Return the last note of every container, by id, in the order of arrival.

        A line that was cut off by a crash is passed over: its import was not committed.
        """
        found: dict[str, Note] = {}
        try:
            lines = (self.root / LOG).read_bytes().splitlines()
        except FileNotFoundError:
            return found
        for line in lines:
            try:
                note = msgspec.json.decode(line, type=Note)
            except msgspec.DecodeError:
                continue
            found.pop(note.record.id, None)  # an interrupted import logged it before: the last place counts
            found[note.record.id] = note
        return found

    def ids(self) -> Iterator[str]:
        """Yield the ids of all containers."""
        for path in sorted(self.root.glob(f"??/*{CONTAINER}")):
            yield path.stem
