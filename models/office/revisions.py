"""Who changed what between two revisions of an entry."""

from __future__ import annotations

from dataclasses import dataclass

from models.entries import Change, EntryHead
from models.store import Transaction
from models.verification import is_keying


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell that differs. ``by``, ``at`` and ``why`` are the last change of the newer revision's history;
    where that tells nothing, who declared the newer revision complete and when."""

    path: str
    old: str
    new: str
    by: str
    at: str
    why: str = ""


def differences(reading: Transaction, older: EntryHead, newer: EntryHead) -> list[Difference]:
    """Return the cells that travelled with another value, in the order of their paths."""
    before = reading.entries.travelling(older.id)
    after = reading.entries.travelling(newer.id)
    last: dict[str, Change] = {}
    for change in reading.history.of(newer.id):
        if not is_keying(change):
            last[change.path] = change
    return [
        _difference(path, before.get(path, ""), after.get(path, ""), last.get(path), newer)
        for path in sorted(before.keys() | after.keys())
        if before.get(path, "") != after.get(path, "")
    ]


def _difference(path: str, old: str, new: str, change: Change | None, newer: EntryHead) -> Difference:
    if change is None:
        return Difference(path, old, new, newer.completed_by or "", newer.completed_at or "")
    return Difference(path, old, new, change.by, change.at, change.why)
