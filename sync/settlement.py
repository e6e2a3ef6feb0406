"""The second half of an import: give an examined bundle its place, and store it, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypedDict

from models.entries import EntrySnapshot, EntryState
from models.errors import UnknownFormError
from models.indicators import Measurement
from models.store.exchange_records import ReceivedRecord
from models.store.transaction import Transaction
from sync.archive import Archive, Note
from sync.bodies import Head
from sync.chain import Link, Verdict, View, judge
from sync.envelope import read_letter
from sync.errors import (
    ChainUnconfirmedError,
    ContentError,
    ForkError,
    KeyKnownError,
    UnenrolledError,
    WeakKeyError,
)
from sync.examination import TIMELY, Examined, Refused
from sync.examiner import Validate
from sync.manifest import Kind, Manifest
from sync.outcomes import Accepted, AcceptedWithGap, Duplicate, Held, Quarantined, Result
from sync.province_keys import ProvinceKeys
from sync.rotation import grant
from sync.trust import stamp

Measure = Callable[[EntrySnapshot, str], Sequence[Measurement]]


@dataclass(frozen=True, slots=True)
class Settler:
    """Settles bundles: the keys, the archive (None while nothing may be written) and the caller's hooks."""

    province: ProvinceKeys
    archive: Archive | None
    validate: Validate
    measure: Measure | None = None
    _definitions: dict[str, str] = field(default_factory=dict, repr=False, compare=False)

    def settle(
        self,
        t: Transaction,
        found: Examined,
        path: str,
        at: datetime,
        *,
        forced: bool = False,
        forgiven: tuple[str, ...] = (),
    ) -> Result:
        """Store a bundle, or say why not. ``forced`` lets a fork or an unconfirmed chain pass.

        Raises:
            models.store.errors.StoreError, DestinationError: the store or the archive failed.
        """
        link = _link(found)
        view, known = _view(t, link)
        verdict = judge(link, found.manifest.resumes, view)
        if verdict is Verdict.DUPLICATE and known is not None:
            return _duplicate(known, found, path)
        bad = self._content(t, found)
        if bad is not None:
            return self._refuse(t, found, path, at, known, ContentError.code, {"reason": bad})
        if not forced and verdict is Verdict.FORK:
            return self._refuse(t, found, path, at, known, ForkError.code, {"seq": link.seq})
        if not forced and verdict is Verdict.UNCONFIRMED:
            code = ChainUnconfirmedError.code
            return self._refuse(t, found, path, at, known, code, {"seq": link.seq}, Held)
        if known is not None:
            t.exchange.received.drop_refused(known.id)
        return self._accept(t, found, path, at, verdict, len(view.here), forgiven)

    def refuse(self, t: Transaction, found: Refused, path: str, at: datetime) -> Result:
        """Note a refused file; one whose sender is genuine will be told by a receipt.

        An enrolment waits for a person; one whose key is certified by now is known.
        """
        here = found.manifest
        if here is not None and found.id is not None and (found.genuine or found.code in TIMELY):
            known = t.exchange.received.get(found.id)
            if known is not None and known.branch is not None:
                # It was accepted while its certificate was good; that it ended since changes nothing.
                return _duplicate(known, found, path)
            if found.genuine:
                _note(t, known, _record(found.id, here, Quarantined.status, found.code, at=at))
        kind: type[Result] = Quarantined
        code: str | None = found.code
        if here is not None and here.kind is Kind.ENROL and code == UnenrolledError.code:
            certified = t.exchange.certificates.of_key(str(here.body["key"])) is not None
            kind, code = (Duplicate, None) if certified else (Held, code)
        return kind(
            path=path,
            sha256=found.sha256,
            id=found.id,
            unit=here.unit if here else None,
            chain=here.chain if here else None,
            seq=here.seq if here else None,
            code=code,
            details=found.details,
        )

    def _accept(
        self,
        t: Transaction,
        found: Examined,
        path: str,
        at: datetime,
        verdict: Verdict,
        branch: int,
        forgiven: tuple[str, ...],
    ) -> Result:
        here = found.manifest
        kind = AcceptedWithGap if verdict is Verdict.ACCEPTED_WITH_GAP else Accepted
        record = _record(
            found.id,
            here,
            kind.status,
            None,
            at=at,
            entries=len(found.entries),
            catalogue=found.catalogue_version,
            branch=branch,
        )
        pairs = [(entry.id, entry.revision) for entry in found.entries]
        number = t.exchange.received.put(record, pairs)
        for entry in found.entries:
            self._absorb(t, entry, found.id, at)
        if found.enrolment is not None:
            self._rotate(t, found.enrolment, at)
        if self.archive is not None:
            self.archive.keep(found.container, Note(number, record, forgiven))
        values = sum(len(entry.values) for entry in found.entries)
        claims = _claims(record)
        return kind(path=path, sha256=found.sha256, entries=len(found.entries), values=values, **claims)

    def _absorb(self, t: Transaction, entry: EntrySnapshot, bundle_id: str, at: datetime) -> None:
        fresh = t.entries.absorb(entry, state=EntryState.RECEIVED, received_at=stamp(at), bundle_id=bundle_id)
        if fresh and self.measure is not None:
            definition = self._definition(t, entry.form_sha256) or ""
            t.measurements.replace(entry.id, list(self.measure(entry, definition)))

    def _rotate(self, t: Transaction, enrolment: bytes, at: datetime) -> None:
        """Certify the next key that the bundle brought; a key that is known already changes nothing."""
        try:
            grant(t, self.province, read_letter(enrolment), at)
        except (KeyKnownError, UnenrolledError, WeakKeyError):
            return

    def _content(self, t: Transaction, found: Examined) -> str | None:
        """Return what is wrong with the entries, None when nothing is."""
        for entry in found.entries:
            wrong = self._strange(t, entry)
            if wrong:
                return wrong
            if found.validated:
                continue
            definition = self._definition(t, entry.form_sha256)
            if definition is None:
                return f"unknown form {entry.form} {entry.form_version}"
            wrong = self.validate(entry, definition)
            if wrong:
                return f"{entry.form}: {wrong}"
        return None

    @staticmethod
    def _strange(t: Transaction, entry: EntrySnapshot) -> str | None:
        """Refuse an entry that would touch another unit's entries by borrowing their ids."""
        for _, lineage, unit in t.exchange.received.owners(entry.id, entry.lineage):
            if unit != entry.unit or lineage != entry.lineage:
                return "an id of another entry"
        return None

    def _definition(self, t: Transaction, form_sha256: str) -> str | None:
        """Return a form's definition, None for an unknown form; each is read once."""
        if form_sha256 not in self._definitions:
            try:
                self._definitions[form_sha256] = t.catalogues.definition(form_sha256)
            except UnknownFormError:
                return None
        return self._definitions[form_sha256]

    def _refuse(
        self,
        t: Transaction,
        found: Examined,
        path: str,
        at: datetime,
        known: ReceivedRecord | None,
        code: str,
        details: dict[str, object],
        kind: type[Quarantined] | type[Held] = Quarantined,
    ) -> Result:
        record = _record(
            found.id, found.manifest, kind.status, code, at=at, catalogue=found.catalogue_version
        )
        _note(t, known, record)
        return kind(path=path, sha256=found.sha256, code=code, details=details, **_claims(record))


def _duplicate(known: ReceivedRecord, found: Examined | Refused, path: str) -> Duplicate:
    return Duplicate(
        path=path, sha256=found.sha256, entries=known.entries, receipt=known.receipt_id, **_claims(known)
    )


def _note(t: Transaction, known: ReceivedRecord | None, record: ReceivedRecord) -> None:
    """Note a refused bundle; the same refusal again needs no new receipt."""
    if known is not None and known.code == record.code:
        return
    t.exchange.received.drop_refused(record.id)
    t.exchange.received.put(record)


def _link(found: Examined) -> Link:
    here = found.manifest
    return Link(here.unit or "", here.chain, here.seq, found.id, here.prev)


def _view(t: Transaction, link: Link) -> tuple[View, ReceivedRecord | None]:
    """Return what the store knows around a link, and its record if it was noted before."""
    found = t.exchange.received.around(link.unit, link.chain, link.seq, link.id)
    known = next((record for record in found if record.id == link.id), None)
    links = [Link(r.unit, r.chain, r.seq, r.id, r.prev) for r in found if r.branch is not None]
    before, here, after = (
        tuple(other for other in links if other.seq == link.seq + step and other.chain == link.chain)
        for step in (-1, 0, 1)
    )
    heads = {r.chain: Head(r.chain, r.seq, r.id) for r in t.exchange.received.heads(link.unit)}
    return View(known is not None and known.branch is not None, before, here, after, heads), known


class _Claims(TypedDict):
    id: str
    unit: str
    chain: str
    seq: int


def _claims(record: ReceivedRecord) -> _Claims:
    return {"id": record.id, "unit": record.unit, "chain": record.chain, "seq": record.seq}


def _record(
    bundle_id: str,
    here: Manifest,
    status: str,
    code: str | None,
    *,
    at: datetime,
    entries: int = 0,
    catalogue: int = 0,
    branch: int | None = None,
) -> ReceivedRecord:
    return ReceivedRecord(
        id=bundle_id,
        unit=here.unit or "",
        chain=here.chain,
        seq=here.seq,
        prev=here.prev,
        branch=branch,
        status=status,
        code=code,
        entries=entries,
        catalogue_version=catalogue,
        created_at=here.created,
        received_at=stamp(at),
    )
