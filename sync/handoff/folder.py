"""Writing into a folder or onto a stick so that a file is there whole, or not at all."""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import stat
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from sync.encryption import MAX_WIRE
from sync.errors import DestinationError, ReadBackError, TooLargeError, UnreadableError

PART = ".PART"


class Step(StrEnum):
    """What is being done with a file, in this order; ``MATCH`` is told once it is under its name."""

    SEAL = "seal"
    WRITE = "write"
    READ = "read back"
    MATCH = "match"


Tell = Callable[[Step], object]


def write(folder: Path, name: str, data: bytes, *, tell: Tell | None = None, shared: bool = False) -> Path:
    """Write ``NAME.PART``, force it out, read it back, rename it; return the path.

    The folder itself is made where only it is missing, never its parents: a stick that was pulled out
    leaves no parent behind. ``tell`` hears of each step as it begins. Where somebody else may be writing the
    same file (``shared``) each has a part of its own, and the last one stays.

    Raises:
        DestinationError: absent, read-only, full, or gone meanwhile.
        ReadBackError: what was read back differs; the part is removed.
    """
    target = folder / name
    part = folder / (f"{name}.{secrets.token_hex(4)}{PART}" if shared else name + PART)
    hear: Tell = tell or (lambda _step: None)
    try:
        hear(Step.WRITE)
        folder.mkdir(exist_ok=True)
        _write_out(part, data)
        hear(Step.READ)
        if hashlib.sha256(part.read_bytes()).digest() != hashlib.sha256(data).digest():
            part.unlink(missing_ok=True)
            raise ReadBackError(path=str(target))
        part.replace(target)
        _force_folder(folder)
    except OSError as error:
        _drop(part)
        raise DestinationError(path=str(folder), reason=error.strerror or str(error)) from error
    hear(Step.MATCH)
    return target


def read(path: Path, limit: int = MAX_WIRE) -> bytes:
    """Return a file's bytes, sizes first.

    Raises:
        TooLargeError: above ``limit``.
        UnreadableError: it cannot be read, or is no file: a pipe would never end, a device never be read.
    """
    try:
        with opened(path) as file:
            data = file.read(limit + 1) if os.fstat(file.fileno()).st_size <= limit else None
    except OSError as error:
        raise UnreadableError(path=str(path), reason=error.strerror or str(error)) from error
    if data is None or len(data) > limit:
        raise TooLargeError(what="file", path=str(path))
    return data


def opened(path: Path) -> BinaryIO:
    """Open a file for reading, never a pipe or a device. Raises OSError."""
    # Opening a pipe waits for its writer, unless it is opened so; on files it makes no difference.
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0))
    try:
        mode = os.fstat(descriptor).st_mode
        if not stat.S_ISREG(mode):
            code = errno.EISDIR if stat.S_ISDIR(mode) else errno.EINVAL
            raise OSError(code, "Is a directory" if code == errno.EISDIR else "Not a regular file")
        return os.fdopen(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise


def force_files(paths: Sequence[Path]) -> None:
    """Make files that were just written durable, many at the price of one. Raises OSError."""
    if hasattr(os, "sync") and len(paths) > 1:
        os.sync()
        return
    for path in paths:
        with path.open("rb+") as file:
            os.fsync(file.fileno())
        _force_folder(path.parent)


def _write_out(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
        if hasattr(os, "posix_fadvise"):  # read back from the drive, not from memory
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _force_folder(folder: Path) -> None:
    """Make the rename durable where the system lets a folder be opened (not on Windows)."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError:
        pass  # some file systems know no fsync of folders; the file itself is out already
    finally:
        os.close(descriptor)


def _drop(part: Path) -> None:
    try:
        part.unlink(missing_ok=True)
    except OSError:
        return  # the drive is gone; a part is ignored by every reader
