"""Kill the program at every step of an export and of an import, fill the disk, pull the stick.

Afterwards a bundle is whole or absent, running again completes, and the province holds each entry once.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from models.entries import EntryState
from models.store import Store
from models.store.errors import StoreError
from sync import archive_check, receipt
from sync.archive import Archive
from sync.errors import DestinationError, NothingToExportError, UnreadableError
from sync.exporter import export, reexport
from sync.handoff import folder
from sync.importer import Importer
from tests.sync.simulator import Commune, World

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")


def killed_at(step: int, action: Callable[[], object]) -> bool:
    """Run ``action`` in a child that is killed at its ``step``-th moment; False when it ended before.

    Moments lie before and after every fsync, rename and commit.
    """
    child = os.fork()
    if child == 0:
        try:
            _count_down(step)
            action()
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def _count_down(step: int) -> None:
    left = step

    def moment() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(real: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*arguments: Any, **words: Any) -> Any:
            moment()
            answer = real(*arguments, **words)
            moment()
            return answer

        return wrapped

    os.fsync = around(os.fsync)
    os.replace = around(os.replace)
    event.listen(Engine, "commit", lambda _connection: moment())


def whole_files(place: Path) -> list[Path]:
    return [path for path in place.iterdir() if not path.name.endswith(folder.PART)]


@needs_fork
def test_an_export_killed_at_every_step_is_completed_by_the_next(world: World, laptop: Commune) -> None:
    laptop.store.close()
    keys, now = laptop.keys, world.clock()

    def run() -> None:
        with Store.open(laptop.workspace.database) as store:
            export(store, keys, laptop.workspace, destination=laptop.stick, now=now)

    killed = 0
    for step in range(1, 200):
        period = f"{2000 + step // 12}M{step % 12 + 1:02d}"
        laptop.store = Store.open(laptop.workspace.database)
        entry_id = laptop.fill(step, 1000, period=period)
        laptop.store.close()
        died = killed_at(step, run)
        killed += died
        for path in whole_files(laptop.stick):
            assert len(path.read_bytes()) > 1000
        laptop.store = Store.open(laptop.workspace.database)
        state = laptop.state(entry_id)
        with laptop.store.reading() as t:
            carried = [b for b in t.exchange.outbox.all() if entry_id in t.exchange.outbox.entries(b.id)]
        assert (state is EntryState.EXPORTED) == (len(carried) == 1)
        assert state in {EntryState.COMPLETE, EntryState.EXPORTED}
        try:
            laptop.export()
        except NothingToExportError:
            assert carried
            assert carried[0].status == "written"
        laptop.store.close()
        if not died:
            break
    assert killed > 20
    laptop.store = Store.open(laptop.workspace.database)
    report = world.take_all(laptop.stick)
    assert {result.status for result in report.files} == {"accepted"}
    assert sorted(result.seq or 0 for result in report.files) == list(range(1, killed + 2))
    assert sorted(int(s.values["/data/numerator"]) for s in world.snapshots()) == list(range(1, killed + 2))


@needs_fork
def test_an_import_killed_at_every_step_is_completed_by_the_next(world: World, laptop: Commune) -> None:
    receipts = world.root / "receipts"
    receipts.mkdir()
    keys, workspace, now = world.keys, world.workspace, world.clock()
    world.store.close()

    def run() -> None:
        with Store.open(workspace.database) as store:
            importer = Importer(store, keys, workspace, now=lambda: now)
            importer.import_paths([laptop.stick], receipts=receipts)

    killed = 0
    for step in range(1, 300):
        for path in laptop.stick.iterdir():
            path.unlink()
        laptop.fill(step, 1000, period=f"{2000 + step // 12}M{step % 12 + 1:02d}")
        laptop.export()
        (laptop.stick / "rubbish.bin").write_bytes(b"step %d" % step)
        died = killed_at(step, run)
        killed += died
        for path in whole_files(receipts):
            assert len(path.read_bytes()) > 1000
        run()
        if not died:
            break
    assert killed > 20
    world.store = Store.open(workspace.database)
    assert sorted(int(s.values["/data/numerator"]) for s in world.snapshots()) == list(range(1, killed + 2))
    assert archive_check.verify(world.store, world.keys, Archive(workspace.archive)).sound
    assert len(list(workspace.quarantine.glob("*.file"))) == killed + 1
    with world.store.reading() as t:
        assert t.exchange.received.unanswered() == []
    for path in sorted(whole_files(receipts)):
        receipt.take(laptop.store, laptop.workspace, path.read_bytes(), now=now)
    with laptop.store.reading() as t:
        assert {record.status for record in t.exchange.outbox.all()} == {"accepted"}


def test_a_file_half_written_is_not_under_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def half(path: Path, data: bytes) -> None:
        path.write_bytes(data[: len(data) // 2])
        raise KeyboardInterrupt

    monkeypatch.setattr(folder, "_write_out", half)
    with pytest.raises(KeyboardInterrupt):
        folder.write(tmp_path, "B.age", b"0123456789")
    assert [path.name for path in tmp_path.iterdir()] == ["B.age.PART"]
    monkeypatch.undo()
    assert folder.write(tmp_path, "B.age", b"0123456789").read_bytes() == b"0123456789"
    assert [path.name for path in tmp_path.iterdir()] == ["B.age"]


class TestSmallDisk:
    @pytest.fixture
    def disk(self, tmp_path: Path) -> Iterator[Path]:
        """A file system of 64 kB."""
        place = tmp_path / "disk"
        place.mkdir()
        words = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(place)]
        if sys.platform != "linux" or subprocess.run(words, capture_output=True, check=False).returncode:
            pytest.skip("a small tmpfs cannot be mounted here")
        yield place
        subprocess.run(["umount", str(place)], check=True)

    def test_a_full_stick_leaves_nothing_and_loses_nothing(
        self, world: World, laptop: Commune, disk: Path
    ) -> None:
        (disk / "photos").write_bytes(bytes(62 * 1024))
        entry_id = laptop.fill(1, 2, **{"/data/remark": "".join(chr(0x4E00 + n) for n in range(9000))})
        with pytest.raises(DestinationError) as caught:
            laptop.export(destination=disk)
        assert "space" in str(caught.value.details["reason"]).lower()
        assert [path.name for path in disk.iterdir()] == ["photos"]
        with laptop.store.reading() as t:
            assert [record.status for record in t.exchange.outbox.all()] == ["sealed"]
        (disk / "photos").unlink()
        exported = laptop.export(destination=disk)
        assert exported.seq == 1
        assert world.take(exported.file).status == "accepted"
        assert [snapshot.id for snapshot in world.snapshots()] == [entry_id]

    def test_a_read_only_stick_is_told(self, laptop: Commune, disk: Path) -> None:
        laptop.fill(1, 2)
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        with pytest.raises(DestinationError):
            laptop.export(destination=disk)
        subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
        assert laptop.export(destination=disk).seq == 1

    def test_a_full_laptop_keeps_the_entry_complete(self, laptop: Commune, disk: Path) -> None:
        entry_id = laptop.fill(1, 2)
        laptop.workspace.outbox.rmdir()
        laptop.workspace.outbox.symlink_to(disk)
        (disk / "photos").write_bytes(bytes(60 * 1024))
        with pytest.raises(DestinationError):
            laptop.export()
        assert laptop.state(entry_id) is EntryState.COMPLETE
        assert whole_files(laptop.stick) == []
        (disk / "photos").unlink()
        assert laptop.export().seq == 1

    def test_a_full_province_stores_nothing_by_halves(
        self, world: World, laptop: Commune, disk: Path
    ) -> None:
        file = laptop.send().file
        world.workspace.archive.rmdir()
        world.workspace.archive.symlink_to(disk)
        (disk / "photos").write_bytes(bytes(62 * 1024))
        with pytest.raises((DestinationError, StoreError)):
            world.take(file)
        assert world.snapshots() == []
        (disk / "photos").unlink()
        assert world.take(file).status == "accepted"


def test_a_stick_pulled_between_two_bundles_is_completed_later(world: World, laptop: Commune) -> None:
    for month in range(1, 4):
        for year in range(1980, 2020):
            laptop.fill(1, 2, period=f"{year}M{month:02d}")
    gone = laptop.stick.with_name("gone")

    def pulled(name: str, data: bytes) -> Path:
        if any(laptop.stick.iterdir()):
            laptop.stick.rename(gone)
        return folder.write(laptop.stick / "xaso", name, data)

    with pytest.raises(DestinationError):
        laptop.export(destination=pulled)
    assert len(list(gone.rglob("*.age"))) == 1
    done = laptop.export(destination=world.root / "second-stick")
    assert [done.seq, *(one.seq for one in done.further)] == [2]
    report = world.take_all(gone, world.root / "second-stick")
    assert [result.status for result in report.files] == ["accepted", "accepted"]
    assert len(world.snapshots()) == 120


def test_a_kept_bundle_that_was_changed_is_not_handed_off(laptop: Commune) -> None:
    exported = laptop.send()
    kept = laptop.workspace.outbox / exported.file.name
    kept.write_bytes(kept.read_bytes()[:-1])
    with pytest.raises(UnreadableError):
        reexport(laptop.store, laptop.workspace, seqs=[1], destination=laptop.stick, now=laptop.world.clock())
