"""A laptop's side of the exchange: what it sealed and handed off, and what the province said of it."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from sqlalchemy import Connection, bindparam, case, func, select, update

from models.entries import EntryState
from models.store.dialect import Dialect
from models.store.exchange_records import Records
from models.store.records import AnswerRecord, OutboxRecord, TakenRecord
from models.store.schema import ENTRY, EXCHANGE_ANSWER, EXCHANGE_OUTBOX, EXCHANGE_OUTBOX_ENTRY, EXCHANGE_TAKEN

SEALED = "sealed"
WRITTEN = "written"
REFUSED = ("quarantined",)

_OUTBOX = Records(OutboxRecord, EXCHANGE_OUTBOX)
_TAKEN = Records(TakenRecord, EXCHANGE_TAKEN)
_ANSWERS = Records(AnswerRecord, EXCHANGE_ANSWER)
_o, _c, _t = _OUTBOX.table.c, EXCHANGE_OUTBOX_ENTRY.c, _TAKEN.table.c

_ALL = _OUTBOX.query.order_by(_o.sealed_at, _o.chain, _o.seq)
_BY_ID = _OUTBOX.query.where(_o.id == bindparam("wanted"))
_OF_CHAIN = _OUTBOX.query.where(_o.chain == bindparam("of_chain"))
_SLOT = _OF_CHAIN.where(_o.seq == bindparam("of_seq"))
_HEAD = _OF_CHAIN.order_by(_o.seq.desc()).limit(1)
_UNWRITTEN = _OUTBOX.query.where(_o.status == SEALED).order_by(_o.sealed_at, _o.seq)
_UPDATE = update(_OUTBOX.table).where(_o.id == bindparam("wanted"))
_MARK_WRITTEN = _UPDATE.values(status=case((_o.status == SEALED, WRITTEN), else_=_o.status))
_CARRIED_BY = select(_c.entry_id).where(_c.bundle_id == bindparam("wanted")).order_by(_c.entry_id)
_TO_SEND_AGAIN = (
    select(_c.entry_id)
    .join(_OUTBOX.table, _o.id == _c.bundle_id)
    .join(ENTRY, ENTRY.c.id == _c.entry_id)
    .where(ENTRY.c.state == EntryState.EXPORTED.value)
    .group_by(_c.entry_id)
    .having(func.sum(case((_o.status.in_(REFUSED), 0), else_=1)) == 0)
    .order_by(_c.entry_id)
)
_TAKEN_BY_ID = _TAKEN.query.where(_t.id == bindparam("wanted"))
_ALL_TAKEN = _TAKEN.query.order_by(_t.taken_at, _t.seq)
_ANSWER = _ANSWERS.query.where(_ANSWERS.table.c.entry_id == bindparam("entry"))


class Outbox:
    """Sealed bundles, within one transaction."""

    def __init__(self, connection: Connection, dialect: Dialect) -> None:
        self._connection = connection
        self._dialect = dialect

    def add(self, record: OutboxRecord, entries: Sequence[tuple[str, int]]) -> None:
        """Keep a sealed bundle and the (entry id, revision) pairs that it carries."""
        _OUTBOX.add(self._connection, record)
        self._dialect.insert(
            self._connection, EXCHANGE_OUTBOX_ENTRY, [(record.id, *entry) for entry in entries]
        )

    def all(self) -> list[OutboxRecord]:
        """Return every bundle, oldest first."""
        return _OUTBOX.all(self._connection, _ALL)

    def get(self, bundle_id: str) -> OutboxRecord | None:
        """Return one bundle."""
        return _OUTBOX.first(self._connection, _BY_ID, wanted=bundle_id)

    def slot(self, chain: str, seq: int) -> OutboxRecord | None:
        """Return the bundle with this number of this chain."""
        return _OUTBOX.first(self._connection, _SLOT, of_chain=chain, of_seq=seq)

    def head(self, chain: str) -> OutboxRecord | None:
        """Return the last bundle of a chain, None before the first."""
        return _OUTBOX.first(self._connection, _HEAD, of_chain=chain)

    def unwritten(self) -> list[OutboxRecord]:
        """Return the bundles that are sealed but were never handed off, oldest first."""
        return _OUTBOX.all(self._connection, _UNWRITTEN)

    def mark_written(self, bundle_id: str, where: str, at: str) -> None:
        """Note where a bundle was handed off; what the province said of it already stays."""
        row = {"wanted": bundle_id, "written_at": at, "written_to": where}
        self._connection.execute(_MARK_WRITTEN, row)

    def mark_answered(self, bundle_id: str, status: str, code: str | None, at: str) -> None:
        """Note what the province said of a bundle."""
        row = {"wanted": bundle_id, "status": status, "code": code, "answered_at": at}
        self._connection.execute(_UPDATE, row)

    def reseal(self, bundle_id: str, size: int, sha256: str) -> None:
        """Note that a bundle was signed and encrypted anew; it is to be handed off again."""
        row = {"wanted": bundle_id, "size": size, "sha256": sha256, "status": SEALED, "code": None}
        self._connection.execute(_UPDATE, row)

    def entries(self, bundle_id: str) -> list[str]:
        """Return the ids of the entries that a bundle carries."""
        return list(self._connection.execute(_CARRIED_BY, {"wanted": bundle_id}).scalars())

    def to_send_again(self) -> list[str]:
        """Return the entries whose every bundle was refused: they still have to reach the province."""
        return list(self._connection.execute(_TO_SEND_AGAIN).scalars())


class Answers:
    """Receipts that were taken in, within one transaction."""

    def __init__(self, connection: Connection, dialect: Dialect) -> None:
        self._connection = connection
        self._dialect = dialect

    def taken(self, receipt_id: str) -> bool:
        """Tell whether this receipt was taken in before."""
        return _TAKEN.first(self._connection, _TAKEN_BY_ID, wanted=receipt_id) is not None

    def take(self, record: TakenRecord) -> None:
        """Note a receipt as taken in."""
        _TAKEN.add(self._connection, record)

    def all(self) -> list[TakenRecord]:
        """Return every receipt in the order of arrival, within one second by number."""
        return _TAKEN.all(self._connection, _ALL_TAKEN)

    def latest(self) -> TakenRecord | None:
        """Return the receipt that stands furthest in the chain that was heard of last."""
        found = self.all()
        return max((r for r in found if r.chain == found[-1].chain), key=lambda r: r.seq) if found else None

    def last_of(self, entry_id: str) -> AnswerRecord | None:
        """Return the last answer about an entry."""
        return _ANSWERS.first(self._connection, _ANSWER, entry=entry_id)

    def answer(self, record: AnswerRecord) -> None:
        """Keep the last answer about an entry, in place of an earlier one."""
        self._dialect.upsert(self._connection, _ANSWERS.table, [msgspec.structs.astuple(record)])
