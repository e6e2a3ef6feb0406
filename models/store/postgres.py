"""PostgreSQL: the store of a province with several clerks, or of more than a province."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from operator import itemgetter
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import (
    Connection,
    Engine,
    String,
    Table,
    bindparam,
    create_engine,
    event,
    func,
    inspect,
    select,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.engine import URL

from models.packing import pack_copy
from models.store.bulk import Bulk, Rows
from models.store.dialect import WRITE
from models.store.partitions import PARTED, Part, Partitions
from models.store.rows import written
from models.store.translate import store_error

COPY_FROM = 20
"""From this many rows on, COPY is quicker than one INSERT with many parameter sets."""
_TEXT = re.compile(r"\bTEXT\b")
_WORDS = PGDialect_psycopg(paramstyle="format")  # type: ignore[no-untyped-call]
_KEY = func.unnest(bindparam("keys", type_=postgresql.ARRAY(String))).column_valued("key")
_ALONE = select(func.pg_advisory_xact_lock(func.hashtextextended(_KEY, 0)))

_Some = TypeVar("_Some")


class PostgresDialect:
    """PostgreSQL by psycopg 3. Text is compared byte by byte, as SQLite does, so that both sort alike."""

    one_writer = False
    pack = staticmethod(pack_copy)

    def __init__(self) -> None:
        self._bulk = Bulk(_WORDS, postgresql.insert)
        self._partitions = Partitions()

    def engine(self, url: URL) -> Engine:
        """See Dialect."""
        engine = create_engine(url, pool_pre_ping=True, client_encoding="utf8")
        event.listen(engine, "begin", _begin)
        return engine

    def file(self, url: URL) -> Path | None:  # noqa: ARG002
        """See Dialect."""
        return None

    def append_only(self, table: str) -> list[str]:
        """See Dialect."""
        return _guard(f"{table}_append_only", table, f"RAISE EXCEPTION '{table} is never rewritten';")

    def frozen(self, table: str) -> list[str]:
        """See Dialect."""
        body = (
            "IF (SELECT state FROM entry WHERE id = OLD.entry_id) <> 'draft' THEN "  # noqa: S608
            f"RAISE EXCEPTION '{table} of an entry that is no draft is frozen'; END IF; "
            "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;"
        )
        return _guard(f"{table}_frozen", table, body)

    def insert(self, connection: Connection, table: Table, rows: Rows) -> None:
        """See Dialect."""
        for into, some in self._parted(connection, table, rows):
            if len(some) >= COPY_FROM:
                with _copying(connection, into) as copy:
                    for row in some:
                        copy.write_row(row)
            else:
                self._bulk.insert(connection, into, some)

    def insert_packed(self, connection: Connection, table: Table, packed: Sequence[bytes]) -> None:
        """See Dialect. Rows that were packed together are of one entry."""
        filled = [rows for rows in packed if rows]
        for into, some in self._parted(connection, table, filled, _first_cell):
            with _copying(connection, into) as copy:
                for rows in some:
                    copy.write(rows)

    def upsert(self, connection: Connection, table: Table, rows: Rows) -> None:
        """See Dialect."""
        for into, some in self._parted(connection, table, rows):
            self._bulk.upsert(connection, into, some)

    def keep(self, connection: Connection, table: Table, rows: Rows) -> None:
        """See Dialect."""
        for into, some in self._parted(connection, table, rows):
            self._bulk.keep(connection, into, some)

    def delete(self, connection: Connection, table: Table, keys: Rows) -> None:
        """See Dialect."""
        for out_of, some in self._parted(connection, table, keys):
            self._bulk.delete(connection, out_of, some)

    def _parted(
        self,
        connection: Connection,
        table: Table,
        rows: Sequence[_Some],
        entry_of: Callable[[Any], str] = itemgetter(0),
    ) -> Iterator[tuple[Table, Sequence[_Some]]]:
        """Yield the tables that rows really lie in, and the rows of each; the table itself if it is whole."""
        if not rows or table.name not in PARTED:
            if rows:
                yield table, rows
            return
        keys = [entry_of(row) for row in rows]
        parts = self._partitions.parts(connection, set(keys))
        sorted_out: dict[Part, list[_Some]] = {}
        for key, row in zip(keys, rows, strict=True):
            sorted_out.setdefault(parts[key], []).append(row)
        for part, some in sorted_out.items():
            yield self._partitions.leaf(connection, table, part), some

    def tables(self, connection: Connection) -> set[str]:
        """See Dialect."""
        return set(inspect(connection).get_table_names())

    def alone(self, connection: Connection, keys: Sequence[str]) -> None:
        """See Dialect."""
        if keys:
            connection.execute(_ALONE, {"keys": list(keys)})

    def ddl(self, statement: str) -> str:
        """See Dialect."""
        filled = statement.format(auto_number="BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY", clustered="")
        return _TEXT.sub('TEXT COLLATE "C"', filled)


def _first_cell(packed: bytes) -> str:
    return packed[: packed.index(b"\t")].decode()


def _guard(name: str, table: str, body: str) -> list[str]:
    return [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN {body} END $guard$",
        f"CREATE TRIGGER {name} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


@contextmanager
def _copying(connection: Connection, table: Table) -> Iterator[Any]:
    """Give psycopg's COPY into a table; what it raises is a StoreError: SQLAlchemy does not see it."""
    driver: Any = connection.connection.driver_connection
    columns = ", ".join(column.name for column in written(table))
    statement = f"COPY {table.name} ({columns}) FROM STDIN"
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            yield copy
    except connection.dialect.loaded_dbapi.Error as error:
        raise store_error(error) from error


def _begin(connection: Connection) -> None:
    # SQLAlchemy and psycopg begin by themselves; a reader sees one moment and may not write.
    if not connection.get_execution_options().get(WRITE, False):
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
