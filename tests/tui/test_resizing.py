"""Storms of sizes while somebody types: nothing crashes, nothing is lost; and every line is filled once."""

from __future__ import annotations

import random
from typing import Any

import pytest
from rich.cells import cell_len

from tests.tui.driving import begin, rest
from tui.app import XasoApp
from tui.screens.entry import EntryScreen
from tui.screens.grid import GridScreen
from tui.screens.page import Page
from tui.screens.review import ReviewScreen
from tui.widgets.line_buffer import LineBuffer
from tui.widgets.sheet_paint import window


def any_size(chance: random.Random) -> tuple[int, int]:
    return chance.randint(20, 200), chance.randint(5, 60)


async def opened(pilot: Any, *keys: str) -> None:
    await begin(pilot)
    for key in keys:
        await pilot.press(key)
        await rest(pilot)


@pytest.mark.parametrize("room", [-2, 0, 1, 2, 3, 80])
@pytest.mark.parametrize("text", ["", "7", "1204", "Thôn Mỹ Phước"])
def test_the_editor_finds_room_in_any_width(text: str, room: int) -> None:
    for caret in range(len(text) + 1):
        buffer = LineBuffer(text)
        buffer.caret = caret
        before, after = window(buffer, room)
        assert cell_len(before) + max(1, cell_len(after)) <= max(1, room)


async def test_a_storm_while_questions_are_answered_loses_nothing(app: XasoApp, house: Any) -> None:
    chance = random.Random(1)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, "enter")
        for value in ("431", "409", "36", "35"):
            for digit in value:
                await pilot.resize_terminal(*any_size(chance))
                await pilot.press(digit)
            await pilot.resize_terminal(*any_size(chance))
            await pilot.press("enter")
        await rest(pilot)
        assert isinstance(app.screen, EntryScreen)
        data = house.sitting.session.data
        assert [data[f"/data/gov/{name}"] for name in ("docs", "edocs", "staff", "signed")] == [
            "431", "409", "36", "35",
        ]  # fmt: skip


async def test_a_storm_over_the_village_grid_keeps_cursor_and_values(app: XasoApp, house: Any) -> None:
    chance = random.Random(2)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, "enter", "ctrl+down", "enter")
        for number in range(1, 9):
            await pilot.resize_terminal(*any_size(chance))
            await pilot.press(*str(700 + number), "enter")
        await pilot.press("shift+up", "shift+up")
        await pilot.resize_terminal(*any_size(chance))
        await pilot.press("f10")
        await pilot.resize_terminal(*any_size(chance))
        await pilot.press("escape")
        await rest(pilot)
        assert isinstance(app.screen, GridScreen)
        session = house.sitting.session
        assert [session.value(f"/data/soc/v[{n}]/eligible") for n in range(1, 9)] == [
            str(700 + number) for number in range(1, 9)
        ]


async def test_a_storm_over_review_and_dialogs_does_not_end_the_program(app: XasoApp) -> None:
    chance = random.Random(3)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, "enter", "f9")
        assert isinstance(app.screen, ReviewScreen)
        for key in ("f1", "escape", "down", "f6", "escape", "escape", "f7", "escape", "slash", "escape"):
            await pilot.resize_terminal(*any_size(chance))
            await pilot.press(key)
        await rest(pilot)
        assert app.is_running


@pytest.mark.parametrize("keys", [("enter",), ("enter", "ctrl+down", "enter"), ("enter", "f9")])
async def test_a_screen_fills_its_lines_once_when_it_opens(
    app: XasoApp, monkeypatch: pytest.MonkeyPatch, keys: tuple[str, ...]
) -> None:
    filled: list[Page] = []
    real = Page.relabel

    def counted(page: Page) -> None:
        filled.append(page)
        real(page)

    monkeypatch.setattr(Page, "relabel", counted)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, *keys)
        assert filled.count(app.screen) == 1  # type: ignore[arg-type]
