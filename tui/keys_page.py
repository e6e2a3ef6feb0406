"""Writes docs/keys.md from the table of keys: ``python -m tui.keys_page > docs/keys.md``. A test compares."""

from __future__ import annotations

import sys

from locales.words import Words
from tui import keys
from tui.keys import Place

TITLES = {
    Place.APP: ("Ở mọi màn hình", "Everywhere"),
    Place.LIST: ("Di chuyển", "Moving"),
    Place.CELLS: ("Ở các ô nhập", "In cells"),
    Place.BLOCK: ("Chọn khối trong bảng", "Blocks in a grid"),
    Place.EDITOR: ("Khi đang gõ một ô", "While a cell is being typed"),
    Place.FIRST: ("Lần chạy đầu", "First run"),
    Place.HOME: ("Trang đầu", "Home"),
    Place.ENTRY: ("Phiếu", "Entry"),
    Place.GRID: ("Bảng theo thôn", "Village grid"),
    Place.REVIEW: ("Soát lỗi", "Review"),
    Place.EXPORT: ("Xuất gói", "Export"),
    Place.REGISTER: ("Sổ", "Register"),
    Place.READING: ("Trang để đọc", "Pages to read"),
    Place.CHOOSING: ("Danh sách lựa chọn", "Lists of choices"),
    Place.WRITING: ("Dòng để viết", "A line to write"),
    Place.PASTING: ("Xem trước khi dán", "Preview of a paste"),
    Place.OUTBOX: ("Đã xuất và biên nhận", "Exports and receipts"),
    Place.FILES: ("Chọn tệp để nhận", "Choosing a file"),
    Place.ENROLMENT: ("Đăng ký khoá", "Enrolment"),
    Place.SECOND: ("Nhập lần hai", "Second keying"),
    Place.SETTLE: ("Giải quyết chỗ khác nhau", "Settling a difference"),
    Place.TRENDS: ("Xu hướng", "Trends"),
    Place.LOCK: ("Khoá màn hình", "Lock"),
}

HEAD = """# Phím · Keys

Trang này được tạo từ `tui/keys.py` (`python -m tui.keys_page`).
This page is made from `tui/keys.py`.

Phím nào cửa sổ lệnh không gửi được thì tìm lệnh theo tên bằng `Ctrl+P`.
A key that your terminal does not send has a second way: find the command by its name with `Ctrl+P`.
"""


def page() -> str:
    """Return the page."""
    vietnamese = Words("vi")
    parts = [HEAD]
    for place in Place:
        title_vi, title_en = TITLES.get(place, (place.value, place.value))
        rows = [action for action in keys.ACTIONS if action.place is place]
        if not rows:
            continue
        parts.append(f"\n## {title_vi} · {title_en}\n\n| phím · key | việc | what it does |\n|---|---|---|\n")
        for action in rows:
            names = " ".join(f"`{keys.shown(key)}`" for key in action.keys)
            parts.append(f"| {names} | {vietnamese.text(action.help)} | {action.help} |\n")
    return "".join(parts)


if __name__ == "__main__":
    sys.stdout.write(page())
