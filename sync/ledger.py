"""What the store knows around the bundles of one transaction: read at once, kept up, written at once.

A dozen small questions a bundle would cost more than opening it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from models.arrivals import Arrival
from models.entries import EntryState, Revision
from models.store.records import ReceivedRecord
from models.store.transaction import Transaction
from sync.bodies import Head
from sync.chain import Link, View
from sync.examination import Ready, Refused


class Ledger:
    """The chains and entries that some examined files touch. ``write`` must be called before the commit."""

    def __init__(self, t: Transaction, found: Sequence[Ready | Refused]) -> None:
        self._received = t.exchange.received
        self._records: list[ReceivedRecord] = []
        self._brought: list[tuple[str, str, int]] = []
        self._known: dict[str, ReceivedRecord] = {}
        self._stored: set[str] = set()
        self._slots: dict[tuple[str, str, int], list[Link]] = defaultdict(list)
        self._heads: dict[str, dict[str, Head]] = defaultdict(dict)
        self._read_chains([one for one in found if one.manifest is not None and one.id is not None])
        entries = [entry for one in found if not isinstance(one, Refused) for entry in one.entries]
        self._entries = t.entries.absorbing(entries)

    def known(self, bundle_id: str) -> ReceivedRecord | None:
        """Return what is noted of a bundle."""
        return self._known.get(bundle_id)

    def view(self, link: Link) -> View:
        """Return what is known around a link."""
        known = self.known(link.id)
        before, here, after = (
            tuple(self._slots.get((link.unit, link.chain, link.seq + step), ())) for step in (-1, 0, 1)
        )
        accepted = known is not None and known.accepted
        # A bundle in its place whose content was refused may come again: it does not stand in its own way.
        here = tuple(other for other in here if other.id != link.id)
        return View(accepted, before, here, after, self._heads.get(link.unit, {}))

    def is_strange(self, entry: Revision) -> bool:
        """Tell whether an entry borrows the id or the lineage of another unit's, or of another entry."""
        return any(
            (lineage, unit) != (entry.lineage, entry.unit) for _, lineage, unit in self._entries.owners(entry)
        )

    def accept(self, record: ReceivedRecord, entries: Sequence[Arrival]) -> None:
        """Keep an accepted bundle and what it brought."""
        self._put(record)
        for entry in entries:
            self._brought.append((record.id, entry.id, entry.revision))
            self._entries.take(
                entry, state=EntryState.RECEIVED, received_at=record.received_at, bundle_id=record.id
            )

    def note(self, record: ReceivedRecord, announced: Mapping[str, int] | None = None) -> None:
        """Note a refused or held bundle; the same refusal again needs no new receipt.

        ``announced``: entry id → revision of what one whose content was refused would have brought.
        """
        known = self.known(record.id)
        if known is not None and (known.code == record.code or known.branch is not None):
            return  # known in its place it keeps it, whatever speaks against it by now
        self._put(record)
        self._brought += [(record.id, entry, revision) for entry, revision in (announced or {}).items()]

    def write(self) -> None:
        """Write everything that was kept."""
        self._entries.write()
        last = {record.id: record for record in self._records}
        self._received.drop_refused([bundle_id for bundle_id in last if bundle_id in self._stored])
        self._received.put(list(last.values()), self._brought)
        self._stored |= set(last)
        self._records, self._brought = [], []

    def _put(self, record: ReceivedRecord) -> None:
        self._known[record.id] = record
        self._records.append(record)
        if record.branch is None:
            return
        link = Link(record.unit, record.chain, record.seq, record.id, record.prev)
        slot = self._slots[record.unit, record.chain, record.seq]
        slot[:] = [other for other in slot if other.id != link.id] + [link]
        head = self._heads[record.unit].get(record.chain)
        if record.branch == 0 and (head is None or head.seq < record.seq):
            self._heads[record.unit][record.chain] = link.head

    def _read_chains(self, found: Sequence[Ready | Refused]) -> None:
        places = [(one.manifest.unit, one.manifest.seq) for one in found if one.manifest is not None]
        units = {unit for unit, _ in places if unit is not None}
        seqs = [seq for unit, seq in places if unit is not None]
        if not units:
            return
        for record in self._received.of_ids([one.id for one in found if one.id is not None]):
            self._known[record.id] = record
        self._stored = set(self._known)
        for record in self._received.near(units, min(seqs) - 1, max(seqs) + 1):
            link = Link(record.unit, record.chain, record.seq, record.id, record.prev)
            self._slots[record.unit, record.chain, record.seq].append(link)
        for record in self._received.heads(*sorted(units)):
            self._heads[record.unit][record.chain] = Head(record.chain, record.seq, record.id)
