"""What the province's report says, before it is any kind of file."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from locales.words import Words
from models.catalogue import Catalogue
from models.indicators import Measurement
from models.periods import parse_period
from models.units import Unit, UnitKind
from reports.documents.book import Book, Cell, Kind, Row, RowRole, Table, Tone
from reports.documents.contents.letter import letterhead_of, place_line
from reports.documents.contents.province import province_book
from reports.documents.text import clean, trace_text
from reports.quality import Figure, Quality
from reports.scoreboard import scoreboard
from reports.status import completeness


def table(book: Book, key: str) -> Table:
    tables = [one for section in book.sections for one in section.tables]
    return next(one for one in (*tables, book.definitions, book.missing) if one.key == key)


def row_named(found: Table, name: str) -> Row:
    return next(
        row for row in found.rows if row.role is not RowRole.GROUP and name in [c.value for c in row.cells]
    )


def figure(row: Row) -> Cell:
    """The figure itself: the traced cell that says what kind it is."""
    return next(cell for cell in row.cells if cell.trace is not None and cell.kind is not None)


def test_the_provinces_figure_is_a_sum_over_a_sum_and_names_who_stands_behind_it(book: Book) -> None:
    cell = figure(row_named(table(book, "indicator_table"), "Hồ sơ sức khỏe điện tử"))
    assert cell.value == Decimal("76.44")
    assert cell.kind is Kind.PERCENT
    trace = cell.trace
    assert trace is not None
    assert (trace.numerator, trace.denominator) == (69_586, 91_032)
    assert trace.period == "2026M10"
    assert trace.counted == ("22810", "22813")
    assert trace.missing == ("22822",)
    assert trace.excluded == ("22828",)


def test_a_units_own_figure_names_the_entry_it_was_read_from(book: Book) -> None:
    own = row_named(next(t for s in book.appendices for t in s.tables if "8 Xã hội số" in t.title), "22810")
    trace = own.cells[2].trace
    assert trace is not None
    assert trace.entries == (f"{'22810':0>32}",)
    assert trace.counted == ("22810",)


def test_every_numeric_cell_of_an_indicator_or_score_carries_a_trace(book: Book) -> None:
    figures = [t for s in book.appendices for t in s.tables if t.key.startswith("figure_table")]
    assert len(figures) == 3
    for one in figures:
        for row in one.rows:
            assert all(cell.trace is not None for cell in row.cells[2:])


def test_numerator_denominator_and_growth_say_where_they_are_from_as_the_result_does(
    catalogue: Catalogue, measurements: list[Measurement]
) -> None:
    period = parse_period("2026M10")
    before = [
        Measurement(
            indicator="soc_health",
            unit=code,
            period="2025M10",
            numerator=Decimal(num),
            denominator=Decimal(den),
        )
        for code, num, den in (("22810", 66, 100), ("22813", 67, 100))
    ]
    made = province_book(
        catalogue,
        scoreboard(catalogue, period, measurements, before=before),
        completeness(catalogue, period, (), today=date(2026, 10, 25)),
        None,
        measurements,
        day=date(2026, 10, 25),
        words=Words("vi"),
    )
    row = row_named(table(made, "indicator_table"), "Hồ sơ sức khỏe điện tử")
    numerator, denominator, result, growth = row.cells[1:5]
    assert numerator.trace == denominator.trace == result.trace
    assert growth.value == Decimal("9.94")
    assert growth.trace is not None
    assert "76,44% − 66,50%" in growth.trace.figure
    assert "10/2025" in growth.trace.figure
    assert growth.trace.missing == ("22822",)
    assert " · giá trị +9,94 · " in trace_text(growth.trace, made.units, Words("vi"))


def test_each_count_of_tasks_names_itself_and_no_other(book: Book) -> None:
    total = table(book, "task_table").rows[-1]
    for cell in total.cells[1:-1]:
        assert cell.trace is not None
        assert cell.trace.numerator == cell.value
        assert cell.trace.denominator == total.cells[1].value
    names = [cell.trace.figure for cell in total.cells[1:] if cell.trace]
    assert len(set(names)) == len(names)
    assert all(re.search(r" · \d\d/\d\d/2026$", name) for name in names)


def test_units_without_the_register_are_missing_in_the_province_s_count_of_tasks(book: Book) -> None:
    assert book.sections
    trace = table(book, "task_table").rows[-1].cells[1].trace
    assert trace is not None
    assert set(trace.counted) | set(trace.missing) == {"22810", "22813", "22822", "22828"}
    assert not set(trace.counted) & set(trace.missing)


def test_a_share_of_nothing_is_undefined_and_not_nought(book: Book) -> None:
    edocs = next(t for s in book.appendices for t in s.tables if "6 Chính quyền số" in t.title)
    assert row_named(edocs, "22828").cells[2].value is None
    media = next(t for s in book.appendices for t in s.tables if "1 Nhận thức số" in t.title)
    assert row_named(media, "22813").cells[2].value == 0


def test_what_does_not_apply_is_said_in_words(book: Book) -> None:
    health = next(t for s in book.appendices for t in s.tables if "8 Xã hội số" in t.title)
    cell = row_named(health, "22828").cells[2]
    assert cell.value == "không áp dụng"
    assert cell.tone is Tone.QUIET


def test_the_opening_says_what_came_what_is_met_and_how_tasks_stand(book: Book) -> None:
    said = " ".join(book.opening)
    assert "đã nhận 3/4 báo cáo" in said
    assert "đạt 1/2 chỉ tiêu có giao mục tiêu (50,00%)" in said
    assert "5 nhiệm vụ được giao, 3 đã hoàn thành (60,00%)" in said


def test_missing_units_are_named_with_their_form_and_deadline(book: Book) -> None:
    assert [[cell.value for cell in row.cells[:3]] for row in book.missing.rows] == [
        ["22822", book.units["22822"], "Phiếu tháng"]
    ]
    assert book.missing.rows[0].cells[4].value == 3  # days after 22/10 on 25/10


def test_targets_colour_a_figure_by_what_its_text_also_says(book: Book) -> None:
    found = table(book, "indicator_table")
    row = row_named(found, "Hồ sơ sức khỏe điện tử")
    assert row.cells[6].value == "chưa đạt"
    assert found.tone_of(6, row.cells[6]) is Tone.BAD
    assert row.cells[5].value == "≥ 80%"


def test_the_index_of_a_unit_is_traced_to_its_points(book: Book) -> None:
    row = row_named(table(book, "score_table"), "22810")
    assert row.cells[5].kind is None
    trace = row.cells[5].trace
    assert trace is not None
    assert trace.numerator == Decimal("17.30")  # 75 % of 10 and 98 % of 10
    assert trace.denominator == Decimal("20.00")
    assert row.cells[5].value == Decimal("0.8650")


def test_a_unit_that_sent_nothing_has_no_place(book: Book) -> None:
    row = row_named(table(book, "score_table"), "22822")
    assert row.cells[0].value is None
    assert row.cells[5].value is None


def test_a_trace_is_one_sentence_in_the_documents_language(book: Book, english_book: Book) -> None:
    cell = figure(row_named(table(book, "indicator_table"), "Hồ sơ sức khỏe điện tử"))
    assert cell.trace is not None
    said = trace_text(cell.trace, {**book.units, "22822": "Xã Mỹ Sơn"}, Words("vi"))
    assert said == (
        "Hồ sơ sức khỏe điện tử · Tỉnh Khánh Hòa · 10/2026 · tử số 69.586 · mẫu số 91.032 · "
        "đơn vị đã tính: 2 · đơn vị thiếu: 1 (22822 Xã Mỹ Sơn) · không áp dụng: 1"
    )
    assert "numerator 69,586" in trace_text(cell.trace, english_book.units, Words("en"))


def test_the_same_values_give_the_same_book(
    catalogue: Catalogue, measurements: list[Measurement], book: Book
) -> None:
    period = parse_period("2026M10")

    def again() -> Book:
        board = scoreboard(catalogue, period, measurements)
        came = completeness(catalogue, period, (), today=book.day)
        return province_book(catalogue, board, came, None, measurements, day=book.day, words=Words("vi"))

    assert again() == again()


def test_a_period_with_no_data_at_all_is_still_a_book(catalogue: Catalogue) -> None:
    period = parse_period("2026M11")
    empty = province_book(
        catalogue,
        scoreboard(catalogue, period, []),
        completeness(catalogue, period, (), today=catalogue.calendar.window(period)[1]),
        None,
        [],
        day=catalogue.calendar.window(period)[1],
        words=Words("vi"),
    )
    assert len(empty.missing.rows) == 4
    assert all(row.cells[0].value in (None, "") for row in table(empty, "score_table").rows)


def test_text_loses_what_no_document_can_hold_and_is_normalised() -> None:
    assert clean("a\x00b\x1bc\ud800d") == "abcd"
    assert clean("Hoa\u0300") == "Hoà"
    assert clean("x\r\ny\rz") == "x\ny\nz"


def test_a_provinces_settings_name_its_letterhead(catalogue: Catalogue) -> None:
    province = catalogue.units["56"]
    settings = {
        "superior": "Ủy ban nhân dân tỉnh Khánh Hòa",
        "body": "Sở Khoa học và Công nghệ",
        "symbol": "BC-SKHCN",
        "recipients": ["UBND tỉnh", 7],
        "position": 3,
        "unknown": "x",
    }
    letter = letterhead_of(settings, province, Words("vi"))
    assert (letter.superior, letter.body) == ("Ủy ban nhân dân tỉnh Khánh Hòa", "Sở Khoa học và Công nghệ")
    assert letter.symbol == "BC-SKHCN"
    assert letter.recipients == ("UBND tỉnh",)
    assert letter.position == "Chủ tịch"
    assert letter.place == "Khánh Hòa"
    assert letter.number == ""


def test_the_quality_of_data_is_an_appendix_with_sums_over_sums(
    catalogue: Catalogue, measurements: list[Measurement]
) -> None:
    period = parse_period("2026M10")
    full = Quality(
        Figure(Fraction(9), 10), Figure(Fraction(3, 2), 2), Figure(Fraction(1), 1), Figure(Fraction(0), 0)
    )
    half = Quality(
        Figure(Fraction(1), 10), Figure(Fraction(1), 2), Figure(Fraction(0), 3), Figure(Fraction(0), 0)
    )
    made = province_book(
        catalogue,
        scoreboard(catalogue, period, measurements),
        completeness(catalogue, period, (), today=date(2026, 10, 25)),
        None,
        measurements,
        day=date(2026, 10, 25),
        words=Words("vi"),
        qualities={"22810": full, "22813": half},
    )
    rows = table(made, "quality_table").rows
    assert [cell.value for cell in rows[0].cells[2:6]] == [
        Decimal("90.00"),
        Decimal("75.00"),
        Decimal("100.00"),
        None,
    ]
    assert rows[2].role is RowRole.TOTAL
    assert [cell.value for cell in rows[2].cells[2:5]] == [
        Decimal("50.00"),
        Decimal("62.50"),
        Decimal("25.00"),
    ]
    trace = rows[0].cells[3].trace
    assert trace is not None
    assert (trace.numerator, trace.denominator) == (Decimal("1.50"), 2)
    mean = rows[0].cells[6]
    assert mean.trace is not None
    assert mean.value == Decimal("88.33")
    assert (mean.trace.numerator, mean.trace.denominator) == (Decimal("265.00"), 3)


@pytest.mark.parametrize(
    ("name", "sort", "place"),
    [
        ("Thành phố Hồ Chí Minh", "Thành phố", "Thành phố Hồ Chí Minh"),
        ("Thành phố Đà Nẵng", "Thành phố", "Đà Nẵng"),
        ("Tỉnh Khánh Hòa", "Tỉnh", "Khánh Hòa"),
        ("Phường 12", "phường", "Phường 12"),
        ("Diên Khánh", "xã", "Diên Khánh"),
    ],
)
def test_a_place_named_after_a_person_or_by_a_number_is_written_in_full(
    name: str, sort: str, place: str
) -> None:
    assert place_line(Unit(code="1", name=name, kind=UnitKind.PROVINCE, sort=sort)) == place
