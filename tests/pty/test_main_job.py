"""The main job with keys only: two numbers typed at a commune are found by the province."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.pty.steps import export_to

pytestmark = pytest.mark.pty

NUMERATOR, DENOMINATOR = "69586", "91032"


def open_health_records(terminal: Any) -> None:
    """From home to the numerator's cell, by finding the question."""
    terminal.until(lambda: "Chuyển đổi số hằng tháng" in terminal.text and "đang mở" not in terminal.text)
    terminal.press("enter")
    find_health_records(terminal)


def find_health_records(terminal: Any) -> None:
    """From anywhere in the entry to the numerator's cell."""
    terminal.until("Toàn đơn vị" if "dòng 1/1" in terminal.text else "Số liệu theo thôn")
    terminal.until("F9 soát lỗi")
    terminal.send("/")
    terminal.until("Tìm")
    terminal.send("ho so suc khoe da lap")
    terminal.until(lambda: any("▸" in line and "Hồ sơ sức khỏe đã lập" in line for line in terminal.lines))
    terminal.press("enter")
    terminal.until("dòng 1/")


def saved(terminal: Any) -> bool:
    return bool(terminal.lines[0].endswith("●"))


def test_two_numbers_typed_with_keys_are_exported_and_found_by_the_province(
    places: Any, start: Callable[..., Any], command: Callable[..., Any]
) -> None:
    terminal = start("--data", places.commune)
    open_health_records(terminal)
    terminal.send(NUMERATOR)
    terminal.press("tab")
    terminal.send(DENOMINATOR)
    terminal.press("enter")
    terminal.until(lambda: "69.586 ●" in terminal.text and "91.032 ●" in terminal.text and saved(terminal))
    assert "76,44%" in terminal.text
    terminal.press("esc")
    terminal.until("F9 soát lỗi")
    terminal.press("f9")
    terminal.until("Không còn vướng mắc")
    terminal.press("f9")
    terminal.until("Phiếu đã hoàn thành")
    terminal.press("esc")
    terminal.until("F9 soát lỗi")
    terminal.press("esc")
    terminal.until("hoàn thành")
    export_to(terminal, places.stick)
    terminal.press("ctrl+q")
    assert terminal.end() == 0

    taken = command("--workspace", places.province, "province", "import", places.stick)
    assert taken["summary"]["accepted"] == 1
    period = str(taken["files"][0]["path"]).rsplit("-", 3)[1]
    scores = command("--workspace", places.province, "province", "scores", "--period", period)
    record = next(
        row for row in scores["indicators"] if row["code"] == "soc_health_record" and row["unit"] == "22810"
    )
    assert str(record["numerator"]) == NUMERATOR
    assert str(record["denominator"]) == DENOMINATOR
    assert record["percent"] == "76.44"


def test_a_power_cut_after_the_saved_mark_loses_nothing(places: Any, start: Callable[..., Any]) -> None:
    terminal = start("--data", places.commune)
    open_health_records(terminal)
    terminal.send(NUMERATOR)
    terminal.press("enter")
    terminal.until(lambda: "69.586 ●" in terminal.text and saved(terminal))
    terminal.send("12")  # the cell being typed is all that may be lost
    terminal.kill()

    again = start("--data", places.commune)
    find_health_records(again)  # it goes on where one was, in the entry
    again.until("69.586")


def test_a_second_program_on_the_same_folder_is_refused_politely(
    places: Any, start: Callable[..., Any]
) -> None:
    first = start("--data", places.commune)
    first.until(lambda: "Chuyển đổi số hằng tháng" in first.text and "đang mở" not in first.text)
    second = start("--data", places.commune)
    second.until("Dữ liệu đang được dùng.")
    second.until("Đóng cửa sổ kia")
    assert "Traceback" not in second.text
    second.press("ctrl+q")
    assert second.end() == 0


def test_the_history_says_what_was_typed_and_by_whom(
    places: Any, start: Callable[..., Any], command: Callable[..., Any]
) -> None:
    terminal = start("--data", places.commune)
    open_health_records(terminal)
    terminal.send("5")
    terminal.press("enter")
    terminal.until(lambda: "5 ●" in terminal.text and saved(terminal))
    terminal.press("ctrl+q")
    assert terminal.end() == 0
    due = command("--data", places.commune, "due")
    entry = next(form for form in due["forms"] if form["entry"])
    shown = command("--data", places.commune, "show", entry["form"], entry["period"])
    assert "soc_health_record_num" in json.dumps(shown)
    assert "Lan" in json.dumps(shown, ensure_ascii=False)
