"""A start goes on where one was: in the entry and at the cell, without waiting for the store."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.tui.driving import begin, press, rest, said, until
from tui.front import Front, FrontKeeper, read_front, write_front
from tui.lock.guard import HASH_FILE
from tui.lock.passphrase import Passphrase
from tui.lock.screen import LockScreen
from tui.ports import LeftView
from tui.screens.entry import EntryScreen
from tui.screens.grid import GridScreen
from tui.screens.home import HomeScreen
from tui.sheets.form_sheet import VALUE

Drawn = Callable[[Any], list[str]]
FORM, PERIOD = "quarterly", "2026-Q3"


@pytest.fixture
def front(tmp_path: Path) -> Path:
    return tmp_path / "front.json"


@pytest.fixture
def left(house: Any, front: Path) -> LeftView:
    """The program was left in an entry, at its third question."""
    due = house.view().due[0]
    session = house.open(due.form, due.period).session
    path = [node.path for node in session.nodes() if node.kind == "question"][2]
    kept = LeftView(due.form, due.period, "0" * 32, path)
    write_front(front, Front(house.view(), "vi", "xaso-light", kept))
    return kept


async def test_the_first_frame_is_the_entry_with_the_cursor_where_it_was_before_the_store_is_open(
    house: Any, app_maker: Any, front: Path, left: LeftView, screen_text: Drawn
) -> None:
    gate = threading.Event()
    load = house.load
    house.load = lambda: (gate.wait(5), load())[1]
    app = app_maker(house, None, front)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, EntryScreen) and app.screen.is_mounted)
        assert isinstance(app.screen, EntryScreen)
        assert app.screen.here() == left.path
        assert house.view().unit_name in "\n".join(screen_text(app))
        await pilot.press("7", "enter")
        assert app.screen.cells.session.value(left.path) == "7"
        gate.set()
        await rest(pilot)
        assert isinstance(app.screen, EntryScreen)  # the store came, nothing else moved


async def test_esc_leads_home_and_home_is_what_the_store_says(
    house: Any, app_maker: Any, front: Path, left: LeftView, screen_text: Drawn
) -> None:
    app = app_maker(house, None, front)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, EntryScreen) and app.screen.is_mounted)
        await press(pilot, "escape")
        assert isinstance(app.screen, HomeScreen)
        await begin(pilot)
        assert "đang mở" not in "\n".join(screen_text(app))
        await rest(pilot)
        kept = read_front(front)
        assert kept is not None
        assert kept.left is None  # at home now: the next start begins at home
        await press(pilot, "enter")
        assert isinstance(app.screen, EntryScreen)
        await press(pilot, "escape")
        assert isinstance(app.screen, HomeScreen)


async def test_leaving_keeps_the_entry_and_the_cell(house: Any, app_maker: Any, front: Path) -> None:
    app = app_maker(house, None, front)
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(pilot, "enter")
        screen = app.screen
        assert isinstance(screen, EntryScreen)
        kept = read_front(front)
        assert kept is not None
        assert kept.left is not None  # also for whoever loses the power now
        screen.sheet.go(0, VALUE)
        path = screen.here()
        await press(pilot, "ctrl+q")
    kept = read_front(front)
    assert kept is not None
    head = screen.keeper.sitting.head
    assert kept.left == LeftView(head.form, head.period, head.id, path)


async def test_a_moment_after_the_cursor_moved_its_cell_is_kept_also_in_a_table(
    house: Any, app_maker: Any, front: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.app.PLACE_LATER", 0.01)
    app = app_maker(house, None, front)

    def kept() -> str:
        found = read_front(front)
        return found.left.path if found and found.left else ""

    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(pilot, "enter", "down")
        await until(pilot, lambda: kept() == "/data/gov/edocs")
        await press(pilot, "ctrl+down", "enter", "down", "right")
        await until(pilot, lambda: kept() == "/data/soc/v[2]/active")
        await press(pilot, "escape")
        await until(pilot, lambda: kept() == "/data/soc/v")


def test_what_was_kept_later_is_not_replaced_by_what_was_kept_before(house: Any, front: Path) -> None:
    keeper, view = FrontKeeper(front), house.view()
    before = keeper.writing(Front(view, "vi", "xaso-dark"))
    after = keeper.writing(Front(view, "en", "xaso-dark"))
    after()
    before()  # a thread that was slow
    found = read_front(front)
    assert found is not None
    assert found.language == "en"


async def test_the_cell_of_a_table_is_found_again_in_the_table(
    house: Any, app_maker: Any, front: Path, left: LeftView
) -> None:
    session = house.open(left.form, left.period).session
    grid = next(node for node in session.nodes() if node.kind == "repeat" and node.layout == "grid")
    path = f"{grid.path}[2]/eligible"
    write_front(front, Front(house.view(), "vi", "xaso-dark", left._replace(path=path)))
    app = app_maker(house, None, front)
    async with app.run_test(size=(80, 24)) as pilot:
        await rest(pilot)
        assert isinstance(app.screen, GridScreen)
        assert app.screen.here() == path
        await press(pilot, "escape", "escape")
        assert isinstance(app.screen, HomeScreen)


async def test_a_cell_that_is_not_there_any_more_leaves_the_cursor_at_the_first_blank(
    house: Any, app_maker: Any, front: Path, left: LeftView
) -> None:
    write_front(front, Front(house.view(), "vi", "xaso-dark", left._replace(path="/data/gone[4]/x")))
    app = app_maker(house, None, front)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, EntryScreen) and app.screen.is_mounted)
        assert isinstance(app.screen, EntryScreen)
        assert app.screen.here()


async def test_an_entry_that_is_gone_or_was_sent_leads_home_with_a_sentence(
    house: Any, app_maker: Any, front: Path, left: LeftView
) -> None:
    house.gone = True
    app = app_maker(house, None, front)
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await rest(pilot)
        assert isinstance(app.screen, HomeScreen)
        assert said(app) == "Phiếu mở lần trước đã được gửi đi hoặc không còn nữa."


async def test_where_the_store_must_be_opened_first_the_entry_opens_after_it(
    house: Any, app_maker: Any, front: Path, left: LeftView
) -> None:
    house.quick = False  # tables of an older program, another program in the folder, a damaged file
    app = app_maker(house, None, front)
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await rest(pilot)
        assert isinstance(app.screen, EntryScreen)
        assert app.screen.here() == left.path


async def test_a_quick_opening_that_fails_leaves_it_to_the_store(
    house: Any, app_maker: Any, front: Path, left: LeftView
) -> None:
    again = house.reopen_left
    answers = iter([OSError("not now")])

    def reopen(wanted: LeftView) -> Any:
        for trouble in answers:
            raise trouble
        return again(wanted)

    house.reopen_left = reopen
    app = app_maker(house, None, front)
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await rest(pilot)
        assert isinstance(app.screen, EntryScreen)


async def test_behind_a_lock_nothing_of_the_entry_shows_before_the_passphrase(
    house: Any, app_maker: Any, front: Path, left: LeftView, screen_text: Drawn
) -> None:
    Passphrase(front.parent / HASH_FILE, cost=2**4).choose("đèn biển")
    opened: list[LeftView] = []
    again = house.reopen_left

    def reopen(wanted: LeftView) -> Any:
        opened.append(wanted)
        return again(wanted)

    house.reopen_left = reopen
    app = app_maker(house, None, front)
    async with app.run_test(size=(80, 24)) as pilot:
        await rest(pilot)
        assert isinstance(app.screen, LockScreen)
        assert opened == []
        assert house.view().unit_name not in "\n".join(screen_text(app))
        await press(pilot, "ctrl+q")
    kept = read_front(front)
    assert kept is not None
    assert kept.left == left  # whoever does not know the passphrase does not lose the place either
    app = app_maker(house, None, front)
    async with app.run_test(size=(80, 24)) as pilot:
        await rest(pilot)
        await pilot.press(*"đèn biển", "enter")
        await until(pilot, lambda: isinstance(app.screen, EntryScreen))
        await rest(pilot)
        assert app.screen.here() == left.path


async def test_a_store_that_cannot_be_opened_is_told_in_the_entry(
    house: Any, app_maker: Any, front: Path, left: LeftView
) -> None:
    from models.store.errors import StoreLockedError

    def load() -> Any:
        raise StoreLockedError(holder="4711", folder="/x")

    house.load = load
    app = app_maker(house, None, front)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: said(app))
        await rest(pilot)
        assert isinstance(app.screen, EntryScreen)
        assert said(app)
