"""What was set aside: drafts that were begun by mistake and discarded, and the way back."""

from __future__ import annotations

from datetime import UTC, datetime

from models.entries import EntryHead, EntryState
from models.store import Store
from models.store.stamps import stamp


def set_aside(store: Store, unit: str) -> list[EntryHead]:
    """Return the discarded entries of a unit, the last one first. Raises StoreError."""
    with store.reading() as t:
        found = t.entries.heads(unit=unit, states={EntryState.DISCARDED}, current=False)
    return sorted(found, key=lambda head: (head.updated_at, head.id), reverse=True)


def discard(store: Store, entry_id: str, who: str, why: str = "", now: datetime | None = None) -> EntryHead:
    """Set a draft aside; what was typed and its history stay. Raises EntryStateError, StoreError."""
    with store.transaction() as t:
        return t.entries.discard(entry_id, stamp(now or datetime.now(UTC)), who, why)


def bring_back(store: Store, entry_id: str, who: str, now: datetime | None = None) -> EntryHead:
    """Make a discarded entry a draft again.

    Raises EntryStateError when another entry took its place meanwhile, StoreError.
    """
    with store.transaction() as t:
        return t.entries.restore(entry_id, stamp(now or datetime.now(UTC)), who)
