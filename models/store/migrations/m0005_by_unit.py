"""0005: one unit's entries are found without reading everybody's."""

from __future__ import annotations

from models.store.migrations.step import Change, Migration


def _apply(change: Change) -> None:
    change.run("CREATE INDEX entry_by_unit ON entry (unit, form, period)")


MIGRATION = Migration(5, "by_unit", _apply)
