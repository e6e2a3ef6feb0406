"""0002: kits, the outbox and receipts of a laptop; bundles, receipts and certificates of a province."""

from __future__ import annotations

from models.store.migrations.step import Change, Migration

TABLES = (
    """CREATE TABLE exchange_kit (
        id TEXT NOT NULL PRIMARY KEY,
        sender TEXT NOT NULL,
        chain TEXT NOT NULL,
        seq INTEGER NOT NULL CHECK (seq >= 1),
        prev TEXT,
        body TEXT NOT NULL,
        created_at TEXT NOT NULL,
        taken_at TEXT NOT NULL,
        CONSTRAINT exchange_kit_slot UNIQUE (chain, seq)
    )""",
    """CREATE TABLE exchange_outbox (
        id TEXT NOT NULL PRIMARY KEY,
        chain TEXT NOT NULL,
        seq INTEGER NOT NULL CHECK (seq >= 1),
        prev TEXT,
        name TEXT NOT NULL,
        entries INTEGER NOT NULL,
        size INTEGER NOT NULL,
        sha256 TEXT NOT NULL,
        status TEXT NOT NULL,
        code TEXT,
        sealed_at TEXT NOT NULL,
        written_at TEXT,
        written_to TEXT,
        answered_at TEXT,
        CONSTRAINT exchange_outbox_slot UNIQUE (chain, seq)
    )""",
    """CREATE TABLE exchange_outbox_entry (
        bundle_id TEXT NOT NULL REFERENCES exchange_outbox (id),
        entry_id TEXT NOT NULL REFERENCES entry (id),
        revision INTEGER NOT NULL,
        PRIMARY KEY (bundle_id, entry_id)
    )""",
    "CREATE INDEX exchange_outbox_by_entry ON exchange_outbox_entry (entry_id)",
    """CREATE TABLE exchange_taken (
        id TEXT NOT NULL PRIMARY KEY,
        chain TEXT NOT NULL,
        seq INTEGER NOT NULL,
        missing TEXT NOT NULL,
        taken_at TEXT NOT NULL
    )""",
    """CREATE TABLE exchange_answer (
        entry_id TEXT NOT NULL PRIMARY KEY REFERENCES entry (id),
        chain TEXT NOT NULL,
        seq INTEGER NOT NULL,
        status TEXT NOT NULL
    )""",
    """CREATE TABLE exchange_received (
        number {auto_number},
        id TEXT NOT NULL,
        unit TEXT NOT NULL,
        chain TEXT NOT NULL,
        seq INTEGER NOT NULL CHECK (seq >= 1),
        prev TEXT,
        branch INTEGER,
        status TEXT NOT NULL,
        code TEXT,
        entries INTEGER NOT NULL,
        catalogue_version INTEGER NOT NULL,
        created_at TEXT NOT NULL,
        received_at TEXT NOT NULL,
        receipt_id TEXT,
        CONSTRAINT exchange_received_id UNIQUE (id),
        CONSTRAINT exchange_received_slot UNIQUE (unit, chain, seq, branch)
    )""",
    "CREATE INDEX exchange_received_unanswered ON exchange_received (receipt_id, unit)",
    """CREATE TABLE exchange_received_entry (
        bundle_id TEXT NOT NULL REFERENCES exchange_received (id),
        entry_id TEXT NOT NULL,
        revision INTEGER NOT NULL,
        PRIMARY KEY (bundle_id, entry_id)
    ) {clustered}""",
    "CREATE INDEX exchange_received_by_entry ON exchange_received_entry (entry_id)",
    """CREATE TABLE exchange_receipt (
        id TEXT NOT NULL PRIMARY KEY,
        unit TEXT NOT NULL,
        chain TEXT NOT NULL,
        seq INTEGER NOT NULL CHECK (seq >= 1),
        prev TEXT,
        name TEXT NOT NULL,
        content TEXT NOT NULL,
        created_at TEXT NOT NULL,
        CONSTRAINT exchange_receipt_slot UNIQUE (unit, chain, seq)
    )""",
    """CREATE TABLE exchange_certificate (
        serial TEXT NOT NULL PRIMARY KEY,
        unit TEXT NOT NULL,
        key_line TEXT NOT NULL,
        certificate TEXT NOT NULL,
        officer TEXT NOT NULL,
        machine TEXT NOT NULL,
        issued_at TEXT NOT NULL,
        revoked_at TEXT,
        why TEXT,
        CONSTRAINT exchange_certificate_key UNIQUE (key_line)
    )""",
    "CREATE INDEX exchange_certificate_by_unit ON exchange_certificate (unit)",
    """CREATE TABLE exchange_request (
        key_line TEXT NOT NULL PRIMARY KEY,
        unit TEXT NOT NULL,
        officer TEXT NOT NULL,
        machine TEXT NOT NULL,
        asked_at TEXT NOT NULL
    )""",
)


def _apply(change: Change) -> None:
    for statement in TABLES:
        change.run(statement)


MIGRATION = Migration(2, "exchange", _apply)
