"""The province's archive: every accepted container by id, beside the journal of what became of it.

Containers are written first and made durable together, once for each transaction of the store, before
it commits: a container that the store knows is there. One that only the archive knows is left over from
an interrupted import and harmless.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sync.errors import ArchiveError, DestinationError
from sync.handoff import folder

CONTAINER = ".tar"
OWN = frozenset({"journal.ndjson", "xaso.lock", "notes.ndjson"})  # the last one from before the journal
_ID = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Archive:
    """A folder of containers; two hexadecimal digits of the id make the sub-folder."""

    root: Path
    _made: set[Path] = field(default_factory=set, repr=False, compare=False)
    _pending: list[Path] = field(default_factory=list, repr=False, compare=False)

    def path(self, bundle_id: str) -> Path:
        """Return where a container lies."""
        return self.root / bundle_id[:2] / f"{bundle_id}{CONTAINER}"

    def put(self, envelope_id: str, container: bytes) -> None:
        """Write a container, whole or not at all; ``secure`` makes it durable. Raises DestinationError."""
        path = self.path(envelope_id)
        part = path.with_name(path.name + folder.PART)
        try:
            if path.parent not in self._made:
                path.parent.mkdir(parents=True, exist_ok=True)
                self._made.add(path.parent)
            part.write_bytes(container)
            part.replace(path)
        except OSError as error:
            raise DestinationError(path=str(self.root), reason=error.strerror or str(error)) from error
        self._pending.append(path)

    def forget(self) -> None:
        """Leave out what a transaction kept that did not commit."""
        self._pending.clear()

    def secure(self) -> None:
        """Force out what was kept, before the store commits. Raises DestinationError."""
        if not self._pending:
            return
        try:
            folder.force_files(self._pending)
        except OSError as error:
            raise DestinationError(path=str(self.root), reason=error.strerror or str(error)) from error
        finally:
            self._pending.clear()

    def read(self, envelope_id: str) -> bytes:
        """Return a container. Raises ArchiveError."""
        path = self.path(envelope_id)
        if not path.exists():
            raise ArchiveError(id=envelope_id, reason="missing")
        return folder.read(path)

    def ids(self) -> Iterator[str]:
        """Yield the ids of all containers."""
        for path in sorted(self.root.glob(f"??/*{CONTAINER}")):
            yield path.stem

    def strangers(self) -> Iterator[Path]:
        """Yield every file that is neither a container at its place nor one of the archive's own."""
        for path in sorted(self.root.rglob("*")):
            if path.is_dir() and not path.is_symlink():
                continue
            own = path.parent == self.root and path.name in OWN
            if not own and not (_ID.fullmatch(path.stem) and path == self.path(path.stem)):
                yield path
