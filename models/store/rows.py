"""Every table of the store as its rows describe it, for those who look a file over."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import MetaData, Table

from models.exchange_tables import ExchangeKitRow
from models.tables import EntryRow


def tables() -> Mapping[str, Table]:
    """Return every described table by its name."""
    found: dict[str, Table] = {}
    for row in (EntryRow, ExchangeKitRow):  # naming one of each module is what loads them all
        metadata: MetaData = row.metadata
        found |= metadata.tables
    return found
