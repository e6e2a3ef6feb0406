"""The province's program over a real store in a temporary folder."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from models.national import province_units
from models.store import Store
from models.workspace import ProvinceWorkspace
from sync import province_keys
from tests.once import once
from tests.tui.driving import drawn, rest, until
from tests.tui.province.world import NOW, Clock, World, catalogue, october
from tui.lock.screen import LockScreen
from tui.marks import ASCII, UNICODE, Marks
from tui.ports import Clock as ScreenClock
from tui.province.app import FRONT, ProvinceApp
from tui.province.house import ProvinceHouse
from tui.screens.page import Page

Maker = Callable[..., ProvinceApp]


def _october(root: Path) -> None:
    world = october(World.make(root / "province"))
    world.store.close()
    province_keys.create(world.workspace.keys, "56", NOW)


@pytest.fixture(scope="session")
def october_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """October, made once a run; each test works on a copy."""
    return once(tmp_path_factory, "october", _october) / "province"


@pytest.fixture
def world(october_folder: Path, tmp_path: Path) -> Any:
    """A copy of October."""
    root = tmp_path / "province"
    shutil.copytree(october_folder, root)
    workspace = ProvinceWorkspace(root)
    store = Store.open(workspace.database)
    yield World(workspace, store, catalogue(province_units("56")), Clock(), made=10_000)
    store.close()


def make_app(
    world: World, language: str = "vi", *, front: bool = False, the_marks: Marks = UNICODE
) -> ProvinceApp:
    clock = ScreenClock(lambda: NOW)
    house = ProvinceHouse(world.workspace, world.workspace.database, who="Phạm Hà", clock=clock)
    kept = world.workspace.root / FRONT if front else None
    return ProvinceApp(house, front=kept, language=language, clock=clock, the_marks=the_marks)


@pytest.fixture
def app_maker() -> Maker:
    return make_app


@pytest.fixture
def ascii_marks() -> Marks:
    return ASCII


async def settled(pilot: Any) -> None:
    """Wait until the matrix was read and measured, unless a lock hides it, and nothing is under way."""
    app = pilot.app
    await rest(pilot)
    if not isinstance(app.screen, LockScreen):
        await until(pilot, lambda: app.matrix.ready and app.standings.period == app.matrix_view.period)
    await rest(pilot)


@pytest.fixture
def settle() -> Callable[[Any], Any]:
    return settled


@pytest.fixture
def press() -> Callable[..., Any]:
    """Press keys one by one, waiting for what each brings."""

    async def go(pilot: Any, *keys: str) -> None:
        await settled(pilot)
        for key in keys:
            await pilot.press(key)
            if len(key) > 1:  # letters are typed in one go
                await settled(pilot)

    return go


@pytest.fixture
def screen_text() -> Callable[[Any], list[str]]:
    return drawn


def page(app: Any) -> Page:
    """The topmost page."""
    return next(screen for screen in reversed(app.screen_stack) if isinstance(screen, Page))
