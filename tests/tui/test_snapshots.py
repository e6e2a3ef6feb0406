"""What each screen looks like at two sizes in both languages. ``--snapshot-update`` accepts a new look."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual import events

from tests.tui.driving import begin, press, rest, until
from tui.saver import Keeping
from tui.screens.entry import EntryScreen
from tui.screens.first import FirstScreen
from tui.widgets.sheet import Sheet

LANGUAGES = ("vi", "en")
SIZES = [pytest.param((80, 24), id="80x24"), pytest.param((120, 40), id="120x40")]
Size = tuple[int, int]


def after(*steps: str | tuple[str, ...]) -> Callable[[Any], Awaitable[None]]:
    """Press keys, waiting for threads after each step."""

    async def run(pilot: Any) -> None:
        await begin(pilot)
        await press(pilot, *steps)

    return run


OPEN = ("enter",)
TYPED = (*"431", "enter", *"409", "enter", *"36", "enter", *"37", "enter", "up")
GRID = ("ctrl+down", "enter")
VILLAGES = (*"1204", "enter", *"988", "enter", *"713", "enter")

SCENES: dict[str, tuple[str | tuple[str, ...], ...]] = {
    "home": (),
    "entry": (OPEN, TYPED),
    "typing": (OPEN, TYPED, ("down", "2", "enter", "ctrl+home", *"12")),
    "refused": (OPEN, (*"12x", "enter")),
    "choices": (OPEN, ("down", "down", "down", "down"), "f2"),
    "grid": (OPEN, GRID, VILLAGES),
    "filter": (OPEN, GRID, VILLAGES, "f10"),
    "filtered": (OPEN, GRID, VILLAGES, "f10", ("down", "enter")),
    "review": (OPEN, TYPED, "f9"),
    "help": (OPEN, "f1"),
    "find": (OPEN, "slash", tuple("van ban")),
    "note": (OPEN, (*"5000", "enter", "up"), "f6"),
    "register": ("down", "down", "down", "enter"),
}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scene", SCENES)
def test_the_screen_looks_as_it_did(
    scene: str, language: str, size: Size, house: Any, app_maker: Any, snap_compare: Any
) -> None:
    app = app_maker(house, language)
    assert snap_compare(app, terminal_size=size, run_before=after(*SCENES[scene]))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_run_looks_as_it_did(
    language: str, size: Size, house: Any, app_maker: Any, snap_compare: Any
) -> None:
    house.set_up = False

    async def wait(pilot: Any) -> None:
        await until(pilot, lambda: isinstance(pilot.app.screen, FirstScreen))
        await rest(pilot)

    assert snap_compare(app_maker(house, language), terminal_size=size, run_before=wait)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_preview_of_a_block_looks_as_it_did(
    language: str, size: Size, house: Any, app_maker: Any, snap_compare: Any
) -> None:
    async def paste(pilot: Any) -> None:
        await after(OPEN, GRID)(pilot)
        block = "713\t700\n287\tkhông rõ\n1.204\t1.130\n"
        pilot.app.screen.query_one("#cells", Sheet).post_message(events.Paste(block))
        await rest(pilot)

    assert snap_compare(app_maker(house, language), terminal_size=size, run_before=paste)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_failing_disk_looks_as_it_did(
    language: str, size: Size, house: Any, app_maker: Any, snap_compare: Any
) -> None:
    house.sitting.broken = OSError(28, "No space left on device")
    app = app_maker(house, language)

    async def run(pilot: Any) -> None:
        await begin(pilot)
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, EntryScreen)
        await pilot.press(*"431", "enter")
        await until(pilot, lambda: app.saver.keeping is Keeping.NOT_SAVED)
        await rest(pilot)

    assert snap_compare(app, terminal_size=size, run_before=run)


def test_a_small_terminal_is_enough(house: Any, app_maker: Any, snap_compare: Any) -> None:
    app = app_maker(house, "vi")
    assert snap_compare(app, terminal_size=(40, 10), run_before=after(OPEN, TYPED))
