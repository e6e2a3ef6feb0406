"""A whole sitting with keys only: typed, pasted, keyed twice, explained, completed, exported, imported."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from models.store import Store
from models.verification import is_keying
from tests.pty.sitting_world import KILOMETRES, VILLAGES, establish
from tests.pty.steps import export_to

pytestmark = pytest.mark.pty

PASTED = (
    "gen_eid_eligible",
    "awa_outreach_people",
    "hr_people_guided",
    "gov_pop_clean_num",
    "gov_pop_clean_den",
    KILOMETRES,
)
TYPED = (
    "soc_eid_active_num",
    "soc_health_record_num",
    "soc_health_record_den",
    "soc_citizen_signature_num",
    "soc_citizen_signature_den",
)
# The questions of the sections in their order; what the form works out by itself is not among them.
ANSWERS = {
    "awa_media_items": "12",
    "ins_difficulties": "Đường truyền yếu",
    "hr_cdt_villages_num": "17",
    "sec_incidents": "2",  # a soft check asks for an explanation
    "gov_edocs_den": "1.431",
    "gov_edocs_num": "=1.400+9",
    "gov_staff_signature_den": "36",
    "gov_staff_signature_num": "35",
    "gov_online_dossiers_den": "208",
    "gov_online_dossiers_num": "151",
    "gov_ontime_dossiers_den": "208",
    "gov_ontime_dossiers_num": "205",
    "gov_essential53_den": "90",
    "gov_essential53_num": "81",
    "gov_1022_ontime_den": "14",
    "gov_1022_ontime_num": "14",
    "gov_green": "2",
    "eco_fee_online_den": "70",
    "eco_fee_online_num": "61",
}
KEPT = {"gov_edocs_den": "1431", "gov_edocs_num": "1409", "gov_green": "no"}
UNREADABLE = {(3, "awa_outreach_people"): "không rõ", (9, "hr_people_guided"): "12x"}


def figure(village: int, name: str) -> str:
    """What is to be reported of a village, as canonical text."""
    if name == KILOMETRES:
        return f"{village}.5"
    base = 1000 + 7 * village
    return str({"gov_pop_clean_num": base - 40, "gov_pop_clean_den": base}.get(name, base - 100))


def typed(value: str) -> str:
    """A canonical number as people write it here: 1.204 and 1,5."""
    whole, _point, part = value.partition(".")
    grouped = f"{int(whole):,}".replace(",", ".")
    return f"{grouped},{part}" if part else grouped


def block() -> str:
    """17 villages × 6 columns as a spreadsheet puts them on the clipboard."""
    lines = (
        "\t".join(UNREADABLE.get((village, name), typed(figure(village, name))) for name in PASTED)
        for village in range(1, VILLAGES + 1)
    )
    return "\r\n".join(lines) + "\r\n"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, command: Callable[..., Any]) -> Path:
    root = tmp_path_factory.mktemp("sitting")
    establish(root, command)
    return root


@pytest.fixture
def here(world: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(world, tmp_path / "here"))


def saved(terminal: Any) -> bool:
    return bool(terminal.lines[0].endswith("●"))


def column(terminal: Any, values: list[str]) -> None:
    """Type values down a column; Enter goes from the last row to the next column's top."""
    for value in values:
        terminal.send(f"{value}\r")
        terminal.read(0.01)


def open_villages(terminal: Any) -> None:
    terminal.until(lambda: "Chuyển đổi số hằng tháng" in terminal.text and "đang mở" not in terminal.text)
    terminal.press("enter")
    terminal.until("17 dòng]")
    terminal.press("enter")
    terminal.until("dòng 1/17")


def paste_villages(terminal: Any) -> None:
    """The block: preview, accept, one undo takes it back, once more, and the unreadable cells by hand."""
    for turn in range(2):
        terminal.send(b"\x1b[200~" + block().encode() + b"\x1b[201~")
        terminal.until("Dán khối 17×6 từ bảng tính: 102 ô, 2 ô không đọc được.")
        terminal.until(lambda: "không rõ" in terminal.text and "12x" in terminal.text)
        terminal.press("enter")
        terminal.until(lambda: "100/187" in terminal.lines[0] and saved(terminal))
        terminal.until(lambda: "1,5" in terminal.text and "100 ô" in terminal.text)
        if not turn:
            terminal.press("ctrl+z")
            terminal.until(lambda: terminal.lines[0].split("0/187")[0].endswith(" ") and saved(terminal))
            terminal.press("ctrl+home", "home")
    find(terminal, f"số {3}", "dòng 3/17")
    find(terminal, "luot nguoi du", "")
    terminal.send(f"{figure(3, 'awa_outreach_people')}\r")
    find(terminal, f"số {9}", "dòng 9/17")
    terminal.press("right")
    terminal.send(f"{figure(9, 'hr_people_guided')}\r")
    terminal.until(lambda: "102/187" in terminal.lines[0] and saved(terminal))


def find(terminal: Any, words: str, then: str) -> None:
    """Go to a row or column by a part of its name."""
    terminal.send("/")
    terminal.until("Tìm")
    terminal.send(words)
    terminal.until(lambda: words in terminal.text)
    terminal.press("enter")
    terminal.until(lambda: "Enter đến đó" not in terminal.text and then in terminal.text)


def test_a_month_with_its_villages_goes_from_the_keys_to_the_province(
    here: Path, start: Callable[..., Any], command: Callable[..., Any]
) -> None:
    terminal = start("--data", here / "commune", columns=120, rows=40)
    open_villages(terminal)
    paste_villages(terminal)

    find(terminal, "tai khoan", "")
    terminal.press("ctrl+home")
    for name in TYPED:
        column(terminal, [typed(figure(village, name)) for village in range(1, VILLAGES + 1)])
    terminal.until(lambda: "187/187" in terminal.lines[0] and saved(terminal))
    terminal.press("esc")
    terminal.until("F9 soát lỗi")

    find(terminal, "tin, bai", "▸1 Nhận thức")
    column(terminal, list(ANSWERS.values()))
    terminal.until(lambda: "206/206" in terminal.lines[0] and saved(terminal))

    terminal.press("f9")
    terminal.until("1 cảnh báo cần giải thích")
    terminal.press("f6")
    terminal.until("Giải thích cảnh báo")
    terminal.send("Hai vụ lừa đảo qua điện thoại\r")
    terminal.until("phải nhập lần hai")
    terminal.press("f9")
    terminal.until("chưa nhập đủ hai lần")
    key_twice(terminal)
    terminal.until("Không còn vướng mắc")
    terminal.press("f9")
    terminal.until("Phiếu đã hoàn thành")
    terminal.press("esc")
    terminal.until("F9 soát lỗi")
    terminal.press("esc")
    terminal.until("hoàn thành")
    export_to(terminal, here / "stick")
    terminal.press("ctrl+q")
    assert terminal.end() == 0
    compare(here, command)


def key_twice(terminal: Any) -> None:
    """Another person keys the marked cells blind, one of them wrong; the difference is settled."""
    terminal.press("f7")
    terminal.until("Ai nhập lần hai?")
    terminal.send("Bình\r")
    terminal.until("0/17")
    assert figure(1, "gen_eid_eligible") not in terminal.text.replace(".", "")
    terminal.press("enter")
    terminal.until("dòng 1/17")
    assert typed(figure(1, "gen_eid_eligible")) not in terminal.text
    values = [figure(village, "gen_eid_eligible") for village in range(1, VILLAGES + 1)]
    values[4] = "9999"
    column(terminal, values)
    terminal.until(lambda: "17/17" in terminal.lines[0] and saved(terminal))
    terminal.press("esc")
    terminal.until("17/19")
    terminal.press("down")
    column(terminal, ["36", "35"])
    terminal.until(lambda: "19/19" in terminal.lines[0] and saved(terminal))
    terminal.press("f9")
    terminal.until(lambda: "còn 1" in terminal.text and "9.999" in terminal.text)
    assert "số 5" in terminal.text
    terminal.send("1")
    terminal.until("Không còn chỗ nào")
    terminal.press("esc")
    terminal.until("19/19")
    terminal.press("esc")


def compare(here: Path, command: Callable[..., Any]) -> None:
    """Import in a second process: every figure is what was typed, and who keyed it twice came along."""
    taken = command("--workspace", here / "province", "province", "import", here / "stick")
    assert taken["summary"]["accepted"] == 1
    store = Store.open(here / "province" / "province.db")
    with store.reading() as reading:
        (head,) = reading.entries.heads(unit="22810")
        came = reading.entries.snapshot(head.id)
    store.close()
    values = came.values
    keyed = [(line.why, line.by, line.old, line.new) for line in came.history if is_keying(line)]
    for village in range(1, VILLAGES + 1):
        for name in (*PASTED, *TYPED):
            assert values[f"/data/villages[{village}]/{name}"] == figure(village, name), (village, name)
    for name, answer in ANSWERS.items():
        found = next(value for path, value in values.items() if path.endswith(f"/{name}"))
        assert found == KEPT.get(name, answer), name
    assert len(keyed) == 20
    assert ("second keying, settled", "Bình", figure(5, PASTED[0]), figure(5, PASTED[0])) in keyed
    period = str(taken["files"][0]["path"]).rsplit("-", 3)[1]
    scores = command("--workspace", here / "province", "province", "scores", "--period", period)
    record = next(
        row for row in scores["indicators"] if row["code"] == "soc_health_record" and row["unit"] == "22810"
    )
    total = sum(int(figure(village, "soc_health_record_num")) for village in range(1, VILLAGES + 1))
    assert str(record["numerator"]) == str(total)
