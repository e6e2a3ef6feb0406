"""The records of what travelled: how they go into rows and come back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

import msgspec
from sqlalchemy import Connection, Select, Table, insert, select

R = TypeVar("R", bound=msgspec.Struct)


class Records(Generic[R]):
    """The records of one kind in their table: how they go into rows and come back."""

    def __init__(self, kind: type[R], table: Table) -> None:
        self.table = table
        self.query: Select[Any] = select(*(self.table.c[name] for name in kind.__struct_fields__))
        self._kind = kind
        self._insert = insert(self.table).inline()

    def add(self, connection: Connection, record: R) -> None:
        """Insert one record."""
        connection.execute(self._insert, msgspec.structs.asdict(record))

    def add_all(self, connection: Connection, records: Sequence[R]) -> None:
        """Insert records in their order."""
        connection.execute(self._insert, [msgspec.structs.asdict(record) for record in records])

    def all(self, connection: Connection, query: Select[Any], **values: object) -> list[R]:
        """Return the records that ``query`` (made of ``self.query``) finds."""
        return [self._kind(**row) for row in connection.execute(query, values).mappings()]

    def first(self, connection: Connection, query: Select[Any], **values: object) -> R | None:
        """Return the first such record, None without one."""
        row = connection.execute(query, values).mappings().first()
        return None if row is None else self._kind(**row)
