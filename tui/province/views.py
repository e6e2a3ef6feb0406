"""What the matrix shows, as plain values: light enough to be kept in a small file and painted at once.

Nothing here loads the store. Marks are the words of models.office.Mark; figures are text, "" undefined.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

FORMAT = 1


class ColumnView(msgspec.Struct, frozen=True, array_like=True):
    """One form. ``period`` is "" for a register; ``kind`` the kind of period."""

    form: str
    title: dict[str, str]
    kind: str
    period: str
    deadline: str


class CellView(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One unit and form."""

    mark: str
    entry: str = ""
    late: int = 0
    records: int = 0

    @property
    def here(self) -> bool:
        """Whether anything came."""
        return self.mark in {"accepted", "received", "returned"}

    @property
    def trouble(self) -> bool:
        """Whether a person should look."""
        return self.mark in {"returned", "refused", "missing"}


class RowView(msgspec.Struct, frozen=True, array_like=True):
    """One unit; ``refused`` is the code of what lies in quarantine of it."""

    code: str
    name: str
    cells: tuple[CellView, ...]
    missing: tuple[int, ...] = ()
    refused: str = ""

    @property
    def trouble(self) -> bool:
        """Whether a person should look."""
        return bool(self.missing or self.refused) or any(cell.trouble for cell in self.cells)


class MatrixView(msgspec.Struct, frozen=True, array_like=True):
    """Communes × forms of one period. ``renewals`` counts the renewed keys that wait for a certificate."""

    province: str
    province_name: str
    period: str
    deadline: str = ""
    expected: int = 0
    received: int = 0
    on_time: int = 0
    columns: tuple[ColumnView, ...] = ()
    rows: tuple[RowView, ...] = ()
    renewals: int = 0


class StandingView(msgspec.Struct, frozen=True, array_like=True):
    """How a unit stands: index 0..1 and percentages as decimal text, "" when undefined; rank 0 for none."""

    index: str = ""
    rank: int = 0
    quality: str = ""
    four: tuple[str, str, str, str] = ("", "", "", "")


class Standings(msgspec.Struct, frozen=True, array_like=True):
    """How all units stand in one period, the province under its own code."""

    period: str
    units: dict[str, StandingView]


class Front(msgspec.Struct, frozen=True, array_like=True):
    """What was seen last: painted before the store is open."""

    format: int
    matrix: MatrixView
    standings: Standings
    language: str
    theme: str


def read_front(file: Path) -> Front | None:
    """Return what was seen last; None when there is nothing to paint from."""
    try:
        front = msgspec.json.decode(file.read_bytes(), type=Front)
    except (OSError, msgspec.DecodeError):
        return None
    return front if front.format == FORMAT else None


def write_front(file: Path, matrix: MatrixView, standings: Standings, language: str, theme: str) -> None:
    """Keep it for the next start; failing to is no trouble worth telling."""
    try:
        file.write_bytes(msgspec.json.encode(Front(FORMAT, matrix, standings, language, theme)))
    except OSError:
        return
