"""The quick reader: what opening an entry asks of the store, said to sqlite3 without loading SQLAlchemy.

A start that goes straight to an entry cannot wait a third of a second for the statements of everything. The
few questions it asks stand here a second time, for reading only; a test compares every answer with the
store's, and every table and column with SQLModel's rows. See docs/adr/0006-start.md.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

from models.entries import Comment, EntryHead, EntryState
from models.errors import EntryNotFoundError, UnknownFormError
from models.store.installed import InstalledCatalogue

BUSY_SECONDS = 1.0  # longer than that, and the store itself may wait
_FIELDS = EntryHead.__struct_fields__
_HEADS = f"SELECT {', '.join(_FIELDS)} FROM entry"  # noqa: S608 - names of our own
_TRAVELLING = (
    "SELECT {what} FROM entry_value v JOIN entry e ON e.id = v.entry_id "
    "LEFT JOIN entry_withheld w ON w.entry_id = v.entry_id AND w.path = v.path "
    "WHERE w.path IS NULL AND "
)


class QuickStore:
    """One store's file, open for reading. Safe to use from several threads, one with-block at a time."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._alone = threading.Lock()
        self._reader: int | None = None

    @classmethod
    def open(cls, file: Path) -> Self | None:
        """Open a store that is exactly of this program's tables; None for any other, and for any trouble."""
        try:
            connection = sqlite3.connect(
                f"{file.absolute().as_uri()}?mode=rw",
                uri=True,
                timeout=BUSY_SECONDS,
                isolation_level=None,
                check_same_thread=False,
            )
        except (sqlite3.Error, OSError):
            return None
        try:
            connection.execute("PRAGMA query_only = ON")
            connection.execute("PRAGMA trusted_schema = OFF")
            found = {number for (number,) in connection.execute("SELECT number FROM schema_version")}
        except sqlite3.Error:
            found = set()
        if not found or found != numbers():
            connection.close()
            return None
        return cls(connection)

    @contextmanager
    def reading(self) -> Iterator[QuickTransaction]:
        """Read: the block sees one moment of the store. Raises sqlite3.Error."""
        own = threading.get_ident()
        if self._reader == own:  # it would wait for itself, see Store
            raise RuntimeError("a store transaction inside another one of the same thread")
        with self._alone:
            self._connection.execute("BEGIN")
            self._reader = own
            try:
                yield QuickTransaction(self._connection)
            finally:
                self._reader = None
                with suppress(sqlite3.Error):
                    self._connection.execute("ROLLBACK")

    def close(self) -> None:
        """Close the file, after the block that is under way."""
        with self._alone, suppress(sqlite3.Error):
            self._connection.close()


def numbers() -> set[int]:
    """Return the numbers of this program's migrations, by the names of their files."""
    files = (Path(__file__).parent / "migrations").glob("m[0-9][0-9][0-9][0-9]_*.py*")
    return {int(file.name[1:5]) for file in files}


class QuickTransaction:
    """What a with-block of the quick reader works with: the parts of models.store.transaction it knows."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.entries = QuickEntries(connection)
        self.catalogues = QuickCatalogues(connection)
        self.meta = QuickMeta(connection)


class QuickMeta:
    """See models.store.meta.Meta."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def get(self, key: str) -> str | None:
        """Return the text of ``key``, None when it was never set."""
        row = self._connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return None if row is None else row[0]


class QuickCatalogues:
    """See models.store.catalogues.Catalogues."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def current(self) -> InstalledCatalogue | None:
        """Return the catalogue in force, None before the first kit."""
        ask = self._connection.execute
        row = ask("SELECT kit_id, content, installed_at FROM catalogue WHERE is_current").fetchone()
        if row is None:
            return None
        kit, content, at = row
        forms = ask("SELECT form_id, sha256 FROM catalogue_form WHERE kit_id = ? ORDER BY form_id", (kit,))
        return InstalledCatalogue(
            kit_id=kit, content=content.encode(), installed_at=at, forms=dict(forms.fetchall())
        )

    def definition(self, form_sha256: str) -> str:
        """Return a form definition's JSON by its SHA-256. Raises UnknownFormError."""
        row = self._connection.execute(
            "SELECT content FROM form_definition WHERE sha256 = ?", (form_sha256,)
        ).fetchone()
        if row is None:
            raise UnknownFormError(value=form_sha256)
        return str(row[0])

    def media(self) -> dict[str, str]:
        """Return name → text of the media that the catalogue in force brings."""
        found = self._connection.execute(
            "SELECT m.name, t.content FROM catalogue_media m JOIN media_text t ON t.sha256 = m.sha256 "
            "JOIN catalogue c ON c.kit_id = m.kit_id WHERE c.is_current ORDER BY m.name"
        )
        return dict(found.fetchall())


class QuickEntries:
    """See models.store.entries.Entries."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def head(self, entry_id: str) -> EntryHead:
        """Return one head. Raises EntryNotFoundError."""
        row = self._connection.execute(f"{_HEADS} WHERE id = ?", (entry_id,)).fetchone()
        if row is None:
            raise EntryNotFoundError(id=entry_id)
        return _head(row)

    def heads(
        self,
        *,
        unit: str | None = None,
        form: str | None = None,
        period: str | None = None,
        states: Collection[EntryState] | None = None,
        current: bool = True,
    ) -> list[EntryHead]:
        """Return the heads that fit, oldest first; ``current=False`` brings older revisions too."""
        wanted = {"unit": unit, "form": form, "period": period}
        return self._heads(wanted, current=current, states=states)

    def revisions(self, lineage: str) -> list[EntryHead]:
        """Return all revisions of one thing, lowest revision first, without discarded ones."""
        found = self._heads({"lineage": lineage}, current=False, states=None)
        return sorted(found, key=lambda head: (head.revision, head.created_at, head.id))

    def find(self, form: str, unit: str, period: str) -> EntryHead | None:
        """Return the current revision of a periodic form, None when nothing was begun."""
        found = self.heads(form=form, unit=unit, period=period)
        return found[0] if found else None

    def _heads(
        self, wanted: dict[str, str | None], *, current: bool, states: Collection[EntryState] | None
    ) -> list[EntryHead]:
        given = {name: value for name, value in wanted.items() if value is not None}
        conditions = [f"{name} = ?" for name in given]
        values: list[str] = list(given.values())
        if current:
            conditions.append("is_current")
        if states is not None:
            conditions.append(f"state IN ({', '.join('?' * len(states))})")
            values += [state.value for state in states]
        elif not current:
            conditions.append("state <> ?")
            values.append(EntryState.DISCARDED.value)
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        rows = self._connection.execute(f"{_HEADS}{where} ORDER BY created_at, revision, id", values)
        return [_head(row) for row in rows]

    def values(self, entry_id: str) -> dict[str, str]:
        """Return path → value; blank cells are absent, values of non-relevant cells are there."""
        return self._pairs("SELECT path, value FROM entry_value WHERE entry_id = ?", entry_id)

    def travelling(self, entry_id: str) -> dict[str, str]:
        """Return path → value without the values that are withheld."""
        return self._pairs(_TRAVELLING.format(what="v.path, v.value") + "e.id = ?", entry_id)

    def earlier(self, form: str, unit: str, periods: Iterable[str]) -> dict[str, dict[str, str]]:
        """Return period → path → value of a unit's current entries of these periods, as they travel."""
        asked = list(periods)
        query = _TRAVELLING.format(what="e.period, v.path, v.value") + (
            f"e.form = ? AND e.unit = ? AND e.is_current AND e.period IN ({', '.join('?' * len(asked))})"
        )
        found: dict[str, dict[str, str]] = {}
        for period, path, value in self._connection.execute(query, (form, unit, *asked)):
            found.setdefault(period, {})[path] = value
        return found

    def notes(self, entry_id: str) -> dict[str, str]:
        """Return path → note."""
        return self._annotations(entry_id, "note")

    def explanations(self, entry_id: str) -> dict[str, str]:
        """Return path → explanation of a soft violation."""
        return self._annotations(entry_id, "explanation")

    def comments(self, entry_id: str) -> list[Comment]:
        """Return what the province said of this revision, in order."""
        rows = self._connection.execute(
            "SELECT path, text, author, at FROM entry_comment WHERE entry_id = ? ORDER BY position",
            (entry_id,),
        )
        return [Comment(*row) for row in rows]

    def _annotations(self, entry_id: str, kind: str) -> dict[str, str]:
        return self._pairs(
            "SELECT path, text FROM entry_annotation WHERE entry_id = ? AND kind = ?", entry_id, kind
        )

    def _pairs(self, query: str, *values: str) -> dict[str, str]:
        return dict(self._connection.execute(query, values).fetchall())


def _head(row: tuple[Any, ...]) -> EntryHead:
    fields = dict(zip(_FIELDS, row, strict=True))
    return EntryHead(**fields | {"state": EntryState(fields["state"])})
