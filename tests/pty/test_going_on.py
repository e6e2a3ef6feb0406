"""Going on where one was: a start in the entry, and power cuts while the store is still loading."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks.measuring.folders import make_folder

pytestmark = pytest.mark.pty

FRONT = "front.json"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_folder(tmp_path / "commune", 3, 3, questions=12)


def open_entry(terminal: Any) -> None:
    """Open the first form of home."""
    terminal.until(lambda: "Phiếu đo" in terminal.text and "đang mở" not in terminal.text)
    terminal.press("enter")
    terminal.until("Câu 1")


def kept_place(folder: Path) -> str:
    """The path of the cell that the next start will go on in, "" before it is kept."""
    left = json.loads((folder / FRONT).read_text(encoding="utf-8"))["left"]
    return str(left["path"]) if left else ""


def left_in_entry(terminal: Any, folder: Path) -> str:
    """Open the first form of home, and cut the power; returns the path of the cell under the cursor."""
    open_entry(terminal)
    terminal.until(lambda: bool(kept_place(folder)))
    terminal.kill()
    return kept_place(folder)


def values(folder: Path) -> dict[str, str]:
    """What the disk holds."""
    connection = sqlite3.connect(folder / "commune.db")
    found = dict(connection.execute("SELECT path, value FROM entry_value").fetchall())
    connection.close()
    return found


def marked_saved(terminal: Any, value: str) -> bool:
    return terminal.lines[0].endswith("●") and f"{value} ●" in terminal.text


def test_a_start_goes_on_in_the_entry_and_esc_leads_home(folder: Path, start: Callable[..., Any]) -> None:
    left_in_entry(start("--data", folder), folder)
    again = start("--data", folder)
    again.until("Câu 1")
    again.press("esc")
    again.until(lambda: "PHIẾU" in again.text and "đang mở" not in again.text)
    again.press("ctrl+q")
    assert again.end() == 0
    third = start("--data", folder)  # left at home: it begins at home
    third.until(lambda: "PHIẾU" in third.text and "đang mở" not in third.text)


def test_after_a_kill_inside_a_table_the_next_start_goes_on_in_its_very_cell(
    folder: Path, start: Callable[..., Any]
) -> None:
    first = start("--data", folder)
    open_entry(first)
    first.press("ctrl+down", "enter")
    first.until("dòng 1/3")
    for number in ("71", "72", "73"):
        first.send(number)
        first.press("enter")
    first.press("down")  # the last row leads to the top of the next column
    first.until(lambda: "73 ●" in first.text)
    first.until(lambda: kept_place(folder) == "/data/rows[2]/c2")
    first.kill()

    again = start("--data", folder)
    again.until("dòng 2/3")
    again.send("93")
    again.press("enter")
    again.until(lambda: "93 ●" in again.text)
    again.kill()
    held = values(folder)
    typed = ("/data/rows[1]/c1", "/data/rows[3]/c1", "/data/rows[2]/c2")
    assert [held.get(path) for path in typed] == ["71", "73", "93"]


def test_after_a_kill_in_a_form_the_next_start_goes_on_in_its_very_cell(
    folder: Path, start: Callable[..., Any]
) -> None:
    first = start("--data", folder)
    open_entry(first)
    first.send("5")
    first.press("enter", "down", "down")
    first.until(lambda: kept_place(folder) == "/data/one/q4")
    first.kill()
    again = start("--data", folder)
    again.until("Câu 1")
    again.send("44")
    again.press("enter")
    again.until(lambda: "44 ●" in again.text)
    again.kill()
    assert values(folder).get("/data/one/q4") == "44"


@pytest.mark.parametrize("pause", [0.0, 0.2, 0.6, 1.5])
def test_what_the_mark_calls_saved_is_there_after_a_power_cut_while_the_store_was_loading(
    folder: Path, start: Callable[..., Any], pause: float
) -> None:
    path = left_in_entry(start("--data", folder), folder)
    again = start("--data", folder)
    again.until("Câu 1")
    again.send("7")
    again.press("enter")  # the store is not open yet: saving waits for it
    end = time.monotonic() + pause
    while time.monotonic() < end:
        again.read(0.02)
    marked = marked_saved(again, "7")
    again.kill()
    if marked:
        assert values(folder).get(path) == "7"
    third = start("--data", folder)
    third.until("Câu 1")
    third.send("8")
    third.press("enter")
    third.until(lambda: marked_saved(third, "8"))
    third.kill()
    assert "8" in values(folder).values()
