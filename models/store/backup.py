"""Copies of a SQLite store: made online, named by date, the newest few kept; and the way back."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from models.store.errors import StoreDamagedError
from models.store.migrate import check_known
from models.store.translate import translated

FOLDER = "backups"
KEEP = 14
_BESIDE = ("-wal", "-shm")


def backup(file: Path, folder: Path, now: datetime, keep: int = KEEP) -> Path:
    """Copy the store at ``file`` into ``folder``, drop all but the newest ``keep`` such copies.

    Returns the copy. Others may go on working meanwhile. Raises StoreError.
    """
    with translated(files=True):
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / f"{file.stem}-{_date(now)}.db"
        copy_database(file, target)
        for old in backups(file, folder)[keep:]:
            old.unlink()
    return target


def daily_backup(file: Path, folder: Path, now: datetime, keep: int = KEEP) -> Path | None:
    """Make a backup unless there is one of this day already; return it or None. Raises StoreError."""
    newest = backups(file, folder)[:1]
    today = f"{file.stem}-{_date(now)[:10]}"
    return None if newest and newest[0].name.startswith(today) else backup(file, folder, now, keep)


def backups(file: Path, folder: Path) -> list[Path]:
    """Return the dated copies of ``file`` in ``folder``, newest first."""
    return sorted(folder.glob(f"{file.stem}-[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]-*.db"), reverse=True)


def restore(copy: Path, file: Path, now: datetime) -> Path | None:
    """Put ``copy`` in the place of ``file`` and return where the old content was kept, if there was any.

    Nobody may have ``file`` open: hold the workspace's lock. Nothing changes unless ``copy`` is sound.
    Raises StoreDamagedError, StoreNewerError and other StoreErrors.
    """
    with translated(files=True):
        check(copy)
        fresh = file.with_name(file.name + ".restored")
        try:
            copy_database(copy, fresh)
            kept = _set_aside(file, now) if file.exists() else None
            for suffix in _BESIDE:  # an old log beside a new file would be replayed into it
                file.with_name(file.name + suffix).unlink(missing_ok=True)
            fresh.replace(file)
        finally:
            fresh.unlink(missing_ok=True)
        _sync_folder(file.parent)
    return kept


def check(copy: Path) -> None:
    """Look whether ``copy`` is a whole store that this program knows.

    Raises StoreDamagedError, StoreNewerError, FileNotFoundError, sqlite3.Error.
    """
    if not copy.is_file():
        raise FileNotFoundError(errno.ENOENT, "no such file", str(copy))
    with closing(read_only(copy)) as connection:
        verdict = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if verdict != "ok":
            raise StoreDamagedError(reason=verdict)
        tables = {
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        }
        if "schema_version" not in tables:
            raise StoreDamagedError(reason="not a store of this program")
        check_known({number for (number,) in connection.execute("SELECT number FROM schema_version")})


def copy_before_migration(file: Path, number: int, now: datetime) -> Path:
    """Copy ``file`` into ``backups`` beside it before migration ``number``, and return the copy.

    Raises sqlite3.Error, OSError.
    """
    return _copy_beside(file, f"before-{number:04d}", now)


def copy_database(source: Path, target: Path) -> None:
    """Copy a database page by page while others may use it; ``target`` appears only when it is whole.

    Raises sqlite3.Error, OSError.
    """
    if not source.is_file():  # SQLite would make an empty one
        raise FileNotFoundError(errno.ENOENT, "no such file", str(source))
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    try:
        with closing(sqlite3.connect(source)) as origin, closing(sqlite3.connect(part)) as copy:
            copy.execute("PRAGMA synchronous = FULL")
            origin.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, nothing beside it
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)  # half a copy on a full disk only makes it fuller
    _sync_folder(target.parent)


def read_only(file: Path) -> sqlite3.Connection:
    """Open a database that will not be written. Raises sqlite3.Error."""
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)


def _set_aside(file: Path, now: datetime) -> Path:
    try:
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return _copy_beside(file, "before-restore", now)
    except sqlite3.DatabaseError:  # damaged: keep it byte for byte, somebody may still save something from it
        target = _place(file, "damaged", now)
        shutil.copy2(file, target)
        for suffix in _BESIDE:
            log = file.with_name(file.name + suffix)
            if log.exists():
                shutil.copy2(log, target.with_name(target.name + suffix))
        return target


def _copy_beside(file: Path, why: str, now: datetime) -> Path:
    target = _place(file, why, now)
    copy_database(file, target)
    return target


def _place(file: Path, why: str, now: datetime) -> Path:
    folder = file.parent / FOLDER
    folder.mkdir(exist_ok=True)
    return folder / f"{file.stem}-{why}-{_date(now)}.db"


def _date(now: datetime) -> str:
    return now.astimezone(UTC).strftime("%Y-%m-%d-%H%M%S")


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":  # elsewhere a folder cannot be opened, and renames are in the journal
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
