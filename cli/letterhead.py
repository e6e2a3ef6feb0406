"""The table ``[letterhead]`` of province.toml: what a report's letter says around its text."""

from __future__ import annotations

KEYS = ("superior", "body", "number", "symbol", "place", "authority", "position", "signer", "recipients")


def wrong_in(letterhead: object) -> str | None:
    """Return the name of what is no text, no list of texts, or unknown in the table letterhead."""
    if not isinstance(letterhead, dict):
        return ""
    for name, value in letterhead.items():
        if name not in KEYS:
            return str(name)
        texts = value if name == "recipients" and isinstance(value, list) else [value]
        if not all(isinstance(text, str) for text in texts) or (name == "recipients" and texts is not value):
            return str(name)
    return None


# Texts of a Vietnamese letter, whatever language the commands speak: who reads the file edits these.
TEMPLATE = (
    "# Phần đầu và phần ký của báo cáo (Nghị định 30/2020); dòng nào bỏ dấu # thì thay cho mặc định.",
    "# What the report's letter says; lines without # replace what the province starts with.",
    "# [letterhead]",
    '# superior = "ỦY BAN NHÂN DÂN TỈNH …"      # cơ quan chủ quản / superior body',
    '# body = "SỞ KHOA HỌC VÀ CÔNG NGHỆ"         # cơ quan ban hành / issuing body',
    '# number = ""                              # số / number; để trống để ghi tay',
    '# symbol = "BC-SKHCN"                      # ký hiệu / symbol',
    '# place = "…"                              # địa danh / place of the date line',
    '# authority = "KT. GIÁM ĐỐC"               # quyền hạn người ký / on whose authority',
    '# position = "PHÓ GIÁM ĐỐC"                # chức vụ người ký / position',
    '# signer = ""                              # họ tên người ký / name',
    '# recipients = ["UBND tỉnh", "Các xã, phường, đặc khu"]  # nơi nhận / recipients',
)
