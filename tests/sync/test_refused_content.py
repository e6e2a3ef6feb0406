"""A genuine bundle whose content is refused has arrived: no hole, and its entries go back to be corrected."""

from __future__ import annotations

from pathlib import Path

from models.entries import EntrySnapshot, EntryState
from models.store import Store
from sync import archive_check, journal
from sync.archive import Archive
from sync.bodies import EntryStatus, ItemStatus, ReceiptBody
from sync.envelope import read_letter
from tests.sync.simulator import Commune, World

BAD = {"/data/nothing": "1"}  # the form knows no such question


def last(world: World) -> ReceiptBody:
    body = read_letter(world.receipts()[-1]).body
    assert isinstance(body, ReceiptBody)
    return body


def anything_goes(_entry: EntrySnapshot, _definition: str) -> None:
    """A rule that refuses nothing; it goes to the processes that examine."""


def refused(world: World, laptop: Commune, period: str = "2026M01") -> tuple[str, Path]:
    """Fill an entry that the province refuses, send it, and return its id and the file."""
    entry = laptop.fill(1, 2, period, **BAD)
    file = laptop.export().file
    report = world.take_all(file)
    assert [(one.status, one.code) for one in report.files] == [("quarantined", "E_CONTENT")]
    assert report.missing == []
    return entry, file


def test_the_receipt_says_what_was_refused_and_why(world: World, laptop: Commune) -> None:
    entry, _file = refused(world, laptop)
    body = last(world)
    [item] = body.items
    assert (item.seq, item.status, item.code) == (1, ItemStatus.QUARANTINED, "E_CONTENT")
    [answer] = item.entries
    assert (answer.id, answer.status, answer.comments[0].path) == (entry, EntryStatus.RETURNED, "")
    assert answer.comments[0].text.startswith("E_CONTENT: ")
    assert "/data/nothing" in answer.comments[0].text
    assert (body.missing, body.head.seq if body.head else None) == ([], 1)


def test_no_number_is_missing_after_it_and_the_chain_goes_on(world: World, laptop: Commune) -> None:
    refused(world, laptop)
    report = world.take_all(laptop.send(period="2026M02").file)
    assert [one.status for one in report.files] == ["accepted"]
    assert (report.missing, last(world).missing) == ([], [])


def test_the_officer_corrects_it_and_the_correction_comes_with_the_next_bundle(
    world: World, laptop: Commune
) -> None:
    entry, _file = refused(world, laptop)
    taken = laptop.take(world.receipts()[-1])
    assert taken.missing == ()
    assert laptop.state(entry) is EntryState.RETURNED
    with laptop.store.reading() as t:
        assert t.entries.comments(entry)[0].text.startswith("E_CONTENT: ")
        assert [(one.status, one.code) for one in t.exchange.outbox.all()] == [("quarantined", "E_CONTENT")]
    new = laptop.correct(entry, 5)
    with laptop.store.transaction() as t:
        t.entries.set_state(new, EntryState.DRAFT, "2026-10-20T03:04:05Z", "Lan")
        t.connection.exec_driver_sql(
            "DELETE FROM entry_value WHERE path = '/data/nothing' AND entry_id = ?", (new,)
        )
        t.entries.set_state(new, EntryState.COMPLETE, "2026-10-20T03:04:05Z", "Lan")
    report = world.take_all(laptop.export().file)
    assert [one.status for one in report.files] == ["accepted"]
    assert (report.missing, last(world).missing) == ([], [])
    [kept] = world.snapshots()
    assert (kept.id, kept.revision, kept.values["/data/numerator"]) == (new, 2, "5")


def test_the_same_refusal_again_says_nothing_new(world: World, laptop: Commune) -> None:
    _entry, file = refused(world, laptop)
    before = world.receipts()
    assert world.take(file).code == "E_CONTENT"
    assert world.receipts() == before


def test_another_bundle_under_its_number_is_a_fork(world: World, laptop: Commune) -> None:
    first, clone = laptop, None
    world_copy = world.root / "copy.db"
    with first.store.reading():
        pass
    first.store.close()
    world_copy.write_bytes(first.workspace.database.read_bytes())
    first.store = Store.open(first.workspace.database)
    refused(world, first)
    clone = Commune(world, first.unit, first.workspace, Store.open(world_copy), None, first.stick)
    assert world.take(clone.send(period="2026M03").file).code == "E_FORK"


def test_once_the_province_knows_the_form_the_same_file_is_accepted(world: World, laptop: Commune) -> None:
    _entry, file = refused(world, laptop)
    second = laptop.send(period="2026M02").file
    assert world.take(second).status == "accepted"
    assert world.importer(validate=anything_goes).take(file).status == "accepted"
    with world.store.reading() as t:
        assert [record.seq for _, record in t.exchange.received.accepted()] == [2, 1]
        assert len(t.exchange.received.newest()) == 2
    assert last(world).missing == []
    archive = Archive(world.workspace.archive)
    assert archive_check.verify(world.store, world.keys, archive).sound


def test_several_refused_in_one_import_leave_no_hole(world: World, laptop: Commune) -> None:
    for month in range(1, 7):
        laptop.fill(1, 2, f"2026M{month:02}", **(BAD if month in {1, 3, 4, 6} else {}))
        laptop.export()
    report = world.take_all(laptop.stick)
    assert sorted(one.status for one in report.files) == ["accepted"] * 2 + ["quarantined"] * 4
    assert (report.missing, last(world).missing) == ([], [])
    assert [item.seq for item in last(world).items] == [1, 2, 3, 4, 5, 6]


def test_a_refusal_far_ahead_leaves_the_numbers_below_it_missing(world: World, laptop: Commune) -> None:
    gone = [laptop.send(period=f"2026M0{month}").file for month in (1, 2)]
    entry, file = laptop.fill(1, 2, "2026M03", **BAD), laptop.export().file
    assert world.take(file).code == "E_CONTENT"
    world.take_all(file)
    assert last(world).missing == [1, 2]
    assert [world.take(path).status for path in gone] == ["accepted", "accepted"]
    assert entry


def test_a_refused_content_is_rebuilt_from_the_journal_too(world: World, laptop: Commune) -> None:
    refused(world, laptop)
    world.take(laptop.send(period="2026M02").file)
    archive = Archive(world.workspace.archive)
    report = archive_check.verify(world.store, world.keys, archive)
    assert (report.problems, report.differences, report.compared) == ([], [], True)
    with Store.open(world.root / "new.db") as fresh:
        archive_check.rebuild(archive, world.keys, fresh)
        with fresh.reading() as t:
            assert [one.reason is None for one in t.exchange.received.newest()] == [True, False]
    assert journal.catch_up(world.store, world.keys, archive.root) == 0
