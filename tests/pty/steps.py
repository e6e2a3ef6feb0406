"""Steps that several sittings share."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def export_to(terminal: Any, folder: Path) -> None:
    """From home: write a bundle of what is complete into a folder."""
    terminal.press("f9")
    terminal.until("Thư mục khác")
    while not any("▸" in line and "Thư mục khác" in line for line in terminal.lines):
        before = terminal.text
        terminal.press("down")
        terminal.until(lambda before=before: terminal.text != before)
    terminal.press("enter")
    terminal.until("Ghi gói vào thư mục nào?")
    terminal.send(f"{folder}\r")
    terminal.until(lambda: "GÓI ĐÃ NẰM TRONG THƯ MỤC" in terminal.text.upper())
