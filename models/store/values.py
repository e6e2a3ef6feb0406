"""Values and annotations of an entry: reading them whole, changing them cell by cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, select

from models.entries import Change, Comment
from models.store.dialect import Dialect
from models.store.parting import in_part_beside, in_part_of_entry, in_year, year_of
from models.store.rows import table
from models.tables import EntryAnnotationRow, EntryCommentRow, EntryRow, EntryValueRow, EntryWithheldRow

MANY = 50
"""From this many changed cells on, reading all values of the entry is cheaper than asking for each."""

_ENTRY = table(EntryRow)
VALUE = table(EntryValueRow)
ANNOTATION = table(EntryAnnotationRow)
_WITHHELD, _COMMENT = table(EntryWithheldRow), table(EntryCommentRow)
_a = ANNOTATION.c

_VALUES = select(VALUE.c.path, VALUE.c.value).where(
    VALUE.c.entry_id == bindparam("entry"), in_part_of_entry(VALUE)
)
_VALUES_AT = _VALUES.where(VALUE.c.path.in_(bindparam("paths", expanding=True)))
_CURRENT_VALUES = (
    select(VALUE.c.entry_id, VALUE.c.path, VALUE.c.value)
    .join(_ENTRY, and_(VALUE.c.entry_id == _ENTRY.c.id, in_part_beside(VALUE, _ENTRY)))
    .outerjoin(_WITHHELD, and_(_WITHHELD.c.entry_id == VALUE.c.entry_id, _WITHHELD.c.path == VALUE.c.path))
    .where(_ENTRY.c.is_current, _WITHHELD.c.path.is_(None))
)
_EARLIER_VALUES = (
    select(_ENTRY.c.period, VALUE.c.path, VALUE.c.value)
    .join(VALUE, and_(VALUE.c.entry_id == _ENTRY.c.id, in_part_beside(VALUE, _ENTRY)))
    .outerjoin(_WITHHELD, and_(_WITHHELD.c.entry_id == VALUE.c.entry_id, _WITHHELD.c.path == VALUE.c.path))
    .where(
        _ENTRY.c.unit == bindparam("of_unit"),
        _ENTRY.c.form == bindparam("of_form"),
        _ENTRY.c.period.in_(bindparam("periods", expanding=True)),
        _ENTRY.c.is_current,
        _WITHHELD.c.path.is_(None),
    )
)
_WITHHELD_PATHS = select(_WITHHELD.c.path).where(_WITHHELD.c.entry_id == bindparam("entry"))
_WITHHOLD_NONE = delete(_WITHHELD).where(_WITHHELD.c.entry_id == bindparam("entry"))
_ANNOTATIONS = select(_a.path, _a.text).where(
    _a.entry_id == bindparam("entry"), _a.kind == bindparam("of_kind")
)
_ANNOTATION_AT = _ANNOTATIONS.where(_a.path == bindparam("at_path"))
_COMMENTS = (
    select(_COMMENT.c.path, _COMMENT.c.text, _COMMENT.c.author, _COMMENT.c.at)
    .where(_COMMENT.c.entry_id == bindparam("entry"))
    .order_by(_COMMENT.c.position)
)
_NO_COMMENTS = delete(_COMMENT).where(_COMMENT.c.entry_id == bindparam("entry"))


def pairs(rows: Iterable[Any]) -> dict[str, str]:
    """Return rows of two texts as a mapping."""
    return {row[0]: row[1] for row in rows}


def read_values(connection: Connection, entry_id: str, paths: Iterable[str] | None = None) -> dict[str, str]:
    """Return path → value of one entry, or of these paths of it. Blank cells are absent."""
    if paths is None:
        return pairs(connection.execute(_VALUES, {"entry": entry_id}))
    return pairs(connection.execute(_VALUES_AT, {"entry": entry_id, "paths": list(paths)}))


def read_many(connection: Connection, wanted: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Return entry id → path → value of current entries by columns of their heads; nothing withheld."""
    query = _CURRENT_VALUES.where(*(_ENTRY.c[column] == value for column, value in wanted.items()))
    year = {}
    if "period" in wanted:
        query, year = query.where(in_year(VALUE)), {"of_year": year_of(wanted["period"])}
    found: dict[str, dict[str, str]] = {}
    for entry_id, path, value in connection.execute(query, year):
        found.setdefault(entry_id, {})[path] = value
    return found


def read_earlier(
    connection: Connection, form: str, unit: str, periods: Iterable[str]
) -> dict[str, dict[str, str]]:
    """Return period → path → value of one unit's current entries of a form; nothing withheld."""
    found: dict[str, dict[str, str]] = {}
    asked = {"of_form": form, "of_unit": unit, "periods": list(periods)}
    for period, path, value in connection.execute(_EARLIER_VALUES, asked):
        found.setdefault(period, {})[path] = value
    return found


def write_changes(
    connection: Connection, dialect: Dialect, entry_id: str, changes: Sequence[Change]
) -> list[Change]:
    """Put the new values into place and return what really changed, with the old values as they were kept.

    A change to what is already there is left out: saying a thing twice is harmless.
    """
    paths = {change.path for change in changes}
    kept = read_values(connection, entry_id, paths if len(paths) < MANY else None)
    real: list[Change] = []
    for change in changes:
        old = kept.get(change.path, "")
        if old != change.new:
            kept[change.path] = change.new
            real.append(Change(change.path, old, change.new, change.at, change.by, change.why))
    last = {change.path: change.new for change in real}
    write_values(connection, dialect, entry_id, last)
    return real


def write_values(connection: Connection, dialect: Dialect, entry_id: str, values: Mapping[str, str]) -> None:
    """Keep each value at its path; blank ("") removes it."""
    keep = [(entry_id, path, value) for path, value in values.items() if value]
    drop = [(entry_id, path) for path, value in values.items() if not value]
    dialect.delete(connection, VALUE, drop)
    dialect.upsert(connection, VALUE, keep)


def read_withheld(connection: Connection, entry_id: str) -> set[str]:
    """Return the paths whose values stay at home."""
    return set(connection.execute(_WITHHELD_PATHS, {"entry": entry_id}).scalars())


def write_withheld(connection: Connection, dialect: Dialect, entry_id: str, paths: Iterable[str]) -> None:
    """Replace the paths whose values stay at home."""
    connection.execute(_WITHHOLD_NONE, {"entry": entry_id})
    dialect.insert(connection, _WITHHELD, [(entry_id, path) for path in paths])


def read_annotations(connection: Connection, entry_id: str, kind: str) -> dict[str, str]:
    """Return path → text of the notes or the explanations of one entry."""
    return pairs(connection.execute(_ANNOTATIONS, {"entry": entry_id, "of_kind": kind}))


def write_annotation(
    connection: Connection,
    dialect: Dialect,
    entry_id: str,
    kind: str,
    path: str,
    words: str,
    *,
    at: str,
    by: str,
) -> str:
    """Keep one note or explanation ("" removes it) and return the one before, "" for none."""
    here = {"entry": entry_id, "of_kind": kind, "at_path": path}
    old = pairs(connection.execute(_ANNOTATION_AT, here)).get(path, "")
    if words:
        dialect.upsert(connection, ANNOTATION, [(entry_id, path, kind, words, by, at)])
    elif old:
        dialect.delete(connection, ANNOTATION, [(entry_id, path, kind)])
    return old


def read_comments(connection: Connection, entry_id: str) -> list[Comment]:
    """Return what the province said of this revision, in order."""
    return [Comment(*row) for row in connection.execute(_COMMENTS, {"entry": entry_id})]


def write_comments(
    connection: Connection, dialect: Dialect, entry_id: str, comments: Sequence[Comment]
) -> None:
    """Replace what the province said of this revision."""
    connection.execute(_NO_COMMENTS, {"entry": entry_id})
    rows = [(entry_id, number, c.path, c.text, c.by, c.at) for number, c in enumerate(comments)]
    dialect.insert(connection, _COMMENT, rows)
