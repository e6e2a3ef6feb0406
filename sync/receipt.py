"""Receipts: what the province says of each bundle and entry, and what the laptop makes of it."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from models.entries import Comment, EntryState
from models.store import Store
from models.store.answering import Spoken
from models.store.records import ReceiptRecord, ReceivedRecord
from models.store.transaction import Transaction
from sync import chain, names, settings
from sync.answers import Taken, take
from sync.bodies import CellComment, EntryAnswer, EntryStatus, Head, Item, ItemStatus, ReceiptBody
from sync.envelope import seal
from sync.manifest import Kind, Place
from sync.province_keys import ProvinceKeys
from sync.trust import stamp

__all__ = ["Issued", "Taken", "again", "current_head", "issue", "issue_within", "take"]

MAX_ITEMS = 40  # bundles in one receipt
MAX_BODY = 48 * 1024  # bytes of answers in one receipt, below the manifest's 64 KiB
_STATUS = {
    EntryState.ACCEPTED: EntryStatus.ACCEPTED,
    EntryState.RETURNED: EntryStatus.RETURNED,
}


@dataclass(frozen=True, slots=True)
class Issued:
    """A receipt to hand to a unit."""

    id: str
    unit: str
    seq: int
    name: str
    data: bytes


def issue(
    store: Store, province: ProvinceKeys, *, unit: str, entries: Sequence[str] = (), now: datetime
) -> list[Issued]:
    """Write receipts for every bundle of a unit that none speaks of yet, and for what became of ``entries``.

    Each also carries the unit's newest certificate, so that a lost receipt strands no laptop. With
    nothing to say a receipt without items is written.

    Raises:
        models.store.errors.StoreError: the store failed.
    """
    with store.transaction() as t:
        t.exchange.received.alone([unit])
        return issue_within(t, province, unit=unit, entries=entries, now=now)


def issue_within(
    t: Transaction,
    province: ProvinceKeys,
    *,
    unit: str,
    entries: Iterable[str] = (),
    certificate: str | None = None,
    now: datetime,
) -> list[Issued]:
    """Do what ``issue`` does, inside a transaction of the caller; ``certificate`` goes before the newest."""
    records = {record.id: record for record in t.exchange.answering.unanswered([unit])}
    for entry_id in entries:
        record = t.exchange.received.bundle_of(entry_id)
        if record is not None:
            records[record.id] = record
    return _issue(t, province, {unit: list(records.values())}, certificate, now)


def issue_to(t: Transaction, province: ProvinceKeys, units: Sequence[str], now: datetime) -> list[Issued]:
    """Write receipts for every bundle of many units that none speaks of yet; a unit without one gets none."""
    about: dict[str, list[ReceivedRecord]] = {}
    for record in t.exchange.answering.unanswered(units):
        about.setdefault(record.unit, []).append(record)
    return _issue(t, province, about, None, now)


def _issue(
    t: Transaction,
    province: ProvinceKeys,
    about: Mapping[str, Sequence[ReceivedRecord]],
    certificate: str | None,
    now: datetime,
) -> list[Issued]:
    bundles = [record.id for records in about.values() for record in records]
    spoken = t.exchange.answering.about(list(about), bundles)
    receipts: list[ReceiptRecord] = []
    pairs: list[tuple[str, str]] = []
    for unit, records in about.items():
        for group in _groups([_item(spoken, record, province.name) for record in records]):
            receipts.append(_seal(spoken, province, unit, group, certificate, now))
            spoken.last[unit] = receipts[-1]
            pairs += [(item.id, receipts[-1].id) for item in group]
    t.exchange.answering.issued(receipts, pairs)
    return [_issued(record) for record in receipts]


def again(t: Transaction, receipt_id: str) -> Issued | None:
    """Return an issued receipt once more, byte for byte."""
    record = t.exchange.receipts.get(receipt_id)
    return _issued(record) if record else None


def current_head(t: Transaction, unit: str) -> tuple[Head | None, tuple[int, ...]]:
    """Return the head of the chain that a unit began last, and the numbers missing below it."""
    return current_heads(t, [unit]).get(unit, (None, ()))


def current_heads(t: Transaction, units: Sequence[str]) -> dict[str, tuple[Head, tuple[int, ...]]]:
    """Return unit → the head of the chain that it began last, and the numbers missing below it."""
    heads, seqs = t.exchange.answering.heads(units)
    return {unit: (_head(head), chain.missing(seqs.get(unit, ()))) for unit, head in heads.items()}


def _head(record: ReceivedRecord) -> Head:
    return Head(record.chain, record.seq, record.id)


def _seal(
    spoken: Spoken,
    province: ProvinceKeys,
    unit: str,
    items: list[Item],
    certificate: str | None,
    now: datetime,
) -> ReceiptRecord:
    top = spoken.heads.get(unit)
    head = _head(top) if top else None
    missing = chain.missing(spoken.seqs.get(unit, ()))
    valid = spoken.certificates.get(unit)
    newest = valid.certificate if valid else None
    before = spoken.last.get(unit)
    place = Place(before.chain, before.seq + 1, before.id) if before else Place(settings.new_chain(), 1, None)
    sealed = seal(
        Kind.RECEIPT,
        sender=province.name,
        to=f"unit/{unit}",
        place=place,
        created=now,
        body=ReceiptBody(items, head, list(missing), certificate or newest),
        files=(),
        signer=province.signing,
    )
    return ReceiptRecord(
        id=sealed.id,
        unit=unit,
        chain=place.chain,
        seq=place.seq,
        prev=place.prev,
        name=names.file_name(sealed.manifest, sealed.id),
        content=base64.b64encode(sealed.container).decode(),
        created_at=stamp(now),
    )


def _issued(record: ReceiptRecord) -> Issued:
    return Issued(record.id, record.unit, record.seq, record.name, base64.b64decode(record.content))


def _item(spoken: Spoken, record: ReceivedRecord, by: str) -> Item:
    refused = None
    if record.code is not None:  # it arrived and only its content was refused: what it announced goes back
        refused = CellComment("", None, f"{record.code}: {record.reason}", by)
    return Item(
        id=record.id,
        chain=record.chain,
        seq=record.seq,
        status=ItemStatus(record.status),
        code=record.code,
        received_at=record.received_at,
        entries=[_answer(spoken, *entry, refused) for entry in spoken.brought.get(record.id, ())],
    )


def _answer(spoken: Spoken, entry_id: str, revision: int, refused: CellComment | None) -> EntryAnswer:
    if refused is not None:
        return EntryAnswer(entry_id, revision, EntryStatus.RETURNED, [refused])
    state = spoken.states.get(entry_id)
    if state is None:
        return EntryAnswer(entry_id, revision, EntryStatus.RECEIVED)
    comments = [_comment(comment) for comment in spoken.comments.get(entry_id, ())]
    return EntryAnswer(entry_id, revision, _STATUS.get(state, EntryStatus.RECEIVED), comments)


def _comment(comment: Comment) -> CellComment:
    row = comment.path.rpartition("[")[2].partition("]")[0]
    number = int(row) if row.isdecimal() else None
    return CellComment(comment.path[:256], number, comment.text[:4000], comment.by[:256])


def _groups(items: Sequence[Item]) -> list[list[Item]]:
    """Part items into receipts; at least one receipt, even without items."""
    groups: list[list[Item]] = [[]]
    size = 0
    for item in items:
        length = len(msgspec.json.encode(item))
        if groups[-1] and (len(groups[-1]) == MAX_ITEMS or size + length > MAX_BODY):
            groups.append([])
            size = 0
        groups[-1].append(item)
        size += length
    return groups
