"""Import at the province: every good file is stored once, every bad one is kept and explained.

Files are examined by helpers (sync.crew), then settled (sync.settlement) in transactions of a few files each;
receipts are written after the commit. Interrupted anywhere, the same call completes: what was stored is a
duplicate then and gets the same receipt.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from models.errors import UnknownFormError
from models.store import Store
from models.store.transaction import Transaction
from models.workspace import ProvinceWorkspace
from sync import answered, payload_checks
from sync.archive import Archive
from sync.at_rest import at_rest, counted
from sync.crew import Crew, crew
from sync.errors import (
    ChainUnconfirmedError,
    ExaminedBeforeError,
    NotABundleError,
    NotQuarantinedError,
    TooLargeError,
)
from sync.examination import TIMELY, Ready, Refused
from sync.examiner import Examiner, Looked, Validate
from sync.ledger import Ledger
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
from sync.quarantine import Quarantine, case_of
from sync.receipt import current_heads
from sync.rotation import revocations
from sync.settlement import Settler
from sync.source import Source
from sync.sources import find
from sync.trust import moment

BATCH = 64  # files in one transaction
BATCH_BYTES = 4 * 1024 * 1024  # as they travel; unfolded and decoded they take many times that
UNITS = 500  # units whose chains are looked at together
Progress = Callable[[int], None]  # told how many files are done


class Importer:
    """Takes files in for one province; ``workers`` other processes, at least one, examine them.

    ``validate`` goes to those processes: a function of a module.
    """

    def __init__(
        self,
        store: Store,
        province: ProvinceKeys,
        workspace: ProvinceWorkspace,
        *,
        now: Callable[[], datetime],
        validate: Validate = payload_checks.validate,
        workers: int = 1,
    ) -> None:
        self._workers = workers
        self._validate = validate
        self._store = store
        self._province = province
        self._now = now
        self._quarantine = Quarantine(workspace.quarantine)
        self._archive = Archive(workspace.archive)
        self._settler = Settler(province, self._archive)

    def take(self, path: Path) -> Result:
        """Take one file in. Raises UnreadableError, DestinationError or StoreError."""
        files = self.import_paths([path]).files
        return files[0] if files else Quarantined(path=str(path), code=NotABundleError.code)

    def import_paths(
        self,
        paths: Iterable[Path | Source],
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
            HelperError: no process can be started to examine files.
        """
        with self._crew(self._workers) as helpers:
            if dry_run:
                return self._rehearse(helpers, paths, progress)
            report = ImportReport()
            for at, looked in helpers.examined(_batches(find(paths)), self._now):
                report.files += self._take(looked, at)
                if progress is not None:
                    progress(len(report.files))
            report.files += self._retry_held(helpers, report)
        issued = list(answered.issue(self._store, self._province, self._now))
        with self._store.reading() as t:
            report.missing = list(_missing(t, report))
        if receipts is not None:
            again = [result.receipt for result in report.files if result.receipt]
            report.receipts += answered.write(self._store, [*issued, *again], receipts)
        return report

    def release(self, case_id: str, *, by: str = "", why: str = "") -> Result:
        """Let a quarantined or held file pass, as a person decided: who, and what made them sure.

        Raises:
            NotQuarantinedError: there is none, or its reason cannot be forgiven.
            HelperError: no process can be started to examine it.
        """
        case = self._quarantine.get(case_id)
        if not case.releasable:
            raise NotQuarantinedError(id=case.id, code=case.code)
        at = moment(case.received_at)
        self._archive.forget()
        forgiven = tuple(sorted(TIMELY)) if case.code in TIMELY else ()
        with self._crew() as helpers:
            found = helpers.one(self._quarantine.source(case), at, frozenset(forgiven))
        if isinstance(found, Refused):
            raise NotQuarantinedError(id=case.id, code=found.code)
        with self._store.transaction() as t:
            t.exchange.received.alone(_units([found]))
            ledger = Ledger(t, [found])
            result = self._settler.settle(t, ledger, found, case.path, at, forced=True)
            if isinstance(result, Accepted | AcceptedWithGap):
                released = {"id": found.id, "code": case.code, "forgiven": forgiven, "by": by, "why": why}
                t.exchange.events.note("released", released)
            self._settler.finish(ledger)
        if not isinstance(result, Quarantined | Held):
            self._quarantine.drop(case.sha256)
        return result

    def _crew(self, count: int = 1) -> AbstractContextManager[Crew]:
        return crew(self._examiner(), self._definition, count)

    def _examiner(self) -> Examiner:
        """Return what examines files, with the revocations and the files at rest of this moment."""
        province = self._province
        with self._store.reading() as t:
            trust = province.trust.with_revoked(revocations(t))
            pack = t.dialect.pack
        identities = tuple(str(identity) for identity in province.identities)
        resting = at_rest(self._quarantine.list(), self._now())
        return Examiner(identities, trust, province.name, self._validate, pack, resting)

    def _definition(self, form_sha256: str) -> str | None:
        """Return a form's definition, of whichever version, None for one that was never published."""
        with self._store.reading() as t:
            try:
                return t.catalogues.definition(form_sha256)
            except UnknownFormError:
                return None

    def _take(self, looked: Sequence[Looked], at: datetime) -> list[Result]:
        """Settle some examined files in one transaction, then keep what was refused."""
        ours = [one for one in looked if not _is_our_own(one, self._province)]
        self._archive.forget()
        with self._store.transaction() as t:
            t.exchange.received.alone(_units(one.found for one in ours))
            ledger = Ledger(t, [one.found for one in ours])
            results = [_settled(t, ledger, self._settler, one.found, one.source.label, at) for one in ours]
            self._settler.finish(ledger)
        for one, result in zip(ours, results, strict=True):
            self._keep(one, result, at)
        return results

    def _keep(self, one: Looked, result: Result, at: datetime) -> None:
        if not isinstance(result, Quarantined | Held):
            with suppress(OSError):
                self._quarantine.drop(one.found.sha256)
            return
        if result.code == ExaminedBeforeError.code:
            return  # it lies there, with when it was opened last
        data = one.bytes_again()
        if data is None and not one.found.sha256 and result.code != TooLargeError.code:
            return  # unreadable: there is nothing to keep
        # What was read and is another file by now leaves a note: what was judged is not there any more.
        case = case_of(one.source, one.found, result, at, kept=data is not None)
        self._quarantine.put(counted(case, self._quarantine), data)

    def _retry_held(self, helpers: Crew, report: ImportReport) -> list[Result]:
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
            found = helpers.one(self._quarantine.source(case), at)
            self._archive.forget()
            with self._store.transaction() as t:
                t.exchange.received.alone(_units([found]))
                ledger = Ledger(t, [found])
                result = _settled(t, ledger, self._settler, found, case.path, at)
                self._settler.finish(ledger)
            if not isinstance(result, Quarantined | Held):
                self._quarantine.drop(case.sha256)
                report.files[:] = [r for r in report.files if r.sha256 != case.sha256]
                done.append(result)
        return done

    def _rehearse(
        self, helpers: Crew, paths: Iterable[Path | Source], progress: Progress | None
    ) -> ImportReport:
        report = ImportReport()
        settler = replace(self._settler, archive=None)
        with suppress(_RehearsalError), self._store.transaction() as t:
            for at, looked in helpers.examined(_batches(find(paths)), self._now):
                for one in looked:
                    if not _is_our_own(one, self._province):
                        ledger = Ledger(t, [one.found])
                        report.files.append(_settled(t, ledger, settler, one.found, one.source.label, at))
                        settler.finish(ledger)
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


def _settled(
    t: Transaction,
    ledger: Ledger,
    settler: Settler,
    found: Ready | Refused,
    path: str,
    at: datetime,
) -> Result:
    if isinstance(found, Refused):
        return settler.refuse(t, ledger, found, path, at)
    return settler.settle(t, ledger, found, path, at)


def _units(examined: Iterable[Ready | Refused]) -> set[str]:
    return {found.manifest.unit or "" for found in examined if found.manifest is not None}


def _is_our_own(one: Looked, province: ProvinceKeys) -> bool:
    """Tell our own kits and receipts, which lie on the same sticks, from files that were sent to us."""
    here = one.found.manifest
    return not one.source.named and here is not None and here.sender == province.name


def _missing(t: Transaction, report: ImportReport) -> Iterator[Missing]:
    stored = (Accepted, AcceptedWithGap, Duplicate)
    units = sorted({r.unit for r in report.files if r.unit and isinstance(r, stored)})
    for start in range(0, len(units), UNITS):
        for unit, (head, holes) in sorted(current_heads(t, units[start : start + UNITS]).items()):
            if holes:
                yield Missing(unit, head.chain, holes)
