"""Terminals as they come: tiny, resized all the time, without colours, without Unicode or function keys."""

from __future__ import annotations

import random
import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.pty

COLOUR = re.compile(rb"\x1b\[[0-9;]*(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;[0-9;]*)?m")
NOT_ASCII_MARKS = set("✓✗●◌▲↩…▸█░─│–▦✎")


def test_a_tiny_terminal_is_enough_to_type_into(
    places: Any, start: Callable[..., Any], command: Callable[..., Any]
) -> None:
    terminal = start("--data", places.commune, columns=40, rows=10)
    terminal.until(lambda: "Chuyển đổi" in terminal.text and "đang mở" not in terminal.text)
    terminal.press("enter")
    terminal.until("[")
    terminal.press("enter")
    terminal.until(lambda: any("dòng 1/1" in line or "0/10" in line for line in terminal.lines))
    terminal.send("713\r")
    terminal.until(lambda: terminal.lines[0].endswith("●") and "1/10" in terminal.lines[0])
    terminal.press("ctrl+q")
    assert terminal.end() == 0
    due = command("--data", places.commune, "due")
    shown = next(form for form in due["forms"] if form["entry"])
    values = command("--data", places.commune, "show", shown["form"], shown["period"])["values"]
    assert values["/data/villages[1]/gen_eid_eligible"] == "713"


def test_a_storm_of_sizes_while_one_types_loses_nothing(
    places: Any, start: Callable[..., Any], command: Callable[..., Any]
) -> None:
    chance = random.Random(22810)
    terminal = start("--data", places.commune, columns=80, rows=24)
    terminal.until(lambda: "Chuyển đổi" in terminal.text and "đang mở" not in terminal.text)
    terminal.press("enter")
    terminal.until("[")
    terminal.press("enter")
    terminal.until("dòng 1/1")
    names = ("gen_eid_eligible", "awa_outreach_people", "hr_people_guided", "gov_pop_clean_num")
    for value in ("1713", "287", "1204", "93"):
        for digit in value:
            terminal.resize(chance.randint(20, 200), chance.randint(5, 60))
            terminal.send(digit)
            terminal.read(0.01)
        terminal.press("tab")
    terminal.resize(100, 30)
    terminal.until(lambda: "4/10" in terminal.lines[0] and terminal.lines[0].endswith("●"))
    terminal.until(lambda: "1.713" in terminal.text and "1.204" in terminal.text)
    terminal.press("ctrl+q")
    assert terminal.end() == 0
    due = command("--data", places.commune, "due")
    shown = next(form for form in due["forms"] if form["entry"])
    values = command("--data", places.commune, "show", shown["form"], shown["period"])["values"]
    assert [values[f"/data/villages[1]/{name}"] for name in names] == ["1713", "287", "1204", "93"]


def test_without_colours_none_is_sent_and_every_mark_can_be_read(
    places: Any, start: Callable[..., Any]
) -> None:
    terminal = start("--data", places.commune, environment={"NO_COLOR": "1"})
    terminal.until(lambda: "Chuyển đổi" in terminal.text and "đang mở" not in terminal.text)
    assert "▸ Chuyển đổi" in terminal.text
    terminal.press("enter")
    terminal.until("[")
    terminal.press("enter")
    terminal.until("dòng 1/1")
    terminal.send("12x\r")
    terminal.until("✗")
    terminal.press("esc")
    terminal.until(lambda: "✗" not in terminal.text)  # an escape and a digit in one piece would be Alt+digit
    terminal.send("12\t")
    terminal.until(lambda: "12 ●" in terminal.text)
    terminal.press("left", "shift+right", "shift+right")
    terminal.until(lambda: reversed_cells(terminal) >= 10)
    terminal.send("/")
    terminal.until("Tìm")
    terminal.until(lambda: "+---" in terminal.text)
    assert not COLOUR.search(bytes(terminal.raw))


def reversed_cells(terminal: Any) -> int:
    buffer = terminal.screen.buffer
    rows = range(terminal.screen.lines)
    return sum(1 for y in rows for x in range(terminal.screen.columns) if buffer[y][x].reverse)


def test_an_old_console_gets_marks_of_ascii_and_ctrl_p_instead_of_function_keys(
    places: Any, start: Callable[..., Any]
) -> None:
    terminal = start("--data", places.commune, environment={"TERM": "linux"})
    terminal.until(lambda: "Chuyển đổi" in terminal.text and "đang mở" not in terminal.text)
    assert "> Chuyển đổi" in terminal.text
    terminal.press("enter")
    terminal.until("[")
    terminal.press("enter")
    terminal.until("dòng 1/1")
    terminal.send("12\t")
    terminal.until(lambda: "12 *" in terminal.text)
    assert not NOT_ASCII_MARKS & set(terminal.text)
    terminal.press("ctrl+p")
    terminal.until(lambda: "lệnh" in terminal.text.lower() or "search" in terminal.text.lower())
    terminal.send("Chỉ hiện một số dòng")
    terminal.until(lambda: "theo tên" in terminal.text)
    terminal.press("enter")
    terminal.until("Hiện những dòng nào?")
    terminal.press("esc")
    terminal.until("dòng 1/1")


def test_a_dumb_terminal_is_refused_with_a_sentence(places: Any, start: Callable[..., Any]) -> None:
    terminal = start("--data", places.commune, environment={"TERM": "dumb"})
    assert terminal.end() == 2
    assert "xaso --help" in terminal.raw.decode()
    assert b"\x1b[" not in bytes(terminal.raw)


def test_a_pipe_is_refused_with_a_sentence(places: Any) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cli", "--data", str(places.commune)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 2
    assert b"xaso --help" in done.stderr
    assert b"Traceback" not in done.stderr
