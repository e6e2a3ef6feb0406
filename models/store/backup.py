"""Copies of a SQLite store: made online, named by date, the newest few kept; and the way back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

FOLDER = "backups"


def copy_before_migration(file: Path, number: int, now: datetime) -> Path:
    """Copy ``file`` into ``backups`` beside it before migration ``number``, and return the copy.

    Raises sqlite3.Error, OSError.
    """
    folder = file.parent / FOLDER
    folder.mkdir(exist_ok=True)
    moment = now.astimezone(UTC).strftime("%Y-%m-%d-%H%M%S")
    target = folder / f"{file.stem}-before-{number:04d}-{moment}.db"
    copy_database(file, target)
    return target


def copy_database(source: Path, target: Path) -> None:
    """Copy a database page by page while others may use it; ``target`` appears only when it is whole.

    Raises sqlite3.Error, OSError.
    """
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    with closing(sqlite3.connect(source)) as origin, closing(sqlite3.connect(part)) as copy:
        copy.execute("PRAGMA synchronous = FULL")
        origin.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, nothing beside it
    part.replace(target)
