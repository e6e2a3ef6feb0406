"""0001: entries with values, notes, comments and history; catalogues; measurements; meta."""

from __future__ import annotations

from models.store.migrations.step import Change, Migration

TABLES = (
    "CREATE TABLE meta (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL)",
    """CREATE TABLE entry (
        id TEXT NOT NULL PRIMARY KEY,
        lineage TEXT NOT NULL,
        form TEXT NOT NULL,
        form_version TEXT NOT NULL,
        form_sha256 TEXT NOT NULL,
        unit TEXT NOT NULL,
        period TEXT,
        revision INTEGER NOT NULL CHECK (revision >= 1),
        replaces TEXT,
        state TEXT NOT NULL,
        is_current BOOLEAN NOT NULL,
        created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL,
        completed_at TEXT,
        completed_by TEXT,
        done INTEGER NOT NULL,
        total INTEGER NOT NULL,
        hard INTEGER NOT NULL,
        soft INTEGER NOT NULL,
        received_at TEXT,
        bundle_id TEXT
    )""",
    """CREATE UNIQUE INDEX entry_current_slot ON entry (form, unit, period)
        WHERE is_current AND period IS NOT NULL""",
    "CREATE UNIQUE INDEX entry_current_lineage ON entry (lineage) WHERE is_current",
    "CREATE INDEX entry_by_lineage ON entry (lineage, revision)",
    """CREATE TABLE entry_value (
        entry_id TEXT NOT NULL REFERENCES entry (id),
        path TEXT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (entry_id, path)
    ) {clustered}""",
    """CREATE TABLE entry_withheld (
        entry_id TEXT NOT NULL REFERENCES entry (id),
        path TEXT NOT NULL,
        PRIMARY KEY (entry_id, path)
    ) {clustered}""",
    """CREATE TABLE entry_annotation (
        entry_id TEXT NOT NULL REFERENCES entry (id),
        path TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('note', 'explanation')),
        text TEXT NOT NULL,
        author TEXT NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (entry_id, path, kind)
    ) {clustered}""",
    """CREATE TABLE entry_comment (
        entry_id TEXT NOT NULL REFERENCES entry (id),
        position INTEGER NOT NULL,
        path TEXT NOT NULL,
        text TEXT NOT NULL,
        author TEXT NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (entry_id, position)
    ) {clustered}""",
    """CREATE TABLE history (
        number {auto_number},
        entry_id TEXT NOT NULL REFERENCES entry (id),
        kind TEXT NOT NULL CHECK (kind IN ('value', 'note', 'explanation', 'state')),
        path TEXT NOT NULL,
        old_value TEXT NOT NULL,
        new_value TEXT NOT NULL,
        at TEXT NOT NULL,
        author TEXT NOT NULL,
        why TEXT NOT NULL
    )""",
    "CREATE INDEX history_by_entry ON history (entry_id, path)",
    """CREATE TABLE catalogue (
        kit_id TEXT NOT NULL PRIMARY KEY,
        content TEXT NOT NULL,
        installed_at TEXT NOT NULL,
        is_current BOOLEAN NOT NULL
    )""",
    "CREATE UNIQUE INDEX catalogue_current ON catalogue (is_current) WHERE is_current",
    """CREATE TABLE form_definition (
        sha256 TEXT NOT NULL PRIMARY KEY,
        form_id TEXT NOT NULL,
        content TEXT NOT NULL
    )""",
    """CREATE TABLE catalogue_form (
        kit_id TEXT NOT NULL REFERENCES catalogue (kit_id),
        form_id TEXT NOT NULL,
        sha256 TEXT NOT NULL REFERENCES form_definition (sha256),
        PRIMARY KEY (kit_id, form_id)
    )""",
    "CREATE TABLE media_text (sha256 TEXT NOT NULL PRIMARY KEY, content TEXT NOT NULL)",
    """CREATE TABLE catalogue_media (
        kit_id TEXT NOT NULL REFERENCES catalogue (kit_id),
        name TEXT NOT NULL,
        sha256 TEXT NOT NULL REFERENCES media_text (sha256),
        PRIMARY KEY (kit_id, name)
    )""",
    """CREATE TABLE measurement (
        number {auto_number},
        entry_id TEXT REFERENCES entry (id),
        indicator TEXT NOT NULL,
        unit TEXT NOT NULL,
        period TEXT NOT NULL,
        numerator TEXT,
        denominator TEXT
    )""",
    "CREATE INDEX measurement_by_period ON measurement (period, indicator, unit)",
    "CREATE INDEX measurement_by_entry ON measurement (entry_id)",
)


def _apply(change: Change) -> None:
    for statement in TABLES:
        change.run(statement)
    change.append_only("history")


MIGRATION = Migration(1, "first", _apply)
