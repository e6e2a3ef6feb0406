"""What differs between databases, in one place: opening, beginning, the words of DDL, bulk rows.

Everything else in models.store is SQLAlchemy Core or SQL that SQLite and PostgreSQL both read.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url

WRITE = "xaso_write"  # execution option: this connection is going to write
BUSY_MILLISECONDS = 5000

Rows = Sequence[tuple[Any, ...]]


class Dialect(Protocol):
    """What the store needs of one database."""

    auto_number: str
    """Type and constraint of a primary key that counts by itself."""
    clustered: str
    """What ends a CREATE TABLE whose rows lie in the order of their primary key."""
    one_writer: bool
    """Whether writers of one process should queue before they ask the database."""

    def engine(self, url: URL) -> Engine:
        """Return an engine whose connections are set up; connects to nothing yet."""
        ...

    def file(self, url: URL) -> Path | None:
        """Return the database file; None for a server, or when the URL itself says how to open the file."""
        ...

    def append_only(self, table: str) -> list[str]:
        """Return the statements that make the database refuse UPDATE and DELETE on ``table``."""
        ...

    def frozen(self, table: str) -> list[str]:
        """Return the statements that refuse UPDATE and DELETE on ``table`` for entries that are no drafts."""
        ...

    def insert(self, connection: Connection, table: str, columns: Sequence[str], rows: Rows) -> None:
        """Insert many rows by the driver itself."""
        ...

    def upsert(self, connection: Connection, table: str, columns: Sequence[str], rows: Rows) -> None:
        """Insert rows of a two-column key and a value, or give the existing key the new value."""
        ...

    def delete(self, connection: Connection, table: str, columns: Sequence[str], rows: Rows) -> None:
        """Delete the rows that ``columns`` name."""
        ...

    def tables(self, connection: Connection) -> set[str]:
        """Return the names of the tables that exist."""
        ...


class SqliteDialect:
    """SQLite: one file, WAL, a commit reaches the disk before it returns."""

    auto_number = "INTEGER NOT NULL PRIMARY KEY"
    clustered = "WITHOUT ROWID"
    one_writer = True

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

    def insert(self, connection: Connection, table: str, columns: Sequence[str], rows: Rows) -> None:
        """See Dialect."""
        if rows:
            connection.exec_driver_sql(_insert(table, columns), list(rows))

    def upsert(self, connection: Connection, table: str, columns: Sequence[str], rows: Rows) -> None:
        """See Dialect."""
        if rows:
            *key, value = columns
            clause = f" ON CONFLICT ({', '.join(key)}) DO UPDATE SET {value} = excluded.{value}"
            connection.exec_driver_sql(_insert(table, columns) + clause, list(rows))

    def delete(self, connection: Connection, table: str, columns: Sequence[str], rows: Rows) -> None:
        """See Dialect."""
        if rows:
            where = " AND ".join(f"{column} = ?" for column in columns)
            connection.exec_driver_sql(f"DELETE FROM {table} WHERE {where}", list(rows))  # noqa: S608

    def tables(self, connection: Connection) -> set[str]:
        """See Dialect."""
        found = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {name for (name,) in found}


def dialect_of(url: URL) -> Dialect:
    """Return the dialect of ``url``. Raises ValueError for a database that is not supported."""
    if url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:":
        return SqliteDialect()
    raise ValueError(f"no store for {url.render_as_string(hide_password=True)}")


def location_url(location: Path | str) -> URL:
    """Return the URL of a store: ``location`` is a file, or a URL already."""
    if isinstance(location, str) and "://" in location:
        return make_url(location)
    return URL.create("sqlite", database=str(location))


def _insert(table: str, columns: Sequence[str]) -> str:
    marks = ", ".join("?" * len(columns))
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608


def _prepare(connection: Any, _record: object) -> None:
    # The driver must not open transactions by itself: "begin" below does, and says which kind.
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout = {BUSY_MILLISECONDS}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "fullfsync = ON",  # macOS: an fsync alone does not reach the platter
        "foreign_keys = ON",
        "trusted_schema = OFF",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Connection) -> None:
    # A deferred transaction that writes later may find that another writer was first; IMMEDIATE waits now.
    writes = connection.get_execution_options().get(WRITE, False)
    connection.exec_driver_sql("PRAGMA query_only = " + ("OFF" if writes else "ON"))
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
