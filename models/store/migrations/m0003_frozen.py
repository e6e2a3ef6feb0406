"""0003: the database itself keeps content that is no draft from being changed; heads by period are quick."""

from __future__ import annotations

from models.store.migrations.step import Change, Migration


def _apply(change: Change) -> None:
    change.frozen("entry_value")
    change.frozen("entry_annotation")
    change.run("CREATE INDEX entry_by_period ON entry (period, form, unit)")


MIGRATION = Migration(3, "frozen", _apply)
