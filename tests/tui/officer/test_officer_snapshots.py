"""What the officer's further pages look like in both languages. ``--snapshot-update`` accepts a new look."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.tui.driving import begin, press
from tui.handoff.sending_ports import Mail, Target, Way
from tui.ports import Destination

WRITTEN = ("f6", "enter", "enter", "enter")
SCENES: dict[str, tuple[str | tuple[str, ...], ...]] = {
    "outbox": ("f10", "down", "enter"),
    "enrolment": ("f6",),
    "digits": WRITTEN,
    "trends": ("f2",),
    "locked": ("ctrl+k",),
    "files": ("f10", "f10"),
    "export": ("f9",),
    "exported": ("f9", "enter"),
    "strangers": ("f9", "down", "enter"),
    "passphrase": ("f9", "down", "down", "enter"),
    "new_passphrase": ("f6", "enter", "enter"),
    "set_aside": ("delete",),
    "brought_back": ("delete", (*"nhầm", "enter"), "ctrl+z"),
}


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
        "tui.handoff.taking.usual_places",
        lambda sticks, _inbox, _names: [
            *sticks,
            Destination("Tải xuống (/home/lan/Downloads)", Path("/home")),
        ],
    )


@pytest.fixture
def furnished(house: Any) -> Any:
    """Sticks of all kinds, a mail server, a mail that waits, a key under a passphrase for the third place."""
    sending = house.services.sending
    stick = sending.known.targets[0]
    others = replace(stick, label="TRANSCEND", folder=Path("/media/other"), strangers=("22813",))
    sending.known = replace(
        sending.known,
        sealed=(17,),
        targets=(
            stick,
            others,
            Target(Way.MAIL, label="so@khanhhoa.example"),
            replace(stick, label="FULL", folder=Path("/media/full"), free=1000),
            Target(Way.FOLDER, Path("/home/lan/gửi")),
            Target(Way.DRAFT),
            Target(Way.FOLDER),
        ),
    )
    sending.mails = (
        Mail("B-56-22810-2026M10-000017-0A1B2C3D", 2, "2026-10-18T03:00:00Z", "E_MAIL", "timeout"),
    )
    return house


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("scene", SCENES)
def test_the_page_looks_as_it_did(
    scene: str, language: str, size: tuple[int, int], furnished: Any, app_maker: Any, snap_compare: Any
) -> None:
    if scene == "passphrase":
        furnished.services.sending.passphrase = "gió núi"
    app = app_maker(furnished, language)
    assert snap_compare(app, terminal_size=size, run_before=after(*SCENES[scene]))
