"""Looking a SQLite store over, without changing it: is it whole, is it ours, does its history add up."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import msgspec

from models.store.backup import FOLDER, backups, read_only
from models.store.migrations import MIGRATIONS
from models.store.rows import described

ENOUGH_SPACE = 200 * 1024 * 1024
"""Free bytes below which the disk counts as nearly full."""


class Check(msgspec.Struct, frozen=True):
    """One thing that was looked at: its name, whether it is well, and what was found."""

    name: str
    ok: bool
    found: str


def examine(file: Path) -> list[Check]:
    """Look at the store in ``file`` and say what was found; never raises for a bad file."""
    checks = [_present(file)]
    if checks[0].ok:
        looks: tuple[tuple[str, Callable[[sqlite3.Connection], list[str]]], ...] = (
            ("integrity", _integrity),
            ("references", _references),
            ("schema", _schema),
            ("current", _current),
            ("history", _history),
        )
        checks += [_look(file, name, look) for name, look in looks]
    checks.append(_space(file))
    checks.append(_copies(file))
    return checks


def _present(file: Path) -> Check:
    if not file.is_file():
        return Check("file", ok=False, found="missing")
    return Check("file", ok=True, found=f"{file.stat().st_size} bytes")


def _look(file: Path, name: str, look: Callable[[sqlite3.Connection], list[str]]) -> Check:
    try:
        with closing(read_only(file)) as connection:
            wrong = look(connection)
    except sqlite3.Error as error:
        return Check(name, ok=False, found=str(error))
    return Check(name, ok=not wrong, found="; ".join(wrong[:5]) or "ok")


def _integrity(connection: sqlite3.Connection) -> list[str]:
    return [row for (row,) in connection.execute("PRAGMA integrity_check(5)") if row != "ok"]


def _references(connection: sqlite3.Connection) -> list[str]:
    return [
        f"{table} row {row} → {parent}"
        for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check")
    ]


def _schema(connection: sqlite3.Connection) -> list[str]:
    found = {number for (number,) in connection.execute("SELECT number FROM schema_version")}
    known = {step.number for step in MIGRATIONS}
    wrong = [f"migration {number} missing" for number in sorted(known - found)]
    wrong += [f"migration {number} unknown" for number in sorted(found - known)]
    for name, table in sorted(described().items()):
        columns = {row[1] for row in connection.execute(f"PRAGMA table_info({name})")}
        wrong += [f"no column {name}.{one.name}" for one in table.columns if one.name not in columns]
    return wrong


def _current(connection: sqlite3.Connection) -> list[str]:
    query = "SELECT lineage FROM entry WHERE state <> 'discarded' GROUP BY lineage HAVING max(is_current) = 0"
    # At the province a lineage may rightly have none: another laptop's took the place of its period.
    query += " AND max(bundle_id) IS NULL"
    return [f"no current revision of {lineage}" for (lineage,) in connection.execute(query)]


def _history(connection: sqlite3.Connection) -> list[str]:
    # Replaying the history over the values that were copied must give the values. Only for what was typed
    # here: what arrived in bundles leaves out cells that are not relevant.
    query = "SELECT id, replaces FROM entry WHERE bundle_id IS NULL ORDER BY revision"
    wrong = []
    for entry_id, replaces in connection.execute(query).fetchall():
        replayed = _values(connection, replaces) if replaces else {}
        changes = connection.execute(
            "SELECT path, new_value FROM history WHERE entry_id = ? AND kind = 'value' ORDER BY number",
            (entry_id,),
        )
        replayed |= dict(changes)
        if {path: value for path, value in replayed.items() if value} != _values(connection, entry_id):
            wrong.append(f"values of {entry_id} differ from their history")
    return wrong


def _values(connection: sqlite3.Connection, entry_id: str) -> dict[str, str]:
    return dict(connection.execute("SELECT path, value FROM entry_value WHERE entry_id = ?", (entry_id,)))


def _space(file: Path) -> Check:
    folder = file.parent if file.parent.is_dir() else Path.cwd()
    free = shutil.disk_usage(folder).free
    return Check("space", ok=free >= ENOUGH_SPACE, found=f"{free} bytes free")


def _copies(file: Path) -> Check:
    found = backups(file, file.parent / FOLDER)
    return Check("backup", ok=bool(found), found=found[0].name if found else "none")
