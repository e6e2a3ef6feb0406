"""What a failure of the driver or of the system means, told without loading either."""

from __future__ import annotations

import errno
import sqlite3

from models.store.errors import (
    StoreDamagedError,
    StoreError,
    StoreFailedError,
    StoreFullError,
    StoreLockedError,
    StoreReadOnlyError,
)

_PRIMARY: dict[int, type[StoreError]] = {
    sqlite3.SQLITE_BUSY: StoreLockedError,
    sqlite3.SQLITE_LOCKED: StoreLockedError,
    sqlite3.SQLITE_FULL: StoreFullError,
    sqlite3.SQLITE_READONLY: StoreReadOnlyError,
    sqlite3.SQLITE_CANTOPEN: StoreReadOnlyError,
    sqlite3.SQLITE_PERM: StoreReadOnlyError,
    sqlite3.SQLITE_AUTH: StoreReadOnlyError,
    sqlite3.SQLITE_CORRUPT: StoreDamagedError,
    sqlite3.SQLITE_NOTADB: StoreDamagedError,
}
_ERRNO: dict[int, type[StoreError]] = {
    errno.ENOSPC: StoreFullError,
    getattr(errno, "EDQUOT", errno.ENOSPC): StoreFullError,
    errno.EROFS: StoreReadOnlyError,
    errno.EACCES: StoreReadOnlyError,
    errno.EPERM: StoreReadOnlyError,
    errno.EBUSY: StoreLockedError,
}

_SQLSTATE: dict[str, type[StoreError]] = {  # PostgreSQL's
    "53100": StoreFullError,
    "25006": StoreReadOnlyError,
    "42501": StoreReadOnlyError,
    "40P01": StoreLockedError,
    "55P03": StoreLockedError,
    "57014": StoreLockedError,
    "XX001": StoreDamagedError,
    "XX002": StoreDamagedError,
}


def store_error(error: Exception) -> StoreError:
    """Return the StoreError that ``error`` of the driver or the system means."""
    inner = getattr(error, "orig", None)  # what SQLAlchemy wraps
    root = error if inner is None else inner
    if isinstance(root, OSError):
        kind = _ERRNO.get(root.errno or 0, StoreFailedError)
    elif isinstance(state := getattr(root, "sqlstate", None), str):
        kind = _SQLSTATE.get(state, StoreFailedError)
    else:
        kind = _PRIMARY.get(getattr(root, "sqlite_errorcode", 0) & 0xFF, StoreFailedError)
    return kind(reason=str(root))
