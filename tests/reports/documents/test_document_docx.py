"""The Word document: its layout after Decree 30/2020, and what stands in it."""

from __future__ import annotations

import zipfile
from pathlib import Path

import docx
import pytest
from docx.enum.section import WD_ORIENT
from lxml import etree

from locales.words import Words
from reports.documents import Book, Format, write


@pytest.fixture(scope="module")
def file(book: Book, vi: Words, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("docx") / "report.docx"
    write(book, [], "docx", out, vi)
    return out


def texts(file: Path) -> str:
    document = docx.Document(str(file))
    tables = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *tables])


def test_page_and_margins_are_those_of_the_decree(file: Path) -> None:
    page = docx.Document(str(file)).sections[0]
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)
    assert 20 <= page.top_margin.mm <= 25
    assert 20 <= page.bottom_margin.mm <= 25
    assert 30 <= page.left_margin.mm <= 35
    assert 15 <= page.right_margin.mm <= 20


def test_letters_are_times_new_roman_of_13_to_14(file: Path) -> None:
    normal = docx.Document(str(file)).styles["Normal"].font
    assert normal.name == "Times New Roman"
    assert 13 <= normal.size.pt <= 14


def test_the_letterhead_has_two_columns_with_nation_and_issuer(file: Path) -> None:
    head = docx.Document(str(file)).tables[0]
    assert len(head.columns) == 2
    issuer, nation = (cell.text for cell in head.rows[0].cells)
    assert issuer.replace("\u00a0", " ").strip() == "ỦY BAN NHÂN DÂN TỈNH KHÁNH HÒA"
    assert nation.strip().splitlines() == [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
    ]
    number, dated = (cell.text for cell in head.rows[1].cells)
    assert number.startswith("Số: ")
    assert number.endswith("/BC-UBND")
    assert dated == "Khánh Hòa, ngày 05 tháng 10 năm 2026"


def test_title_subject_recipients_and_signature_are_there(file: Path) -> None:
    said = texts(file)
    for wanted in ("BÁO CÁO", "Kết quả chuyển đổi số tháng 10/2026", "Nơi nhận:", "- Lưu: VT."):
        assert wanted in said
    assert "TM. ỦY BAN NHÂN DÂN" in said
    assert "CHỦ TỊCH" in said


def test_pages_are_numbered_from_the_second_on(file: Path) -> None:
    first = docx.Document(str(file)).sections[0]
    assert first.different_first_page_header_footer
    assert "PAGE" in first.header._element.xml
    assert "PAGE" not in first.first_page_header._element.xml


def test_appendices_stand_on_wide_pages(file: Path) -> None:
    sections = docx.Document(str(file)).sections
    assert sections[-1].orientation == WD_ORIENT.LANDSCAPE
    assert sections[-1].page_width > sections[-1].page_height
    assert "Phụ lục 1" in texts(file)


def test_numbers_are_written_the_vietnamese_way(file: Path) -> None:
    said = texts(file)
    assert "69.586" in said
    assert "76,44%" in said
    assert "22/10/2026" in said


def test_heads_of_tables_repeat_and_rows_stay_whole(file: Path) -> None:
    tables = docx.Document(str(file)).tables[1:]
    assert (
        sum("w:tblHeader" in table.rows[0]._tr.xml for table in tables) == len(tables) - 1
    )  # the signature has none
    assert "w:cantSplit" in tables[0].rows[1]._tr.xml


def test_charts_are_pictures_with_a_description(file: Path) -> None:
    with zipfile.ZipFile(file) as archive:
        pictures = [name for name in archive.namelist() if name.startswith("word/media/")]
        assert all(archive.read(name).startswith(b"\x89PNG") for name in pictures)
        assert 'descr="Kết quả và mục tiêu toàn tỉnh"' in archive.read("word/document.xml").decode()
    assert len(pictures) == 4


def test_hostile_names_stay_text(file: Path, book: Book) -> None:
    assert book.units["22822"] in texts(file)
    assert book.units["22828"] in texts(file)


def test_characters_that_xml_forbids_do_not_break_the_document(book: Book, vi: Words, tmp_path: Path) -> None:
    import msgspec

    dirty = msgspec.structs.replace(book, opening=("một\x00hai\x0bba\ud800",))
    out = tmp_path / "dirty.docx"
    write(dirty, [], Format.DOCX, out, vi)
    assert "mộthaiba" in texts(out)


def test_the_english_document_speaks_english(english_book: Book, tmp_path: Path) -> None:
    out = tmp_path / "report.docx"
    write(english_book, [], Format.DOCX, out, Words("en"))
    said = texts(out)
    assert "SOCIALIST REPUBLIC OF VIET NAM" in said
    assert "69,586" in said
    assert "Tình hình" not in said


ORDER = {  # of the properties that we write, as the schema of WordprocessingML has them
    "tblPr": ("tblStyle", "tblW", "jc", "tblInd", "tblBorders", "shd", "tblLayout", "tblCellMar", "tblLook"),
    "tcPr": ("tcW", "gridSpan", "vMerge", "tcBorders", "shd", "noWrap", "tcMar", "vAlign"),
    "pPr": (
        "pStyle",
        "keepNext",
        "keepLines",
        "widowControl",
        "pBdr",
        "shd",
        "spacing",
        "ind",
        "jc",
        "rPr",
        "sectPr",
    ),
}


@pytest.mark.parametrize("name", sorted(ORDER))
def test_properties_stand_in_the_order_that_word_insists_on(file: Path, name: str) -> None:
    with zipfile.ZipFile(file) as archive:
        body = etree.fromstring(archive.read("word/document.xml"))
    found = [one for one in body.iter() if etree.QName(one).localname == name]
    assert found
    for properties in found:
        names = [etree.QName(child).localname for child in properties]
        assert names == sorted(names, key=ORDER[name].index), names
        assert len(names) == len(set(names))
