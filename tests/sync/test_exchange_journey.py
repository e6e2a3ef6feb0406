"""The whole way of a number: kit, enrolment, export, import, receipt, correction."""

from __future__ import annotations

import pytest

from models.entries import Comment, EntryState
from sync import receipt
from sync.errors import NothingToExportError
from sync.outcomes import Accepted, Duplicate
from tests.sync.simulator import Commune, World


def test_what_a_commune_exports_is_what_the_province_reads(world: World, laptop: Commune) -> None:
    entry_id = laptop.fill(69586, 91032)
    exported = laptop.export()
    result = world.take(exported.file)
    assert isinstance(result, Accepted)
    assert (result.unit, result.seq, result.entries, result.values) == ("22810", 1, 1, 2)
    [snapshot] = world.snapshots()
    assert snapshot.id == entry_id
    assert snapshot.values == {"/data/numerator": "69586", "/data/denominator": "91032"}
    assert laptop.state(entry_id) is EntryState.EXPORTED


def test_the_receipt_tells_the_laptop_that_the_entry_arrived(world: World, laptop: Commune) -> None:
    entry_id = laptop.fill(1, 2)
    exported = laptop.export()
    world.take(exported.file)
    taken = laptop.take(world.receipts()[-1])
    assert [item.status for item in taken.items] == ["accepted"]
    assert laptop.state(entry_id) is EntryState.RECEIVED
    with laptop.store.reading() as t:
        assert [record.status for record in t.exchange.outbox.all()] == ["accepted"]
    assert not (laptop.workspace.outbox / exported.file.name).exists()
    assert (laptop.workspace.outbox / "confirmed" / exported.file.name).exists()


def test_a_returned_entry_comes_back_with_its_comments_and_goes_out_corrected(
    world: World, laptop: Commune
) -> None:
    entry_id = laptop.fill(1, 2)
    world.take(laptop.export().file)
    with world.store.transaction() as t:
        t.entries.set_state(entry_id, EntryState.RETURNED, "2026-10-21T00:00:00Z", "Hoa")
        comment = Comment("/data/numerator", "Kiểm tra lại", "Hoa", "2026-10-21T00:00:00Z")
        t.entries.set_comments(entry_id, [comment])
    [issued] = receipt.issue(world.store, world.keys, unit="22810", entries=[entry_id], now=world.clock())
    laptop.take(issued.data)
    assert laptop.state(entry_id) is EntryState.RETURNED
    with laptop.store.reading() as t:
        assert [c.text for c in t.entries.comments(entry_id)] == ["Kiểm tra lại"]
    corrected = laptop.correct(entry_id, 2)
    result = world.take(laptop.export().file)
    assert (result.status, result.seq) == ("accepted", 2)
    with world.store.reading() as t:
        assert t.entries.head(corrected).revision == 2
        assert t.entries.head(entry_id).state is EntryState.SUPERSEDED
        assert t.entries.values(corrected)["/data/numerator"] == "2"


def test_the_same_file_again_is_a_duplicate_and_gets_the_same_receipt(
    world: World, laptop: Commune, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = laptop.send().file
    first, second = tmp_path_factory.mktemp("first"), tmp_path_factory.mktemp("second")
    world.take_all(file, receipts=first)
    report = world.take_all(file, receipts=second)
    assert isinstance(report.files[0], Duplicate)
    assert [(p.name, p.read_bytes()) for p in first.iterdir()] == [
        (p.name, p.read_bytes()) for p in second.iterdir()
    ]
    assert len(world.snapshots()) == 1


def test_an_older_receipt_does_not_overrule_a_newer_one(world: World, laptop: Commune) -> None:
    entry_id = laptop.fill(1, 2)
    world.take(laptop.export().file)
    with world.store.transaction() as t:
        t.entries.set_state(entry_id, EntryState.RETURNED, "2026-10-21T00:00:00Z", "Hoa")
    receipt.issue(world.store, world.keys, unit="22810", entries=[entry_id], now=world.clock())
    older, newer = world.receipts()[-2:]
    laptop.take(newer)
    taken = laptop.take(older)
    assert laptop.state(entry_id) is EntryState.RETURNED
    assert not taken.again
    assert laptop.take(newer).again


def test_a_lost_receipt_shows(world: World, laptop: Commune) -> None:
    world.take(laptop.send(period="2026M09").file)
    world.take(laptop.send(period="2026M10").file)
    taken = laptop.take(world.receipts()[-1])
    assert taken.lost_receipts == (2,)


def test_nothing_complete_means_nothing_to_export(laptop: Commune) -> None:
    with pytest.raises(NothingToExportError):
        laptop.export()


def test_many_entries_go_into_several_bundles(world: World, laptop: Commune) -> None:
    for month in range(1, 13):
        for year in range(2015, 2024):
            laptop.fill(1, 2, period=f"{year}M{month:02d}")
    exported = laptop.export()
    assert [exported.entries, *(part.entries for part in exported.further)] == [100, 8]
    report = world.take_all(laptop.stick)
    assert [result.entries for result in report.files] == [100, 8]
    assert len(world.snapshots()) == 108


def test_a_rehearsal_tells_everything_and_changes_nothing(world: World, laptop: Commune) -> None:
    laptop.send(period="2026M09")
    laptop.send(period="2026M10")
    report = world.importer().import_paths([laptop.stick], dry_run=True)
    assert [result.status for result in report.files] == ["accepted", "accepted"]
    assert world.snapshots() == []
    assert list(world.workspace.archive.rglob("*.tar")) == []
    assert report.to_json()["summary"] == {
        "accepted": 2,
        "accepted_with_gap": 0,
        "duplicate": 0,
        "quarantined": 0,
        "held": 0,
        "entries": 2,
        "values": 4,
        "missing": [],
    }
