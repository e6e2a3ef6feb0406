"""What home says of the hand-off in one sentence; light, because home says it at every start."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from locales.words import Words
from sync.staleness import is_stale

if TYPE_CHECKING:
    from models.store.transaction import Transaction


def last_word(t: Transaction, words: Words, now: datetime) -> str:
    """Return what is worth saying most: a sealed bundle that lies here, an old kit, a missing receipt."""
    records = t.exchange.outbox.all()
    sealed = [record for record in records if record.status == "sealed"]
    if sealed:
        return words.text("Bundle {seq} is sealed and was not handed off: F9.", seq=f"{sealed[-1].seq:06d}")
    kit = t.exchange.kit()
    if kit is not None and is_stale(kit.created_at, now):
        return old_kit(kit.created_at[:10], words)
    written = [record for record in records if record.status == "written"]
    if written:
        return words.text("Bundle {seq} has no receipt yet: F10.", seq=f"{written[-1].seq:06d}")
    return ""


def old_kit(day: str, words: Words) -> str:
    """Return that the kit of this day (ISO) is old, and what to do."""
    return words.text(
        "The catalogue is of {day}, more than a year old: ask the province for a new kit; F10 takes it in.",
        day=words.date(day),
    )
