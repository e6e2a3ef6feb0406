"""Revisions on their way into a province's store: their heads, and their rows packed for its database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Protocol

import msgspec

from models.entries import Change, EntrySnapshot
from models.packing import Pack

ROWS = 2000  # rows packed together


class Arriving(Protocol):
    """What tells where a revision belongs: EntrySnapshot and Arrival both do."""

    @property
    def id(self) -> str: ...  # noqa: D102 - as in EntryHead
    @property
    def lineage(self) -> str: ...  # noqa: D102
    @property
    def form(self) -> str: ...  # noqa: D102
    @property
    def unit(self) -> str: ...  # noqa: D102
    @property
    def period(self) -> str | None: ...  # noqa: D102


class Arrival(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One revision that arrived; the fields of the head are those of EntrySnapshot.

    ``values``, ``annotations`` and ``lines`` are the rows of entry_value, entry_annotation and history, as
    the store's dialect packs them, some thousand rows in a part; ``count`` is how many values there are.
    """

    id: str
    lineage: str
    form: str
    form_version: str
    form_sha256: str
    unit: str
    period: str | None
    revision: int
    replaces: str | None
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
        id=key,
        lineage=snapshot.lineage,
        form=snapshot.form,
        form_version=snapshot.form_version,
        form_sha256=snapshot.form_sha256,
        unit=snapshot.unit,
        period=snapshot.period,
        revision=snapshot.revision,
        replaces=snapshot.replaces,
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
