"""0006: who keyed which cell a second time, and how differences were settled; lines are only added."""

from __future__ import annotations

from models.store.migrations.step import Change, Migration


def _apply(change: Change) -> None:
    change.run(
        """CREATE TABLE second_keying (
        number {auto_number},
        entry_id TEXT NOT NULL REFERENCES entry (id),
        path TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('keyed', 'settled')),
        first_value TEXT NOT NULL,
        second_value TEXT NOT NULL,
        chosen TEXT NOT NULL,
        at TEXT NOT NULL,
        author TEXT NOT NULL
    )"""
    )
    change.run("CREATE INDEX second_keying_by_entry ON second_keying (entry_id, path)")
    change.append_only("second_keying")


MIGRATION = Migration(6, "second_keying", _apply)
