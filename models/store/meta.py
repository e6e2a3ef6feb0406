"""Small settings of one store: the device's name, the unit, what was shown last."""

from __future__ import annotations

from sqlalchemy import Connection, text


class Meta:
    """Text by key."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, key: str) -> str | None:
        """Return the text of ``key``, None when it was never set."""
        query = text("SELECT value FROM meta WHERE key = :key")
        return self._connection.execute(query, {"key": key}).scalar_one_or_none()

    def set(self, key: str, value: str) -> None:
        """Keep ``value`` under ``key``."""
        statement = text(
            "INSERT INTO meta (key, value) VALUES (:key, :value) "
            "ON CONFLICT (key) DO UPDATE SET value = excluded.value"
        )
        self._connection.execute(statement, {"key": key, "value": value})
