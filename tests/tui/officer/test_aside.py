"""Drafts that were begun by mistake: set aside from home and from a register, and brought back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from models.entries import EntryState
from models.errors import EntryStateError
from tests.sync.simulator import World
from tests.tui.driving import begin, press, said
from tui.app import XasoApp
from tui.aside.house import CommuneAside
from tui.dialogs.write import WriteDialog
from tui.house import CommuneHouse
from tui.ports import Clock
from tui.screens.home import HomeScreen

Drawn = Callable[[Any], list[str]]
DRAFT = "a" * 32


async def test_delete_sets_the_draft_of_a_row_aside_with_a_reason(
    app: XasoApp, house: Any, screen_text: Drawn
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(pilot, "delete")
        assert isinstance(app.screen, WriteDialog)
        assert "12 câu trả lời và lịch sử vẫn giữ" in "\n".join(screen_text(app))
        await press(pilot, tuple("nhầm kỳ"), "enter")
        assert house.services.aside.gone[DRAFT].why == "nhầm kỳ"
        assert "Ctrl+Z" in said(app)


async def test_escape_keeps_the_draft(app: XasoApp, house: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(pilot, "delete", "escape")
        assert house.services.aside.gone == {}
        assert isinstance(app.screen, HomeScreen)


async def test_what_is_no_draft_is_not_set_aside_and_says_why(app: XasoApp, house: Any) -> None:
    house.services.aside.drafts.clear()
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(pilot, "down", "delete")
        assert "Chỉ bỏ riêng được phiếu nháp" in said(app)


async def test_ctrl_z_brings_it_back(app: XasoApp, house: Any, screen_text: Drawn) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(pilot, "ctrl+z")
        assert "Không có phiếu nào" in said(app)
        await press(pilot, "delete", "enter", "ctrl+z")
        assert "Chuyển đổi số hằng tháng · 10/2026" in "\n".join(screen_text(app))
        await press(pilot, "enter")
        assert DRAFT in house.services.aside.drafts
        assert "Đã lấy lại" in said(app)


async def test_what_lost_its_place_says_so(app: XasoApp, house: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(pilot, "delete", "enter")
        house.services.aside.error = EntryStateError(id=DRAFT, state="discarded", wanted="restore")
        await press(pilot, "ctrl+z", "enter")
        assert "Đã có phiếu khác" in said(app)


async def test_a_record_of_a_register_is_set_aside_and_brought_back(app: XasoApp, house: Any) -> None:
    aside = house.services.aside
    record = house.register("tasks", "vi").records[0].entry
    aside.drafts[record] = replace(aside.drafts[DRAFT], entry=record)
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(pilot, "down", "down", "down", "enter", "delete", "enter")
        assert record in aside.gone
        assert "Đã bỏ riêng" in said(app)
        await press(pilot, "ctrl+z", "enter")
        assert record in aside.drafts


def test_the_real_store_keeps_everything_and_gives_it_back(tmp_path: Path) -> None:
    world = World(tmp_path)
    laptop = world.enrolled()
    entry = laptop.fill(3, 4, "2026M10")
    with laptop.store.transaction() as t:
        t.entries.set_state(entry, EntryState.DRAFT, "2026-10-21T00:00:00Z", "Lan")
    house = CommuneHouse(laptop.workspace, "vi", clock=Clock(world.clock))
    house.load()
    aside = CommuneAside(house)
    try:
        found = aside.draft("monthly", "2026M10")
        assert found is not None
        aside.discard(found.entry, "nhập nhầm")
        assert aside.draft("monthly", "2026M10") is None
        assert aside.look(entry) is None
        assert aside.look("f" * 32) is None
        (told,) = aside.all()
        assert (told.entry, told.period, told.why) == (entry, "2026M10", "nhập nhầm")
        aside.restore(entry)
        assert laptop.state(entry) is EntryState.DRAFT
        with pytest.raises(EntryStateError):
            aside.restore(entry)
    finally:
        house.close()
