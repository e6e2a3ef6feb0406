"""The quarantine: refused and held files, byte for byte, each with the reason beside it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from sync.errors import DestinationError, ForkError, NotQuarantinedError
from sync.examination import TIMELY, Ready, Refused
from sync.handoff import folder
from sync.outcomes import Result
from sync.source import Source
from sync.trust import stamp

RELEASABLE = TIMELY | {ForkError.code, "E_CHAIN_UNCONFIRMED"}
_FILE = ".file"
_NOTE = ".json"


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """One file and why it lies here; ``id`` is the first 16 digits of its SHA-256."""

    id: str
    sha256: str
    path: str
    size: int
    status: str
    code: str
    details: dict[str, str]
    received_at: str
    manifest_id: str | None
    kind: str | None
    unit: str | None
    chain: str | None
    seq: int | None
    kept: bool  # False: larger than the format allows, only this note was kept
    tries: int = 0  # imports in a row at which opening it failed, with one and the same …
    opener: str = ""  # … program and libraries (sync.at_rest)

    @property
    def releasable(self) -> bool:
        """Whether a person may let it pass: it is genuine, only its moment or its order is wrong."""
        return self.kept and self.code in RELEASABLE and self.kind == "bundle"


def case_of(source: Source, found: Ready | Refused, result: Result, at: datetime, *, kept: bool) -> Case:
    """Return the case of a file that was refused or is held since ``at``."""
    # What is too large to be read has no digest: its name and size stand in for it.
    digest = found.sha256 or hashlib.sha256(f"{source.label}\0{source.size}".encode()).hexdigest()
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
        kept=kept,
    )


@dataclass(frozen=True, slots=True)
class Quarantine:
    """A folder of refused files."""

    root: Path

    def put(self, case: Case, data: bytes | None) -> None:
        """Keep a file; the same content is kept once, with its latest reason. Raises DestinationError."""
        try:
            self.root.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DestinationError(path=str(self.root), reason=error.strerror or str(error)) from error
        if data is not None and not self._file(case.id).exists():
            folder.write(self.root, self._file(case.id).name, data, shared=True)
        folder.write(self.root, self._note(case.id).name, msgspec.json.encode(case), shared=True)

    def list(self) -> list[Case]:
        """Return every case, oldest first; a note that cannot be read is passed over."""
        cases = [case for path in self.root.glob(f"*{_NOTE}") if (case := _read(path)) is not None]
        return sorted(cases, key=lambda case: (case.received_at, case.seq or 0, case.id))

    def get(self, case_id: str) -> Case:
        """Return one case, by its id or an unmistakable beginning of it. Raises NotQuarantinedError."""
        found = [case for case in self.list() if case.id.startswith(case_id.lower())]
        if len(found) != 1 or not case_id:
            raise NotQuarantinedError(id=case_id)
        return found[0]

    def find(self, sha256: str) -> Case | None:
        """Return the case of these very bytes, None where there is none."""
        case = _read(self._note(sha256[:16]))
        return case if case is not None and case.sha256 == sha256 else None

    def source(self, case: Case) -> Source:
        """Return the file as it came, to be examined again. Raises NotQuarantinedError."""
        if not case.kept:
            raise NotQuarantinedError(id=case.id)
        return Source(case.path, case.size, named=False, path=self._file(case.id))

    def drop(self, sha256: str) -> None:
        """Forget a file that was accepted after all."""
        self._note(sha256[:16]).unlink(missing_ok=True)
        self._file(sha256[:16]).unlink(missing_ok=True)

    def _file(self, case_id: str) -> Path:
        return self.root / f"{case_id}{_FILE}"

    def _note(self, case_id: str) -> Path:
        return self.root / f"{case_id}{_NOTE}"


def _read(note: Path) -> Case | None:
    try:
        return msgspec.json.decode(note.read_bytes(), type=Case)
    except (OSError, msgspec.DecodeError):
        return None
