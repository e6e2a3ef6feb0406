"""One program at a time in a data folder: a lock file, held open for as long as the program runs.

The system lets go of it when the program ends, however it ends; the file itself stays and means nothing.
"""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from models.store.errors import StoreError, StoreLockedError
from models.store.failures import store_error

NAME = "xaso.lock"
_HELD = {errno.EACCES, errno.EAGAIN, errno.EWOULDBLOCK, getattr(errno, "EDEADLOCK", errno.EACCES)}
# Far behind the text, so that others can read who holds it where locks are mandatory (Windows).
_LOCKED_BYTE = 4096

if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> None:
        os.lseek(handle, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


class WorkspaceLock:
    """The right to be the only program that works in a folder.

    ``enforced`` is False where the file system knows no locks (some network shares): the program may go on,
    SQLite's own rules still protect the file.
    """

    def __init__(self, handle: int, *, enforced: bool) -> None:
        self._handle: int | None = handle
        self.enforced = enforced

    @classmethod
    def take(cls, folder: Path) -> WorkspaceLock:
        """Lock ``folder``. Raises StoreLockedError (details: holder) or another StoreError; never waits."""
        path = folder / NAME
        try:
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise store_error(error) from error
        try:
            enforced = _locked(handle, path)
        except StoreError:
            os.close(handle)
            raise
        with suppress(OSError):  # a full disk: the lock holds all the same, only nobody reads by whom
            os.lseek(handle, 0, os.SEEK_SET)
            os.ftruncate(handle, 0)
            os.write(handle, f"{os.getpid()}\n".encode())
        return cls(handle, enforced=enforced)

    def release(self) -> None:
        """Let go; a second time does nothing."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.release()


def _locked(handle: int, path: Path) -> bool:
    try:
        _take(handle)
    except OSError as error:
        if error.errno in _HELD:
            raise StoreLockedError(holder=_holder(path), folder=str(path.parent)) from error
        return False
    return True


def _holder(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""
