"""Revisions on their way into a province's store: their heads, and their rows packed for its database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from models.entries import Change, EntrySnapshot, Revision
from models.packing import Pack

ROWS = 2000  # rows packed together
_NAMES = Revision.__struct_fields__


class Arrival(Revision, frozen=True, kw_only=True, gc=False):
    """One revision that arrived.

    ``values``, ``annotations`` and ``lines`` are the rows of entry_value, entry_annotation and history, as
    the store's dialect packs them, some thousand rows in a part; ``count`` is how many values there are.
    """

    completed_at: str
    completed_by: str
    count: int
    values: tuple[bytes, ...]
    annotations: tuple[bytes, ...]
    lines: tuple[bytes, ...]

    @property
    def weight(self) -> int:
        """About how many bytes it takes in memory."""
        return sum(len(part) for parts in (self.values, self.annotations, self.lines) for part in parts)


def arrival(snapshot: EntrySnapshot, pack: Pack) -> Arrival:
    """Return a revision ready for a store whose dialect packs by ``pack``. Blank values have no row."""
    key, by, at = snapshot.id, snapshot.completed_by, snapshot.completed_at
    values = ((key, path, value) for path, value in snapshot.values.items() if value)
    annotations = (
        (key, path, kind, words, by, at)
        for kind, found in (("note", snapshot.notes), ("explanation", snapshot.explanations))
        for path, words in found.items()
        if words
    )
    return Arrival(
        **{name: getattr(snapshot, name) for name in _NAMES},
        completed_at=at,
        completed_by=by,
        count=len(snapshot.values),
        values=_packed(values, pack),
        annotations=_packed(annotations, pack),
        lines=_packed(_history_rows(key, snapshot.history, "value"), pack),
    )


def history_rows(entry_id: str, changes: Iterable[Change], kind: str = "value") -> list[tuple[str, ...]]:
    """Return changes as rows of the history."""
    return list(_history_rows(entry_id, changes, kind))


def _history_rows(entry_id: str, changes: Iterable[Change], kind: str) -> Iterator[tuple[str, ...]]:
    return ((entry_id, kind, c.path, c.old, c.new, c.at, c.by, c.why) for c in changes)


def _packed(rows: Iterator[tuple[str, ...]], pack: Pack) -> tuple[bytes, ...]:
    """Pack rows part by part: neither here nor where they are written lie all of them as objects."""
    parts = []
    while some := list(islice(rows, ROWS)):
        parts.append(pack(some))
    return tuple(parts)
