"""The rows of what travelled: columns and keys, no behaviour (see models.tables).

A laptop's store fills the outbox, the taken receipts and the answers; a province's store fills the
received bundles, the issued receipts and the certificates; both keep kits.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlmodel import Field, SQLModel


class ExchangeKitRow(SQLModel, table=True):
    """A kit, published (province) or installed (laptop); ``body`` is the JSON of its manifest's body."""

    __tablename__ = "exchange_kit"
    __table_args__ = (UniqueConstraint("chain", "seq", name="exchange_kit_slot"),)

    id: str = Field(primary_key=True)
    sender: str
    chain: str
    seq: int
    prev: str | None
    body: str
    created_at: str
    taken_at: str


class ExchangeOutboxRow(SQLModel, table=True):
    """One sealed bundle of this laptop; ``sha256`` is of the encrypted file, ``name`` its file name."""

    __tablename__ = "exchange_outbox"
    __table_args__ = (UniqueConstraint("chain", "seq", name="exchange_outbox_slot"),)

    id: str = Field(primary_key=True)
    chain: str
    seq: int
    prev: str | None
    name: str
    entries: int
    size: int
    sha256: str
    status: str
    code: str | None
    sealed_at: str
    written_at: str | None
    written_to: str | None
    answered_at: str | None


class ExchangeOutboxEntryRow(SQLModel, table=True):
    """One entry of one sealed bundle."""

    __tablename__ = "exchange_outbox_entry"
    __table_args__ = (Index("exchange_outbox_by_entry", "entry_id"),)

    bundle_id: str = Field(primary_key=True, foreign_key="exchange_outbox.id")
    entry_id: str = Field(primary_key=True, foreign_key="entry.id")
    revision: int


class ExchangeTakenRow(SQLModel, table=True):
    """One receipt that this laptop took in."""

    __tablename__ = "exchange_taken"

    id: str = Field(primary_key=True)
    chain: str
    seq: int
    missing: str
    taken_at: str


class ExchangeAnswerRow(SQLModel, table=True):
    """The place of the receipt that spoke last of an entry; an older one never overrules it."""

    __tablename__ = "exchange_answer"

    entry_id: str = Field(primary_key=True, foreign_key="entry.id")
    chain: str
    seq: int
    status: str


class ExchangeReceivedRow(SQLModel, table=True):
    """One bundle that the province read. ``code`` says why it was refused or held, none for an accepted one.

    ``branch`` is 0 in the chain and from 1 for a released fork. A bundle that is genuine but whose content
    was refused stands in the chain too, with its ``reason``; any other that is refused or held has none.
    """

    __tablename__ = "exchange_received"
    __table_args__ = (
        UniqueConstraint("id", name="exchange_received_id"),
        UniqueConstraint("unit", "chain", "seq", "branch", name="exchange_received_slot"),
        Index("exchange_received_unanswered", "receipt_id", "unit"),
    )

    number: int | None = Field(default=None, primary_key=True)
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
    receipt_id: str | None
    reason: str | None


class ExchangeReceivedEntryRow(SQLModel, table=True):
    """One entry that an accepted bundle brought, or that one announced whose content was refused."""

    __tablename__ = "exchange_received_entry"
    __table_args__ = (Index("exchange_received_by_entry", "entry_id"),)

    bundle_id: str = Field(primary_key=True, foreign_key="exchange_received.id")
    entry_id: str = Field(primary_key=True)
    revision: int


class ExchangeReceiptRow(SQLModel, table=True):
    """One receipt that the province issued; ``content`` is its container in base64."""

    __tablename__ = "exchange_receipt"
    __table_args__ = (UniqueConstraint("unit", "chain", "seq", name="exchange_receipt_slot"),)

    id: str = Field(primary_key=True)
    unit: str
    chain: str
    seq: int
    prev: str | None
    name: str
    content: str
    created_at: str


class ExchangeCertificateRow(SQLModel, table=True):
    """One certificate that the province issued; ``key_line`` and ``certificate`` as in OpenSSH's files."""

    __tablename__ = "exchange_certificate"
    __table_args__ = (
        UniqueConstraint("key_line", name="exchange_certificate_key"),
        Index("exchange_certificate_by_unit", "unit"),
    )

    serial: str = Field(primary_key=True)
    unit: str
    key_line: str
    certificate: str
    officer: str
    machine: str
    issued_at: str
    revoked_at: str | None
    why: str | None


class ExchangeRequestRow(SQLModel, table=True):
    """A key of a rotation that waits for the authority's key to be at hand."""

    __tablename__ = "exchange_request"

    key_line: str = Field(primary_key=True)
    unit: str
    officer: str
    machine: str
    asked_at: str


class ExchangeEventRow(SQLModel, table=True):
    """Something the province did that the archive's journal does not hold yet, in the order it was done.

    ``content`` is JSON; ``container`` a signed container in base64 that the archive is going to keep.
    """

    __tablename__ = "exchange_event"

    number: int | None = Field(default=None, primary_key=True)
    kind: str
    content: str
    container: str | None


class ExchangeJournalRow(SQLModel, table=True):
    """Where a journal ends for this store: its last line's number and SHA-256, and the bytes up to there."""

    __tablename__ = "exchange_journal"

    name: str = Field(primary_key=True)
    seq: int
    sha256: str
    size: int = Field(sa_type=BigInteger)
