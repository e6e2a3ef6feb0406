"""The workbook, read back with another library than the one that wrote it."""

from __future__ import annotations

import zipfile
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from locales.words import Words
from reports.documents import Book, Format, write
from reports.documents.book import Kind, Trace
from reports.documents.xlsx_look import Look
from reports.documents.xlsx_names import SheetNames
from reports.documents.xlsx_trace import TraceSheet

# What the second library leaves out when it reads: the data bars of Excel 2010.
pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")


@pytest.fixture(scope="module")
def file(book: Book, vi: Words, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("xlsx") / "báo cáo.xlsx"
    assert write(book, [], Format.XLSX, out, vi) == [out]
    return out


@pytest.fixture(scope="module")
def workbook(file: Path) -> Workbook:
    return openpyxl.load_workbook(BytesIO(file.read_bytes()))


def found(sheet: Worksheet, text: str) -> tuple[int, int]:
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value == text:
                return cell.row, cell.column
    raise AssertionError(text)


def test_numbers_are_numbers_with_formats_and_dates_are_dates(workbook: Workbook) -> None:
    sheet = workbook["Kết quả theo chỉ tiêu"]
    row, _ = found(sheet, "Hồ sơ sức khỏe điện tử")
    assert sheet.cell(row, 2).value == 69_586
    assert sheet.cell(row, 2).number_format == "#,##0"
    assert sheet.cell(row, 4).value == pytest.approx(0.7644, abs=0)
    assert sheet.cell(row, 4).number_format == "0.00%"
    forms = workbook["Báo cáo đã nhận theo biểu mẫu"]
    row, _ = found(forms, "Phiếu tháng")
    assert forms.cell(row, 2).value == datetime(2026, 10, 22)  # noqa: DTZ001 - a day, not a moment
    assert forms.cell(row, 2).number_format == "dd/mm/yyyy"


def test_undefined_is_a_dash_and_never_nought(workbook: Workbook) -> None:
    sheet = workbook["Xếp hạng các đơn vị"]
    row, _ = found(sheet, "22822")
    assert [sheet.cell(row, column).value for column in (1, 4, 6)] == ["–", "–", "–"]


def test_headings_stay_in_sight(workbook: Workbook) -> None:
    assert workbook["Kết quả theo chỉ tiêu"].freeze_panes == "B5"
    assert workbook["Xếp hạng các đơn vị"].freeze_panes == "D5"


def test_there_are_sheets_of_definitions_missing_units_and_sources(workbook: Workbook) -> None:
    assert {"Tổng quan", "Biểu đồ", "Định nghĩa các chỉ tiêu", "Nguồn số liệu"} <= set(workbook.sheetnames)
    definitions = workbook["Định nghĩa các chỉ tiêu"]
    row, _ = found(definitions, "soc_health")
    assert definitions.cell(row, 4).value == "/data/a"
    assert any(found(sheet, "22822") for sheet in workbook if sheet.title.startswith("Đơn vị"))


def test_every_traced_figure_is_named_on_the_sheet_of_sources(workbook: Workbook, book: Book) -> None:
    sheet = workbook["Nguồn số liệu"]
    rows = {
        (row[0].value, row[1].value): [cell.value for cell in row[2:]] for row in sheet.iter_rows(min_row=4)
    }
    table = workbook["Kết quả theo chỉ tiêu"]
    line, _ = found(table, "Hồ sơ sức khỏe điện tử")
    link = f'=HYPERLINK("#\'Kết quả theo chỉ tiêu\'!D{line}","D{line}")'
    told = rows["Kết quả theo chỉ tiêu", link]
    assert told[:7] == [
        "Hồ sơ sức khỏe điện tử · Tỉnh Khánh Hòa",
        "10/2026",
        69_586,
        91_032,
        2,
        1,
        f"22822 {book.units['22822']}",
    ]
    traced = sum(
        cell.trace is not None
        for section in book.sections
        for one in section.tables
        for row in one.rows
        for cell in row.cells
    )
    assert len(rows) == traced > 30


def test_points_on_last_year_keep_their_sign_on_the_sheet_of_sources(book: Book, vi: Words) -> None:
    made = BytesIO()
    sources = TraceSheet("Nguồn", book, vi)
    for grown in ("9.48", "-3.1"):
        trace = Trace(
            figure="tăng", numerator=Decimal(grown), denominator=None, period="2026M10", kind=Kind.CHANGE
        )
        sources.add("Chỉ tiêu", 3, 4, trace)
    with xlsxwriter.Workbook(made) as written:
        sources.write(written, Look(written))
    sheet = openpyxl.load_workbook(made)["Nguồn"]
    cells = [sheet.cell(row, 5) for row in (4, 5)]
    assert [cell.value for cell in cells] == [9.48, -3.1]
    assert {cell.number_format for cell in cells} == {"+0.00;-0.00;0.00"}


def test_a_sum_says_in_a_comment_where_it_comes_from(workbook: Workbook) -> None:
    sheet = workbook["Kết quả theo chỉ tiêu"]
    row, _ = found(sheet, "Hồ sơ sức khỏe điện tử")
    comment = sheet.cell(row, 4).comment
    assert comment is not None
    assert "tử số 69.586" in comment.text
    assert "đơn vị thiếu: 1" in comment.text


def test_no_text_becomes_a_formula(workbook: Workbook) -> None:
    sheet = workbook["Xếp hạng các đơn vị"]
    row, column = found(sheet, '=HYPERLINK("http://evil","bấm")')
    assert sheet.cell(row, column).data_type == "s" or sheet.cell(row, column).quotePrefix
    formulas = [
        cell
        for one in workbook
        for line in one.iter_rows()
        for cell in line
        if cell.data_type == "f" and one.title != "Nguồn số liệu"
    ]
    assert [cell.coordinate for cell in formulas if cell.value is None] == []


def test_the_file_itself_holds_no_formula_but_the_links_of_the_sources(file: Path) -> None:
    with zipfile.ZipFile(file) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        formulas = {name: archive.read(name).count(b"<f>") for name in sheets}
        strings = archive.read("xl/sharedStrings.xml").decode()
    assert len([name for name, count in formulas.items() if count]) == 1
    assert "=HYPERLINK(&quot;" in strings or '=HYPERLINK("http://evil"' in strings


def test_conditional_colours_and_native_charts_are_there(file: Path, workbook: Workbook) -> None:
    ranges = workbook["Kết quả theo chỉ tiêu"].conditional_formatting
    rules = [rule for one in ranges for rule in one.rules]
    assert {rule.formula[0] for rule in rules} == {'"đạt"', '"chưa đạt"'}
    with zipfile.ZipFile(file) as archive:
        charts = [name for name in archive.namelist() if name.startswith("xl/charts/chart")]
    assert len(charts) == 4


def test_the_same_book_gives_the_same_file(book: Book, vi: Words, file: Path, tmp_path: Path) -> None:
    out = tmp_path / "again.xlsx"
    write(book, [], Format.XLSX, out, vi)
    assert out.read_bytes() == file.read_bytes()


def test_names_of_sheets_are_short_unique_and_without_what_excel_forbids() -> None:
    names = SheetNames()
    long = "Số liệu từng đơn vị: 6 Chính quyền số [phần 1/2]"
    first, second = names.of(long), names.of(long)
    assert first != second
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\'") for name in (first, second))
    assert second.endswith(" 2")
    assert names.of("History") != "History"
