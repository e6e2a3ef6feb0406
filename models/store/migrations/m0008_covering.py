"""0008: a period's measurements are read from the index alone, without a look at the table for each."""

from __future__ import annotations

from models.store.migrations.step import Change, Migration


def _apply(change: Change) -> None:
    change.run("DROP INDEX measurement_by_period")
    change.run(
        "CREATE INDEX measurement_by_period ON measurement "
        "(period, indicator, unit, number, entry_id, numerator, denominator, applicable)"
    )


MIGRATION = Migration(8, "covering", _apply)
