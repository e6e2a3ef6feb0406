"""Taking a receipt in at the laptop: states and comments of entries, holes, the certificate, a fork."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import msgspec

from models.entries import Comment, EntryState
from models.errors import EntryNotFoundError, EntryStateError
from models.store import Store
from models.store.records import AnswerRecord, OutboxRecord, TakenRecord
from models.store.transaction import Transaction
from models.workspace import CommuneWorkspace
from sync import commune_keys, settings
from sync.bodies import EntryAnswer, EntryStatus, Item, ItemStatus, ReceiptBody
from sync.chain import missing as holes
from sync.envelope import Opened, open_envelope
from sync.errors import ForkError, KeyMissingError, ManifestError
from sync.keys import read_certificate_line
from sync.outbox import CONFIRMED
from sync.trust import stamp

_STATE = {
    EntryStatus.RECEIVED: EntryState.RECEIVED,
    EntryStatus.ACCEPTED: EntryState.ACCEPTED,
    EntryStatus.RETURNED: EntryState.RETURNED,
}
_ARRIVED = frozenset({ItemStatus.ACCEPTED, ItemStatus.ACCEPTED_WITH_GAP})


@dataclass(frozen=True, slots=True)
class Taken:
    """What a receipt said: its items, the numbers it misses, and what it changed here.

    ``again``: it was taken in before. ``certified``: it brought this laptop's certificate.
    ``lost_receipts``: numbers of earlier receipts that never came. ``forked``: this laptop was cloned or
    restored; it began a new chain by itself, and what was refused goes out with the next export.
    """

    id: str
    seq: int
    items: tuple[Item, ...]
    entries: tuple[EntryAnswer, ...]
    missing: tuple[int, ...]
    lost_receipts: tuple[int, ...]
    certified: bool = False
    again: bool = False
    forked: bool = False


def take(store: Store, workspace: CommuneWorkspace, data: bytes, *, now: datetime) -> Taken:
    """Take a receipt in; taking the same one twice is harmless.

    Raises:
        EnvelopeError: it is not a valid receipt for this unit.
        KeyMissingError: this laptop has no kit or no unit yet.
    """
    with store.reading() as t:
        opened = open_receipt(t, data, now)
    certified = _take_certificate(body_of(opened), workspace, opened)
    with store.transaction() as t:
        again = t.exchange.answers.taken(opened.id)
        forked = not again and _apply(t, opened, now)
        lost = _lost(t, opened)
        confirmed = list(_confirmed(t, body_of(opened)))
    for record in confirmed:
        _move_to_confirmed(workspace, record)
    return _told(opened, lost, certified=certified, again=again, forked=forked)


def open_receipt(t: Transaction, data: bytes, now: datetime) -> Opened:
    """Open a receipt as this laptop judges it. Raises EnvelopeError or KeyMissingError."""
    unit = settings.unit(t)
    if unit is None:
        raise KeyMissingError(path="unit")
    opened = open_envelope(
        data,
        identities=(),
        trust=settings.trust_of(settings.kit_body(t)),
        recipient=f"unit/{unit}",
        at=settings.at_least_kit(t, now),
    )
    body_of(opened)
    return opened


def body_of(opened: Opened) -> ReceiptBody:
    """Return the body of a receipt. Raises ManifestError for another kind."""
    if not isinstance(opened.body, ReceiptBody):
        raise ManifestError(reason="no receipt")
    return opened.body


def _apply(t: Transaction, opened: Opened, now: datetime) -> bool:
    """Note everything that the receipt says; True when this laptop has to leave its chain."""
    body = body_of(opened)
    own = settings.chain(t)
    told = settings.Missing(body.head.chain, body.missing) if body.head else settings.Missing("", [])
    record = TakenRecord(
        id=opened.id,
        chain=opened.manifest.chain,
        seq=opened.manifest.seq,
        missing=msgspec.json.encode(told).decode(),
        taken_at=stamp(now),
    )
    t.exchange.answers.take(record)
    for item in body.items:
        sent = t.exchange.outbox.get(item.id)
        if sent is not None and (sent.status not in _ARRIVED or item.status in _ARRIVED):
            t.exchange.outbox.mark_answered(item.id, item.status, item.code, item.received_at)
        for answer in item.entries:
            _answer(t, opened, answer, item.received_at)
    forked = any(item.code == ForkError.code and item.chain == own for item in body.items)
    if forked:
        settings.begin_chain(t, body.head)
    elif body.head and body.head.chain != own and t.exchange.outbox.head(own) is None:
        settings.set_resumes(t, body.head)
    return forked


def _answer(t: Transaction, opened: Opened, answer: EntryAnswer, at: str) -> None:
    """Note what became of one entry, unless a later receipt of the same chain spoke before."""
    here = opened.manifest
    last = t.exchange.answers.last_of(answer.id)
    if last is not None and last.chain == here.chain and last.seq > here.seq:
        return
    try:
        t.entries.set_state(answer.id, _STATE[answer.status], at, here.sender)
    except (EntryNotFoundError, EntryStateError):
        return  # an entry of a lost laptop, or a store that came back from a backup
    comments = [Comment(comment.path, comment.text, comment.by, at) for comment in answer.comments]
    t.entries.set_comments(answer.id, comments)
    t.exchange.answers.answer(
        AnswerRecord(entry_id=answer.id, chain=here.chain, seq=here.seq, status=answer.status)
    )


def _take_certificate(body: ReceiptBody, workspace: CommuneWorkspace, opened: Opened) -> bool:
    """Put the certificate beside its key; True when it is new. One for another laptop is passed over."""
    if body.certificate is None:
        return False
    certificate = read_certificate_line(body.certificate)
    signer = opened.letter.signed.certificate
    ours = certificate.principal == opened.manifest.to and certificate.is_genuine()
    if not ours or signer is None or certificate.authority != signer.authority:
        return False
    return commune_keys.take_certificate(workspace.keys, certificate)


def _lost(t: Transaction, opened: Opened) -> tuple[int, ...]:
    chain = opened.manifest.chain
    taken = [record.seq for record in t.exchange.answers.all() if record.chain == chain]
    return holes([*taken, opened.manifest.seq])


def _confirmed(t: Transaction, body: ReceiptBody) -> Iterator[OutboxRecord]:
    for item in body.items:
        record = t.exchange.outbox.get(item.id)
        if record is not None and item.status in _ARRIVED:
            yield record


def _move_to_confirmed(workspace: CommuneWorkspace, record: OutboxRecord) -> None:
    """Move a delivered bundle's file; its signed container is needed no more."""
    source = workspace.outbox / record.name
    if not source.exists():
        return
    confirmed = workspace.outbox / CONFIRMED
    confirmed.mkdir(parents=True, exist_ok=True)
    source.replace(confirmed / record.name)
    source.with_suffix(".tar").unlink(missing_ok=True)


def _told(opened: Opened, lost: tuple[int, ...], *, certified: bool, again: bool, forked: bool) -> Taken:
    body = body_of(opened)
    return Taken(
        id=opened.id,
        seq=opened.manifest.seq,
        items=tuple(body.items),
        entries=tuple(answer for item in body.items for answer in item.entries),
        missing=tuple(body.missing),
        lost_receipts=lost,
        certified=certified,
        again=again,
        forked=forked,
    )
