"""Several clerks import overlapping folders at once: everything is there once, in SQLite and PostgreSQL."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.store import Store
from sync import archive_check
from sync.archive import Archive
from sync.importer import Importer
from tests.databases import Rooms
from tests.sync.simulator import World

CLERKS = 4


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def location(request: pytest.FixtureRequest) -> str | None:
    if request.param == "sqlite":
        return None
    schemas: Rooms = request.getfixturevalue("schemas")
    return schemas()


@pytest.fixture
def world(tmp_path: Path, location: str | None) -> Iterator[World]:
    world = World(tmp_path, communes=("22810", "22813", "22822", "22828"), location=location)
    yield world
    world.store.close()


def filled(world: World) -> list[Path]:
    """Four communes with three bundles each; returns their sticks."""
    sticks = []
    for unit in world.communes:
        laptop = world.enrolled(unit, f"laptop{unit}")
        for month in (1, 2, 3):
            laptop.send(period=f"2026M0{month}")
        sticks.append(laptop.stick)
    return sticks


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
def test_four_clerks_with_the_same_sticks_store_everything_once(world: World) -> None:
    sticks = filled(world)
    location = world.location or world.workspace.database
    keys, workspace, now = world.keys, world.workspace, world.clock()
    world.store.close()
    children = []
    for clerk in range(CLERKS):
        child = os.fork()
        if child == 0:
            code = 1
            try:
                with Store.open(location) as store:
                    importer = Importer(store, keys, workspace, now=lambda: now)
                    receipts = world.root / f"receipts{clerk}"
                    receipts.mkdir()
                    report = importer.import_paths([*sticks[clerk:], *sticks[:clerk]], receipts=receipts)
                    code = int(report.refused or len(report.files) != 12)
            finally:
                os._exit(code)
        children.append(child)
    assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children] == [0] * CLERKS
    world.store = Store.open(location)
    assert len(world.snapshots()) == 12
    with world.store.reading() as t:
        assert len(t.exchange.received.accepted()) == 12
        assert t.exchange.received.unanswered() == []
    assert archive_check.verify(world.store, world.keys, Archive(workspace.archive)).sound


def test_an_archive_is_read_back_into_either_database(world: World, tmp_path: Path) -> None:
    report = world.take_all(*filled(world))
    assert report.count("accepted") == 12
    with Store.open(tmp_path / "fresh.db") as fresh:
        archive = Archive(world.workspace.archive)
        assert archive_check.verify(world.store, world.keys, archive).sound
        assert archive_check.rebuild(archive, world.keys, fresh).bundles == 12
        assert archive_check.verify(fresh, world.keys, archive).sound


def test_other_processes_examine_and_the_answers_are_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Small batches, so that a few files are enough for several of them."""
    monkeypatch.setattr("sync.importer.BATCH", 4)
    answers = []
    for name, workers in (("alone", 0), ("together", 2)):
        world = World(tmp_path / name, communes=("22810", "22813", "22822", "22828"))
        sticks = filled(world)
        damaged = sorted(sticks[0].iterdir())[1]
        damaged.write_bytes(damaged.read_bytes()[:-5])
        (sticks[1] / "rubbish.txt").write_bytes(b"rubbish")
        report = world.importer(workers=workers).import_paths(sticks)
        answers.append([(r.path.split("/")[-1][:22], r.status, r.code, r.seq) for r in report.files])
        assert len(world.snapshots()) == 11
        assert len(list(world.workspace.quarantine.glob("*.file"))) == 2
    assert answers[0] == answers[1]
