"""Small settings of one store: the device's name, the unit, what was shown last."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, delete, select

from models.store.dialect import Dialect
from models.store.schema import META

_VALUE = select(META.c.value).where(META.c.key == bindparam("wanted"))
_FORGET = delete(META).where(META.c.key == bindparam("wanted"))


class Meta:
    """Text by key."""

    def __init__(self, connection: Connection, dialect: Dialect) -> None:
        self._connection = connection
        self._dialect = dialect

    def get(self, key: str) -> str | None:
        """Return the text of ``key``, None when it was never set."""
        return self._connection.execute(_VALUE, {"wanted": key}).scalar_one_or_none()

    def set(self, key: str, value: str) -> None:
        """Keep ``value`` under ``key``."""
        self._dialect.upsert(self._connection, META, [(key, value)])

    def forget(self, key: str) -> None:
        """Keep nothing under ``key`` any more."""
        self._connection.execute(_FORGET, {"wanted": key})
