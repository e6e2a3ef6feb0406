"""What the store says when the disk, the file or another program stands in the way."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from models.store import Store
from models.store.errors import (
    StoreDamagedError,
    StoreError,
    StoreFailedError,
    StoreFullError,
    StoreLockedError,
    StoreReadOnlyError,
)
from models.store.translate import store_error

Make = Any


@pytest.fixture
def store(file: Path) -> Iterator[Store]:
    """A new store in a file."""
    with Store.open(file) as opened:
        yield opened


def with_pragma(store: Store, pragma: str) -> None:
    """Set a pragma on every connection that the store has or will have."""
    store._engine.dispose()
    event.listen(store._engine, "connect", lambda dbapi, _: dbapi.execute(f"PRAGMA {pragma}").close())


def test_the_pragmas_that_keep_a_cell_are_on(store: Store) -> None:
    with store.transaction() as t:
        values = {
            name: t.connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert values == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}


def test_a_block_that_raises_leaves_nothing(store: Store, draft: str, make: Make) -> None:
    def fail() -> None:
        with store.transaction() as t:
            t.entries.record(draft, [make.change("/data/a", "2")], make.counts(), make.at)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with store.reading() as t:
        assert t.entries.values(draft) == {"/data/a": "1"}


def test_a_reading_block_cannot_write(store: Store) -> None:
    with pytest.raises(StoreReadOnlyError), store.reading() as t:
        t.meta.set("a", "b")
    with store.transaction() as t:
        t.meta.set("a", "c")


def test_a_reading_block_sees_one_moment(store: Store, draft: str, make: Make) -> None:
    def write() -> None:
        with store.transaction() as inner:
            inner.entries.record(draft, [make.change("/data/a", "2")], make.counts(), make.at)

    with store.reading() as t:
        before = t.entries.values(draft)
        writer = threading.Thread(target=write)
        writer.start()
        writer.join()
        assert t.entries.values(draft) == before == {"/data/a": "1"}
    with store.reading() as t:
        assert t.entries.values(draft) == {"/data/a": "2"}


def test_a_block_inside_a_block_is_told_at_once(store: Store) -> None:
    with pytest.raises(RuntimeError, match="inside another"), store.transaction(), store.transaction():
        pass


def test_a_full_disk_is_named_and_loses_nothing(store: Store, draft: str, make: Make, file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
    with_pragma(store, f"max_page_count = {pages}")
    with pytest.raises(StoreFullError), store.transaction() as t:
        t.entries.record(draft, [make.change("/data/a", "x" * 100_000)], make.counts(), make.at)
    with store.reading() as t:
        assert t.entries.values(draft) == {"/data/a": "1"}


def test_a_file_that_may_not_be_written_is_named(store: Store, file: Path) -> None:
    store.close()
    read_only = Store.open(f"sqlite:///file:{file}?mode=ro&uri=true")
    with pytest.raises(StoreReadOnlyError), read_only.transaction() as t:
        t.meta.set("a", "b")
    read_only.close()


@pytest.mark.skipif(
    not Path("/sys/kernel").is_dir(), reason="needs a folder that nobody can write, even as root"
)
def test_a_folder_that_may_not_be_written_is_named() -> None:
    with pytest.raises(StoreReadOnlyError):
        Store.open(Path("/sys/commune.db"))


def test_a_folder_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        Store.open(tmp_path)


def test_a_file_that_is_no_database_is_named_and_left_alone(file: Path) -> None:
    file.write_bytes(b"this is not a database, not at all" * 100)
    before = file.read_bytes()
    with pytest.raises(StoreDamagedError):
        Store.open(file)
    assert file.read_bytes() == before


def test_a_file_damaged_in_the_middle_is_named(store: Store, file: Path, make: Make) -> None:
    with store.transaction() as t:
        for number in range(1, 80):
            head = make.head(number, period=None)
            t.entries.add(head, [make.change(f"/data/q{i}", "x" * 200) for i in range(20)])
    store.close()
    content = bytearray(file.read_bytes())
    content[8192 : len(content) - 4096] = os.urandom(len(content) - 8192 - 4096)
    file.write_bytes(content)

    def read_all() -> None:
        with Store.open(file) as damaged, damaged.reading() as t:
            for head in t.entries.heads():
                t.entries.values(head.id)
                t.history.of(head.id)

    with pytest.raises(StoreDamagedError):
        read_all()


def test_a_database_that_another_program_holds_is_named(store: Store, file: Path) -> None:
    with_pragma(store, "busy_timeout = 50")
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreLockedError), store.transaction() as t:
            t.meta.set("a", "b")
        other.execute("ROLLBACK")
    with store.transaction() as t:
        t.meta.set("a", "b")


def test_errors_of_the_system_are_translated_in_one_place() -> None:
    assert isinstance(store_error(OSError(28, "No space left on device")), StoreFullError)
    assert isinstance(store_error(OSError(30, "Read-only file system")), StoreReadOnlyError)
    assert isinstance(store_error(PermissionError(13, "Permission denied")), StoreReadOnlyError)
    assert isinstance(store_error(OSError(5, "Input/output error")), StoreFailedError)


def test_two_threads_write_and_none_loses_a_cell(store: Store, draft: str, make: Make) -> None:
    def write(name: str) -> None:
        for number in range(60):
            with store.transaction() as t:
                t.entries.record(draft, [make.change(f"/data/{name}{number}", "1")], make.counts(), make.at)

    threads = [threading.Thread(target=write, args=(name,)) for name in ("x", "y", "z")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.reading() as t:
        assert len(t.entries.values(draft)) == 1 + 3 * 60
        assert len(t.history.of(draft)) == 1 + 3 * 60


WRITER = """
    import sys
    from pathlib import Path
    from models.entries import Change, EntryHead, EntryState
    from models.store import Store

    class Counts:
        done = total = hard = soft = 0

    store = Store.open(Path(sys.argv[1]))
    head = EntryHead(id="a" * 32, lineage="a" * 32, form="monthly", form_version="1", form_sha256="0" * 64,
                     unit="22810", period="2026M10", revision=1, replaces=None, state=EntryState.DRAFT,
                     created_at="x", updated_at="x")
    with store.transaction() as t:
        t.entries.add(head)
    number = 0
    while True:
        number += 1
        with store.transaction() as t:
            t.entries.record(head.id, [Change("/data/a", "", str(number), "x", "me")], Counts(), "x")
            if number == int(sys.argv[2]):
                print("inside", flush=True)
                sys.stdin.read()
        print(number, flush=True)
"""


def killed_writer(file: Path, stop_inside: int, until: str) -> None:
    """Run a program that commits cell after cell, and kill it once it has said ``until``."""
    program = [sys.executable, "-c", textwrap.dedent(WRITER), str(file), str(stop_inside)]
    with subprocess.Popen(program, stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        for line in writer.stdout:
            if line.strip() == until:
                break
        writer.send_signal(getattr(signal, "SIGKILL", signal.SIGTERM))


def kept(file: Path) -> tuple[int, list[int]]:
    with Store.open(file) as store, store.reading() as t:
        return int(t.entries.values("a" * 32)["/data/a"]), [int(c.new) for c in t.history.of("a" * 32)]


def test_a_cell_survives_a_kill_right_after_its_commit(file: Path) -> None:
    killed_writer(file, 0, "40")
    value, history = kept(file)
    assert value >= 40
    assert history == list(range(1, value + 1))


def test_a_kill_inside_a_transaction_leaves_the_cell_before(file: Path) -> None:
    killed_writer(file, 7, "inside")
    assert kept(file) == (6, [1, 2, 3, 4, 5, 6])
