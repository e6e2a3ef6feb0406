"""Doing again in a new store what the journal tells, event by event: what comes of it is the old store.

Every document is opened and judged again on the way. What is written goes through the same doors of the store
as on its day, in the same transactions, so that it decides the same (models.store.absorption).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from models.arrivals import Arrival, arrival
from models.entries import EntryState
from models.errors import XasoError
from models.indicators import Measurement
from models.office.deciding import decide
from models.store.records import CertificateRecord, ReceivedRecord, RequestRecord
from models.store.transaction import Transaction
from sync import journal_adoption, kit
from sync.archive import Archive
from sync.archive_documents import Documents
from sync.errors import ArchiveError
from sync.journal_events import (
    Adopted,
    Counted,
    Decided,
    KitPublished,
    Receipts,
    Received,
    Revoked,
    Told,
    told,
)
from sync.journal_reading import Event
from sync.province_keys import ProvinceKeys


@dataclass(slots=True)
class Replay:
    """Events on their way into a store; ``bundles`` and ``kits`` count what was read."""

    archive: Archive
    province: ProvinceKeys
    bundles: int = 0
    kits: int = 0
    _documents: Documents = field(init=False)

    def __post_init__(self) -> None:
        self._documents = Documents(self.archive, self.province)

    def apply(self, t: Transaction, event: Event) -> None:
        """Do one event again, and note that the store knows the journal up to it.

        Raises:
            ArchiveError: a document is missing or not what it was, or the event cannot be done.
        """
        try:
            said = told(event.line.event, event.line.body)
            self._do(t, said)
        except ArchiveError:
            raise
        except (XasoError, ValueError) as error:
            reason = error.code if isinstance(error, XasoError) else str(error)
            raise ArchiveError(id=f"journal {event.line.seq}", reason=reason) from error
        self._documents.learn(said)
        # The doors of the store note what they do; here it stands in the journal already.
        t.exchange.events.drop([one.number for one in t.exchange.events.waiting(1000)])
        t.exchange.events.set_end(event.end)

    def _do(self, t: Transaction, said: Told) -> None:
        if isinstance(said, Received):
            self._receive(t, said)
        elif isinstance(said, KitPublished):
            kit.keep_again(t, self._documents.kit(said.id), said.at)
            self.kits += 1
        elif isinstance(said, Receipts):
            for record in said.receipts:
                self._documents.receipt(record)
            t.exchange.answering.issued(said.receipts, said.about)
        elif isinstance(said, CertificateRecord):
            self._documents.certificate(said)
            t.exchange.certificates.add(said)
            t.exchange.certificates.answered(said.key_line)
        elif isinstance(said, RequestRecord):
            t.exchange.certificates.ask(said)
        elif isinstance(said, Revoked):
            t.exchange.certificates.revoke(said.serial, said.at, said.why)
        elif isinstance(said, Adopted):
            journal_adoption.adopt(t, said)
            self.bundles += len(journal_adoption.bundles(said))
        elif isinstance(said, Counted):
            t.measurements.replace_registers(said.period, _measurements(said))
        elif isinstance(said, Decided):
            decide(t, said.entry, EntryState(said.state), said.comments, said.at, said.by)

    def _receive(self, t: Transaction, said: Received) -> None:
        records = said.bundles
        entries = {one.id: self._entries(t, one) for one in records if one.accepted}
        absorbing = t.entries.absorbing([one for found in entries.values() for one in found])
        brought = list(said.refused)
        for record in records:
            for entry in entries.get(record.id, ()):
                brought.append((record.id, entry.id, entry.revision))
                at, state = record.received_at, EntryState.RECEIVED
                absorbing.take(entry, state=state, received_at=at, bundle_id=record.id)
        absorbing.write()
        t.exchange.received.drop_refused([record.id for record in records])
        t.exchange.received.put(records, brought)
        self.bundles += len(entries)

    def _entries(self, t: Transaction, record: ReceivedRecord) -> list[Arrival]:
        return [arrival(entry, t.dialect.pack) for entry in self._documents.bundle(record)]


def _measurements(said: Counted) -> dict[str, list[Measurement]]:
    return {
        unit: [
            Measurement(
                indicator=indicator,
                unit=unit,
                period=said.period,
                numerator=None if numerator is None else Decimal(numerator),
                denominator=None if denominator is None else Decimal(denominator),
                applicable=applicable,
            )
            for indicator, numerator, denominator, applicable in rows
        ]
        for unit, rows in said.units.items()
    }
