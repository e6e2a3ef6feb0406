"""0007: what the province did waits here until its archive's journal has it; and where that journal ends."""

from __future__ import annotations

from models.store.migrations.step import Change, Migration


def _apply(change: Change) -> None:
    change.run(
        """CREATE TABLE exchange_event (
        number {auto_number},
        kind TEXT NOT NULL,
        content TEXT NOT NULL,
        container TEXT
    )"""
    )
    change.run(
        """CREATE TABLE exchange_journal (
        name TEXT NOT NULL PRIMARY KEY,
        seq INTEGER NOT NULL,
        sha256 TEXT NOT NULL,
        size BIGINT NOT NULL
    )"""
    )


MIGRATION = Migration(7, "events", _apply)
