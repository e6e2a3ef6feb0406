"""What travelled: kits, bundles, receipts and certificates."""

from __future__ import annotations

from functools import cached_property

from sqlalchemy import Connection

from models.store.exchange_laptop import Answers, Outbox
from models.store.exchange_province import Certificates, Receipts, Received
from models.store.exchange_records import KitRecord, first, insert, select


class Exchange:
    """The exchange of one store, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @cached_property
    def outbox(self) -> Outbox:
        """What this laptop sealed."""
        return Outbox(self._connection)

    @cached_property
    def answers(self) -> Answers:
        """What the province said of it."""
        return Answers(self._connection)

    @cached_property
    def received(self) -> Received:
        """What the province read."""
        return Received(self._connection)

    @cached_property
    def receipts(self) -> Receipts:
        """What the province answered."""
        return Receipts(self._connection)

    @cached_property
    def certificates(self) -> Certificates:
        """Whom the province certified."""
        return Certificates(self._connection)

    def kit(self) -> KitRecord | None:
        """Return the kit whose catalogue is in force: published or taken in last, whatever clocks said."""
        rest = "WHERE id = (SELECT kit_id FROM catalogue WHERE is_current)"
        return first(self._connection, KitRecord, "exchange_kit", rest)

    def kits(self) -> list[KitRecord]:
        """Return every kit, oldest first."""
        return select(self._connection, KitRecord, "exchange_kit", "ORDER BY taken_at, seq")

    def add_kit(self, record: KitRecord) -> None:
        """Keep a kit and make it the one in force."""
        insert(self._connection, "exchange_kit", record)
