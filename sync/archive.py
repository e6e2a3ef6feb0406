"""The province's archive: every accepted container by id, with what is needed to judge it again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from models.store.exchange_records import ReceivedRecord
from sync.errors import ArchiveError
from sync.handoff import folder

NOTE = ".json"
CONTAINER = ".tar"


class Note(msgspec.Struct, frozen=True):
    """What the store knew of a container: its number in the order of arrival, and its record.

    ``forgiven``: the codes in spite of which a person released it.
    """

    number: int
    record: ReceivedRecord
    forgiven: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Archive:
    """A folder of containers; two hexadecimal digits of the id make the sub-folder."""

    root: Path

    def path(self, bundle_id: str) -> Path:
        """Return where a container lies."""
        return self.root / bundle_id[:2] / f"{bundle_id}{CONTAINER}"

    def keep(self, container: bytes, note: Note) -> None:
        """Write a container and its note, each whole or not at all. Raises DestinationError."""
        path = self.path(note.record.id)
        self.root.mkdir(parents=True, exist_ok=True)
        folder.write(path.parent, path.name, container)
        folder.write(path.parent, path.with_suffix(NOTE).name, msgspec.json.encode(note))

    def read(self, bundle_id: str) -> bytes:
        """Return a container. Raises ArchiveError."""
        path = self.path(bundle_id)
        if not path.exists():
            raise ArchiveError(id=bundle_id, reason="missing")
        return folder.read(path)

    def note(self, bundle_id: str) -> Note:
        """Return what is noted of a container. Raises ArchiveError."""
        path = self.path(bundle_id).with_suffix(NOTE)
        try:
            return msgspec.json.decode(path.read_bytes(), type=Note)
        except (OSError, msgspec.DecodeError) as error:
            raise ArchiveError(id=bundle_id, reason="note") from error

    def notes(self) -> list[Note]:
        """Return all notes in the order of arrival. Raises ArchiveError."""
        return sorted((self.note(bundle_id) for bundle_id in self.ids()), key=lambda note: note.number)

    def ids(self) -> Iterator[str]:
        """Yield the ids of all containers."""
        for path in sorted(self.root.glob(f"??/*{CONTAINER}")):
            yield path.stem
