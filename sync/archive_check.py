"""Checking the archive against itself and the store, and reading a store back in from the archive alone."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from models.store import Store
from models.store.comparison import Difference, compare
from models.store.records import CertificateRecord
from sync import journal, journal_reading
from sync.archive import Archive
from sync.archive_documents import Documents
from sync.archive_replay import Replay
from sync.errors import ArchiveError, DestinationError
from sync.handoff.folder import PART
from sync.journal_adoption import bundles
from sync.journal_events import Adopted, KitPublished, Receipts, Received, Told, told
from sync.journal_reading import Flaw
from sync.province_keys import ProvinceKeys

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the archive that is not what it was: what (an id, a file, a line) and why."""

    id: str
    reason: str


@dataclass(slots=True)
class ArchiveReport:
    """What a check found: ``checked`` accepted bundles, ``events`` of the journal, and what is wrong.

    ``extra`` are containers that no event speaks of (an interrupted import left them): they do no harm.
    ``differences`` are rows in which the store differs from what the archive says; ``compared`` tells
    whether they were looked for (not while the archive itself is damaged).
    """

    checked: int = 0
    events: int = 0
    problems: list[Problem] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    compared: bool = False
    differences: list[Difference] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether everything is there, whole and genuine, and the store says the same."""
        return not self.problems and not self.differences

    def to_json(self) -> dict[str, object]:
        """Return the document of ``xaso province archive verify --json``."""
        return {
            "checked": self.checked,
            "events": self.events,
            "problems": [{"id": problem.id, "reason": problem.reason} for problem in self.problems],
            "extra": self.extra,
            "compared": self.compared,
            "differences": [
                {"table": one.table, "key": one.key, "columns": list(one.columns)} for one in self.differences
            ],
        }


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What was read into a new store."""

    bundles: int
    kits: int
    events: int


def verify(
    store: Store,
    province: ProvinceKeys,
    archive: Archive,
    progress: Progress | None = None,
    *,
    rows: bool = True,
) -> ArchiveReport:
    """Open every document again as on its day, check every line of the journal, and compare with the store.

    ``rows`` reads the archive into a store of its own for that and compares every row of every table. No
    decryption key is needed: what is archived is signed plaintext. Raises StoreError.
    """
    report = ArchiveReport()
    try:
        journal.catch_up(store, province, archive.root)
    except (ArchiveError, DestinationError) as error:
        report.problems.append(Problem(journal.LOG, str(error.details["reason"])))
    known: set[str] = set()
    documents = Documents(archive, province)
    for said in _told(province, archive, report):
        report.problems += _wrong(documents, said, known, report)
        if progress is not None:
            progress(report.checked)
    _leftovers(archive, known, report)
    if rows and not report.problems:
        try:
            report.differences = _differences(store, province, archive)
            report.compared = True
        except ArchiveError as error:
            report.problems.append(Problem(str(error.details["id"]), str(error.details["reason"])))
    return report


def rebuild(
    archive: Archive, province: ProvinceKeys, store: Store, *, progress: Progress | None = None
) -> Rebuilt:
    """Read everything into ``store``, which must be empty, event by event in the order of the journal.

    Raises:
        ArchiveError: a line or a document is missing, altered, or does not pass its own checks.
    """
    replay = Replay(archive, province)
    count = 0
    for found in journal_reading.read(archive.root, province):
        if isinstance(found, Flaw):
            raise ArchiveError(id=f"{journal.LOG}:{found.number}", reason=found.reason)
        with store.transaction() as t:
            replay.apply(t, found)
        count += 1
        if progress is not None:
            progress(replay.bundles)
    if not count:
        raise ArchiveError(id=journal.LOG, reason="missing")
    return Rebuilt(replay.bundles, replay.kits, count)


def _told(province: ProvinceKeys, archive: Archive, report: ArchiveReport) -> Iterator[Told]:
    """Yield what the journal's lines say; lines that are wrong go into the report."""
    for found in journal_reading.read(archive.root, province):
        number = found.number if isinstance(found, Flaw) else found.line.seq
        try:
            if isinstance(found, Flaw):
                raise ValueError(f"{found.reason} {found.detail}".rstrip())
            said = told(found.line.event, found.line.body)
        except ValueError as error:
            report.problems.append(Problem(f"{journal.LOG}:{number}", str(error)))
            continue
        report.events += 1
        yield said


def _wrong(documents: Documents, said: Told, known: set[str], report: ArchiveReport) -> Iterator[Problem]:
    """Yield what is wrong with the documents of one event."""
    openings: list[Callable[[], object]] = []
    if isinstance(said, Received):
        accepted = [record for record in said.bundles if record.accepted]
        known.update(record.id for record in accepted)
        report.checked += len(accepted)
        openings = [lambda record=record: documents.bundle(record) for record in accepted]  # type: ignore[misc]
    elif isinstance(said, Adopted):
        before = bundles(said)
        known.update(record.id for record in before)
        report.checked += len(before)
        openings = [lambda record=record: documents.bundle(record, adopted=True) for record in before]  # type: ignore[misc]
    elif isinstance(said, KitPublished):
        known.add(said.id)
        openings = [lambda: documents.kit(said.id)]
    elif isinstance(said, Receipts):
        openings = [lambda record=record: documents.receipt(record) for record in said.receipts]  # type: ignore[misc]
    elif isinstance(said, CertificateRecord):
        openings = [lambda: documents.certificate(said)]
    for opening in openings:
        try:
            opening()
        except ArchiveError as error:
            yield Problem(str(error.details["id"]), str(error.details["reason"]))
    documents.learn(said)


def _leftovers(archive: Archive, known: set[str], report: ArchiveReport) -> None:
    """Name every file that nothing speaks of."""
    report.extra = [found for found in archive.ids() if found not in known]
    for path in archive.strangers():
        name = path.relative_to(archive.root).as_posix()
        if name.endswith(PART):
            report.extra.append(name)
        else:
            report.problems.append(Problem(name, "stranger"))


def _differences(store: Store, province: ProvinceKeys, archive: Archive) -> list[Difference]:
    """Read the archive into a store of its own, beside it, and return in what ``store`` differs."""
    beside = archive.root.parent
    with (
        tempfile.TemporaryDirectory(prefix="xaso-", dir=beside, ignore_cleanup_errors=True) as folder,
        Store.open(Path(folder) / "rebuilt.db") as fresh,
    ):
        rebuild(archive, province, fresh)
        with fresh.reading() as ours, store.reading() as theirs:
            return compare(ours, theirs)
