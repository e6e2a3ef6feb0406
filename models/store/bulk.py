"""Many rows by the driver: SQL compiled once a table, from the very tables that statements use.

A million rows by the driver's own executemany cost a quarter more than without SQLAlchemy; by an executed
Insert they cost three times as much, by objects forty times.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import BindParameter, Connection, Delete, Insert, Table, bindparam, delete
from sqlalchemy.engine import Dialect

from models.store.rows import written

if TYPE_CHECKING:  # who works on a file never loads the words of PostgreSQL
    from sqlalchemy.dialects import postgresql, sqlite

    OwnInsert = sqlite.Insert | postgresql.Insert

CELLS = 400
"""Cells that one INSERT binds: from here on more of them win nothing, and every SQLite takes 999."""
AT_ONCE = 20
"""Such statements that are handed to the driver together: many, but no whole batch as objects."""

Rows = Sequence[tuple[Any, ...]]


class Bulk:
    """Rows into and out of tables. A row gives every column in the order of the table (``rows.written``)."""

    def __init__(self, words: Dialect, into: Callable[[Table], OwnInsert]) -> None:
        """``words``: SQLAlchemy's dialect with the driver's positional marks; ``into``: its INSERT."""
        self._words = words
        self._into = into
        self._compiled: dict[tuple[str, str], str] = {}

    def insert(self, connection: Connection, table: Table, rows: Rows) -> None:
        """Add rows."""
        self._run(connection, "insert", self._insert, table, rows)

    def insert_cells(self, connection: Connection, table: Table, parts: Iterable[list[Any]]) -> None:
        """Add rows that come as their cells, row after row; a part is some whole rows.

        Most of what a row costs is the beginning and end of its statement: many rows share one.
        """
        width = len(written(table))
        wide = width * max(1, CELLS // width)
        cells: list[Any] = []
        for part in parts:
            cells += part
            whole = len(cells) - len(cells) % wide
            if whole >= AT_ONCE * wide:
                self._insert_many(connection, table, cells[:whole], wide)
                del cells[:whole]
        whole = len(cells) - len(cells) % wide
        self._insert_many(connection, table, cells[:whole], wide)
        self.insert(connection, table, _parted(cells[whole:], width))

    def upsert(self, connection: Connection, table: Table, rows: Rows) -> None:
        """Add rows, or give the rows with the same key the new values."""
        self._run(connection, "upsert", self._upsert, table, rows)

    def keep(self, connection: Connection, table: Table, rows: Rows) -> None:
        """Add the rows whose key is not there yet."""
        self._run(connection, "keep", self._keep, table, rows)

    def delete(self, connection: Connection, table: Table, keys: Rows) -> None:
        """Delete the rows with these keys."""
        self._run(connection, "delete", _delete, table, keys)

    def _insert_many(self, connection: Connection, table: Table, cells: list[Any], wide: int) -> None:
        """Add rows, ``wide`` cells a statement."""

        def make(into: Table) -> Insert:
            columns = written(into)
            rows: list[dict[str, BindParameter[Any]]] = [
                {c.name: bindparam(f"{c.name}_{row}") for c in columns} for row in range(wide // len(columns))
            ]
            return self._into(into).values(rows).inline()

        self._run(connection, "insert_many", make, table, _parted(cells, wide))

    def _run(
        self,
        connection: Connection,
        what: str,
        make: Callable[[Table], Insert | Delete],
        table: Table,
        rows: Rows,
    ) -> None:
        if not rows:
            return
        sql = self._compiled.get((what, table.name))
        if sql is None:
            sql = self._compiled[what, table.name] = str(make(table).compile(dialect=self._words))
        connection.exec_driver_sql(sql, list(rows))

    def _insert(self, table: Table) -> OwnInsert:
        # Inline: nobody asks for the number that a row got.
        return self._into(table).values({c.name: bindparam(c.name) for c in written(table)}).inline()

    def _upsert(self, table: Table) -> OwnInsert:
        statement = self._insert(table)
        new = {c.name: statement.excluded[c.name] for c in table.columns if not c.primary_key}
        return statement.on_conflict_do_update(index_elements=[*table.primary_key], set_=new)

    def _keep(self, table: Table) -> OwnInsert:
        return self._insert(table).on_conflict_do_nothing()


def _parted(cells: list[Any], width: int) -> list[tuple[Any, ...]]:
    """Part cells into tuples of ``width``."""
    return list(zip(*[iter(cells)] * width, strict=True))


def _delete(table: Table) -> Delete:
    return delete(table).where(*(c == bindparam(f"this_{c.name}") for c in table.primary_key))
