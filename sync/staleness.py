"""How old a kit may be before a newer one should be asked for; light, because home asks it at every start."""

from __future__ import annotations

from datetime import datetime, timedelta

STALE = timedelta(days=400)


def is_stale(created_at: str, now: datetime) -> bool:
    """Tell whether a kit that was made at this instant (RFC 3339 text) is old. Raises ValueError."""
    return now - datetime.fromisoformat(created_at) > STALE
