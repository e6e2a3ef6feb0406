"""The importer with its store says of every order of files what the pure rules say."""

from __future__ import annotations

import random
from pathlib import Path

import msgspec
import pytest

from sync.bodies import Head
from sync.chain import Book, Link, Verdict
from sync.envelope import read_letter, unwrap
from sync.manifest import Manifest
from tests.sync.forge import Forger
from tests.sync.simulator import World

STATUS = {
    Verdict.DUPLICATE: "duplicate",
    Verdict.FORK: "quarantined",
    Verdict.UNCONFIRMED: "held",
    Verdict.ACCEPTED: "accepted",
    Verdict.ACCEPTED_WITH_GAP: "accepted_with_gap",
}


def chain_of(forger: Forger, name: str, count: int, first: int, resumes: Head | None = None) -> list[bytes]:
    """Bundles of one chain; ``first`` numbers their entries."""
    made: list[bytes] = []
    previous = None
    for seq in range(1, count + 1):
        data = forger.bundle(
            [forger.snapshot(first + seq, period=None)],
            chain=name * 32,
            seq=seq,
            prev=previous,
            resumes=msgspec.to_builtins(resumes) if seq == 1 else None,
        )
        previous = letter(forger.world, data)[0]
        made.append(data)
    return made


def letter(world: World, data: bytes) -> tuple[str, Manifest]:
    read = read_letter(unwrap(data, world.keys.identities))
    return read.id, read.manifest


def clone_of(forger: Forger, trunk: list[bytes], at: int, first: int) -> list[bytes]:
    """Two bundles that branch off after the ``at``-th of ``trunk``."""
    previous = letter(forger.world, trunk[at - 1])[0]
    made = []
    for seq in (at + 1, at + 2):
        data = forger.bundle(
            [forger.snapshot(first + seq, period=None)], chain="a" * 32, seq=seq, prev=previous
        )
        previous = letter(forger.world, data)[0]
        made.append(data)
    return made


@pytest.mark.parametrize("seed", range(6))
def test_reordered_dropped_repeated_and_cloned_files_are_judged_by_the_rules(
    world: World, seed: int, tmp_path: Path
) -> None:
    chance = random.Random(seed)
    forger = Forger(world)
    trunk = chain_of(forger, "a", 5, 100)
    clone = clone_of(forger, trunk, 2, 200)
    identifier, manifest = letter(world, trunk[4])
    resumed = chain_of(forger, "b", 2, 300, Head(manifest.chain, manifest.seq, identifier))
    stranger = chain_of(forger, "d", 1, 400)
    files = [*trunk, *clone, *resumed, *stranger]
    arriving = [data for data in files if chance.random() > 0.15]
    arriving += chance.choices(files, k=4)
    chance.shuffle(arriving)
    book = Book()
    for number, data in enumerate(arriving):
        identifier, manifest = letter(world, data)
        link = Link("22810", manifest.chain, manifest.seq, identifier, manifest.prev)
        verdict = book.take(link, manifest.resumes)
        path = tmp_path / f"{number}.age"
        path.write_bytes(data)
        report = world.take_all(path)
        [result] = [r for r in report.files if r.id == identifier]
        assert result.status == STATUS[verdict], (number, manifest.chain[0], manifest.seq)
        # What was held comes in by itself behind the beginning of its chain; the book does it by hand.
        for other in report.files:
            if other.id != identifier:
                assert other.status in {"accepted", "accepted_with_gap"}
                book.links[other.id or ""] = Link(
                    "22810", other.chain or "", other.seq or 0, other.id or "", _prev(world, files, other.id)
                )
    with world.store.reading() as t:
        stored = {record.id for _, record in t.exchange.received.accepted()}
    assert stored == set(book.links)


def _prev(world: World, files: list[bytes], identifier: str | None) -> str | None:
    return next(m.prev for i, m in (letter(world, data) for data in files) if i == identifier)


@pytest.mark.parametrize("seed", range(3))
def test_one_import_of_everything_equals_many_of_one(world: World, seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    forger = Forger(world)
    files = chain_of(forger, "a", 6, 100)
    chance.shuffle(files)
    folder = tmp_path / "all"
    folder.mkdir()
    for number, data in enumerate([*files, *files[:3]]):
        (folder / f"{number}.age").write_bytes(data)
    report = world.take_all(folder)
    assert report.count("duplicate") == 3
    assert report.count("accepted") + report.count("accepted_with_gap") == 6
    assert report.missing == []
    assert len(world.snapshots()) == 6
