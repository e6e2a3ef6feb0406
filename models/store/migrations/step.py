"""What a migration is: a number, a name and what it does to a database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection

from models.store.dialect import Dialect


@dataclass(frozen=True, slots=True)
class Change:
    """A migration at work: the connection (inside its one transaction) and the database's own words."""

    connection: Connection
    dialect: Dialect

    def run(self, sql: str) -> None:
        """Run one statement; the dialect fills ``{auto_number}`` (a key that counts by itself) and
        ``{clustered}`` (rows lie in the order of their key).
        """
        self.connection.exec_driver_sql(self.dialect.ddl(sql))

    def append_only(self, table: str) -> None:
        """Make the database refuse to update or delete rows of ``table``."""
        for statement in self.dialect.append_only(table):
            self.connection.exec_driver_sql(statement)

    def frozen(self, table: str) -> None:
        """Make the database refuse to update or delete rows of ``table`` whose entry is no draft."""
        for statement in self.dialect.frozen(table):
            self.connection.exec_driver_sql(statement)


@dataclass(frozen=True, slots=True)
class Migration:
    """One numbered step."""

    number: int
    name: str
    apply: Callable[[Change], None]
