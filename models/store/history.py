"""What happened to entries, line after line. Rows are added and read; the database refuses anything else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec
from sqlalchemy import Connection, bindparam, select

from models.arrivals import history_rows
from models.entries import Change
from models.store.dialect import Dialect
from models.store.parting import in_part_of_entry
from models.store.schema import HISTORY

Kind = Literal["value", "note", "explanation", "state"]

_h = HISTORY.c
_LINES = (
    select(_h.kind, _h.path, _h.old_value, _h.new_value, _h.at, _h.author, _h.why)
    .where(_h.entry_id == bindparam("entry"), in_part_of_entry(HISTORY))
    .order_by(_h.number)
)
_LINES_OF_CELL = _LINES.where(_h.path == bindparam("cell"))


class HistoryLine(msgspec.Struct, frozen=True):
    """One line of the history and what it speaks of: a value, a note, an explanation or a state."""

    kind: Kind
    change: Change


class History:
    """The history of every entry of one store."""

    def __init__(self, connection: Connection, dialect: Dialect) -> None:
        self._connection = connection
        self._dialect = dialect

    def of(self, entry_id: str, path: str | None = None) -> list[Change]:
        """Return the changes of values of one entry, oldest first; with ``path`` those of one cell."""
        return [line.change for line in self.lines(entry_id, path) if line.kind == "value"]

    def lines(self, entry_id: str, path: str | None = None) -> list[HistoryLine]:
        """Return every line of one entry, oldest first: values, notes, explanations and states."""
        if path is None:
            found = self._connection.execute(_LINES, {"entry": entry_id})
        else:
            found = self._connection.execute(_LINES_OF_CELL, {"entry": entry_id, "cell": path})
        return [HistoryLine(kind, Change(*rest)) for kind, *rest in found]

    def append(self, entry_id: str, changes: Iterable[Change], kind: Kind = "value") -> None:
        """Add lines at the end."""
        self.write(self.rows(entry_id, changes, kind))

    @staticmethod
    def rows(entry_id: str, changes: Iterable[Change], kind: Kind = "value") -> list[tuple[str, ...]]:
        """Return lines as ``write`` wants them."""
        return history_rows(entry_id, changes, kind)

    def write(self, rows: Sequence[tuple[str, ...]]) -> None:
        """Add lines of any entries at the end."""
        self._dialect.insert(self._connection, HISTORY, rows)

    def write_packed(self, packed: Sequence[bytes]) -> None:
        """Add lines of any entries, packed by the dialect, at the end."""
        self._dialect.insert_packed(self._connection, HISTORY, packed)
