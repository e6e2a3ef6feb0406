"""The history of exports: what became of bundles, what is missing, corrections, taking in."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.sync.simulator import World
from tests.tui.driving import begin, press, said, settled, typed_ahead
from tui.app import XasoApp
from tui.handoff.choose_file import ChooseFileDialog
from tui.handoff.folders import Item, Kind, items_of, kind_of
from tui.handoff.house import CommuneHandoff
from tui.handoff.ports import Ledger, TakenFile
from tui.handoff.screen import OutboxScreen
from tui.handoff.sending_ports import Mail
from tui.house import CommuneHouse
from tui.ports import Clock, Destination
from tui.screens.entry import EntryScreen
from tui.widgets.field import Field

Drawn = Callable[[Any], list[str]]


async def test_the_history_names_what_is_missing_refused_and_returned(
    app: XasoApp, screen_text: Drawn
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(pilot, "f10")
        assert isinstance(app.screen, OutboxScreen)
        drawn = "\n".join(screen_text(app))
        assert "Tỉnh thiếu gói 000015" in said(app)
        assert "E_REVOKED" in drawn
        assert "2 ý kiến" in drawn
        assert "2 đã duyệt · 1 trả lại" in drawn


async def test_a_bundle_opens_to_its_entries_and_closes_again(app: XasoApp, screen_text: Drawn) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(pilot, "f10", "down", "enter")
        assert "Chuyển đổi số hằng tháng · 10/2026" in "\n".join(screen_text(app))
        await press(pilot, "enter")
        assert "Chuyển đổi số hằng tháng · 10/2026" not in "\n".join(screen_text(app))


async def test_one_key_writes_exactly_the_missing_bundles_to_the_only_stick(app: XasoApp, house: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(pilot, "f10", "f9")
        assert house.services.handoff.wrote == [(Path("/media/usb"), (15,))]
        assert "000015" in said(app)
        await press(pilot, "f9")
        assert said(app) == "Tỉnh không thiếu gói nào."


async def test_a_write_protected_stick_is_not_written_to(app: XasoApp, house: Any) -> None:
    house.destinations = lambda: [
        Destination("A", Path("/media/a"), stick=True, writable=False),
        Destination("B", Path("/media/b"), stick=True),
    ]
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(pilot, "f10", "f9")
        assert house.services.handoff.wrote == [(Path("/media/b"), (15,))]


async def test_with_several_places_it_asks_and_offers_the_place_of_last_time(
    app: XasoApp, house: Any, screen_text: Drawn
) -> None:
    house.destinations = lambda: [
        Destination("A", Path("/media/a"), stick=True),
        Destination("B", Path("/media/b"), stick=True),
    ]
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(pilot, "f10", "f9")
        assert "/media/KINGSTON/xaso" in "\n".join(screen_text(app))
        await press(pilot, "down", "enter")
        assert house.services.handoff.wrote == [(Path("/media/b"), (15,))]


async def test_the_bundle_under_the_cursor_is_written_once_more(app: XasoApp, house: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(pilot, "f10", "down", "down", "f4")
        assert house.services.handoff.wrote == [(Path("/media/usb"), (16,))]


async def test_a_returned_entry_opens_at_the_commented_cell(app: XasoApp, house: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(pilot, "f10", "enter")
        assert house.services.handoff.opened == ["e" * 32]
        assert isinstance(app.screen, EntryScreen)
        assert app.screen.here() == "/data/gov/signed"


async def test_a_receipt_is_chosen_from_a_folder(app: XasoApp, house: Any, tmp_path: Path) -> None:
    (tmp_path / "biên nhận").mkdir()
    file = tmp_path / "biên nhận" / "R-56-22810-000003-1C2D3E4F.tar"
    file.write_bytes(b"x")
    (tmp_path / "ảnh.jpg").write_bytes(b"x")
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(pilot, "f10", "f10")
        assert isinstance(app.screen, ChooseFileDialog)
        await press(pilot, tuple(str(tmp_path)), "enter", tuple("bien"), "enter", "enter")
        assert house.services.handoff.taken == [file]
        assert "1 phiếu bị trả lại" in said(app)


async def test_a_receipt_is_found_by_keys_that_are_typed_ahead_of_the_folders(
    app: XasoApp, house: Any, tmp_path: Path
) -> None:
    inner = tmp_path / "biên nhận"
    inner.mkdir()
    (tmp_path / "R-56-22810-000002-1C2D3E4F.tar").write_bytes(b"x")
    (inner / "R-56-22810-000003-1C2D3E4F.tar").write_bytes(b"x")
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        typed_ahead(app, "f10", "f10", *str(tmp_path), "enter", *"bien", "enter", "up", "down", "enter")
        await settled(pilot)
        assert house.services.handoff.taken == [inner / "R-56-22810-000003-1C2D3E4F.tar"]


async def test_while_a_slow_stick_is_listed_nothing_of_the_folder_before_is_taken(
    app: XasoApp, house: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.typeahead.WORK_PATIENCE", 0.05)
    (tmp_path / "below").mkdir()
    (tmp_path / "R-56-22810-000002-1C2D3E4F.tar").write_bytes(b"x")
    (tmp_path / "below" / "R-56-22810-000003-1C2D3E4F.tar").write_bytes(b"x")
    gate = threading.Event()

    def slowly(folder: Path) -> list[Item]:
        if folder.name == "below":
            gate.wait(10)
        return items_of(folder)

    monkeypatch.setattr("tui.handoff.choose_file.items_of", slowly)
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(pilot, "f10", "f10", tuple(str(tmp_path)), "enter")
        await pilot.press(*"below", "enter", "f9", "enter")
        assert house.services.handoff.taken == []
        gate.set()
        await settled(pilot)
        await press(pilot, "f9")
        assert [path.parent.name for path in house.services.handoff.taken] == ["below"]


async def test_a_path_that_cannot_be_read_stays_to_be_mended(
    app: XasoApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(folder: Path) -> list[Item]:
        raise PermissionError(13, "Permission denied", str(folder))

    monkeypatch.setattr("tui.handoff.choose_file.items_of", refused)
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(pilot, "f10", "f10", tuple(str(tmp_path)), "enter")
        assert app.screen.query_one(Field).text == str(tmp_path)


async def test_a_whole_folder_is_taken_in_with_one_key(app: XasoApp, house: Any, tmp_path: Path) -> None:
    others = "R-56-22813-000009-5D6E7F80.tar"
    for name in ("R-56-22810-000003-1C2D3E4F.tar", "K-56-000002-1C2D3E4F.tar", others, "other.tar"):
        (tmp_path / name).write_bytes(b"x")
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(pilot, "f10", "f10", tuple(str(tmp_path)), "enter", "f9")
        taken = {path.name for path in house.services.handoff.taken}
        assert taken == {"R-56-22810-000003-1C2D3E4F.tar", "K-56-000002-1C2D3E4F.tar"}


async def test_a_folder_that_cannot_be_read_is_told_and_the_way_up_stays(
    app: XasoApp, screen_text: Drawn, tmp_path: Path
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(pilot, "f10", "f10", tuple(str(tmp_path)), "enter")
        gone.rmdir()
        await press(pilot, "down", "enter")
        assert isinstance(app.screen, ChooseFileDialog)
        assert "gone" in "\n".join(screen_text(app))
        await press(pilot, "escape")
        assert isinstance(app.screen, OutboxScreen)


async def test_trouble_with_one_file_is_said_first(app: XasoApp, house: Any, tmp_path: Path) -> None:
    file = tmp_path / "R-56-22810-000003-1C2D3E4F.tar"
    file.write_bytes(b"x")
    house.services.handoff.results = [
        TakenFile(file, kind="receipt", seq=3),
        TakenFile(file, error=OSError(5, "Input/output error", str(file))),
    ]
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(pilot, "f10", "f10", tuple(str(file)), "enter")
        assert "Input/output error" in said(app)[:200]


async def test_an_empty_history_says_so(app: XasoApp, house: Any, screen_text: Drawn) -> None:
    house.services.handoff.known = Ledger()
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(pilot, "f10")
        assert "Chưa xuất gói nào." in "\n".join(screen_text(app))
        await press(pilot, "enter", "f9", "f4")
        assert isinstance(app.screen, OutboxScreen)


def test_kits_and_receipts_are_known_by_their_names() -> None:
    assert kind_of("K-56-000001-9A2B4F1C.tar") is Kind.KIT
    assert kind_of("r-56-22810-000001-1C2D3E4F.TAR") is Kind.RECEIPT
    assert kind_of("B-56-22810-2026M10-000001-4F1C9A2B.age") is None
    assert kind_of("K-56.tar.gz") is None


def test_a_folder_lists_files_newest_first_then_folders(tmp_path: Path) -> None:
    import os

    (tmp_path / "b").mkdir()
    (tmp_path / ".hidden").mkdir()
    for age, name in ((100, "R-56-22810-000001-AAAAAAAA.tar"), (200, "R-56-22810-000002-BBBBBBBB.tar")):
        (tmp_path / name).write_bytes(b"x")
        os.utime(tmp_path / name, (age, age))
    assert [item.name for item in items_of(tmp_path)][1:] == [
        "R-56-22810-000002-BBBBBBBB.tar",
        "R-56-22810-000001-AAAAAAAA.tar",
        "b",
    ]


# with the real store and real envelopes


def handoff_of(world: World, laptop: Any) -> tuple[CommuneHouse, CommuneHandoff]:
    house = CommuneHouse(laptop.workspace, "vi", clock=Clock(world.clock))
    house.load()
    return house, CommuneHandoff(house)


def test_the_real_house_tells_bundles_takes_receipts_and_reexports(tmp_path: Path) -> None:
    world = World(tmp_path)
    laptop = world.enrolled()
    entry = laptop.fill(3, 4, "2026M09")
    first = laptop.export()
    second = laptop.send(1, 2, "2026M10")
    house, handoff = handoff_of(world, laptop)
    try:
        assert [bundle.seq for bundle in handoff.ledger().bundles] == [2, 1]
        folder = tmp_path / "receipts"
        folder.mkdir()
        world.take_all(second.file, receipts=folder)
        (file,) = folder.glob("R-*.tar")
        (taken,) = handoff.take([file])
        assert taken.kind == "receipt"
        assert taken.error is None
        assert handoff.ledger().missing == (1,)
        stick = tmp_path / "again"
        stick.mkdir()
        (written,) = handoff.again(Destination("USB", stick, stick=True), [1])
        assert written.file.parent == stick / "xaso"
        assert written.file.read_bytes() == first.file.read_bytes()
        assert handoff.open(entry).sitting.read_only
    finally:
        house.close()


def test_a_file_that_is_no_envelope_is_told_not_raised(tmp_path: Path) -> None:
    world = World(tmp_path)
    house, handoff = handoff_of(world, world.enrolled())
    bad = tmp_path / "R-56-22810-000001-AAAAAAAA.tar"
    bad.write_bytes(b"no")
    try:
        (taken,) = handoff.take([bad])
    finally:
        house.close()
    assert taken.error is not None
    assert taken.kind == ""


def test_a_returned_entry_becomes_a_new_revision_with_its_comments(tmp_path: Path) -> None:
    from models.entries import Comment, EntryState

    world = World(tmp_path)
    laptop = world.enrolled()
    entry = laptop.fill(3, 4)
    laptop.export()
    with laptop.store.transaction() as t:
        t.entries.set_state(entry, EntryState.RETURNED, "2026-10-21T00:00:00Z", "prov/56")
        t.entries.set_comments(
            entry,
            [
                Comment("/data/denominator", "Kiểm tra lại", "Bình", "2026-10-21T00:00:00Z"),
                Comment("/data/nowhere", "?", "Bình", "2026-10-21T00:00:00Z"),
            ],
        )
    house, handoff = handoff_of(world, laptop)
    try:
        (returned,) = handoff.ledger().returned
        assert returned.comments == 2
        opened = handoff.open(returned.entry)
        assert opened.paths == ("/data/denominator",)
        assert opened.sitting.head.revision == 2
        assert opened.sitting.head.state is EntryState.DRAFT
        assert handoff.open(returned.entry).sitting.head.id == opened.sitting.head.id
    finally:
        house.close()


async def test_copies_of_what_was_received_are_put_away_with_one_key(app: XasoApp, house: Any) -> None:
    handoff = house.services.handoff
    handoff.known = replace(handoff.known, missing=(), copies=2)
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(pilot, "f10")
        assert "Còn 2 bản sao" in said(app)
        await press(pilot, "f5")
        assert "Đã chuyển 2 bản sao" in said(app)


async def test_mails_that_wait_are_told_in_the_history_and_sent_with_one_key(
    app: XasoApp, house: Any, screen_text: Drawn
) -> None:
    handoff, sending = house.services.handoff, house.services.sending
    mail = Mail("B-56-22810-2026M10-000017-4F1C9A2B", 3, "2026-10-18T03:00:00Z", "E_MAIL", "timed out")
    handoff.known = replace(handoff.known, mails=(mail,))
    sending.mails = (mail,)
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(pilot, "f10")
        drawn = " ".join("\n".join(screen_text(app)).split())
        assert "Thư đang chờ: 1" in drawn
        assert "timed out" in drawn
        handoff.known = replace(handoff.known, mails=())
        await press(pilot, "f6")
        assert sending.posted == [True]
        assert said(app) == "Đã gửi hết thư."


async def test_an_old_kit_warns_in_the_history(app: XasoApp, house: Any) -> None:
    handoff = house.services.handoff
    handoff.known = replace(handoff.known, missing=(), kit_day="2025-08-01")
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(pilot, "f10")
        assert "01/08/2025" in said(app)


async def test_a_kit_that_is_old_when_it_comes_says_so(app: XasoApp, house: Any, tmp_path: Path) -> None:
    file = tmp_path / "K-56-000002-1C2D3E4F.tar"
    file.write_bytes(b"x")
    house.services.handoff.results = [TakenFile(file, kind="kit", stale=True)]
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(pilot, "f10", "f10", tuple(str(file)), "enter")
        assert "hơn một năm" in said(app) or "quá một năm" in said(app)


async def test_a_returned_entry_is_corrected_by_keys_and_goes_out_as_a_new_revision(tmp_path: Path) -> None:
    """The real house: returned → opened at the comment → corrected → complete → a second revision leaves."""
    from models.entries import Comment, EntryState
    from tui.marks import UNICODE

    world = World(tmp_path)
    laptop = world.enrolled()
    entry = laptop.fill(3, 4)
    laptop.export()
    with laptop.store.transaction() as t:
        t.entries.set_state(entry, EntryState.RETURNED, "2026-10-21T00:00:00Z", "prov/56")
        t.entries.set_comments(
            entry, [Comment("/data/denominator", "Kiểm tra", "Bình", "2026-10-21T00:00:00Z")]
        )
    house, _handoff = handoff_of(world, laptop)
    app = XasoApp(house, language="vi", clock=house.clock, the_marks=UNICODE)
    try:
        async with app.run_test(size=(80, 24)) as pilot:
            await begin(pilot)
            await press(pilot, "f10", "enter")
            assert isinstance(app.screen, EntryScreen)
            assert app.screen.here() == "/data/denominator"
            await press(pilot, tuple("5"), "enter", "f9", "f9", "escape")
    finally:
        house.close()
    with laptop.store.reading() as t:
        [head] = t.entries.heads()
        assert (head.revision, head.state, head.replaces) == (2, EntryState.COMPLETE, entry)
        assert t.entries.values(head.id)["/data/denominator"] == "5"
    exported = laptop.export()
    assert exported.entries == 1
    world.take_all(exported.file)
    assert [snapshot.revision for snapshot in world.snapshots()] == [2]
