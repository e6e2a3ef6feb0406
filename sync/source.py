"""One file that came in: what it is called, and its bytes or where they are; it goes to the helpers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sync.encryption import MAX_WIRE
from sync.handoff import folder


@dataclass(frozen=True, slots=True)
class Source:
    """One file to examine: how to call it, and its bytes or where they are; neither where nobody reads it.

    ``named``: a person named this very file; ``size`` in bytes is known before anything is read.
    """

    label: str
    size: int
    named: bool
    path: Path | None = None
    content: bytes | None = None

    @property
    def too_large(self) -> bool:
        """Whether it is larger than anything that we read."""
        return self.size > MAX_WIRE or (self.path is None and self.content is None)

    def read(self) -> bytes:
        """Return the bytes. Raises UnreadableError or TooLargeError."""
        if self.content is not None:
            return self.content
        assert self.path is not None  # noqa: S101  # nobody reads what is too large
        return folder.read(self.path)
