"""Export: complete entries into sealed bundles, and sealed bundles onto a stick or into a folder.

Two steps, each repeatable. First, in one transaction, the bundle gets its place in the chain, its bytes
go into the outbox folder, and its entries become exported. Then the bytes are handed off. A crash before
the commit leaves nothing but an orphan file; after it, the next export hands off what was sealed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from models.entries import EntryHead, EntrySnapshot, EntryState
from models.store import Store
from models.store.exchange_laptop import SEALED
from models.store.records import OutboxRecord
from models.store.transaction import Transaction
from models.workspace import CommuneWorkspace
from sync import bundle, encryption, names, outbox, settings
from sync.commune_keys import CommuneKeys
from sync.encryption import armour
from sync.envelope import Sealed, read_letter, resign
from sync.errors import (
    BundleNotFoundError,
    CertificateExpiredError,
    NotCertifiedError,
    NothingToExportError,
)
from sync.handoff import folder
from sync.handoff.folder import Step, Tell
from sync.manifest import Place
from sync.rotation import next_enrolment
from sync.signature import Certificate
from sync.trust import stamp

Deliver = Callable[[str, bytes], Path]


@dataclass(frozen=True, slots=True)
class Exported:
    """One bundle that was handed off; ``further`` are those that went with it."""

    id: str
    seq: int
    file: Path
    size: int
    entries: int
    further: tuple[Exported, ...] = ()


def export(
    store: Store,
    keys: CommuneKeys,
    workspace: CommuneWorkspace,
    *,
    period: str | None = None,
    destination: Path | Deliver,
    now: datetime,
    who: str = "",
    armoured: bool = False,
    entries: Collection[str] | None = None,
    tell: Tell | None = None,
) -> Exported:
    """Seal every complete entry (of one period) and hand off all that was sealed and not handed off yet.

    ``destination`` is a folder, or what takes (name, bytes) and tells where they went. A first bundle of
    several is returned with the others in ``further``. ``entries`` leaves out what it does not name;
    ``tell`` hears of each step as it begins (a destination that is no folder tells its own).

    Raises:
        NothingToExportError: nothing waits.
        NotCertifiedError, CertificateExpiredError, KeyMissingError: the laptop may not sign yet, or no more.
        DestinationError, ReadBackError: nothing is lost; the same call completes later.
        models.store.errors.StoreError: the store failed.
    """
    choice = _Choice(period, None if entries is None else frozenset(entries))
    while _seal_next(store, keys, workspace, choice, now, who, tell):
        pass
    with store.reading() as t:
        waiting = t.exchange.outbox.unwritten()
    if not waiting:
        raise NothingToExportError(period=period)
    return _joined(_hand_off(store, workspace, waiting, destination, now, armoured, tell))


def waiting_entries(t: Transaction) -> list[EntryHead]:
    """Return what the next export would seal: complete entries, and those that must go out once more."""
    complete = t.entries.heads(states={EntryState.COMPLETE}, unit=settings.unit(t))
    return [*complete, *(t.entries.head(one) for one in t.exchange.outbox.to_send_again())]


def reexport(
    store: Store,
    workspace: CommuneWorkspace,
    *,
    seqs: Sequence[int] | None = None,
    destination: Path | Deliver,
    now: datetime,
    armoured: bool = False,
    tell: Tell | None = None,
) -> list[Exported]:
    """Hand off kept bundles again, byte for byte; without ``seqs`` those that the last receipt misses.

    Raises:
        BundleNotFoundError: this laptop's chain has no such number.
        UnreadableError, DestinationError, ReadBackError.
    """
    with store.reading() as t:
        chain = settings.chain_or_none(t)
        wanted = seqs if seqs is not None else settings.missing(t)
        records = [_record(t, chain, seq) for seq in wanted]
    return _hand_off(store, workspace, records, destination, now, armoured, tell)


def reseal(store: Store, keys: CommuneKeys, workspace: CommuneWorkspace, bundle_id: str) -> None:
    """Sign and encrypt a kept bundle anew (new certificate, new recipients); its id and place stay.

    Raises:
        BundleNotFoundError, UnreadableError.
    """
    with store.transaction() as t:
        record = t.exchange.outbox.get(bundle_id)
        if record is None:
            raise BundleNotFoundError(id=bundle_id)
        plain = resign(
            read_letter(folder.read(workspace.outbox / outbox.plain_name(record.name))), keys.signing
        )
        data = encryption.encrypt(plain, settings.kit_body(t).recipients)
        folder.write(workspace.outbox, outbox.plain_name(record.name), plain)
        folder.write(workspace.outbox, record.name, data)
        t.exchange.outbox.reseal(bundle_id, len(data), hashlib.sha256(data).hexdigest())


def _record(t: Transaction, chain: str | None, seq: int) -> OutboxRecord:
    record = t.exchange.outbox.slot(chain, seq) if chain else None
    if record is None:
        raise BundleNotFoundError(seq=seq)
    return record


@dataclass(frozen=True, slots=True)
class _Choice:
    """What is to go: of one period, and only these entries; None leaves nothing out."""

    period: str | None = None
    entries: frozenset[str] | None = None


def _seal_next(
    store: Store,
    keys: CommuneKeys,
    workspace: CommuneWorkspace,
    choice: _Choice,
    now: datetime,
    who: str,
    tell: Tell | None,
) -> bool:
    """Seal one bundle; False when no entry waits."""
    with store.transaction() as t:
        snapshots, lines = _collect(t, settings.unit(t), choice)
        if not snapshots:
            return False
        if tell is not None:
            tell(Step.SEAL)
        certificate = _usable(keys, now)
        workspace.outbox.mkdir(parents=True, exist_ok=True)
        kit = settings.kit_body(t)
        place = _place(t)
        sealed = bundle.seal_bundle(
            snapshots,
            lines,
            sender=certificate.principal,
            to=settings.province(t),
            place=place,
            created=now,
            catalogue=kit.catalogue,
            signer=keys.signing,
            recipients=kit.recipients,
            enrolment=next_enrolment(
                keys,
                unit=certificate.principal.removeprefix("unit/"),
                to=settings.province(t),
                chain=place.chain,
                officer=who,
                now=now,
            ),
        )
        _keep(t, workspace, sealed, snapshots, now)
        for snapshot in snapshots:
            t.entries.set_state(snapshot.id, EntryState.EXPORTED, stamp(now), who)
    return True


def _collect(t: Transaction, unit: str | None, choice: _Choice) -> tuple[list[EntrySnapshot], list[bytes]]:
    """Return the entries that wait and their lines, as many as one bundle takes."""
    heads = t.entries.heads(states={EntryState.COMPLETE}, unit=unit, period=choice.period)
    ids = [head.id for head in heads]
    if choice.period is None:
        ids += t.exchange.outbox.to_send_again()
    if choice.entries is not None:
        ids = [one for one in ids if one in choice.entries]
    snapshots: list[EntrySnapshot] = []
    lines: list[bytes] = []
    size = values = 0
    for entry_id in ids[: bundle.MAX_ENTRIES]:
        snapshot = t.entries.snapshot(entry_id)
        line = bundle.line(snapshot)
        size += len(line) + 1
        values += len(snapshot.values)
        if snapshots and (size > bundle.MAX_LINES or values > bundle.MAX_VALUES):
            break
        snapshots.append(snapshot)
        lines.append(line)
    return snapshots, lines


def _usable(keys: CommuneKeys, now: datetime) -> Certificate:
    """Return the certificate to sign under. Raises NotCertifiedError or CertificateExpiredError."""
    certificate = keys.certificate
    if certificate is None:
        raise NotCertifiedError
    if now.timestamp() >= certificate.valid_before:
        raise CertificateExpiredError(until=certificate.valid_before)
    return certificate


def _place(t: Transaction) -> Place:
    """Return the next place of this laptop's chain."""
    chain = settings.chain(t)
    head = t.exchange.outbox.head(chain)
    if head is None:
        return Place(chain, 1, None, settings.resumes(t))
    return Place(chain, head.seq + 1, head.id)


def _keep(
    t: Transaction,
    workspace: CommuneWorkspace,
    sealed: Sealed,
    snapshots: Sequence[EntrySnapshot],
    now: datetime,
) -> None:
    """Write the sealed bytes (and the signed container, for sealing anew) and note them."""
    periods = {snapshot.period for snapshot in snapshots}
    label = periods.pop() if len(periods) == 1 else None
    name = names.file_name(sealed.manifest, sealed.id, label or "ALL")
    folder.write(workspace.outbox, outbox.plain_name(name), sealed.container)
    folder.write(workspace.outbox, name, sealed.data)
    record = OutboxRecord(
        id=sealed.id,
        chain=sealed.manifest.chain,
        seq=sealed.manifest.seq,
        prev=sealed.manifest.prev,
        name=name,
        entries=len(snapshots),
        size=len(sealed.data),
        sha256=hashlib.sha256(sealed.data).hexdigest(),
        status=SEALED,
        sealed_at=stamp(now),
    )
    t.exchange.outbox.add(record, [(snapshot.id, snapshot.revision) for snapshot in snapshots])


def _hand_off(
    store: Store,
    workspace: CommuneWorkspace,
    records: Sequence[OutboxRecord],
    destination: Path | Deliver,
    now: datetime,
    armoured: bool,
    tell: Tell | None,
) -> list[Exported]:
    """Write kept bytes to their destination, one after the other, each noted when it is there."""
    deliver = partial(folder.write, destination, tell=tell) if isinstance(destination, Path) else destination
    done = []
    for record in records:
        data = outbox.kept(workspace, record)
        if armoured:
            data = armour(data)
        file = deliver(record.name, data)
        with store.transaction() as t:
            t.exchange.outbox.mark_written(record.id, str(file), stamp(now))
        done.append(Exported(record.id, record.seq, file, len(data), record.entries))
    return done


def _joined(done: Sequence[Exported]) -> Exported:
    return replace(done[0], further=tuple(done[1:]))
