"""Paint first: what importing the screen loads, and what a start shows before the store is open."""

from __future__ import annotations

import ast
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from locales.words import Words
from tests.tui.driving import begin, press, rest, until
from tui.app import XasoApp, run
from tui.front import Front, read_front, write_front
from tui.ports import LeftView
from tui.screens.first import FirstScreen
from tui.screens.home import HomeScreen

ROOT = Path(__file__).resolve().parents[2]
HEAVY = (
    "sqlmodel",
    "sqlalchemy",
    "cryptography",
    "pydantic",
    "typer",
    "bcrypt",
    "pyrage",
    "models.session",
    "msgspec",
    "psutil",
)


def test_importing_the_screen_loads_neither_store_nor_engine_nor_cryptography() -> None:
    code = f"import tui.app, sys; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"


def test_every_text_of_the_screens_has_a_vietnamese_translation() -> None:
    words, untold = Words("vi"), []
    for file in (ROOT / "tui").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            said = [str(each.value) for each in node.args if isinstance(each, ast.Constant)]
            if name in {"text", "_"} and said and isinstance(node.args[0], ast.Constant):
                if words.text(said[0]) == said[0] and any(c.isalpha() for c in said[0]):
                    untold.append(f"{file.name}: {said[0]}")
            elif name == "counted" and words.plural(said[0], said[1], 2) == said[1]:
                untold.append(f"{file.name}: {said[1]}")
    assert untold == []


async def test_the_last_state_is_painted_before_the_store_is_open(
    house: Any, app_maker: Any, tmp_path: Path, screen_text: Callable[[Any], list[str]]
) -> None:
    front = tmp_path / "front.json"
    write_front(front, Front(house.view(), "vi", "xaso-light"))
    gate = threading.Event()
    load = house.load
    house.load = lambda: (gate.wait(5), load())[1]
    app = app_maker(house, None, front)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "đang mở" in "\n".join(screen_text(app)))
        drawn = "\n".join(screen_text(app))
        assert "Chuyển đổi số hằng quý" in drawn
        assert "đang mở" in drawn
        assert app.theme == "xaso-light"
        await pilot.press("enter")  # what is wanted now opens as soon as it can
        gate.set()
        await until(pilot, lambda: type(app.screen).__name__ == "EntryScreen")
        await rest(pilot)


async def test_the_very_first_frame_claims_nothing(
    house: Any, app_maker: Any, screen_text: Callable[[Any], list[str]]
) -> None:
    gate = threading.Event()
    load = house.load
    house.load = lambda: (gate.wait(5), load())[1]
    app = app_maker(house)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "đang mở" in "\n".join(screen_text(app)))
        drawn = "\n".join(screen_text(app))
        assert "đang mở" in drawn
        assert "Không có phiếu" not in drawn
        assert "▸" not in drawn
        gate.set()
        await app.workers.wait_for_complete()


@pytest.mark.parametrize("damage", ["", "{", '{"format": 9}', '{"format": 1, "home": {}}', "[]"])
def test_a_damaged_state_file_is_no_trouble(damage: str, tmp_path: Path) -> None:
    front = tmp_path / "front.json"
    front.write_text(damage, encoding="utf-8")
    assert read_front(front) is None


def test_the_state_file_gives_back_what_was_kept(house: Any, tmp_path: Path) -> None:
    front = tmp_path / "front.json"
    left = LeftView("quarterly", "2026-Q3", "0" * 32, "/data/a/x")
    for kept in (Front(house.view(), "en", "xaso-dark"), Front(house.view(), "vi", "xaso-light", left)):
        write_front(front, kept)
        assert read_front(front) == kept
    assert [file.name for file in tmp_path.iterdir()] == ["front.json"]


async def first_run(pilot: Any) -> None:
    """Wait until it is clear that this is the first one."""
    await until(pilot, lambda: isinstance(pilot.app.screen, FirstScreen))
    await rest(pilot)


async def test_a_first_run_offers_a_kit_and_opens_what_is_due(
    house: Any, app_maker: Any, tmp_path: Path
) -> None:
    house.set_up = False
    app: XasoApp = app_maker(house)
    kit = tmp_path / "K-56-000001-00000000.tar"
    async with app.run_test(size=(80, 24)) as pilot:
        await first_run(pilot)
        await press(pilot, "enter", (*str(kit), "enter"))
        assert house.received == [kit]
        assert isinstance(app.screen, HomeScreen)


async def test_the_first_kit_is_taken_in_after_a_person_compared_the_digits_and_named_the_commune(
    house: Any, app_maker: Any, tmp_path: Path, screen_text: Callable[[Any], list[str]]
) -> None:
    house.set_up, house.digits, house.unit = False, "12345 67890", ""
    app: XasoApp = app_maker(house)
    async with app.run_test(size=(80, 24)) as pilot:
        await first_run(pilot)
        await press(pilot, "enter", (*"kit.tar", "enter"))
        assert "12345 67890" in "\n".join(screen_text(app))
        await press(pilot, "enter", (*"lam", "enter"))
        assert house.unit == "22813"
        assert isinstance(app.screen, HomeScreen)


async def test_a_kit_whose_digits_differ_is_not_taken_in(house: Any, app_maker: Any) -> None:
    house.set_up, house.digits = False, "12345 67890"
    app: XasoApp = app_maker(house)
    async with app.run_test(size=(80, 24)) as pilot:
        await first_run(pilot)
        await press(pilot, "enter", (*"kit.tar", "enter"))
        await press(pilot, ("down", "enter"))
        assert house.received == []
        assert isinstance(app.screen, FirstScreen)


async def test_the_language_changes_on_every_screen(
    app: XasoApp, screen_text: Callable[[Any], list[str]]
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        assert "PHIẾU" in "\n".join(screen_text(app))
        await press(pilot, "ctrl+l")
        assert "FORM" in "\n".join(screen_text(app))


def test_a_terminal_that_cannot_move_its_cursor_is_refused_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    from models.workspace import CommuneWorkspace

    monkeypatch.setenv("TERM", "dumb")
    assert run(CommuneWorkspace(tmp_path), "en") == 2
    assert "needs a terminal" in capsys.readouterr().err
