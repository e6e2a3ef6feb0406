"""PostgreSQL: the store of a province with several clerks, or of more than a province."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

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

from models.store.bulk import Bulk, Rows
from models.store.dialect import WRITE
from models.store.rows import written

COPY_FROM = 20
"""From this many rows on, COPY is quicker than one INSERT with many parameter sets."""
BLOCK = 2000
"""Rows joined into one piece for COPY."""
_TEXT = re.compile(r"\bTEXT\b")
_WORDS = PGDialect_psycopg(paramstyle="format")  # type: ignore[no-untyped-call]
_KEY = func.unnest(bindparam("keys", type_=postgresql.ARRAY(String))).column_valued("key")
_ALONE = select(func.pg_advisory_xact_lock(func.hashtextextended(_KEY, 0)))


class PostgresDialect:
    """PostgreSQL by psycopg 3. Text is compared byte by byte, as SQLite does, so that both sort alike."""

    one_writer = False

    def __init__(self) -> None:
        self._bulk = Bulk(_WORDS, postgresql.insert)

    def engine(self, url: URL) -> Engine:
        """See Dialect."""
        engine = create_engine(url, pool_pre_ping=True)
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
        if len(rows) >= COPY_FROM:
            _copy(connection, table, rows)
        else:
            self._bulk.insert(connection, table, rows)

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
        return set(inspect(connection).get_table_names())

    def alone(self, connection: Connection, keys: Sequence[str]) -> None:
        """See Dialect."""
        if keys:
            connection.execute(_ALONE, {"keys": list(keys)})

    def ddl(self, statement: str) -> str:
        """See Dialect."""
        filled = statement.format(auto_number="BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY", clustered="")
        return _TEXT.sub('TEXT COLLATE "C"', filled)


def _guard(name: str, table: str, body: str) -> list[str]:
    return [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN {body} END $guard$",
        f"CREATE TRIGGER {name} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


def _copy(connection: Connection, table: Table, rows: Rows) -> None:
    driver: Any = connection.connection.driver_connection
    columns = ", ".join(column.name for column in written(table))
    blocks = [_plain(rows[start : start + BLOCK]) for start in range(0, len(rows), BLOCK)]
    with driver.cursor() as cursor, cursor.copy(f"COPY {table.name} ({columns}) FROM STDIN") as copy:
        if None in blocks:
            for row in rows:
                copy.write_row(row)
        else:
            for block in blocks:
                copy.write(block)


def _plain(rows: Rows) -> str | None:
    """Return rows in COPY's text form; None where a cell needs the driver's care.

    Joining a block costs less than writing its rows one by one. Text without a backslash and with exactly the
    tabs and line ends that were put between cells and rows has no cell that would be read otherwise.
    """
    try:
        text = "\n".join(["\t".join(row) for row in rows])
    except TypeError:  # a number, a truth value or nothing
        return None
    tabs, ends = len(rows) * (len(rows[0]) - 1), len(rows) - 1
    if "\\" in text or "\r" in text or text.count("\t") != tabs or text.count("\n") != ends:
        return None
    return text + "\n"


def _begin(connection: Connection) -> None:
    # SQLAlchemy and psycopg begin by themselves; a reader sees one moment and may not write.
    if not connection.get_execution_options().get(WRITE, False):
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
