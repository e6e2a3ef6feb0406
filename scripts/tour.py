"""A tour in pictures: docs/tour/*.svg, each screen with the demo's data (and PNG where rsvg-convert is).

    python scripts/tour.py                 play the demo, draw every screen
    python scripts/tour.py --only trends   only scenes whose name contains this
    python scripts/tour.py --english       into docs/tour/en

The figures are the demo's, the clock stands still and random marks are masked, so that a second run draws the
same pictures unless a screen changed.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

from screen_svg import svg
from tour_stage import NOW, Staged, stage

from sync.handoff.usb import Drive
from tui.app import XasoApp
from tui.handoff.sending import CommuneSending
from tui.house import CommuneHouse
from tui.marks import UNICODE
from tui.ports import Clock, Destination
from tui.province.app import ProvinceApp
from tui.province.house import ProvinceHouse
from tui.themes import DARK

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "docs" / "tour"
DIGITS = "40713 28856 11920 07345 66218 90137"  # random in truth
PROVINCE = "81502 46697 30418 22075 95360 71846"
SIZES = ((80, 24), (120, 40))
_ID = re.compile(r"-(\d{6})-[0-9A-F]{8}\b")

Scene = Callable[[Any], Awaitable[None]]


async def rest(pilot: Any, steps: int = 3) -> None:
    """Wait until threads are done and everything is drawn."""
    for _ in range(steps):
        await pilot.pause(0.05)
        await pilot.app.workers.wait_for_complete()
    pilot.app.saver.flush(5)
    await pilot.pause(0.1)


async def press(pilot: Any, *steps: str | tuple[str, ...]) -> None:
    """Press keys, resting after each step."""
    for step in steps:
        await pilot.press(*([step] if isinstance(step, str) else step))
        await rest(pilot)


async def open_due(pilot: Any, form: str) -> None:
    """Open a form of home by its id: its latest period."""
    found = [due for due in pilot.app.home_view.due if due.form == form]
    pilot.app.open_view(max(found, key=lambda due: due.deadline))
    await rest(pilot)


async def home(pilot: Any) -> None:
    """What is due."""


async def entry(pilot: Any) -> None:
    """A form being typed, one value refused by a check."""
    await open_due(pilot, "quarterly")
    await press(pilot, "ctrl+down", "ctrl+down")


async def unusual(pilot: Any) -> None:
    """A number with a digit too many, beside its earlier periods."""
    await open_due(pilot, "monthly")
    await press(pilot, *["ctrl+down"] * 6, (*"30120", "enter"), "up")


async def grid(pilot: Any) -> None:
    """Villages as a table."""
    await open_due(pilot, "quarterly")
    session = pilot.app.screen.keeper.sitting.session
    grids = [node.path for node in session.nodes() if node.kind == "repeat" and node.layout == "grid"]
    pilot.app.screen.open_grid(grids[0])
    await rest(pilot)
    await press(pilot, "down", "down", ("shift+right", "shift+down", "shift+down"))


async def review(pilot: Any) -> None:
    """Problems and indicators."""
    await open_due(pilot, "quarterly")
    await press(pilot, "f9")


async def export(pilot: Any) -> None:
    """A bundle written onto a stick."""
    await press(pilot, "f9", "enter")


async def outbox(pilot: Any) -> None:
    """What was exported and what came back."""
    await press(pilot, "f10", "down", "down", "enter")


async def returned(pilot: Any) -> None:
    """A returned entry, opened at the province's comment."""
    await press(pilot, "f10", "enter")
    await rest(pilot)


async def trends(pilot: Any) -> None:
    """An indicator over twelve periods."""
    await press(pilot, "f2")
    sheet = pilot.app.screen.query_one("#trends")
    rows = [sheet.model.trend_at(row) for row in range(sheet.model.row_count())]
    sheet.go(next(row for row, trend in enumerate(rows) if trend is not None and trend.code == "gov_edocs"))
    await rest(pilot)


async def second(pilot: Any) -> None:
    """Differences between two keyings."""
    await open_due(pilot, "quarterly")
    await press(pilot, "f9", "f7", (*"Nguyễn Bình", "enter"))
    for number in range(6):
        screen = pilot.app.screen  # the list of questions, or the table of a grid
        path = screen.here()
        value = getattr(screen, "second", screen).session.value(path) if path else ""
        typed = value if number % 3 else value[::-1]
        await press(pilot, (*typed, "enter") if typed else "enter")
    if hasattr(pilot.app.screen, "second"):
        await press(pilot, "escape")
    await press(pilot, "f9")


async def enrolment(pilot: Any) -> None:
    """The digits of both sides."""
    await press(pilot, "f6")


async def lock(pilot: Any) -> None:
    """Nothing of the content."""
    pilot.app.guard.lock()
    await rest(pilot)


SCENES: dict[str, Scene] = {
    "home": home,
    "entry": entry,
    "unusual": unusual,
    "grid": grid,
    "review": review,
    "export": export,
    "outbox": outbox,
    "returned": returned,
    "trends": trends,
    "second": second,
    "enrolment": enrolment,
    "lock": lock,
}
ONCE = {"returned", "unusual", "second", "enrolment", "lock"}  # small screens: one size is enough


async def draw_commune(scene: str, staged: Staged, size: tuple[int, int], language: str) -> str:
    """Return the drawing of one of the officer's screens."""
    workspace = staged.commune_copy(scene, size[0])
    house = CommuneHouse(workspace, language, clock=Clock(lambda: NOW))
    house.destinations = lambda: [  # type: ignore[method-assign]
        Destination("KINGSTON", Path("USB"), 3_435_973_836, stick=True)
    ]
    house.services.__dict__["sending"] = CommuneSending(
        house, lambda: [Drive(Path("USB"), "KINGSTON", "vfat", 3_435_973_836, 8_000_000_000, writable=True)]
    )
    known = house.services.enrolment.view
    house.services.enrolment.view = lambda: replace(known(), digits=DIGITS, province=PROVINCE)  # type: ignore[method-assign]
    app = XasoApp(house, language=language, clock=Clock(lambda: NOW), the_marks=UNICODE)
    try:  # folders of this machine are no part of the picture
        with patch("tui.handoff.sending._used_before", lambda _records, _targets: []):
            return await drawn(app, scene, size)
    finally:
        house.close()


async def drawn(app: XasoApp, scene: str, size: tuple[int, int]) -> str:
    """Play a scene and draw what shows at its end."""
    async with app.run_test(size=size) as pilot:
        await wait_for(pilot, lambda: app.home is not None and app.home.ready)
        app.refresh_home()
        await rest(pilot)
        await SCENES[scene](pilot)
        return drawing(app, size)


async def draw_province(staged: Staged, size: tuple[int, int], language: str) -> str:
    """Return the drawing of the province's matrix."""
    workspace = staged.province
    office = ProvinceHouse(workspace, workspace.database, who="Bình", clock=Clock(lambda: NOW))
    app = ProvinceApp(office, language=language, clock=Clock(lambda: NOW), the_marks=UNICODE)
    async with app.run_test(size=size) as pilot:
        await wait_for(pilot, lambda: bool(app.matrix_view.period))
        await rest(pilot, 6)
        await pilot.press("f3", *"22822", "enter")  # where the demo's communes are
        await rest(pilot, 6)
        return drawing(app, size)


async def wait_for(pilot: Any, ready: Callable[[], bool]) -> None:
    """Wait at most half a minute."""
    end = time.monotonic() + 30
    while not ready() and time.monotonic() < end:
        await pilot.pause(0.05)


def drawing(app: XasoApp, size: tuple[int, int]) -> str:
    """Draw the screen that shows."""
    strips = app.screen._compositor.render_strips(app.size)
    text = svg(strips, size[0], str(DARK.foreground), str(DARK.background))
    return _ID.sub(r"-\1-4F1C9A2B", text)


def write(file: Path, text: str) -> None:
    """Write an SVG, and beside it a PNG where rsvg-convert is installed."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    converter = shutil.which("rsvg-convert")
    if converter:
        target = file.with_suffix(".png")
        subprocess.run([converter, "--zoom", "1.5", "-o", str(target), str(file)], check=True)
    print(f"{file.relative_to(ROOT)}  {len(text) / 1024:.0f} KB")


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", default="", help="part of a scene's name")
    parser.add_argument("--english", action="store_true", help="in English, into docs/tour/en")
    parser.add_argument("--stage", type=Path, help="a folder that keeps the demo between two runs")
    asked = parser.parse_args()
    language, out = ("en", OUT / "en") if asked.english else ("vi", OUT)
    os.environ["TZ"] = "Asia/Ho_Chi_Minh"
    if hasattr(time, "tzset"):
        time.tzset()
    with contextlib.ExitStack() as held:
        folder = asked.stage or Path(held.enter_context(tempfile.TemporaryDirectory()))
        staged = stage(folder)
        held.enter_context(contextlib.chdir(staged.desk()))
        for scene in SCENES:
            for size in SIZES[: 1 if scene in ONCE else None]:
                if asked.only in scene:
                    drawn = asyncio.run(draw_commune(scene, staged, size, language))
                    write(out / f"{scene}-{size[0]}x{size[1]}.svg", drawn)
        for size in SIZES:
            if asked.only in "province":
                write(
                    out / f"province-{size[0]}x{size[1]}.svg",
                    asyncio.run(draw_province(staged, size, language)),
                )


if __name__ == "__main__":
    main()
