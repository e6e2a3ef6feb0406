"""Instants as the store and the wire write them: RFC 3339 UTC text to the second."""

from __future__ import annotations

from datetime import UTC, datetime


def stamp(moment: datetime) -> str:
    """Return ``moment`` (aware) as ``2026-10-20T03:04:05Z``. Raises ValueError for a naive moment."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def now_stamp() -> str:
    """Return this instant as text, by the system's clock."""
    return stamp(datetime.now(UTC))
