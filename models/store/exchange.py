"""What travelled: chains, bundles, kits and receipts."""

from __future__ import annotations

from sqlalchemy import Connection


class Exchange:
    """The exchange of one store, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
