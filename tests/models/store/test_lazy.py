"""The store that is there at once: who waits for what, and that nothing is said to be saved before it is."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from models.store import Store
from models.store.errors import StoreDamagedError, StoreFullError
from models.store.lazy import LazyStore
from tui.saver import Keeping, Saver

ROOT = Path(__file__).resolve().parents[3]
AT = "2026-10-20T03:04:05Z"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "commune.db"
    with Store.open(made) as store, store.transaction() as t:
        t.meta.set("unit", "22810")
    return made


@pytest.fixture
def lazy(file: Path) -> Iterator[LazyStore]:
    made = LazyStore(file)
    yield made
    made.close()


class Never:
    """Stands where the store is opened and lets nobody."""

    @staticmethod
    def open(_file: Path) -> Store:
        raise AssertionError("the store was opened")


def test_reading_is_answered_before_the_store_is_open(
    lazy: LazyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models.store.facade.Store", Never)
    assert lazy.quick
    with lazy.reading() as t:
        assert t.meta.get("unit") == "22810"
        assert t.entries.heads() == []


def test_writing_waits_for_the_store_and_is_read_back_afterwards(lazy: LazyStore) -> None:
    with lazy.transaction() as t:
        t.meta.set("unit", "22813")
    with lazy.reading() as t:
        assert t.meta.get("unit") == "22813"
        assert t.connection is not None  # the store's own transaction


def test_what_the_quick_reader_does_not_know_is_asked_of_the_store_in_the_same_block(lazy: LazyStore) -> None:
    with lazy.reading() as t:
        assert t.meta.get("unit") == "22810"
        assert t.entries.values_of(form="monthly") == {}
        assert t.history.of("0" * 32) == []
        assert t.exchange.outbox.all() == []
        assert t.meta.get("unit") == "22810"
    lazy.close()


def test_a_store_of_an_older_program_is_migrated_before_anything_is_read(tmp_path: Path) -> None:
    old = tmp_path / "old.db"
    connection = sqlite3.connect(old)
    connection.executescript((Path(__file__).parent / "filled_v1.sql").read_text(encoding="utf-8"))
    connection.close()
    lazy = LazyStore(old)
    assert not lazy.quick
    with lazy.reading() as t:
        assert t.entries.heads()
    lazy.close()
    assert list(tmp_path.glob("backups/*"))


def test_a_file_that_is_no_store_says_so_in_the_stores_words(tmp_path: Path) -> None:
    noise = tmp_path / "noise.db"
    noise.write_bytes(b"\x89not a database" * 400)
    lazy = LazyStore(noise)
    with pytest.raises(StoreDamagedError), lazy.reading():
        pass
    lazy.close()


def test_damage_that_the_quick_reader_meets_on_its_way_is_told_by_the_store(file: Path) -> None:
    with sqlite3.connect(file) as connection:  # a table whose rows cannot be found any more
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE sqlite_master SET rootpage = 99999 WHERE name = 'meta'")
    connection.close()
    lazy = LazyStore(file)
    with pytest.raises(StoreDamagedError), lazy.reading() as t:
        t.meta.get("unit")
    lazy.close()


def test_a_store_that_cannot_be_opened_yet_keeps_the_value_unsaved_and_saves_it_later(
    lazy: LazyStore, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full:
        attempts = 0

        @classmethod
        def open(cls, wanted: Path) -> Any:
            cls.attempts += 1
            if cls.attempts < 3:
                raise StoreFullError(reason="no space left")
            return Store.open(wanted)

    monkeypatch.setattr("models.store.facade.Store", Full)
    told: list[Keeping] = []
    saver = Saver(lambda: told.append(saver.keeping), pause=0.01, grace=0)

    def write() -> None:
        with lazy.transaction() as t:
            t.meta.set("unit", "typed")

    saver.submit(write, "e", ["/data/a"])
    assert saver.waits("e", "/data/a")
    assert saver.flush(20)
    saver.stop()
    assert told[0] is Keeping.SAVING
    assert Keeping.NOT_SAVED in told
    assert told.index(Keeping.SAVED) == len(told) - 1
    connection = sqlite3.connect(file)
    assert connection.execute("SELECT value FROM meta WHERE key = 'unit'").fetchone() == ("typed",)
    connection.close()


def test_many_threads_that_ask_at_once_open_the_store_once(
    lazy: LazyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []

    class Counted:
        @staticmethod
        def open(wanted: Path) -> Store:
            opened.append(wanted)
            return Store.open(wanted)

    monkeypatch.setattr("models.store.facade.Store", Counted)
    together = threading.Barrier(6)
    trouble: list[BaseException] = []

    def work(number: int) -> None:
        try:
            together.wait(10)
            with lazy.reading() as t:
                assert t.meta.get("unit") is not None
            with lazy.transaction() as t:
                t.meta.set(str(number), "there")
            with lazy.reading() as t:
                assert t.meta.get(str(number)) == "there"
        except BaseException as error:
            trouble.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert trouble == []
    assert len(opened) == 1


def test_opening_an_entry_loads_neither_sqlalchemy_nor_pydantic() -> None:
    """The desk, the quick store, the lock and the entry's screen: all that a start in an entry loads."""
    code = (
        "import models.store.lazy, models.store.lock, models.desk, models.catalogue, tui.screens.entry, sys\n"
        "print(sorted({'sqlalchemy', 'sqlmodel', 'pydantic', 'cryptography', 'typer',\n"
        "'models.forms.expressions.parser', 'models.forms.migration', 'tui.screens.grid'}"
        " & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"
