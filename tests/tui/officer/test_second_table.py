"""Double entry of what the form marks: villages as a table, and completion refused until all is settled."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from models.forms.definition import FormDefinition, Node, definition_to_json
from models.forms.ranking import rank
from tests.sync import simulator
from tests.tui.driving import begin, press, said
from tui.app import XasoApp
from tui.house import CommuneHouse
from tui.marks import UNICODE
from tui.ports import Clock
from tui.screens.review import ReviewScreen
from tui.second.screen import SecondScreen
from tui.second.table import SecondTableScreen

Drawn = Callable[[Any], list[str]]
FILL = ("enter", (*"431", "enter", *"500", "enter"))  # numerator and denominator
TABLE = ("ctrl+down", "enter", (*"11", "tab", *"21", "enter"))


def marked(version: str = "1") -> str:
    """The simulator's form with a village grid whose first column is keyed twice, and a marked numerator."""
    villages = Node(
        "villages",
        "repeat",
        children=(
            Node("teams", type="integer", datatype="int", label={"vi": "Tổ"}, appearance="verify"),
            Node("members", type="integer", datatype="int", label={"vi": "Thành viên"}, appearance="verify"),
            Node("other", type="integer", datatype="int", label={"vi": "Khác"}),
        ),
        label={"vi": "Các thôn"},
        layout="grid",
        rows=3,
    )
    numbers = Node(
        "numbers",
        "group",
        children=(
            Node("numerator", type="integer", datatype="int", label={"vi": "Tử số"}, appearance="verify"),
            Node("denominator", type="integer", datatype="int", label={"vi": "Mẫu số"}),
        ),
        label={"vi": "Chung"},
    )
    root = Node(
        "data",
        "group",
        children=(Node("unit", type="hidden"), Node("period", type="hidden"), numbers, villages),
    )
    return definition_to_json(
        FormDefinition("monthly", version, {"vi": "Tháng"}, ("vi",), "vi", root, rules=rank(root))
    )


@pytest.fixture
def real(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[XasoApp]:
    monkeypatch.setattr(simulator, "definition", marked)
    world = simulator.World(tmp_path)
    laptop = world.enrolled()
    house = CommuneHouse(laptop.workspace, "vi", clock=Clock(world.clock))
    yield XasoApp(house, language="vi", clock=Clock(world.clock), the_marks=UNICODE)
    house.close()


async def keyed(pilot: Any) -> None:
    await begin(pilot)
    await press(pilot, *FILL, *TABLE, "escape", "f9")


async def test_the_review_says_what_is_to_be_keyed_twice_and_completion_is_refused(real: XasoApp) -> None:
    async with real.run_test(size=(80, 24)) as pilot:
        await keyed(pilot)
        assert isinstance(real.screen, ReviewScreen)
        assert "Còn 7 ô phải nhập lần hai: bấm F7." in said(real)
        await press(pilot, "f9")
        assert "chưa nhập đủ hai lần" in said(real)
        assert "7 ô chưa nhập lần hai" in said(real)


async def test_villages_are_keyed_as_a_table_that_shows_no_first_value(
    real: XasoApp, screen_text: Drawn
) -> None:
    async with real.run_test(size=(80, 24)) as pilot:
        await keyed(pilot)
        await press(pilot, "f7", (*"Bình", "enter"))
        shown: Any = real.screen
        assert isinstance(shown, SecondScreen)
        await press(pilot, (*"431", "enter"), "enter")
        table: Any = real.screen
        assert type(table) is SecondTableScreen
        drawn = "\n".join(screen_text(real))
        assert "Tổ" in drawn
        assert "Khác" not in drawn
        assert "11" not in drawn
        await press(pilot, (*"11", "enter"), "delete", "delete")
        assert table.here() == "/data/villages[1]/members"
        await press(pilot, (*"12x", "enter"))
        assert said(real).startswith("✗")
        await press(pilot, "escape", (*"22", "enter"), "delete", "delete")
        assert "Mọi ô của bảng này đã nhập hai lần" in said(real)
        await press(pilot, "escape", "f9", "1", "escape", "escape")
        back: Any = real.screen
        assert isinstance(back, ReviewScreen)
        assert "Không còn vướng mắc" in said(real)
        await press(pilot, "f9")
        assert "Phiếu đã hoàn thành" in said(real)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@pytest.mark.parametrize("scene", ["review", "list", "table"])
def test_double_entry_of_marked_cells_looks_as_it_did(
    real: XasoApp, scene: str, size: tuple[int, int], language: str, snap_compare: Any
) -> None:
    async def run(pilot: Any) -> None:
        await keyed(pilot)
        if scene != "review":
            await press(pilot, "f7", (*"Bình", "enter"), (*"431", "enter"))
        if scene == "table":
            await press(pilot, "enter", (*"11", "enter"))
        if language == "en":
            await press(pilot, "ctrl+l")

    assert snap_compare(real, terminal_size=size, run_before=run)
