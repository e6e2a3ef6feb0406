"""Who changed what between two revisions, and what the screen says while there is no store to read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from models.office import Difference
from tests.tui.driving import rest, until
from tests.tui.province.world import World
from tui.province.changes import ChangesDialog
from tui.province.verdict import VerdictScreen
from tui.widgets.line import Line
from tui.widgets.message import Message

NINH_SON = ("f3", *"ninh son", "enter")


@pytest.fixture
def app(world: World, app_maker: Any) -> Any:
    return app_maker(world)


def line_of(app: Any, screen_text: Any, word: str) -> str:
    return next((str(line) for line in screen_text(app) if word in line), "")


def message(app: Any) -> str:
    return str(app.screen.query_one("#message", Message).text)


def about(app: Any) -> str:
    return str(app.screen.query_one("#dialog-about", Line).text)


async def test_changes_stand_in_the_order_of_the_form_and_name_who_and_when(
    app: Any, press: Any, screen_text: Any
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, *NINH_SON, "enter", "f7")
        assert isinstance(app.screen, ChangesDialog)
        shown = "\n".join(screen_text(app))
        places = [shown.index(word) for word in ("xử lý trên môi", "Hồ sơ tiếp nhận", "Khó khăn")]
        assert places == sorted(places)
        assert about(app).count("·") >= 2
        assert "2026" in about(app)


async def test_what_is_calculated_was_changed_by_nobody_and_a_share_has_its_sign(
    app: Any, press: Any, screen_text: Any
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, *NINH_SON, "enter")
        screen = app.screen
        rate = Difference("/data/gov/rate", "95.5", "104.41", "Nguyễn Lan", "2026-10-22T02:30:00Z")
        screen.review = replace(screen.review, changed=(*screen.review.changed, rate))
        screen.relabel()
        await press(pilot, "f7")
        line = line_of(app, screen_text, "95,50%")
        assert "tự tính" in line
        assert "104,41%" in line


async def test_enter_on_a_change_goes_to_its_cell_and_esc_stays(app: Any, press: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, *NINH_SON, "enter")
        screen = app.screen
        assert isinstance(screen, VerdictScreen)
        before = screen.sheet.row
        await press(pilot, "f7", "ctrl+end", "escape")
        assert screen.sheet.row == before
        await press(pilot, "f7", "ctrl+end", "enter")
        assert app.screen is screen
        assert "Khó khăn" in screen.model.label_of(screen.model.path_at(screen.sheet.row))


async def test_a_store_that_cannot_be_read_stays_told_whatever_is_pressed(
    tmp_path: Path, world: World, app_maker: Any, screen_text: Any
) -> None:
    (tmp_path / "torn.db").write_text("no store", encoding="utf-8")
    app = app_maker(world)
    app.office._location = tmp_path / "torn.db"
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: message(app))
        await rest(pilot)
        told = message(app)
        assert "chưa mở được" in screen_text(app)[0]
        for key in ("f7", "f6", "down", "enter"):
            await pilot.press(key)
            await rest(pilot)
            assert message(app) == told


async def test_nothing_published_says_what_the_province_does_next(
    tmp_path: Path, world: World, app_maker: Any, screen_text: Any
) -> None:
    from models.store import Store

    Store.open(tmp_path / "empty.db").close()
    app = app_maker(world)
    app.office._location = tmp_path / "empty.db"
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "xaso province publish" in " ".join(" ".join(screen_text(app)).split()))
