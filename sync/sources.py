"""Where files come from: single files, folders with all that is below them, and mail."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sync.encryption import MAX_WIRE
from sync.errors import UnreadableError
from sync.handoff import email, folder

# What systems and our own writer leave on sticks; nobody sent these.
IGNORED_NAMES = frozenset({"desktop.ini", "thumbs.db", "autorun.inf", "system volume information"})
IGNORED_SUFFIXES = frozenset({".part", ".lnk"})


@dataclass(frozen=True, slots=True)
class Source:
    """One file to examine: how to call it, and its bytes or where they are.

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
        return self.size > MAX_WIRE

    def read(self) -> bytes:
        """Return the bytes. Raises UnreadableError or TooLargeError."""
        if self.content is not None:
            return self.content
        assert self.path is not None  # noqa: S101  # one of the two is always given
        return folder.read(self.path)


def find(paths: Iterable[Path | Source]) -> Iterator[Source]:
    """Yield every file of ``paths``: files, folders recursively (no links), mailboxes and mails.

    What is a source already (an attachment fetched from a mailbox) is yielded as it is.

    Raises:
        UnreadableError: a path that was named is not there.
    """
    for path in paths:
        if isinstance(path, Source):
            yield path
        elif email.is_mail(path):
            yield from _mailed(path)
        elif path.is_dir():
            for found in _below(path):
                yield from _mailed(found) if email.is_mail(found) else _file(found, named=False)
        else:
            yield from _file(path, named=True)


def count(paths: Iterable[Path]) -> int:
    """Return how many files ``find`` will come upon, without reading any; a mail or mailbox counts as one."""
    return sum(
        sum(1 for _ in _below(path)) if path.is_dir() and not email.is_mail(path) else 1 for path in paths
    )


def _file(path: Path, *, named: bool) -> Iterator[Source]:
    try:
        size = path.stat().st_size
    except OSError as error:
        if named:
            raise UnreadableError(path=str(path), reason=error.strerror or str(error)) from error
        return
    yield Source(str(path), size, named, path=path)


def _mailed(path: Path) -> Iterator[Source]:
    count = 0
    for attachment in email.attachments(path):
        count += 1
        label = f"{path}!{attachment.name}"
        yield Source(label, len(attachment.data), named=False, content=attachment.data)
    if not count:
        yield Source(str(path), 0, named=False, content=b"")


def _below(root: Path) -> Iterator[Path]:
    """Yield the files below a folder in a stable order; a Maildir counts as one."""
    for here, folders, names in os.walk(root):
        place = Path(here)
        for name in sorted(folders):
            if email.is_mail(place / name):
                yield place / name
        folders[:] = sorted(
            name for name in folders if not _ignored(name) and not email.is_mail(place / name)
        )
        for name in sorted(names):
            path = place / name
            if not _ignored(name) and path.is_file() and not path.is_symlink():
                yield path


def _ignored(name: str) -> bool:
    lower = name.lower()
    return (
        name.startswith((".", "$", "~")) or lower in IGNORED_NAMES or Path(lower).suffix in IGNORED_SUFFIXES
    )
