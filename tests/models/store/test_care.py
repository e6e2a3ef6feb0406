"""Lock, backup, restore and examination of a store."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from models.store import Store
from models.store.backup import backup, backups, daily_backup, restore
from models.store.doctor import examine
from models.store.errors import (
    StoreDamagedError,
    StoreError,
    StoreFullError,
    StoreLockedError,
    StoreNewerError,
    StoreReadOnlyError,
)
from models.store.lock import WorkspaceLock

Make = Any
NOW = datetime(2026, 10, 20, 3, 4, 5, tzinfo=UTC)


@pytest.fixture
def store(file: Path) -> Iterator[Store]:
    """A new store in a file."""
    with Store.open(file) as opened:
        yield opened


def value(file: Path) -> str | None:
    with Store.open(file) as store, store.reading() as t:
        return t.meta.get("a")


def put(store: Store, text: str) -> None:
    with store.transaction() as t:
        t.meta.set("a", text)


def test_a_folder_is_held_by_one_program(tmp_path: Path) -> None:
    with WorkspaceLock.take(tmp_path) as lock:
        assert lock.enforced
        with pytest.raises(StoreLockedError) as refused:
            WorkspaceLock.take(tmp_path)
        assert refused.value.details["holder"]
    with WorkspaceLock.take(tmp_path):
        pass


def test_a_killed_program_lets_go_of_the_folder(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from models.store.lock import WorkspaceLock;"
        "lock = WorkspaceLock.take(Path(sys.argv[1])); print('held', flush=True); sys.stdin.read()"
    )
    program = [sys.executable, "-c", code, str(tmp_path)]
    with subprocess.Popen(program, stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == "held"
        with pytest.raises(StoreLockedError) as refused:
            WorkspaceLock.take(tmp_path)
        assert refused.value.details["holder"] == str(other.pid)
        other.kill()
        other.wait()
    WorkspaceLock.take(tmp_path).release()


def test_a_folder_on_a_full_disk_can_still_be_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.write", full)
    with WorkspaceLock.take(tmp_path), pytest.raises(StoreLockedError):
        WorkspaceLock.take(tmp_path)


def test_half_a_copy_is_not_left_behind(file: Path, tmp_path: Path) -> None:
    file.write_bytes(b"garbage" * 1000)
    with pytest.raises(StoreDamagedError):
        backup(file, tmp_path / "backups", NOW)
    assert list((tmp_path / "backups").iterdir()) == []


def test_a_lock_in_a_missing_folder_says_so(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        WorkspaceLock.take(tmp_path / "missing")


@pytest.mark.skipif(
    not Path("/sys/kernel").is_dir(), reason="needs a folder that nobody can write, even as root"
)
def test_a_lock_in_a_folder_that_may_not_be_written_says_so() -> None:
    with pytest.raises(StoreReadOnlyError):
        WorkspaceLock.take(Path("/sys"))


def test_a_backup_is_made_while_the_store_is_in_use(store: Store, file: Path, tmp_path: Path) -> None:
    put(store, "saved")
    with store.reading():
        copy = backup(file, tmp_path / "backups", NOW)
    put(store, "later")
    assert copy.name == "commune-2026-10-20-030405.db"
    assert value(copy) == "saved"
    assert {path.name for path in copy.parent.iterdir()} == {copy.name}


def test_only_the_newest_backups_stay(store: Store, file: Path, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "commune-before-0003-2020-01-01-000000.db").write_bytes(b"kept")
    for day in range(5):
        backup(file, folder, NOW + timedelta(days=day), keep=3)
    assert [path.name for path in backups(file, folder)] == [
        "commune-2026-10-24-030405.db",
        "commune-2026-10-23-030405.db",
        "commune-2026-10-22-030405.db",
    ]
    assert (folder / "commune-before-0003-2020-01-01-000000.db").exists()


def test_what_is_not_there_is_not_backed_up(file: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        backup(file, tmp_path / "backups", NOW)
    assert not file.exists()


def test_a_restore_that_fails_leaves_no_half_file(
    store: Store, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, "kept")
    copy = backup(file, tmp_path / "elsewhere", NOW)
    store.close()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("models.store.backup._set_aside", full)
    with pytest.raises(StoreFullError):
        restore(copy, file, NOW)
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["commune.db"]
    assert value(file) == "kept"


def test_a_daily_backup_is_made_once_a_day(store: Store, file: Path, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    assert daily_backup(file, folder, NOW) is not None
    assert daily_backup(file, folder, NOW + timedelta(hours=5)) is None
    assert daily_backup(file, folder, NOW + timedelta(days=1)) is not None
    assert len(backups(file, folder)) == 2


@pytest.mark.skipif(os.name != "posix", reason="other systems keep a user's folder to the user")
def test_nobody_else_reads_the_store_or_its_copies(store: Store, file: Path, tmp_path: Path) -> None:
    copy = backup(file, tmp_path / "backups", NOW)
    log = file.with_name(file.name + "-wal")
    assert [stat.S_IMODE(path.stat().st_mode) for path in (file, log, copy)] == [0o600] * 3


def test_restoring_brings_back_the_copy_and_keeps_what_was_there(
    store: Store, file: Path, tmp_path: Path
) -> None:
    put(store, "old")
    copy = backup(file, tmp_path / "elsewhere", NOW)
    put(store, "new")
    store.close()
    aside = restore(copy, file, NOW)
    assert value(file) == "old"
    assert aside is not None
    assert value(aside) == "new"


def test_a_log_left_by_a_kill_is_not_replayed_into_the_restored_file(
    store: Store, file: Path, tmp_path: Path
) -> None:
    put(store, "old")
    copy = backup(file, tmp_path / "elsewhere", NOW)
    put(store, "new")
    killed = tmp_path / "killed"
    killed.mkdir()
    for path in (file, *(file.with_name(file.name + suffix) for suffix in ("-wal", "-shm"))):
        shutil.copy(path, killed / path.name)
    aside = restore(copy, killed / "commune.db", NOW)
    assert value(killed / "commune.db") == "old"
    assert aside is not None
    assert value(aside) == "new"


def test_a_damaged_file_is_replaced_and_kept(store: Store, file: Path, tmp_path: Path) -> None:
    put(store, "old")
    copy = backup(file, tmp_path / "elsewhere", NOW)
    store.close()
    file.write_bytes(b"garbage" * 1000)
    aside = restore(copy, file, NOW)
    assert value(file) == "old"
    assert aside is not None
    assert aside.read_bytes() == b"garbage" * 1000


def test_restoring_into_an_empty_folder_works(store: Store, file: Path, tmp_path: Path) -> None:
    put(store, "old")
    copy = backup(file, tmp_path / "elsewhere", NOW)
    target = tmp_path / "other.db"
    assert restore(copy, target, NOW) is None
    assert value(target) == "old"


@pytest.mark.parametrize("bad", ["garbage", "foreign", "newer", "missing"])
def test_a_copy_that_is_no_sound_store_changes_nothing(
    store: Store, file: Path, tmp_path: Path, bad: str
) -> None:
    put(store, "kept")
    copy = tmp_path / "copy.db"
    if bad == "garbage":
        copy.write_bytes(b"garbage" * 1000)
    elif bad == "foreign":
        with closing(sqlite3.connect(copy)) as connection:
            connection.execute("CREATE TABLE bookmarks (a)")
    elif bad == "newer":
        shutil.copy(backup(file, tmp_path / "elsewhere", NOW), copy)
        with closing(sqlite3.connect(copy)) as connection:
            connection.execute("INSERT INTO schema_version VALUES (9999, 'later', '')")
            connection.commit()
    kinds = {"newer": StoreNewerError, "missing": StoreError}
    with pytest.raises(kinds.get(bad, StoreDamagedError)):
        restore(copy, file, NOW)
    store.close()
    assert value(file) == "kept"


def checks(file: Path) -> dict[str, bool]:
    return {check.name: check.ok for check in examine(file)}


def test_a_sound_store_passes_every_check(store: Store, file: Path, make: Make) -> None:
    entry = make.sent(store)
    with store.transaction() as t:
        new = t.entries.revise(entry, "f" * 32, make.at, make.by)
        t.entries.record(
            new.id, [make.change("/data/a", "2"), make.change("/data/b", "")], make.counts(), make.at
        )
    backup(file, file.parent / "backups", NOW)
    found = checks(file)
    found.pop("space")
    assert found == dict.fromkeys(
        ["file", "integrity", "references", "schema", "current", "history", "backup"], True
    )


def test_a_value_changed_behind_the_history_is_found(store: Store, file: Path, draft: str) -> None:
    with store.transaction() as t:
        t.connection.exec_driver_sql("UPDATE entry_value SET value = '999'")
    found = checks(file)
    assert (found["history"], found["integrity"]) == (False, True)


def test_a_missing_and_a_damaged_file_are_told_without_raising(file: Path) -> None:
    assert checks(file)["file"] is False
    file.write_bytes(b"garbage" * 1000)
    assert (checks(file)["file"], checks(file)["integrity"]) == (True, False)
