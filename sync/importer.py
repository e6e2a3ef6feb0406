"""Import at the province: every good file is stored once, every bad one is kept and explained.

Files are examined (sync.examination), then settled (sync.settlement) in transactions of a few files each;
receipts are written after the commit. Interrupted anywhere, the same call completes: what was stored is a
duplicate then and gets the same receipt.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from models.store import Store
from models.store.transaction import Transaction
from models.workspace import ProvinceWorkspace
from sync import payload_checks, receipt
from sync.archive import Archive
from sync.errors import (
    ChainUnconfirmedError,
    NotABundleError,
    NotQuarantinedError,
    TooLargeError,
    UnreadableError,
)
from sync.examination import TIMELY, Examined, Refused, examine
from sync.handoff import folder
from sync.outcomes import (
    Accepted,
    AcceptedWithGap,
    Duplicate,
    Held,
    ImportReport,
    Missing,
    Quarantined,
    Result,
)
from sync.province_keys import ProvinceKeys
from sync.quarantine import Case, Quarantine
from sync.receipt import Issued, current_head, issue_within
from sync.rotation import revocations
from sync.settlement import Measure, Settler, Validate
from sync.sources import Source, find
from sync.trust import Trust, moment, stamp

BATCH = 128  # files in one transaction
BATCH_BYTES = 4 * 1024 * 1024  # as they travel; unfolded and decoded they take many times that
Progress = Callable[[int], None]  # told how many files are done


class Importer:
    """Takes files in for one province."""

    def __init__(
        self,
        store: Store,
        province: ProvinceKeys,
        workspace: ProvinceWorkspace,
        *,
        now: Callable[[], datetime],
        validate: Validate = payload_checks.validate,
        measure: Measure | None = None,
    ) -> None:
        self._store = store
        self._province = province
        self._now = now
        self._quarantine = Quarantine(workspace.quarantine)
        self._archive = Archive(workspace.archive)
        self._settler = Settler(province, self._archive, validate, measure)

    def take(self, path: Path) -> Result:
        """Take one file in. Raises UnreadableError, DestinationError or StoreError."""
        files = self.import_paths([path]).files
        return files[0] if files else Quarantined(path=str(path), code=NotABundleError.code)

    def import_paths(
        self,
        paths: Iterable[Path],
        *,
        receipts: Path | None = None,
        dry_run: bool = False,
        progress: Progress | None = None,
    ) -> ImportReport:
        """Take in files, folders and mails; write receipts into ``receipts`` where it is given.

        ``dry_run`` stores, keeps and writes nothing, and reports what would happen.

        Raises:
            UnreadableError: a path that was named is not there.
            DestinationError, models.store.errors.StoreError: the province's own disk failed.
        """
        if dry_run:
            return self._rehearse(paths, progress)
        report = ImportReport()
        for batch in _batches(find(paths)):
            report.files += self._batch(batch)
            if progress is not None:
                progress(len(report.files))
        report.files += self._retry_held(report)
        issued = self._issue(report)
        with self._store.reading() as t:
            report.missing = list(_missing(t, report))
        for one in issued if receipts is not None else ():
            report.receipts.append(str(folder.write(receipts or Path(), one.name, one.data)))
        return report

    def release(self, case_id: str) -> Result:
        """Let a quarantined or held file pass, as a person decided.

        Raises:
            NotQuarantinedError: there is none, or its reason cannot be forgiven.
        """
        case = self._quarantine.get(case_id)
        if not case.releasable:
            raise NotQuarantinedError(id=case.id, code=case.code)
        data, at = self._quarantine.read(case), moment(case.received_at)
        self._archive.forget()
        forgiven = tuple(sorted(TIMELY)) if case.code in TIMELY else ()
        found = self._examine(data, at, self._trust(), forgive=frozenset(forgiven))
        if isinstance(found, Refused):
            raise NotQuarantinedError(id=case.id, code=found.code)
        with self._store.transaction() as t:
            t.exchange.received.alone(_units([found]))
            result = self._settler.settle(t, found, case.path, at, forced=True, forgiven=forgiven)
            self._archive.secure()
        if not isinstance(result, Quarantined | Held):
            self._quarantine.drop(case.sha256)
        return result

    def _trust(self) -> Trust:
        with self._store.reading() as t:
            return self._province.trust.with_revoked(revocations(t))

    def _examine(
        self, data: bytes, at: datetime, trust: Trust, forgive: frozenset[str] = frozenset()
    ) -> Examined | Refused:
        province = self._province
        return examine(
            data,
            identities=province.identities,
            trust=trust,
            recipient=province.name,
            at=at,
            forgive=forgive,
        )

    def _batch(self, batch: Sequence[Source]) -> list[Result]:
        """Examine some files, settle them in one transaction, keep what was refused."""
        at, trust = self._now(), self._trust()
        examined = [(source, *self._open(source, at, trust)) for source in batch]
        kept = []
        self._archive.forget()
        with self._store.transaction() as t:
            t.exchange.received.alone(_units(found for *_, found in examined))
            for source, data, found in examined:
                if not _is_our_own(found, source, self._province):
                    kept.append(
                        (source, data, found, self._settle(t, self._settler, found, source.label, at))
                    )
            self._archive.secure()
        for source, data, found, result in kept:
            self._keep(source, data, found, result, at)
        return [result for *_, result in kept]

    def _open(self, source: Source, at: datetime, trust: Trust) -> tuple[bytes | None, Examined | Refused]:
        if source.too_large:
            return None, Refused("", TooLargeError.code, {"what": "file", "size": source.size})
        try:
            data = source.read()
        except TooLargeError as error:  # it grew meanwhile
            return None, Refused("", error.code, dict(error.details))
        except UnreadableError as error:
            return None, Refused("", error.code, dict(error.details))
        return data, self._examine(data, at, trust)

    @staticmethod
    def _settle(
        t: Transaction, settler: Settler, found: Examined | Refused, path: str, at: datetime
    ) -> Result:
        if isinstance(found, Examined):
            return settler.settle(t, found, path, at)
        return settler.refuse(t, found, path, at)

    def _keep(
        self, source: Source, data: bytes | None, found: Examined | Refused, result: Result, at: datetime
    ) -> None:
        if not isinstance(result, Quarantined | Held):
            with suppress(OSError):
                self._quarantine.drop(found.sha256)
            return
        if data is None and result.code != TooLargeError.code:
            return  # unreadable: there is nothing to keep
        self._quarantine.put(_case(source, data, found, result, at), data)

    def _retry_held(self, report: ImportReport) -> list[Result]:
        """Take in what waited for the beginning of its chain, now that the chain is known."""
        known = {result.chain for result in report.files if isinstance(result, Accepted | AcceptedWithGap)}
        waiting = [
            case
            for case in self._quarantine.list()
            if case.code == ChainUnconfirmedError.code and case.chain in known and case.kept
        ]
        done: list[Result] = []
        for case in sorted(waiting, key=lambda case: case.seq or 0):
            at = moment(case.received_at)
            found = self._examine(self._quarantine.read(case), at, self._trust())
            self._archive.forget()
            with self._store.transaction() as t:
                t.exchange.received.alone(_units([found]))
                result = self._settle(t, self._settler, found, case.path, at)
                self._archive.secure()
            if not isinstance(result, Quarantined | Held):
                self._quarantine.drop(case.sha256)
                report.files[:] = [r for r in report.files if r.sha256 != case.sha256]
                done.append(result)
        return done

    def _issue(self, report: ImportReport) -> list[Issued]:
        """Write receipts for all that has none, and find those of duplicates again."""
        with self._store.reading() as t:
            units = sorted({record.unit for record in t.exchange.received.unanswered()})
        issued: dict[str, Issued] = {}
        for start in range(0, len(units), BATCH):
            with self._store.transaction() as t:
                t.exchange.received.alone(units[start : start + BATCH])
                for unit in units[start : start + BATCH]:
                    if not t.exchange.received.unanswered(unit):
                        continue  # another clerk's import was first
                    for one in issue_within(t, self._province, unit=unit, now=self._now()):
                        issued[one.id] = one
        with self._store.reading() as t:
            for result in report.files:
                old = receipt.again(t, result.receipt) if result.receipt else None
                if old is not None:
                    issued.setdefault(old.id, old)
        return list(issued.values())

    def _rehearse(self, paths: Iterable[Path], progress: Progress | None) -> ImportReport:
        report = ImportReport()
        settler = replace(self._settler, archive=None)
        trust = self._trust()
        with suppress(_RehearsalError), self._store.transaction() as t:
            for source in find(paths):
                at = self._now()
                found = self._open(source, at, trust)[1]
                if not _is_our_own(found, source, self._province):
                    report.files.append(self._settle(t, settler, found, source.label, at))
                if progress is not None:
                    progress(len(report.files))
            report.missing = list(_missing(t, report))
            raise _RehearsalError
        return report


def _batches(sources: Iterable[Source]) -> Iterator[list[Source]]:
    """Part sources into transactions, few enough that memory stays flat however large they are."""
    batch: list[Source] = []
    size = 0
    for source in sources:
        if batch and (len(batch) == BATCH or size + source.size > BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(source)
        size += source.size
    if batch:
        yield batch


class _RehearsalError(Exception):
    """Rolls a rehearsal back."""


def _units(examined: Iterable[Examined | Refused]) -> set[str]:
    return {found.manifest.unit or "" for found in examined if found.manifest is not None}


def _is_our_own(found: Examined | Refused, source: Source, province: ProvinceKeys) -> bool:
    """Tell our own kits and receipts, which lie on the same sticks, from files that were sent to us."""
    here = found.manifest
    return not source.named and here is not None and here.sender == province.name


def _missing(t: Transaction, report: ImportReport) -> Iterator[Missing]:
    stored = (Accepted, AcceptedWithGap, Duplicate)
    for unit in sorted({r.unit for r in report.files if r.unit and isinstance(r, stored)}):
        head, holes = current_head(t, unit)
        if head is not None and holes:
            yield Missing(unit, head.chain, holes)


def _case(
    source: Source, data: bytes | None, found: Examined | Refused, result: Result, at: datetime
) -> Case:
    digest = found.sha256 or _name_digest(source)
    return Case(
        id=digest[:16],
        sha256=digest,
        path=source.label,
        size=source.size,
        status=result.status,
        code=result.code or "",
        details={name: str(value) for name, value in result.details.items()},
        received_at=stamp(at),
        manifest_id=result.id,
        kind=str(found.manifest.kind) if found.manifest else None,
        unit=result.unit,
        chain=result.chain,
        seq=result.seq,
        kept=data is not None,
    )


def _name_digest(source: Source) -> str:
    """A stand-in for the digest of a file that is too large to be read."""
    return hashlib.sha256(f"{source.label}\0{source.size}".encode()).hexdigest()
