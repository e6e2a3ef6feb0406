"""Filtering a village grid: what shows, what the title and the totals say, and what is touched meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from textual import events

from models.entries import EntryState
from tests.tui.driving import begin, rest, said
from tui.app import XasoApp
from tui.dialogs.filter import FilterDialog
from tui.screens.grid import GridScreen
from tui.sheets.grid_filter import Filter, Traits, Wanted, keeps
from tui.widgets.line import Line
from tui.widgets.sheet import Sheet

Drawn = Callable[[Any], list[str]]


async def opened(pilot: Any) -> GridScreen:
    await begin(pilot)
    for keys in (("enter",), ("ctrl+down",), ("enter",)):
        await pilot.press(*keys)
        await rest(pilot)
    assert isinstance(pilot.app.screen, GridScreen)
    return pilot.app.screen


async def filtered(pilot: Any, *keys: str) -> None:
    await pilot.press("f10")
    await rest(pilot)
    assert isinstance(pilot.app.screen, FilterDialog)
    await pilot.press(*keys, "enter")
    await rest(pilot)


def ending(app: XasoApp) -> str:
    return app.screen.query_one("#title", Line).ending


def shown(screen: GridScreen) -> list[str]:
    return [screen.grid.name(row) for row in range(screen.grid.row_count())]


@pytest.mark.parametrize(
    ("chosen", "row", "expected"),
    [
        (Filter(), Traits("Thôn Hòa", blank=False, wrong=False), True),
        (Filter(Wanted.NAMED, "hoa thon"), Traits("Thôn Hòa", blank=False, wrong=False), True),
        (Filter(Wanted.NAMED, "ha"), Traits("Thôn Hòa", blank=False, wrong=False), False),
        (Filter(Wanted.NAMED, "đồng"), Traits("Thôn Dong", blank=False, wrong=False), True),
        (Filter(Wanted.INCOMPLETE), Traits("a", blank=False, wrong=True), False),
        (Filter(Wanted.INCOMPLETE), Traits("a", blank=True, wrong=False), True),
        (Filter(Wanted.PROBLEMS), Traits("a", blank=True, wrong=False), False),
        (Filter(Wanted.PROBLEMS), Traits("a", blank=False, wrong=True), True),
    ],
)
def test_a_filter_keeps_the_rows_it_is_for(chosen: Filter, row: Traits, expected: bool) -> None:
    assert keeps(chosen, row) is expected


async def test_a_part_of_a_name_shows_only_these_rows_and_the_title_says_how_many(
    app: XasoApp, house: Any, screen_text: Drawn
) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await opened(pilot)
        before = dict(house.sitting.session.data)
        await filtered(pilot, *"thon 1")
        assert len(shown(screen)) < 17
        assert all("1" in name for name in shown(screen))
        assert f"{len(shown(screen))}/17 dòng" in ending(app)
        assert "“thon 1”" in ending(app)
        assert any("Cộng tất cả 17 dòng" in line for line in screen_text(app))
        assert house.sitting.session.data == before
        await filtered(pilot, *"tat ca")
        assert len(shown(screen)) == 17
        assert "/17 dòng" not in ending(app)


async def test_only_rows_with_blanks_show_and_a_row_does_not_vanish_while_it_is_typed(
    app: XasoApp, house: Any
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        for column in (1, 2, 3):
            screen.sheet.go(0, column)
            await pilot.press(*"5", "enter")
        await rest(pilot)
        await filtered(pilot, "down")
        assert len(shown(screen)) == 16
        assert "Thôn 1" not in shown(screen)
        first = shown(screen)[0]
        for column in (1, 2, 3):
            screen.sheet.go(0, column)
            await pilot.press(*"7", "enter")
        await rest(pilot)
        assert shown(screen)[0] == first
        assert "còn trống: 16/17 dòng" in ending(app)


async def test_only_rows_with_problems_show_and_none_says_so(app: XasoApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        await filtered(pilot, "down", "down")
        assert "Không có dòng nào" in said(app)
        assert len(shown(screen)) == 17
        screen.sheet.go(2, 1)
        await pilot.press(*"10", "tab", *"11", "enter")
        await rest(pilot)
        await filtered(pilot, "down", "down")
        assert shown(screen) == ["Thôn Triệu Phong 1"]
        assert "có lỗi: 1/17 dòng" in ending(app)


async def test_a_pasted_block_lands_on_the_rows_that_show_and_the_preview_says_so(
    app: XasoApp, house: Any, screen_text: Drawn
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        screen.sheet.go(0, 1)
        await pilot.press(*"10", "tab", *"11", "enter")
        screen.sheet.go(4, 1)
        await pilot.press(*"10", "tab", *"11", "enter")
        await rest(pilot)
        await filtered(pilot, "down", "down")
        assert [screen.grid.path_at(row, 1) for row in range(2)] == [
            "/data/soc/v[1]/eligible",
            "/data/soc/v[5]/eligible",
        ]
        screen.sheet.go(0, 1)
        screen.query_one("#cells", Sheet).post_message(events.Paste("20\t15\n30\t25\n40\t35\n"))
        await rest(pilot)
        drawn = "\n".join(screen_text(app))
        assert "Đang lọc: chỉ dán vào 2 dòng đang hiện." in drawn
        assert "ngoài dòng cuối" in drawn
        await pilot.press("enter")
        await rest(pilot)
        session = house.sitting.session
        assert [session.value(f"/data/soc/v[{n}]/eligible") for n in range(1, 7)] == [
            "20", "", "", "", "30", "",
        ]  # fmt: skip
        await pilot.press("ctrl+z")
        await rest(pilot)
        assert session.value("/data/soc/v[5]/eligible") == "10"


async def test_filling_and_emptying_touch_only_the_rows_that_show(app: XasoApp, house: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        for row in (0, 4):
            screen.sheet.go(row, 1)
            await pilot.press(*"10", "tab", *"11", "enter")
        await rest(pilot)
        await filtered(pilot, "down", "down")
        screen.sheet.go(0, 1)
        await pilot.press(*"77", "enter", "up", "shift+down", "ctrl+d")
        await rest(pilot)
        session = house.sitting.session
        assert [session.value(f"/data/soc/v[{n}]/eligible") for n in range(1, 6)] == ["77", "", "", "", "77"]


async def test_undo_of_a_row_that_is_hidden_brings_all_rows_back(app: XasoApp, house: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        screen.sheet.go(0, 1)
        await pilot.press(*"10", "tab", *"11", "enter")
        screen.sheet.go(8, 1)
        await pilot.press(*"6", "enter")
        await rest(pilot)
        await filtered(pilot, "down", "down")
        assert len(shown(screen)) == 1
        await pilot.press("ctrl+z")
        await rest(pilot)
        assert len(shown(screen)) == 17
        assert screen.here() == "/data/soc/v[9]/eligible"
        assert house.sitting.session.value("/data/soc/v[9]/eligible") == ""


async def test_a_sorted_grid_stays_sorted_when_it_is_filtered(app: XasoApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        for row, value in ((0, "30"), (1, "10"), (2, "20")):
            screen.sheet.go(row, 1)
            await pilot.press(*value, "enter")
        screen.sheet.go(0, 1)
        await pilot.press("f5")
        await rest(pilot)
        await filtered(pilot, "down")
        assert [screen.grid.path_at(row, 1) for row in range(3)] == [
            "/data/soc/v[2]/eligible",
            "/data/soc/v[3]/eligible",
            "/data/soc/v[1]/eligible",
        ]


async def test_the_cursor_begins_on_a_cell_that_one_answers(app: XasoApp, house: Any) -> None:
    house.sitting.head = msgspec.structs.replace(house.sitting.head, state=EntryState.COMPLETE)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        assert screen.sheet.column >= 1
        assert screen.here() == "/data/soc/v[1]/eligible"
        await pilot.press("5")
        await rest(pilot)
        assert "F2 để mở lại" in said(app)
        screen.query_one("#cells", Sheet).post_message(events.Paste("20\t15\n30\t25\n"))
        await rest(pilot)
        assert isinstance(app.screen, GridScreen)
        assert "F2 để mở lại" in said(app)


async def test_f4_f6_f7_and_f8_work_in_the_grid_as_in_the_entry(
    app: XasoApp, house: Any, screen_text: Drawn
) -> None:
    house.sitting.session.previous["/data/soc/v[1]/eligible"] = "700"
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        await pilot.press("f4")
        await rest(pilot)
        assert house.sitting.session.value("/data/soc/v[1]/eligible") == "700"
        assert screen.here() == "/data/soc/v[2]/eligible"
        await pilot.press("f6")
        await rest(pilot)
        await pilot.press(*"hỏi lại", "enter")
        await rest(pilot)
        assert house.sitting.session.notes == {"/data/soc/v[2]/eligible": "hỏi lại"}
        await pilot.press("up", "f7")
        await rest(pilot)
        assert "Lan" in "\n".join(screen_text(app))
        await pilot.press("escape")
        screen.sheet.go(2, 1)
        await pilot.press(*"10", "tab", *"11", "enter", "ctrl+home", "f8")
        await rest(pilot)
        assert screen.here() == "/data/soc/v[3]/active"
