"""What a report carries besides figures: its letterhead, the quality of data, registers."""

from __future__ import annotations

import csv
import io
import json
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

House = Run = Any  # fixtures of conftest.py

TASK = {
    "programme": "da06",
    "source_document": "12/KH-UBND",
    "source_date": "2020-01-02",
    "title": "Làm sạch dữ liệu",
    "owner": "Lan",
    "responsible": "Văn phòng",
    "product": "Báo cáo",
    "status": "new",
    "due_date": "2020-01-31",
    "cause": "Thiếu người",
    "remedy": "Bổ sung người",
}


@pytest.fixture
def told(run: Run, house: House, month: str, figures: Path) -> House:
    """A province that has the monthly form and one overdue task of 22810."""
    assert run("enter", "monthly", month, "--from", figures, "--complete", *house.here).code == 0
    task = house.root / "task.json"
    task.write_text(json.dumps(TASK), encoding="utf-8")
    assert run("enter", "tasks", "-", "--from", task, "--complete", *house.here).code == 0
    file = run("export", "--to", house.stick, *house.here, "--json").json["file"]
    assert run("province", "import", file, *house.there).code == 0
    return house


def report(run: Run, told: House, month: str, kind: str, name: str) -> Path:
    out = told.root / name
    assert run("province", "report", "--period", month, "--format", kind, "--out", out, *told.there).code == 0
    return out


def letter(path: Path) -> str:
    document = docx.Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_the_settings_show_how_a_letterhead_is_written_and_change_nothing(run: Run, house: House) -> None:
    text = (house.province / "province.toml").read_text(encoding="utf-8")
    assert "letterhead" not in tomllib.loads(text)
    shown = text.replace("# [letterhead]", "[letterhead]").replace("\n# ", "\n")
    table = tomllib.loads(shown[shown.index("[letterhead]") :])["letterhead"]
    assert {"body", "place", "position", "signer", "recipients"} <= set(table)


def test_the_word_document_carries_the_provinces_letterhead(run: Run, told: House, month: str) -> None:
    with (told.province / "province.toml").open("a", encoding="utf-8") as settings:
        settings.write(
            '[letterhead]\nbody = "Sở Khoa học và Công nghệ"\nplace = "Nha Trang"\nsigner = "Trần Thị Hoà"\n'
            'position = "Phó Giám đốc"\nrecipients = ["UBND tỉnh", "Bộ KHCN"]\n'
        )
    said = letter(report(run, told, month, "docx", "letter.docx"))
    for words in (
        "SỞ KHOA HỌC VÀ CÔNG NGHỆ",
        "Nha Trang, ngày",
        "PHÓ GIÁM ĐỐC",
        "Trần Thị Hoà",
        "- Bộ KHCN;",
    ):
        assert words in said


@pytest.mark.parametrize(
    "line", ["signr = 'Lan'", "body = 3", "recipients = 'UBND tỉnh'", "recipients = [1]"]
)
def test_a_letterhead_that_cannot_be_read_is_refused_by_its_key(run: Run, house: House, line: str) -> None:
    with (house.province / "province.toml").open("a", encoding="utf-8") as settings:
        settings.write(f"[letterhead]\n{line}\n")
    said = run("province", "quarantine", *house.there)
    assert said.code == 3
    assert line.split()[0] in said.err


def test_the_report_tells_the_quality_of_each_units_data(run: Run, told: House, month: str) -> None:
    page = report(run, told, month, "html", "page.html").read_text(encoding="utf-8")
    assert 'id="quality"' in page


def test_csv_has_the_registers_too(run: Run, told: House, month: str) -> None:
    archive = zipfile.ZipFile(report(run, told, month, "csv", "entries.zip"))
    assert {"monthly.csv", "monthly-villages.csv", "tasks.csv"} <= set(archive.namelist())
    (row,) = csv.DictReader(io.StringIO(archive.read("tasks.csv").decode("utf-8-sig")))
    assert row["SubmitterID"] == "22810"
    assert row["Period"] == ""
    assert "Làm sạch dữ liệu" in row.values()


def test_indicator_and_table_of_tasks_say_overdue_of_the_same_day(run: Run, told: House, month: str) -> None:
    scores = run("province", "scores", "--period", month, *told.there, "--json").json
    tasks = run("province", "tasks", *told.there, "--json").json
    (row,) = [row for row in scores["province"]["indicators"] if row["code"] == "ins_tasks_overdue"]
    assert row["numerator"] == tasks["total"]["overdue"] == 1
    day = "{2}/{1}/{0}".format(*tasks["day"].split("-"))
    page = report(run, told, month, "html", "page.html").read_text(encoding="utf-8")
    assert f"Chỉ tiêu tính từ sổ: theo sổ ngày {day}." in page


def test_publishing_warns_of_a_commune_whose_row_is_gone(run: Run, house: House) -> None:
    path = house.province / "catalogue" / "catalogue.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["units"]
    codes = [str(row[0].value) for row in sheet.iter_rows()]
    sheet.delete_rows(codes.index("22813") + 1)
    book.save(path)
    said = run("province", "publish", *house.there, "--json")
    assert said.code == 0
    (warned,) = [each for each in said.json["complaints"] if each["code"] == "W_UNIT_GONE"]
    assert warned["severity"] == "warning"
    assert "22813" in warned["message_vi"]
    assert "valid_to" in warned["message_en"]
