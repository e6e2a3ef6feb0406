"""The commune's hand-off: the store's outbox and answers, sync's inbox and exporter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from models.catalogue import Catalogue
from models.desk import Desk
from models.entries import EntryHead, EntryState
from models.errors import UnknownFormError, XasoError
from models.forms.definition import definition_from_json
from models.registers import record_of
from models.store.records import OutboxRecord
from models.store.transaction import Transaction
from sync import outbox, settings
from sync.answers import Taken
from sync.exporter import reexport
from sync.handoff import folder, usb
from sync.inbox import take_in
from sync.kit import KitTaken
from tui.handoff.ports import Ledger, OpenedEntry, SentBundle, SentEntry, TakenFile
from tui.handoff.sending import stale_day, waiting_mails
from tui.ports import Destination, Written
from tui.registry import columns_of
from tui.services import Footing


class CommuneHandoff:
    """What left this computer and what came back."""

    def __init__(self, footing: Footing) -> None:
        self._footing = footing

    def ledger(self) -> Ledger:
        """Return everything that left, newest first."""
        desk = self._footing.desk
        with self._footing.store.reading() as t:
            reader = _Reader(t, desk)
            bundles = [reader.bundle(record) for record in t.exchange.outbox.all()]
            returned = t.entries.heads(unit=desk.unit, states={EntryState.RETURNED})
            told = [reader.entry(head) for head in returned]
            missing, records = settings.missing(t), t.exchange.outbox.all()
            kit_day = stale_day(t, self._footing.clock.now())
        return Ledger(
            bundles=tuple(reversed(bundles)),
            missing=tuple(missing),
            returned=tuple(told),
            mails=waiting_mails(self._footing.workspace),
            copies=len(outbox.copies(records)),
            kit_day=kit_day,
        )

    def take(self, files: Sequence[Path]) -> Sequence[TakenFile]:
        """Take in kits and receipts, kits first: a receipt may need the kit that came with it."""
        found = [self._take(file) for file in _kits_first(files)]
        self._footing.renew()
        return found

    def _take(self, file: Path) -> TakenFile:
        footing = self._footing
        try:
            taken = take_in(footing.store, footing.workspace, folder.read(file), now=footing.clock.now())
        except (XasoError, OSError) as error:
            return TakenFile(file, error=error)
        return _told(file, taken)

    def again(self, place: Destination, seqs: Sequence[int]) -> Sequence[Written]:
        """Write these bundles once more: on a stick into its folder xaso, else where it was said."""
        target = place.folder / usb.FOLDER if place.stick else place.folder
        footing = self._footing
        done = reexport(
            footing.store, footing.workspace, seqs=list(seqs), destination=target, now=footing.clock.now()
        )
        return [Written(each.file, each.seq, each.size, each.entries) for each in done]

    def put_away(self) -> int:
        """Move the copies of received bundles aside."""
        with self._footing.store.reading() as t:
            records = t.exchange.outbox.all()
        return len(outbox.put_away(records))

    def open(self, entry: str) -> OpenedEntry:
        """Open the current revision of an entry; one that came back becomes a new revision at once."""
        desk = self._footing.desk
        with self._footing.store.reading() as t:
            latest = t.entries.revisions(t.entries.head(entry).lineage)[-1]
        sitting = desk.open_entry(latest.id)
        if sitting.head.state is EntryState.RETURNED:
            sitting.revise()
        known = {node.path for node in sitting.session.nodes()}
        paths = dict.fromkeys(each.path for each in sitting.comments if each.path in known)
        return OpenedEntry(sitting, _title(desk.catalogue, latest), latest.period, tuple(paths))


class _Reader:
    """Reads bundles and entries within one transaction."""

    def __init__(self, t: Transaction, desk: Desk) -> None:
        self._t = t
        self._catalogue = desk.catalogue
        self._heads = {head.id: head for head in t.entries.heads(unit=desk.unit, current=False)}
        self._chain = settings.chain_or_none(t)
        self._names = self._names_of_records(desk)

    def bundle(self, record: OutboxRecord) -> SentBundle:
        """Return a bundle with its entries."""
        carried = (self._heads.get(one) for one in self._t.exchange.outbox.entries(record.id))
        entries = sorted((self.entry(head) for head in carried if head is not None), key=_order)
        return SentBundle(
            id=record.id,
            seq=record.seq,
            name=record.name,
            status=record.status,
            sealed_at=record.sealed_at,
            entries=tuple(entries),
            code=record.code,
            written_to=record.written_to,
            earlier_chain=record.chain != self._chain,
        )

    def entry(self, head: EntryHead) -> SentEntry:
        """Return an entry as it stands now."""
        returned = head.state is EntryState.RETURNED
        return SentEntry(
            entry=head.id,
            title=_title(self._catalogue, head),
            period=head.period,
            state=head.state.value,
            revision=head.revision,
            comments=len(self._t.entries.comments(head.id)) if returned else 0,
            name=self._names.get(head.lineage, ""),
        )

    def _names_of_records(self, desk: Desk) -> dict[str, str]:
        """Return lineage → what the record calls itself: its first question that names it."""
        found: dict[str, str] = {}
        for form in self._catalogue.registers(desk.unit):
            definition = definition_from_json(self._t.catalogues.definition(form.sha256))
            columns = columns_of(definition, desk.language)
            values = self._t.entries.values_of(form=form.form_id, unit=desk.unit)
            for entry, of_entry in values.items():
                head = self._heads.get(entry)
                if head is not None and columns:
                    fields = record_of(entry, desk.unit, of_entry).fields
                    found[head.lineage] = fields.get(columns[0].name, "")
        return found


def _order(entry: SentEntry) -> tuple[object, ...]:
    """Periodic entries first, then registers, each by their names; what came back before what did not."""
    return (
        entry.period is None,
        *entry.title.values(),
        entry.period or "",
        entry.state != "returned",
        entry.name,
    )


def _title(catalogue: Catalogue, head: EntryHead) -> dict[str, str]:
    try:
        return dict(catalogue.form(head.form).title)
    except UnknownFormError:  # a form that the newest catalogue dropped
        return {"vi": head.form}


def _kits_first(files: Iterable[Path]) -> list[Path]:
    return sorted(files, key=lambda file: (not file.name.upper().startswith("K-"), file.name))


def _told(file: Path, taken: KitTaken | Taken) -> TakenFile:
    if isinstance(taken, KitTaken):
        return TakenFile(file, kind="kit", stale=taken.stale)
    return TakenFile(
        file,
        kind="receipt",
        seq=taken.seq,
        again=taken.again,
        certified=taken.certified,
        forked=taken.forked,
        returned=sum(1 for entry in taken.entries if entry.status.value == "returned"),
        missing=taken.missing,
    )
