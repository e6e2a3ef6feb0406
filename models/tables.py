"""The rows of the store: columns and keys, no behaviour.

Rows are not validators (a ``table=True`` model accepts anything): payloads and definitions are checked
before they come here. Instants are RFC 3339 UTC text, decimals are text, blank values have no row.
The migrations in models.store.migrations make these tables; models.store.schema, written from these rows, is
what statements are made of (docs/adr/0013-statements.md). Tests hold all of them together.
"""

from __future__ import annotations

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel


def _one_of(name: str, *columns: str, where: str) -> Index:
    """Return a unique index of the rows that fit ``where``, for both databases."""
    return Index(name, *columns, unique=True, sqlite_where=text(where), postgresql_where=text(where))


class SchemaVersionRow(SQLModel, table=True):
    """One applied migration."""

    __tablename__ = "schema_version"

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    name: str
    applied_at: str


class MetaRow(SQLModel, table=True):
    """One setting of this store, by key."""

    __tablename__ = "meta"

    key: str = Field(primary_key=True)
    value: str


class EntryRow(SQLModel, table=True):
    """The head of one revision of one entry. ``received_at`` and ``bundle_id`` only at the province."""

    __tablename__ = "entry"
    __table_args__ = (
        _one_of("entry_current_slot", "form", "unit", "period", where="is_current AND period IS NOT NULL"),
        _one_of("entry_current_lineage", "lineage", where="is_current"),
        Index("entry_by_lineage", "lineage", "revision"),
        Index("entry_by_period", "period", "form", "unit"),
        Index("entry_by_unit", "unit", "form", "period"),
    )

    id: str = Field(primary_key=True)
    lineage: str
    form: str
    form_version: str
    form_sha256: str
    unit: str
    period: str | None
    revision: int
    replaces: str | None
    state: str
    is_current: bool
    created_at: str
    updated_at: str
    completed_at: str | None
    completed_by: str | None
    done: int
    total: int
    hard: int
    soft: int
    received_at: str | None
    bundle_id: str | None


class EntryValueRow(SQLModel, table=True):
    """One value of one entry, at a concrete path."""

    __tablename__ = "entry_value"

    entry_id: str = Field(primary_key=True, foreign_key="entry.id")
    path: str = Field(primary_key=True)
    value: str


class EntryWithheldRow(SQLModel, table=True):
    """A value that is kept but does not travel: its node was not relevant when the entry was completed."""

    __tablename__ = "entry_withheld"

    entry_id: str = Field(primary_key=True, foreign_key="entry.id")
    path: str = Field(primary_key=True)


class EntryAnnotationRow(SQLModel, table=True):
    """A note or an explanation at a cell; ``kind`` is "note" or "explanation"."""

    __tablename__ = "entry_annotation"

    entry_id: str = Field(primary_key=True, foreign_key="entry.id")
    path: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    text: str
    author: str
    at: str


class EntryCommentRow(SQLModel, table=True):
    """What the province said of a revision, in order."""

    __tablename__ = "entry_comment"

    entry_id: str = Field(primary_key=True, foreign_key="entry.id")
    position: int = Field(primary_key=True)
    path: str
    text: str
    author: str
    at: str


class HistoryRow(SQLModel, table=True):
    """One change that happened; ``kind`` is "value", "note", "explanation" or "state". Never rewritten."""

    __tablename__ = "history"
    __table_args__ = (Index("history_by_entry", "entry_id", "path"),)

    number: int | None = Field(default=None, primary_key=True)
    entry_id: str = Field(foreign_key="entry.id")
    kind: str
    path: str
    old_value: str
    new_value: str
    at: str
    author: str
    why: str


class CatalogueRow(SQLModel, table=True):
    """One catalogue as it was installed from a kit."""

    __tablename__ = "catalogue"
    __table_args__ = (_one_of("catalogue_current", "is_current", where="is_current"),)

    kit_id: str = Field(primary_key=True)
    content: str
    installed_at: str
    is_current: bool


class FormDefinitionRow(SQLModel, table=True):
    """One form definition by its SHA-256; old ones stay, old entries need them."""

    __tablename__ = "form_definition"

    sha256: str = Field(primary_key=True)
    form_id: str
    content: str


class CatalogueFormRow(SQLModel, table=True):
    """Which definition a catalogue names for a form."""

    __tablename__ = "catalogue_form"

    kit_id: str = Field(primary_key=True, foreign_key="catalogue.kit_id")
    form_id: str = Field(primary_key=True)
    sha256: str = Field(foreign_key="form_definition.sha256")


class MediaTextRow(SQLModel, table=True):
    """One media file of kits (a CSV of choices) by its SHA-256."""

    __tablename__ = "media_text"

    sha256: str = Field(primary_key=True)
    content: str


class CatalogueMediaRow(SQLModel, table=True):
    """Which media files a catalogue brings, by name."""

    __tablename__ = "catalogue_media"

    kit_id: str = Field(primary_key=True, foreign_key="catalogue.kit_id")
    name: str = Field(primary_key=True)
    sha256: str = Field(foreign_key="media_text.sha256")


class MeasurementRow(SQLModel, table=True):
    """One measured indicator of one unit and period: numerator and denominator as decimal text.

    ``entry_id`` is the entry it was read from, None when it was counted from a register.
    """

    __tablename__ = "measurement"
    __table_args__ = (
        Index(
            "measurement_by_period",
            "period",
            "indicator",
            "unit",
            "number",
            "entry_id",
            "numerator",
            "denominator",
            "applicable",
        ),
        _one_of("measurement_of_entry", "entry_id", "indicator", "unit", where="entry_id IS NOT NULL"),
        _one_of("measurement_of_register", "indicator", "unit", "period", where="entry_id IS NULL"),
    )

    number: int | None = Field(default=None, primary_key=True)
    entry_id: str | None = Field(foreign_key="entry.id")
    indicator: str
    unit: str
    period: str
    numerator: str | None
    denominator: str | None
    applicable: bool = Field(sa_column_kwargs={"server_default": text("TRUE")})
