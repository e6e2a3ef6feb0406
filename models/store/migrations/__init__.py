"""The numbered steps from an empty file to today's tables. A step that was released never changes."""

from __future__ import annotations

from models.store.migrations import (
    m0001_first,
    m0002_exchange,
    m0003_frozen,
    m0004_measurements,
    m0005_by_unit,
    m0006_second_keying,
    m0007_events,
    m0008_covering,
    m0009_refusals,
    m0010_partitions,
)
from models.store.migrations.step import Migration

MIGRATIONS: tuple[Migration, ...] = (
    m0001_first.MIGRATION,
    m0002_exchange.MIGRATION,
    m0003_frozen.MIGRATION,
    m0004_measurements.MIGRATION,
    m0005_by_unit.MIGRATION,
    m0006_second_keying.MIGRATION,
    m0007_events.MIGRATION,
    m0008_covering.MIGRATION,
    m0009_refusals.MIGRATION,
    m0010_partitions.MIGRATION,
)
"""All steps in order of their numbers."""
