"""Home, review, export, registers, help and the command palette."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from models.entries import EntryState
from tests.tui.driving import begin, rest, said
from tui.app import XasoApp
from tui.screens.entry import EntryScreen
from tui.screens.home import HomeScreen
from tui.screens.register import RegisterScreen
from tui.screens.review import ReviewScreen


async def test_home_counts_the_days_to_the_next_deadline(
    app: XasoApp, screen_text: Callable[[Any], list[str]]
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        assert "kỳ 10/2026 · còn 4 ngày" in screen_text(app)[0]


async def test_home_shows_what_was_typed_when_one_comes_back(
    app: XasoApp, screen_text: Callable[[Any], list[str]]
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await pilot.press("enter")
        await rest(pilot)
        await pilot.press(*"431", "enter", *"409", "enter", *"36", "enter", *"35", "enter", "escape")
        await rest(pilot)
        assert isinstance(app.screen, HomeScreen)
        assert "  6%" in "\n".join(screen_text(app))


async def test_escape_at_home_says_how_to_leave(app: XasoApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await pilot.press("escape")
        await pilot.pause()
        assert app.is_running


async def test_review_lists_problems_and_jumps_to_the_cell(
    app: XasoApp, screen_text: Callable[[Any], list[str]]
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await pilot.press("enter")
        await rest(pilot)
        await pilot.press("down", "down", *"36", "enter", *"37", "enter", "f9")
        await rest(pilot)
        assert isinstance(app.screen, ReviewScreen)
        drawn = "\n".join(screen_text(app))
        assert "Tử số (37) lớn hơn mẫu số (36)." in drawn
        assert "Phải trả lời câu này." in drawn
        assert "76,44%" in drawn
        assert "chưa đạt" in drawn
        await pilot.press("down", "enter")
        await rest(pilot)
        assert isinstance(app.screen, EntryScreen)
        assert app.screen.here() == "/data/gov/signed"


async def test_an_entry_with_errors_is_not_completed_and_one_without_is(app: XasoApp, house: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await pilot.press("enter")
        await rest(pilot)
        await pilot.press("f9")
        await rest(pilot)
        await pilot.press("f9")
        await rest(pilot)
        assert house.sitting.head.state is EntryState.DRAFT
        assert "lỗi" in said(app)
        await pilot.press("escape")
        await rest(pilot)
        await pilot.press(*"431", "enter", "f9")
        await rest(pilot)
        await pilot.press("f9")
        await rest(pilot)
        assert house.sitting.head.state is EntryState.COMPLETE
        assert said(app).startswith("Phiếu đã hoàn thành")
        await pilot.press("f4")
        await rest(pilot)
        assert house.sitting.head.state is EntryState.DRAFT
        assert isinstance(app.screen, EntryScreen)


async def test_warnings_are_explained_from_the_review(app: XasoApp, house: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await pilot.press("enter")
        await rest(pilot)
        await pilot.press(*"5000", "enter", "f9")
        await rest(pilot)
        assert "1 cảnh báo" in said(app)
        await pilot.press("f6")
        await rest(pilot)
        await pilot.press(*"nhập hai đơn vị", "enter")
        await rest(pilot)
        assert house.sitting.session.explanations["/data/gov/docs"] == "nhập hai đơn vị"
        assert said(app).startswith("Không còn vướng mắc")


async def test_what_home_says_stays_until_one_comes_back_from_elsewhere(app: XasoApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        app.home.say("Đã bỏ riêng.")
        app.refresh_home()
        await rest(pilot)
        assert said(app) == "Đã bỏ riêng."
        await pilot.press("enter", "escape")
        await rest(pilot)
        assert said(app) == app.home.view.message


async def test_home_finds_a_form_by_its_period(app: XasoApp, screen_text: Callable[[Any], list[str]]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await pilot.press("f3")
        await rest(pilot)
        assert any("Chuyển đổi số hằng quý · Q3/2026" in line for line in screen_text(app))


async def test_commands_are_found_by_their_names_and_done(
    app: XasoApp, screen_text: Callable[[Any], list[str]]
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await pilot.press("ctrl+p")
        await rest(pilot)
        assert "Mọi lệnh" in "\n".join(screen_text(app))
        await pilot.press(*"tuong phan", "enter")
        await rest(pilot)
        assert app.theme == "xaso-contrast"


async def test_a_register_shows_overdue_records_first_and_opens_one(
    app: XasoApp, screen_text: Callable[[Any], list[str]]
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await pilot.press("down", "down", "down", "enter")
        await rest(pilot)
        assert isinstance(app.screen, RegisterScreen)
        drawn = screen_text(app)
        first = next(line for line in drawn if "▸" in line)
        assert "Cấp chữ ký số cho cán bộ" in first
        assert "30/09/2026" in first
        await pilot.press("enter")
        await rest(pilot)
        assert isinstance(app.screen, EntryScreen)
        await pilot.press("escape")
        await rest(pilot)
        assert isinstance(app.screen, RegisterScreen)


async def test_help_explains_the_cell_and_lists_the_keys(
    app: XasoApp, screen_text: Callable[[Any], list[str]]
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await pilot.press("enter")
        await rest(pilot)
        await pilot.press("down", "down", "down", "f1")
        await rest(pilot)
        drawn = "\n".join(screen_text(app))
        assert "Tính cả chữ ký số trên SIM" in drawn
        assert "Kỳ trước: 35" in drawn
        assert "Lấy lại giá trị kỳ trước." in drawn
        await pilot.press("escape")
        assert isinstance(app.screen, EntryScreen)


async def test_every_command_has_a_second_way_by_its_name(app: XasoApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await pilot.press("enter")
        await rest(pilot)
        titles = [command.title for command in app.get_system_commands(app.screen)]
        assert "Lấy lại giá trị kỳ trước" in titles
        assert "Đổi giữa tiếng Việt và tiếng Anh" in titles
        command = next(
            c for c in app.get_system_commands(app.screen) if c.title == "Lấy lại giá trị kỳ trước"
        )
        command.callback()
        await rest(pilot)
        assert app.screen.cells.session.value("/data/gov/docs") == "412"  # type: ignore[attr-defined]


async def test_the_review_of_a_returned_entry_leads_to_a_correction_not_to_an_export(
    app: XasoApp, house: Any
) -> None:
    house.sitting.head = msgspec.structs.replace(house.sitting.head, state=EntryState.RETURNED)
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await pilot.press("enter")
        await rest(pilot)
        await pilot.press("f9")
        await rest(pilot)
        assert said(app).startswith("Phiếu này trả lại. F4 để sửa")
