"""What the province did, on its way into the archive's journal: noted in the very transaction that does it.

A deed and its event are committed together or not at all. Once the journal holds an event it is dropped here.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from pathlib import Path

import msgspec
from sqlalchemy import Connection, bindparam, delete, func, insert, select

from models.store.dialect import Dialect
from models.store.records import EventRecord, JournalEnd
from models.store.schema import EXCHANGE_EVENT, EXCHANGE_JOURNAL, EXCHANGE_KIT

_e, _j = EXCHANGE_EVENT.c, EXCHANGE_JOURNAL.c
_NOTE = insert(EXCHANGE_EVENT).inline()
_WAITING = select(_e.number, _e.kind, _e.content, _e.container).order_by(_e.number).limit(bindparam("most"))
_COUNT = select(func.count()).select_from(EXCHANGE_EVENT)
_DROP = delete(EXCHANGE_EVENT).where(_e.number.in_(bindparam("numbers", expanding=True)))
_END = select(_j.seq, _j.sha256, _j.size).where(_j.name == bindparam("wanted"))
_ANY_KIT = select(EXCHANGE_KIT.c.id).limit(1)
_NAME = "journal"


class Events:
    """The events of one store, within one transaction."""

    def __init__(self, connection: Connection, dialect: Dialect) -> None:
        self._connection = connection
        self._dialect = dialect

    def note(self, kind: str, content: object, container: bytes | None = None) -> None:
        """Note what this transaction does; ``container`` is a signed document for the archive to keep.

        To be called after the rows were written: who changes the same rows then waits, and his event comes
        later.
        """
        row = {
            "kind": kind,
            "content": msgspec.json.encode(content).decode(),
            "container": None if container is None else base64.b64encode(container).decode(),
        }
        self._connection.execute(_NOTE, row)

    def waiting(self, most: int) -> list[EventRecord]:
        """Return the events that wait, in their order, ``most`` of them."""
        found = self._connection.execute(_WAITING, {"most": most}).mappings()
        return [EventRecord(**row) for row in found]

    def count(self) -> int:
        """Return how many events wait."""
        return int(self._connection.execute(_COUNT).scalar_one())

    def behind(self, journal: Path) -> bool:
        """Tell whether events wait, or the journal does not end where this store says."""
        try:
            size = journal.stat().st_size
        except FileNotFoundError:
            size = 0
        end = self.end()
        return self.count() > 0 or end.size != size or (end.seq == 0 and self._has_kit())

    def _has_kit(self) -> bool:
        """Whether the province published anything: without a journal, an older program did."""
        return self._connection.execute(_ANY_KIT).first() is not None

    def drop(self, numbers: Sequence[int]) -> None:
        """Forget events that need not, or no longer, wait."""
        if numbers:
            self._connection.execute(_DROP, {"numbers": list(numbers)})

    def end(self) -> JournalEnd:
        """Return where the journal ends for this store; number 0 before it was begun."""
        row = self._connection.execute(_END, {"wanted": _NAME}).mappings().first()
        return JournalEnd(**row) if row is not None else JournalEnd()

    def set_end(self, end: JournalEnd) -> None:
        """Note where the journal ends."""
        self._dialect.upsert(self._connection, EXCHANGE_JOURNAL, [(_NAME, end.seq, end.sha256, end.size)])
