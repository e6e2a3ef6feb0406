"""The tables as statements need them: columns, types and keys. Written by scripts/store_tables.py.

What describes the store are SQLModel's rows (models.tables, models.exchange_tables, models.keying_tables).
This module says the same without loading SQLModel, pydantic and the ORM (docs/adr/0013-statements.md), and
a test holds the two together. Change the rows, never this module.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Integer, MetaData, String, Table, text

METADATA = MetaData()

SCHEMA_VERSION = Table(
    "schema_version",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("name", String, nullable=False),
    Column("applied_at", String, nullable=False),
)
META = Table(
    "meta",
    METADATA,
    Column("key", String, primary_key=True),
    Column("value", String, nullable=False),
)
ENTRY = Table(
    "entry",
    METADATA,
    Column("id", String, primary_key=True),
    Column("lineage", String, nullable=False),
    Column("form", String, nullable=False),
    Column("form_version", String, nullable=False),
    Column("form_sha256", String, nullable=False),
    Column("unit", String, nullable=False),
    Column("period", String),
    Column("revision", Integer, nullable=False),
    Column("replaces", String),
    Column("state", String, nullable=False),
    Column("is_current", Boolean, nullable=False),
    Column("created_at", String, nullable=False),
    Column("updated_at", String, nullable=False),
    Column("completed_at", String),
    Column("completed_by", String),
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("hard", Integer, nullable=False),
    Column("soft", Integer, nullable=False),
    Column("received_at", String),
    Column("bundle_id", String),
)
ENTRY_VALUE = Table(
    "entry_value",
    METADATA,
    Column("entry_id", String, ForeignKey("entry.id"), primary_key=True),
    Column("path", String, primary_key=True),
    Column("value", String, nullable=False),
)
ENTRY_WITHHELD = Table(
    "entry_withheld",
    METADATA,
    Column("entry_id", String, ForeignKey("entry.id"), primary_key=True),
    Column("path", String, primary_key=True),
)
ENTRY_ANNOTATION = Table(
    "entry_annotation",
    METADATA,
    Column("entry_id", String, ForeignKey("entry.id"), primary_key=True),
    Column("path", String, primary_key=True),
    Column("kind", String, primary_key=True),
    Column("text", String, nullable=False),
    Column("author", String, nullable=False),
    Column("at", String, nullable=False),
)
ENTRY_COMMENT = Table(
    "entry_comment",
    METADATA,
    Column("entry_id", String, ForeignKey("entry.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("path", String, nullable=False),
    Column("text", String, nullable=False),
    Column("author", String, nullable=False),
    Column("at", String, nullable=False),
)
HISTORY = Table(
    "history",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("entry_id", String, ForeignKey("entry.id"), nullable=False),
    Column("kind", String, nullable=False),
    Column("path", String, nullable=False),
    Column("old_value", String, nullable=False),
    Column("new_value", String, nullable=False),
    Column("at", String, nullable=False),
    Column("author", String, nullable=False),
    Column("why", String, nullable=False),
)
CATALOGUE = Table(
    "catalogue",
    METADATA,
    Column("kit_id", String, primary_key=True),
    Column("content", String, nullable=False),
    Column("installed_at", String, nullable=False),
    Column("is_current", Boolean, nullable=False),
)
FORM_DEFINITION = Table(
    "form_definition",
    METADATA,
    Column("sha256", String, primary_key=True),
    Column("form_id", String, nullable=False),
    Column("content", String, nullable=False),
)
CATALOGUE_FORM = Table(
    "catalogue_form",
    METADATA,
    Column("kit_id", String, ForeignKey("catalogue.kit_id"), primary_key=True),
    Column("form_id", String, primary_key=True),
    Column("sha256", String, ForeignKey("form_definition.sha256"), nullable=False),
)
MEDIA_TEXT = Table(
    "media_text",
    METADATA,
    Column("sha256", String, primary_key=True),
    Column("content", String, nullable=False),
)
CATALOGUE_MEDIA = Table(
    "catalogue_media",
    METADATA,
    Column("kit_id", String, ForeignKey("catalogue.kit_id"), primary_key=True),
    Column("name", String, primary_key=True),
    Column("sha256", String, ForeignKey("media_text.sha256"), nullable=False),
)
MEASUREMENT = Table(
    "measurement",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("entry_id", String, ForeignKey("entry.id")),
    Column("indicator", String, nullable=False),
    Column("unit", String, nullable=False),
    Column("period", String, nullable=False),
    Column("numerator", String),
    Column("denominator", String),
    Column("applicable", Boolean, nullable=False, server_default=text("TRUE")),
)
EXCHANGE_KIT = Table(
    "exchange_kit",
    METADATA,
    Column("id", String, primary_key=True),
    Column("sender", String, nullable=False),
    Column("chain", String, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("prev", String),
    Column("body", String, nullable=False),
    Column("created_at", String, nullable=False),
    Column("taken_at", String, nullable=False),
)
EXCHANGE_OUTBOX = Table(
    "exchange_outbox",
    METADATA,
    Column("id", String, primary_key=True),
    Column("chain", String, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("prev", String),
    Column("name", String, nullable=False),
    Column("entries", Integer, nullable=False),
    Column("size", Integer, nullable=False),
    Column("sha256", String, nullable=False),
    Column("status", String, nullable=False),
    Column("code", String),
    Column("sealed_at", String, nullable=False),
    Column("written_at", String),
    Column("written_to", String),
    Column("answered_at", String),
)
EXCHANGE_OUTBOX_ENTRY = Table(
    "exchange_outbox_entry",
    METADATA,
    Column("bundle_id", String, ForeignKey("exchange_outbox.id"), primary_key=True),
    Column("entry_id", String, ForeignKey("entry.id"), primary_key=True),
    Column("revision", Integer, nullable=False),
)
EXCHANGE_TAKEN = Table(
    "exchange_taken",
    METADATA,
    Column("id", String, primary_key=True),
    Column("chain", String, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("missing", String, nullable=False),
    Column("taken_at", String, nullable=False),
)
EXCHANGE_ANSWER = Table(
    "exchange_answer",
    METADATA,
    Column("entry_id", String, ForeignKey("entry.id"), primary_key=True),
    Column("chain", String, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("status", String, nullable=False),
)
EXCHANGE_RECEIVED = Table(
    "exchange_received",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("id", String, nullable=False),
    Column("unit", String, nullable=False),
    Column("chain", String, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("prev", String),
    Column("branch", Integer),
    Column("status", String, nullable=False),
    Column("code", String),
    Column("entries", Integer, nullable=False),
    Column("catalogue_version", Integer, nullable=False),
    Column("created_at", String, nullable=False),
    Column("received_at", String, nullable=False),
    Column("receipt_id", String),
    Column("reason", String),
)
EXCHANGE_RECEIVED_ENTRY = Table(
    "exchange_received_entry",
    METADATA,
    Column("bundle_id", String, ForeignKey("exchange_received.id"), primary_key=True),
    Column("entry_id", String, primary_key=True),
    Column("revision", Integer, nullable=False),
)
EXCHANGE_RECEIPT = Table(
    "exchange_receipt",
    METADATA,
    Column("id", String, primary_key=True),
    Column("unit", String, nullable=False),
    Column("chain", String, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("prev", String),
    Column("name", String, nullable=False),
    Column("content", String, nullable=False),
    Column("created_at", String, nullable=False),
)
EXCHANGE_CERTIFICATE = Table(
    "exchange_certificate",
    METADATA,
    Column("serial", String, primary_key=True),
    Column("unit", String, nullable=False),
    Column("key_line", String, nullable=False),
    Column("certificate", String, nullable=False),
    Column("officer", String, nullable=False),
    Column("machine", String, nullable=False),
    Column("issued_at", String, nullable=False),
    Column("revoked_at", String),
    Column("why", String),
)
EXCHANGE_REQUEST = Table(
    "exchange_request",
    METADATA,
    Column("key_line", String, primary_key=True),
    Column("unit", String, nullable=False),
    Column("officer", String, nullable=False),
    Column("machine", String, nullable=False),
    Column("asked_at", String, nullable=False),
)
EXCHANGE_EVENT = Table(
    "exchange_event",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("kind", String, nullable=False),
    Column("content", String, nullable=False),
    Column("container", String),
)
EXCHANGE_JOURNAL = Table(
    "exchange_journal",
    METADATA,
    Column("name", String, primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("sha256", String, nullable=False),
    Column("size", BigInteger, nullable=False),
)
SECOND_KEYING = Table(
    "second_keying",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("entry_id", String, ForeignKey("entry.id"), nullable=False),
    Column("path", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("first_value", String, nullable=False),
    Column("second_value", String, nullable=False),
    Column("chosen", String, nullable=False),
    Column("at", String, nullable=False),
    Column("author", String, nullable=False),
)
