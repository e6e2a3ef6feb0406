"""Bringing a store up to this program's tables, or refusing one that is ahead of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import Connection, Engine, text

from models.store.dialect import WRITE, Dialect
from models.store.errors import StoreDamagedError, StoreNewerError
from models.store.migrations import MIGRATIONS
from models.store.migrations.step import Change, Migration
from models.store.stamps import now_stamp

_REGISTER = """CREATE TABLE schema_version (
    number INTEGER NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    applied_at TEXT NOT NULL
)"""


def applied(connection: Connection, dialect: Dialect) -> set[int]:
    """Return the numbers of the migrations in this database; empty for a new one.

    Raises StoreDamagedError for a database that is not a store.
    """
    tables = dialect.tables(connection)
    if "schema_version" in tables:
        return {number for (number,) in connection.execute(text("SELECT number FROM schema_version"))}
    if tables:
        raise StoreDamagedError(reason="not a store of this program")
    return set()


def pending(found: set[int], known: Sequence[Migration] = MIGRATIONS) -> list[Migration]:
    """Return the migrations still to apply. Raises StoreNewerError when ``found`` has unknown ones."""
    check_known(found, known)
    return [step for step in known if step.number not in found]


def check_known(found: set[int], known: Sequence[Migration] = MIGRATIONS) -> None:
    """Let pass what this program can read. Raises StoreNewerError when ``found`` has unknown numbers."""
    numbers = {step.number for step in known}
    if found - numbers:
        raise StoreNewerError(found=max(found), known=max(numbers, default=0))


def migrate(
    engine: Engine,
    dialect: Dialect,
    before: Callable[[int], None],
    known: Sequence[Migration] = MIGRATIONS,
) -> list[int]:
    """Apply what is pending, all of it in one transaction, and return the numbers applied.

    ``before`` is called with the first pending number before a filled store is touched, while nobody else can
    write to it. Raises StoreNewerError, StoreDamagedError and what the driver raises.
    """
    with engine.connect() as connection, connection.begin():
        if not pending(applied(connection, dialect), known):
            return []
    with engine.connect().execution_options(**{WRITE: True}) as connection, connection.begin():
        dialect.alone(connection, ["migrate"])
        found = applied(connection, dialect)  # again: another program may have been quicker
        waiting = pending(found, known)
        if waiting and found:
            before(waiting[0].number)
        for step in waiting:
            _apply(connection, dialect, step)
    return [step.number for step in waiting]


def _apply(connection: Connection, dialect: Dialect, step: Migration) -> None:
    if "schema_version" not in dialect.tables(connection):
        connection.exec_driver_sql(dialect.ddl(_REGISTER))
    step.apply(Change(connection, dialect))
    row = {"number": step.number, "name": step.name, "at": now_stamp()}
    connection.execute(text("INSERT INTO schema_version VALUES (:number, :name, :at)"), row)
