"""A year of a province, with all that happens in it, rebuilt from the archive: every row is the same."""

from __future__ import annotations

import mailbox
import os
import shutil
import uuid
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from models.entries import Comment, EntryState
from models.indicators import Measurement
from models.office.deciding import decide
from models.store import Store
from models.store.comparison import compare, compared, rows
from models.store.records import RequestRecord
from sync import archive_check, enrolment, journal, kit, province_keys, receipt
from sync.archive import Archive
from sync.handoff import email as mail
from sync.trust import stamp
from tests.databases import Rooms
from tests.sync.simulator import Commune, World

COMMUNES = ("22810", "22813", "22822", "22828")


@pytest.fixture
def new_store(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], str]:
    """Give a function that makes room for a store in "sqlite" or "postgres" and returns its location."""

    def make(kind: str) -> str:
        if kind == "sqlite":
            return str(tmp_path / f"{uuid.uuid4().hex}.db")
        schemas: Rooms = request.getfixturevalue("schemas")
        return schemas()

    return make


def decided(world: World, entry: str, state: EntryState, *words: str) -> None:
    """Decide on an entry as the province's commands do."""
    at = stamp(world.clock())
    comments = [Comment("/data/numerator", text, "Hòa", at) for text in words]
    with world.store.transaction() as t:
        head = decide(t, entry, state, comments, at, "Hòa")
        receipt.issue_within(t, world.keys, unit=head.unit, entries=[head.id], now=world.clock())


def take_receipts(world: World, laptop: Commune) -> None:
    for data in world.receipts(laptop.unit):
        laptop.take(data)


def ordinary(world: World, laptop: Commune) -> None:
    """In order, returned, corrected, accepted; the same files again."""
    entry = laptop.fill(1, 2, "2026M01", **{"/data/remark": "Đã rà soát", "/data/villages[2]/teams": "3"})
    world.take_all(laptop.export().file)
    world.clock.forward(hours=1)
    decided(world, entry, EntryState.RETURNED, "Xem lại", "Số này lớn quá")
    take_receipts(world, laptop)
    correction = laptop.correct(entry, 2)
    file = laptop.export().file
    world.take_all(file)
    world.take_all(file)
    decided(world, correction, EntryState.ACCEPTED)
    decided(world, correction, EntryState.RETURNED, "Nhầm, vẫn sai")


def troubled(world: World, laptop: Commune) -> None:
    """A hole and a late filler, damage, refused content, a clone whose fork is released."""
    late = laptop.send(period="2026M01").file
    world.take_all(laptop.send(period="2026M02").file)
    world.take_bytes(b"rubbish")
    world.take_all(late)
    laptop.fill(1, 2, "2026M03", **{"/data/nothing": "1"})
    world.take_all(laptop.export().file)
    laptop.store.close()
    shutil.copy(laptop.workspace.database, world.root / "clone.db")
    laptop.store = Store.open(laptop.workspace.database)
    clone = Commune(
        world, laptop.unit, laptop.workspace, Store.open(world.root / "clone.db"), None, laptop.stick
    )
    forked = clone.send(period="2026M04").file
    world.take_all(laptop.send(period="2026M05").file)
    world.take_all(forked)
    [case] = [case for case in world.importer()._quarantine.list() if case.code == "E_FORK"]
    assert world.importer().release(case.id).status == "accepted"
    clone.store.close()


def lost(world: World) -> None:
    """A lost laptop: revoked, a late bundle released, and a new one that resumes its chain."""
    old = world.enrolled("22822", "old")
    world.take_all(old.send(period="2026M01").file)
    late = old.send(period="2026M02").file
    world.clock.forward(days=1)
    enrolment.revoke(world.store, "22822", why="mất máy", now=world.clock())
    world.take_all(late)
    [case] = [case for case in world.importer()._quarantine.list() if case.code == "E_REVOKED"]
    assert world.importer().release(case.id).status == "accepted"
    new = world.enrolled("22822", "new")
    assert [one.status for one in world.take_all(new.send(period="2026M03").file).files] == ["accepted"]


def mailed(world: World, laptop: Commune) -> None:
    """A draft by mail and one in a mailbox."""
    laptop.fill(3, 4, "2026M04")
    draft = world.root / "gửi tỉnh.eml"
    laptop.export(
        destination=mail.into_draft(draft, to="so@khanhhoa.example", subject="xaso", text="Kính gửi\n")
    )
    world.take_all(draft)
    laptop.fill(3, 5, "2026M05")
    again = world.root / "lần hai.eml"
    laptop.export(
        destination=mail.into_draft(again, to="so@khanhhoa.example", subject="xaso", text="Kính gửi\n")
    )
    box = mailbox.mbox(world.root / "box.mbox")
    box.add(again.read_bytes())
    box.close()
    world.take_all(world.root / "box.mbox")


def renewed(world: World, laptop: Commune) -> None:
    """Two years on: the next key comes in a bundle, first while the authority's key is away."""
    world.clock.forward(days=24 * 30)
    full = world.keys = province_keys.renew(world.workspace.keys, world.clock())
    offline = world.workspace.keys / "offline"
    offline.rename(world.root / "stick-of-the-authority")
    world.keys = province_keys.load(world.workspace.keys)
    world.take_all(laptop.send(period="2026M06").file)
    assert len(enrolment.certify_waiting(world.store, full, now=world.clock())) == 1
    (world.root / "stick-of-the-authority").rename(offline)
    world.keys = full


def counted(world: World, **teams: int) -> None:
    """Registers are counted on the day of a report: ``u22810=4``."""
    found = {unit.removeprefix("u"): number for unit, number in teams.items()}
    one = Measurement(indicator="hr_cdt_teams", unit="", period="2026M10", denominator=Decimal("1.50"))
    with world.store.transaction() as t:
        rows = {
            unit: [
                msgspec.structs.replace(one, unit=unit, numerator=Decimal(number)),
                msgspec.structs.replace(one, unit=unit, indicator="x", applicable=False),
            ]
            for unit, number in found.items()
        }
        t.measurements.replace_registers("2026M10", rows)


def a_year(world: World) -> None:
    """Everything that happens to a province, with the journal written here and there in between."""
    first, second, fourth = (world.enrolled(unit, f"laptop{unit}") for unit in ("22810", "22813", "22828"))
    ordinary(world, first)
    counted(world, u22810=4, u22813=7)
    counted(world, u22810=4, u22813=7)
    journal.catch_up(world.store, world.keys, world.workspace.archive)
    world.kit = world.publish(2, "2")
    for laptop in (first, second, fourth):
        kit.receive(laptop.store, world.kit.data, now=world.clock())
    troubled(world, second)
    lost(world)
    counted(world, u22810=5, u22822=1)
    mailed(world, fourth)
    world.communes = ("22810", "22813", "22822")  # 22828 was merged away; its last bundles still come in
    world.kit = world.publish(3, "2")
    journal.catch_up(world.store, world.keys, world.workspace.archive)
    world.take_all(fourth.send(period="2026M06").file)
    renewed(world, first)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("sqlite", "sqlite"),
        pytest.param("sqlite", "postgres", marks=pytest.mark.postgres),
        pytest.param("postgres", "sqlite", marks=pytest.mark.postgres),
        pytest.param("postgres", "postgres", marks=pytest.mark.postgres),
    ],
)
def test_a_year_is_rebuilt_row_for_row(
    tmp_path: Path, new_store: Callable[[str], str], source: str, target: str
) -> None:
    world = World(tmp_path, communes=COMMUNES, location=new_store(source))
    a_year(world)
    archive = Archive(world.workspace.archive)
    report = archive_check.verify(world.store, world.keys, archive)
    assert (report.problems, report.differences, report.extra) == ([], [], [])
    assert report.compared
    with Store.open(new_store(target)) as fresh:
        done = archive_check.rebuild(archive, world.keys, fresh)
        assert (done.bundles, done.kits) == (report.checked, 3)
        with fresh.reading() as ours, world.store.reading() as theirs:
            assert compare(ours, theirs) == []
            said = rows(theirs)
            assert rows(ours) == said
            filled = {name for name, found in said.items() if found}
        # Work goes on in the rebuilt store, and its archive goes on with it.
        enrolment.revoke(fresh, "22810", why="mất máy", now=world.clock())
        assert journal.catch_up(fresh, world.keys, archive.root) == 2  # the old and the renewed key
        assert archive_check.verify(fresh, world.keys, archive).sound
    # What a province never fills: outbox and answers are a laptop's, and nothing waits any more.
    laptops = {"exchange_answer", "exchange_outbox", "exchange_outbox_entry", "exchange_taken"}
    empty = set(compared()) - filled
    assert empty == laptops | {
        "entry_withheld",
        "exchange_request",
        "meta",
        "second_keying",
        "entry_annotation",
    }
    world.store.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_several_clerks_write_one_journal(tmp_path: Path, new_store: Callable[[str], str], kind: str) -> None:
    world = World(tmp_path, location=new_store(kind))
    world.store.close()
    children = []
    for clerk in range(4):
        child = os.fork()
        if child == 0:
            _asks(world, clerk)
        children.append(child)
    assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children] == [0] * 4
    world.store = Store.open(world.location or "")
    archive = Archive(world.workspace.archive)
    report = archive_check.verify(world.store, world.keys, archive)
    assert (report.problems, report.differences, report.events) == ([], [], 2 + 4 * 15)
    with world.store.reading() as t:
        assert len(t.exchange.certificates.requests()) == 4 * 15
    world.store.close()


def _asks(world: World, clerk: int) -> None:
    """One clerk at work: a key that waits, the journal, the next one."""
    code = 1
    try:
        with Store.open(world.location or "") as store:
            for number in range(15):
                record = RequestRecord(
                    key_line=f"key {clerk} {number}",
                    unit="22810",
                    officer="Lan",
                    machine="m",
                    asked_at=stamp(world.clock()),
                )
                with store.transaction() as t:
                    t.exchange.certificates.ask(record)
                journal.catch_up(store, world.keys, world.workspace.archive)
        code = 0
    finally:
        os._exit(code)
