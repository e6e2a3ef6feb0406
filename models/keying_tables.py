"""The rows of double entry: columns and keys, no behaviour (see models.tables)."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field, SQLModel


class SecondKeyingRow(SQLModel, table=True):
    """One cell keyed a second time ("keyed"), or a difference that was settled ("settled"). Never rewritten.

    ``first_value`` is what the entry held then, ``second_value`` what was keyed blind; ``chosen`` is what a
    settlement decided, "" for a keying.
    """

    __tablename__ = "second_keying"
    __table_args__ = (Index("second_keying_by_entry", "entry_id", "path"),)

    number: int | None = Field(default=None, primary_key=True)
    entry_id: str = Field(foreign_key="entry.id")
    path: str
    kind: str
    first_value: str
    second_value: str
    chosen: str
    at: str
    author: str
