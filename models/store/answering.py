"""What receipts speak of: read at once for many units, and what was issued written at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from sqlalchemy import BindParameter, Connection, Select, bindparam, func, select, tuple_, update

from models.entries import Comment, EntryState
from models.store.dialect import Dialect
from models.store.exchange_events import Events
from models.store.exchange_received import BY_SERIAL, CERTIFICATES, HEADS, RECEIPTS, RECEIVED
from models.store.records import CertificateRecord, ReceiptRecord, ReceivedRecord
from models.store.rows import written
from models.store.schema import (
    ENTRY,
    ENTRY_COMMENT,
    EXCHANGE_RECEIVED_ENTRY,
)

AT_ONCE = 1000  # names asked for in one statement: databases limit the number of parameters

_r, _i, _c = RECEIVED.table.c, RECEIPTS.table.c, CERTIFICATES.table.c
_b, _e, _k = EXCHANGE_RECEIVED_ENTRY.c, ENTRY.c, ENTRY_COMMENT.c
_WANTED: BindParameter[Any] = bindparam("wanted", expanding=True)

_UNANSWERED = RECEIVED.query.where(_r.receipt_id.is_(None), _r.unit.in_(_WANTED)).order_by(_r.number)
_BROUGHT = (
    select(_b.bundle_id, _b.entry_id, _b.revision).where(_b.bundle_id.in_(_WANTED)).order_by(_b.entry_id)
)
_STATES = select(_e.id, _e.state).where(_e.id.in_(_WANTED))
_COMMENTS = (
    select(_k.entry_id, _k.path, _k.text, _k.author, _k.at)
    .where(_k.entry_id.in_(_WANTED))
    .order_by(_k.entry_id, _k.position)
)
_SEQS = (
    select(_r.unit, _r.seq).where(tuple_(_r.unit, _r.chain).in_(_WANTED), _r.branch.is_not(None)).distinct()
)
_VALID = CERTIFICATES.query.where(_c.unit.in_(_WANTED), _c.revoked_at.is_(None)).order_by(*BY_SERIAL)
_LAST_SEQS = select(_i.unit, func.max(_i.seq)).where(_i.unit.in_(_WANTED)).group_by(_i.unit)
_LAST = RECEIPTS.query.where(tuple_(_i.unit, _i.seq).in_(_LAST_SEQS))
_ANSWERED = update(RECEIVED.table).where(_r.id == bindparam("bundle"))
_RECEIPT_ROW = attrgetter(*(column.name for column in written(RECEIPTS.table)))


@dataclass(frozen=True, slots=True)
class Spoken:
    """What there is to say: of bundles by id, of entries by id, of units by code."""

    brought: dict[str, list[tuple[str, int]]] = field(default_factory=dict)  # (entry id, revision)
    states: dict[str, EntryState] = field(default_factory=dict)
    comments: dict[str, list[Comment]] = field(default_factory=dict)
    heads: dict[str, ReceivedRecord] = field(default_factory=dict)  # of the chain that a unit began last
    seqs: dict[str, list[int]] = field(default_factory=dict)  # the numbers that are here of that chain
    certificates: dict[str, CertificateRecord] = field(default_factory=dict)  # the newest that is not revoked
    last: dict[str, ReceiptRecord] = field(default_factory=dict)  # the last receipt to a unit


class Answering:
    """The province's answers to some units, within one transaction."""

    def __init__(self, connection: Connection, dialect: Dialect, events: Events) -> None:
        self._connection = connection
        self._dialect = dialect
        self._events = events

    def unanswered(self, units: Sequence[str]) -> list[ReceivedRecord]:
        """Return the bundles of some units that no receipt speaks of yet, in the order of arrival."""
        return [
            record
            for part in _parts(units)
            for record in RECEIVED.all(self._connection, _UNANSWERED, wanted=part)
        ]

    def heads(self, units: Sequence[str]) -> tuple[dict[str, ReceivedRecord], dict[str, list[int]]]:
        """Return unit → head of the chain that it began last, and unit → the numbers that are here of it."""
        heads: dict[str, ReceivedRecord] = {}
        seqs: dict[str, list[int]] = {}
        for part in _parts(units):
            heads |= {head.unit: head for head in RECEIVED.all(self._connection, HEADS, units=part)}
        for chains in _parts([(head.unit, head.chain) for head in heads.values()]):
            for unit, seq in self._connection.execute(_SEQS, {"wanted": chains}):
                seqs.setdefault(unit, []).append(seq)
        return heads, seqs

    def about(self, units: Sequence[str], bundles: Iterable[str]) -> Spoken:
        """Return what receipts to these units about these bundles say."""
        brought: dict[str, list[tuple[str, int]]] = {}
        for bundle, entry, revision in self._rows(_BROUGHT, list(bundles)):
            brought.setdefault(bundle, []).append((entry, revision))
        entries = sorted({entry for found in brought.values() for entry, _ in found})
        comments: dict[str, list[Comment]] = {}
        for entry, *comment in self._rows(_COMMENTS, entries):
            comments.setdefault(entry, []).append(Comment(*comment))
        spoken = Spoken(
            brought, {row[0]: EntryState(row[1]) for row in self._rows(_STATES, entries)}, comments
        )
        heads, seqs = self.heads(units)
        spoken.heads.update(heads)
        spoken.seqs.update(seqs)
        for part in _parts(units):
            valid = CERTIFICATES.all(self._connection, _VALID, wanted=part)
            spoken.certificates.update({one.unit: one for one in valid})
            last = RECEIPTS.all(self._connection, _LAST, wanted=part)
            spoken.last.update({one.unit: one for one in last})
        return spoken

    def issued(self, receipts: Sequence[ReceiptRecord], spoken_of: Iterable[tuple[str, str]]) -> None:
        """Keep receipts, and note the (bundle id, receipt id) that they speak of."""
        self._dialect.insert(self._connection, RECEIPTS.table, [_RECEIPT_ROW(one) for one in receipts])
        pairs = list(spoken_of)
        rows = [{"bundle": bundle, "receipt_id": receipt} for bundle, receipt in pairs]
        if rows:
            self._connection.execute(_ANSWERED, rows)
        if receipts:  # what they say is in their rows: the journal copies it from there
            self._events.note("receipts", {"ids": [one.id for one in receipts], "about": pairs})

    def _rows(self, query: Select[Any], wanted: Sequence[str]) -> Iterator[Any]:
        for part in _parts(wanted):
            yield from self._connection.execute(query, {"wanted": part})


def _parts(wanted: Sequence[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(wanted), AT_ONCE):
        yield list(wanted[start : start + AT_ONCE])
