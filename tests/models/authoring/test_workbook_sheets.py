from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest

from models.authoring.catalogue_book import read_catalogue_book
from models.authoring.compiler import compile_workbook
from models.authoring.sheets import UnreadableWorkbookError, column_letters, read_sheets


@pytest.mark.parametrize(("index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_are_lettered_as_in_excel(index: int, letters: str) -> None:
    assert column_letters(index) == letters


def test_an_xlsx_is_read_with_row_numbers_and_text_as_pyxform_makes_it(make_workbook) -> None:
    path = make_workbook(
        [
            {"type": "integer", "name": "a", "default": 3.0, "required": True},
            {},
            {"type": "note", "name": "n"},
        ]
    )
    sheet = read_sheets(path).sheets["survey"]
    assert sheet.headers == {0: "type", 1: "name", 2: "default", 3: "required"}
    assert sheet.rows[0].cells == {0: "integer", 1: "a", 2: "3", 3: "TRUE"}
    assert [row.number for row in sheet.rows if row.cells] == [2, 4]


def test_a_folder_of_csv_sheets_is_a_workbook(tmp_path: Path) -> None:
    (tmp_path / "survey.csv").write_text("type,name\ninteger,a\n", encoding="utf-8-sig")
    (tmp_path / "choices.csv").write_text("list_name,name,label\nyn,y,Có\n", encoding="utf-8")
    book = read_sheets(tmp_path)
    assert set(book.sheets) == {"survey", "choices"}
    assert book.sheets["choices"].rows[0].cells[2] == "Có"


def test_one_csv_file_may_hold_several_sheets(tmp_path: Path) -> None:
    path = tmp_path / "form.csv"
    path.write_text(
        'survey,,\n,type,name\n,integer,a\n"choices",,\n,list_name,name\n,yn,y\n', encoding="utf-8"
    )
    book = read_sheets(path)
    survey = book.sheets["survey"]
    assert survey.cell(1, survey.rows[0].number) == "B3"
    assert book.sheets["choices"].rows[0].cells == {1: "yn", 2: "y"}


def test_text_is_nfc(tmp_path: Path) -> None:
    (tmp_path / "survey.csv").write_text("type,name,label\ntext,a,To\u0302\u0309\n", encoding="utf-8")
    assert read_sheets(tmp_path).sheets["survey"].rows[0].cells[2] == "Tổ"


def test_a_lone_sheet_of_any_name_is_the_survey(make_workbook) -> None:
    path = make_workbook([], **{"Biểu mẫu": [{"type": "text", "name": "a"}]})
    assert read_sheets(path).sheets["survey"].title == "Biểu mẫu"


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as entry,
    ):
        for _ in range(200):
            entry.write(b" " * 1_000_000)
    assert path.stat().st_size < 1_000_000
    with pytest.raises(UnreadableWorkbookError, match="unpacks"):
        read_sheets(path)


@pytest.mark.parametrize("name", ["form.xlsx", "form.xls", "form.csv", "form.pdf"])
def test_what_is_no_workbook_is_refused_with_a_reason(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(bytes(range(256)) * 20)
    with pytest.raises(UnreadableWorkbookError):
        read_sheets(path)


def test_rows_far_below_the_last_one_are_not_looked_for(make_workbook, tmp_path: Path) -> None:
    rows: list[dict[str, str]] = [
        {"type": "text", "name": "a"},
        *({} for _ in range(200)),
        {"type": "text", "name": "b"},
    ]
    sheet = read_sheets(make_workbook(rows)).sheets["survey"]
    assert [row.cells[1] for row in sheet.rows] == ["a"]


def with_an_extension(path: Path) -> Path:
    """Give the first sheet what Excel writes for a list of allowed values: openpyxl remarks on it."""
    extension = (
        '<extLst><ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"'
        ' uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"><x14:dataValidations count="0"/></ext></extLst>'
    )
    parts = {}
    with zipfile.ZipFile(path) as source:
        for name in source.namelist():
            parts[name] = source.read(name)
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b"</worksheet>", f"{extension}</worksheet>".encode())
    with zipfile.ZipFile(path, "w") as target:
        for name, data in parts.items():
            target.writestr(name, data)
    return path


def test_what_excel_adds_to_a_workbook_is_not_remarked_upon(
    make_workbook, tmp_path: Path, recwarn: pytest.WarningsRecorder
) -> None:
    form = with_an_extension(make_workbook([{"type": "integer", "name": "a", "label": "Số"}]))
    assert compile_workbook(form).definition is not None
    book = openpyxl.Workbook()
    book.active.title = "targets"
    book.active.append(["indicator", "value"])
    book.save(tmp_path / "catalogue.xlsx")
    assert list(read_catalogue_book(with_an_extension(tmp_path / "catalogue.xlsx"))) == ["targets"]
    assert not recwarn.list
