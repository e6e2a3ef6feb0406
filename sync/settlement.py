"""The second half of an import: give an examined bundle its place, and store it, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

import msgspec

from models.store.records import ReceivedRecord
from models.store.transaction import Transaction
from sync.archive import Archive
from sync.bodies import BundleBody
from sync.chain import Link, Verdict, judge
from sync.envelope import read_letter
from sync.errors import (
    ChainUnconfirmedError,
    ContentError,
    ForkError,
    KeyKnownError,
    UnenrolledError,
    WeakKeyError,
)
from sync.examination import TIMELY, Ready, Refused
from sync.ledger import Ledger
from sync.manifest import Kind, Manifest
from sync.outcomes import Accepted, AcceptedWithGap, Duplicate, Held, Quarantined, Result
from sync.province_keys import ProvinceKeys
from sync.rotation import grant
from sync.trust import stamp

MAX_REASON = 500  # characters of why a content was refused, for the receipt
_IN_PLACE = frozenset({Verdict.ACCEPTED, Verdict.ACCEPTED_WITH_GAP})


@dataclass(frozen=True, slots=True)
class Settler:
    """Settles bundles: the keys, and the archive (None while nothing may be written)."""

    province: ProvinceKeys
    archive: Archive | None

    def settle(
        self,
        t: Transaction,
        ledger: Ledger,
        found: Ready,
        path: str,
        at: datetime,
        *,
        forced: bool = False,
    ) -> Result:
        """Store a bundle, or say why not. ``forced`` lets a fork or an unconfirmed chain pass.

        Raises:
            models.store.errors.StoreError, DestinationError: the store or the archive failed.
        """
        link = _link(found)
        view, known = ledger.view(link), ledger.known(link.id)
        verdict = judge(link, found.manifest.resumes, view)
        if verdict is Verdict.DUPLICATE and known is not None:
            return _duplicate(known, found, path)
        if any(ledger.is_strange(entry) for entry in found.entries):
            bad = "an id of another entry"
            place = 0 if verdict in _IN_PLACE else None
            announced = {entry.id: entry.revision for entry in found.entries}
            return self._refuse(
                ledger, found, path, at, ContentError.code, {"reason": bad}, place=place, announced=announced
            )
        if not forced and verdict is Verdict.FORK:
            return self._refuse(ledger, found, path, at, ForkError.code, {"seq": link.seq})
        if not forced and verdict is Verdict.UNCONFIRMED:
            code = ChainUnconfirmedError.code
            return self._refuse(ledger, found, path, at, code, {"seq": link.seq}, Held)
        return self._accept(t, ledger, found, path, at, verdict, len(view.here))

    def finish(self, ledger: Ledger) -> None:
        """Write what was settled, and make the archive durable meanwhile: it waits, the writing computes.

        To be called once before the transaction commits. Raises StoreError or DestinationError.
        """
        with ThreadPoolExecutor(1) as beside:
            secured = beside.submit(self.archive.secure) if self.archive is not None else None
            ledger.write()
            if secured is not None:
                secured.result()

    def refuse(self, t: Transaction, ledger: Ledger, found: Refused, path: str, at: datetime) -> Result:
        """Note a refused file; one whose sender is genuine will be told by a receipt.

        An enrolment waits for a person; one whose key is certified by now is known.
        """
        here = found.manifest
        if here is not None and found.id is not None and (found.genuine or found.code in TIMELY):
            known = ledger.known(found.id)
            if known is not None and known.accepted:
                # It was accepted while its certificate was good; that it ended since changes nothing.
                return _duplicate(known, found, path)
            if found.genuine:
                _note_refused(ledger, found, here, at)
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
        ledger: Ledger,
        found: Ready,
        path: str,
        at: datetime,
        verdict: Verdict,
        branch: int,
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
        ledger.accept(record, found.entries)
        if found.enrolment is not None:
            self._rotate(t, found.enrolment, at)
        if self.archive is not None:
            self.archive.put(record.id, found.container)
        values = sum(entry.count for entry in found.entries)
        claims = _claims(record)
        return kind(path=path, sha256=found.sha256, entries=len(found.entries), values=values, **claims)

    def _rotate(self, t: Transaction, enrolment: bytes, at: datetime) -> None:
        """Certify the next key that the bundle brought; a key that is known already changes nothing."""
        try:
            grant(t, self.province, read_letter(enrolment), at)
        except (KeyKnownError, UnenrolledError, WeakKeyError):
            return

    @staticmethod
    def _refuse(
        ledger: Ledger,
        found: Ready,
        path: str,
        at: datetime,
        code: str,
        details: dict[str, object],
        kind: type[Quarantined] | type[Held] = Quarantined,
        *,
        place: int | None = None,
        announced: Mapping[str, int] | None = None,
    ) -> Result:
        record = _record(
            found.id,
            found.manifest,
            kind.status,
            code,
            at=at,
            catalogue=found.catalogue_version,
            branch=place,
            reason=details.get("reason") if place is not None else None,
        )
        ledger.note(record, announced if place is not None else None)
        return kind(path=path, sha256=found.sha256, code=code, details=details, **_claims(record))


def _duplicate(known: ReceivedRecord, found: Ready | Refused, path: str) -> Duplicate:
    return Duplicate(
        path=path, sha256=found.sha256, entries=known.entries, receipt=known.receipt_id, **_claims(known)
    )


def _note_refused(ledger: Ledger, found: Refused, here: Manifest, at: datetime) -> None:
    """Note a genuine bundle that was refused. If only its content was, it takes its place in the chain."""
    place, reason = None, None
    announced: dict[str, int] = {}
    if found.code == ContentError.code:
        link = _place_of(here, found.id or "")
        if judge(link, here.resumes, ledger.view(link)) in _IN_PLACE:
            place, reason = 0, found.details.get("reason")
            entries = msgspec.convert(here.body, BundleBody).entries
            announced = {entry.id: entry.revision for entry in entries}
    record = _record(found.id or "", here, Quarantined.status, found.code, at=at, branch=place, reason=reason)
    ledger.note(record, announced)


def _link(found: Ready) -> Link:
    return _place_of(found.manifest, found.id)


def _place_of(here: Manifest, bundle_id: str) -> Link:
    return Link(here.unit or "", here.chain, here.seq, bundle_id, here.prev)


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
    reason: object = None,
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
        reason=str(reason)[:MAX_REASON] if reason is not None else None,
    )
