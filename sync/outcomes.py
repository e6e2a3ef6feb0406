"""What an import did with a file, as values; and the report of a whole import."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of one file; ``unit``, ``chain`` and ``seq`` are what it claims where it was refused."""

    status: ClassVar[str] = ""

    path: str
    sha256: str = ""
    id: str | None = None
    unit: str | None = None
    chain: str | None = None
    seq: int | None = None
    code: str | None = None
    details: Mapping[str, object] = field(default_factory=dict)
    entries: int = 0
    values: int = 0
    receipt: str | None = None  # the id of the receipt that speaks of it already


class Accepted(Result):
    """Stored, in order."""

    status = "accepted"


class AcceptedWithGap(Result):
    """Stored; bundles before it are missing, the receipt names them."""

    status = "accepted_with_gap"


class Duplicate(Result):
    """Stored before; the same receipt goes out again."""

    status = "duplicate"


class Quarantined(Result):
    """Refused and kept, with the reason."""

    status = "quarantined"


class Held(Result):
    """Kept until a person decides."""

    status = "held"


@dataclass(frozen=True, slots=True)
class Missing:
    """The numbers that are missing in a unit's newest chain."""

    unit: str
    chain: str
    seq: tuple[int, ...]


@dataclass(slots=True)
class ImportReport:
    """What an import did, file by file, and the receipts it wrote."""

    files: list[Result] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    receipts: list[str] = field(default_factory=list)

    def count(self, status: str) -> int:
        """Return how many files ended so."""
        return sum(1 for result in self.files if result.status == status)

    @property
    def refused(self) -> bool:
        """Whether anything was quarantined or held."""
        return any(isinstance(result, Quarantined | Held) for result in self.files)

    def to_json(self) -> dict[str, object]:
        """Return the document of ``xaso province import --json``."""
        statuses = ("accepted", "accepted_with_gap", "duplicate", "quarantined", "held")
        stored = [result for result in self.files if isinstance(result, Accepted | AcceptedWithGap)]
        return {
            "files": [_file(result) for result in self.files],
            "summary": {
                **{status: self.count(status) for status in statuses},
                "entries": sum(result.entries for result in stored),
                "values": sum(result.values for result in stored),
                "missing": [
                    {"unit": hole.unit, "chain": hole.chain, "seq": list(hole.seq)} for hole in self.missing
                ],
            },
        }


def _file(result: Result) -> dict[str, object]:
    return {
        "path": result.path,
        "id": result.id,
        "unit": result.unit,
        "chain": result.chain,
        "seq": result.seq,
        "status": result.status,
        "code": result.code,
        "entries": result.entries,
    }
