"""The tables that SQLModel's rows describe, as statements need them."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Column, Table
from sqlmodel import SQLModel

from models import exchange_tables, keying_tables
from models import tables as described


def table(row: type[SQLModel]) -> Table:
    """Return the table that a row describes."""
    return row.metadata.tables[str(row.__tablename__)]


def written(of: Table) -> list[Column[object]]:
    """Return the columns that are given when a row is added: all but a number that counts by itself."""
    return [column for column in of.columns if column is not of.autoincrement_column]


def tables() -> Mapping[str, Table]:
    """Return every described table by its name, for those who look a store over."""
    found: dict[str, Table] = {}
    for module in (described, exchange_tables, keying_tables):
        rows = [one for one in vars(module).values() if isinstance(one, type) and issubclass(one, SQLModel)]
        found |= {str(row.__tablename__): table(row) for row in rows if row is not SQLModel}
    return found
