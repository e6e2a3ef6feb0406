"""Where files come from: single files, folders with all that is below them, and mail."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from sync.errors import UnreadableError
from sync.handoff import mailfile
from sync.source import Source

# What systems and our own writer leave on sticks; nobody sent these.
IGNORED_NAMES = frozenset({"desktop.ini", "thumbs.db", "autorun.inf", "system volume information"})
MAX_NAME = 100  # letters of a name that are shown
IGNORED_SUFFIXES = frozenset({".part", ".lnk"})


def find(paths: Iterable[Path | Source]) -> Iterator[Source]:
    """Yield every file of ``paths``: files, folders recursively (no links), mailboxes and mails.

    What is a source already (an attachment fetched from a mailbox) is yielded as it is.

    Raises:
        UnreadableError: a path that was named is not there.
    """
    for path in paths:
        if isinstance(path, Source):
            yield path
        elif mailfile.is_mail(path) and path.exists():
            yield from _mailed(path)
        elif path.is_dir():
            for found in _below(path):
                yield from _mailed(found) if mailfile.is_mail(found) else _file(found, named=False)
        else:
            yield from _file(path, named=True)


def count(paths: Iterable[Path]) -> int:
    """Return how many files ``find`` will come upon, without reading any; a mail or mailbox counts as one."""
    return sum(
        sum(1 for _ in _below(path)) if path.is_dir() and not mailfile.is_mail(path) else 1 for path in paths
    )


def shown(name: str, most: int | None = MAX_NAME) -> str:
    """Return a name, which anybody may have written, as it can be shown: what prints, and not too much of it.

    Letters that turn the direction of what follows print nothing themselves and are not shown either.
    """
    return "".join(letter if letter.isprintable() else "?" for letter in name)[:most]


def _file(path: Path, *, named: bool) -> Iterator[Source]:
    try:
        size = path.stat().st_size
    except OSError as error:
        if named:
            raise UnreadableError(path=str(path), reason=error.strerror or str(error)) from error
        size = 0  # it was there a moment ago, or may not be looked at: reading it will tell why
    yield Source(_label(path), size, named, path=path)


def _label(path: Path) -> str:
    return shown(str(path), None)


def _mailed(path: Path) -> Iterator[Source]:
    label, count = _label(path), 0
    try:
        for mail in mailfile.mails(path):
            if mail.data is None:
                count += 1
                yield Source(f"{label}!{count}", mail.size, named=False)
                continue
            for attachment in mailfile.parts(mail.data):
                count += 1
                name = f"{label}!{shown(attachment.name)}"
                yield Source(name, len(attachment.data), named=False, content=attachment.data)
    except UnreadableError:
        yield Source(label, 0, named=False, path=path)  # whoever examines it finds out why
        return
    if not count:
        yield Source(label, 0, named=False, content=b"")


def _below(root: Path) -> Iterator[Path]:
    """Yield the files below a folder in a stable order; a Maildir counts as one.

    A folder that nobody may look into is yielded itself: whoever reads it finds out why.
    """
    closed: list[OSError] = []
    for here, folders, names in os.walk(root, onerror=closed.append):
        place = Path(here)
        for name in sorted(folders):
            if mailfile.is_mail(place / name) and not (place / name).is_symlink():
                yield place / name
        folders[:] = sorted(
            name for name in folders if not _ignored(name) and not mailfile.is_mail(place / name)
        )
        for name in sorted(names):
            if not _ignored(name) and _is_plain(place / name):
                yield place / name
    yield from sorted(Path(error.filename) for error in closed if error.filename)


def _is_plain(path: Path) -> bool:
    """Tell files from links, pipes and devices; what cannot be looked at counts as a file, and is told."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return True


def _ignored(name: str) -> bool:
    lower = name.lower()
    return (
        name.startswith((".", "$", "~")) or lower in IGNORED_NAMES or Path(lower).suffix in IGNORED_SUFFIXES
    )
