"""Values and annotations of an entry: reading them whole, changing them cell by cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, text

from models.entries import Change, Comment
from models.store.dialect import Dialect

MANY = 50
"""From this many changed cells on, reading all values of the entry is cheaper than asking for each."""


def pairs(rows: Iterable[Any]) -> dict[str, str]:
    """Return rows of two texts as a mapping."""
    return {row[0]: row[1] for row in rows}


def read_values(connection: Connection, entry_id: str, paths: Iterable[str] | None = None) -> dict[str, str]:
    """Return path → value of one entry, or of these paths of it. Blank cells are absent."""
    query = "SELECT path, value FROM entry_value WHERE entry_id = :id"
    if paths is None:
        found = connection.execute(text(query), {"id": entry_id})
        return pairs(found)
    one = text(query + " AND path = :path")
    rows = (connection.execute(one, {"id": entry_id, "path": path}).one_or_none() for path in paths)
    return {row[0]: row[1] for row in rows if row is not None}


def read_many(connection: Connection, wanted: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Return entry id → path → value of current entries by columns of their heads; nothing withheld."""
    where = " AND ".join(f"e.{column} = :{column}" for column in wanted)
    query = (
        "SELECT v.entry_id, v.path, v.value FROM entry e JOIN entry_value v ON v.entry_id = e.id "  # noqa: S608
        "LEFT JOIN entry_withheld w ON w.entry_id = v.entry_id AND w.path = v.path "
        f"WHERE e.is_current AND w.path IS NULL AND {where}"
    )
    found: dict[str, dict[str, str]] = {}
    for entry_id, path, value in connection.execute(text(query), dict(wanted)):
        found.setdefault(entry_id, {})[path] = value
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
    dialect.delete(connection, "entry_value", ("entry_id", "path"), drop)
    dialect.upsert(connection, "entry_value", ("entry_id", "path", "value"), keep)


def read_withheld(connection: Connection, entry_id: str) -> set[str]:
    """Return the paths whose values stay at home."""
    found = connection.execute(text("SELECT path FROM entry_withheld WHERE entry_id = :id"), {"id": entry_id})
    return {path for (path,) in found}


def write_withheld(connection: Connection, dialect: Dialect, entry_id: str, paths: Iterable[str]) -> None:
    """Replace the paths whose values stay at home."""
    connection.execute(text("DELETE FROM entry_withheld WHERE entry_id = :id"), {"id": entry_id})
    dialect.insert(connection, "entry_withheld", ("entry_id", "path"), [(entry_id, path) for path in paths])


def read_annotations(connection: Connection, entry_id: str, kind: str) -> dict[str, str]:
    """Return path → text of the notes or the explanations of one entry."""
    query = text("SELECT path, text FROM entry_annotation WHERE entry_id = :id AND kind = :kind")
    return pairs(connection.execute(query, {"id": entry_id, "kind": kind}))


def write_annotation(
    connection: Connection, entry_id: str, kind: str, path: str, words: str, *, at: str, by: str
) -> str:
    """Keep one note or explanation ("" removes it) and return the one before, "" for none."""
    key = {"id": entry_id, "path": path, "kind": kind}
    where = "WHERE entry_id = :id AND path = :path AND kind = :kind"
    old = connection.execute(text(f"SELECT text FROM entry_annotation {where}"), key).scalar_one_or_none()  # noqa: S608
    if old is not None:
        connection.execute(text(f"DELETE FROM entry_annotation {where}"), key)  # noqa: S608
    if words:
        insert = text(
            "INSERT INTO entry_annotation (entry_id, path, kind, text, author, at) "
            "VALUES (:id, :path, :kind, :words, :by, :at)"
        )
        connection.execute(insert, key | {"words": words, "by": by, "at": at})
    return old or ""


def read_comments(connection: Connection, entry_id: str) -> list[Comment]:
    """Return what the province said of this revision, in order."""
    query = text("SELECT path, text, author, at FROM entry_comment WHERE entry_id = :id ORDER BY position")
    return [Comment(*row) for row in connection.execute(query, {"id": entry_id})]


def write_comments(
    connection: Connection, dialect: Dialect, entry_id: str, comments: Sequence[Comment]
) -> None:
    """Replace what the province said of this revision."""
    connection.execute(text("DELETE FROM entry_comment WHERE entry_id = :id"), {"id": entry_id})
    rows = [(entry_id, number, c.path, c.text, c.by, c.at) for number, c in enumerate(comments)]
    dialect.insert(
        connection, "entry_comment", ("entry_id", "position", "path", "text", "author", "at"), rows
    )
