"""0004: a measurement says whether the indicator applies, and each is kept once."""

from __future__ import annotations

from models.store.migrations.step import Change, Migration


def _apply(change: Change) -> None:
    change.run("ALTER TABLE measurement ADD COLUMN applicable BOOLEAN NOT NULL DEFAULT TRUE")
    change.run("DROP INDEX measurement_by_entry")
    change.run(
        "CREATE UNIQUE INDEX measurement_of_entry ON measurement (entry_id, indicator, unit) "
        "WHERE entry_id IS NOT NULL"
    )
    change.run(
        "CREATE UNIQUE INDEX measurement_of_register ON measurement (indicator, unit, period) "
        "WHERE entry_id IS NULL"
    )


MIGRATION = Migration(4, "measurements", _apply)
