"""A store in a temporary folder, and short ways to make entries."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from models.entries import Change, EntryHead, EntryState
from models.store import Store
from tests.databases import Rooms

AT = "2026-10-20T03:04:05Z"


@dataclass(frozen=True)
class Counted:
    """Counts as a session gives them."""

    done: int = 0
    total: int = 0
    hard: int = 0
    soft: int = 0


@dataclass(frozen=True)
class Maker:
    """Short ways to write what tests need."""

    at: str = AT
    by: str = "Lan"

    def head(self, number: int = 1, period: str | None = "2026M10", form: str = "monthly") -> EntryHead:
        entry_id = f"{number:032x}"
        return EntryHead(
            id=entry_id,
            lineage=entry_id,
            form=form,
            form_version="1",
            form_sha256="0" * 64,
            unit="22810",
            period=period,
            revision=1,
            replaces=None,
            state=EntryState.DRAFT,
            created_at=self.at,
            updated_at=self.at,
        )

    def change(self, path: str, new: str, old: str = "", why: str = "") -> Change:
        return Change(path, old, new, self.at, self.by, why)

    def counts(self, done: int = 0, total: int = 0, hard: int = 0, soft: int = 0) -> Counted:
        return Counted(done, total, hard, soft)

    def sent(self, store: Store, number: int = 1, period: str | None = "2026M10") -> str:
        """Add an entry with one value, complete and export it."""
        head = self.head(number, period)
        with store.transaction() as transaction:
            transaction.entries.add(head, [self.change("/data/a", "431")])
            for state in (EntryState.COMPLETE, EntryState.EXPORTED):
                transaction.entries.set_state(head.id, state, self.at, self.by)
        return head.id


@pytest.fixture
def make() -> Maker:
    return Maker()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "commune.db"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def places(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Path | str]:
    """Gives places for new stores: files, then schemas of a server."""
    if request.param == "sqlite":
        return lambda: tmp_path / f"{uuid.uuid4().hex}.db"
    schemas: Rooms = request.getfixturevalue("schemas")
    return schemas


@pytest.fixture
def store(places: Callable[[], Path | str]) -> Iterator[Store]:
    """A new store: each test that takes it runs on SQLite and on PostgreSQL."""
    with Store.open(places()) as opened:
        yield opened


@pytest.fixture
def draft(store: Store, make: Maker) -> str:
    head = make.head()
    with store.transaction() as transaction:
        transaction.entries.add(head, [make.change("/data/a", "1")], make.by)
    return head.id
