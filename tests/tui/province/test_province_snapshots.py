"""What each of the province's screens looks like. ``--snapshot-update`` accepts a new look."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest

NINH_SON = ("f3", *"ninh son", "enter")
SCENES: dict[str, tuple[str, ...]] = {
    "matrix": NINH_SON,
    "story": ("f3", *"lam son", "enter", "f2"),
    "inbox": ("f6",),
    "scores": ("f7",),
    "indicators": ("f7", "f5"),
    "tasks": ("f9",),
    "task-list": ("f9", "enter"),
    "verdict": (*NINH_SON, "enter", "f8"),
    "changes": (*NINH_SON, "enter", "f7"),
    "comment": (*NINH_SON, "enter", "f6"),
    "return": (*NINH_SON, "enter", "f10"),
    "release": ("f6", "f9"),
    "units-today": ("f7", "f6"),
    "unit-scores": ("f7", "enter"),
    "records": (*NINH_SON, "end", "enter"),
    "period": ("f4",),
    "find": ("f3", *"son"),
    "help": ("f1",),
}
SIZES = {"80x24": (80, 24), "120x40": (120, 40)}


@pytest.fixture(autouse=True)
def far_from_greenwich(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Moments are written in this machine's time zone: here, Việt Nam's."""
    with monkeypatch.context() as here:
        here.setenv("TZ", "Asia/Ho_Chi_Minh")
        _zone()
        yield
    _zone()


def _zone() -> None:
    if hasattr(time, "tzset"):
        time.tzset()


def after(press: Any, keys: tuple[str, ...]) -> Callable[[Any], Awaitable[None]]:
    async def run(pilot: Any) -> None:
        await press(pilot, *keys)

    return run


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("scene", SCENES)
def test_the_provinces_screen_looks_as_it_did(
    scene: str, language: str, size: str, world: Any, app_maker: Any, press: Any, snap_compare: Any
) -> None:
    app = app_maker(world, language)
    assert snap_compare(app, terminal_size=SIZES[size], run_before=after(press, SCENES[scene]))


def test_an_old_console_draws_the_matrix_in_ascii(
    world: Any, app_maker: Any, press: Any, ascii_marks: Any, snap_compare: Any
) -> None:
    app = app_maker(world, the_marks=ascii_marks)
    assert snap_compare(app, terminal_size=(80, 24), run_before=after(press, NINH_SON))
