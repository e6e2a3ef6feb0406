"""0009: a bundle whose content was refused keeps its place in the chain, and why it was refused."""

from __future__ import annotations

from models.store.migrations.step import Change, Migration


def _apply(change: Change) -> None:
    change.run("ALTER TABLE exchange_received ADD COLUMN reason TEXT")


MIGRATION = Migration(9, "refusals", _apply)
