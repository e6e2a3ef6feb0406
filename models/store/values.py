"""Values and annotations of an entry: reading them whole, changing them cell by cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, select

from models.entries import Change, Comment
from models.store.dialect import Dialect
from models.store.parting import in_part_beside, in_part_of_entry, in_year, year_of
from models.store.schema import ENTRY, ENTRY_ANNOTATION, ENTRY_COMMENT, ENTRY_VALUE, ENTRY_WITHHELD

MANY = 50
"""From this many changed cells on, reading all values of the entry is cheaper than asking for each."""

_a = ENTRY_ANNOTATION.c

_VALUES = select(ENTRY_VALUE.c.path, ENTRY_VALUE.c.value).where(
    ENTRY_VALUE.c.entry_id == bindparam("entry"), in_part_of_entry(ENTRY_VALUE)
)
_VALUES_AT = _VALUES.where(ENTRY_VALUE.c.path.in_(bindparam("paths", expanding=True)))
# What entries hold that stands: of what is current, without what is withheld.
_STANDING = ENTRY_VALUE.join(
    ENTRY, and_(ENTRY_VALUE.c.entry_id == ENTRY.c.id, in_part_beside(ENTRY_VALUE, ENTRY))
).outerjoin(
    ENTRY_WITHHELD,
    and_(ENTRY_WITHHELD.c.entry_id == ENTRY_VALUE.c.entry_id, ENTRY_WITHHELD.c.path == ENTRY_VALUE.c.path),
)
_STANDS = (ENTRY.c.is_current, ENTRY_WITHHELD.c.path.is_(None))
_CURRENT_VALUES = (
    select(ENTRY_VALUE.c.entry_id, ENTRY_VALUE.c.path, ENTRY_VALUE.c.value)
    .select_from(_STANDING)
    .where(*_STANDS)
)
_EARLIER_VALUES = (
    select(ENTRY.c.period, ENTRY_VALUE.c.path, ENTRY_VALUE.c.value)
    .select_from(_STANDING)
    .where(
        ENTRY.c.unit == bindparam("of_unit"),
        ENTRY.c.form == bindparam("of_form"),
        ENTRY.c.period.in_(bindparam("periods", expanding=True)),
        *_STANDS,
    )
)
_WITHHELD_PATHS = select(ENTRY_WITHHELD.c.path).where(ENTRY_WITHHELD.c.entry_id == bindparam("entry"))
_WITHHOLD_NONE = delete(ENTRY_WITHHELD).where(ENTRY_WITHHELD.c.entry_id == bindparam("entry"))
_ANNOTATIONS = select(_a.path, _a.text).where(
    _a.entry_id == bindparam("entry"), _a.kind == bindparam("of_kind")
)
_ANNOTATION_AT = _ANNOTATIONS.where(_a.path == bindparam("at_path"))
_COMMENTS = (
    select(ENTRY_COMMENT.c.path, ENTRY_COMMENT.c.text, ENTRY_COMMENT.c.author, ENTRY_COMMENT.c.at)
    .where(ENTRY_COMMENT.c.entry_id == bindparam("entry"))
    .order_by(ENTRY_COMMENT.c.position)
)
_NO_COMMENTS = delete(ENTRY_COMMENT).where(ENTRY_COMMENT.c.entry_id == bindparam("entry"))


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
    query = _CURRENT_VALUES.where(*(ENTRY.c[column] == value for column, value in wanted.items()))
    year = {}
    if "period" in wanted:
        query, year = query.where(in_year(ENTRY_VALUE)), {"of_year": year_of(wanted["period"])}
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
    dialect.delete(connection, ENTRY_VALUE, drop)
    dialect.upsert(connection, ENTRY_VALUE, keep)


def read_withheld(connection: Connection, entry_id: str) -> set[str]:
    """Return the paths whose values stay at home."""
    return set(connection.execute(_WITHHELD_PATHS, {"entry": entry_id}).scalars())


def write_withheld(connection: Connection, dialect: Dialect, entry_id: str, paths: Iterable[str]) -> None:
    """Replace the paths whose values stay at home."""
    connection.execute(_WITHHOLD_NONE, {"entry": entry_id})
    dialect.insert(connection, ENTRY_WITHHELD, [(entry_id, path) for path in paths])


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
        dialect.upsert(connection, ENTRY_ANNOTATION, [(entry_id, path, kind, words, by, at)])
    elif old:
        dialect.delete(connection, ENTRY_ANNOTATION, [(entry_id, path, kind)])
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
    dialect.insert(connection, ENTRY_COMMENT, rows)
