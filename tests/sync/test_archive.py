"""The province's archive: enough to check everything again, and to begin anew from it alone."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest

from models.entries import Comment, EntryState
from models.office.deciding import decide
from models.store import Store
from models.store.comparison import compare
from sync import archive_check, enrolment, journal, receipt
from sync.archive import Archive
from sync.errors import ArchiveError
from sync.trust import stamp
from tests.sync.simulator import Commune, World


@pytest.fixture
def archive(world: World) -> Archive:
    return Archive(world.workspace.archive)


def decided(world: World, entry: str, state: EntryState, *comments: Comment) -> None:
    """Decide on an entry as the province's commands do: with the receipt, in one transaction."""
    with world.store.transaction() as t:
        head = decide(t, entry, state, comments, stamp(world.clock()), "Hòa")
        receipt.issue_within(t, world.keys, unit=head.unit, entries=[head.id], now=world.clock())


@pytest.fixture
def busy(world: World) -> World:
    """A province with two communes, a gap, a correction, a refused file, decisions and a released one."""
    first, second = world.enrolled(), world.enrolled("22813", "second")
    entry_id = first.fill(1, 2, period="2026M01")
    world.take(first.export().file)
    world.clock.forward(hours=1)
    second.send(period="2026M01").file.unlink()
    world.take(second.send(period="2026M02").file)
    decided(world, entry_id, EntryState.RETURNED, Comment("/data/numerator", "Xem lại", "Hòa", "x"))
    for data in world.receipts():
        first.take(data)
    world.publish(2, "2")
    correction = first.correct(entry_id, 2)
    world.take_bytes(b"rubbish")
    world.take(first.export().file)
    decided(world, correction, EntryState.ACCEPTED)
    late = first.send(period="2026M03").file
    world.clock.forward(hours=1)
    enrolment.revoke(world.store, "22810", why="mất máy", now=world.clock())
    assert world.take(late).code == "E_REVOKED"
    [case] = [case for case in world.importer()._quarantine.list() if case.code == "E_REVOKED"]
    assert world.importer().release(case.id).status == "accepted"
    journal.catch_up(world.store, world.keys, world.workspace.archive)
    return world


def test_a_sound_archive_is_told_sound(busy: World, archive: Archive) -> None:
    report = archive_check.verify(busy.store, busy.keys, archive)
    assert (report.problems, report.differences, report.extra) == ([], [], [])
    assert (report.sound, report.checked, report.compared) == (True, 4, True)


def test_a_store_rebuilt_from_the_archive_alone_is_equal_row_for_row(busy: World, archive: Archive) -> None:
    with Store.open(busy.root / "rebuilt.db") as fresh:
        done = archive_check.rebuild(archive, busy.keys, fresh)
        assert (done.bundles, done.kits) == (4, 2)
        with fresh.reading() as ours, busy.store.reading() as theirs:
            assert compare(ours, theirs) == []
            assert ours.exchange.events.count() == theirs.exchange.events.count() == 0


def test_an_altered_container_is_named_and_makes_no_store(busy: World, archive: Archive) -> None:
    known = sorted(path.stem for path in archive.root.glob("??/*.tar"))
    for wanted in known:
        path = archive.path(wanted)
        whole = path.read_bytes()
        data = bytearray(whole)
        data[-1500] ^= 1
        path.write_bytes(data)
        report = archive_check.verify(busy.store, busy.keys, archive)
        assert [problem.id for problem in report.problems] == [wanted]
        assert (report.sound, report.compared) == (False, False)
        with Store.open(busy.root / f"{wanted}.db") as fresh, pytest.raises(ArchiveError, match=wanted):
            archive_check.rebuild(archive, busy.keys, fresh)
        path.write_bytes(whole)


def test_a_missing_container_is_named(busy: World, archive: Archive) -> None:
    gone = next(iter(archive.ids()))
    archive.path(gone).unlink()
    report = archive_check.verify(busy.store, busy.keys, archive)
    assert [(problem.id, problem.reason) for problem in report.problems] == [(gone, "missing")]


def test_a_container_in_the_place_of_another_is_named(busy: World, archive: Archive) -> None:
    one, other = sorted(archive.ids())[:2]
    archive.path(one).write_bytes(archive.read(other))
    report = archive_check.verify(busy.store, busy.keys, archive)
    assert [problem.id for problem in report.problems] == [one]


def test_a_file_that_was_added_is_named(busy: World, archive: Archive) -> None:
    (archive.root / "notes.txt").write_text("x")
    (archive.root / "ab").mkdir(exist_ok=True)
    (archive.root / "ab" / f"{'cd' * 32}.tar").write_text("x")
    report = archive_check.verify(busy.store, busy.keys, archive)
    assert sorted((problem.id, problem.reason) for problem in report.problems) == [
        (f"ab/{'cd' * 32}.tar", "stranger"),
        ("notes.txt", "stranger"),
    ]


def test_an_orphan_of_an_interrupted_import_is_named_and_harmless(busy: World, archive: Archive) -> None:
    known = next(iter(archive.ids()))
    orphan = archive.path("f" * 64)
    orphan.parent.mkdir(exist_ok=True)
    orphan.write_bytes(archive.read(known))
    orphan.with_name(f"{'e' * 64}.tar.PART").write_bytes(b"half")
    report = archive_check.verify(busy.store, busy.keys, archive)
    assert (report.sound, report.extra) == (True, ["f" * 64, f"ff/{'e' * 64}.tar.PART"])


def tampered(busy: World, change: Callable[[sqlite3.Connection], object]) -> archive_check.ArchiveReport:
    """Change the store behind everybody's back and check the archive."""
    with closing(sqlite3.connect(busy.workspace.database)) as connection, connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("PRAGMA foreign_keys = OFF")
        change(connection)
    return archive_check.verify(busy.store, busy.keys, Archive(busy.workspace.archive))


@pytest.mark.parametrize(
    ("statement", "table", "columns"),
    [
        ("UPDATE entry_value SET value = '999' WHERE path = '/data/numerator'", "entry_value", ["value"]),
        ("UPDATE entry SET state = 'accepted' WHERE state = 'received'", "entry", ["state"]),
        ("UPDATE entry_comment SET text = 'Tốt'", "entry_comment", ["text"]),
        ("DELETE FROM entry_comment", "entry_comment", []),
        ("UPDATE exchange_certificate SET revoked_at = NULL", "exchange_certificate", ["revoked_at"]),
        ("DELETE FROM exchange_received WHERE code IS NOT NULL", "exchange_received", []),
        ("UPDATE exchange_received SET received_at = 'x'", "exchange_received", ["received_at"]),
        ("UPDATE exchange_receipt SET name = 'x'", "exchange_receipt", ["name"]),
        ("UPDATE history SET author = 'x' WHERE author = 'Hòa'", "history", ["author"]),
        ("UPDATE catalogue SET content = '{}' WHERE is_current", "catalogue", ["content"]),
        ("UPDATE exchange_kit SET body = '{}'", "exchange_kit", ["body"]),
    ],
)
def test_whatever_was_changed_in_the_store_is_named(
    busy: World, statement: str, table: str, columns: list[str]
) -> None:
    report = tampered(busy, lambda connection: connection.execute(statement))
    assert report.problems == []
    if statement.startswith("DELETE FROM exchange_received"):
        assert report.sound  # nothing stands refused any more in this store
        return
    assert {(one.table, one.columns) for one in report.differences} == {(table, tuple(columns))}


def lines(archive: Archive) -> list[bytes]:
    return (archive.root / journal.LOG).read_bytes().splitlines(keepends=True)


def with_lines(busy: World, archive: Archive, new: list[bytes]) -> list[tuple[str, str]]:
    (archive.root / journal.LOG).write_bytes(b"".join(new))
    report = archive_check.verify(busy.store, busy.keys, archive)
    assert not report.sound
    return [(problem.id, problem.reason) for problem in report.problems]


def test_every_altered_line_of_the_journal_is_named(busy: World, archive: Archive) -> None:
    whole = lines(archive)
    for number, line in enumerate(whole):
        told = json.loads(line)
        told["body"]["more"] = 1
        bent = json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode() + b"\n"
        found = with_lines(busy, archive, [*whole[:number], bent, *whole[number + 1 :]])
        assert (f"{journal.LOG}:{number + 1}", "altered") in found


def test_a_removed_line_is_named(busy: World, archive: Archive) -> None:
    whole = lines(archive)
    for number in range(1, len(whole) - 1):
        found = with_lines(busy, archive, whole[:number] + whole[number + 1 :])
        assert (f"{journal.LOG}:{number + 1}", f"missing {number + 1}") in found


def test_a_journal_that_was_cut_off_is_named(busy: World, archive: Archive) -> None:
    whole = lines(archive)
    assert with_lines(busy, archive, whole[:-1]) == [(journal.LOG, "cut off")]
    assert (journal.LOG, "cut off") in with_lines(busy, archive, [*whole[:-1], whole[-1][:-40]])
    (archive.root / journal.LOG).unlink()
    report = archive_check.verify(busy.store, busy.keys, archive)
    assert (journal.LOG, "cut off") in [(problem.id, problem.reason) for problem in report.problems]


def test_lines_put_in_another_order_or_twice_are_named(busy: World, archive: Archive) -> None:
    whole = lines(archive)
    assert (f"{journal.LOG}:3", "missing 3") in with_lines(
        busy, archive, [*whole[:2], whole[3], whole[2], *whole[4:]]
    )
    found = with_lines(busy, archive, [*whole, whole[-1]])
    assert (journal.LOG, "ahead") in found
    assert (f"{journal.LOG}:{len(whole) + 1}", f"twice {len(whole)}") in found


def test_a_line_that_somebody_else_signed_is_named(busy: World, archive: Archive) -> None:
    from sync import keys

    whole = lines(archive)
    told = json.loads(whole[-1])
    forged = journal.write_line(
        told["seq"] + 1, journal.digest(whole[-1][:-1]), "revoked", {}, keys.generate()
    )
    found = with_lines(busy, archive, [*whole, forged + b"\n"])
    assert found == [(journal.LOG, "ahead"), (f"{journal.LOG}:{len(whole) + 1}", "altered")]


def test_an_altered_archive_is_not_read_back_in(world: World, laptop: Commune, archive: Archive) -> None:
    world.take(laptop.send().file)
    journal.catch_up(world.store, world.keys, archive.root)
    bundle = max(archive.root.glob("??/*.tar"), key=lambda path: path.stat().st_mtime_ns)
    bundle.write_bytes(bundle.read_bytes().replace(b'"seq":1', b'"seq":2'))
    with Store.open(world.root / "rebuilt.db") as fresh, pytest.raises(ArchiveError):
        archive_check.rebuild(archive, world.keys, fresh)


def test_a_unit_revoked_twice_within_a_second_is_revoked_once(world: World, laptop: Commune) -> None:
    now = world.clock()
    first = enrolment.revoke(world.store, "22810", why="mất máy", now=now)
    assert [record.why for record in first] == ["mất máy"]
    assert enrolment.revoke(world.store, "22810", why="lại", now=now) == []
    with world.store.reading() as t:
        [kept] = t.exchange.certificates.of_unit("22810")
        revoked = [event for event in t.exchange.events.waiting(100) if event.kind == "revoked"]
    assert (kept.why, kept.revoked_at, len(revoked)) == ("mất máy", stamp(now), 1)
