"""Vietnamese as input methods really send it: bursts of Backspace (0x08, 0x7F) and letters, NFD, pastes."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.pty


@pytest.fixture
def text_cell(places: Any, start: Callable[..., Any]) -> Any:
    """The program, its cursor on the text of difficulties."""
    terminal = start("--data", places.commune)
    terminal.until(lambda: "Chuyển đổi số hằng tháng" in terminal.text and "đang mở" not in terminal.text)
    terminal.press("enter")
    terminal.until("F9 soát lỗi")
    terminal.send("/")
    terminal.until("Tìm")
    terminal.send("kho khan")
    terminal.until(lambda: any("▸" in line and "Khó khăn" in line for line in terminal.lines))
    terminal.press("enter")
    terminal.until(lambda: "▸2 Thể chế số" in terminal.text)
    return terminal


def kept(terminal: Any, command: Callable[..., Any], places: Any) -> str:
    """Leave the program and return the text that the store holds."""
    terminal.press("enter")
    terminal.until(lambda: terminal.lines[0].endswith("●") and " 1/" in terminal.lines[0])
    terminal.press("ctrl+q")
    assert terminal.end() == 0
    due = command("--data", places.commune, "due")
    entry = next(form for form in due["forms"] if form["entry"])
    shown = command("--data", places.commune, "show", entry["form"], entry["period"])
    return str(next(value for path, value in shown["values"].items() if path.endswith("/ins_difficulties")))


def burst(backspace: bytes) -> bytes:
    """“Đường truyền yếu” as Telex makes it: every change erases what it replaces and types it anew."""
    steps: list[tuple[int, str]] = [
        (0, "D"), (1, "Đ"), (0, "u"), (0, "o"), (2, "ươ"), (0, "n"), (0, "g"), (4, "ường"), (0, " "),
        (0, "t"), (0, "r"), (0, "u"), (0, "y"), (0, "e"), (1, "ê"), (0, "n"), (2, "ền"), (0, " "),
        (0, "y"), (0, "e"), (1, "ê"), (0, "u"), (2, "ếu"),
    ]  # fmt: skip
    return b"".join(backspace * count + text.encode() for count, text in steps)


@pytest.mark.parametrize("backspace", [b"\x08", b"\x7f"], ids=["0x08", "0x7F"])
def test_bursts_of_backspaces_and_letters_leave_the_right_text(
    backspace: bytes, text_cell: Any, command: Callable[..., Any], places: Any
) -> None:
    text_cell.send(burst(backspace))
    text_cell.until("Đường truyền yếu")
    assert kept(text_cell, command, places) == "Đường truyền yếu"


def test_separate_marks_are_kept_as_nfc(text_cell: Any, command: Callable[..., Any], places: Any) -> None:
    text_cell.send(unicodedata.normalize("NFD", "Sóng yếu ở Hòn Bà"))
    value = kept(text_cell, command, places)
    assert value == "Sóng yếu ở Hòn Bà"
    assert unicodedata.is_normalized("NFC", value)


def test_a_long_paste_arrives_whole(text_cell: Any, command: Callable[..., Any], places: Any) -> None:
    text = ("Điểm lõm sóng tại thôn. " * 80).strip()
    text_cell.send(b"\x1b[200~" + text.encode() + b"\x1b[201~")
    assert kept(text_cell, command, places) == text
