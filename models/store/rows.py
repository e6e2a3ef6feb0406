"""The rows that SQLModel describes, and what of a table is written when a row is added."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Column, Table


def written(of: Table) -> list[Column[object]]:
    """Return the columns that are given when a row is added: all but a number that counts by itself."""
    return [column for column in of.columns if column is not of.autoincrement_column]


def described() -> Mapping[str, Table]:
    """Return every table as SQLModel's rows describe it, by its name: for those who look a store over.

    Statements are made of models.store.schema, which is written from these.
    """
    from sqlmodel import SQLModel  # with the ORM and pydantic 17 MB, which statements do not need

    from models import exchange_tables, keying_tables, tables

    found: dict[str, Table] = {}
    for module in (tables, exchange_tables, keying_tables):
        rows = [one for one in vars(module).values() if isinstance(one, type) and issubclass(one, SQLModel)]
        named = [str(row.__tablename__) for row in rows if row is not SQLModel]
        found |= {name: SQLModel.metadata.tables[name] for name in named}
    return found
