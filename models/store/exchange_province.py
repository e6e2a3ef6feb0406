"""A province's side of the exchange: bundles that came in, receipts that went out, certificates."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, text

from models.store.exchange_records import (
    CertificateRecord,
    ReceiptRecord,
    ReceivedRecord,
    RequestRecord,
    first,
    insert,
    select,
)

_TABLE = "exchange_received"


class Received:
    """Bundles that the province read, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, bundle_id: str) -> ReceivedRecord | None:
        """Return one bundle by its id."""
        return first(self._connection, ReceivedRecord, _TABLE, "WHERE id = :id", id=bundle_id)

    def slots(self, unit: str, chain: str, seqs: Sequence[int]) -> list[ReceivedRecord]:
        """Return the accepted bundles at these (three) numbers of a chain."""
        rest = "WHERE unit = :unit AND chain = :chain AND seq IN (:a, :b, :c) AND branch IS NOT NULL"
        a, b, c = seqs
        return select(self._connection, ReceivedRecord, _TABLE, rest, unit=unit, chain=chain, a=a, b=b, c=c)

    def heads(self, unit: str) -> list[ReceivedRecord]:
        """Return the highest accepted bundle of each chain of a unit, in the order the chains began."""
        rest = (
            "r WHERE unit = :unit AND branch = 0 AND seq = (SELECT MAX(seq) FROM exchange_received m "
            "WHERE m.unit = r.unit AND m.chain = r.chain AND m.branch = 0) ORDER BY "
            "(SELECT MIN(number) FROM exchange_received m "
            "WHERE m.unit = r.unit AND m.chain = r.chain AND m.branch = 0)"
        )
        return select(self._connection, ReceivedRecord, _TABLE, rest, unit=unit)

    def seqs(self, unit: str, chain: str) -> list[int]:
        """Return the accepted numbers of a chain."""
        query = text(
            "SELECT DISTINCT seq FROM exchange_received "
            "WHERE unit = :unit AND chain = :chain AND branch IS NOT NULL ORDER BY seq"
        )
        return list(self._connection.execute(query, {"unit": unit, "chain": chain}).scalars())

    def branches(self, unit: str, chain: str, seq: int) -> int:
        """Return how many accepted bundles share this place."""
        query = text(
            "SELECT COUNT(*) FROM exchange_received "
            "WHERE unit = :unit AND chain = :chain AND seq = :seq AND branch IS NOT NULL"
        )
        return int(self._connection.execute(query, {"unit": unit, "chain": chain, "seq": seq}).scalar_one())

    def put(
        self, record: ReceivedRecord, entries: Sequence[tuple[str, int]] = (), number: int | None = None
    ) -> int:
        """Keep a bundle, in place of what was noted of it while it was refused; return its number.

        ``number`` is given only where an archive is read back in.
        """
        drop = text("DELETE FROM exchange_received WHERE id = :id AND branch IS NULL")
        self._connection.execute(drop, {"id": record.id})
        insert(self._connection, _TABLE, record)
        if number is not None:
            renumber = text("UPDATE exchange_received SET number = :number WHERE id = :id")
            self._connection.execute(renumber, {"number": number, "id": record.id})
        statement = text("INSERT INTO exchange_received_entry VALUES (:bundle, :entry, :revision)")
        rows = [{"bundle": record.id, "entry": entry, "revision": revision} for entry, revision in entries]
        if rows:
            self._connection.execute(statement, rows)
        query = text("SELECT number FROM exchange_received WHERE id = :id")
        return int(self._connection.execute(query, {"id": record.id}).scalar_one())

    def unanswered(self, unit: str | None = None) -> list[ReceivedRecord]:
        """Return the bundles that no receipt speaks of yet, in the order of arrival."""
        rest = "WHERE receipt_id IS NULL" + (" AND unit = :unit" if unit else "") + " ORDER BY number"
        values = {"unit": unit} if unit else {}
        return select(self._connection, ReceivedRecord, _TABLE, rest, **values)

    def answered(self, bundle_id: str, receipt_id: str) -> None:
        """Note the receipt that speaks of a bundle."""
        statement = text("UPDATE exchange_received SET receipt_id = :receipt WHERE id = :id")
        self._connection.execute(statement, {"id": bundle_id, "receipt": receipt_id})

    def entries(self, bundle_id: str) -> list[tuple[str, int]]:
        """Return the (entry id, revision) pairs that an accepted bundle brought."""
        query = text(
            "SELECT entry_id, revision FROM exchange_received_entry WHERE bundle_id = :id ORDER BY entry_id"
        )
        return [(row[0], row[1]) for row in self._connection.execute(query, {"id": bundle_id})]

    def bundle_of(self, entry_id: str) -> ReceivedRecord | None:
        """Return the first bundle that brought an entry."""
        rest = (
            "WHERE id IN (SELECT bundle_id FROM exchange_received_entry WHERE entry_id = :entry_id) "
            "ORDER BY number LIMIT 1"
        )
        return first(self._connection, ReceivedRecord, _TABLE, rest, entry_id=entry_id)

    def accepted(self) -> list[tuple[int, ReceivedRecord]]:
        """Return (number, bundle) of all accepted bundles in the order of arrival."""
        query = text("SELECT number, id FROM exchange_received WHERE branch IS NOT NULL ORDER BY number")
        numbers = {row.id: row.number for row in self._connection.execute(query)}
        rest = "WHERE branch IS NOT NULL ORDER BY number"
        records = select(self._connection, ReceivedRecord, _TABLE, rest)
        return [(numbers[record.id], record) for record in records]


class Receipts:
    """Receipts that went out, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, record: ReceiptRecord) -> None:
        """Keep an issued receipt."""
        insert(self._connection, "exchange_receipt", record)

    def get(self, receipt_id: str) -> ReceiptRecord | None:
        """Return one receipt."""
        return first(self._connection, ReceiptRecord, "exchange_receipt", "WHERE id = :id", id=receipt_id)

    def head(self, unit: str) -> ReceiptRecord | None:
        """Return the last receipt to a unit."""
        rest = "WHERE unit = :unit ORDER BY seq DESC LIMIT 1"
        return first(self._connection, ReceiptRecord, "exchange_receipt", rest, unit=unit)

    def all(self, unit: str | None = None) -> list[ReceiptRecord]:
        """Return the receipts in order, to one unit when it is named."""
        rest = ("WHERE unit = :unit " if unit else "") + "ORDER BY unit, seq"
        values = {"unit": unit} if unit else {}
        return select(self._connection, ReceiptRecord, "exchange_receipt", rest, **values)


class Certificates:
    """Certificates that the province issued, and keys that wait for one."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, record: CertificateRecord) -> None:
        """Keep an issued certificate."""
        insert(self._connection, "exchange_certificate", record)

    def of_key(self, key_line: str) -> CertificateRecord | None:
        """Return the certificate of a key."""
        rest = "WHERE key_line = :key_line"
        return first(self._connection, CertificateRecord, "exchange_certificate", rest, key_line=key_line)

    def of_unit(self, unit: str) -> list[CertificateRecord]:
        """Return the certificates of a unit, oldest first."""
        rest = "WHERE unit = :unit ORDER BY issued_at, serial"
        return select(self._connection, CertificateRecord, "exchange_certificate", rest, unit=unit)

    def all(self) -> list[CertificateRecord]:
        """Return every certificate, by unit."""
        rest = "ORDER BY unit, issued_at, serial"
        return select(self._connection, CertificateRecord, "exchange_certificate", rest)

    def revoke(self, serial: str, at: str, why: str) -> None:
        """Note that a certificate is revoked from ``at`` on; an earlier revocation stands."""
        statement = text(
            "UPDATE exchange_certificate SET revoked_at = :at, why = :why "
            "WHERE serial = :serial AND revoked_at IS NULL"
        )
        self._connection.execute(statement, {"serial": serial, "at": at, "why": why})

    def ask(self, record: RequestRecord) -> None:
        """Keep a key that waits to be certified; asking twice is harmless."""
        self.answered(record.key_line)
        insert(self._connection, "exchange_request", record)

    def requests(self) -> list[RequestRecord]:
        """Return the keys that wait."""
        return select(self._connection, RequestRecord, "exchange_request", "ORDER BY asked_at, key_line")

    def answered(self, key_line: str) -> None:
        """Drop a request that was answered."""
        self._connection.execute(
            text("DELETE FROM exchange_request WHERE key_line = :key_line"), {"key_line": key_line}
        )
