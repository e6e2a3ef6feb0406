"""Checking the archive against the store, and reading a store back in from the archive alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec

from models.store import Store
from models.store.records import ReceivedRecord
from models.store.transaction import Transaction
from sync import payload_checks
from sync.archive import Archive, Note
from sync.errors import ArchiveError, TooLargeError, UnreadableError
from sync.examination import Examined, Refused, examine
from sync.examiner import Validate
from sync.ledger import Ledger
from sync.outcomes import Accepted, AcceptedWithGap
from sync.province_keys import ProvinceKeys
from sync.rotation import revocations
from sync.settlement import Measure, Settler
from sync.trust import Trust, moment

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Problem:
    """One container that is not what it was: its id and why."""

    id: str
    reason: str


@dataclass(slots=True)
class ArchiveReport:
    """What a check found; ``extra`` are containers that the store does not know (an interrupted import)."""

    checked: int = 0
    problems: list[Problem] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether every accepted bundle is there, whole and genuine."""
        return not self.problems

    def to_json(self) -> dict[str, object]:
        """Return the document of ``xaso province archive verify --json``."""
        return {
            "checked": self.checked,
            "problems": [{"id": problem.id, "reason": problem.reason} for problem in self.problems],
            "extra": self.extra,
        }


def verify(
    store: Store, province: ProvinceKeys, archive: Archive, progress: Progress | None = None
) -> ArchiveReport:
    """Open every container again as on the day it was received, and compare it with the store.

    No decryption key is needed: what is archived is signed plaintext.
    """
    report = ArchiveReport()
    with store.reading() as t:
        trust = _trust(t, province)
        accepted = t.exchange.received.accepted()
        notes = archive.notes()
        for _, record in accepted:
            reason = _wrong(t, province, trust, archive, notes.get(record.id), record)
            if reason is not None:
                report.problems.append(Problem(record.id, reason))
            report.checked += 1
            if progress is not None:
                progress(report.checked)
    known = {record.id for _, record in accepted}
    report.extra = [bundle_id for bundle_id in archive.ids() if bundle_id not in known]
    return report


def rebuild(
    archive: Archive,
    province: ProvinceKeys,
    store: Store,
    *,
    validate: Validate = payload_checks.validate,
    measure: Measure | None = None,
    progress: Progress | None = None,
) -> int:
    """Read every container into ``store`` in the order of arrival, and return how many.

    The store must hold the catalogues (install the kits first) and no bundle. What was decided later
    (accepted, returned, comments) is not in the bundles and not in the new store.

    Raises:
        ArchiveError: a container is missing, altered, or does not pass its own checks.
    """
    settler = Settler(province, None, validate, measure)
    count = 0
    for count, note in enumerate(archive.notes().values(), 1):  # the count is the answer
        found = _examined(archive, province, province.trust, note)
        if isinstance(found, Refused):
            raise ArchiveError(id=note.record.id, reason=found.code)
        with store.transaction() as t:
            ledger = Ledger(t, [found])
            at = moment(note.record.received_at)
            result = settler.settle(t, ledger, found, "", at, forced=True)
            settler.finish(t, ledger)
            if not isinstance(result, Accepted | AcceptedWithGap):
                raise ArchiveError(id=note.record.id, reason=result.code or result.status)
        if progress is not None:
            progress(count)
    return count


def _wrong(
    t: Transaction,
    province: ProvinceKeys,
    trust: Trust,
    archive: Archive,
    note: Note | None,
    record: ReceivedRecord,
) -> str | None:
    """Return what is wrong with one accepted bundle, None when nothing is."""
    if note is None:
        return "no note"
    try:
        found = _examined(archive, province, trust, note)
    except (ArchiveError, UnreadableError, TooLargeError) as error:
        return str(error.details.get("reason", error.code))
    if isinstance(found, Refused):
        return found.code
    if found.id != record.id:
        return "another bundle"
    if note.record != msgspec.structs.replace(record, receipt_id=None):
        return "the note differs from the store"
    if sorted((entry.id, entry.revision) for entry in found.entries) != t.exchange.received.entries(
        record.id
    ):
        return "other entries than in the store"
    return _changed(t, found)


def _changed(t: Transaction, found: Examined) -> str | None:
    for entry in found.entries:
        if t.entries.values(entry.id) != entry.values:
            return f"the store's values of {entry.id} differ"
    return None


def _examined(archive: Archive, province: ProvinceKeys, trust: Trust, note: Note) -> Examined | Refused:
    return examine(
        archive.read(note.record.id),
        identities=(),
        trust=trust,
        recipient=province.name,
        at=moment(note.record.received_at),
        forgive=frozenset(note.forgiven),
    )


def _trust(t: Transaction, province: ProvinceKeys) -> Trust:
    return province.trust.with_revoked(revocations(t))
