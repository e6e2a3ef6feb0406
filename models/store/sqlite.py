"""SQLite: the store of every laptop, and of a province that names no other."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, event
from sqlalchemy.dialects import sqlite as words
from sqlalchemy.engine import URL

from models.packing import pack_cells, unpack_cells
from models.store.bulk import Bulk, Rows
from models.store.dialect import WRITE

BUSY_MILLISECONDS = 5000
CACHE_KIB = 24 * 1024
"""Pages kept in memory while needed: what one transaction of an import changes fits, and is written once."""


class SqliteDialect:
    """SQLite: one file, WAL, a commit reaches the disk before it returns."""

    one_writer = True
    pack = staticmethod(pack_cells)

    def __init__(self) -> None:
        self._bulk = Bulk(words.dialect(), words.insert)

    def engine(self, url: URL) -> Engine:
        """See Dialect."""
        engine = create_engine(url)
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
        return engine

    def file(self, url: URL) -> Path | None:
        """See Dialect."""
        return Path(url.database) if url.database and not url.database.startswith("file:") else None

    def append_only(self, table: str) -> list[str]:
        """See Dialect."""
        return [
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is never rewritten'); END"
            for verb in ("UPDATE", "DELETE")
        ]

    def frozen(self, table: str) -> list[str]:
        """See Dialect."""
        return [
            f"CREATE TRIGGER {table}_frozen_{verb.lower()} BEFORE {verb} ON {table} "  # noqa: S608
            "WHEN (SELECT state FROM entry WHERE id = OLD.entry_id) <> 'draft' "
            f"BEGIN SELECT RAISE(ABORT, '{table} of an entry that is no draft is frozen'); END"
            for verb in ("UPDATE", "DELETE")
        ]

    def insert(self, connection: Connection, table: Table, rows: Rows) -> None:
        """See Dialect."""
        self._bulk.insert(connection, table, rows)

    def insert_packed(self, connection: Connection, table: Table, packed: Sequence[bytes]) -> None:
        """See Dialect."""
        self._bulk.insert_cells(connection, table, map(unpack_cells, packed))

    def upsert(self, connection: Connection, table: Table, rows: Rows) -> None:
        """See Dialect."""
        self._bulk.upsert(connection, table, rows)

    def keep(self, connection: Connection, table: Table, rows: Rows) -> None:
        """See Dialect."""
        self._bulk.keep(connection, table, rows)

    def delete(self, connection: Connection, table: Table, keys: Rows) -> None:
        """See Dialect."""
        self._bulk.delete(connection, table, keys)

    def tables(self, connection: Connection) -> set[str]:
        """See Dialect."""
        found = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {name for (name,) in found}

    def alone(self, connection: Connection, keys: Sequence[str]) -> None:
        """See Dialect: a writing transaction is always alone here."""

    def ddl(self, statement: str) -> str:
        """See Dialect."""
        return statement.format(auto_number="INTEGER NOT NULL PRIMARY KEY", clustered="WITHOUT ROWID")


def _prepare(connection: Any, _record: object) -> None:
    # The driver must not open transactions by itself: "begin" below does, and says which kind.
    connection.isolation_level = None
    _write_ahead(connection)
    for pragma in (
        f"busy_timeout = {BUSY_MILLISECONDS}",
        f"cache_size = -{CACHE_KIB}",
        "synchronous = FULL",
        "fullfsync = ON",  # macOS: an fsync alone does not reach the platter
        "foreign_keys = ON",
        "trusted_schema = OFF",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _write_ahead(connection: Any) -> None:
    # Turning a new file over to WAL does not wait as other statements do when another program is at it too.
    deadline = time.monotonic() + BUSY_MILLISECONDS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL").close()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


def _begin(connection: Connection) -> None:
    # A deferred transaction that writes later may find that another writer was first; IMMEDIATE waits now.
    writes = connection.get_execution_options().get(WRITE, False)
    connection.exec_driver_sql("PRAGMA query_only = " + ("OFF" if writes else "ON"))
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
