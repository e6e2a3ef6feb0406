"""What differs between databases: opening, beginning, the words of DDL, bulk rows.

models.store.sqlite and models.store.postgres say it for each; everything else in models.store is SQL that
both of them read.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Connection, Engine
from sqlalchemy.engine import URL

WRITE = "xaso_write"  # execution option: this connection is going to write

Rows = Sequence[tuple[Any, ...]]


class Dialect(Protocol):
    """What the store needs of one database."""

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

    def alone(self, connection: Connection, key: str) -> None:
        """Wait until no other transaction is alone under ``key``; it stays so until this one ends."""
        ...

    def ddl(self, statement: str) -> str:
        """Return a CREATE or ALTER statement in the database's own words."""
        ...


def insert_statement(table: str, columns: Sequence[str], mark: str) -> str:
    """Return an INSERT with the driver's own parameter marks; names are this program's, never input."""
    marks = ", ".join([mark] * len(columns))
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608


def upsert_statement(table: str, columns: Sequence[str], mark: str) -> str:
    """Return an INSERT that gives an existing key (all columns but the last) the new last column."""
    *key, value = columns
    clause = f" ON CONFLICT ({', '.join(key)}) DO UPDATE SET {value} = excluded.{value}"
    return insert_statement(table, columns, mark) + clause


def delete_statement(table: str, columns: Sequence[str], mark: str) -> str:
    """Return a DELETE by these columns."""
    return f"DELETE FROM {table} WHERE {' AND '.join(f'{column} = {mark}' for column in columns)}"  # noqa: S608
