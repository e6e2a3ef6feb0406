"""Double entry in the real house: keyed blind, differences settled one by one, who keyed what stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.sync.simulator import World
from tests.tui.driving import begin, press, said
from tui.app import XasoApp
from tui.house import CommuneHouse
from tui.marks import UNICODE
from tui.ports import Clock
from tui.screens.entry import EntryScreen
from tui.second.screen import SecondScreen
from tui.second.settle import SettleScreen

Drawn = Callable[[Any], list[str]]
FIRST = ("enter", (*"431", "enter", *"500", "enter"))  # the entry: numerator, denominator
SECOND = ("f9", "f7", (*"Bình", "enter"))


@pytest.fixture
def real(tmp_path: Path) -> Iterator[XasoApp]:
    world = World(tmp_path)
    laptop = world.enrolled()
    house = CommuneHouse(laptop.workspace, "vi", clock=Clock(world.clock))
    yield XasoApp(house, language="vi", clock=Clock(world.clock), the_marks=UNICODE)
    house.close()


def entry_of(app: XasoApp) -> EntryScreen:
    return next(screen for screen in app.screen_stack if isinstance(screen, EntryScreen))


async def test_the_second_sitting_never_shows_what_was_keyed_first(real: XasoApp, screen_text: Drawn) -> None:
    async with real.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(pilot, *FIRST, *SECOND)
        assert isinstance(real.screen, SecondScreen)
        drawn = "\n".join(screen_text(real))
        assert "Tử số" in drawn
        assert "431" not in drawn
        assert "500" not in drawn


async def test_before_anything_was_keyed_twice_nothing_is_called_the_same(
    real: XasoApp, screen_text: Drawn
) -> None:
    async with real.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(pilot, *FIRST, *SECOND, "f9")
        drawn = "\n".join(screen_text(real))
        assert "đã nhập lần hai 0/" in drawn
        assert "Hai lần nhập giống nhau" not in drawn


async def test_differences_are_settled_one_by_one_and_the_record_names_both(
    real: XasoApp, screen_text: Drawn
) -> None:
    async with real.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(pilot, *FIRST, *SECOND, (*"413", "enter", *"500", "enter"), "f9")
        assert isinstance(real.screen, SettleScreen)
        drawn = "\n".join(screen_text(real))
        assert "431" in drawn
        assert "413" in drawn
        assert "Mẫu số" not in drawn
        await press(pilot, "2")
        assert "Không còn chỗ nào" in said(real)
        entry = entry_of(real)
        assert entry.cells.session.value("/data/numerator") == "413"
        sitting = entry.keeper.sitting
        lines = real.backing.services.second.lines(sitting)
        assert [(line.kind, line.first, line.second, line.chosen, line.by) for line in lines] == [
            ("keyed", "431", "413", "", "Bình"),
            ("keyed", "500", "500", "", "Bình"),
            ("settled", "431", "413", "413", "Bình"),
        ]
        history = real.backing.history(sitting, "/data/numerator")
        assert [line.new for line in history] == ["431", "413", "413", "413"]
        assert any("Bình" in line.by for line in history)


async def test_the_first_value_stays_when_it_is_right_and_a_third_can_be_typed(real: XasoApp) -> None:
    async with real.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(pilot, *FIRST, *SECOND, (*"413", "enter", *"5", "enter"), "f9", "1")
        session = entry_of(real).cells.session
        assert session.value("/data/numerator") == "431"
        await press(pilot, "3", (*"505", "enter"))
        assert session.value("/data/denominator") == "505"
        assert "Không còn chỗ nào" in said(real)


async def test_what_cannot_be_a_number_is_refused_and_not_kept(real: XasoApp) -> None:
    async with real.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(pilot, *FIRST, *SECOND, (*"12x", "enter"))
        assert said(real).startswith("✗")
        assert real.backing.services.second.lines(entry_of(real).keeper.sitting) == []


async def test_a_blank_on_paper_is_keyed_with_delete(real: XasoApp) -> None:
    async with real.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(pilot, *FIRST, *SECOND, "delete", "f9")
        assert isinstance(real.screen, SettleScreen)
        (found,) = real.screen.found
        assert (found.first, found.second) == ("431", "")


async def test_the_same_person_is_told_that_another_finds_more(real: XasoApp) -> None:
    async with real.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        who = real.backing.officer  # type: ignore[attr-defined]
        await press(pilot, *FIRST, "f9", "f7", (*who, "enter"))
        assert "Cùng một người" in said(real)


async def test_without_a_name_nobody_keys(real: XasoApp) -> None:
    async with real.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(pilot, *FIRST, "f9", "f7", "escape")
        assert not isinstance(real.screen, SecondScreen)


async def test_what_was_keyed_twice_is_there_when_the_program_starts_again(real: XasoApp) -> None:
    async with real.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(pilot, *FIRST, *SECOND, (*"431", "enter"), "escape", "f7", (*"Bình", "enter"))
        assert isinstance(real.screen, SecondScreen)
        assert real.screen.sheet.model.path_at(real.screen.sheet.row) == "/data/denominator"  # type: ignore[attr-defined]


async def test_a_complete_entry_can_be_keyed_twice_but_is_reopened_before_it_is_changed(
    real: XasoApp,
) -> None:
    async with real.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(pilot, *FIRST, "f9", "f9", "f7", (*"Bình", "enter"), (*"413", "enter"), "f9", "2")
        assert "mở lại" in said(real)
        assert entry_of(real).cells.session.value("/data/numerator") == "431"
        await press(pilot, "1")
        lines = real.backing.services.second.lines(entry_of(real).keeper.sitting)
        assert [line.kind for line in lines] == ["keyed", "settled"]


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("scene", ["keying", "settling"])
def test_the_pages_look_as_they_did(
    real: XasoApp, scene: str, language: str, size: tuple[int, int], snap_compare: Any
) -> None:
    async def run(pilot: Any) -> None:
        await begin(pilot)
        if language == "en":
            await press(pilot, "ctrl+l")
        await press(pilot, *FIRST, *SECOND, (*"413", "enter"))
        if scene == "settling":
            await press(pilot, (*"501", "enter"), "f9")

    assert snap_compare(real, terminal_size=size, run_before=run)
