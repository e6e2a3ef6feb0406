"""The province's archive by the commands: checked in full, and read into a new store."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from sync import journal
from sync.errors import DestinationError
from tests.cli.conftest import House, Run

VALUES = "SELECT entry_id, path, value FROM entry_value"


@pytest.fixture
def archive(run: Run, house: House, month: str, figures: Path) -> Path:
    """The archive of a province that took one bundle in and accepted what it brought."""
    run("enter", "monthly", month, "--from", figures, *house.here)
    file = run("export", "--to", house.stick, *house.here, "--json").json["file"]
    assert run("province", "import", file, *house.there).code == 0
    assert run("province", "accept", "22810", "monthly", month, *house.there).code == 0
    return house.province / "archive"


def bundle(archive: Path) -> Path:
    """The container of the bundle, which is smaller than the kit's."""
    return min(archive.rglob("*.tar"), key=lambda path: path.stat().st_size)


def values(file: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(file)) as connection:
        return sorted(connection.execute(VALUES).fetchall())


def test_a_missing_container_is_named_with_what_to_do(run: Run, house: House, archive: Path) -> None:
    container = bundle(archive)
    container.unlink()
    said = run("province", "archive", "verify", *house.there)
    assert (said.code, container.stem in said.out, "thiếu tệp" in said.out) == (1, True, True)
    english = run("province", "archive", "verify", *house.there, "--lang", "en")
    assert "the file is missing" in english.out
    assert "ask the units to send these again" in english.out


def test_a_sound_archive_is_equal_to_the_store(run: Run, house: House, archive: Path) -> None:
    said = run("province", "archive", "verify", *house.there)
    assert (said.code, "khớp với kho lưu trữ" in said.out) == (0, True), said.out
    told = run("province", "archive", "verify", *house.there, "--json").json
    assert told == {
        "sound": True,
        "checked": 1,
        "events": told["events"],
        "problems": [],
        "extra": [],
        "compared": True,
        "differences": [],
    }


def test_a_journal_that_was_cut_off_is_told_and_stops_nobody(run: Run, house: House, archive: Path) -> None:
    journal = archive / "journal.ndjson"
    journal.write_bytes(b"".join(journal.read_bytes().splitlines(keepends=True)[:-1]))
    said = run("province", "quarantine", *house.there)
    assert (said.code, "province archive verify" in said.err) == (0, True)
    said = run("province", "archive", "verify", *house.there)
    assert (said.code, "nhật ký kết thúc trước" in said.out) == (1, True)


def test_a_store_older_than_its_archive_is_not_worked_with(run: Run, house: House, archive: Path) -> None:
    store = house.province / "province.db"
    old = store.read_bytes()
    assert run("province", "revoke", "22810", "--why", "mất máy", *house.there).code == 0
    for tail in ("-wal", "-shm"):
        store.with_name(store.name + tail).unlink(missing_ok=True)
    store.write_bytes(old)
    said = run("province", "quarantine", *house.there)
    assert (said.code, "archive rebuild" in said.err) == (4, True)
    new = house.province / "new.db"
    assert run("province", "archive", "rebuild", new, *house.there).code == 0
    settings = house.province / "province.toml"
    settings.write_text(settings.read_text().replace("# store", f'store = "{new.as_posix()}"\n# store', 1))
    assert run("province", "archive", "verify", *house.there, "--json").json["sound"] is True


def test_a_store_that_was_tampered_with_is_found(run: Run, house: House, archive: Path) -> None:
    with closing(sqlite3.connect(house.province / "province.db")) as connection, connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("UPDATE entry_value SET value = '999' WHERE path LIKE '%awa_media_items'")
    said = run("province", "archive", "verify", *house.there)
    assert (said.code, "khác với kho lưu trữ: entry_value" in said.out) == (1, True)


def test_a_container_of_an_interrupted_import_is_told_and_harmless(
    run: Run, house: House, archive: Path
) -> None:
    container = bundle(archive)
    orphan = archive / "ff" / f"{'f' * 64}.tar"
    orphan.parent.mkdir()
    orphan.write_bytes(container.read_bytes())
    said = run("province", "archive", "verify", *house.there)
    assert (said.code, orphan.stem in said.out) == (0, True)


def test_a_lost_store_is_read_back_from_the_archive_value_for_value(
    run: Run, house: House, archive: Path, tmp_path: Path
) -> None:
    old, new = house.province / "province.db", tmp_path / "new.db"
    before = values(old)
    assert len(before) > 4
    old.unlink()
    said = run("province", "archive", "rebuild", new, *house.there, "--json")
    assert (said.code, said.json) == (
        0,
        {"store": str(new), "kits": 1, "bundles": 1, "events": said.json["events"]},
    ), said.err
    assert values(new) == before
    assert not old.exists()
    settings = house.province / "province.toml"
    settings.write_text(settings.read_text().replace("# store", f'store = "{new.as_posix()}"\n# store', 1))
    assert run("province", "archive", "verify", *house.there, "--json").json["sound"] is True


def test_an_altered_archive_makes_no_store(run: Run, house: House, archive: Path, tmp_path: Path) -> None:
    container = bundle(archive)
    data = bytearray(container.read_bytes())
    data[-2000] ^= 1
    container.write_bytes(data)
    said = run("province", "archive", "rebuild", tmp_path / "new.db", *house.there, "--json")
    assert (said.code, said.json["error"]["code"]) == (4, "E_ARCHIVE")
    assert not list(tmp_path.glob("new.db*"))


def test_what_stands_there_already_is_not_written_over(
    run: Run, house: House, archive: Path, tmp_path: Path
) -> None:
    before = (house.province / "province.db").read_bytes()
    said = run("province", "archive", "rebuild", house.province / "province.db", *house.there, "--json")
    assert (said.code, said.json["error"]["code"]) == (2, "E_FILE_EXISTS")
    assert (house.province / "province.db").read_bytes() == before
    url = f"sqlite:///{house.province / 'province.db'}"
    assert run("province", "archive", "rebuild", url, *house.there).code == 2


def test_a_full_disk_under_the_archive_stops_nobody_and_is_made_up_for(
    run: Run, house: House, archive: Path, month: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_given: object) -> int:
        raise DestinationError(path="archive", reason="No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(journal, "catch_up", full)
        said = run("province", "return", "22810", "monthly", month, *house.there)
        assert (said.code, "đĩa hết chỗ" in said.err) == (0, True)
    before = (archive / "journal.ndjson").stat().st_size
    assert run("province", "quarantine", *house.there).err == ""
    assert (archive / "journal.ndjson").stat().st_size > before
    assert run("province", "archive", "verify", *house.there, "--json").json["sound"] is True
