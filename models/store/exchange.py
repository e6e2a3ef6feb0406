"""What travelled: kits, bundles, receipts and certificates."""

from __future__ import annotations

from functools import cached_property

from sqlalchemy import Connection, select

from models.store.answering import Answering
from models.store.dialect import Dialect
from models.store.exchange_events import Events
from models.store.exchange_laptop import Answers, Outbox
from models.store.exchange_province import Certificates, Receipts, Received
from models.store.exchange_records import Records
from models.store.records import KitRecord
from models.store.schema import CATALOGUE, EXCHANGE_KIT

_KITS = Records(KitRecord, EXCHANGE_KIT)
_k = _KITS.table.c
_ALL = _KITS.query.order_by(_k.taken_at, _k.seq)
_c = CATALOGUE.c
# Whatever clocks said: the kit in force is the one whose catalogue is.
_IN_FORCE = _KITS.query.where(_k.id.in_(select(_c.kit_id).where(_c.is_current)))


class Exchange:
    """The exchange of one store, within one transaction."""

    def __init__(self, connection: Connection, dialect: Dialect) -> None:
        self._connection = connection
        self._dialect = dialect

    @cached_property
    def outbox(self) -> Outbox:
        """What this laptop sealed."""
        return Outbox(self._connection, self._dialect)

    @cached_property
    def answers(self) -> Answers:
        """What the province said of it."""
        return Answers(self._connection, self._dialect)

    @cached_property
    def received(self) -> Received:
        """What the province read."""
        return Received(self._connection, self._dialect, self.events)

    @cached_property
    def receipts(self) -> Receipts:
        """What the province answered."""
        return Receipts(self._connection)

    @cached_property
    def answering(self) -> Answering:
        """What receipts speak of."""
        return Answering(self._connection, self._dialect, self.events)

    @cached_property
    def certificates(self) -> Certificates:
        """Whom the province certified."""
        return Certificates(self._connection, self.events)

    @cached_property
    def events(self) -> Events:
        """What the province did and its archive does not hold yet."""
        return Events(self._connection, self._dialect)

    def kit(self) -> KitRecord | None:
        """Return the kit in force: published last (province) or installed last (laptop)."""
        return _KITS.first(self._connection, _IN_FORCE)

    def kits(self) -> list[KitRecord]:
        """Return every kit, oldest first."""
        return _KITS.all(self._connection, _ALL)

    def add_kit(self, record: KitRecord) -> None:
        """Keep a kit and make it the one in force."""
        _KITS.add(self._connection, record)
