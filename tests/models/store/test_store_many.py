"""Several programs at once: opening, and taking in the same files."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest

from models.entries import EntrySnapshot, EntryState
from models.store import Store
from models.store.migrations import MIGRATIONS

Make = Any
Places = Callable[[], Path | str]


def test_several_programs_may_open_a_new_store_at_once(places: Places) -> None:
    place = places()

    def open_and_look(_: int) -> list[int]:
        with Store.open(place) as store, store.reading() as t:
            rows = t.connection.exec_driver_sql("SELECT number FROM schema_version ORDER BY number")
            return [number for (number,) in rows]

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(open_and_look, range(4)))
    assert found == [[step.number for step in MIGRATIONS]] * 4


def test_several_programs_may_migrate_an_older_store_at_once(tmp_path: Path) -> None:
    file = tmp_path / "commune.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(Path(__file__).with_name("filled_v1.sql").read_text(encoding="utf-8"))

    def count(_: int) -> int:
        with Store.open(file) as store, store.reading() as t:
            return len(t.entries.heads(current=False))

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(count, range(4))) == [3] * 4
    assert len(list((tmp_path / "backups").iterdir())) == 1


@pytest.fixture
def arrived() -> list[EntrySnapshot]:
    """Twelve communes with three revisions each, with 30 values a revision."""
    return [
        EntrySnapshot(
            id=f"{unit:02d}{revision:02d}" * 8,
            lineage=f"{unit:02d}" * 16,
            form="monthly",
            form_version="1",
            form_sha256="0" * 64,
            unit=f"228{unit:02d}",
            period="2026M10",
            revision=revision,
            replaces=f"{unit:02d}{revision - 1:02d}" * 8 if revision > 1 else None,
            completed_at="2026-10-20T03:04:05Z",
            completed_by="Lan",
            values={f"/data/q{number}": str(number * revision) for number in range(30)},
        )
        for unit in range(12)
        for revision in (1, 2, 3)
    ]


def test_several_clerks_take_in_the_same_files_and_nothing_counts_twice(
    places: Places, arrived: list[EntrySnapshot]
) -> None:
    place = places()
    Store.open(place).close()

    def take_in(clerk: int) -> int:
        mine = random.Random(clerk).sample(arrived, len(arrived))
        with Store.open(place) as store:
            new = 0
            for snapshot in mine:
                with store.transaction() as t:
                    new += t.entries.absorb(
                        snapshot, state=EntryState.RECEIVED, received_at="2026-10-21T00:00:00Z", bundle_id="b"
                    )
        return new

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(take_in, range(4))) == len(arrived)
    with Store.open(place) as store, store.reading() as t:
        heads = t.entries.heads(current=False)
        current = t.entries.heads()
        assert {head.revision for head in current} == {3}
        assert (len(heads), len(current)) == (36, 12)
        assert {head.state for head in heads if head.revision < 3} == {EntryState.SUPERSEDED}
        for snapshot in arrived:
            assert t.entries.values(snapshot.id) == snapshot.values


def test_a_commune_s_text_comes_back_letter_for_letter(store: Store, arrived: list[EntrySnapshot]) -> None:
    words = {
        f"/data/t{n}": w
        for n, w in enumerate(["Hòa", "Hoà", "a\tb", "a\\nb", 'x"y', "'; --", "🙂", "%s :id ?"])
    }
    snapshot = msgspec.structs.replace(
        arrived[0], values=words | arrived[0].values, notes={"/data/t0": "\\."}
    )
    with store.transaction() as t:
        t.entries.absorb(snapshot, state=EntryState.RECEIVED, received_at="x", bundle_id="b")
    with store.reading() as t:
        assert t.entries.snapshot(snapshot.id).values == snapshot.values
        assert t.entries.notes(snapshot.id) == snapshot.notes


@pytest.mark.parametrize(
    "awkward",
    ["a\tb", "a\nb", "a\\b", "\\N", "\\.", "a\rb", "a\r\nb", "\t", "\\t", "Xã Lập Lá", "'); --", "%s"],
)
def test_what_bulk_rows_must_escape_comes_back_as_it_was(store: Store, make: Any, awkward: str) -> None:
    """Enough rows for COPY; one cell of them is awkward."""
    values = {f"/data/r[{row}]/x": str(row) for row in range(1, 40)} | {"/data/note": awkward}
    changes = [make.change(path, value) for path, value in values.items()]
    with store.transaction() as t:
        t.entries.add(make.head(), changes)
    with store.reading() as t:
        assert t.entries.values(make.head().id) == values
        assert [change.new for change in t.history.of(make.head().id)] == list(values.values())
