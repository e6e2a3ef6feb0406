"""The province's archive: enough to check everything again, and to begin anew from it alone."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from models.store import Store
from sync import archive_check, enrolment, kit
from sync.archive import Archive
from sync.errors import ArchiveError
from tests.sync.simulator import Commune, World

TABLES = {
    "entry": "*",
    "entry_value": "*",
    "entry_annotation": "*",
    "exchange_received_entry": "*",
    "exchange_received": "id, unit, chain, seq, prev, branch, status, code, entries, "
    "catalogue_version, created_at, received_at",
    "history": "entry_id, kind, path, old_value, new_value, at, author, why",
}


def rows(file: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(file)) as connection:
        return {
            name: sorted(connection.execute(f"SELECT {columns} FROM {name}").fetchall(), key=repr)
            for name, columns in TABLES.items()
        }


@pytest.fixture
def archive(world: World) -> Archive:
    return Archive(world.workspace.archive)


@pytest.fixture
def busy(world: World) -> World:
    """A province with two communes, a gap, a correction, a refused file and a released one."""
    first, second = world.enrolled(), world.enrolled("22813", "second")
    entry_id = first.fill(1, 2, period="2026M01")
    world.take(first.export().file)
    world.clock.forward(hours=1)
    second.send(period="2026M01").file.unlink()
    world.take(second.send(period="2026M02").file)
    first.take(world.receipts()[-1])
    first.correct(entry_id, 2)
    world.take_bytes(b"rubbish")
    world.take(first.export().file)
    late = first.send(period="2026M03").file
    world.clock.forward(hours=1)
    enrolment.revoke(world.store, "22810", why="mất máy", now=world.clock())
    assert world.take(late).code == "E_REVOKED"
    [case] = [case for case in world.importer()._quarantine.list() if case.code == "E_REVOKED"]
    assert world.importer().release(case.id).status == "accepted"
    return world


def test_a_sound_archive_is_told_sound(busy: World, archive: Archive) -> None:
    report = archive_check.verify(busy.store, busy.keys, archive)
    assert report.problems == []
    assert (report.sound, report.checked, report.extra) == (True, 4, [])


def test_an_altered_container_is_found(busy: World, archive: Archive) -> None:
    path = archive.path(next(iter(archive.ids())))
    data = bytearray(path.read_bytes())
    data[-1500] ^= 1
    path.write_bytes(data)
    assert not archive_check.verify(busy.store, busy.keys, archive).sound


def test_a_missing_container_is_found(busy: World, archive: Archive) -> None:
    gone = next(iter(archive.ids()))
    archive.path(gone).unlink()
    report = archive_check.verify(busy.store, busy.keys, archive)
    assert [(problem.id, problem.reason) for problem in report.problems] == [(gone, "missing")]


def test_a_value_changed_in_the_store_is_found(busy: World, archive: Archive) -> None:
    with closing(sqlite3.connect(busy.workspace.database)) as connection, connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("UPDATE entry_value SET value = '999' WHERE path = '/data/numerator'")
    report = archive_check.verify(busy.store, busy.keys, archive)
    assert report.checked == len(report.problems) == 4


def test_an_orphan_of_an_interrupted_import_is_named_and_harmless(busy: World, archive: Archive) -> None:
    known = next(iter(archive.ids()))
    orphan = archive.path("f" * 64)
    orphan.parent.mkdir(exist_ok=True)
    orphan.write_bytes(archive.read(known))
    report = archive_check.verify(busy.store, busy.keys, archive)
    assert (report.sound, report.extra) == (True, ["f" * 64])


def test_a_store_rebuilt_from_the_archive_alone_is_equal_row_for_row(busy: World, archive: Archive) -> None:
    target = busy.root / "rebuilt.db"
    with Store.open(target) as fresh:
        kit.receive(fresh, busy.kit.data, confirmed=busy.keys.ca_digits, now=busy.clock())
        assert archive_check.rebuild(archive, busy.keys, fresh) == 4
    busy.store.close()
    assert rows(target) == rows(busy.workspace.database)


def test_an_altered_archive_is_not_read_back_in(world: World, laptop: Commune, archive: Archive) -> None:
    world.take(laptop.send().file)
    path = archive.path(next(iter(archive.ids())))
    path.write_bytes(path.read_bytes().replace(b'"seq":1', b'"seq":2'))
    with Store.open(world.root / "rebuilt.db") as fresh:
        kit.receive(fresh, world.kit.data, confirmed=world.keys.ca_digits, now=world.clock())
        with pytest.raises(ArchiveError):
            archive_check.rebuild(archive, world.keys, fresh)
