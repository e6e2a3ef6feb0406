"""What the officer's further pages look like in both languages. ``--snapshot-update`` accepts a new look."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.tui.driving import begin, press
from tui.ports import Destination

WRITTEN = ("f6", "enter", "enter")
SCENES: dict[str, tuple[str | tuple[str, ...], ...]] = {
    "outbox": ("f10", "down", "enter"),
    "enrolment": ("f6",),
    "digits": WRITTEN,
    "trends": ("f2",),
    "locked": ("ctrl+k",),
    "files": ("f10", "f10"),
}
WIDE = ("outbox", "digits", "trends")


def after(*steps: str | tuple[str, ...]) -> Callable[[Any], Awaitable[None]]:
    async def run(pilot: Any) -> None:
        await begin(pilot)
        await press(pilot, *steps)

    return run


@pytest.fixture(autouse=True)
def same_everywhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Folders and the time zone of this machine do not show."""
    with monkeypatch.context() as patched:
        patched.setenv("TZ", "Asia/Ho_Chi_Minh")
        time.tzset()
        _usual_places(patched)
        yield
    time.tzset()


def _usual_places(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "tui.handoff.screen.usual_places",
        lambda sticks, _inbox, _names: [
            *sticks,
            Destination("Tải xuống (/home/lan/Downloads)", Path("/home")),
        ],
    )


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("scene", SCENES)
def test_the_page_looks_as_it_did(
    scene: str, language: str, house: Any, app_maker: Any, snap_compare: Any
) -> None:
    app = app_maker(house, language)
    assert snap_compare(app, terminal_size=(80, 24), run_before=after(*SCENES[scene]))


@pytest.mark.parametrize("scene", WIDE)
def test_a_wide_terminal_shows_more(scene: str, house: Any, app_maker: Any, snap_compare: Any) -> None:
    app = app_maker(house, "vi")
    assert snap_compare(app, terminal_size=(120, 40), run_before=after(*SCENES[scene]))
