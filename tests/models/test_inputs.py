"""What people type and what is made of it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.forms.nodes import Choice
from models.forms.outcomes import Refusal
from models.inputs import Reading, folded, normal, read_date, read_number, read_typed

NOW = datetime(2026, 10, 20, 8, 0)  # noqa: DTZ001 - a reading's moment is local
CHOICES = (
    Choice("full", "Toàn trình"),
    Choice("part", "Một phần"),
    Choice("none", "Chưa có"),
    Choice("other", "Một cửa khác"),
)


def read(
    text: str, datatype: str = "string", type_: str = "text", language: str = "vi", current: str = ""
) -> str | Refusal:
    return read_typed(text, Reading(type_, datatype, language, CHOICES, NOW, current))


def code(found: str | Refusal) -> str:
    assert isinstance(found, Refusal)
    return found.code


@pytest.mark.parametrize(
    ("text", "language", "number"),
    [
        ("1.234.567,89", "vi", "1234567.89"),
        ("1,234,567.89", "en", "1234567.89"),
        ("1.234", "vi", "1234"),
        ("1,234", "en", "1234"),
        ("94,9", "vi", "94.9"),
        ("94.9", "vi", "94.9"),  # the point of a number pad
        ("94,9", "en", "94.9"),
        ("12.50", "vi", "12.5"),
        ("94,9%", "vi", "94.9"),
        ("1 234", "vi", "1234"),
        ("−5", "vi", "-5"),
        ("+5", "vi", "5"),
        (",5", "vi", "0.5"),
        ("=120+35", "vi", "155"),
        ("=(1.000 + 20) * 2 - 10 / 4", "vi", "2037.5"),
        ("=10%*50", "vi", "5"),
        ("=-3+5", "vi", "2"),
        ("= 1 / 3", "vi", "0.3333333333"),
        ("0", "vi", "0"),
        ("-0", "vi", "0"),
        ("000431", "vi", "431"),
    ],
)
def test_numbers_are_read_as_the_language_writes_them(text: str, language: str, number: str) -> None:
    assert read(text, "decimal", "decimal", language) == number


@pytest.mark.parametrize(
    "text",
    [
        "abc",
        "1.2.3",
        "1,2,3",
        "12a",
        "=1/0",
        "=2**9",
        "=(1",
        "=",
        "1e5",
        "--5",
        "=__import__('os')",
        "=" + "(" * 300,
    ],
)
def test_what_is_no_number_is_refused(text: str) -> None:
    assert code(read(text, "decimal", "decimal")) == "E_NOT_A_NUMBER"


def test_a_whole_number_must_be_whole() -> None:
    assert read("1.204", "int", "integer") == "1204"
    assert read("3,0", "int", "integer") == "3"
    assert code(read("3,5", "int", "integer")) == "E_NOT_AN_INTEGER"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("5/10", "2026-10-05"),
        ("05102026", "2026-10-05"),
        ("051026", "2026-10-05"),
        ("0510", "2026-10-05"),
        ("5/10/26", "2026-10-05"),
        ("5-10-2026", "2026-10-05"),
        ("5.10.2026", "2026-10-05"),
        ("2026-10-05", "2026-10-05"),
        ("5", "2026-10-05"),
        ("t", "2026-10-20"),
        ("T-1", "2026-10-19"),
        ("t + 12", "2026-11-01"),
        ("hôm nay", "2026-10-20"),
        ("29/2/2028", "2028-02-29"),
    ],
)
def test_days_are_read_as_people_type_them(text: str, day: str) -> None:
    assert read(text, "date", "date") == day


@pytest.mark.parametrize("text", ["31/2", "32", "0/1", "mai", "2026-13-01", "5/10/2026/1", "t-", "123"])
def test_what_is_no_day_is_refused(text: str) -> None:
    assert code(read(text, "date", "date")) == "E_NOT_A_DATE"


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("9:30", "09:30:00.000"),
        ("9h30", "09:30:00.000"),
        ("9h", "09:00:00.000"),
        ("0930", "09:30:00.000"),
        ("9", "09:00:00.000"),
        ("23:59:58", "23:59:58.000"),
        ("09:30:15.250", "09:30:15.000"),
    ],
)
def test_hours_are_read_as_people_type_them(text: str, clock: str) -> None:
    assert read(text, "time", "time") == clock


@pytest.mark.parametrize("text", ["25:00", "9:60", "chiều", "12345"])
def test_what_is_no_hour_is_refused(text: str) -> None:
    assert code(read(text, "time", "time")) == "E_NOT_A_TIME"


def test_a_day_with_its_hour_is_read_together() -> None:
    assert read("5/10 9h30", "dateTime", "dateTime") == "2026-10-05T09:30:00.000"
    assert read("2026-10-05T09:30", "dateTime", "dateTime") == "2026-10-05T09:30:00.000"
    assert read("t", "dateTime", "dateTime") == "2026-10-20T00:00:00.000"
    assert code(read("9h30 5/10", "dateTime", "dateTime")) == "E_NOT_A_DATE"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("full", "full"),
        ("2", "part"),
        ("toàn trình", "full"),
        ("TOAN", "full"),
        ("t", "full"),
        ("chua", "none"),
        ("một p", "part"),
        ("mck", "other"),
        ("oth", "other"),
    ],
)
def test_a_choice_is_meant_by_value_number_label_or_first_letters(text: str, value: str) -> None:
    assert read(text, type_="select_one") == value


def test_letters_that_fit_several_choices_are_refused_with_them() -> None:
    found = read("mot", type_="select_one")
    assert code(found) == "E_AMBIGUOUS_CHOICE"
    assert isinstance(found, Refusal)
    assert found.details["choices"] == "Một phần, Một cửa khác"
    assert code(read("xyz", type_="select_one")) == "E_NOT_A_CHOICE"
    assert code(read("9", type_="select_one")) == "E_NOT_A_CHOICE"


def test_a_value_that_is_a_number_goes_before_the_number_in_the_list() -> None:
    choices = (Choice("2", "Hai"), Choice("1", "Một"))
    assert read_typed("1", Reading("select_one", "string", "vi", choices, NOW)) == "1"


def test_several_choices_come_in_the_order_of_the_list_and_ranks_as_typed() -> None:
    assert read("3, toàn", type_="select_multiple") == "full none"
    assert read("3 1", type_="select_multiple") == "full none"
    assert read("một phần", type_="select_multiple") == "part"
    assert read("3 1", type_="rank") == "none full"
    assert code(read("1 9", type_="select_multiple")) == "E_NOT_A_CHOICE"


def test_choices_can_be_added_and_taken_away() -> None:
    assert read("+2", type_="select_multiple", current="full") == "full part"
    assert read("-full +3", type_="select_multiple", current="full part") == "part none"


@pytest.mark.parametrize(
    ("text", "value"), [("có", "OK"), ("x", "OK"), ("Yes", "OK"), ("không", ""), ("0", "")]
)
def test_an_acknowledgement_is_yes_or_nothing(text: str, value: str) -> None:
    assert read(text, type_="acknowledge") == value
    assert code(read("có lẽ", type_="acknowledge")) == "E_NOT_YES_OR_NO"


def test_text_is_normal_and_not_endless() -> None:
    assert read("  kho\u0302ng  ") == "kh\u00f4ng"
    assert code(read("x" * 10_001)) == "E_TOO_LONG"
    assert read("   ", "int", "integer") == ""


@given(st.decimals(-(10**12), 10**12, places=4), st.sampled_from(["vi", "en"]))
def test_a_number_written_in_the_language_is_read_back(number: Decimal, language: str) -> None:
    english = f"{number:,.4f}"
    text = english.translate(str.maketrans(",.", ".,")) if language == "vi" else english
    assert read_number(text, language) == number


@given(
    st.text(max_size=30), st.sampled_from(["string", "int", "decimal", "date", "time", "dateTime", "boolean"])
)
def test_whatever_is_typed_gives_text_or_a_refusal(text: str, datatype: str) -> None:
    for type_ in ("text", "select_one", "select_multiple", "rank", "acknowledge"):
        found = read(text, datatype, type_)
        assert isinstance(found, str | Refusal)
        if isinstance(found, str):
            assert found == normal(found)


@given(st.dates(date(1000, 1, 1), date(9998, 12, 31)))
def test_a_day_is_read_back_however_it_is_written(day: date) -> None:
    for text in (f"{day:%d/%m/}{day.year:04d}", f"{day:%d%m}{day.year:04d}", day.isoformat()):
        assert read_date(text, NOW.date()) == day


def test_folding_leaves_letters_without_their_marks() -> None:
    assert folded("Đồng  Ý") == "dong y"
