"""What differs between databases: opening, beginning, the words of DDL, bulk rows.

models.store.sqlite and models.store.postgres say it for each; everything else in models.store is statements
over the tables of models.store.schema, which SQLAlchemy writes in the words of each.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine, Table
from sqlalchemy.engine import URL

from models.packing import Pack
from models.store.bulk import Rows

WRITE = "xaso_write"  # execution option: this connection is going to write


class Dialect(Protocol):
    """What the store needs of one database."""

    one_writer: bool
    """Whether writers of one process should queue before they ask the database."""

    @property
    def pack(self) -> Pack:
        """Packs rows of text for ``insert_packed``; a function that can go to other processes."""
        ...

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

    def insert(self, connection: Connection, table: Table, rows: Rows) -> None:
        """Insert many rows by the driver itself; a row gives every column (see rows.written)."""
        ...

    def insert_packed(self, connection: Connection, table: Table, packed: Sequence[bytes]) -> None:
        """Insert rows of text in the order in which they were packed, each giving every column."""
        ...

    def upsert(self, connection: Connection, table: Table, rows: Rows) -> None:
        """Insert rows, or give the rows with the same key the new values."""
        ...

    def keep(self, connection: Connection, table: Table, rows: Rows) -> None:
        """Insert the rows whose key is not there yet."""
        ...

    def delete(self, connection: Connection, table: Table, keys: Rows) -> None:
        """Delete the rows with these keys."""
        ...

    def tables(self, connection: Connection) -> set[str]:
        """Return the names of the tables that exist."""
        ...

    def alone(self, connection: Connection, keys: Sequence[str]) -> None:
        """Wait until no other transaction is alone under one of ``keys``; it stays so until this one ends.

        Who wants several sorts them, so that two that want the same ones never wait for each other.
        """
        ...

    def ddl(self, statement: str) -> str:
        """Return a CREATE or ALTER statement in the database's own words."""
        ...
