"""Examining one file: reading, opening and verifying it, and packing its rows; what the import's helpers do.

A helper (sync.helping) is a process of its own, so that a file that brings a library down brings down nothing
else. Nothing here reads a store, and an examiner can go to other processes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from models.entries import EntrySnapshot
from models.packing import Pack
from sync import encryption
from sync.errors import ContentError, TooLargeError, UnreadableError
from sync.examination import Examined, Ready, Refused, examine, ready
from sync.source import Source
from sync.trust import Trust

Validate = Callable[[EntrySnapshot, str], str | None]
Definition = Callable[[str], str | None]
"""Returns a form's definition by its SHA-256, None for a form that nobody published."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of one file."""

    source: Source
    found: Ready | Refused

    @property
    def weight(self) -> int:
        """About how many bytes it takes in memory."""
        return self.found.weight + len(self.source.content or b"")

    def bytes_again(self) -> bytes | None:
        """Return the bytes that were examined, None where they cannot be had or are others by now."""
        if self.source.too_large or not self.found.sha256:
            return None
        try:
            data = self.source.read()
        except (UnreadableError, TooLargeError):
            return None
        return data if hashlib.sha256(data).hexdigest() == self.found.sha256 else None


@dataclass(frozen=True, slots=True)
class Examiner:
    """What is needed to examine files: keys as text, trust, our name, and how the store packs rows."""

    identities: tuple[str, ...] = field(repr=False)
    trust: Trust
    recipient: str
    validate: Validate
    pack: Pack
    at_rest: Mapping[str, Refused] = field(default_factory=dict)  # by SHA-256: what is refused unopened

    def examine(
        self, data: bytes, at: datetime, definition: Definition, forgive: frozenset[str] = frozenset()
    ) -> Ready | Refused:
        """Open and verify bytes that were received ``at``."""
        refused = self.at_rest.get(hashlib.sha256(data).hexdigest()) if self.at_rest else None
        if refused is not None:
            return refused
        found = examine(
            data,
            identities=[encryption.identity(text) for text in self.identities],
            trust=self.trust,
            recipient=self.recipient,
            at=at,
            forgive=forgive,
        )
        return self._checked(found, definition) if isinstance(found, Examined) else found

    def _checked(self, found: Examined, definition: Definition) -> Ready | Refused:
        """Hold the entries against their forms, whichever version of them, and pack their rows."""
        for entry in found.entries:
            form = definition(entry.form_sha256)
            wrong = self.validate(entry, form) if form is not None else None
            if form is None:
                return _bad(found, f"unknown form {entry.form} {entry.form_version}")
            if wrong is not None:
                return _bad(found, f"{entry.form}: {wrong}")
        return ready(found, self.pack)


def read(source: Source) -> bytes | Refused:
    """Return a file's bytes, sizes first, or why they cannot be had."""
    if source.too_large:
        return Refused("", TooLargeError.code, {"what": "file", "size": source.size})
    try:
        return source.read()
    except (TooLargeError, UnreadableError) as error:
        return Refused("", error.code, dict(error.details))


def _bad(found: Examined, reason: str) -> Refused:
    return Refused(
        found.sha256, ContentError.code, {"reason": reason}, found.id, found.manifest, genuine=True
    )
