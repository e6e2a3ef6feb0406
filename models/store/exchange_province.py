"""A province's side of the exchange: bundles that came in, receipts that went out, certificates."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import Connection, bindparam, delete, select, update

from models.store.dialect import Dialect
from models.store.exchange_events import Events
from models.store.exchange_received import BY_SERIAL, CERTIFICATES, HEADS, RECEIPTS, RECEIVED
from models.store.exchange_records import Records
from models.store.records import CertificateRecord, ReceiptRecord, ReceivedRecord, RequestRecord
from models.store.schema import (
    EXCHANGE_RECEIVED_ENTRY,
    EXCHANGE_REQUEST,
)

_r, _b = RECEIVED.table.c, EXCHANGE_RECEIVED_ENTRY.c
_OF_CHAIN = (_r.unit == bindparam("of_unit"), _r.chain == bindparam("of_chain"), _r.branch.is_not(None))

_BY_ID = RECEIVED.query.where(_r.id == bindparam("wanted"))
_BY_IDS = RECEIVED.query.where(_r.id.in_(bindparam("wanted", expanding=True)))
_NEAR = RECEIVED.query.where(
    _r.unit.in_(bindparam("units", expanding=True)),
    _r.seq.between(bindparam("first_seq"), bindparam("last_seq")),
    _r.branch.is_not(None),
)
_SEQS = select(_r.seq).where(*_OF_CHAIN).distinct().order_by(_r.seq)
_REFUSED = select(_r.id).where(_r.code.is_not(None))
_DROP_ANNOUNCED = delete(EXCHANGE_RECEIVED_ENTRY).where(
    _b.bundle_id == bindparam("wanted"), _b.bundle_id.in_(_REFUSED)
)
_DROP_REFUSED = delete(RECEIVED.table).where(_r.id == bindparam("wanted"), _r.code.is_not(None))
_WAITING_UNITS = select(_r.unit).where(_r.receipt_id.is_(None)).distinct().order_by(_r.unit)
_UNANSWERED = RECEIVED.query.where(_r.receipt_id.is_(None)).order_by(_r.number)
_BROUGHT_BY = select(_b.bundle_id).where(_b.entry_id == bindparam("entry"))
_STANDS = (_r.branch.is_not(None), _r.code.is_(None))
_BUNDLE_OF = RECEIVED.query.where(_r.id.in_(_BROUGHT_BY), *_STANDS).order_by(_r.number).limit(1)
_ACCEPTED = RECEIVED.query.where(*_STANDS).order_by(_r.number)
_ACCEPTED_NUMBERS = select(_r.number).where(*_STANDS).order_by(_r.number)
_NEWEST = RECEIVED.query.order_by(_r.number.desc()).limit(bindparam("most"))

_i = RECEIPTS.table.c
_RECEIPT = RECEIPTS.query.where(_i.id == bindparam("wanted"))
_RECEIPTS_OF = RECEIPTS.query.where(_i.id.in_(bindparam("ids", expanding=True))).order_by(_i.unit, _i.seq)
_RECEIPTS_TO = RECEIPTS.query.where(_i.unit == bindparam("of_unit"))
_LAST_RECEIPT = _RECEIPTS_TO.order_by(_i.seq.desc()).limit(1)

_c = CERTIFICATES.table.c
_OF_KEY = CERTIFICATES.query.where(_c.key_line == bindparam("key"))
_OF_UNIT = CERTIFICATES.query.where(_c.unit == bindparam("of_unit")).order_by(*BY_SERIAL)
_ALL_CERTIFICATES = CERTIFICATES.query.order_by(_c.unit, *BY_SERIAL)
_REVOKE = update(CERTIFICATES.table).where(_c.serial == bindparam("wanted"), _c.revoked_at.is_(None))

_REQUESTS = Records(RequestRecord, EXCHANGE_REQUEST)
_q = _REQUESTS.table.c
_ALL_REQUESTS = _REQUESTS.query.order_by(_q.asked_at, _q.key_line)
_DROP_REQUEST = delete(_REQUESTS.table).where(_q.key_line == bindparam("key"))


class Received:
    """Bundles that the province read, within one transaction."""

    def __init__(self, connection: Connection, dialect: Dialect, events: Events) -> None:
        self._connection = connection
        self._dialect = dialect
        self._events = events

    def alone(self, units: Iterable[str]) -> None:
        """Wait until no other transaction settles bundles of these units; always in one order, so that two
        that want the same units never wait for each other."""
        self._dialect.alone(self._connection, sorted(set(units)))

    def get(self, bundle_id: str) -> ReceivedRecord | None:
        """Return one bundle by its id."""
        return RECEIVED.first(self._connection, _BY_ID, wanted=bundle_id)

    def of_ids(self, bundle_ids: Sequence[str]) -> list[ReceivedRecord]:
        """Return what is known of these bundles."""
        return RECEIVED.all(self._connection, _BY_IDS, wanted=list(bundle_ids)) if bundle_ids else []

    def near(self, units: Collection[str], first: int, last: int) -> list[ReceivedRecord]:
        """Return the bundles in their places of some units with numbers from ``first`` to ``last``."""
        row = {"units": sorted(units), "first_seq": first, "last_seq": last}
        return RECEIVED.all(self._connection, _NEAR, **row) if units else []

    def heads(self, *units: str) -> list[ReceivedRecord]:
        """Return the highest bundle of each chain of these units, in the order the chains began."""
        return RECEIVED.all(self._connection, HEADS, units=list(units)) if units else []

    def seqs(self, unit: str, chain: str) -> list[int]:
        """Return the numbers of a chain that are here."""
        return list(self._connection.execute(_SEQS, {"of_unit": unit, "of_chain": chain}).scalars())

    def put(self, records: Sequence[ReceivedRecord], entries: Sequence[tuple[str, str, int]] = ()) -> None:
        """Keep bundles in their order, and (bundle id, entry id, revision) of what they brought.

        Of a bundle whose content was refused, that is what it announced.
        """
        if records:
            RECEIVED.add_all(self._connection, records)
        if entries:
            self._dialect.insert(self._connection, EXCHANGE_RECEIVED_ENTRY, list(entries))
        if records:
            refused = {record.id for record in records if record.code is not None}
            announced = [one for one in entries if one[0] in refused]
            self._events.note("received", {"bundles": records, "refused": announced})

    def drop_refused(self, bundle_ids: Sequence[str]) -> None:
        """Forget what was noted of bundles while they were refused or held."""
        if bundle_ids:
            wanted = [{"wanted": bundle_id} for bundle_id in bundle_ids]
            self._connection.execute(_DROP_ANNOUNCED, wanted)
            self._connection.execute(_DROP_REFUSED, wanted)

    def waiting_units(self) -> list[str]:
        """Return the units of which a bundle came that no receipt speaks of yet, in order."""
        return list(self._connection.execute(_WAITING_UNITS).scalars())

    def unanswered(self, unit: str | None = None) -> list[ReceivedRecord]:
        """Return the bundles that no receipt speaks of yet, in the order of arrival."""
        query = _UNANSWERED if unit is None else _UNANSWERED.where(_r.unit == unit)
        return RECEIVED.all(self._connection, query)

    def bundle_of(self, entry_id: str) -> ReceivedRecord | None:
        """Return the first accepted bundle that brought an entry."""
        return RECEIVED.first(self._connection, _BUNDLE_OF, entry=entry_id)

    def accepted(self) -> list[tuple[int, ReceivedRecord]]:
        """Return (number, bundle) of all accepted bundles in the order of arrival."""
        numbers = self._connection.execute(_ACCEPTED_NUMBERS).scalars()
        return list(zip(numbers, RECEIVED.all(self._connection, _ACCEPTED), strict=True))

    def newest(self, unit: str | None = None, most: int = 5000) -> list[ReceivedRecord]:
        """Return the bundles that were read, newest first, refused ones too; of one unit when it is named."""
        query = _NEWEST if unit is None else _NEWEST.where(_r.unit == unit)
        return RECEIVED.all(self._connection, query, most=most)


class Receipts:
    """Receipts that went out, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, receipt_id: str) -> ReceiptRecord | None:
        """Return one receipt."""
        return RECEIPTS.first(self._connection, _RECEIPT, wanted=receipt_id)

    def of_ids(self, receipt_ids: Sequence[str]) -> list[ReceiptRecord]:
        """Return these receipts, by unit and number."""
        return RECEIPTS.all(self._connection, _RECEIPTS_OF, ids=list(receipt_ids)) if receipt_ids else []

    def head(self, unit: str) -> ReceiptRecord | None:
        """Return the last receipt to a unit."""
        return RECEIPTS.first(self._connection, _LAST_RECEIPT, of_unit=unit)

    def all(self, unit: str | None = None) -> list[ReceiptRecord]:
        """Return the receipts in order, to one unit when it is named."""
        query = RECEIPTS.query if unit is None else RECEIPTS.query.where(_i.unit == unit)
        return RECEIPTS.all(self._connection, query.order_by(_i.unit, _i.seq))


class Certificates:
    """Certificates that the province issued, and keys that wait for one."""

    def __init__(self, connection: Connection, events: Events) -> None:
        self._connection = connection
        self._events = events

    def add(self, record: CertificateRecord) -> None:
        """Keep an issued certificate."""
        CERTIFICATES.add(self._connection, record)
        self._events.note("certified", record)

    def of_key(self, key_line: str) -> CertificateRecord | None:
        """Return the certificate of a key."""
        return CERTIFICATES.first(self._connection, _OF_KEY, key=key_line)

    def of_unit(self, unit: str) -> list[CertificateRecord]:
        """Return the certificates of a unit, oldest first."""
        return CERTIFICATES.all(self._connection, _OF_UNIT, of_unit=unit)

    def all(self) -> list[CertificateRecord]:
        """Return every certificate, by unit."""
        return CERTIFICATES.all(self._connection, _ALL_CERTIFICATES)

    def revoke(self, serial: str, at: str, why: str) -> None:
        """Note that a certificate is revoked from ``at`` on; an earlier revocation stands."""
        done = self._connection.execute(_REVOKE, {"wanted": serial, "revoked_at": at, "why": why})
        if done.rowcount:
            self._events.note("revoked", {"serial": serial, "at": at, "why": why})

    def ask(self, record: RequestRecord) -> None:
        """Keep a key that waits to be certified; asking twice is harmless."""
        self.answered(record.key_line)
        _REQUESTS.add(self._connection, record)
        self._events.note("asked", record)

    def requests(self) -> list[RequestRecord]:
        """Return the keys that wait."""
        return _REQUESTS.all(self._connection, _ALL_REQUESTS)

    def answered(self, key_line: str) -> None:
        """Drop a request that was answered."""
        self._connection.execute(_DROP_REQUEST, {"key": key_line})
