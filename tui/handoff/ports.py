"""The hand-off as screens see it: bundles, entries, files to take in. All of it values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from tui.handoff.sending_ports import Mail
from tui.ports import Destination, Written

if TYPE_CHECKING:
    from models.desk import Sitting


@dataclass(frozen=True, slots=True)
class SentEntry:
    """One entry of a bundle: ``state`` is models.entries.EntryState, ``comments`` how many were made.

    ``name`` is what a record of a register calls itself.
    """

    entry: str
    title: Mapping[str, str]
    period: str | None
    state: str
    revision: int = 1
    comments: int = 0
    name: str = ""


@dataclass(frozen=True, slots=True)
class SentBundle:
    """One bundle of this computer; ``status`` as in OutboxRecord, stamps as the store writes them."""

    id: str
    seq: int
    name: str
    status: str
    sealed_at: str
    entries: tuple[SentEntry, ...] = ()
    code: str | None = None
    written_to: str | None = None
    earlier_chain: bool = False  # of a chain that this computer has left


@dataclass(frozen=True, slots=True)
class Ledger:
    """Everything that left, newest first; ``missing`` are the numbers that the last receipt named.

    ``mails`` wait to be sent, ``copies`` of received bundles still lie where they were handed off,
    ``kit_day`` (ISO) is there when the kit is old.
    """

    bundles: tuple[SentBundle, ...] = ()
    missing: tuple[int, ...] = ()
    returned: tuple[SentEntry, ...] = ()
    mails: tuple[Mail, ...] = ()
    copies: int = 0
    kit_day: str = ""


@dataclass(frozen=True, slots=True)
class TakenFile:
    """What became of one file: ``kind`` is "kit", "receipt", or "" when ``error`` says why not."""

    file: Path
    kind: str = ""
    seq: int = 0
    again: bool = False
    certified: bool = False
    forked: bool = False
    returned: int = 0
    missing: tuple[int, ...] = ()
    stale: bool = False  # a kit that is old already
    error: Exception | None = None


@dataclass(frozen=True, slots=True)
class OpenedEntry:
    """An entry opened from the ledger; ``paths`` are the commented cells, in the order of the comments."""

    sitting: Sitting
    title: Mapping[str, str]
    period: str | None
    paths: tuple[str, ...] = ()


class Handoff(Protocol):
    """What was exported and what came back. Every method may be slow: call it in a thread."""

    def ledger(self) -> Ledger:
        """Return everything that left. Raises StoreError."""
        ...

    def take(self, files: Sequence[Path]) -> Sequence[TakenFile]:
        """Take in kits and receipts, kits first; what cannot be taken in is told, not raised."""
        ...

    def again(self, place: Destination, seqs: Sequence[int]) -> Sequence[Written]:
        """Write these bundles once more, byte for byte. Raises XasoError, OSError."""
        ...

    def put_away(self) -> int:
        """Move the copies of received bundles into ``sent`` beside where they lie; how many were moved."""
        ...

    def open(self, entry: str) -> OpenedEntry:
        """Open an entry; one that was returned becomes a new revision. Raises XasoError."""
        ...
