"""What travelled, as values; models.store.exchange_records brings them into rows and back.

They need no database to be loaded: the processes that only open files know them too.
"""

from __future__ import annotations

import msgspec


class KitRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A kit, published (province) or installed (laptop); ``body`` is the JSON of its manifest's body."""

    id: str
    sender: str
    chain: str
    seq: int
    prev: str | None
    body: str
    created_at: str
    taken_at: str


class OutboxRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One sealed bundle of this laptop.

    ``status``: "sealed" (kept, not handed off yet), "written" (handed off), then what a receipt said of
    it: "accepted", "accepted_with_gap", "quarantined" or "held", with ``code`` where it was refused.
    """

    id: str
    chain: str
    seq: int
    prev: str | None
    name: str
    entries: int
    size: int
    sha256: str
    status: str
    sealed_at: str
    code: str | None = None
    written_at: str | None = None
    written_to: str | None = None
    answered_at: str | None = None


class TakenRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One receipt that was taken in; ``missing`` is a JSON list of numbers."""

    id: str
    chain: str
    seq: int
    missing: str
    taken_at: str


class AnswerRecord(msgspec.Struct, frozen=True, kw_only=True):
    """Where the receipt stands that spoke last of an entry, and what it said."""

    entry_id: str
    chain: str
    seq: int
    status: str


class ReceivedRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One bundle that the province read; ``branch`` is None while it takes no place in its chain.

    ``code`` says why it was refused or held; with a ``branch`` it stands in its place all the same, since it
    arrived and is genuine: only its content was refused, for ``reason``.
    """

    id: str
    unit: str
    chain: str
    seq: int
    prev: str | None
    branch: int | None
    status: str
    code: str | None
    entries: int
    catalogue_version: int
    created_at: str
    received_at: str
    receipt_id: str | None = None
    reason: str | None = None

    @property
    def accepted(self) -> bool:
        """Whether the bundle was accepted: it has its place, and nothing speaks against it."""
        return self.branch is not None and self.code is None


class ReceiptRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One receipt that the province issued; ``content`` is its container in base64."""

    id: str
    unit: str
    chain: str
    seq: int
    prev: str | None
    name: str
    content: str
    created_at: str


class CertificateRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One certificate that the province issued."""

    serial: str
    unit: str
    key_line: str
    certificate: str
    officer: str
    machine: str
    issued_at: str
    revoked_at: str | None = None
    why: str | None = None


class RequestRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A key that waits to be certified."""

    key_line: str
    unit: str
    officer: str
    machine: str
    asked_at: str


class EventRecord(msgspec.Struct, frozen=True, kw_only=True):
    """Something the province did that waits for the archive's journal; ``content`` is JSON."""

    number: int
    kind: str
    content: str
    container: str | None


class JournalEnd(msgspec.Struct, frozen=True, kw_only=True):
    """Where the journal ends for a store: its last line's number and SHA-256, and the bytes up to there."""

    seq: int = 0
    sha256: str | None = None
    size: int = 0
