"""A laptop's side of the exchange: what it sealed and handed off, and what the province said of it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, text

from models.store.exchange_records import AnswerRecord, OutboxRecord, TakenRecord, first, insert, select

SEALED = "sealed"
WRITTEN = "written"
REFUSED = ("quarantined",)


class Outbox:
    """Sealed bundles, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, record: OutboxRecord, entries: Sequence[tuple[str, int]]) -> None:
        """Keep a sealed bundle and the (entry id, revision) pairs that it carries."""
        insert(self._connection, "exchange_outbox", record)
        statement = text("INSERT INTO exchange_outbox_entry VALUES (:bundle, :entry, :revision)")
        for entry_id, revision in entries:
            row = {"bundle": record.id, "entry": entry_id, "revision": revision}
            self._connection.execute(statement, row)

    def all(self) -> list[OutboxRecord]:
        """Return every bundle, oldest first."""
        return select(self._connection, OutboxRecord, "exchange_outbox", "ORDER BY sealed_at, chain, seq")

    def get(self, bundle_id: str) -> OutboxRecord | None:
        """Return one bundle."""
        return first(self._connection, OutboxRecord, "exchange_outbox", "WHERE id = :id", id=bundle_id)

    def slot(self, chain: str, seq: int) -> OutboxRecord | None:
        """Return the bundle with this number of this chain."""
        rest = "WHERE chain = :chain AND seq = :seq"
        return first(self._connection, OutboxRecord, "exchange_outbox", rest, chain=chain, seq=seq)

    def head(self, chain: str) -> OutboxRecord | None:
        """Return the last bundle of a chain, None before the first."""
        rest = "WHERE chain = :chain ORDER BY seq DESC LIMIT 1"
        return first(self._connection, OutboxRecord, "exchange_outbox", rest, chain=chain)

    def unwritten(self) -> list[OutboxRecord]:
        """Return the bundles that are sealed but were never handed off, oldest first."""
        return select(
            self._connection,
            OutboxRecord,
            "exchange_outbox",
            "WHERE status = 'sealed' ORDER BY sealed_at, seq",
        )

    def mark_written(self, bundle_id: str, where: str, at: str) -> None:
        """Note where a bundle was handed off; what the province said of it already stays."""
        statement = text(
            "UPDATE exchange_outbox SET written_at = :at, written_to = :place, "
            "status = CASE WHEN status = 'sealed' THEN 'written' ELSE status END WHERE id = :id"
        )
        self._connection.execute(statement, {"id": bundle_id, "place": where, "at": at})

    def mark_answered(self, bundle_id: str, status: str, code: str | None, at: str) -> None:
        """Note what the province said of a bundle."""
        statement = text(
            "UPDATE exchange_outbox SET status = :status, code = :code, answered_at = :at WHERE id = :id"
        )
        self._connection.execute(statement, {"id": bundle_id, "status": status, "code": code, "at": at})

    def reseal(self, bundle_id: str, size: int, sha256: str) -> None:
        """Note that a bundle was signed and encrypted anew; it is to be handed off again."""
        statement = text(
            "UPDATE exchange_outbox SET size = :size, sha256 = :sha256, status = 'sealed', code = NULL "
            "WHERE id = :id"
        )
        self._connection.execute(statement, {"id": bundle_id, "size": size, "sha256": sha256})

    def entries(self, bundle_id: str) -> list[str]:
        """Return the ids of the entries that a bundle carries."""
        query = text("SELECT entry_id FROM exchange_outbox_entry WHERE bundle_id = :id ORDER BY entry_id")
        return list(self._connection.execute(query, {"id": bundle_id}).scalars())

    def to_send_again(self) -> list[str]:
        """Return the entries whose every bundle was refused: they still have to reach the province."""
        query = text(
            "SELECT e.entry_id FROM exchange_outbox_entry e JOIN exchange_outbox o ON o.id = e.bundle_id "
            "JOIN entry n ON n.id = e.entry_id WHERE n.state = 'exported' GROUP BY e.entry_id "
            "HAVING SUM(CASE WHEN o.status = 'quarantined' THEN 0 ELSE 1 END) = 0 ORDER BY e.entry_id"
        )
        return list(self._connection.execute(query).scalars())


class Answers:
    """Receipts that were taken in, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def taken(self, receipt_id: str) -> bool:
        """Tell whether this receipt was taken in before."""
        rest = "WHERE id = :id"
        return first(self._connection, TakenRecord, "exchange_taken", rest, id=receipt_id) is not None

    def take(self, record: TakenRecord) -> None:
        """Note a receipt as taken in."""
        insert(self._connection, "exchange_taken", record)

    def all(self) -> list[TakenRecord]:
        """Return every receipt in the order of arrival, within one second by number."""
        return select(self._connection, TakenRecord, "exchange_taken", "ORDER BY taken_at, seq")

    def latest(self) -> TakenRecord | None:
        """Return the receipt that stands furthest in the chain that was heard of last."""
        found = self.all()
        return max((r for r in found if r.chain == found[-1].chain), key=lambda r: r.seq) if found else None

    def last_of(self, entry_id: str) -> AnswerRecord | None:
        """Return the last answer about an entry."""
        rest = "WHERE entry_id = :entry_id"
        return first(self._connection, AnswerRecord, "exchange_answer", rest, entry_id=entry_id)

    def answer(self, record: AnswerRecord) -> None:
        """Keep the last answer about an entry, in place of an earlier one."""
        statement = text("DELETE FROM exchange_answer WHERE entry_id = :id")
        self._connection.execute(statement, {"id": record.entry_id})
        insert(self._connection, "exchange_answer", record)
