"""The record of double entry: who keyed which cell a second time, and how differences were settled."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, bindparam, select

from models.store.dialect import Dialect
from models.store.schema import ENTRY, SECOND_KEYING
from models.verification import Keying

_k = SECOND_KEYING.c
_LINES = (
    select(_k.path, _k.kind, _k.first_value, _k.second_value, _k.at, _k.author, _k.chosen)
    .where(_k.entry_id == bindparam("entry"))
    .order_by(_k.number)
)
_LINES_OF_CELL = _LINES.where(_k.path == bindparam("cell"))
_LINES_OF_LINEAGE = (
    select(_k.path, _k.kind, _k.first_value, _k.second_value, _k.at, _k.author, _k.chosen)
    .join(ENTRY, ENTRY.c.id == _k.entry_id)
    .where(ENTRY.c.lineage == bindparam("of_lineage"))
    .order_by(_k.number)
)


def lines_of(connection: Connection, entry_id: str) -> list[Keying]:
    """Return the lines of one entry, oldest first."""
    return [Keying(*row) for row in connection.execute(_LINES, {"entry": entry_id})]


class SecondKeyings:
    """The lines of one store, within one transaction; the database refuses to change or drop any."""

    def __init__(self, connection: Connection, dialect: Dialect) -> None:
        self._connection = connection
        self._dialect = dialect

    def append(self, entry_id: str, lines: Iterable[Keying]) -> None:
        """Add lines at the end."""
        rows = [
            (entry_id, line.path, line.kind, line.first, line.second, line.chosen, line.at, line.by)
            for line in lines
        ]
        self._dialect.insert(self._connection, SECOND_KEYING, rows)

    def of(self, entry_id: str, path: str | None = None) -> list[Keying]:
        """Return the lines of an entry, oldest first; with ``path`` those of one cell."""
        if path is None:
            return lines_of(self._connection, entry_id)
        names = {"entry": entry_id, "cell": path}
        return [Keying(*row) for row in self._connection.execute(_LINES_OF_CELL, names)]

    def of_lineage(self, lineage: str) -> list[Keying]:
        """Return the lines of an entry and of all that it replaces, oldest first.

        A correction goes on where the revision before it was: what was keyed twice and did not change since
        is not keyed a third time.
        """
        found = self._connection.execute(_LINES_OF_LINEAGE, {"of_lineage": lineage})
        return [Keying(*row) for row in found]
